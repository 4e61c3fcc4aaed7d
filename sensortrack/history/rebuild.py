"""A history made anew of salvaged rows: whole, with what hangs on something lost given a place to hang on."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import HistoryError
from ..json_text import to_json
from ..protocol.plan import Plan
from ..records import Cue, Obligation
from .migration import create_version
from .salvage import Salvaged, Values
from .store import History

LOST_UTC = "1970-01-01T00:00:00+00:00"
"""The time of a session whose own is lost."""
LOST_PLAN = to_json(Plan((), source="lost").to_document())
NOBODY = "unknown"
"""The pseudonym of whose own is lost."""
ROUNDS_MOST = 20
"""How often what hangs on nothing is looked for: each time what it hung on is made, and may hang on nothing itself."""


@dataclass(slots=True)
class Rebuilt:
    """What became of the rows.

    Attributes
    ----------
    saved : dict of str to int
        Rows that are in the new history, by table.
    refused : list of dict
        Rows that could be read but don't fit, as they were read.
    made : list of str
        What was put in the place of something lost, in words.
    """

    saved: dict[str, int] = field(default_factory=dict)
    refused: list[dict[str, Any]] = field(default_factory=list)
    made: list[str] = field(default_factory=list)


def rebuild(salvaged: Salvaged, path: Path, whose: Callable[[str], str | None]) -> Rebuilt:
    """Make a new history at `path` of what was salvaged.

    Parameters
    ----------
    path : pathlib.Path
        Where nothing is yet, in the history's folder.
    whose : callable
        Tells a person's pseudonym by the id of a session, where a recording knows it.
    """
    rebuilt = Rebuilt()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        # Built in one piece: synchronised once, at the end, and not for each row.
        db.execute("BEGIN")
        create_version(db, salvaged.version, path.parent.resolve())
        for table, rows in salvaged.rows.items():
            for row in rows:
                _insert(db, table, row, rebuilt)
        _hang(db, salvaged.rows.get("log", []), whose, rebuilt)
        db.execute("COMMIT")
    with History(path) as history:
        history._db.execute("PRAGMA foreign_keys = OFF")  # a row that goes must not take along what fits
        _purge(history, rebuilt)
        with history.writing() as db:
            _hang(db, [], whose, rebuilt)
        _owe(history)
        for table in salvaged.rows:
            rebuilt.saved[table] = history._rows(f"SELECT count(*) FROM {table}")[0][0]
    return rebuilt


def _insert(db: sqlite3.Connection, table: str, row: Values, rebuilt: Rebuilt) -> None:
    names, places = ", ".join(row), ", ".join("?" * len(row))
    try:
        db.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(row.values()))
    except sqlite3.Error as error:
        rebuilt.refused.append({"table": table, "why": str(error), "row": row})


def _hang(
    db: sqlite3.Connection, log: list[Values], whose: Callable[[str], str | None], rebuilt: Rebuilt
) -> None:
    """Give every row what it hangs on: sessions and persons are made where they were lost."""
    persons = {r["session_id"]: r["person_id"] for r in log if r.get("session_id") and r.get("person_id")}
    of_person = "SELECT id FROM session WHERE person_id = ?"
    times = {r["session_id"]: r["at_utc"] for r in reversed(log) if r.get("session_id")}
    for _ in range(ROUNDS_MOST):
        hanging = db.execute("PRAGMA foreign_key_check").fetchall()
        if not hanging:
            return
        for table, rowid, parent, _key in map(tuple, hanging):
            found = db.execute(f"SELECT * FROM {table} WHERE rowid = ?", (rowid,)).fetchone()
            if found is None:
                continue
            row = dict(found)
            if parent == "session" and isinstance(row.get("session_id"), str):
                id = row["session_id"]
                at_utc = times.get(id) or row.get("at_utc") or LOST_UTC
                _make_session(db, id, persons.get(id), whose(id), str(at_utc), rebuilt)
            elif parent == "person" and isinstance(row.get("person_id"), int):
                theirs = [id for id, person in persons.items() if person == row["person_id"]]
                theirs += [
                    r["id"] for r in db.execute(of_person, (row["person_id"],)) if isinstance(r["id"], str)
                ]
                known = next((name for id in theirs if (name := whose(id))), None)
                _make_person(db, row["person_id"], known, rebuilt)
            elif parent == "screening":
                db.execute("UPDATE session SET screening_id = NULL WHERE rowid = ?", (rowid,))
            else:
                rebuilt.refused.append({"table": table, "why": f"its {parent} is lost", "row": row})
                db.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))


def _make_session(
    db: sqlite3.Connection, id: str, person: object, pseudonym: str | None, at_utc: str, rebuilt: Rebuilt
) -> None:
    if db.execute("SELECT 1 FROM session WHERE id = ?", (id,)).fetchone():
        return
    if not isinstance(person, int):
        person = person_of(db, pseudonym or NOBODY)
    row: Values = {"id": id, "person_id": person, "start_utc": at_utc, "plan": LOST_PLAN}
    row |= {"language": "en", "software": "repair", "rules_version": "0"}
    if "entry" in {r[1] for r in db.execute("PRAGMA table_info(session)")}:
        # The last one: what it demands is then still due, and what it allows isn't.
        row["entry"] = _next_entry(db)
    names, places = ", ".join(row), ", ".join("?" * len(row))
    db.execute(f"INSERT INTO session ({names}) VALUES ({places})", tuple(row.values()))
    rebuilt.made.append(f"session {id[:8]}, of which only parts could be read")


def _make_person(db: sqlite3.Connection, id: int, pseudonym: str | None, rebuilt: Rebuilt) -> None:
    if db.execute("SELECT 1 FROM person WHERE id = ?", (id,)).fetchone():
        return
    taken = (
        pseudonym is None or db.execute("SELECT 1 FROM person WHERE pseudonym = ?", (pseudonym,)).fetchone()
    )
    name = f"{NOBODY}-{id}" if taken else pseudonym
    db.execute("INSERT INTO person (id, pseudonym, created_utc) VALUES (?, ?, ?)", (id, name, LOST_UTC))
    rebuilt.made.append(f"person '{name}', whose pseudonym could not be read")


def person_of(db: sqlite3.Connection, pseudonym: str) -> int:
    """The number of a person, who is made known where they aren't."""
    db.execute("INSERT OR IGNORE INTO person (pseudonym, created_utc) VALUES (?, ?)", (pseudonym, LOST_UTC))
    return int(db.execute("SELECT id FROM person WHERE pseudonym = ?", (pseudonym,)).fetchone()[0])


