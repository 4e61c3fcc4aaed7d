"""Options that several verbs share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..protocol import Catalogue
    from ..records import Frame, Recording


class FrameName(StrEnum):
    """What the axes of a file are."""

    SENSOR = "sensor"
    BODY = "body"


FRAMES: dict[FrameName, Frame] = {FrameName.SENSOR: "sensor", FrameName.BODY: "body"}

Recording_ = Annotated[
    Path, typer.Argument(metavar="FILE", help="A recording of ours, or a known foreign table.")
]
Exercise_ = Annotated[
    str | None,
    typer.Option("--exercise", "-e", help="One of the catalogue's; default: what the recording names."),
]
Format_ = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        help="Name of a format, or an import profile (.toml); default: recognised by the content.",
    ),
]
Part_ = Annotated[
    str | None,
    typer.Option(
        "--part",
        help="Which recording, where a file or archive holds several: a file in it, a sheet, a trial.",
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
Calibration_ = Annotated[
    Path | None,
    typer.Option("--calibration", help="How the sensor sat on the body: what `sensortrack calibrate` wrote."),
]
LSL_NAME = "sensortrack"
"""What `--lsl` calls its stream of samples; that of the events is called "sensortrack events"."""
Lsl_ = Annotated[
    bool,
    typer.Option(
        "--lsl",
        help="Stream samples and events by LSL, which everybody on this network can read (extra lsl).",
    ),
]
Json_ = Annotated[bool, typer.Option("--json", help="Print one JSON document for machines.")]


def catalogue_of(path: Path | None) -> Catalogue:
    """The catalogue that was named, or ours."""
    from ..protocol import load_catalogue

    return load_catalogue(path)


def open_chosen(
    file: Path | str,
    format: str | None,
    frame: FrameName | None,
    part: str | None,
    calibration: Path | None = None,
) -> Recording:
    """The recording that these options choose, with its mounting where a calibration is named."""
    from ..files import calibration_of, open_recording

    axes = None if frame is None else FRAMES[frame]
    recording = open_recording(file, format=format, frame=axes, part=part)
    return recording.described(**calibration_of(calibration))
