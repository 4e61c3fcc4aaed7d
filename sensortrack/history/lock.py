"""Locks: one session at a time, one export at a time; a killed program lets go of them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import UsageError
from ..private_files import FILE_MODE, not_made
from .database import history_error, is_busy

SESSION, EXPORT = ".lock", ".export.lock"


@contextmanager
def session_lock(history: Path) -> Iterator[None]:
    """Hold the lock of a history file for as long as a session runs.

    Raises UsageError where another program holds it, CannotCreateError where its file can't be made (no permission,
    say), FileIOError where the disk is full or failed.
    """
    busy = f"another session is running with {history}; end that one first (or name another --home)."
    with _locked(history.with_name(history.name + SESSION), busy):
        yield


@contextmanager
def export_lock(history: Path) -> Iterator[None]:
    """Hold the lock of a history file for as long as something is exported from it.

    Raises what `session_lock` raises.
    """
    busy = f"another export from {history} is running; try again when it is done."
    with _locked(history.with_name(history.name + EXPORT), busy):
        yield


@contextmanager
def _locked(path: Path, busy: str) -> Iterator[None]:
    """Lock an empty SQLite file: that works alike on every system, and the lock ends with its process."""
    try:
        fd = os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), FILE_MODE)
        try:
            # The lock's file is always empty: any content is of no use, and can only be in the way.
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
                raise history_error(error, path) from error
            raise UsageError(busy) from None
        yield
    finally:
        db.close()
