"""The axis that repetitions tell: its way, and what a limb that leans to its side does to it."""

from __future__ import annotations

import numpy as np
import pytest

from sensortrack.motion.counting.axis import AxisLearner
from sensortrack.motion.counting.excursion import Excursion
from sensortrack.motion.orientation.inclination import MovementFrame, angle_between_deg
from sensortrack.motion.sample_buffer import COLUMNS, UP
from sensortrack.motion.vectors import Vector
from sensortrack.protocol import load_catalogue
from sensortrack.records import FloatArray

LIFT = load_catalogue().exercise("E3").movement
LEAD = 40
DECLARED: Vector = (0.0, 1.0, 0.0)
START_UP: Vector = (0.0, 0.0, 1.0)


def tilted(tilt_deg: FloatArray) -> FloatArray:
    """Rows of a repetition whose plateau has this tilt (a rotation vector about horizontal axes)."""
    share = np.clip(
        np.concatenate([np.zeros(LEAD), np.linspace(0, 1, 50), np.ones(60), np.linspace(1, 0, 50)]), 0, 1
    )
    turn = np.radians(np.outer(share, tilt_deg))
    size = np.maximum(np.sqrt(np.sum(turn**2, axis=1)), 1e-12)
    rows = np.zeros((len(share), COLUMNS))
    # The up direction in the sensor's axes, after the sensor has turned by the vector (x, y, 0).
    rows[:, UP] = np.column_stack(
        [-turn[:, 1] / size * np.sin(size), turn[:, 0] / size * np.sin(size), np.cos(size)]
    )
    return rows


def learned(*tilts_deg: tuple[float, float, float]) -> MovementFrame:
    frame = MovementFrame(START_UP, DECLARED)
    learner = AxisLearner(LIFT, None)
    for tilt_deg in tilts_deg:
        rows = tilted(np.array(tilt_deg))
        angle = frame.angle(rows[:, UP])
        peak = int(np.argmax(np.abs(angle)))
        e = Excursion(0, 1 if angle[peak] > 0 else -1, 0.0)
        e.peak_deg = float(abs(angle[peak]))
        learner.add(e, rows, LEAD, frame)
    return learner.learned(frame)


def off_deg(frame: MovementFrame, axis: Vector) -> float:
    assert frame.axis is not None
    return angle_between_deg(frame.axis, axis)


@pytest.mark.parametrize("way", [1.0, -1.0])
def test_each_limb_counts_alike_however_often_it_moved(way: float) -> None:
    left, right = (3.0, 7.0 * way, 0.0), (-3.0, 7.0 * way, 0.0)
    assert off_deg(learned(left, left, left, left, right, left), (0.0, way, 0.0)) < 1.0


@pytest.mark.parametrize("way", [1.0, -1.0])
def test_tilts_far_from_the_declared_axis_still_tell_which_way_is_outward(way: float) -> None:
    far = (9.0, 7.0 * way, 0.0)
    assert off_deg(learned(far, far), (0.0, way, 0.0)) < 1e-6


def test_one_limb_alone_does_not_turn_the_axis() -> None:
    left = (3.0, 7.0, 0.0)
    assert off_deg(learned(left, left, left, left), DECLARED) < 1e-6


def test_a_mounting_that_is_off_is_learned() -> None:
    left, right = (5.0, 6.7, 0.0), (-1.0, 6.7, 0.0)
    assert off_deg(learned(left, right), (2.0 / np.hypot(2.0, 6.7), 6.7 / np.hypot(2.0, 6.7), 0.0)) < 1.0
