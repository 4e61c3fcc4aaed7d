"""The report of a session: made, kept in the history, and as a page beside the recordings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..errors import (
    CannotCreateError,
    DataError,
    FileIOError,
    SensortrackError,
    SensorUnavailableError,
)
from ..history import History
from ..history.data_folder import RECORDINGS
from ..language import Language
from ..protocol.catalogue_model import Catalogue
from ..records import Code, Reason, SessionRecord
from ..report.session_document import session_document
from ..report.session_page import session_page, write_page
from ..session.keeping import SessionOutcome
from ..session.rejudge import rejudge
from ..version import __version__


def keep_report(
    history: History,
    done: SessionOutcome,
    catalogue: Catalogue,
    language: Language,
    failed: SensortrackError | None,
    path: Path,
) -> dict[str, Any]:
    """Keep the report in the history, and as a page at `path`; the document."""
    notes = () if failed is None else (Reason(Code.BROKEN_OFF, fault=_fault(failed)),)
    document = session_document(done.record, done.findings, catalogue, language, notes=notes)
    history.keep_report(done.record.id, document)
    write_page(path, session_page(document, language))
    history.keep_files(done.record.id, [path.resolve()])
    return document


def report_path(home: Path, record: SessionRecord) -> Path:
    """Where the page of a session's report goes unless it was named: beside the recordings."""
    return home / RECORDINGS / f"{stamp(record.start_utc)}_{record.id[:8]}_report.html"


def judged_afterwards(
    history: History, record: SessionRecord, catalogue: Catalogue, language: Language
) -> dict[str, Any]:
    """Judge a session from its recordings, and keep findings and report; the report."""
    again = rejudge(record, catalogue)
    open_ones = {(s.exercise, s.number) for s in record.sets if s.result is None}
    for done in again.record.sets:
        if (done.exercise, done.number) in open_ones and done.result is not None:
            end_s = done.start_s + done.result["recording"]["duration_s"]
            history.set_ended(record.id, replace(done, end_s=end_s))
    for exercise, found in again.findings.items():
        history.keep_findings(record.id, exercise, found, __version__, catalogue.rules_version)
    notes = (Reason(Code.JUDGED_AFTERWARDS), *again.notes)
    document = session_document(history.session(record.id), again.findings, catalogue, language, notes=notes)
    history.keep_report(record.id, document)
    return document


def stamp(utc: str | None = None) -> str:
    """A time as it stands in the names of a session's files."""
    return (utc or datetime.now(UTC).isoformat())[:19].replace(":", "").replace("-", "")


def _fault(error: SensortrackError) -> str:
    """What kind of fault it was, as the language files have words for it."""
    kinds: dict[type[SensortrackError], str] = {
        SensorUnavailableError: "sensor",
        CannotCreateError: "file",
        FileIOError: "file",
        DataError: "data",
    }
    return next((word for kind, word in kinds.items() if isinstance(error, kind)), "program")
