"""`sensortrack history`: what becomes of the data: exported whole, deleted whole, backed up, repaired."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ..errors import FileIOError, NoInputError, UsageError
from .history import Person_, app
from .home import Home_, existing_history

__all__ = ["app"]


@app.command()
def export(
    person: Person_,
    output: Annotated[Path, typer.Option("--output", "-o", help="A new folder, or NAME.zip.")],
    home: Home_ = None,
) -> None:
    """Export all that is a person's: sessions, answers, findings, reports, recordings."""
    from ..history import export_person

    with existing_history(home) as history:
        exported = export_person(history, person, output)
    _tell(exported.missing, "isn't there, so it isn't in the export")
    print(
        f"exported all that is {person}'s here to {output}: {_files(exported.files)}"
        f"{f', {len(exported.missing)} missing' if exported.missing else ''}; it is health data: keep it safe",
        file=sys.stderr,
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
    from ..history import belongings_of, check_known, delete_person, session_lock

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
                print(f"  {path}", file=sys.stderr)
            if input(f"Delete {what} for good? Type the pseudonym to do it: ").strip() != person:
                print("sensortrack: nothing was deleted", file=sys.stderr)
                raise typer.Exit(1)
        deleted = delete_person(history, person)
        kept = person in history.persons()
    for path, why in deleted.left:
        print(f"sensortrack: {path} is still there: {why}", file=sys.stderr)
    _tell(deleted.missing, "wasn't there; if it was moved, delete it there")
    if kept:
        print(f"deleted {_files(deleted.gone)}; the history still has '{person}': try again", file=sys.stderr)
    else:
        print(
            f"deleted {sessions} session{'' if sessions == 1 else 's'} and {_files(deleted.gone)} of '{person}'",
            file=sys.stderr,
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
    from ..history import back_up

    with existing_history(home) as history:
        path = history.path
        to = output or path.with_name(f"{path.stem}.backup-{datetime.now(UTC):%Y%m%dT%H%M%S}{path.suffix}")
        sessions = back_up(path, to)
    print(f"copied {sessions} sessions to {to}, and checked the copy; it is health data", file=sys.stderr)


def _files(paths: Iterable[Path]) -> str:
    n = len(list(paths))
    return f"{n} file{'' if n == 1 else 's'}"


def _tell(missing: Iterable[Path], what: str) -> None:
    for path in missing:
        print(f"sensortrack: note: {path} {what}", file=sys.stderr)
