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
from ..session.runner import Runner
from ..version import __version__


class SessionReport:
    """The report of a session that is done now.

    Parameters
    ----------
    history : History
    catalogue : Catalogue
    language : Language
    home : pathlib.Path
        The folder of the history.
    page : pathlib.Path or None
        Where the page goes; None puts it beside the recordings.

    Attributes
    ----------
    document : dict
        The report, once it is kept.
    page : pathlib.Path or None
        Where its page is.
    """

    def __init__(
        self, history: History, catalogue: Catalogue, language: Language, home: Path, page: Path | None = None
    ) -> None:
        self._history, self._catalogue, self._language = history, catalogue, language
        self._home, self.page = home, page
        self.document: dict[str, Any] = {}

    def keep(self, done: SessionOutcome, failed: SensortrackError | None = None) -> None:
        """Keep it in the history, and as a page; one that this session had before is replaced."""
        notes = () if failed is None else (Reason(Code.BROKEN_OFF, fault=_fault(failed)),)
        document = session_document(done.record, done.findings, self._catalogue, self._language, notes=notes)
        self._history.keep_report(done.record.id, document)
        if self.page is None:
            self.page = report_path(self._home, done.record)
        if self.document:
            self.page.unlink(missing_ok=True)
        write_page(self.page, session_page(document, self._language))
        self.document = document
        self._history.keep_files(done.record.id, [self.page.resolve()])


def run_and_report(runner: Runner, report: SessionReport) -> SensortrackError | None:
    """Run a session until its report is kept; what failed on the way, or None. All until then is kept."""
    try:
        runner.run(report.keep)
    except SensortrackError as error:
        report.keep(runner.judged(), error)
        return error
    return None


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
