"""The folder of a machine's history and recordings, as the verbs open it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import CannotCreateError, FileIOError, UsageError
from .show import tell

if TYPE_CHECKING:
    from ..history import History
    from ..language import Language
    from ..protocol.model import Catalogue
    from ..records import SessionRecord

FILE = "history.sqlite"
RECORDINGS = "recordings"
PSEUDONYM = re.compile(r"\w[\w .-]{0,39}")

Home_ = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help="Folder of the history and the recordings; default: SENSORTRACK_HOME, or your own data folder.",
    ),
]
Language_ = Annotated[str, typer.Option("--language", help="en or de.")]


def home_of(path: Path | None) -> Path:
    """The folder that was named, or this account's; it is made, for its owner only."""
    from ..history import data_home
    from ..history.folder import private_folder

    # Whole paths: the history is to find the recordings from wherever it is asked.
    return private_folder(data_home() if path is None else path).resolve()


@contextmanager
def existing_history(path: Path | None, *, to_change: bool = False) -> Iterator[History]:
    """The history there; sessions that a killed program left open are ended first.

    One that can't be written to (a read-only medium, a full disk) is read as it stands, unless it is `to_change`.

    Raises
    ------
    UsageError
        There is none yet.
    """
    from ..history import History, data_home, session_lock

    home = data_home() if path is None else path
    file = home / FILE
    if not file.is_file():
        lost = any((home / RECORDINGS).glob("*.csv"))
        raise UsageError(
            f"no history in {home} yet; it begins with `sensortrack session`, or name another --home."
            + (" Recordings are there: `sensortrack history repair` makes a history of them." if lost else "")
        )
    with ExitStack() as stack:
        try:
            history = stack.enter_context(History(file))
            with suppress(UsageError), session_lock(file):  # a session that runs now isn't a lost one
                recover(history)
        except (CannotCreateError, FileIOError) as error:
            if to_change:
                raise
            tell(f"sensortrack: note: {error} The history is shown as it stands.")
            stack.close()
            history = stack.enter_context(History(file, as_copy=True))
        yield history


def recover(history: History) -> None:
    """End the sessions that a killed program left open, judge what was kept of them, and clean up half exports."""
    from ..history import clean_repair, clean_unfinished
    from ..language import load_language
    from ..protocol import load_catalogue

    for id in history.recover():
        record = history.session(id)
        tell(
            f"sensortrack: note: the session of {record.local(record.start_utc):%Y-%m-%d %H:%M} wasn't ended: "
            f"the program ended before it. What was recorded is kept (`sensortrack history show {id[:8]}`).",
        )
        judged_afterwards(history, record, load_catalogue(), load_language(record.language))
    clean_repair(history.path)
    for path in clean_unfinished(history):
        tell(
            f"sensortrack: note: an export wasn't finished: the program ended before it. {path} was removed.",
        )


def judged_afterwards(
    history: History, record: SessionRecord, catalogue: Catalogue, language: Language
) -> dict[str, Any]:
    """Judge a session from its recordings, and keep findings and report; the report."""
    from ..records import Code, Reason
    from ..report.session_document import session_document
    from ..session.again import judge_again
    from ..version import __version__

    again = judge_again(record, catalogue)
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


def check_pseudonym(person: str) -> None:
    """Refuse what is no pseudonym.

    Raises
    ------
    UsageError
        It isn't one.
    """
    if not PSEUDONYM.fullmatch(person):
        raise UsageError(
            f"--person {person!r}: expected a pseudonym of up to 40 letters, digits, spaces, dots and hyphens"
        )
