"""A session with a sensor, emulated: bytes, decoder, clock, link; lost, found again, lost for good."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sensortrack
from sensortrack.devices import load_profile
from sensortrack.errors import LinkLostError
from sensortrack.history import History
from sensortrack.history.belongings import belongings_of
from sensortrack.language import load_language
from sensortrack.protocol.exercise import Exercise
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.records import Block, Description, SessionRecord
from sensortrack.session import emulated_patient
from sensortrack.session.appointment import Appointment
from sensortrack.session.clocks import WallClock
from sensortrack.session.emulated_patient import EmulatedPatient
from sensortrack.session.events import Ask, Say, SessionEvent, StateChanged
from sensortrack.session.keeping import Archive, SessionOutcome
from sensortrack.session.ports import Command, Ports
from sensortrack.session.runner import Runner
from sensortrack.session.set_sources import SetStream, VirtualPatient
from sensortrack.session.speech import PacedSpeech
from sensortrack.sources.ble import LinkEvent, LinkPolicy
from tests.ble.live import GIVES_UP, QUICK, WAIT_S

from .people import CATALOGUE, FAREWELL, Answering, screening

PLAN = Plan((Dose("E10", repetitions=2, hold_s=0.5),))
SPOKEN_S = 0.05
"""A line takes so long: the time is the wall's here."""
BRIEF = {"E10": {"repetitions": 2, "out_s": 1.2, "return_s": 1.2, "rest_s": 1.2, "lead_in_s": 2.0}}


class Wearer(Answering):
    """Does something to the sensor once, a second after a state was entered; presses STOP where a test asks for it."""

    def __init__(self, at: str = "", do: Callable[[EmulatedPatient], None] = lambda _: None) -> None:
        super().__init__()
        self._at, self._do = at, do
        self.worn: EmulatedPatient | None = None
        self.heard: list[SessionEvent] = []
        self.link: list[LinkEvent] = []
        self.stop = False

    def hear(self, event: SessionEvent) -> None:
        super().hear(event)
        self.heard.append(event)
        if isinstance(event, StateChanged) and event.state == self._at and self.worn is not None:
            worn, self._at = self.worn, ""
            threading.Timer(1.0, lambda: self._do(worn)).start()

    def command(self) -> Command | None:
        return Command("stop", by="key", reason="pain") if self.stop else super().command()

    def answer(self, ask: Ask) -> Command | None:
        return self.command() or super().answer(ask)

    def said(self) -> list[str]:
        return [e.cue.key for e in self.heard if isinstance(e, Say)]


def run_worn(
    folder: Path, person: Wearer, capture: Path | None = None, *, policy: LinkPolicy = QUICK
) -> SessionOutcome:
    profile = load_profile("witmotion_ble5")
    settings = profile.settings()
    patient = VirtualPatient(rate_hz=settings.rate_hz, level="clean", otherwise=BRIEF)
    worn = EmulatedPatient(
        patient, profile, settings, tell=person.link.append, capture=capture, policy=policy
    )
    ends = time.monotonic() + WAIT_S
    assert worn.wait(lambda: time.monotonic() < ends)
    person.worn = worn
    clock = WallClock()
    with History(folder / "history.sqlite") as history:
        return Runner(
            Appointment("p1", PLAN, screening()),
            Ports(worn, person, clock, PacedSpeech(clock.now, lambda text: SPOKEN_S), person.hear),
            Archive(history, folder, beside=() if capture is None else (capture,)),
            CATALOGUE,
            load_language("en"),
        ).run()


def saved_session(folder: Path) -> SessionRecord:
    with History(folder / "history.sqlite") as history:
        (session,) = history.sessions()
        return session


