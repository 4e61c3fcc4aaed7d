"""What a still pose tells of the sensor, although the person trembles."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack.motion.counting.start_pose import Pose
from sensortrack.motion.front_end import FrontEnd
from sensortrack.motion.sample_buffer import RATE, UP
from sensortrack.records import Block

RATE_HZ, LASTING_S = 100.0, 1.6
TREMOR_DEG, LEVER_M, GRAVITY_MS2 = 0.2, 0.35, 9.81
BIAS_DPS = np.array([0.4, -0.3, 0.2])


@settings(deadline=None)
@given(st.floats(4.0, 12.0), st.floats(0.0, 2.0 * math.pi))
def test_a_tremor_in_the_start_pose_spoils_neither_the_bias_nor_the_up_direction(
    tremor_hz: float, phase: float
) -> None:
    t = np.arange(round(LASTING_S * RATE_HZ)) / RATE_HZ
    turn = 2.0 * math.pi * tremor_hz
    angle_deg = math.sqrt(2.0) * TREMOR_DEG * np.sin(turn * t + phase)
    rate_dps = math.sqrt(2.0) * TREMOR_DEG * turn * np.cos(turn * t + phase)
    # The sensor lies on its back and rocks about y; its end of the lever moves along x, a little of it along z.
    swung_ms2 = -LEVER_M * turn**2 * np.radians(angle_deg)
    acc = np.column_stack(
        (
            swung_ms2 - GRAVITY_MS2 * np.sin(np.radians(angle_deg)),
            np.zeros_like(t),
            GRAVITY_MS2 * np.cos(np.radians(angle_deg)),
        )
    )
    gyr = BIAS_DPS + np.outer(rate_dps, [0.0, 1.0, 0.0])
    front = FrontEnd(RATE_HZ, has_gyroscope=True)
    front.feed(Block(t, acc, gyr))
    front.know_pose(Pose(5, len(t), (0.0, 0.0, 1.0)), 0)
    rows = front.buffer.rows(0, len(t))
    left_dps = np.mean(rows[:, RATE] - np.outer(rate_dps, [0.0, 1.0, 0.0]), axis=0)
    assert np.max(np.abs(left_dps)) < 0.4
    first_up = rows[0, UP]
    assert np.degrees(np.arccos(min(first_up[2], 1.0))) < 1.5


@settings(deadline=None)
@given(st.floats(0.4, 1.0), st.integers(0, 10_000))
def test_a_short_pose_that_is_shaken_makes_up_no_bias(still_s: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    t = np.arange(round(30.0 * RATE_HZ)) / RATE_HZ
    # The force of a tremor of 11 Hz that swells and fades: what is left of it over a short pose looks like a turn.
    swelling = np.interp(t, np.arange(0.0, 31.0, 0.25), rng.normal(0.0, 4.0, 124))
    swung_ms2 = np.outer(swelling * np.sin(2.0 * math.pi * 11.0 * t), [1.0, 0.5, 0.0])
    acc = swung_ms2 + np.array((0.0, 0.0, GRAVITY_MS2))
    front = FrontEnd(RATE_HZ, has_gyroscope=True)
    front.feed(Block(t, acc, np.tile(BIAS_DPS, (len(t), 1))))
    front.know_pose(Pose(0, round(still_s * RATE_HZ), (0.0, 0.0, 1.0)), 0)
    rows = front.buffer.rows(0, len(t))
    assert np.max(np.abs(rows[0, RATE])) < 4.0
    assert np.max(np.degrees(np.arccos(np.clip(rows[:, UP][:, 2], -1.0, 1.0)))) < 8.0
