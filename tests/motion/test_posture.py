"""The posture, and the check of the start pose against the exercise."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import sensortrack
from sensortrack.language import in_english
from sensortrack.motion.orientation.inclination import angle_between_deg, normalised
from sensortrack.motion.orientation.posture import (
    TOLERANCE_DEG,
    UP_IN,
    Posture,
    posture_of,
    why_another_posture,
)
from sensortrack.motion.vectors import Vector
from sensortrack.protocol import load_catalogue
from sensortrack.records import Code
from sensortrack.sources.simulator import HARD
from tests.analysis.composed import Move, composed, usual
from tests.simulated import COUNTED, simulated_set

directions = st.tuples(*[st.floats(-1.0, 1.0)] * 3).filter(lambda v: math.hypot(*v) > 0.1).map(normalised)


def leaning(from_: Posture, to: Posture, angle_deg: float) -> Vector:
    """Up direction of who leans from one posture toward another by an angle."""
    a, b = np.array(UP_IN[from_]), np.array(UP_IN[to])
    x, y, z = math.cos(math.radians(angle_deg)) * a + math.sin(math.radians(angle_deg)) * b
    return (float(x), float(y), float(z))


@pytest.mark.parametrize("posture", sorted(UP_IN))
def test_each_posture_is_named(posture: Posture) -> None:
    assert posture_of(UP_IN[posture]) == posture


def test_who_lies_on_the_left_side_has_the_right_side_up() -> None:
    assert posture_of((0.1, 0.99, 0.1)) == "on_left_side"


@pytest.mark.parametrize("angle_deg", [0.0, 16.0, 30.0])
def test_leaning_keeps_the_name(angle_deg: float) -> None:
    for to in ("on_back", "face_down", "on_left_side", "on_right_side"):
        why = why_another_posture(leaning("upright", to, angle_deg), UP_IN["upside_down"])
        assert why is not None
        assert (why.code, why.values["found"]) == (Code.ANOTHER_POSTURE, "upright")


def test_halfway_is_between_two() -> None:
    for angle_deg, found, other in ((40.0, "upright", "on_back"), (50.0, "on_back", "upright")):
        why = why_another_posture(leaning("upright", "on_back", angle_deg), UP_IN["face_down"])
        assert why is not None
        assert (why.code, why.values["found"], why.values["other"]) == (Code.BETWEEN_POSTURES, found, other)
    assert in_english(why).startswith(
        "expected on all fours or face down, found between lying on the back and "
    )


@given(directions)
def test_every_direction_has_a_name_and_its_opposite_another(up: Vector) -> None:
    nearest = sorted(angle_between_deg(up, v) for v in UP_IN.values())
    assume(nearest[1] - nearest[0] > 1e-6)
    opposite = {
        "upright": "upside_down",
        "on_back": "face_down",
        "on_left_side": "on_right_side",
    }
    pairs = opposite | {b: a for a, b in opposite.items()}
    x, y, z = up
    assert posture_of((-x, -y, -z)) == pairs[posture_of(up)]


def test_pose_of_another_exercise_is_told_in_words() -> None:
    bridge = load_catalogue().exercise("E6").movement.start_up
    why = why_another_posture(leaning("upright", "on_back", 6.0), bridge)
    assert why is not None
    assert in_english(why) == "expected lying on the back, found standing or sitting (84° away)"


def test_sensor_worn_upside_down_is_thought_of() -> None:
    why = why_another_posture((-1.0, 0.0, 0.0), (1.0, 0.0, 0.0))
    assert why is not None
    assert (
        in_english(why)
        == "expected standing or sitting, found head down (180° away): or the sensor is worn upside down"
    )


@given(directions, st.sampled_from([f"E{k}" for k in range(1, 12)]))
def test_pose_is_refused_beyond_the_tolerance_and_then_named_otherwise(up: Vector, exercise: str) -> None:
    start_up = load_catalogue().exercise(exercise).movement.start_up
    why = why_another_posture(up, start_up)
    assert (why is not None) == (angle_between_deg(up, start_up) > TOLERANCE_DEG)
    if why is not None:
        assert posture_of(up) != posture_of(start_up)


@pytest.mark.parametrize("exercise", COUNTED)
def test_start_pose_of_the_virtual_patient_fits_its_exercise(exercise: str) -> None:
    own = load_catalogue().exercise(exercise).movement.start_up
    for seed in range(8):
        (block,) = simulated_set(exercise, seed, difficulty=HARD, repetitions=0).blocks
        x, y, z = np.mean(block.acc, axis=0)
        assert why_another_posture(normalised((float(x), float(y), float(z))), own) is None


@pytest.mark.parametrize("seed", range(3))
def test_one_leg_before_another_posture_is_followed_though_it_tells_no_axis(seed: int) -> None:
    """Two legs tell the axis; undeclared, one leg alone leaves none."""
    recording, _ = composed("E3", [*usual("E3", 1), Move(95.0, 4.0, 6.0), Move(115.0, 2.0, 3.0)], seed)
    description = replace(recording.description, frame="sensor")
    result = sensortrack.analyse(replace(recording, description=description))
    assert [a.outcome for a in result.attempts][:1] == ["repetition"]