def test_a_session_with_a_sensor_is_recorded_judged_and_captured(tmp_path: Path) -> None:
    person = Wearer()
    capture = tmp_path / "s.capture.jsonl"
    done = run_worn(tmp_path, person, capture)
    assert done.record.ended == "complete"
    (one,) = done.record.sets
    assert one.result is not None
    assert one.result["summary"]["repetitions"] == 2
    assert one.result["recording"]["simulated"] is True
    assert one.recording is not None
    recording = sensortrack.read(one.recording)
    assert float(recording.to_frame()["time_s"].iloc[0]) == 0.0  # whatever the sensor's own time is
    again = sensortrack.analyse(recording).to_dict()
    assert again["findings"] == one.result["findings"]
    assert json.loads(capture.read_text().splitlines()[0])["profile"] == "witmotion_ble5"
    with History(tmp_path / "history.sqlite") as history:
        assert capture in belongings_of(history, "p1").there
    assert person.link[-1].state == "stopped"


class StandsForASecond:
    """A patient whose sets are over after a second."""

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        """A second of standing still."""
        time_s = np.arange(50) / 50.0
        standing = Block(time_s, np.tile([9.80665, 0.0, 0.0], (50, 1)), np.zeros((50, 3)))
        return SetStream(Description(rate_hz=50.0), iter([standing]))

    def close(self) -> None:
        """Nothing to free."""


def test_a_set_is_read_to_its_end_where_the_program_was_held_up_for_longer_than_it_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(emulated_patient, "AFTERWARDS_S", 1.0)
    profile = load_profile("witmotion_ble5")
    settings = profile.settings(rate_hz=50)
    worn = EmulatedPatient(StandsForASecond(), profile, settings, tell=lambda event: None, policy=QUICK)
    try:
        ends = time.monotonic() + WAIT_S
        assert worn.wait(lambda: time.monotonic() < ends)
        stream = worn.stream(CATALOGUE.exercise("E10"), PLAN.doses[0], 1)
        came = [next(stream.items)]
        time.sleep(3.0)
        came += stream.items
    finally:
        worn.close()
    assert sum(len(item) for item in came if isinstance(item, Block)) >= 100


def test_a_sensor_that_is_lost_is_told_and_found_again_and_the_gap_stands_in_the_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emulated_patient, "AFTERWARDS_S", 3.0)  # the time is the wall's

    def away(worn: EmulatedPatient) -> None:
        worn.source.in_its_thread(worn.sensor.vanish)
        threading.Timer(1.5, lambda: worn.source.in_its_thread(worn.sensor.come_back)).start()

    person = Wearer("set", away)
    done = run_worn(tmp_path, person)
    said = person.said()
    assert said.index("safety.sensor_lost") < said.index("safety.sensor_back")
    (one,) = done.record.sets
    assert one.recording is not None
    gaps = sensortrack.read(one.recording).description.gaps
    assert max(g.end_s - g.start_s for g in gaps) > 1.0
    # What fell into the gap isn't judged; it is never stitched over.
    count = next(f for f in done.findings["E10"] if f.rule == "E10.count")
    assert count.outcome != "pass"


def test_stop_works_while_the_sensor_is_gone(tmp_path: Path) -> None:
    person = Wearer("set", lambda worn: worn.source.in_its_thread(worn.sensor.vanish))
    pressed: list[float] = []

    def hear(event: SessionEvent) -> None:
        Wearer.hear(person, event)
        if isinstance(event, Say) and event.cue.key == "safety.sensor_lost":
            pressed.append(time.monotonic())
            person.stop = True
        elif isinstance(event, StateChanged) and event.state == "stopped":
            pressed.append(time.monotonic())

    person.hear = hear  # type: ignore[method-assign]
    done = run_worn(tmp_path, person)
    assert done.record.ended == "stopped"
    assert pressed[1] - pressed[0] < 5.0  # at once, on a busy machine; the sensor isn't waited for
    assert [key for key in person.said() if key not in FAREWELL][-1] == "safety.stopped_pain"
    assert saved_session(tmp_path) == done.record


def test_a_sensor_that_does_not_come_back_ends_the_session_and_what_came_is_kept(tmp_path: Path) -> None:
    person = Wearer("set", lambda worn: worn.source.in_its_thread(worn.sensor.vanish))
    with pytest.raises(LinkLostError):
        run_worn(tmp_path, person, policy=GIVES_UP)
    session = saved_session(tmp_path)
    assert session.ended == "left"
    (one,) = session.sets
    assert one.recording is not None
    assert len(sensortrack.read(one.recording).to_frame()) > 100
    assert one.sha256 is not None
