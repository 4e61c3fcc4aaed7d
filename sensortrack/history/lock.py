"""One session at a time: whoever runs one holds the lock, and a killed program lets it go."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import CannotCreateError, UsageError

SUFFIX = ".lock"


@contextmanager
def session_lock(history: Path) -> Iterator[None]:
    """Hold the lock of a history file for as long as a session runs.

    It is an empty SQLite file, which locks alike on every system, and whose lock ends with its process.

    Raises
    ------
    UsageError
        Another program holds it.
    CannotCreateError
        The lock's file can't be made.
    """
    path = history.with_name(history.name + SUFFIX)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise CannotCreateError(path, error.strerror or str(error)) from error
    db = sqlite3.connect(path, isolation_level=None, timeout=0.0)
    try:
        try:
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise UsageError(
                f"another session is running with {history}; end that one first (or name another --home)."
            ) from None
        yield
    finally:
        db.close()
