"""The tables of the history, version by version.

Each migration is run once, in order; `user_version` counts those that were. None is ever changed: a new
shape is a new migration.
"""

from __future__ import annotations

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
    """
    ALTER TABLE finding RENAME COLUMN kept TO method;
    """,
)
