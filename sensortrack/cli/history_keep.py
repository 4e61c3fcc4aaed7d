"""`sensortrack history`: what becomes of the data: exported whole, deleted whole, backed up, repaired."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ..errors import FileIOError, HistoryError, NoInputError, UsageError
from .history import Person_, app
from .home import FILE, RECORDINGS, Home_, existing_history, recover
from .say import tell

__all__ = ["app"]

TOLD = ("person", "session", "screening", "exercise_set", "finding", "stop", "report")
MOST_LINES = 20
"""Beyond so many lines of what was lost only their number is shown."""


@app.command()
def export(
    person: Person_,
    output: Annotated[Path, typer.Option("--output", "-o", help="A new folder, or NAME.zip.")],
    home: Home_ = None,
) -> None:
    """Export all that is a person's: sessions, answers, findings, reports, recordings."""
    from ..history.export import export_person

    with existing_history(home) as history:
        exported = export_person(history, person, output)
    _tell(exported.missing, "isn't there, so it isn't in the export")
    tell(
        f"exported all that is {person}'s here to {output}: {_files(exported.files)}"
        f"{f', {len(exported.missing)} missing' if exported.missing else ''}; it is health data: keep it safe",
    )


@app.command()
def delete(
    person: Person_,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    home: Home_ = None,
) -> None:
    """Delete all that is a person's, the recordings and reports too; it can't be undone.

    Ends with 66 where files that the history names weren't there, with 74 where something of theirs is left.
    """
    from ..history.belongings import belongings_of
    from ..history.lock import session_lock
    from ..history.personal import check_known, delete_person

    with existing_history(home, to_change=True) as history, session_lock(history.path):
        check_known(history, person)
        sessions, files = len(history.sessions(person)), belongings_of(history, person).there
        what = f"{sessions} session{'' if sessions == 1 else 's'} and {_files(files)} of '{person}'"
        if not yes:
            if not sys.stdin.isatty():
                raise UsageError(
                    f"nobody is there to be asked about deleting {what}; say --yes to delete them."
                )
            for path in files:
                tell(f"  {path}")
            if input(f"Delete {what} for good? Type the pseudonym to do it: ").strip() != person:
                tell("sensortrack: nothing was deleted")
                raise typer.Exit(1)
        deleted = delete_person(history, person)
        known = person in history.persons()
    for path, why in deleted.left:
        tell(f"sensortrack: {path} is still there: {why}")
    _tell(deleted.missing, "wasn't there; if it was moved, delete it there")
    if known:
        tell(f"deleted {_files(deleted.gone)}; the history still has '{person}': try again")
    else:
        tell(
            f"deleted {sessions} session{'' if sessions == 1 else 's'} and {_files(deleted.gone)} of '{person}'",
        )
    if deleted.left:
        raise typer.Exit(FileIOError.exit_code)
    if deleted.missing:
        raise typer.Exit(NoInputError.exit_code)


@app.command()
def backup(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A new file; default: beside the history, named by the time."),
    ] = None,
    home: Home_ = None,
) -> None:
    """Copy the history into one file, and check the copy; recordings and reports are files already."""
    from ..history.database import back_up

    with existing_history(home) as history:
        path = history.path
        to = output or path.with_name(f"{path.stem}.backup-{datetime.now(UTC):%Y%m%dT%H%M%S}{path.suffix}")
        sessions = back_up(path, to)
    tell(f"copied {sessions} sessions to {to}, and checked the copy; it is health data")


@app.command()
def repair(home: Home_ = None) -> None:
    """Make a damaged history anew from what can be read of it, and from the recordings; the old one is kept aside.

    Ends with 65 where something could not be saved; it says what.
    """
    from ..history import data_home
    from ..history.lock import session_lock
    from ..history.repair import repair_history

    folder = data_home() if home is None else home
    file = folder / FILE
    if not file.is_file() and not (folder / RECORDINGS).is_dir():
        raise UsageError(f"no history in {folder}, and no recordings; name another --home.")
    with session_lock(file):
        repaired = repair_history(file)
        if repaired is None:
            tell(f"{file} is whole: nothing was changed")
            return
        _judge_what_has_no_result(file)
    for path in repaired.aside:
        tell(f"kept aside, untouched: {path}")
    saved = ", ".join(f"{n} {name}" for name, n in repaired.saved.items() if n and name in TOLD)
    tell(f"saved: {saved or 'nothing'}")
    for path in repaired.from_recordings:
        tell(f"from the recordings: {path}")
    for what in repaired.lost[:MOST_LINES]:
        tell(f"not saved as it was: {what}")
    if len(repaired.lost) > MOST_LINES:
        tell(f"… and {len(repaired.lost) - MOST_LINES} more")
    if repaired.refused is not None:
        tell(f"rows that don't fit are in {repaired.refused}")
    if repaired.lost:
        tell("A STOP may be among what was lost: the screening is asked again.")
        raise typer.Exit(HistoryError.exit_code)


def _judge_what_has_no_result(file: Path) -> None:
    """Judge the sessions of which a set has a recording but no result any more."""
    from ..history import History
    from ..home.reports import judged_afterwards
    from ..language import load_language
    from ..protocol import load_catalogue

    with History(file) as history:
        recover(history)
        for record in history.sessions():
            lacks = [s.recording for s in record.sets if s.result is None and s.recording is not None]
            if record.ended is not None and any(Path(path).is_file() for path in lacks):
                judged_afterwards(history, record, load_catalogue(), load_language(record.language))


def _files(paths: Iterable[Path]) -> str:
    n = len(list(paths))
    return f"{n} file{'' if n == 1 else 's'}"


def _tell(missing: Iterable[Path], what: str) -> None:
    for path in missing:
        tell(f"sensortrack: note: {path} {what}")
