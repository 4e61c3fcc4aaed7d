"""The samples are those of a body that moves: signs, rates and forces belong together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from sensortrack.records import Block, FloatArray
from sensortrack.sources.simulator import (
    CLEAN,
    EXERCISES,
    HARD,
    ORDINARY,
    Patient,
    Sensor,
    SetPlan,
    plan_for,
    simulate,
)
from sensortrack.sources.simulator.kinematics import lever_acceleration, then, turn
from sensortrack.sources.simulator.paths import Path
from sensortrack.units import STANDARD_GRAVITY_MS2

G = STANDARD_GRAVITY_MS2


def short(exercise: str, **overrides: Any) -> SetPlan:
    if EXERCISES[exercise].kind == "hang":
        return plan_for(exercise, duration_s=6.0, lead_in_s=1.0, **overrides)
    return plan_for(exercise, **{"repetitions": 2, "hold_s": 1.0, "lead_in_s": 1.0} | overrides)


def clean_block(exercise: str, **overrides: Any) -> tuple[Block, dict[str, float]]:
    plan = plan_for(exercise, repetitions=1, **overrides)
    recording = simulate(plan, sensor=Sensor(rate_hz=100), difficulty=CLEAN, seed=0)
    (block,) = recording.blocks
    assert recording.description.truth is not None
    return block, recording.description.truth["attempts"][0]


def way_out(block: Block, attempt: dict[str, float]) -> tuple[FloatArray, FloatArray]:
    inside = (block.time_s > attempt["start_s"]) & (block.time_s < attempt["plateau_start_s"])
    assert block.gyr is not None
    return block.acc[inside], block.gyr[inside]


def test_a_bow_turns_about_minus_y_and_tips_the_forward_axis_down() -> None:
    acc, gyr = way_out(*clean_block("E10"))
    assert gyr[:, 1].max() < 0
    assert np.abs(gyr[:, [0, 2]]).max() < 1e-9
    assert acc[-1, 2] < acc[0, 2] - 0.4 * G
    assert acc[-1, 2] < 0 < acc[-1, 0]


def test_a_side_bend_to_the_right_turns_about_plus_z_and_tips_the_right_axis_down() -> None:
    steps = np.linspace(0.0, 20.0, 50)[:, None]
    bend = turn(Path(*(factor * np.array([0.0, 0.0, 1.0]) for factor in (steps, steps, 0.0 * steps))))
    up = bend.rotation.apply([1.0, 0.0, 0.0], inverse=True)
    assert bend.rate[1:, 2].min() > 0
    assert up[-1, 1] < -0.3


def test_a_turn_to_the_left_turns_about_plus_x() -> None:
    _, gyr = way_out(*clean_block("E7", sides="left"))
    assert gyr[:, 0].min() > 0
    _, gyr = way_out(*clean_block("E7", sides="right"))
    assert gyr[:, 0].max() < 0


@pytest.mark.parametrize(("side", "sign"), [("left", 1.0), ("right", -1.0)])
def test_lifting_the_left_leg_bends_the_pelvis_to_the_right(side: str, sign: float) -> None:
    _, gyr = way_out(*clean_block("E3", sides=side))
    assert (sign * gyr[:, 2]).min() > 0
    assert gyr[:, 1].min() > 0


def test_a_bridge_points_the_cranial_axis_down() -> None:
    block, attempt = clean_block("E6")
    held = np.abs(block.time_s - attempt["peak_s"]) < 0.5
    angle = np.radians(attempt["amplitude_deg"])
    assert block.acc[held] == pytest.approx(
        np.tile([-G * np.sin(angle), 0, G * np.cos(angle)], (held.sum(), 1))
    )


@pytest.mark.parametrize("name", EXERCISES)
def test_at_rest_the_force_is_gravity_along_what_points_up(name: str) -> None:
    exercise = EXERCISES[name]
    plan = plan_for(name)
    patient = Patient(plan, CLEAN, 0)
    motion = patient.at(100, int(100 * plan.lead_in_s))
    assert np.linalg.norm(motion.force_ms2, axis=1) == pytest.approx(G)
    tilt = np.degrees(np.arccos(min(motion.force_ms2[0] @ np.array(exercise.start_up) / G, 1.0)))
    assert tilt == pytest.approx(exercise.typical.tilt_deg, abs=1e-4)
    assert not motion.rate_dps.any()


def midpoint_integral(rate_dps: FloatArray, step_s: float, first: Rotation) -> Rotation:
    out = first
    for increment in Rotation.from_rotvec(np.radians(rate_dps) * step_s):
        out = out * increment
    return out


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(EXERCISES)), st.integers(0, 2**32), st.sampled_from([ORDINARY, HARD]))
def test_the_angular_rate_integrates_to_the_orientation(name: str, seed: int, level: object) -> None:
    patient = Patient(short(name, repetitions=0 if name == "E1" else 1), level, seed)  # type: ignore[arg-type]
    fine = patient.at(400, 4001)
    reached = midpoint_integral(fine.rate_dps[1::2], 2 / 400, fine.orientation[0])
    assert np.degrees((reached.inv() * fine.orientation[-1]).magnitude()) < 0.02


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(sorted(EXERCISES)), st.integers(0, 2**32))
def test_the_force_is_gravity_and_the_acceleration_of_the_lever(name: str, seed: int) -> None:
    patient = Patient(short(name), ORDINARY, seed)
    rate = 400.0
    motion = patient.at(rate, int(rate * 8))
    posture, resting, command, _ = motion.turns
    place = (posture * resting * command).apply(EXERCISES[name].typical.lever_m)
    if patient.script.strides or patient.script.hang_s:
        time = np.arange(len(place)) / rate
        for path in patient._strides:
            place = place + posture.apply(np.asarray(path(time)))
    acceleration = np.diff(place, n=2, axis=0) * rate**2
    felt = motion.orientation.apply(motion.force_ms2)[1:-1] - [0.0, 0.0, G]
    # Where the jerk leaps, between two movements, the difference quotient can't follow at once.
    assert np.quantile(np.abs(felt - acceleration), 0.99) < 5e-3
    assert np.abs(felt - acceleration).max() < 0.3


def test_a_chain_of_turns_has_the_rate_and_acceleration_of_its_orientation() -> None:
    time = np.arange(0.0, 2.0, 1e-3)[:, None]
    w = np.array([1.0, 2.1, 0.7])

    def wave(size_deg: float, phase: float) -> Path:
        return Path(
            size_deg * np.sin(w * time + phase),
            size_deg * w * np.cos(w * time + phase),
            -size_deg * w**2 * np.sin(w * time + phase),
        )

    first, second = turn(wave(60.0, 0.0)), turn(wave(90.0, 1.0))
    both = then(first, second)
    whole = first.rotation * second.rotation
    numeric = (whole[:-2].inv() * whole[2:]).as_rotvec() / 2e-3
    assert both.rate[1:-1] == pytest.approx(numeric, abs=1e-4)
    assert both.acceleration[1:-1] == pytest.approx((both.rate[2:] - both.rate[:-2]) / 2e-3, abs=1e-4)
    lever = np.array([0.3, -0.1, 0.2])
    place = whole.apply(lever)
    numeric_acc = whole[1:-1].apply(np.diff(place, n=2, axis=0) * 1e6, inverse=True)
    assert lever_acceleration(both, lever)[1:-1] == pytest.approx(numeric_acc, abs=1e-4)


def test_a_pendulum_hides_its_swing_from_the_accelerometer() -> None:
    plan = plan_for("E1", swing_deg=15.0)
    motion = Patient(plan, CLEAN, 3).at(100, 1500)
    sideways = np.degrees(np.arctan2(motion.force_ms2[:, 2], motion.force_ms2[:, 0]))
    integrated = np.cumsum(motion.rate_dps[:, 1]) / 100
    assert np.ptp(integrated) > 28
    assert np.ptp(sideways[800:1400]) < 8
