"""`sensortrack correct` and `agreement`: repetitions corrected by hand, and how well the program agrees with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError
from .annotating import By_, Number_, listed, no_such, now, opened
from .options import (
    Calibration_,
    Catalogue_,
    Exercise_,
    Format_,
    Frame_,
    FrameName,
    Json_,
    Part_,
    Recording_,
    catalogue_of,
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
    how = _How(format, part, frame, calibration, catalogue_of(catalogue))
    _correct(file, exercise, how, "added", by, why, start=start, end=end)


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
    how = _How(format, part, frame, calibration, catalogue_of(catalogue))
    _correct(file, exercise, how, "moved", by, why, at=at, start=start, end=end)


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
    how = _How(format, part, frame, calibration, catalogue_of(catalogue))
    _correct(file, exercise, how, "rejected", by, why, at=at)


@app.command("list")
def list_corrections(file: Recording_, json: Json_ = False) -> None:
    """List the corrections beside a recording."""
    from ..files import read_annotations

    found = read_annotations(file).corrections
    names = ("id", "kind", "exercise", "at_s", "start_s", "end_s", "by", "at_utc", "why")
    listed([{name: getattr(c, name) for name in names} for c in found], names, json)


@app.command("remove")
def remove_correction(file: Recording_, number: Number_) -> None:
    """Take a correction back: what the program found stands again."""
    from ..files import read_annotations, write_annotations
    from ..records.annotations import without

    said = read_annotations(file)
    if number not in [c.id for c in said.corrections]:
        raise no_such("correction", number, [c.id for c in said.corrections])
    write_annotations(file, replace(said, corrections=without(said.corrections, number)))
    say(f"correction {number} removed")


class _How:
    """How a recording is opened and analysed."""

    def __init__(
        self,
        format: str | None,
        part: str | None,
        frame: FrameName | None,
        calibration: Path | None,
        catalogue: Catalogue,
    ) -> None:
        self.format, self.part, self.frame, self.calibration = format, part, frame, calibration
        self.catalogue = catalogue

    def opened(self, file: Path | str) -> Recording:
        from ..files import calibration_of

        recording = opened(file, self.format, self.frame, self.part)
        return recording.described(**calibration_of(self.calibration))


def _correct(
    file: Path,
    exercise: str | None,
    how: _How,
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

    recording = how.opened(file)
    entry = exercise_of(recording, exercise, how.catalogue)
    said = recording.annotations
    number = next_id(said.corrections)
    correction = Correction(number, kind, entry.id, by, now(), why, at, start, end)
    changed = said.with_correction(correction)
    assert recording.path is not None
    annotations_text(changed, sha256_of(recording.path))  # what is wrong with it alone is said first
    # Written is only what an analysis can use: within the recording, of an attempt that is there, over no other one.
    result = analyse(replace(recording, annotations=changed), entry.id, catalogue=how.catalogue)
    own = next(one for one in result.corrected if one.correction.id == number)
    if at is not None and not own.replaces:
        raise UsageError(
            f"at {at:g} s the program finds no attempt of {entry.id}; `sensortrack analyse` lists those it finds"
        )
    write_annotations(recording.path, changed)
    say(f"correction {number}: {_told(correction, own.attempt, result)}")


def _told(correction: Correction, attempt: int | None, result: Result) -> str:
    now = f"; {result.summary.repetitions} repetitions stand"
    if attempt is None:
        return f"rejected at {correction.at_s:g} s{now}"
    own = next(a for a in result.attempts if a.index == attempt)
    if own.amplitude_deg is None:
        return f"{correction.kind}; not measured: {words_of(own.reason) if own.reason else ''}{now}"
    hold = "" if own.hold_s is None else f", hold {own.hold_s:.2f} s"
    return f"{correction.kind} {own.start_s:.2f} to {own.end_s:.2f} s: {own.amplitude_deg:.1f}°{hold}{now}"


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
    from ..study.by_hand import machine_and_person

    how = _How(format, None, frame, calibration, catalogue_of(catalogue))
    results = []
    for item in expand(files):
        recording = how.opened(item.path)
        if not recording.annotations.corrections:
            tell(f"{item.file}: nothing is corrected; all of it counts as agreed")
        entry = exercise_of(recording, exercise, how.catalogue)
        results.append(analyse(recording, entry.id, catalogue=how.catalogue))
    told = machine_and_person(results)
    if json:
        print_json(asdict(told))
    else:
        say(str(told))