def _purge(history: History, rebuilt: Rebuilt) -> None:
    """Take out every row that can't be read as the record that it is to be; documents can be made anew."""
    h = history
    checks: dict[str, Callable[[sqlite3.Row], object]] = {
        "person": lambda r: h._text(r, "pseudonym"),
        "screening": lambda r: h._screened(r, ""),
        "session": lambda r: h._session({**dict(r), "pseudonym": ""}, "", {}),
        "answer": lambda r: h._answer(r, ""),
        "cue": lambda r: h._record(Cue, r, ""),
        "exercise_set": lambda r: h._set(r, ""),
        "stop": lambda r: h._stop(r, ""),
        "finding": lambda r: (h._text(r, "exercise"), h._finding(r, "")),
        "session_file": lambda r: h._text(r, "path"),
        "report": lambda r: h._report(r, ""),
        "obligation": lambda r: h._as(Obligation, "", {"session": r["session_id"], **_obligation(r)}),
        "unfinished": lambda r: h._text(r, "path"),
    }
    for table, check in checks.items():
        for row in h._rows(f"SELECT rowid AS _rowid, * FROM {table}"):
            why = _unfit(check, row)
            if why is None:
                continue
            rebuilt.refused.append({"table": table, "why": why, "row": {k: row[k] for k in row.keys()}})  # noqa: SIM118
            with h.writing() as db:
                if not _mended(db, table, row, check):
                    db.execute(f"DELETE FROM {table} WHERE rowid = ?", (row["_rowid"],))


