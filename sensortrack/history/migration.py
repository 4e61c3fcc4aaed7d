"""How a history is brought to the present tables."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from ..errors import HistoryError
from .data_folder import within_folder
from .schema import MIGRATIONS

VERSIONS_MOST = 9999
"""A greater number of a version isn't a newer sensortrack's, but a byte that was changed."""


def migrate(db: sqlite3.Connection, path: Path, *, keep_old: Callable[[int], None]) -> None:
    """Bring a file to the present shape, whole or not at all.

    Parameters
    ----------
    db : sqlite3.Connection
    path : pathlib.Path
        Of the history; what lies in its folder is named from there.
    keep_old : callable
        Makes a copy of a history of that version before it is changed.

    Raises
    ------
    HistoryError
        It is a newer version's.
    """
    if _version(db, path) == len(MIGRATIONS):
        return
    if version := _version(db, path):
        keep_old(version)
    _teach(db, path.parent.resolve())
    db.execute("BEGIN IMMEDIATE")
    try:
        # Another program may have done it while this one waited.
        for number, script in enumerate(MIGRATIONS[_version(db, path) :], start=_version(db, path) + 1):
            for statement in _statements(script):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def create_version(db: sqlite3.Connection, version: int, folder: Path) -> None:
    """Make the tables of a version in an empty database."""
    _teach(db, folder)
    for script in MIGRATIONS[:version]:
        for statement in _statements(script):
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {version}")


def tables_of_versions() -> list[dict[str, list[str]]]:
    """For each version, from 0 on: its tables, with their columns."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        _teach(db, Path())
        versions: list[dict[str, list[str]]] = [{}]
        for script in MIGRATIONS:
            for statement in _statements(script):
                db.execute(statement)
            names = db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            versions.append(
                {
                    name: [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
                    for (name,) in names.fetchall()
                }
            )
    return versions


def sha256(text: str | None) -> str:
    """The SHA-256 of a document's text, in hex."""
    return hashlib.sha256((text or "").encode("utf-8", "surrogatepass")).hexdigest()


def _teach(db: sqlite3.Connection, folder: Path) -> None:
    """Give a connection the functions that the migrations call."""
    db.create_function("within_folder", 1, partial(within_folder, folder), deterministic=True)
    db.create_function("sha256", 1, sha256, deterministic=True)


def _version(db: sqlite3.Connection, path: Path) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if not 0 <= version <= VERSIONS_MOST:
        raise sqlite3.DatabaseError(f"its version is {version}")
    if version > len(MIGRATIONS):
        raise HistoryError(
            f"a history of version {version}",
            expected=f"version {len(MIGRATIONS)} or older",
            hint="Use the newer sensortrack that wrote it.",
            path=path,
        )
    return version


def _statements(script: str) -> Iterator[str]:
    part = ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            yield part
            part = ""
