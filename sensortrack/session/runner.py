"""Runs a session: samples in; recordings, history, voice and findings out.

It owns no rule and no cue: the session decides, this carries out. STOP is looked for between any two steps, and while a
disk is waited for; a session isn't over before its report is kept.
"""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable
from functools import partial

from .. import local_time
from ..errors import SensorUnavailableError
from ..language import Language
from ..protocol.catalogue_model import Catalogue
from ..records import Block, SetEnd
from .appointment import Appointment
from .delivery import Delivery
from .disk_thread import DiskThread
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
UNSEEN_S = 5.0
"""A person in a set who hasn't been seen for this time, in s, while a disk is waited for, is asked to come down."""
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
        self._in_work: SessionEvent | None = None
        self._has_failed = self._is_source_closed = False
        self._seen_s = time.monotonic()
        self._disk = DiskThread(ports.clock, self._look_after)
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
        on = self._samples.on  # once: a set ends in the thread of the disk
        return None if on is None else on.away_deg

    def run(self, keep: Callable[[SessionOutcome], object] = lambda outcome: None) -> SessionOutcome:
        """Run it to its end, which is when `keep` has kept what came of it: a STOP until then is one of this session.

        Parameters
        ----------
        keep : callable
            Keeps the report; called again where STOP was pressed meanwhile.

        Raises SensortrackError where the sensor, a file or the history failed; what was done until then is kept.
        """

        def judge_and_keep() -> SessionOutcome:
            outcome = self.judged()
            keep(outcome)
            return outcome

        try:
            self._disk.do(self._keeper.begin)
            self._take(self._session.start(self._clock.now()))
            while True:
                self._run_to_last_word()
                self._disk.do(self._close_source)
                outcome = self._disk.do(judge_and_keep)
                self._look_after()  # for the last time
                if self._session.stop == outcome.record.stop:
                    return outcome
        except BaseException as error:
            self._rescue("sensor_lost" if isinstance(error, SensorUnavailableError) else "left")
            raise
        finally:
            self._speech.close()
            self._close_source()
            self._disk.close()

    def _run_to_last_word(self) -> None:
        ended_s: float | None = None
        self._take([])  # what came up while a disk was waited for
        while not self._session.over:
            self._step()
            if self._session.state == "ended":
                ended_s = self._clock.now() if ended_s is None else ended_s
                if self._clock.now() - ended_s > LAST_WORDS_S:
                    break

    def _close_source(self) -> None:
        if not self._is_source_closed:
            self._is_source_closed = True
            self._source.close()

    def _rescue(self, why: SetEnd) -> None:
        """Whatever failed (a full disk, say): what is known is closed and kept, as far as that goes.

        STOP works until the last word.
        """
        self._has_failed = True
        now_s, waiting = self._clock.now(), self._waiting_stop()
        if isinstance(self._in_work, Stopped | Ended):  # these may come twice, and must be kept
            self._due.appendleft(self._in_work)
        if waiting is not None:
            self._obey(waiting)
        if self._session.state == "stopped":
            # Nobody can say any more why it was pressed: what to do now is said all the same.
            self._take(self._session.end_stop(now_s))
        elif self._session.state != "ended":
            self._take(self._session.leave(now_s, why))
        ends_s = now_s + LAST_WORDS_S
        self._look_after()
        while not self._session.over and self._clock.now() < ends_s:
            self._clock.wait(WAIT_S)
            self._look_after()
        if self._samples.on is not None:
            with contextlib.suppress(Exception):
                self._samples.on.close(self._clock.now(), "left")

    def _waiting_stop(self) -> Command | None:
        """STOP, where it was pressed and not taken when something failed: a second Ctrl-C, say, or a locked disk."""
        with contextlib.suppress(Exception):
            command = self._asked.command()
            return command if command is not None and command.what == "stop" else None
        return None

    def _look_after(self) -> None:
        """Hear the person, and let time pass; what follows is kept in its turn. No samples are taken meanwhile."""
        self._hear()
        if time.monotonic() - self._seen_s > UNSEEN_S:
            self._take(self._session.sensor(self._clock.now(), there=False))
        self._take(self._session.tick(self._clock.now()))

    def _hear(self) -> None:
        """What became of the lines, and what the person wants; after a failure STOP is all that counts."""
        for report in self._speech.reports():
            self._take(self._session.spoken(self._clock.now(), report))
        command = self._waiting_stop() if self._has_failed else self._wanted()
        if command is not None:
            self._obey(command)

    def _step(self) -> None:
        self._seen_s = time.monotonic()
        self._hear()
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
                    "go_on": session.go_on,
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
            if self._session.state == "sensor_lost":
                self._take(self._session.sensor(self._clock.now(), there=True))
            feed = partial(on.feed, item, self._clock.now())
            events = feed() if on.has_begun else self._disk.do(feed)  # only the first one waits for the disk
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
        with self._tolerant():
            self._delivery.speak(events)
        if any(isinstance(event, Stopped | Ended) for event in events):
            self._question = None
        if self._disk.busy:
            for event in events:
                if isinstance(event, Stopped):
                    self._keeper.note(event.stop)
            return
        while self._due:
            batch: list[SessionEvent] = []
            try:
                self._disk.do(partial(self._keep_due, batch))
            finally:
                for event in batch:
                    if isinstance(event, Ask):
                        self._question = event
                    self._delivery.show_kept(event)

    def _keep_due(self, batch: list[SessionEvent]) -> None:
        """All that is due is kept in one go: a slow machine loses no more than a second of what was said.

        After a failure nothing is asked any more, and what can't be kept is left.
        """
        while self._due:
            self._in_work = event = self._due.popleft()
            if self._has_failed and isinstance(event, Ask):
                continue
            with self._tolerant():
                self._carry_out(event)
                batch.append(event)
        self._in_work = None

    def _tolerant(self) -> contextlib.AbstractContextManager[None]:
        """After a failure an error hides neither the first one nor what can still be said and kept."""
        return contextlib.suppress(*((Exception,) if self._has_failed else ()))

    def _carry_out(self, event: SessionEvent) -> None:
        """Keep what is to be kept, then open and close sets: no recording that fails keeps a STOP from being kept."""
        on, stopped_before = self._samples.on, self._keeper.record.stop is not None
        self._keeper.keep(event)
        match event:
            case Stopped(stop) if on is not None and not stopped_before:
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

    def judged(self) -> SessionOutcome:
        """What came of the session until now, judged and kept."""
        return self._keeper.judged()
