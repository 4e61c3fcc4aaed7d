"""A sensor that slips is noticed; a posture that drifts, a fidget and an unsteady movement aren't a slip."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from sensortrack.motion.vectors import Vector
from sensortrack.motion.wearing.slip import RestPose, SlipWatch, rest_in
from sensortrack.records import Event, FloatArray

UP = np.array([1.0, 0.0, 0.0])
AXIS = np.array([0.0, -1.0, 0.0])
PERIOD_S = 8.0


class Person:
    """Who repeats an exercise, with a sensor that may slip: what it sees of each rest and repetition."""

    def __init__(self, seed: int, *, scatter_deg: float = 4.5, sway_deg: float = 0.4) -> None:
        self.rng = np.random.default_rng(seed)
        self.scatter_deg, self.sway_deg = scatter_deg, sway_deg
        self.mounting = Rotation.from_quat(self.rng.standard_normal(4))
        self.posture = Rotation.identity()
        self.yaw_deg = 0.0
        self.now_s = 0.0

    def in_sensor_axes(self, v: FloatArray) -> Vector:
        x, y, z = self.mounting.apply(v)
        return (float(x), float(y), float(z))

    def turn(self, size_deg: float, axis: FloatArray) -> None:
        """The sensor turns on the body about an axis of the body."""
        turn = Rotation.from_rotvec(size_deg * axis / np.linalg.norm(axis), degrees=True)
        self.mounting = self.mounting * turn.inv()
        self.yaw_deg += size_deg * float(axis @ UP) / float(np.linalg.norm(axis))

    def rest(self) -> RestPose:
        sway = Rotation.from_rotvec(self.sway_deg * self.rng.standard_normal(3), degrees=True)
        up = self.in_sensor_axes((self.posture * sway).apply(UP))
        return RestPose(self.now_s - 1.5, self.now_s - 0.1, up)

    def repetition(self) -> Vector:
        heading = Rotation.from_rotvec(self.scatter_deg * self.rng.standard_normal() * UP, degrees=True)
        return self.in_sensor_axes(heading.apply(0.3 * AXIS))

    def yaw(self) -> float:
        yaw, self.yaw_deg = self.yaw_deg, 0.0
        return yaw + float(self.rng.standard_normal())


def watched(
    person: Person,
    *,
    slip_deg: float = 0.0,
    axis: FloatArray = UP,
    at: int = 5,
    posture_deg: FloatArray | None = None,
    gyroscope: bool = True,
) -> list[Event]:
    """The events of a set of ten repetitions; the sensor slips within repetition `at`."""
    watch = SlipWatch()
    emitted: list[Event | None] = []
    for k in range(10):
        if posture_deg is not None:
            person.posture = Rotation.from_rotvec(posture_deg[k], degrees=True)
        emitted.append(watch.rest(person.rest()))
        if k == at and slip_deg:
            person.turn(slip_deg, axis)
        person.now_s += PERIOD_S
        yaw = person.yaw() if gyroscope else 0.0
        emitted.append(watch.attempt(person.now_s, yaw, person.repetition()))
    emitted.append(watch.rest(person.rest()))
    return [event for event in emitted if event is not None]


def holds_slip(events: list[Event], at: int) -> bool:
    """Whether one event says that it slipped in that repetition."""
    begins_s = at * PERIOD_S
    return any(
        e.reported_s is not None and e.t_s <= begins_s + 0.1 and e.reported_s > begins_s for e in events
    )


def test_slip_of_15_degrees_about_any_axis_is_noticed() -> None:
    found = 0
    for seed in range(100):
        rng = np.random.default_rng(1000 + seed)
        events = watched(Person(seed), slip_deg=15.0, axis=rng.standard_normal(3), at=5)
        found += holds_slip(events, 5)
    assert found >= 93


def test_tilted_sensor_is_told_with_its_size_at_the_second_rest() -> None:
    (event,) = watched(Person(1), slip_deg=20.0, axis=np.array([0.0, 0.0, 1.0]), at=4)
    assert (event.type, event.kind) == ("note", "slip_tilt")
    assert event.size == pytest.approx(20.0, abs=2.0)
    assert event.t_s == pytest.approx(4 * PERIOD_S - 0.1)
    assert event.reported_s == pytest.approx(6 * PERIOD_S - 0.1)


def test_sensor_turned_about_the_vertical_is_told_from_the_gyroscope_and_the_axis() -> None:
    found = [watched(Person(seed), slip_deg=20.0, axis=UP, at=5) for seed in range(60)]
    assert sum(any(e.kind == "slip_turn" for e in events) for events in found) >= 50


def test_person_who_turns_about_the_vertical_takes_the_axis_along() -> None:
    noticed = 0
    for seed in range(60):
        person = Person(seed)
        person.yaw_deg = 15.0
        noticed += bool(watched(person))
    assert noticed <= 6


def test_without_a_gyroscope_a_large_turn_of_the_axis_is_told_by_the_repetitions() -> None:
    found = [watched(Person(seed), slip_deg=30.0, axis=UP, at=5, gyroscope=False) for seed in range(40)]
    assert sum(bool(events) for events in found) >= 36


@pytest.mark.parametrize("scatter_deg", [4.5, 9.0])
def test_steady_sensor_gives_no_false_alarm(scatter_deg: float) -> None:
    alarms = sum(
        bool(watched(Person(seed, scatter_deg=scatter_deg, sway_deg=0.08 * scatter_deg)))
        for seed in range(300)
    )
    assert alarms <= 4


def test_fidget_of_5_degrees_and_a_posture_that_drifts_by_20_are_no_slip() -> None:
    for seed in range(40):
        rng = np.random.default_rng(seed)
        drift = np.outer(np.linspace(0.0, 20.0, 10), [0.0, 1.0, 0.0])
        fidget = np.where(
            np.arange(10)[:, None] >= 6, 5.0 * np.array([0.0, *rng.choice([0.7, -0.7], 2)]), 0.0
        )
        assert not [e for e in watched(Person(seed), posture_deg=drift) if e.kind == "slip_tilt"]
        assert not watched(Person(seed), posture_deg=fidget)


def test_pose_that_is_taken_back_is_no_slip() -> None:
    posture = np.zeros((10, 3))
    posture[4] = [0.0, 15.0, 0.0]
    assert not watched(Person(3), posture_deg=posture)


def test_after_a_slip_the_new_place_is_the_reference() -> None:
    person = Person(2)
    watched(person, slip_deg=20.0, axis=np.array([0.0, 0.0, 1.0]))
    assert not watched(person)


def test_limbs_in_turn_have_two_axes_and_no_slip() -> None:
    watch = SlipWatch(alternating=True)
    person = Person(4)
    for k in range(10):
        assert watch.rest(person.rest()) is None
        side = Rotation.from_rotvec([24.0 * (-1) ** k, 0.0, 0.0], degrees=True)
        assert watch.attempt(8.0 * k, 0.0, person.in_sensor_axes(side.apply(0.12 * AXIS))) is None


# -- an attempt that goes on and on ---------------------------------------------------------------------


def forces(tilts_deg: list[float], axis: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Time and force while the person stays 3 s at each tilt about the exercise's axis, after a slip."""
    level = np.repeat(tilts_deg, 75)
    noise = 0.03 * np.random.default_rng(0).standard_normal((len(level), 3))
    acc = 9.8 * Rotation.from_rotvec(np.outer(level, axis), degrees=True).apply(UP, inverse=True) + noise
    return np.arange(len(level)) / 25.0, acc


