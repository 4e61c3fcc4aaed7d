"""`sensortrack analyse`: a recording in; repetitions, holds, smoothness and findings out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import (
    Calibration_,
    Catalogue_,
    Exercise_,
    Format_,
    Frame_,
    Json_,
    Part_,
    Recording_,
    calibration_of,
    catalogue_of,
)
from .progress import reading_progress
from .show import print_document, print_result, tell_messages


def analyse(
    file: Recording_,
    exercise: Exercise_ = None,
    format: Format_ = None,
    part: Part_ = None,
    frame: Frame_ = None,
    calibration: Calibration_ = None,
    catalogue: Catalogue_ = None,
    json: Json_ = False,
    breathing: Annotated[
        bool,
        typer.Option(
            "--breathing", help="Measure the breathing rate in stillness of 15 s and more (experimental)."
        ),
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot", help="Draw the angle with the phases found into this picture (.png, .svg, .pdf)."
        ),
    ] = None,
) -> None:
    """Analyse a recording of one exercise."""
    from ..analysis import analyse as analyse_recording
    from ..analysis.analyse import exercise_of
    from ..files import open_recording

    chosen = catalogue_of(catalogue)
    recording = open_recording(file, format=format, frame=None if frame is None else frame.value, part=part)
    recording = recording.described(**calibration_of(calibration))
    entry = exercise_of(recording, exercise, chosen)
    with reading_progress(file) as progress:
        result = analyse_recording(
            recording, entry.id, catalogue=chosen, breathing=breathing, progress=progress
        )
    tell_messages(result.recording.messages)
    if plot is not None:
        from ..report.plot import plot_result

        plot_result(recording, result, plot)
    if json:
        print_document(result)
    else:
        print_result(result, f"{file.name}: {entry.id} {entry.name}")
