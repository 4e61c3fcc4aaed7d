"""One session at the page, from the sensor to the report, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from ..errors import SensortrackError
from ..history import History
from ..history.data_folder import private_folder
from ..history.lock import session_lock
from ..home.home_folder import FILE, RECORDINGS, recover
from ..home.mountings import keep_mounting, kept_mounting
from ..home.people import refuse_mixing
from ..home.reports import SessionReport, run_and_report, stamp
from ..home.screening_due import screening_that_holds
from ..language import Language
from ..protocol.catalogue_model import Catalogue
from ..protocol.plan import Plan
from ..session.appointment import Appointment
from ..session.clocks import HurriedClock, WallClock
from ..session.events import Mounted, SessionEvent
from ..session.keeping import Archive
from ..session.ports import Clock, Ports
from ..session.runner import Runner
from ..sources.ble import LinkEvent
from .bridge import Bridge
from .page_sources import Choice, Opener
from .page_speech import PageSpeech
from .person import PagePerson

ENDS_WITHIN_S = 10.0
"""A session that is left because the program ends gets this long, in s, for its last words and its report."""

ENDS = ("over", "none", "failed")
"""Stages in which no session is under way any more."""


@dataclass(frozen=True, slots=True)
class SessionOrder:
    """What session is to be done."""

    person: str
    choice: Choice
    language: Language
    plan: Callable[[History], Plan]


class Sitting:
    """A session under way.

    Parameters
    ----------
    home : pathlib.Path
        The folder of the history.
    opener : callable
        Opens the source.
    speed : float
        How many times faster than the wall's its time goes; for the virtual patient only.
    tell : callable
        Gets what the program's own terminal is to show.
    """

    def __init__(
        self,
        home: Path,
        catalogue: Catalogue,
        bridge: Bridge,
        order: SessionOrder,
        opener: Opener,
        speed: float,
        tell: Callable[[str], None],
    ) -> None:
        self._home, self._catalogue, self._bridge = home, catalogue, bridge
        self._order, self._opener, self._tell = order, opener, tell
        self._id = uuid4().hex
        self._ending = False
        bridge.speed = speed
        bridge.clear()
        self._stage("opening")
        self._thread = threading.Thread(target=self._work, name="session", daemon=True)
        self._thread.start()

    @property
    def on(self) -> bool:
        """Whether it is still under way."""
        return self._thread.is_alive()

    def end(self) -> None:
        """The program is to end: leave the session in an orderly way, and wait for that."""
        self._ending = True
        self._thread.join(ENDS_WITHIN_S)

    def _work(self) -> None:
        try:
            self._do()
        except SensortrackError as error:
            self._stage("failed", text=str(error))
        except Exception as error:  # the page must not wait for what will never come
            self._stage("failed", text=f"{type(error).__name__}: {error}")
            raise

    def _do(self) -> None:
        order = self._order
        with ExitStack() as stack:
            stack.enter_context(session_lock(self._home / FILE))
            history = stack.enter_context(History(self._home / FILE))
            recover(history, self._tell)
            refuse_mixing(history, order.person, simulated=order.choice.virtual)
            plan = order.plan(history)
            held = screening_that_holds(history, order.person, self._catalogue)
            folder = private_folder(self._home / RECORDINGS)
            capture = folder / f"{stamp()}.capture.jsonl"
            speed = self._bridge.speed
            clock: Clock = WallClock() if speed == 1.0 else HurriedClock(speed)
            source = self._opener(order.choice, self._catalogue, clock, self._link, capture)
            self._stage("looking")
            there = False
            try:
                there = source.wait(lambda: not self._ending and not self._given_up())
            finally:
                if not there:
                    source.sets.close()
                    capture.unlink(missing_ok=True)
            if not there:
                self._stage("none")
                return
            person = PagePerson(
                self._bridge,
                plan,
                self._catalogue,
                order.language,
                clock.now,
                ending=lambda: self._ending,
                virtual=order.choice.virtual,
            )

            worn = self._home, order.person, order.choice.sensor, order.choice.placement
            finds = order.choice.finds_mounting

            def hear(event: SessionEvent) -> None:
                person.hear(event)
                source.hear(event)
                if isinstance(event, Mounted):
                    try:
                        keep_mounting(*worn, event.calibration)
                    except (SensortrackError, OSError) as error:  # it holds for this session all the same
                        person.note("app.mounting_not_kept", why=str(error))

            runner = Runner(
                Appointment(
                    order.person,
                    plan,
                    held.screening,
                    held.due,
                    calibration=kept_mounting(*worn) if finds else None,
                    finds_mounting=finds,
                ),
                Ports(source.sets, person, clock, PageSpeech(self._bridge, clock.now), hear),
                Archive(history, folder, beside=(capture,) if order.choice.profile is not None else ()),
                self._catalogue,
                order.language,
            )
            person.runner = runner
            self._stage("running", virtual=order.choice.virtual, mounting=finds)
            report = SessionReport(history, self._catalogue, order.language, self._home)
            failed = run_and_report(runner, report)
            text = "" if failed is None else str(failed)
            self._bridge.publish({"t": "done", "session": runner.id, "failed": text})
            self._stage("over")

    def _given_up(self) -> bool:
        """Whether the person doesn't want to wait for the sensor: STOP, or they left."""
        if self._bridge.take_stop() is not None:
            return True
        want = self._bridge.take_want()
        return want is not None and want.what == "leave"

    def _stage(self, stage: str, **more: Any) -> None:
        if stage in ENDS:
            self._bridge.over()
        self._bridge.publish(
            {"t": "sitting", "id": self._id, "stage": stage, "speed": self._bridge.speed, **more}
        )

    def _link(self, event: LinkEvent) -> None:
        """A change of the sensor's link."""
        self._bridge.publish(
            {
                "t": "link",
                "state": event.state,
                "text": event.text,
                "rssi_dbm": event.rssi_dbm,
                "battery": event.battery_percent,
            }
        )
