"""Reading the history: every row is checked against the record that it is to be."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ..errors import HistoryError, UsageError
from ..outside.conversion import converted
from ..protocol.plan import Plan
from ..records import (
    Answer,
    Cue,
    Finding,
    Obligation,
    ScreeningRecord,
    SessionRecord,
    SetRecord,
    Stop,
    local_time,
    reason_of,
)
from .database import damaged, rows
from .migration import sha256

T = TypeVar("T")
Row = sqlite3.Row | Mapping[str, Any]


class HistoryReader:
    """What can be asked of a history.

    Every method raises `HistoryError` where a row isn't what sensortrack wrote, and `FileIOError` where the
    file can't be read.
    """

    path: Path
    _db: sqlite3.Connection

    def persons(self) -> tuple[str, ...]:
        """The pseudonyms, in the order in which they came."""
        return tuple(
            self._text(r, "pseudonym") for r in self._rows("SELECT pseudonym FROM person ORDER BY id")
        )

    def sessions(self, person: str | None = None) -> tuple[SessionRecord, ...]:
        """The sessions of a person, or of all, in the order in which they were entered."""
        found = self._rows(
            "SELECT session.id FROM session JOIN person ON person.id = person_id"
            " WHERE ? IS NULL OR pseudonym = ? ORDER BY entry",
            (person, person),
        )
        return tuple(self.session(self._text(r, "id")) for r in found)

    def session(self, id: str) -> SessionRecord:
        """A session, whole; by its id, or by the beginning of it where only one begins so.

        Raises UsageError where there is none, or several begin so.
        """
        found = self._rows(
            "SELECT session.*, pseudonym FROM session JOIN person ON person.id = person_id"
            " WHERE substr(session.id, 1, ?) = ?",
            (len(id), id),
        )
        found = [r for r in found if r["id"] == id] or found
        if len(found) != 1:
            what = "no session" if not found else f"{len(found)} sessions"
            raise UsageError(f"{what} of id '{id}'; `sensortrack history list` lists them.")
        row, id = found[0], self._text(found[0], "id")
        own = "SELECT * FROM {} WHERE session_id = ? ORDER BY rowid"
        answers, cues, sets, stops = (
            self._rows(own.format(table), (id,)) for table in ("answer", "cue", "exercise_set", "stop")
        )
        where = f"session {id[:8]}"
        parts = {
            "screening": self._screening(row["screening_id"]),
            "answers": [self._answer(r, where) for r in answers],
            "cues": [self._record(Cue, r, where) for r in cues],
            "sets": [self._set(r, where) for r in sets],
            "stop": self._stop(stops[0], where) if stops else None,
        }
        return self._session(row, where, parts)

    def last_screening(self, person: str) -> ScreeningRecord | None:
        """The screening that the person answered last, or None."""
        found = self._rows(
            "SELECT screening.id FROM screening JOIN person ON person.id = person_id"
            " WHERE pseudonym = ? ORDER BY screening.id DESC LIMIT 1",
            (person,),
        )
        return self._screening(found[0]["id"]) if found else None

    def obligations(self, person: str) -> tuple[Obligation, ...]:
        """Why the screening is due for a person whatever the last one's date and answers say; oldest first.

        Each STOP demands it, from the moment in which the STOP is kept until a screening was answered whole in
        a session that was entered later.
        """
        found = self._rows(
            "SELECT cause, entry, at_utc, session_id AS session FROM obligation"
            " JOIN person ON person.id = person_id WHERE pseudonym = ? AND met_entry IS NULL ORDER BY entry",
            (person,),
        )
        return tuple(self._record(Obligation, r, "obligation") for r in found)

    def findings(self, session_id: str) -> dict[str, tuple[Finding, ...]]:
        """The findings of a session, by exercise, as they were kept."""
        found: dict[str, list[Finding]] = {}
        where = f"finding of session {session_id[:8]}"
        for r in self._rows("SELECT * FROM finding WHERE session_id = ? ORDER BY rowid", (session_id,)):
            found.setdefault(self._text(r, "exercise"), []).append(self._finding(r, where))
        return {exercise: tuple(list_) for exercise, list_ in found.items()}

    def files(self, session_id: str) -> tuple[Path, ...]:
        """The files of a session beside its recordings, whether they are still there or not."""
        found = self._rows("SELECT path FROM session_file WHERE session_id = ? ORDER BY rowid", (session_id,))
        return tuple(self._whole(self._text(r, "path")) for r in found)

    def unfinished(self) -> tuple[Path, ...]:
        """What was being written, and wasn't finished yet, as far as is known."""
        return tuple(Path(self._text(r, "path")) for r in self._rows("SELECT path FROM unfinished"))

    def report(self, session_id: str) -> dict[str, Any] | None:
        """The report of a session as it was kept, or None."""
        found = self._rows("SELECT document, sha256 FROM report WHERE session_id = ?", (session_id,))
        if not found:
            return None
        return self._report(found[0], f"report of session {session_id[:8]}")

    def log(self) -> list[Mapping[str, Any]]:
        """The log: at_utc, what, person_id, session_id; oldest first."""
        return [dict(r) for r in self._rows("SELECT * FROM log ORDER BY id")]

    # -- rows as records ----------------------------------------------------------------------------------

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        return rows(self._db, self.path, sql, values)

    def _damaged(self, where: str, found: str) -> HistoryError:
        return damaged(self.path, f"{where}: {found}")

    def _as(self, kind: type[T], where: str, columns: object) -> T:
        try:
            return converted(columns, kind)
        except msgspec.ValidationError as error:
            raise self._damaged(where, str(error)) from error

    def _record(self, kind: type[T], row: Row, where: str) -> T:
        return self._as(kind, where, {f.name: row[f.name] for f in fields(kind)})  # type: ignore[arg-type]

    def _session(self, row: Row, where: str, parts: Mapping[str, Any]) -> SessionRecord:
        known = set(row.keys())
        columns = {f.name: row[f.name] for f in fields(SessionRecord) if f.name in known}
        plan = self._plan(row["plan"], where)
        record = self._as(
            SessionRecord, where, columns | {"person": row["pseudonym"], "plan": plan} | dict(parts)
        )
        for at_utc in (record.start_utc, record.end_utc):
            self._moment(at_utc, record.utc_offset_s, where)
        return record

    def _stop(self, row: Row, where: str) -> Stop:
        stop = self._record(Stop, row, where)
        self._moment(stop.at_utc, None, where)
        return stop

    def _finding(self, row: Row, where: str) -> Finding:
        reason = None if row["reason"] is None else self._json(row["reason"], where)
        try:
            why = reason_of({"why": self._text(row, "why"), "reason": reason})
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise self._damaged(where, f"its reason ({error!r})") from error
        columns = {f.name: row[f.name] for f in fields(Finding) if f.name not in ("limit", "attempts", "why")}
        attempts = self._json(row["attempts"], where)
        return self._as(Finding, where, columns | {"limit": row["limit_"], "attempts": attempts, "why": why})

    def _report(self, row: Row, where: str) -> dict[str, Any]:
        document: dict[str, Any] = self._document(row["document"], row["sha256"], where)
        return document

    def _text(self, row: Row, column: str) -> str:
        return self._as(str, column, row[column])

    def _moment(self, at_utc: str | None, utc_offset_s: int | None, where: str) -> None:
        try:
            if at_utc is not None:
                local_time(at_utc, utc_offset_s)
        except (ValueError, OverflowError) as error:
            raise self._damaged(where, f"the time {at_utc!r} by {utc_offset_s!r} s") from error

    def _json(self, text: object, where: str) -> Any:
        try:
            # Earlier versions wrote NaN and Infinity, which are no JSON: what isn't a number isn't known.
            return json.loads(self._as(str, where, text), parse_constant=lambda _: None)
        except (ValueError, RecursionError) as error:
            raise self._damaged(where, f"no JSON ({error})") from error

    def _document(self, text: object, digest: object, where: str) -> Any:
        if not isinstance(text, str) or sha256(text) != digest:
            raise self._damaged(where, "its sha256 isn't the one of the document that was written")
        return self._json(text, where)

    def _plan(self, text: object, where: str) -> Any:
        """The plan's document; that of a session whose plan was lost is empty."""
        document = self._json(text, where)
        try:
            if document != {}:
                plan = Plan.from_document(document)
                converted(msgspec.to_builtins(plan), Plan)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise self._damaged(where, f"its plan ({error!r})") from error
        return document

    def _answer(self, row: Row, where: str) -> Answer:
        answer = self._record(Answer, row, where)
        if answer.question.startswith("pain_") and answer.value not in map(str, range(11)):
            raise self._damaged(where, f"the pain score {answer.value!r}")
        return answer

    def _set(self, row: Row, where: str) -> SetRecord:
        where = f"{where}, set {row['number']} of {row['exercise']}"
        result = None
        if row["result"] is not None:
            result = self._document(row["result"], row["result_sha256"], where)
        columns = {f.name: row[f.name] for f in fields(SetRecord)} | {
            "result": result,
            "ended_by": row["ended_by"] or "left",
            "end_s": row["start_s"] if row["end_s"] is None else row["end_s"],
            "recording": None if row["recording"] is None else str(self._whole(self._text(row, "recording"))),
        }
        return self._as(SetRecord, where, columns)

    def _screening(self, id: int | None) -> ScreeningRecord | None:
        if id is None:
            return None
        found, where = self._rows("SELECT * FROM screening WHERE id = ?", (id,)), f"screening {id}"
        if not found:
            raise self._damaged(where, "it isn't there")
        return self._screened(found[0], where)

    def _screened(self, row: Row, where: str) -> ScreeningRecord:
        parts = {"answers": self._json(row["answers"], where), "doctor_agreed": bool(row["doctor_agreed"])}
        columns = {f.name: row[f.name] for f in fields(ScreeningRecord)}
        record = self._as(ScreeningRecord, where, columns | parts)
        self._moment(record.at_utc, None, where)
        return record

    def _whole(self, path: str) -> Path:
        """Where a file is that is named from the history's folder on."""
        return self.path.parent.resolve() / path
