"""The tables of the history, and how an older file is brought to them.

Each migration is run once, in order; `user_version` counts those that were. None is ever changed: a new
shape is a new migration.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from ..errors import HistoryError
from .folder import within_folder

MIGRATIONS = (
    """
    CREATE TABLE person (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        pseudonym TEXT NOT NULL UNIQUE,
        created_utc TEXT NOT NULL
    );
    CREATE TABLE screening (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        at_utc TEXT NOT NULL,
        rules_version TEXT NOT NULL,
        answers TEXT NOT NULL,
        doctor_agreed INTEGER NOT NULL
    );
    CREATE TABLE session (
        id TEXT PRIMARY KEY,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        screening_id INTEGER REFERENCES screening (id),
        start_utc TEXT NOT NULL,
        end_utc TEXT,
        ended TEXT,
        language TEXT NOT NULL,
        software TEXT NOT NULL,
        rules_version TEXT NOT NULL,
        plan TEXT NOT NULL
    );
    CREATE INDEX session_of_person ON session (person_id, start_utc);
    CREATE TABLE answer (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        value TEXT NOT NULL,
        at_utc TEXT NOT NULL,
        exercise TEXT
    );
    CREATE INDEX answer_of_session ON answer (session_id);
    CREATE TABLE cue (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        t_s REAL NOT NULL,
        key TEXT NOT NULL,
        text TEXT NOT NULL,
        exercise TEXT,
        set_number INTEGER,
        rule TEXT
    );
    CREATE INDEX cue_of_session ON cue (session_id);
    CREATE TABLE exercise_set (
        session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        exercise TEXT NOT NULL,
        number INTEGER NOT NULL,
        start_s REAL NOT NULL,
        end_s REAL,
        ended_by TEXT,
        planned INTEGER,
        weight_kg REAL NOT NULL,
        recording TEXT,
        sha256 TEXT,
        result TEXT,
        PRIMARY KEY (session_id, exercise, number)
    );
    CREATE TABLE attempt (
        session_id TEXT NOT NULL,
        exercise TEXT NOT NULL,
        set_number INTEGER NOT NULL,
        idx INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        reason TEXT,
        side TEXT,
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        amplitude_deg REAL,
        hold_s REAL,
        PRIMARY KEY (session_id, exercise, set_number, idx),
        FOREIGN KEY (session_id, exercise, set_number)
            REFERENCES exercise_set (session_id, exercise, number) ON DELETE CASCADE
    );
    CREATE TABLE finding (
        session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        exercise TEXT NOT NULL,
        rule TEXT NOT NULL,
        outcome TEXT NOT NULL,
        kept TEXT NOT NULL,
        why TEXT NOT NULL,
        value REAL,
        limit_ REAL,
        unit TEXT,
        attempts TEXT NOT NULL,
        at_least REAL,
        at_most REAL,
        software TEXT NOT NULL,
        rules_version TEXT NOT NULL,
        judged_utc TEXT NOT NULL,
        PRIMARY KEY (session_id, exercise, rule)
    );
    CREATE TABLE stop (
        session_id TEXT PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
        t_s REAL NOT NULL,
        at_utc TEXT NOT NULL,
        state TEXT NOT NULL,
        by TEXT NOT NULL,
        reason TEXT,
        pain INTEGER,
        exercise TEXT,
        set_number INTEGER
    );
    -- What was changed and when; no content, and a person's number only, which means nothing once they are deleted.
    CREATE TABLE log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at_utc TEXT NOT NULL,
        what TEXT NOT NULL,
        person_id INTEGER,
        session_id TEXT
    );
    CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    CREATE TRIGGER log_is_never_shortened BEFORE DELETE ON log
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    """,
    """
    -- Files of a session beside its recordings: a capture, the report's page. They are the person's as well.
    CREATE TABLE session_file (
        session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        path TEXT NOT NULL,
        PRIMARY KEY (session_id, path)
    );
    -- The report as it was made, so that it stays the same whatever the catalogue says later.
    CREATE TABLE report (
        session_id TEXT PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
        document TEXT NOT NULL
    );
    """,
    """
    -- Sessions are in the order in which they were entered: a clock may be wrong, a number that we give can't be.
    ALTER TABLE session ADD COLUMN entry INTEGER NOT NULL DEFAULT 0;
    UPDATE session SET entry = place
        FROM (SELECT id AS of, row_number() OVER (ORDER BY rowid) AS place FROM session) WHERE of = id;
    CREATE UNIQUE INDEX session_by_entry ON session (entry);
    DROP INDEX session_of_person;
    CREATE INDEX session_of_person ON session (person_id, entry);
    -- The person's clock: how far it was ahead of UTC when the session began, in s. NULL: it wasn't kept.
    ALTER TABLE session ADD COLUMN utc_offset_s INTEGER;
    ALTER TABLE session ADD COLUMN time_zone TEXT;
    -- The session in which a screening was answered.
    ALTER TABLE screening ADD COLUMN entry INTEGER;
    UPDATE screening SET entry = (SELECT min(session.entry) FROM session WHERE screening_id = screening.id);
    -- The screening is due until it is answered whole in a session after this entry: met_entry.
    CREATE TABLE obligation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        cause TEXT NOT NULL,
        entry INTEGER NOT NULL,
        at_utc TEXT NOT NULL,
        session_id TEXT UNIQUE REFERENCES session (id) ON DELETE CASCADE,
        met_entry INTEGER
    );
    INSERT INTO obligation (person_id, cause, entry, at_utc, session_id, met_entry)
        SELECT s.person_id, 'stop', s.entry, stop.at_utc, s.id,
            (SELECT min(c.entry) FROM screening AS c WHERE c.person_id = s.person_id AND c.entry > s.entry)
        FROM stop JOIN session AS s ON s.id = stop.session_id ORDER BY s.entry;
    -- Files in the history's own folder are named from there, so that the folder can be moved.
    UPDATE exercise_set SET recording = within_folder(recording) WHERE recording IS NOT NULL;
    UPDATE OR REPLACE session_file SET path = within_folder(path);
    -- Documents are shown as they were written, or not at all.
    ALTER TABLE exercise_set ADD COLUMN result_sha256 TEXT;
    UPDATE exercise_set SET result_sha256 = sha256(result) WHERE result IS NOT NULL;
    ALTER TABLE report ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
    UPDATE report SET sha256 = sha256(document);
    -- What is being written outside: whoever finds it here later cleans up after a killed program.
    CREATE TABLE unfinished (
        path TEXT PRIMARY KEY,
        at_utc TEXT NOT NULL
    );
    """,
    """
    -- A reason is a code with values; its words stand beside it. What was kept before has words only.
    ALTER TABLE finding ADD COLUMN reason TEXT;
    ALTER TABLE attempt ADD COLUMN why TEXT;
    UPDATE attempt SET why = reason, reason = NULL;
    """,
    """
    -- So many corrections by hand a finding rests on.
    ALTER TABLE finding ADD COLUMN corrections INTEGER NOT NULL DEFAULT 0;
    """,
)

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
