"""How the sensor sits is found before the first exercise: kept where it fits, found anew where it doesn't, left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from sensortrack.protocol.exercise import Exercise
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.records import Block
from sensortrack.session.emulated_patient import WornAnyhow
from sensortrack.session.events import BeginSet, Mounted, Say, SessionEvent, StateChanged
from sensortrack.session.keeping import SessionOutcome
from sensortrack.session.mounting_step import FITS_DEG, LEANS, TRIES, lean_of, mounting_step
from sensortrack.session.ports import Command
from sensortrack.session.set_course import START_POSE_WAIT_S
from sensortrack.session.set_sources import SetStream, VirtualPatient

from .people import CATALOGUE, Answering, run_session

OFF_DEG = 8.0
"""The simulated leans keep to their axis to within a few degrees, and so does the mounting that they tell."""


class Listener:
    """What a session said and found."""

    def __init__(self) -> None:
        self.events: list[SessionEvent] = []

    def __call__(self, event: SessionEvent) -> None:
        self.events.append(event)

    @property
    def said(self) -> list[str]:
        return [e.cue.key for e in self.events if isinstance(e, Say)]

    @property
    def found(self) -> list[Mapping[str, Any] | None]:
        return [e.calibration for e in self.events if isinstance(e, Mounted)]

    @property
    def states(self) -> list[str]:
        return [e.state for e in self.events if isinstance(e, StateChanged)]


def turned(seed: int) -> Rotation:
    return Rotation.random(random_state=seed)


def session(
    folder: Path, turn: Rotation, *exercises: str, person: Answering | None = None, **more: Any
) -> tuple[SessionOutcome, Listener]:
    heard = Listener()
    lean = more.pop("lean", {})
    patient = VirtualPatient(level="clean", otherwise={"E10": lean} if lean else {})
    source = more.pop("source", None) or WornAnyhow(patient, turn)
    plan = Plan(tuple(Dose(e, repetitions=2, hold_s=2.0) for e in exercises))
    done = run_session(
        folder, [], person, plan=plan, source=source, listen=heard, finds_mounting=True, **more
    )
    return done, heard


def off_deg(calibration: Mapping[str, Any] | None, turn: Rotation) -> float:
    assert calibration is not None
    found = Rotation.from_matrix(np.array(calibration["sensor_to_body"]))
    return float(np.degrees((found * turn).magnitude()))


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_however_the_sensor_is_worn_three_leans_tell_how_and_sides_are_named_by_it(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    turn = turned(seed)
    done, heard = session(tmp_path_factory.mktemp("home"), turn, "E7")
    assert off_deg(heard.found[-1], turn) < OFF_DEG
    assert "session.mounting_found" in heard.said
    (one,) = done.record.sets  # the leans are no set of the session
    assert one.exercise == "E7"
    assert one.result is not None
    assert [a["side"] for a in one.result["attempts"]] == ["left", "right", "left", "right"]


def test_what_is_known_and_fits_asks_for_no_lean(tmp_path: Path) -> None:
    turn = turned(1)
    _, first = session(tmp_path, turn, "E10")
    slipped = Rotation.from_rotvec(np.radians([0.0, 0.6 * FITS_DEG, 0.0])) * turn
    _, again = session(tmp_path, slipped, "E10", calibration=first.found[-1])
    assert not again.found
    assert "session.mounting_fits" in again.said
    assert again.states.index("introduction") < again.states.index("set")  # so the step had none


def test_a_known_mounting_that_gravity_contradicts_is_forgotten_and_found_anew(tmp_path: Path) -> None:
    turn = turned(2)
    _, first = session(tmp_path, turn, "E10")
    other = Rotation.from_rotvec(first_up(turn, (0.0, np.radians(1.5 * FITS_DEG), 0.0))) * turn
    _, again = session(tmp_path, other, "E10", calibration=first.found[-1])
    assert again.found[0] is None
    assert off_deg(again.found[-1], other) < OFF_DEG
    assert "session.mounting_moved" in again.said


def first_up(turn: Rotation, about: tuple[float, float, float]) -> np.ndarray:
    """The same turn about a body's axis, in the sensor's axes."""
    return np.asarray(turn.apply(about))


def test_leans_that_tell_nothing_are_asked_for_again_and_then_left(tmp_path: Path) -> None:
    done, heard = session(tmp_path, turned(3), "E7", lean={"amplitude_deg": 7.0})
    assert heard.said.count("session.mounting_again") == TRIES - 1
    assert "session.mounting_without" in heard.said
    assert not heard.found
    result = done.record.sets[0].result
    assert result is not None
    assert result["attempts"]
    assert not any(a["side"] for a in result["attempts"])


class Skipping(Answering):
    """Leaves the step out, or stops in it."""

    def __init__(self, state: str, what: str) -> None:
        super().__init__()
        self._in, self._what, self.begun = state, what, False

    def hear(self, event: SessionEvent) -> None:
        super().hear(event)
        self.begun |= isinstance(event, StateChanged) and event.state == "mounting"

    def command(self) -> Command | None:
        if self.begun and self.state == self._in:
            self.begun = False
            return Command(self._what, by="key", reason="pain" if self._what == "stop" else None)
        return super().command()


@pytest.mark.parametrize("state", ["mounting", "start_pose", "set"])
def test_it_may_be_left_out_at_any_moment_and_is_told_what_is_lost(tmp_path: Path, state: str) -> None:
    done, heard = session(tmp_path, turned(4), "E10", person=Skipping(state, "skip"))
    assert "session.mounting_without" in heard.said
    assert not heard.found
    assert done.record.ended == "complete"
    assert [s.exercise for s in done.record.sets] == ["E10"]


@pytest.mark.parametrize("state", ["mounting", "start_pose", "set"])
def test_stop_ends_it_like_everything_else(tmp_path: Path, state: str) -> None:
    done, heard = session(tmp_path, turned(5), "E7", person=Skipping(state, "stop"))
    assert done.record.ended == "stopped"
    assert done.record.stop is not None
    assert (done.record.stop.state, done.record.stop.exercise) == (state, None)
    after = heard.said[heard.said.index("safety.stopped_pain") :]
    assert all(key.startswith(("safety.", "ask.")) for key in after)
    assert not done.record.sets


class Moved:
    """A patient whose sensor is put on the other way up after a while."""

    def __init__(self, before: Rotation, after: Rotation, sets: int) -> None:
        patient = VirtualPatient(level="clean")
        self._worn = [WornAnyhow(patient, before)] * sets + [WornAnyhow(patient, after)]

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        worn = self._worn.pop(0) if len(self._worn) > 1 else self._worn[0]
        return worn.stream(exercise, dose, number)

    def close(self) -> None:
        """Nothing to free."""


def test_a_start_pose_that_never_fits_brings_the_step_again_before_the_next_exercise(tmp_path: Path) -> None:
    turn = turned(6)
    other = Rotation.from_rotvec(first_up(turn, (0.0, np.pi, 0.0))) * turn
    done, heard = session(tmp_path, turn, "E10", "E6", "E7", source=Moved(turn, other, sets=2))
    assert [s.ended_by for s in done.record.sets] == ["done", "person", "done"]
    assert heard.found[1] is None
    assert off_deg(heard.found[2], other) < OFF_DEG
    assert heard.states.count("mounting") == 4  # explained and reckoned, twice


class Restless:
    """A patient who is never still, for the first stream; then one who does what is asked."""

    def __init__(self) -> None:
        self._patient, self._first = VirtualPatient(level="clean"), True

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        stream = self._patient.stream(exercise, dose, number)
        if not self._first:
            return stream
        self._first = False
        time_s = np.arange(0.0, START_POSE_WAIT_S + 10.0, 0.02)
        shaken = np.random.default_rng(1).normal(0.0, 5.0, (2, len(time_s), 3))
        blocks = (
            Block(time_s[i : i + 50], shaken[0, i : i + 50], 20.0 * shaken[1, i : i + 50], after_gap=False)
            for i in range(0, len(time_s), 50)
        )
        return SetStream(replace(stream.description, rate_hz=50.0), blocks)

    def close(self) -> None:
        """Nothing to free."""


def test_a_person_who_is_never_still_goes_on_without_it(tmp_path: Path) -> None:
    done, heard = session(tmp_path, turned(8), "E10", source=Restless())
    assert "session.no_pose" in heard.said
    assert heard.states.count("mounting") == 1  # nothing was gathered that could be reckoned
    assert not heard.found
    assert [(s.exercise, s.ended_by) for s in done.record.sets] == [("E10", "done")]


class AsksAnew(Answering):
    """Says once, while an exercise is introduced, that the sensor sits differently."""

    asked_at = 0

    def command(self) -> Command | None:
        if self.state == "introduction" and not self.asked_at:
            self.asked_at = 1
            return Command("mounting")
        return super().command()


def test_it_is_done_again_when_the_person_asks_for_it(tmp_path: Path) -> None:
    done, heard = session(tmp_path, turned(7), "E10", person=AsksAnew())
    assert [f is None for f in heard.found] == [False, True, False]
    assert [(s.exercise, s.number, s.ended_by) for s in done.record.sets] == [("E10", 1, "done")]
    assert [e.number for e in heard.events if isinstance(e, BeginSet)] == [1]


def test_the_lean_is_found_in_the_catalogue_by_what_it_is() -> None:
    lean = lean_of(CATALOGUE)
    assert lean is not None
    step = mounting_step(CATALOGUE, known=False)
    assert step is not None
    assert (step.dose.exercise, step.dose.repetitions) == (lean.id, LEANS)
