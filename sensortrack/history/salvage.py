"""Reading what can be read of a damaged history, row by row; the rest is named, never guessed."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .migration import tables_of_versions

TIME_S = 2.0
"""How long one row is waited for, in s: pages that lead round in circles are left. A row takes microseconds."""
PROBED_MOST = 20_000
"""Row numbers that are tried one by one where neither end of a table leads to them."""
HEADER = b"SQLite format 3\x00"
PAGE = 4096
"""Bytes of a page of ours: SQLite's own choice since 2016, which we never change."""

Values = dict[str, Any]


@dataclass(slots=True)
class Salvaged:
    """What could be read.

    Attributes
    ----------
    version : int
        Of the schema that the tables have.
    rows : dict of str to list of dict
        By table.
    unread : list of str
        What could not, in words.
    """

    version: int
    rows: dict[str, list[Values]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def count(self) -> int:
        """Rows in all."""
        return sum(map(len, self.rows.values()))


def salvage(path: Path) -> Salvaged:
    """Read all that can be read of a history; the file is changed, so give a copy."""
    _mend_header(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.text_factory = lambda raw: raw.decode("utf-8", "replace")
        deadline = [0.0]
        db.set_progress_handler(lambda: time.monotonic() > deadline[0], 10_000)
        return _read_all(db, deadline)


def _read_all(db: sqlite3.Connection, deadline: list[float]) -> Salvaged:
    deadline[0] = time.monotonic() + TIME_S
    columns: dict[str, list[str]] = {}
    versions = tables_of_versions()
    unread: list[str] = []
    for name in versions[-1]:
        with suppress(sqlite3.Error, UnicodeError):
            if found := [row[1] for row in db.execute(f"PRAGMA table_info({name})")]:
                columns[name] = found
    fitting = [
        n for n, tables in enumerate(versions) if n and all(columns[t] == tables.get(t) for t in columns)
    ]
    version = fitting[-1] if columns and fitting else len(versions) - 1
    known = versions[version]
    salvaged = Salvaged(version, unread=unread)
    for name in known:
        wanted = [c for c in columns.get(name, ()) if c in known[name]]
        if not wanted:
            unread.append(f"{name}: the table can't be found")
            continue
        found_rows: dict[int, Values] = {}
        why = _read_table(db, name, wanted, found_rows, deadline)
        salvaged.rows[name] = [found_rows[id] for id in sorted(found_rows)]
        if why is not None:
            unread.append(f"{name}: {len(found_rows)} rows could be read; then: {why}")
    return salvaged


def _read_table(
    db: sqlite3.Connection, name: str, columns: list[str], rows: dict[int, Values], deadline: list[float]
) -> str | None:
    """Read a table from its beginning, from its end, and what lies between by number; why not all, or None."""
    sql = f"SELECT rowid, {', '.join(columns)} FROM {name}"

    def take(query: str, values: tuple[int, ...] = ()) -> str | None:
        try:
            for row in _in_time(db.execute(query, values), deadline):
                if row[0] in rows:
                    return "its pages lead round in circles"
                rows[row[0]] = dict(zip(columns, row[1:], strict=True))
        except (sqlite3.Error, UnicodeError, OverflowError, MemoryError) as error:
            return str(error)
        return None

    deadline[0] = time.monotonic() + TIME_S
    if (why := take(f"{sql} ORDER BY rowid")) is None:
        return None
    first = max(rows, default=0)
    deadline[0] = time.monotonic() + TIME_S
    take(f"{sql} WHERE rowid > ? ORDER BY rowid DESC", (first,))
    after = [id for id in rows if id > first]
    end = min(after) if after else first + PROBED_MOST
    give_up = time.monotonic() + TIME_S
    for id in range(first + 1, min(end, first + PROBED_MOST)):
        deadline[0] = time.monotonic() + TIME_S
        take(f"{sql} WHERE rowid = ?", (id,))
        if time.monotonic() > give_up:
            break
    return why


def _in_time(cursor: sqlite3.Cursor, deadline: list[float]) -> Iterator[Any]:
    for row in cursor:
        yield row
        deadline[0] = time.monotonic() + TIME_S


def _mend_header(path: Path) -> None:
    """Give a file whose first hundred bytes are no SQLite header the one that ours have."""
    with path.open("r+b") as file:
        head = bytearray(file.read(100))
        if len(head) < 100:
            return
        whole = head[:16] == HEADER and int.from_bytes(head[16:18], "big") == PAGE and head[20:24] == b"\0@  "
        if whole and head[56:60] == b"\0\0\0\1" and head[44:48] == b"\0\0\0\4":
            return
        if file.seek(0, 2) < PAGE:
            return
        head[:24] = HEADER + PAGE.to_bytes(2, "big") + b"\x02\x02\0@  "
        head[32:40] = bytes(8)  # no free pages: those that were are simply not used
        head[44:48], head[56:60] = b"\0\0\0\4", b"\0\0\0\1"  # the schema's format, and UTF-8
        file.seek(0)
        file.write(head)
