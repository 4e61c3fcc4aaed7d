"""What a session tells the history, as it happens. What it was given is on the disk when the call returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..json_text import to_json
from ..language import finding_row, said_of
from ..records import (
    Answer,
    Cue,
    Finding,
    ScreeningRecord,
    SessionEnd,
    SessionRecord,
    SetRecord,
    Stop,
    reason_of,
)
from .data_folder import within_folder
from .database import telling
from .history_reader import HistoryReader
from .insert import columns_of, insert, insert_screening, screening_row
from .migration import sha256
from .stop_note import forget_stops, note_stop


class HistoryWriter(HistoryReader):
    """Writes sessions, each event in a transaction of its own."""

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction; whole or not at all.

        Raises
        ------
        FileIOError
            The disk is full or failed, or another program holds the file; nothing of the transaction is kept.
        CannotCreateError
            The file can't be written to.
        HistoryError
            It is damaged, or what it is given doesn't belong to anything in it.
        """
        with telling(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself where the disk is full.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def begin(self, record: SessionRecord) -> int:
        """A session begins; the person is made known where they weren't.

        Returns
        -------
        int
            Its entry: a number greater than that of every session before.
        """
        with self.writing() as db:
            person = self._person(db, record.person, record.start_utc)
            screening = None if record.screening is None else screening_row(db, person, record.screening)
            entry = int(db.execute("SELECT coalesce(max(entry), 0) + 1 FROM session").fetchone()[0])
            columns = [
                "id",
                "start_utc",
                "language",
                "software",
                "rules_version",
                "utc_offset_s",
                "time_zone",
            ]
            row = {name: getattr(record, name) for name in columns} | {"plan": to_json(record.plan)}
            place = {"person_id": person, "screening_id": screening, "entry": entry}
            insert(db, "session", row | place)
            self._note(db, "session begun", person, record.id)
        return entry

    def screened(self, session_id: str, screening: ScreeningRecord, *, whole: bool = True) -> None:
        """A screening was answered in this session; what earlier ones demanded is done where it was answered whole."""
        with self.writing() as db:
            person, entry = self._place_of(db, session_id)
            id = insert_screening(db, person, screening, entry)
            db.execute("UPDATE session SET screening_id = ? WHERE id = ?", (id, session_id))
            if whole:
                db.execute(
                    "UPDATE obligation SET met_entry = ? WHERE person_id = ? AND met_entry IS NULL AND entry < ?",
                    (entry, person, entry),
                )
            self._note(db, "screened", person, session_id)

    def answered(self, session_id: str, answer: Answer) -> None:
        """The person answered."""
        with self.writing() as db:
            insert(db, "answer", {"session_id": session_id} | columns_of(answer))

    def said(self, session_id: str, cues: Iterable[Cue]) -> None:
        """The coach said these."""
        with self.writing() as db:
            for cue in cues:
                insert(db, "cue", {"session_id": session_id} | columns_of(cue))

    def set_begun(self, session_id: str, done: SetRecord) -> None:
        """A set begins; its end and its result come with `set_ended`."""
        with self.writing() as db:
            row = columns_of(done) | {"end_s": None, "ended_by": None, "result": None}
            row["recording"] = self._within(done.recording)
            insert(db, "exercise_set", {"session_id": session_id} | row)

    def set_ended(self, session_id: str, done: SetRecord) -> None:
        """A set is over."""
        with self.writing() as db:
            result = None if done.result is None else to_json(done.result)
            row = {name: getattr(done, name) for name in ("start_s", "end_s", "ended_by", "sha256")}
            row |= {"recording": self._within(done.recording), "result": result}
            row["result_sha256"] = None if result is None else sha256(result)
            db.execute(
                f"UPDATE exercise_set SET {', '.join(f'{name} = ?' for name in row)}"
                " WHERE session_id = ? AND exercise = ? AND number = ?",
                (*row.values(), session_id, done.exercise, done.number),
            )
            for a in (done.result or {}).get("attempts", ()):
                keys = ("outcome", "side", "start_s", "end_s", "amplitude_deg", "hold_s")
                said = said_of(reason_of(a))
                said["reason"] = None if said["reason"] is None else said["reason"]["code"]
                place = {"session_id": session_id, "exercise": done.exercise, "set_number": done.number}
                insert(db, "attempt", place | {"idx": a["index"]} | {k: a[k] for k in keys} | said)
            self._note(db, f"set ended: {done.exercise} {done.number}", None, session_id)

    def note_stop(self, session_id: str, stop: Stop) -> None:
        """Note a STOP beside the database: that waits for no lock, and outlives a killed program."""
        note_stop(self.path, session_id, stop)

    def stopped(self, session_id: str, stop: Stop) -> None:
        """STOP, and with it what it demands; reported again when its reason or pain become known. It is noted first."""
        self.note_stop(session_id, stop)
        with self.writing() as db:
            db.execute("DELETE FROM stop WHERE session_id = ?", (session_id,))
            insert(db, "stop", {"session_id": session_id} | columns_of(stop))
            person, entry = self._place_of(db, session_id)
            db.execute(
                "INSERT OR IGNORE INTO obligation (person_id, cause, entry, at_utc, session_id)"
                " VALUES (?, 'stop', ?, ?, ?)",
                (person, entry, stop.at_utc, session_id),
            )
            self._note(db, "stopped", None, session_id)
        forget_stops(self.path)

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
                row = finding_row(f) | {"limit_": f.limit}
                del row["limit"]
                row |= {key: to_json(row[key]) for key in ("attempts", "reason")}
                judged = {"software": software, "rules_version": rules_version, "judged_utc": now_utc()}
                insert(db, "finding", {"session_id": session_id, "exercise": exercise} | row | judged)
            self._note(db, f"{'judged again' if old else 'judged'}: {exercise}", None, session_id)

    def keep_files(self, session_id: str, paths: Iterable[Path]) -> None:
        """These files belong to the session, beside its recordings."""
        with self.writing() as db:
            for path in paths:
                row = (session_id, self._within(str(path)))
                db.execute("INSERT OR IGNORE INTO session_file (session_id, path) VALUES (?, ?)", row)

    def keep_report(self, session_id: str, document: Mapping[str, Any]) -> None:
        """The report of a session, as a document; one that was kept before is replaced."""
        with self.writing() as db:
            text = to_json(document)
            db.execute("DELETE FROM report WHERE session_id = ?", (session_id,))
            insert(db, "report", {"session_id": session_id, "document": text, "sha256": sha256(text)})
            self._note(db, "report kept", None, session_id)

    def _person(self, db: sqlite3.Connection, pseudonym: str, at_utc: str) -> int:
        db.execute("INSERT OR IGNORE INTO person (pseudonym, created_utc) VALUES (?, ?)", (pseudonym, at_utc))
        row = db.execute("SELECT id FROM person WHERE pseudonym = ?", (pseudonym,)).fetchone()
        return int(row["id"])

    def _place_of(self, db: sqlite3.Connection, session_id: str) -> tuple[int, int]:
        """Whose session it is, and its entry."""
        row = db.execute("SELECT person_id, entry FROM session WHERE id = ?", (session_id,)).fetchone()
        if row is None:
            raise self._damaged(f"session {session_id[:8]}", "it isn't there")
        return int(row["person_id"]), int(row["entry"])

    def _within(self, path: str | None) -> str | None:
        return None if path is None else within_folder(self.path.parent.resolve(), path)

    def _note(self, db: sqlite3.Connection, what: str, person: int | None, session_id: str | None) -> None:
        db.execute(
            "INSERT INTO log (at_utc, what, person_id, session_id) VALUES (?, ?, ?, ?)",
            (now_utc(), what, person, session_id),
        )


def now_utc() -> str:
    """The time of day as ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat()
