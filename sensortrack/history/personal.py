"""A person's data as theirs: deleted whole, with a word about everything that isn't."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError
from .belongings import belongings_of
from .database import beside
from .store import History


@dataclass(frozen=True, slots=True)
class Deleted:
    """What came of deleting a person.

    Attributes
    ----------
    gone : tuple of pathlib.Path
        Files that were deleted.
    missing : tuple of pathlib.Path
        Files that the history named, but that weren't there: where they were moved to, they still are.
    left : tuple of (pathlib.Path, str)
        What is still there and of the person, with the reason.
    """

    gone: tuple[Path, ...]
    missing: tuple[Path, ...]
    left: tuple[tuple[Path, str], ...]


def delete_person(history: History, person: str) -> Deleted:
    """Delete all that is a person's, their recordings and what copies of the history have of them, too.

    What was deleted is overwritten in the history's file, and its log of writes is emptied. Where a file of
    theirs can't be deleted, the history keeps them, so that it can be tried again.

    Raises UsageError where there is no such person, CannotCreateError or FileIOError where the history can't be
    written to.
    """
    check_known(history, person)
    belongings = belongings_of(history, person)
    gone: list[Path] = []
    left: list[tuple[Path, str]] = []
    for path in belongings.there:
        try:
            path.unlink(missing_ok=True)
            gone.append(path)
        except OSError as error:
            left.append((path, error.strerror or str(error)))
    if left:
        history.forget_files(gone)
        return Deleted(tuple(gone), belongings.missing, tuple(left))
    history.forget(person)
    for path in copies_of(history.path):
        why = _forget_in_copy(path, person)
        if why is not None:
            left.append((path, why))
    return Deleted(tuple(gone), belongings.missing, tuple(left))


def copies_of(history: Path) -> tuple[Path, ...]:
    """The other histories in a history's folder: backups, and damaged ones that were kept aside."""
    found = history.parent.glob(f"{history.stem}.*")
    of_its_own = (history, *beside(history))
    return tuple(
        sorted(p for p in found if p.is_file() and p not in of_its_own and not p.name.endswith(".lock"))
    )


def check_known(history: History, person: str) -> None:
    """Refuse a pseudonym that isn't in the history.

    Raises UsageError where it isn't; the message lists those that are.
    """
    if person not in history.persons():
        known = ", ".join(history.persons()) or "nobody yet"
        raise UsageError(f"nobody of the pseudonym '{person}' in the history; there is {known}.")


def _forget_in_copy(path: Path, person: str) -> str | None:
    """Delete a person in a copy of the history; why that can't be done, or None."""
    try:
        if person.encode() not in path.read_bytes():
            return None
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            if db.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise sqlite3.DatabaseError("it is damaged, and kept untouched")
            for pragma in ("foreign_keys = ON", "secure_delete = ON", "journal_mode = DELETE"):
                db.execute(f"PRAGMA {pragma}")
            of = "(SELECT id FROM person WHERE pseudonym = ?)"
            db.execute(f"DELETE FROM session WHERE person_id = {of}", (person,))
            db.execute("DELETE FROM person WHERE pseudonym = ?", (person,))
            db.execute("VACUUM")
        if person.encode() in path.read_bytes():
            return "their pseudonym still stands in it; look at it, and delete it yourself"
    except (OSError, sqlite3.Error) as error:
        return f"it names them, and can't be changed ({error}); delete it yourself"
    return None
