"""Records as rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from ..json_text import to_json
from ..records import ScreeningRecord


def insert(db: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    """A new row; its values by column."""
    names, places = ", ".join(row), ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(row.values()))


def screening_row(db: sqlite3.Connection, person: int, screening: ScreeningRecord) -> int:
    """The row of a screening that still holds; one that came from elsewhere answers no session of this history."""
    row = db.execute(
        "SELECT id FROM screening WHERE person_id = ? AND at_utc = ? AND answers = ? ORDER BY id DESC",
        (person, screening.at_utc, to_json(dict(screening.answers))),
    ).fetchone()
    return insert_screening(db, person, screening, None) if row is None else int(row["id"])


def insert_screening(
    db: sqlite3.Connection, person: int, screening: ScreeningRecord, entry: int | None
) -> int:
    """The row of a screening that was answered in the session of that entry; None: in none of this history."""
    row = columns_of(screening) | {"answers": to_json(dict(screening.answers))}
    insert(db, "screening", row | {"person_id": person, "entry": entry})
    return int(db.execute("SELECT last_insert_rowid()").fetchone()[0])


def columns_of(record: Any) -> dict[str, Any]:
    """A record's fields by their names."""
    return {f.name: getattr(record, f.name) for f in fields(record)}
