"""The SQLite file itself: opened, copied, and what SQLite says put in our words."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from ..errors import CannotCreateError, FileIOError, HistoryError, SensortrackError
from ..private_files import FILE_MODE, new_file, not_made
from .data_folder import RECORDINGS, tighten
from .migration import migrate

BESIDE = ("-wal", "-shm")
"""The ends of the names of the files that SQLite keeps beside a database: its log of writes, and that one's index."""
REPAIRED = ".repaired"
"""The end of the name of a history that was made anew, whole, and is to take the damaged one's place."""
LEAST = 512
"""Bytes of the smallest page that SQLite has: a smaller file is none of its."""
BUSY_S = 10.0
"""How long another program's transaction is waited for, in s; ours take milliseconds."""

_FULL = {"SQLITE_FULL", "SQLITE_IOERR", "SQLITE_NOMEM"}
_NOT_ALLOWED = {"SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN", "SQLITE_AUTH"}
_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED"}


def open_history(path: Path) -> tuple[sqlite3.Connection, bool]:
    """Open a history to read and write, in its present shape; made where it isn't there.

    Returns
    -------
    sqlite3.Connection
    bool
        Whether only its owner can read it.

    Raises
    ------
    CannotCreateError
        It can't be made or written to: a read-only folder, no permission, a link that leads nowhere.
    FileIOError
        The disk is full or failed.
    HistoryError
        It isn't a history, is damaged, or a newer version's.
    """
    finish_repair(path)
    _prepare(path)
    exposed = [p for p in (path, *beside(path)) if p.exists() and not tighten(p)]
    with telling(path):
        # A session writes in a thread of its own, which it waits for: one thread at a time has the connection.
        db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_S, check_same_thread=False)
    try:
        with telling(path):
            # WAL with full synchronisation: a killed program or a power cut takes nothing that was written.
            for pragma in (
                "journal_mode = WAL",
                "synchronous = FULL",
                "foreign_keys = ON",
                "secure_delete = ON",
            ):
                db.execute(f"PRAGMA {pragma}")
            _refuse_foreign(db, path)
            migrate(db, path, keep_old=lambda version: _keep_old(path, version))
    except BaseException:
        db.close()
        raise
    db.row_factory = sqlite3.Row
    return db, not exposed


def open_copy(path: Path) -> sqlite3.Connection:
    """A history as it stands, copied into memory in its present shape: for one that can't be written to.

    Raises HistoryError where it isn't a history, is damaged, or a newer version's; FileIOError where it can't be
    read.
    """
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _refuse_small(path)
        _copy_into(path, memory)
        with telling(path):
            memory.execute("PRAGMA foreign_keys = ON")
            _refuse_foreign(memory, path)
            migrate(memory, path, keep_old=lambda _: None)
    except BaseException:
        memory.close()
        raise
    memory.row_factory = sqlite3.Row
    return memory


