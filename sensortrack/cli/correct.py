"""`sensortrack correct` and `agreement`: repetitions corrected by hand, and how well the program agrees with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError
from .annotating import By_, Number_, now, print_rows, remove_from
from .options import (
    Calibration_,
    Catalogue_,
    Exercise_,
    Format_,
    Frame_,
    Json_,
    Part_,
    Recording_,
    catalogue_of,
    open_chosen,
)
from .say import say, tell
from .show import print_json, words_of

if TYPE_CHECKING:
    from ..analysis import Result
    from ..protocol import Catalogue
    from ..records import Correction, CorrectionKind, Recording

app = typer.Typer(
    help="Repetitions corrected by hand, kept beside the program's own: add, reject, move, list, remove.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Why_ = Annotated[str, typer.Option("--why", help="For what reason: one line.")]
At_ = Annotated[float, typer.Option("--at", help="A time within the attempt that the program found, in s.")]
Start_ = Annotated[float, typer.Option("--from", help="Begin of the repetition, in s.")]
End_ = Annotated[float, typer.Option("--to", help="Its end, in s.")]


@app.command("add")
def add_repetition(
    file: Recording_,
    start: Start_,
    end: End_,
    by: By_,
    why: Why_,
    exercise: Exercise_ = None,
    format: Format_ = None,
    part: Part_ = None,
    frame: Frame_ = None,
    calibration: Calibration_ = None,
    catalogue: Catalogue_ = None,
) -> None:
    """Add a repetition that the program missed; it is measured between these edges."""
    chosen = catalogue_of(catalogue)
    recording = open_chosen(file, format, frame, part, calibration)
    _correct(recording, exercise, chosen, "added", by, why, start=start, end=end)


@app.command("move")
def move_edges(
    file: Recording_,
    at: At_,
    start: Start_,
    end: End_,
    by: By_,
    why: Why_,
    exercise: Exercise_ = None,
    format: Format_ = None,
    part: Part_ = None,
    frame: Frame_ = None,
    calibration: Calibration_ = None,
    catalogue: Catalogue_ = None,
) -> None:
    """Move the edges of a repetition that the program found; it is measured anew between them."""
    chosen = catalogue_of(catalogue)
    recording = open_chosen(file, format, frame, part, calibration)
    _correct(recording, exercise, chosen, "moved", by, why, at=at, start=start, end=end)


@app.command("reject")
def reject_attempt(
    file: Recording_,
    at: At_,
    by: By_,
    why: Why_,
    exercise: Exercise_ = None,
    format: Format_ = None,
    part: Part_ = None,
    frame: Frame_ = None,
    calibration: Calibration_ = None,
    catalogue: Catalogue_ = None,
) -> None:
    """Reject an attempt that the program found."""
    chosen = catalogue_of(catalogue)
    recording = open_chosen(file, format, frame, part, calibration)
    _correct(recording, exercise, chosen, "rejected", by, why, at=at)


@app.command("list")
def list_corrections(file: Recording_, json: Json_ = False) -> None:
    """List the corrections beside a recording."""
    from ..files import read_annotations

    columns = ("id", "kind", "exercise", "at_s", "start_s", "end_s", "by", "at_utc", "why")
    print_rows(read_annotations(file).corrections, columns, json)


@app.command("remove")
def remove_correction(file: Recording_, number: Number_) -> None:
    """Take a correction back: what the program found stands again."""
    remove_from(file, "correction", number)


def _correct(
    recording: Recording,
    exercise: str | None,
    catalogue: Catalogue,
    kind: CorrectionKind,
    by: str,
    why: str,
    *,
    at: float | None = None,
    start: float | None = None,
    end: float | None = None,
) -> None:
    from ..analysis import analyse
    from ..analysis.analyse import exercise_of
    from ..files import sha256_of, write_annotations
    from ..files.annotations import annotations_text
    from ..records import Correction
    from ..records.annotations import next_id

    entry = exercise_of(recording, exercise, catalogue)
    said = recording.annotations
    number = next_id(said.corrections)
    correction = Correction(number, kind, entry.id, by, now(), why, at, start, end)
    changed = said.with_correction(correction)
    assert recording.path is not None
    annotations_text(changed, sha256_of(recording.path))  # what is wrong with it alone is reported first
    # Only what an analysis can use is written: within the recording, of an attempt that is there, over no other one.
    result = analyse(replace(recording, annotations=changed), entry.id, catalogue=catalogue)
    own = next(one for one in result.corrected if one.correction.id == number)
    if at is not None and not own.replaces:
        raise UsageError(
            f"at {at:g} s the program finds no attempt of {entry.id}; `sensortrack analyse` lists those it finds"
        )
    write_annotations(recording.path, changed)
    say(f"correction {number}: {_told(correction, own.attempt, result)}")


def _told(correction: Correction, attempt: int | None, result: Result) -> str:
    standing = f"; {result.summary.repetitions} repetitions stand"
    if attempt is None:
        return f"rejected at {correction.at_s:g} s{standing}"
    own = next(a for a in result.attempts if a.index == attempt)
    if own.amplitude_deg is None:
        return f"{correction.kind}; not measured: {words_of(own.reason) if own.reason else ''}{standing}"
    hold = "" if own.hold_s is None else f", hold {own.hold_s:.2f} s"
    return (
        f"{correction.kind} {own.start_s:.2f} to {own.end_s:.2f} s: {own.amplitude_deg:.1f}°{hold}{standing}"
    )


def agreement(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE …", help="Recordings that a person has looked through, by files, folders or globs."
        ),
    ],
    exercise: Exercise_ = None,
    format: Format_ = None,
    frame: Frame_ = None,
    calibration: Calibration_ = None,
    catalogue: Catalogue_ = None,
    json: Json_ = False,
) -> None:
    """Hold the program's repetitions against a person's: precision, recall, and how far the edges differ."""
    from dataclasses import asdict

    from ..analysis import analyse
    from ..analysis.analyse import exercise_of
    from ..study import expand
    from ..study.agreement_by_hand import machine_and_person

    chosen = catalogue_of(catalogue)
    results = []
    for item in expand(files):
        recording = open_chosen(item.path, format, frame, None, calibration)
        if not recording.annotations.corrections:
            tell(f"{item.file}: nothing is corrected; all of it counts as agreed")
        entry = exercise_of(recording, exercise, chosen)
        results.append(analyse(recording, entry.id, catalogue=chosen))
    compared = machine_and_person(results)
    if json:
        print_json(asdict(compared))
    else:
        say(str(compared))
