"""The tables of the history, and how an older file is brought to them.

Each migration is run once, in order; `user_version` counts those that were. None is ever changed: a new
shape is a new migration.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ..errors import HistoryError

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
)


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring a file to the present shape.

    Raises
    ------
    HistoryError
        The file was written by a newer version.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise HistoryError(
            f"a history of version {version}",
            expected=f"version {len(MIGRATIONS)} or older",
            hint="Use the newer sensortrack that wrote it.",
            path=path,
        )
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        db.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT;")
