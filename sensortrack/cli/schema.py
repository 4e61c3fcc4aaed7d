"""`sensortrack schema`: JSON Schemas of the files that people write, for editors and for checking them elsewhere."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import UsageError
from .show import print_json

KINDS = (
    *("plan", "catalogue", "profile", "import", "answers"),
    *("recording", "calibration", "annotations", "language"),
)


def schema(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=", ".join(KINDS))],
) -> None:
    """Print the JSON Schema of a kind of file: its keys, their types and bounds, and what is expected there."""
    from ..outside.expected import schema_of

    print_json(schema_of(kind_of(kind)))


def kind_of(name: str) -> type:
    """The class of a kind of file.

    Raises
    ------
    UsageError
        There is no such kind.
    """
    if name not in KINDS:
        raise UsageError(f"no kind of file '{name}'; expected one of {', '.join(KINDS)}")
    from ..devices.profile.model import ProfileFile
    from ..files.annotations import AnnotationsFile
    from ..files.calibration import Calibration
    from ..files.profiles import ImportProfile
    from ..files.sidecar import Sidecar
    from ..language.language_file import LanguageFile
    from ..protocol.catalogue_file import CatalogueFile
    from ..protocol.plan_file import PlanFile
    from .answers import Answers

    written = (PlanFile, CatalogueFile, ProfileFile, ImportProfile, Answers)
    beside = (Sidecar, Calibration, AnnotationsFile, LanguageFile)
    return dict(zip(KINDS, (*written, *beside), strict=True))[name]
