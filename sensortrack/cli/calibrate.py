"""`sensortrack calibrate`: a still pose and some leans tell how the sensor sits on the body."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import Catalogue_, Exercise_, Format_, Recording_, catalogue_of
from .say import tell


def calibrate(
    file: Recording_,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="NAME.calibration.json; nothing is ever overwritten.")
    ],
    exercise: Exercise_ = None,
    format: Format_ = None,
    catalogue: Catalogue_ = None,
) -> None:
    """Find how the sensor sits on the body from a recording of forward leans (E10).

    Sit still for three seconds, then lean forward and back three times. As long as the sensor isn't moved,
    `--calibration` of analyse, replay, record and import lets later recordings have their sides named and
    their start pose checked.
    """
    from ..analysis import calibrate as find
    from ..files import open_recording, write_calibration

    recording = open_recording(file, format=format, frame="sensor")
    mounting = find(recording, exercise, catalogue=catalogue_of(catalogue))
    write_calibration(output, mounting.calibration())
    tell(
        f"wrote {output}: from {mounting.repetitions} movement{'s' * (mounting.repetitions != 1)} of"
        f" {mounting.exercise}, whose axes differ by {mounting.spread_deg:.1f}° and lie"
        f" {mounting.off_horizontal_deg:.1f}° off the horizontal: the heading is known to"
        f" ±{mounting.uncertainty_deg:.1f}°",
    )