def _obligation(row: sqlite3.Row) -> Values:
    return {key: row[key] for key in ("cause", "entry", "at_utc")}


def _unfit(check: Callable[[sqlite3.Row], object], row: sqlite3.Row) -> str | None:
    try:
        check(row)
    except HistoryError as error:
        return error.found
    return None


MENDS: dict[str, Values] = {
    "person": {"pseudonym": None},
    "session": {
        "plan": LOST_PLAN,
        "utc_offset_s": None,
        "time_zone": None,
        "end_utc": None,
        "ended": None,
        "start_utc": LOST_UTC,
        "language": "en",
        "software": "repair",
        "rules_version": "0",
    },
    "exercise_set": {
        "result": None,
        "recording": None,
        "sha256": None,
        "end_s": None,
        "ended_by": None,
        "planned": None,
    },
    "stop": {
        "pain": None,
        "reason": None,
        "exercise": None,
        "set_number": None,
        "state": "set",
        "by": "?",
        "t_s": 0.0,
        "at_utc": LOST_UTC,
    },
}
"""What is put in the place of a value that doesn't fit, so that the rest of its row is kept."""


def _mended(
    db: sqlite3.Connection, table: str, row: sqlite3.Row, check: Callable[[sqlite3.Row], object]
) -> bool:
    """Keep what fits of a row on which others hang, or that safety hangs on: one value is given up, or several."""
    mends = dict(MENDS.get(table, {}))
    if table == "person":
        mends["pseudonym"] = f"{NOBODY}-{row['id']}"
    if table == "session":
        mends["entry"] = _next_entry(db)
    rowid = row["_rowid"]
    for alone in (True, False):
        for column, instead in mends.items():
            db.execute("SAVEPOINT mend")
            with suppress(sqlite3.Error):
                db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (instead, rowid))
            now = db.execute(f"SELECT rowid AS _rowid, * FROM {table} WHERE rowid = ?", (rowid,)).fetchone()
            fits = _unfit(check, now) is None
            if alone and not fits:
                db.execute("ROLLBACK TO mend")
            db.execute("RELEASE mend")
            if fits:
                return True
    return False


def _next_entry(db: sqlite3.Connection) -> int:
    sql = "SELECT coalesce(max(entry), 0) + 1 FROM session WHERE typeof(entry) = 'integer'"
    return int(db.execute(sql).fetchone()[0])


def _owe(history: History) -> None:
    """Every STOP has its obligation, whether that could be read or not."""
    with history.writing() as db:
        db.execute(
            "INSERT OR IGNORE INTO obligation (person_id, cause, entry, at_utc, session_id, met_entry)"
            " SELECT s.person_id, 'stop', s.entry, stop.at_utc, s.id,"
            " (SELECT min(c.entry) FROM screening AS c WHERE c.person_id = s.person_id AND c.entry > s.entry)"
            " FROM stop JOIN session AS s ON s.id = stop.session_id"
        )


def owe_after_repair(history: History, at_utc: str) -> None:
    """A STOP may be among what was lost: everybody answers the screening anew."""
    with history.writing() as db:
        db.execute(
            "INSERT INTO obligation (person_id, cause, entry, at_utc)"
            " SELECT id, 'repair', (SELECT coalesce(max(entry), 0) FROM session), ? FROM person",
            (at_utc,),
        )


def dump(refused: list[dict[str, Any]]) -> bytes:
    """The rows that don't fit, a line of JSON each, so that nothing that could be read is lost."""
    return "".join(to_json(_plain(one)) + "\n" for one in refused).encode("utf-8", "replace")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
