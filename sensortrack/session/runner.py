"""Runs a session: samples in; recordings, history, voice and findings out.

It owns no rule and no cue: the session decides, this carries out. STOP is looked for between any two steps.
"""

from __future__ import annotations

import contextlib
import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from ..analysis import calibrate
from ..errors import SensortrackError, SensorUnavailableError
from ..history import History
from ..language import Language
from ..local_time import zone_here
from ..motion.wearing.mounting import Mounting, mounting_in
from ..protocol.due import Due
from ..protocol.judge_session import SetEvidence, judge_session
from ..protocol.model import Catalogue
from ..protocol.plan import Dose, Plan
from ..protocol.screening import screen
from ..records import Block, Finding, Recording, ScreeningRecord, SessionRecord, SetEnd, SetRecord, StopReason
from ..version import __version__
from .events import (
    Ask,
    BeginMounting,
    BeginSet,
    CutOff,
    Ended,
    EndMounting,
    EndSet,
    Mounted,
    Say,
    SessionEvent,
    StateChanged,
    Stopped,
    TookAnswer,
    TookScreening,
    VoiceFailed,
)
from .mounting_step import mounting_step, off_deg
from .open_set import OpenSet, record_of
from .session import Session
from .set_course import Status
from .sources import SensorThere, SetSource, SetStream
from .speech import Speech

WAIT_S = 0.1
"""How long a step waits, in s, where no set is on."""
SHOWN_AT_ONCE = (Say, CutOff, StateChanged, VoiceFailed)
"""What listeners get before anything is kept: no disk delays a voice or a picture."""
LAST_WORDS_S = 90.0
"""After its end a session waits so long, in s, until everything was spoken; the closing words take about 30 s."""


@dataclass(frozen=True, slots=True)
class Command:
    """What the person wants: `answer`, `stop`, `ready`, `pause` (and go on), `skip` an exercise, `mounting` (find anew
    how the sensor sits), `leave`.

    `by` names the listener that a STOP came through.
    """

    what: str
    value: str = ""
    by: str = "key"
    reason: StopReason | None = None
    pain: int | None = None


class Person(Protocol):
    """Who is asked and who commands: the terminal, the page, a test."""

    def answer(self, ask: Ask) -> Command | None:
        """The answer to the question that is open, or None where there is none yet; STOP may come instead."""
        ...

    def command(self) -> Command | None:
        """What the person wants now, or None; never waits."""
        ...


