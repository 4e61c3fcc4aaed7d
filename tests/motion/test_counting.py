"""Repetitions of the virtual patient against its truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

import sensortrack
from sensortrack.sources.simulator import CLEAN, HARD
from tests.simulated import COUNTED, matched, repetitions, simulated_set, true_repetitions, turned

SEEDS = range(70_000, 70_010)


def test_ordinary_sets_are_counted_exactly_in_95_percent_and_within_one_always() -> None:
    exact, total = 0, 0
    for exercise in COUNTED:
        for seed in SEEDS:
            recording = simulated_set(exercise, seed)
            result = sensortrack.analyse(recording, exercise)
            error = result.summary.repetitions - len(true_repetitions(recording))
            assert abs(error) <= 1, (exercise, seed)
            exact += matched(result, recording)
            total += 1
    assert total == 80
    assert exact >= 0.95 * total


def test_hard_sets_are_counted_within_one_in_95_percent() -> None:
    near, total = 0, 0
    for exercise in COUNTED:
        for seed in SEEDS[:4]:
            recording = simulated_set(exercise, seed, difficulty=HARD)
            result = sensortrack.analyse(recording, exercise)
            near += abs(result.summary.repetitions - len(true_repetitions(recording))) <= 1
            total += 1
    assert near >= 0.95 * total


@pytest.mark.parametrize("exercise", COUNTED)
def test_clean_set_has_exact_times_holds_and_amplitudes(exercise: str) -> None:
    recording = simulated_set(exercise, 1, difficulty=CLEAN, repetitions=4)
    found = repetitions(sensortrack.analyse(recording, exercise))
    for a, t in zip(found, true_repetitions(recording), strict=True):
        assert a.start_s == pytest.approx(t["start_s"], abs=0.02)
        assert a.end_s == pytest.approx(t["end_s"], abs=0.02)
        assert a.hold_s == pytest.approx(t["hold_s"], abs=0.03)
        assert a.amplitude_deg == pytest.approx(t["amplitude_deg"], abs=0.25)
        assert a.side == t["side"]


def test_sides_are_named_where_the_mounting_is_known() -> None:
    for exercise in ("E3", "E7"):
        recording = simulated_set(exercise, 5)
        result = sensortrack.analyse(recording, exercise)
        assert [a.side for a in repetitions(result)] == [t["side"] for t in true_repetitions(recording)]
        assert (result.summary.left, result.summary.right) == (5, 5)


@pytest.mark.parametrize("turn_deg", [-25.0, 25.0])
def test_limbs_are_told_apart_by_a_sensor_that_sits_turned_on_the_waist(turn_deg: float) -> None:
    recording = turned(simulated_set("E3", 6), Rotation.from_euler("x", turn_deg, degrees=True))
    declared = recording.described(frame="body")
    found = repetitions(sensortrack.analyse(declared, "E3"))
    assert [a.side for a in found] == [t["side"] for t in true_repetitions(recording)]


def test_sides_are_not_named_where_the_mounting_is_unknown() -> None:
    recording = turned(simulated_set("E7", 5), Rotation.from_euler("x", 40, degrees=True))
    result = sensortrack.analyse(recording, "E7")
    assert result.summary.repetitions == 10
    assert result.summary.left is None
    assert {a.side for a in result.attempts} == {None}
    assert {a.direction for a in repetitions(result)} == {1, -1}


@settings(max_examples=12, deadline=None)
@given(
    quaternion=st.tuples(*[st.floats(-1, 1) for _ in range(4)]).filter(lambda q: sum(x * x for x in q) > 0.1),
    exercise=st.sampled_from(["E6", "E8", "E10"]),
)
def test_any_mounting_gives_the_same_count_and_amplitude(
    quaternion: tuple[float, float, float, float], exercise: str
) -> None:
    recording = simulated_set(exercise, 7, repetitions=5)
    straight = sensortrack.analyse(turned(recording, Rotation.identity()), exercise)
    result = sensortrack.analyse(turned(recording, Rotation.from_quat(quaternion)), exercise)
    assert result.summary.repetitions == straight.summary.repetitions == 5
    for a, b in zip(repetitions(result), repetitions(straight), strict=True):
        assert a.amplitude_deg == pytest.approx(b.amplitude_deg, abs=0.1)
        assert a.start_s == pytest.approx(b.start_s, abs=0.02)


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 200.0])
def test_counts_hold_at_any_rate(rate_hz: float) -> None:
    for exercise in ("E6", "E9", "E11"):
        recording = simulated_set(exercise, 11, rate_hz=rate_hz, repetitions=5)
        assert sensortrack.analyse(recording, exercise).summary.repetitions == 5, exercise


def test_hold_is_what_lies_between_out_and_return() -> None:
    recording = simulated_set("E6", 3, repetitions=3)
    for a in repetitions(sensortrack.analyse(recording, "E6")):
        out, hold, back = a.phases
        assert [p.name for p in a.phases] == ["out", "hold", "return"]
        assert (out.end_s, hold.end_s) == (hold.start_s, back.start_s)
        assert a.hold_s == pytest.approx(hold.end_s - hold.start_s)


def test_a_slow_tilt_is_not_learned_as_gyroscope_bias() -> None:
    from sensortrack.motion.orientation.estimate import up_filter

    rate_hz, bias = 100.0, np.array([0.4, -0.3, 0.2])
    t = np.arange(round(50 * rate_hz)) / rate_hz
    for speed in (0.3, 1.0, 1.5, 2.0):
        angle = np.clip(t - 20.0, 0.0, 20.0) * speed
        up = np.column_stack([np.cos(np.radians(angle)), 0 * t, -np.sin(np.radians(angle))])
        rate = np.zeros((len(t), 3))
        rate[:, 1] = -np.gradient(angle) * rate_hz
        estimate, _ = up_filter(rate_hz, has_gyroscope=True).feed(9.80665 * up, rate + bias)
        error = np.degrees(np.arccos(np.clip(np.sum(estimate * up, axis=1), -1.0, 1.0)))
        assert error[t >= 20.0].max() < 0.6, speed


@pytest.mark.parametrize("exercise", ["E3", "E4", "E6", "E8", "E9", "E11"])
@pytest.mark.parametrize("done", [1, 5])
def test_first_repetition_tells_which_way_is_outward(exercise: str, done: int) -> None:
    recording = simulated_set(exercise, 17, repetitions=done)
    # Turned about the vertical of the start pose by half a turn, the same movement goes the other way.
    up = (1, 0, 0) if exercise in ("E3", "E9", "E11") else (0, 0, 1)
    other = turned(recording, Rotation.from_rotvec(np.pi * np.array(up)))
    declared = other.described(frame="body")
    result = sensortrack.analyse(declared, exercise)
    assert result.summary.repetitions == done
    for a, t in zip(repetitions(result), true_repetitions(recording), strict=True):
        assert a.amplitude_deg == pytest.approx(t["amplitude_deg"], abs=2.5)
