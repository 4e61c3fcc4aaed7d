"""`sensortrack analyse`: a recording in; repetitions, holds, smoothness and findings out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import UsageError
from ..outside.remote import is_address, without_secrets
from .explain import print_explained
from .many import analyse_study
from .options import (
    Calibration_,
    Catalogue_,
    Exercise_,
    Format_,
    Frame_,
    Json_,
    Part_,
    catalogue_of,
    open_chosen,
)
from .possible_exercises import print_found
from .progress import reading_progress
from .show import print_document, print_result, tell_messages


def analyse(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE …",
            help="A recording, or its address (extra remote); with --out files, folders and globs (quoted), too.",
        ),
    ] = None,
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
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Say of whatever moved by which tests it was counted or wasn't; also in --json."
        ),
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot", help="Draw the angle with the phases found into this picture (.png, .svg, .pdf)."
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            help="Write a report of the recording, or of the study, as one page (.html): pictures, findings, methods.",
        ),
    ] = None,
    find: Annotated[
        bool,
        typer.Option(
            "--find", help="Say which exercises the recording may hold, and where, instead of analysing one."
        ),
    ] = False,
    folder: Annotated[
        str | None,
        typer.Option(
            "--out", help="Analyse many into this folder: tables, a document of each, failures, a manifest."
        ),
    ] = None,
    participants: Annotated[
        Path | None,
        typer.Option(
            "--participants", help="With --out: a table (.csv) of file, person, exercise, and what you like."
        ),
    ] = None,
    by_markers: Annotated[
        bool,
        typer.Option(
            "--by-markers",
            help="With --out: cut each recording into the stretches that are marked with an exercise's id.",
        ),
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="With --out: processes; default: one for each core."),
    ] = None,
    dask: Annotated[
        str | None, typer.Option("--dask", help="With --out: address of a Dask scheduler (extra `cluster`).")
    ] = None,
) -> None:
    """Analyse a recording of one exercise, or many into a folder."""
    from ..analysis import analyse as analyse_recording
    from ..analysis.analyse import exercise_of

    if folder is not None:
        if plot is not None or json or part is not None or find or explain:
            raise UsageError(
                "--plot, --json, --part, --find and --explain are for one recording, without --out;"
                " with it the table excursions says why"
            )
        analyse_study(
            files or [],
            exercise,
            participants=participants,
            by_markers=by_markers,
            folder=folder,
            format=format,
            frame=None if frame is None else frame.value,
            calibration=calibration,
            catalogue=catalogue,
            breathing=breathing,
            workers=workers,
            dask=dask,
            report=report,
        )
        return
    if participants is not None or by_markers or workers is not None or dask is not None:
        raise UsageError(
            "--participants, --by-markers, --workers and --dask are for many recordings: they need --out FOLDER"
        )
    if files is None or len(files) != 1:
        raise UsageError(f"{len(files or [])} recordings; expected one, or --out FOLDER for many")
    file = files[0]
    if _are_many(file):
        raise UsageError(f"{file} may be many recordings: with --out FOLDER all of them are analysed")
    name = Path(without_secrets(file) if is_address(file) else file).name
    chosen = catalogue_of(catalogue)
    recording = open_chosen(file, format, frame, part, calibration)
    if find:
        if plot is not None or report is not None or exercise is not None or explain:
            raise UsageError(
                "--find asks which exercise it is: it takes no --exercise, draws no --plot, writes no --report and has"
                " nothing to --explain"
            )
        print_found(recording, chosen, json=json)
        tell_messages(recording.messages)
        return
    entry = exercise_of(recording, exercise, chosen)
    with reading_progress(name) as progress:
        result = analyse_recording(
            recording, entry.id, catalogue=chosen, breathing=breathing, progress=progress
        )
    tell_messages(result.recording.messages)
    if plot is not None:
        from ..report.plot import plot_result

        plot_result(recording, result, plot)
    if report is not None:
        from ..report.research_page import write_report

        write_report(result, report)
    if json:
        print_document(result, explain=explain)
    else:
        print_result(result, f"{name}: {entry.id} {entry.name}")
        if explain:
            print_explained(result)


def _are_many(source: str) -> bool:
    """Whether a source is a glob, or a folder that isn't one recording."""
    if is_address(source):
        return False
    from ..files.recognise import is_recording

    path = Path(source)
    if path.is_dir():
        return not is_recording(path)
    return not path.exists() and any(mark in source for mark in "*?[")