class Clock(Protocol):
    """Time since the session began, in s; a simulated one may be faster than the wall's."""

    def now(self) -> float:
        """The time now."""
        ...

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        ...

    def reach(self, t_s: float) -> None:
        """A sample of that time has come."""
        ...


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a session."""

    record: SessionRecord
    findings: dict[str, tuple[Finding, ...]]


class Runner:
    """Runs one session.

    Parameters
    ----------
    person : str
        The pseudonym.
    plan : Plan
    source : SetSource
    asked : Person
    clock : Clock
    history : History
    catalogue : Catalogue
    language : Language
    folder : pathlib.Path or None
        Where the recordings go; None keeps none.
    screening : ScreeningRecord or None
        The one that still holds; None where it must be asked.
    due : Due or None
        Why it must be asked.
    listen : callable
        Gets every event of the session, in its order: what is spoken before it is kept, the rest once it is kept.
        Where it fails with an OSError, nobody sees the session any more, and it is left; any other error ends it.
    speech : Speech
        Speaks the lines.
    beside : sequence of pathlib.Path
        Further files of the session (a capture), which are the person's as well.
    calibration : mapping or None
        How the sensor sits on the body, where the source gives samples in the sensor's axes and that is known.
    finds_mounting : bool
        Whether that is found, or held against gravity, before the first exercise.

    Attributes
    ----------
    id : str
        Of the session.
    """

    def __init__(
        self,
        person: str,
        plan: Plan,
        source: SetSource,
        asked: Person,
        clock: Clock,
        history: History,
        catalogue: Catalogue,
        language: Language,
        *,
        folder: Path | None,
        screening: ScreeningRecord | None,
        due: Due | None = None,
        listen: Callable[[SessionEvent], None],
        speech: Speech,
        beside: Sequence[Path] = (),
        calibration: Mapping[str, Any] | None = None,
        finds_mounting: bool = False,
    ) -> None:
        self._source, self._asked, self._clock = source, asked, clock
        self._history, self._catalogue, self._folder = history, catalogue, folder
        self._listen, self._speech, self._beside = listen, speech, tuple(beside)
        start_utc = _utc()
        zone = zone_here(start_utc)
        self._record = SessionRecord(
            id=str(uuid.uuid4()),
            person=person,
            start_utc=start_utc,
            utc_offset_s=zone.utc_offset_s,
            time_zone=zone.name,
            language=language.code,
            software=__version__,
            rules_version=catalogue.rules_version,
            plan=plan.to_document(),
            screening=screening,
        )
        self._mounting = mounting_in(calibration)
        self._calibration = None if self._mounting is None else calibration
        step = mounting_step(catalogue, known=self._mounting is not None) if finds_mounting else None
        self._session = Session(plan, catalogue, language, _utc, screening, due, step)
        self._leans: Recording | None = None
        self._set: OpenSet | None = None
        self._begun: SetRecord | None = None
        self._sets: list[SetEvidence] = []
        self._question: Ask | None = None
        self._told: deque[SessionEvent] = deque()
        self._failed: SessionEvent | None = None
        self._unshown: Exception | None = None
        self.id = self._record.id

    def status(self) -> Status | None:
        """What the set that is on looks like now; None between sets."""
        return self._session.status(self._clock.now())

    @property
    def coming(self) -> tuple[str, ...]:
        """Ids of the exercises that come after the one that is on."""
        return self._session.coming

    def away_deg(self) -> float | None:
        """How far the person is from the rest level now, in deg; None between sets and before the start pose."""
        return None if self._set is None else self._set.away_deg

    def run(self) -> Done:
        """Run it to its end.

        Raises
        ------
        SensortrackError
            The sensor, a file or the history failed; what was done until then is kept.
        """
        try:
            self._record = replace(self._record, entry=self._history.begin(self._record))
            self._history.keep_files(self.id, self._beside)
            self._take(self._session.start(self._clock.now()))
            ended_s: float | None = None
            while not self._session.over:
                self._step()
                if self._session.state == "ended":
                    ended_s = self._clock.now() if ended_s is None else ended_s
                    if self._clock.now() - ended_s > LAST_WORDS_S:
                        break
        except BaseException as error:
            self._rescue("sensor_lost" if isinstance(error, SensorUnavailableError) else "left")
            raise
        finally:
            self._speech.close()
            self._source.close()
        return self.judged()

    def _rescue(self, why: SetEnd) -> None:
        """Whatever failed (a full disk, say): what is known is closed and kept, as far as that goes.

        An error on the way hides neither the first one nor what can still be kept.
        """
        if self._session.state not in ("stopped", "ended"):
            last = self._session.leave(self._clock.now(), why)
            self._speak(last)
            self._told.extend(last)
        if isinstance(self._failed, Stopped | Ended):  # these may come twice, and must be kept
            self._told.appendleft(self._failed)
        while self._told:
            event = self._told.popleft()
            with contextlib.suppress(SensortrackError, OSError):
                self._carry_out(event)
                if not isinstance(event, SHOWN_AT_ONCE):
                    self._show(event)
        with contextlib.suppress(SensortrackError, OSError):
            self._hear_out()
        if self._set is not None:
            with contextlib.suppress(SensortrackError, OSError):
                self._set.close(self._clock.now(), "left")

    def _step(self) -> None:
        for report in self._speech.reports():
            self._take(self._session.spoken(self._clock.now(), report))
        command = self._wanted()
        if command is not None:
            self._obey(command)
        if self._leans is not None:
            leans, self._leans = self._leans, None
            self._take(self._session.mounted(self._clock.now(), self._mounting_by(leans)))
        # Time goes on whatever is pressed: a key that is held down starves nothing.
        if self._set is not None and (self._session.state != "paused" or self._set.stream.live):
            self._next_samples(self._set)
        else:
            self._clock.wait(WAIT_S)
            self._take(self._session.tick(self._clock.now()))

    def _wanted(self) -> Command | None:
        """What the person wants; a terminal or a page that is gone leaves the session."""
        try:
            if self._unshown is not None:
                error, self._unshown = self._unshown, None
                raise error
            return self._asked.command() if self._question is None else self._asked.answer(self._question)
        except OSError:
            return Command("leave")

    def _obey(self, command: Command) -> None:
        now_s, session = self._clock.now(), self._session
        match command.what:
            case "stop":
                self._take(session.press_stop(now_s, command.by, command.reason, command.pain))
            case "answer":
                self._question = None
                self._take(session.answer(now_s, command.value))
            case "ready":
                self._take(session.ready(now_s))
            case "pause":
                self._take(session.pause(now_s))
            case "skip":
                self._take(session.skip(now_s))
            case "mounting":
                self._take(session.find_mounting(now_s))
            case "leave":
                self._take(session.leave(now_s))

    def _next_samples(self, on: OpenSet) -> None:
        try:
            item = next(on.stream.items)
        except StopIteration:
            self._take(self._session.source_ended(self._clock.now()))
            return
        if isinstance(item, Block) and self._session.state != "paused":
            events = on.feed(item, self._clock.now())
            if not on.stream.live:
                self._clock.reach(on.offset_s + on.now_s)
            now_s = self._clock.now()
            if on.stream.live:
                on.keep_up(now_s)
            if on.rejected_pose is not None:
                self._take(self._session.rejected_pose(now_s, on.rejected_pose))
            self._take(self._session.tracked(now_s, on.offset_s, events))
            if self._session.checks_mounting and self._mounting is not None and on.start_up is not None:
                self._take(self._session.upright(now_s, off_deg(self._mounting, on.start_up)))
        elif isinstance(item, SensorThere):
            self._take(self._session.sensor(self._clock.now(), there=item.there))
        elif item is None and not on.stream.live:
            self._clock.wait(WAIT_S)
        self._take(self._session.tick(self._clock.now()))

    def _take(self, events: list[SessionEvent]) -> None:
        """Carry out and keep what the session reports. What is spoken is spoken first: no disk delays a voice."""
        self._speak(events)
        self._told.extend(events)
        while self._told:
            self._failed = event = self._told.popleft()
            self._carry_out(event)
            self._failed = None
            if not isinstance(event, SHOWN_AT_ONCE):
                self._show(event)

    def _speak(self, events: list[SessionEvent]) -> None:
        """Speak and show, in their order, what needs not be kept first."""
        for event in events:
            if isinstance(event, Say):
                self._speech.say(event)
            elif isinstance(event, CutOff):
                self._speech.cut_off()
            if isinstance(event, SHOWN_AT_ONCE):
                self._show(event)

    def _show(self, event: SessionEvent) -> None:
        """A listener that fails keeps nothing from being spoken and kept."""
        try:
            self._listen(event)
        except Exception as error:
            self._unshown = self._unshown or error

    def _hear_out(self) -> None:
        """After a failure: let the last line be spoken to its end."""
        ends_s = self._clock.now() + LAST_WORDS_S
        while not self._session.over and self._clock.now() < ends_s:
            for report in self._speech.reports():
                self._speak(self._session.spoken(self._clock.now(), report))
            self._clock.wait(WAIT_S)

    def _carry_out(self, event: SessionEvent) -> None:
        id = self._record.id
        match event:
            case Stopped(stop):
                if self._set is not None and self._record.stop is None:
                    self._set.mark(f"STOP {stop.reason or ''}".strip())
                self._record = replace(self._record, stop=stop)
                self._history.stopped(id, stop)
            case Say(_, cue):
                self._record = replace(self._record, cues=(*self._record.cues, cue))
                self._history.said(id, [cue])
            case TookAnswer(answer):
                self._record = replace(self._record, answers=(*self._record.answers, answer))
                self._history.answered(id, answer)
            case TookScreening(screening):
                self._record = replace(self._record, screening=screening)
                self._history.screened(id, screening, whole=screen(screening, self._catalogue).whole)
            case BeginSet():
                self._begin(event)
            case EndSet(t_s, _, _, ended_by):
                self._end_set(t_s, ended_by)
            case BeginMounting(t_s, dose):
                self._set = self._set_to_gather(t_s, dose)
            case EndMounting(_, use):
                on, self._set = self._set, None
                if on is not None and use:
                    self._leans = on.gathered
            case Mounted(_, calibration):
                self._calibration, self._mounting = calibration, mounting_in(calibration)
            case StateChanged(t_s, state):
                if self._set is not None:
                    if state == "paused":
                        self._set.pause(t_s)
                    else:
                        self._set.resume(t_s)
            case Ask():
                self._question = event
            case Ended(_, end):
                self._question = None
                self._record = replace(self._record, ended=end, end_utc=_utc())
                self._history.ended(id, end, self._record.end_utc or "")
        if isinstance(event, Stopped | Ended):
            self._question = None

    def _end_set(self, t_s: float, ended_by: SetEnd) -> None:
        on, self._set = self._set, None
        begun, self._begun = self._begun, None
        if on is None and begun is not None:  # it couldn't be opened
            self._history.set_ended(self.id, replace(begun, end_s=t_s, ended_by=ended_by, recording=None))
        if on is not None:
            done, result = on.close(t_s, ended_by)
            assert result.evidence is not None
            self._sets.append(SetEvidence(done, result.evidence))
            self._record = replace(self._record, sets=(*self._record.sets, done))
            self._history.set_ended(self.id, done)

    def _stream(self, dose: Dose, number: int, calibration: Mapping[str, Any] | None) -> SetStream:
        """What the source gives from now on; in the sensor's axes with how it sits, where that is known."""
        stream = self._source.stream(self._catalogue.exercise(dose.exercise), dose, number)
        if calibration is None or stream.description.frame != "sensor":
            return stream
        return replace(stream, description=replace(stream.description, calibration=calibration))

    def _set_to_gather(self, t_s: float, dose: Dose) -> OpenSet:
        """The leans that are to tell how the sensor sits: no set of the session, nothing of it is judged."""
        exercise, stream = self._catalogue.exercise(dose.exercise), self._stream(dose, 1, None)
        begun = BeginSet(t_s, dose, 0)
        person = self._record.person
        return OpenSet(begun, stream, exercise, self._catalogue, None, person, _utc, gathers=True)

    def _mounting_by(self, leans: Recording) -> Mounting | None:
        with contextlib.suppress(SensortrackError):
            return calibrate(leans, catalogue=self._catalogue)
        return None

    def _begin(self, begun: BeginSet) -> None:
        exercise = self._catalogue.exercise(begun.dose.exercise)
        stream = self._stream(begun.dose, begun.number, self._calibration)
        path = None
        if self._folder is not None:
            when = self._record.start_utc[:19].replace(":", "").replace("-", "")
            path = self._folder / f"{when}_{self._record.id[:8]}_{exercise.id}_{begun.number}.csv"
        # First the history, then the file: so no file is there that the history doesn't know.
        self._begun = record_of(begun, path)
        self._history.set_begun(self.id, self._begun)
        self._set = OpenSet(begun, stream, exercise, self._catalogue, path, self._record.person, _utc)

    def judged(self) -> Done:
        """What came of the session until now, judged and kept."""
        findings = judge_session(self._record, self._sets, self._catalogue)
        for exercise, found in findings.items():
            self._history.keep_findings(
                self._record.id, exercise, found, __version__, self._catalogue.rules_version
            )
        return Done(self._record, findings)


def _utc() -> str:
    return datetime.now(UTC).isoformat()
