"""`sensortrack schema`: JSON Schemas of the files that people write, for editors and for checking them elsewhere."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from ..errors import UsageError
from .show import print_json

KINDS = {
    "plan": "protocol.plan_file.PlanFile",
    "catalogue": "protocol.catalogue_file.CatalogueFile",
    "profile": "devices.profile.firmware_profile.ProfileFile",
    "import": "files.profiles.ImportProfile",
    "answers": "cli.answers.Answers",
    "recording": "files.sidecar.Sidecar",
    "calibration": "files.calibration.Calibration",
    "annotations": "files.annotations.AnnotationsFile",
    "language": "language.language_file.LanguageFile",
}
"""The class of each kind of file; only the one that was asked for is imported."""


def schema(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=", ".join(KINDS))],
) -> None:
    """Print the JSON Schema of a kind of file: its keys, their types and bounds, and what is expected there."""
    from ..outside.expected import schema_of

    print_json(schema_of(kind_of(kind)))


def kind_of(name: str) -> type:
    """The class of a kind of file; raises UsageError where there is no such kind."""
    if name not in KINDS:
        raise UsageError(f"no kind of file '{name}'; expected one of {', '.join(KINDS)}")
    module, _, what = KINDS[name].rpartition(".")
    found: type = getattr(import_module(f"..{module}", __package__), what)
    return found
