"""A session wired together: source, keyboard, voice, history; and its report kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from ..errors import CannotCreateError, SensortrackError
from ..history.data_folder import private_folder
from ..home.home_folder import RECORDINGS
from ..home.reports import SessionReport, run_and_report, stamp
from ..home.screening_due import screening_that_holds
from ..private_files import new_file
from ..session.appointment import Appointment
from ..session.clocks import SampleClock, WallClock
from ..session.keeping import Archive
from ..session.ports import Clock, Ports
from ..session.runner import Runner
from ..session.speech import PacedSpeech, Speech
from ..session.system_voice import SystemVoice
from .answers import load_script
from .keyboard import Keyboard, SignalRequests
from .say import tell
from .sensors import tell_link
from .session_sources import SourceOptions, open_source
from .session_terminal import STOP_KEYS, TerminalPerson
from .show import err

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..history import History
    from ..language import Language
    from ..protocol.catalogue_model import Catalogue
    from ..protocol.plan import Dose, Plan
    from ..records import Recording
    from ..session.events import SessionEvent
    from ..session.set_sources import Opened


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything that a session is done with; `home` is the folder of the history and the recordings."""

    history: History
    person: str
    plan: Plan
    catalogue: Catalogue
    language: Language
    wish: SourceOptions
    recordings: Sequence[Recording]
    home: Path

    @property
    def folder(self) -> Path:
        """Where the recordings go."""
        return self.home / RECORDINGS


def run_session(
    setting: Setting, answers: str | None, keyboard: Keyboard, page: Path | None, *, speak: bool
) -> tuple[SessionReport, bool, SensortrackError | None]:
    """Run it until its report is kept: the report, whether Ctrl-C ended it, and what failed on the way.

    Raises SensortrackError where it failed before the session began.
    """
    script = None if answers is None else load_script(answers, setting.catalogue)
    language, wishes = setting.language, SignalRequests()
    private_folder(setting.folder)
    with wishes.heard():
        held = screening_that_holds(setting.history, setting.person, setting.catalogue)
        if held.screening is not None:
            at = datetime.fromisoformat(held.screening.at_utc).astimezone()
            err().print(Text(language.say("terminal.held", date=at.date())))
        elif held.due is not None:
            err().print(Text(language.say("safety.why_questions", why=language.due(held.due))))
        _show_plan(setting)
        capture = setting.folder / f"{stamp()}.capture.jsonl" if setting.wish.is_sensor else None
        clock = SampleClock() if setting.wish.fast else WallClock()
        opened = _source_there(setting, clock, capture, keyboard, wishes)
        asked = TerminalPerson(
            language, keyboard, wishes, clock.now, script=script, hurried=not setting.wish.fast
        )
        speech: Speech = PacedSpeech(clock.now)
        if speak and not setting.wish.fast:
            voice = SystemVoice(language.code)
            if voice.failed is not None:
                tell(f"sensortrack: note: {voice.failed}.")
            speech = voice

        def hear(event: SessionEvent) -> None:
            opened.hear(event)
            asked.hear(event)

        runner = Runner(
            Appointment(setting.person, setting.plan, held.screening, held.due),
            Ports(opened.sets, asked, clock, speech, hear),
            Archive(setting.history, setting.folder, beside=() if capture is None else (capture,)),
            setting.catalogue,
            language,
        )
        asked.status = runner.status
        report = SessionReport(setting.history, setting.catalogue, language, setting.home, page)
        failed = run_and_report(runner, report)
        return report, wishes.stopped, failed


def check_new(page: Path) -> None:
    """Refuse, before the session, a report that couldn't be written after it: one is begun, and taken away again.

    Raises CannotCreateError where the file exists or can't be made, FileIOError where the disk is full or failed.
    """
    if not page.parent.is_dir():
        raise CannotCreateError(page, f"there is no folder {page.parent}")
    with new_file(page):
        pass
    page.unlink(missing_ok=True)


def _source_there(
    setting: Setting, clock: Clock, capture: Path | None, keyboard: Keyboard, wishes: SignalRequests
) -> Opened:
    """The source; a sensor streams by then.

    Raises SensorUnavailableError where it can't be had, KeyboardInterrupt where the person didn't want to wait.
    """

    def going_on() -> bool:
        key = keyboard.key()
        return not (wishes.stop or wishes.leave or (key is not None and key in STOP_KEYS | {"q"}))

    opened = open_source(setting.wish, setting.recordings, setting.catalogue, clock, tell_link, capture)
    there = False
    try:
        there = opened.wait(going_on)
    finally:
        if not there:
            opened.sets.close()
            if capture is not None:
                capture.unlink(missing_ok=True)
    if not there:
        raise KeyboardInterrupt
    return opened


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
