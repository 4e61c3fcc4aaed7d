"""Options that several verbs share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..protocol import Catalogue


class FrameName(StrEnum):
    """What the axes of a file are."""

    SENSOR = "sensor"
    BODY = "body"


Recording_ = Annotated[
    Path, typer.Argument(metavar="FILE", help="A recording of ours, or a known foreign table.")
]
Exercise_ = Annotated[
    str | None,
    typer.Option(
        "--exercise", "-e", help="E1 … E11, or one of your catalogue's; default: what the recording names."
    ),
]
Format_ = Annotated[
    str | None,
    typer.Option(
        "--format", "-f", help="Name of an import profile, or a .toml file; default: told by the header."
    ),
]
Frame_ = Annotated[
    FrameName | None,
    typer.Option(
        "--frame", help="Whether the axes are the body's (x up, y right, z forward) or the sensor's."
    ),
]
Catalogue_ = Annotated[
    Path | None, typer.Option("--catalogue", help="A catalogue file of your own, of the same schema.")
]
Json_ = Annotated[bool, typer.Option("--json", help="Print one JSON document for machines.")]


def catalogue_of(path: Path | None) -> Catalogue:
    """The catalogue that was named, or ours."""
    from ..protocol import load_catalogue

    return load_catalogue(path)
