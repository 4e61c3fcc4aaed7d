"""A session wired together: source, keyboard, voice, history; and its report kept."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from ..errors import (
    CannotCreateError,
    DataError,
    FileIOError,
    SensortrackError,
    SensorUnavailableError,
)
from ..history.folder import private_folder
from ..protocol.due import screening_due
from ..protocol.screening import screening_order
from ..records import Code, Reason
from ..report.session_document import session_document
from ..report.session_page import session_page, write_page
from ..session.clocks import SampleClock, WallClock
from ..session.runner import Done, Runner
from ..session.speech import PacedSpeech, Speech
from ..session.system_voice import SystemVoice
from .answers import load_script
from .keyboard import Keyboard, Wishes
from .sensors import tell_link
from .session_sources import Wish, open_source
from .session_terminal import STOP_KEYS, TerminalPerson
from .show import err, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..history import History
    from ..language import Language
    from ..protocol.model import Catalogue
    from ..protocol.plan import Dose, Plan
    from ..records import Recording, ScreeningRecord
    from ..session.sources import SetSource


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything that a session is done with; `folder` gets the recordings."""

    history: History
    person: str
    plan: Plan
    catalogue: Catalogue
    language: Language
    wish: Wish
    recordings: Sequence[Recording]
    folder: Path


def run_session(
    setting: Setting, answers: str | None, keyboard: Keyboard, *, speak: bool
) -> tuple[Done, bool, SensortrackError | None]:
    """Run it: what came of it, whether Ctrl-C ended it, and what failed on the way (all until then is kept).

    Raises
    ------
    SensortrackError
        It failed before the session began.
    """
    script = None if answers is None else load_script(answers, setting.catalogue)
    language, wishes = setting.language, Wishes()
    private_folder(setting.folder)
    with wishes.heard():
        screening = _screening_that_holds(setting)
        _show_plan(setting)
        capture = setting.folder / f"{_stamp()}.capture.jsonl" if setting.wish.is_sensor else None
        source = _source_there(setting, capture, keyboard, wishes)
        clock = SampleClock() if setting.wish.fast else WallClock()
        asked = TerminalPerson(
            language, keyboard, wishes, clock.now, script=script, hurried=not setting.wish.fast
        )
        speech: Speech = PacedSpeech(clock.now)
        if speak and not setting.wish.fast:
            voice = SystemVoice(language.code)
            if voice.failed is not None:
                tell(f"sensortrack: note: {voice.failed}.")
            speech = voice
        runner = Runner(
            setting.person,
            setting.plan,
            source,
            asked,
            clock,
            setting.history,
            setting.catalogue,
            language,
            folder=setting.folder,
            screening=screening,
            listen=asked.hear,
            speech=speech,
            beside=() if capture is None else (capture,),
        )
        asked.status = runner.status
        try:
            return runner.run(), wishes.stopped, None
        except SensortrackError as error:
            return runner.judged(), wishes.stopped, error


def check_new(page: Path) -> None:
    """Refuse, before the session, a report that couldn't be written after it.

    Raises
    ------
    CannotCreateError
        The file exists, its folder doesn't, or nothing can be written there.
    """
    if page.exists() or page.is_symlink():
        raise CannotCreateError(page, "the file exists, and nothing is overwritten")
    if not page.parent.is_dir():
        raise CannotCreateError(page, f"there is no folder {page.parent}")
    if not os.access(page.parent, os.W_OK):
        raise CannotCreateError(page, f"nothing can be written into {page.parent}")


def keep_report(
    setting: Setting, done: Done, failed: SensortrackError | None, path: Path | None
) -> tuple[Path, dict[str, Any]]:
    """Keep the report in the history and as a page: where that is, and the document."""
    notes = () if failed is None else (Reason(Code.BROKEN_OFF, fault=_fault(failed)),)
    document = session_document(done.record, done.findings, setting.catalogue, setting.language, notes=notes)
    setting.history.keep_report(done.record.id, document)
    page = path or setting.folder / f"{_stamp(done.record.start_utc)}_{done.record.id[:8]}_report.html"
    write_page(page, session_page(document, setting.language))
    setting.history.keep_files(done.record.id, [page.resolve()])
    return page, document


def _fault(error: SensortrackError) -> str:
    """What kind of fault it was, as the language files have words for it."""
    kinds = {
        SensorUnavailableError: "sensor",
        CannotCreateError: "file",
        FileIOError: "file",
        DataError: "data",
    }
    return next((word for kind, word in kinds.items() if isinstance(error, kind)), "program")


def _source_there(setting: Setting, capture: Path | None, keyboard: Keyboard, wishes: Wishes) -> SetSource:
    """The source; a sensor streams by then.

    Raises
    ------
    SensorUnavailableError
        It can't be had.
    KeyboardInterrupt
        The person didn't want to wait.
    """

    def going_on() -> bool:
        key = keyboard.key()
        return not (wishes.stop or wishes.leave or (key is not None and key in STOP_KEYS | {"q"}))

    source, waiting = open_source(setting.wish, setting.recordings, setting.catalogue, tell_link, capture)
    if waiting is None:
        return source
    there = False
    try:
        there = waiting.wait(going_on)
    finally:
        if not there:
            source.close()
            if capture is not None:
                capture.unlink(missing_ok=True)
    if not there:
        raise KeyboardInterrupt
    return source


def _screening_that_holds(setting: Setting) -> ScreeningRecord | None:
    """The last screening, where it still holds; why it is asked again is told."""
    say = setting.language.say
    last = setting.history.last_screening(setting.person)
    owed = setting.history.obligations(setting.person)
    due = screening_due(last, datetime.now(UTC), setting.catalogue, after_stop=bool(owed))
    if due == "after_stop" and all(one.cause == "repair" for one in owed):
        due = "after_repair"
    if due is None:
        assert last is not None, "without one it is due"
        err().print(Text(say("terminal.held", date=datetime.fromisoformat(last.at_utc).astimezone().date())))
        return last
    n = len(screening_order(setting.catalogue))
    err().print(Text(f"{say('ask.screening', n=n)} {say('terminal.due', why=setting.language.due(due))}"))
    return None


def _show_plan(setting: Setting) -> None:
    plan, say, console = setting.plan, setting.language.say, err()
    console.print(
        Text(say("terminal.plan", source=setting.language.plan_source(plan.source, plan.by)), style="bold")
    )
    for dose in plan.doses:
        name = setting.language.exercise_name(setting.catalogue.exercise(dose.exercise))
        console.print(Text(f"  {dose.exercise} {name}: {_dose_words(dose, setting)}"))
    for exception in plan.exceptions:
        text = say("session.beyond", text=setting.language.reason(exception.reason))
        console.print(Text(text, style="yellow"))
    console.print(Text(f"{say('safety.stop_always')} {say('terminal.keys')}", style="bold"))


def _dose_words(dose: Dose, setting: Setting) -> str:
    sides = setting.catalogue.exercise(dose.exercise).two_sided
    return " ".join(setting.language.dose(dose, each_side=sides))


def _stamp(utc: str | None = None) -> str:
    """A time as it stands in the names of a session's files."""
    return (utc or datetime.now(UTC).isoformat())[:19].replace(":", "").replace("-", "")
