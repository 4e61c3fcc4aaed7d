"""One session at a time: whoever runs one holds the lock, and a killed program lets it go."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import UsageError
from ..private_files import FILE_MODE, not_made
from .database import is_busy, told

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
        The lock's file can't be made: a read-only folder, no permission.
    FileIOError
        The disk is full or failed.
    """
    path = history.with_name(history.name + SUFFIX)
    try:
        fd = os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), FILE_MODE)
        try:
            # Whoever holds it holds an empty file: what stands in it is of no use, and can only be in the way.
            if os.fstat(fd).st_size:
                os.ftruncate(fd, 0)
        finally:
            os.close(fd)
    except OSError as error:
        raise not_made(path, error) from error
    db = sqlite3.connect(path, isolation_level=None, timeout=0.0)
    try:
        try:
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if not is_busy(error):
                raise told(error, path) from error
            raise UsageError(
                f"another session is running with {history}; end that one first (or name another --home)."
            ) from None
        yield
    finally:
        db.close()
