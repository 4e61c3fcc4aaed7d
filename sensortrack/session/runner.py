"""Runs a session: samples in; recordings, history, voice and findings out.

It owns no rule and no cue: the session decides, this carries out. STOP is looked for between any two steps.
"""

from __future__ import annotations

import contextlib
from collections import deque

from .. import local_time
from ..errors import SensortrackError, SensorUnavailableError
from ..language import Language
from ..protocol.catalogue_model import Catalogue
from ..records import Block, SetEnd
from .appointment import Appointment
from .delivery import Delivery
from .events import (
    Ask,
    BeginMounting,
    BeginSet,
    Ended,
    EndMounting,
    EndSet,
    Mounted,
    SessionEvent,
    StateChanged,
    Stopped,
)
from .keeping import Archive, SessionKeeper, SessionOutcome
from .mounting_step import mounting_step, off_deg
from .open_set import OpenSet
from .ports import Command, Ports
from .session import Session
from .set_course import Status
from .set_samples import SetSamples
from .set_sources import SensorThere

WAIT_S = 0.1
"""How long a step waits, in s, where no set is on."""
LAST_WORDS_S = 90.0
"""After its end a session waits so long, in s, until everything was spoken; the closing words take about 30 s."""


class Runner:
    """Runs one session.

    Parameters
    ----------
    appointment : Appointment
        Who, and what is to be done.
    ports : Ports
        What the session meets the world by.
    archive : Archive
        Where it is kept.

    Attributes
    ----------
    id : str
        Of the session.
    """

    def __init__(
        self,
        appointment: Appointment,
        ports: Ports,
        archive: Archive,
        catalogue: Catalogue,
        language: Language,
    ) -> None:
        self._asked, self._clock, self._speech = ports.asked, ports.clock, ports.speech
        self._source, self._delivery = ports.source, Delivery(ports.speech, ports.listen)
        self._keeper = SessionKeeper(appointment, archive, catalogue, language)
        self._samples = SetSamples(ports.source, catalogue, self._keeper, appointment.calibration)
        step = None
        if appointment.finds_mounting:
            step = mounting_step(catalogue, known=self._samples.mounting is not None)
        self._session = Session(
            appointment.plan,
            catalogue,
            language,
            local_time.utc_now,
            appointment.screening,
            appointment.due,
            step,
        )
        self._question: Ask | None = None
        self._due: deque[SessionEvent] = deque()
        self._failed: SessionEvent | None = None
        self.id = self._keeper.record.id

    def status(self) -> Status | None:
        """What the set that is on looks like now; None between sets."""
        return self._session.status(self._clock.now())

    @property
    def coming(self) -> tuple[str, ...]:
        """Ids of the exercises that come after the one that is on."""
        return self._session.coming

    def away_deg(self) -> float | None:
        """How far the person is from the rest level now, in deg; None between sets and before the start pose."""
        return None if self._samples.on is None else self._samples.on.away_deg

    def run(self) -> SessionOutcome:
        """Run it to its end.

        Raises SensortrackError where the sensor, a file or the history failed; what was done until then is kept.
        """
        try:
            self._keeper.begin()
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
        last: list[SessionEvent] = []
        now_s, waiting = self._clock.now(), self._waiting_stop()
        if waiting is not None:
            last = self._session.press_stop(now_s, waiting.by, waiting.reason, waiting.pain)
        if self._session.state == "stopped":
            # Nobody can say any more why it was pressed: what to do now is said all the same.
            last += self._session.press_stop(now_s, by="program")
            last = [event for event in last if not isinstance(event, Ask)]
        elif self._session.state != "ended":
            last = self._session.leave(now_s, why)
        self._due.extend(last)
        with contextlib.suppress(SensortrackError, OSError):
            self._delivery.speak(last)
        if isinstance(self._failed, Stopped | Ended):  # these may come twice, and must be kept
            self._due.appendleft(self._failed)
        while self._due:
            event = self._due.popleft()
            with contextlib.suppress(SensortrackError, OSError):
                self._carry_out(event)
                self._delivery.show_kept(event)
        with contextlib.suppress(SensortrackError, OSError):
            self._hear_out()
        if self._samples.on is not None:
            with contextlib.suppress(SensortrackError, OSError):
                self._samples.on.close(self._clock.now(), "left")

    def _waiting_stop(self) -> Command | None:
        """STOP, where it was pressed and not taken when something failed: a second Ctrl-C, say, or a locked disk."""
        with contextlib.suppress(SensortrackError, OSError):
            command = self._asked.command()
            return command if command is not None and command.what == "stop" else None
        return None

    def _step(self) -> None:
        for report in self._speech.reports():
            self._take(self._session.spoken(self._clock.now(), report))
        command = self._wanted()
        if command is not None:
            self._obey(command)
        if self._samples.has_leans:
            self._take(self._session.mounted(self._clock.now(), self._samples.take_mounting()))
        # Time goes on whatever is pressed: a key that is held down starves nothing.
        on = self._samples.on
        if on is not None and (self._session.state != "paused" or on.stream.live):
            self._next_samples(on)
        else:
            self._clock.wait(WAIT_S)
            self._take(self._session.tick(self._clock.now()))

    def _wanted(self) -> Command | None:
        """What the person wants; a terminal or a page that is gone leaves the session."""
        try:
            self._delivery.check()
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
            case wanted:
                do = {
                    "ready": session.ready,
                    "pause": session.pause,
                    "skip": session.skip,
                    "mounting": session.find_mounting,
                    "leave": session.leave,
                }
                self._take(do[wanted](now_s))

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
            mounting = self._samples.mounting
            if self._session.checks_mounting and mounting is not None and on.start_up is not None:
                self._take(self._session.upright(now_s, off_deg(mounting, on.start_up)))
        elif isinstance(item, SensorThere):
            self._take(self._session.sensor(self._clock.now(), there=item.there))
        elif item is None and not on.stream.live:
            self._clock.wait(WAIT_S)
        self._take(self._session.tick(self._clock.now()))

    def _take(self, events: list[SessionEvent]) -> None:
        """Carry out and keep what the session reports. What is spoken is spoken first: no disk delays a voice.

        It is due before that: a voice that fails in the middle of a STOP doesn't keep the STOP from being kept.
        """
        self._due.extend(events)
        self._delivery.speak(events)
        while self._due:
            self._failed = event = self._due.popleft()
            self._carry_out(event)
            self._failed = None
            self._delivery.show_kept(event)

    def _hear_out(self) -> None:
        """After a failure: let the last line be spoken to its end."""
        ends_s = self._clock.now() + LAST_WORDS_S
        while not self._session.over and self._clock.now() < ends_s:
            for report in self._speech.reports():
                self._delivery.speak(self._session.spoken(self._clock.now(), report))
            self._clock.wait(WAIT_S)

    def _carry_out(self, event: SessionEvent) -> None:
        """Open and close sets, and keep what is to be kept."""
        on = self._samples.on
        if isinstance(event, Stopped | Ended):
            self._question = None
        match event:
            case Stopped(stop) if on is not None and self._keeper.record.stop is None:
                on.mark(f"STOP {stop.reason or ''}".strip())
            case BeginSet():
                self._samples.begin(event)
            case EndSet(t_s, _, _, ended_by):
                self._samples.end(t_s, ended_by)
            case BeginMounting():
                self._samples.begin_leans(event)
            case EndMounting():
                self._samples.end_leans(event)
            case Mounted(_, calibration):
                self._samples.mount(calibration)
            case StateChanged(t_s, "paused") if on is not None:
                on.pause(t_s)
            case StateChanged(t_s) if on is not None:
                on.resume(t_s)
            case Ask():
                self._question = event
        self._keeper.keep(event)

    def judged(self) -> SessionOutcome:
        """What came of the session until now, judged and kept."""
        return self._keeper.judged()
