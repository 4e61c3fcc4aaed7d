"""The history: one SQLite file. What has been told to it is on the disk when the call returns."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from ..errors import CannotCreateError, FileIOError, HistoryError, UsageError
from ..records import (
    Answer,
    Cue,
    Finding,
    ScreeningRecord,
    SessionEnd,
    SessionRecord,
    SetRecord,
    Stop,
)
from .folder import data_home, private_folder
from .schema import migrate

FILE = "history.sqlite"
T = TypeVar("T")


class History:
    """The history of the persons on this machine.

    Parameters
    ----------
    path : pathlib.Path or None
        The SQLite file; None for the one in `data_home()`. It is made, readable by its owner only, where it
        isn't there.

    Raises
    ------
    CannotCreateError
        The file can't be made.
    HistoryError
        It isn't a history, or a newer version's.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = private_folder(data_home()) / FILE if path is None else path
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise CannotCreateError(self.path, error.strerror or str(error)) from error
        self._db = sqlite3.connect(self.path, isolation_level=None, timeout=10.0)
        self._db.row_factory = sqlite3.Row
        try:
            # WAL with full synchronisation: a killed program or a power cut takes nothing that was told.
            for pragma in (
                "journal_mode = WAL",
                "synchronous = FULL",
                "foreign_keys = ON",
                "secure_delete = ON",
            ):
                self._db.execute(f"PRAGMA {pragma}")
            migrate(self._db, self.path)
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise HistoryError(
                f"not a history ({error})",
                expected="an SQLite file that sensortrack wrote",
                hint="Name another file, or move this one away.",
                path=self.path,
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction; whole or not at all.

        Raises
        ------
        FileIOError
            Writing failed (the disk is full, say); nothing of the transaction is kept.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.IntegrityError:
            raise
        except sqlite3.OperationalError as error:
            raise FileIOError(f"{self.path}: writing the history failed: {error}. Check the disk.") from error

    # -- telling ------------------------------------------------------------------------------------------

    def begin(self, record: SessionRecord) -> None:
        """A session begins; the person is made known where they weren't."""
        with self.writing() as db:
            person = self._person(db, record.person, record.start_utc)
            db.execute(
                "INSERT INTO session (id, person_id, start_utc, language, software, rules_version, plan)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    record.id,
                    person,
                    record.start_utc,
                    record.language,
                    record.software,
                    record.rules_version,
                    json.dumps(record.plan),
                ),
            )
            self._note(db, "session begun", person, record.id)
        if record.screening is not None and record.screening != self.last_screening(record.person):
            self.screened(record.id, record.screening)
        elif record.screening is not None:
            with self.writing() as db:
                db.execute(
                    "UPDATE session SET screening_id = (SELECT max(id) FROM screening WHERE person_id = ?)"
                    " WHERE id = ?",
                    (person, record.id),
                )

    def screened(self, session_id: str, screening: ScreeningRecord) -> None:
        """A screening was answered whole, at the beginning of this session."""
        with self.writing() as db:
            person = self._person_of(db, session_id)
            row = db.execute(
                "INSERT INTO screening (person_id, at_utc, rules_version, answers, doctor_agreed)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    person,
                    screening.at_utc,
                    screening.rules_version,
                    json.dumps(dict(screening.answers)),
                    screening.doctor_agreed,
                ),
            )
            db.execute("UPDATE session SET screening_id = ? WHERE id = ?", (row.lastrowid, session_id))
            self._note(db, "screened", person, session_id)

    def answered(self, session_id: str, answer: Answer) -> None:
        """The person answered."""
        with self.writing() as db:
            _insert(db, "answer", {"session_id": session_id} | _columns(answer))

    def said(self, session_id: str, cues: Iterable[Cue]) -> None:
        """The coach said these."""
        with self.writing() as db:
            for cue in cues:
                _insert(db, "cue", {"session_id": session_id} | _columns(cue))

    def set_begun(self, session_id: str, done: SetRecord) -> None:
        """A set begins; its end and its result come with `set_ended`."""
        with self.writing() as db:
            row = _columns(done) | {"end_s": None, "ended_by": None, "result": None}
            _insert(db, "exercise_set", {"session_id": session_id} | row)

    def set_ended(self, session_id: str, done: SetRecord) -> None:
        """A set is over."""
        with self.writing() as db:
            db.execute(
                "UPDATE exercise_set SET start_s = ?, end_s = ?, ended_by = ?, recording = ?, sha256 = ?, result = ?"
                " WHERE session_id = ? AND exercise = ? AND number = ?",
                (
                    done.start_s,
                    done.end_s,
                    done.ended_by,
                    done.recording,
                    done.sha256,
                    None if done.result is None else json.dumps(done.result),
                    session_id,
                    done.exercise,
                    done.number,
                ),
            )
            for a in (done.result or {}).get("attempts", ()):
                keys = ("outcome", "reason", "side", "start_s", "end_s", "amplitude_deg", "hold_s")
                place = {"session_id": session_id, "exercise": done.exercise, "set_number": done.number}
                _insert(db, "attempt", place | {"idx": a["index"]} | {k: a[k] for k in keys})
            self._note(db, f"set ended: {done.exercise} {done.number}", None, session_id)

    def stopped(self, session_id: str, stop: Stop) -> None:
        """STOP; told again when its reason or pain become known."""
        with self.writing() as db:
            db.execute("DELETE FROM stop WHERE session_id = ?", (session_id,))
            _insert(db, "stop", {"session_id": session_id} | _columns(stop))
            self._note(db, "stopped", None, session_id)

    def ended(self, session_id: str, end: SessionEnd, end_utc: str) -> None:
        """The session is over."""
        with self.writing() as db:
            db.execute("UPDATE session SET ended = ?, end_utc = ? WHERE id = ?", (end, end_utc, session_id))
            self._note(db, f"session ended: {end}", None, session_id)

    def keep_findings(
        self, session_id: str, exercise: str, findings: Sequence[Finding], software: str, rules_version: str
    ) -> None:
        """The findings of an exercise in a session, by these versions; those kept before are replaced."""
        with self.writing() as db:
            old = db.execute(
                "DELETE FROM finding WHERE session_id = ? AND exercise = ?", (session_id, exercise)
            ).rowcount
            for f in findings:
                row = _columns(f) | {"attempts": json.dumps(f.attempts), "limit_": f.limit}
                del row["limit"]
                judged = {"software": software, "rules_version": rules_version, "judged_utc": _now()}
                _insert(db, "finding", {"session_id": session_id, "exercise": exercise} | row | judged)
            self._note(db, f"{'judged again' if old else 'judged'}: {exercise}", None, session_id)

    def keep_files(self, session_id: str, paths: Iterable[Path]) -> None:
        """These files belong to the session, beside its recordings."""
        with self.writing() as db:
            for path in paths:
                db.execute("INSERT OR IGNORE INTO session_file VALUES (?, ?)", (session_id, str(path)))

    def keep_report(self, session_id: str, document: Mapping[str, Any]) -> None:
        """The report of a session, as a document; one that was kept before is replaced."""
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO report VALUES (?, ?)", (session_id, json.dumps(document)))
            self._note(db, "report kept", None, session_id)

    def recover(self) -> tuple[str, ...]:
        """End the sessions that a killed program left open; their ids.

        One that was stopped stays stopped. Call it when no session runs.
        """
        with self.writing() as db:
            rows = db.execute("SELECT id FROM session WHERE ended IS NULL ORDER BY start_utc").fetchall()
            for row in rows:
                stop = db.execute("SELECT 1 FROM stop WHERE session_id = ?", (row["id"],)).fetchone()
                end = "left" if stop is None else "stopped"
                db.execute("UPDATE session SET ended = ?, end_utc = ? WHERE id = ?", (end, _now(), row["id"]))
                db.execute(
                    "UPDATE exercise_set SET ended_by = ? WHERE session_id = ? AND ended_by IS NULL",
                    (end, row["id"]),
                )
                self._note(db, f"recovered as {end}: the program had ended before it", None, row["id"])
        return tuple(row["id"] for row in rows)

    def forget(self, person: str) -> None:
        """Delete a person and all that hangs on them; overwritten, and out of the log of writes as well."""
        with self.writing() as db:
            # A person's screenings are named by their sessions: these go first.
            db.execute(
                "DELETE FROM session WHERE person_id = (SELECT id FROM person WHERE pseudonym = ?)", (person,)
            )
            row = db.execute("DELETE FROM person WHERE pseudonym = ? RETURNING id", (person,)).fetchone()
            self._note(db, "person deleted", None if row is None else row["id"], None)
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # -- reading ------------------------------------------------------------------------------------------

    def persons(self) -> tuple[str, ...]:
        """The pseudonyms, in the order in which they came."""
        return tuple(r["pseudonym"] for r in self._db.execute("SELECT pseudonym FROM person ORDER BY id"))

    def sessions(self, person: str | None = None) -> tuple[SessionRecord, ...]:
        """The sessions of a person, or of all, in the order of time."""
        rows = self._db.execute(
            "SELECT session.id FROM session JOIN person ON person.id = person_id"
            " WHERE ? IS NULL OR pseudonym = ? ORDER BY start_utc, session.rowid",
            (person, person),
        ).fetchall()
        return tuple(self.session(r["id"]) for r in rows)

    def session(self, id: str) -> SessionRecord:
        """A session, whole; by its id, or by the beginning of it where only one begins so.

        Raises
        ------
        UsageError
            There is none, or several begin so.
        """
        found = self._db.execute(
            "SELECT session.*, pseudonym FROM session JOIN person ON person.id = person_id"
            " WHERE substr(session.id, 1, ?) = ?",
            (len(id), id),
        ).fetchall()
        if len(found) != 1:
            what = "no session" if not found else f"{len(found)} sessions"
            raise UsageError(f"{what} of id '{id}'; `sensortrack history list` lists them.")
        row = found[0]
        id = row["id"]
        own = ("SELECT * FROM {} WHERE session_id = ? ORDER BY rowid", (id,))
        answers, cues, sets, stops = (
            self._db.execute(own[0].format(table), own[1]).fetchall()
            for table in ("answer", "cue", "exercise_set", "stop")
        )
        return SessionRecord(
            id=id,
            person=row["pseudonym"],
            start_utc=row["start_utc"],
            language=row["language"],
            software=row["software"],
            rules_version=row["rules_version"],
            plan=json.loads(row["plan"]),
            end_utc=row["end_utc"],
            ended=row["ended"],
            screening=self._screening(row["screening_id"]),
            answers=tuple(_record(Answer, r) for r in answers),
            cues=tuple(_record(Cue, r) for r in cues),
            sets=tuple(_set(r) for r in sets),
            stop=_record(Stop, stops[0]) if stops else None,
        )

    def last_screening(self, person: str) -> ScreeningRecord | None:
        """The person's last screening, or None."""
        row = self._db.execute(
            "SELECT screening.id FROM screening JOIN person ON person.id = person_id"
            " WHERE pseudonym = ? ORDER BY screening.id DESC LIMIT 1",
            (person,),
        ).fetchone()
        return None if row is None else self._screening(row["id"])

    def findings(self, session_id: str) -> dict[str, tuple[Finding, ...]]:
        """The findings of a session, by exercise, as they were kept."""
        found: dict[str, list[Finding]] = {}
        for r in self._db.execute("SELECT * FROM finding WHERE session_id = ? ORDER BY rowid", (session_id,)):
            row = dict(r) | {"limit": r["limit_"], "attempts": tuple(json.loads(r["attempts"]))}
            known = {f.name for f in fields(Finding)}
            found.setdefault(r["exercise"], []).append(
                Finding(**{k: v for k, v in row.items() if k in known})
            )
        return {exercise: tuple(list_) for exercise, list_ in found.items()}

    def files(self, session_id: str) -> tuple[Path, ...]:
        """The files of a session beside its recordings, whether they are still there or not."""
        rows = self._db.execute(
            "SELECT path FROM session_file WHERE session_id = ? ORDER BY rowid", (session_id,)
        )
        return tuple(Path(r["path"]) for r in rows)

    def report(self, session_id: str) -> dict[str, Any] | None:
        """The report of a session as it was kept, or None."""
        row = self._db.execute("SELECT document FROM report WHERE session_id = ?", (session_id,)).fetchone()
        return None if row is None else json.loads(row["document"])

    def log(self) -> list[Mapping[str, Any]]:
        """The log: at_utc, what, person_id, session_id; oldest first."""
        return [dict(r) for r in self._db.execute("SELECT * FROM log ORDER BY id")]

    def _screening(self, id: int | None) -> ScreeningRecord | None:
        if id is None:
            return None
        row = self._db.execute("SELECT * FROM screening WHERE id = ?", (id,)).fetchone()
        answers = json.loads(row["answers"])
        return ScreeningRecord(row["at_utc"], row["rules_version"], answers, bool(row["doctor_agreed"]))

    def _person(self, db: sqlite3.Connection, pseudonym: str, at_utc: str) -> int:
        db.execute("INSERT OR IGNORE INTO person (pseudonym, created_utc) VALUES (?, ?)", (pseudonym, at_utc))
        row = db.execute("SELECT id FROM person WHERE pseudonym = ?", (pseudonym,)).fetchone()
        return int(row["id"])

    def _person_of(self, db: sqlite3.Connection, session_id: str) -> int:
        row = db.execute("SELECT person_id FROM session WHERE id = ?", (session_id,)).fetchone()
        return int(row["person_id"])

    def _note(self, db: sqlite3.Connection, what: str, person: int | None, session_id: str | None) -> None:
        db.execute(
            "INSERT INTO log (at_utc, what, person_id, session_id) VALUES (?, ?, ?, ?)",
            (_now(), what, person, session_id),
        )


def _insert(db: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    names, places = ", ".join(row), ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(row.values()))


def _columns(record: Any) -> dict[str, Any]:
    return {f.name: getattr(record, f.name) for f in fields(record)}


def _record(kind: type[T], row: sqlite3.Row) -> T:
    return kind(**{f.name: row[f.name] for f in fields(kind)})  # type: ignore[arg-type]


def _set(row: sqlite3.Row) -> SetRecord:
    result = None if row["result"] is None else json.loads(row["result"])
    ended_by, end_s = row["ended_by"] or "left", row["end_s"]
    columns = {f.name: row[f.name] for f in fields(SetRecord)} | {"result": result, "ended_by": ended_by}
    return SetRecord(**columns | {"end_s": row["start_s"] if end_s is None else end_s})


def _now() -> str:
    return datetime.now(UTC).isoformat()