def watch_at_rest() -> SlipWatch:
    watch = SlipWatch()
    watch.rest(RestPose(-1.5, -0.1, (1.0, 0.0, 0.0)))
    return watch


def test_who_repeats_without_coming_back_has_a_slipped_sensor() -> None:
    event = watch_at_rest().away(*forces([12.0, 18.0, 12.0, 18.0, 12.0, 18.0], AXIS))
    assert event is not None
    assert event.kind == "slip_tilt"
    assert event.size == pytest.approx(12.0, abs=1.0)
    assert event.t_s == -0.1


@pytest.mark.parametrize("tilts", [[18.0] * 8, [3.0, 18.0] * 4, [18.0, 18.0, 18.0, 12.0]])
def test_long_hold_and_who_comes_back_has_none(tilts: list[float]) -> None:
    assert watch_at_rest().away(*forces(tilts, AXIS)) is None


# -- rests ----------------------------------------------------------------------------------------------


def test_rest_is_the_mean_of_a_still_stretch() -> None:
    time, acc = forces([10.0], AXIS)
    rest = rest_in(time, acc)
    assert rest is not None
    assert (rest.start_s, rest.end_s) == (0.0, time[-1])
    assert np.degrees(np.arccos(rest.up[0])) == pytest.approx(10.0, abs=0.1)


def test_what_moves_or_is_short_or_weighs_too_much_is_no_rest() -> None:
    time, acc = forces([0.0, 15.0], AXIS)
    assert rest_in(time, acc) is None
    time, acc = forces([0.0], AXIS)
    assert rest_in(time[:8], acc[:8]) is None
    assert rest_in(time, 1.2 * acc) is None