def back_up(path: Path, to: Path) -> int:
    """Copy a history into a new file, and verify the copy; how many sessions it has.

    Raises CannotCreateError or FileIOError where the copy can't be made, HistoryError where the history is damaged:
    a copy would be, too.
    """
    with new_file(to), telling(to):
        with closing(sqlite3.connect(to)) as copy:
            _copy_into(path, copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself
        with closing(_read_only(to)) as copy:
            found = [row[0] for row in copy.execute("PRAGMA integrity_check")]
            if found != ["ok"] or copy.execute("PRAGMA foreign_key_check").fetchall():
                raise damaged(path, f"the check of its copy found: {found[0]}")
            return int(copy.execute("SELECT count(*) FROM session").fetchone()[0])


def finish_repair(path: Path) -> None:
    """Put a history that was made anew into its place, where a program was killed before it could."""
    anew = path.with_name(path.name + REPAIRED)
    if not anew.is_file():
        return
    try:
        for log in beside(path):  # they are the damaged one's, and kept aside with it
            log.unlink(missing_ok=True)
        anew.replace(path)
    except OSError as error:
        raise not_made(path, error) from error


def beside(path: Path) -> tuple[Path, ...]:
    """The files that SQLite keeps beside a database while it is open."""
    return tuple(path.with_name(path.name + end) for end in BESIDE)


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Tell what SQLite says as what it is.

    Raises CannotCreateError, FileIOError or HistoryError, as `history_error` says.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise history_error(error, path) from error
    except UnicodeDecodeError as error:  # Python's own, of names that SQLite gives
        raise damaged(path, str(error)) from error


def history_error(error: sqlite3.Error, path: Path) -> SensortrackError:
    """An error of SQLite's in our words: not allowed (73), the disk (74), busy (74), or damaged (65)."""
    name = _name(error)
    if name in _NOT_ALLOWED:
        return CannotCreateError(path, f"the history can't be opened or written to ({error})")
    if name in _BUSY:
        return FileIOError(f"{path}: another program is writing to the history ({error}). Try again.")
    if name in _FULL or (
        not name and isinstance(error, sqlite3.OperationalError) and "decode" not in str(error)
    ):
        return FileIOError(
            f"{path}: reading or writing the history failed: {error}. Make room on the disk, or check it."
        )
    return damaged(path, str(error))


def damaged(path: Path, found: str) -> HistoryError:
    """The error for a history that isn't as sensortrack wrote it."""
    return HistoryError(
        f"the history is damaged, or not a history ({found})",
        expected="an SQLite file as sensortrack wrote it",
        hint="`sensortrack history repair` keeps it aside untouched, and saves all that can be read.",
        path=path,
    )


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another program holds the file."""
    return _name(error) in _BUSY


def _name(error: sqlite3.Error) -> str:
    """The name of SQLite's error without what it adds in detail; empty where it is Python's own."""
    name = getattr(error, "sqlite_errorname", None) or ""
    return "_".join(name.split("_")[:2])


def _read_only(path: Path, how: str = "?mode=ro") -> sqlite3.Connection:
    return sqlite3.connect(path.absolute().as_uri() + how, uri=True)


def _prepare(path: Path) -> None:
    if path.is_symlink() and not path.exists():
        raise CannotCreateError(path, "a link that leads nowhere")
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        raise damaged(path, "it isn't a regular file")
    _refuse_small(path)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))
    except OSError as error:
        raise not_made(path, error) from error


def _refuse_small(path: Path) -> None:
    """Refuse what SQLite would take for an empty database, where it isn't one that begins here."""
    size = path.stat().st_size if path.exists() else 0
    begins = not any((path.parent / RECORDINGS).glob("*.csv"))
    if path.exists() and size < LEAST and (size or not begins):
        raise damaged(path, f"it has {size} bytes")


def _refuse_foreign(db: sqlite3.Connection, path: Path) -> None:
    """Refuse another program's database, before anything is made in it."""
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    version = db.execute("PRAGMA user_version").fetchone()[0]
    ours = {"person", "session", "screening", "answer", "cue", "exercise_set", "finding", "stop", "log"}
    if (version and not ours <= tables) or (not version and tables):
        lacks = ", ".join(sorted(ours - tables)) or "its version"
        raise damaged(path, f"it lacks {lacks}")


def _keep_old(path: Path, version: int) -> None:
    """A verified copy beside a history that is about to be changed; one that is there already stays."""
    to = path.with_name(f"{path.stem}.version-{version}{path.suffix}")
    if not os.path.lexists(to):
        back_up(path, to)


def _copy_into(path: Path, copy: sqlite3.Connection) -> None:
    """Copy a history as it stands, also from where nothing can be written."""
    log, index = beside(path)
    written = log.is_file() and log.stat().st_size > 0
    if written and not index.is_file():
        # Only a log with its index can be read where nothing can be written.
        with tempfile.TemporaryDirectory() as folder:
            for part in (path, log):
                shutil.copyfile(part, Path(folder) / part.name)
            with telling(path), closing(sqlite3.connect(Path(folder) / path.name)) as db:
                db.backup(copy)
        return
    with suppress(SensortrackError):
        _read_into(copy, path, "?mode=ro")
        return
    _read_into(copy, path, "?mode=ro" if written else "?mode=ro&immutable=1")


def _read_into(copy: sqlite3.Connection, path: Path, how: str) -> None:
    with telling(path), closing(_read_only(path, how)) as db:
        db.backup(copy)


def rows(db: sqlite3.Connection, path: Path, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
    """The rows of a query; raises HistoryError, FileIOError or CannotCreateError, as `history_error` says."""
    with telling(path):
        return db.execute(sql, values).fetchall()
