"""The distance of the sensor from the axis it turns about, with its sign, from force and tilt alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.motion.counting.excursion import Excursion
from sensortrack.motion.counting.lever import LeverFit
from sensortrack.motion.sample_buffer import ACC, UP, SampleBuffer
from sensortrack.records import FloatArray

G_MS2 = 9.81


def bridge_rad(amplitude_rad: float, way_s: float, hold_s: float, rate_hz: float) -> FloatArray:
    """Rest, out, hold, back and rest again."""
    s = np.arange(1, round(way_s * rate_hz) + 1) / round(way_s * rate_hz)
    way = 10 * s**3 - 15 * s**4 + 6 * s**5
    rest = np.zeros(round(1.5 * rate_hz))
    return amplitude_rad * np.concatenate((rest, way, np.ones(round(hold_s * rate_hz)), way[::-1], rest))


def fitted(
    tilt_rad: FloatArray,
    lever_m: float,
    rate_hz: float,
    *,
    offset_ms2: FloatArray | None = None,
    scale: float = 1.0,
) -> LeverFit:
    """One movement of a sensor that a turn by `tilt_rad` raises by `lever_m` times its sine."""
    raised_ms2 = np.gradient(np.gradient(lever_m * np.sin(tilt_rad), 1.0 / rate_hz), 1.0 / rate_hz)
    up = np.column_stack((np.sin(tilt_rad), np.zeros(len(tilt_rad)), np.cos(tilt_rad)))
    buffer = SampleBuffer()
    rows = buffer.extend(len(tilt_rad))
    rows[:] = 0.0
    rows[:, UP] = up
    rows[:, ACC] = scale * (G_MS2 + raised_ms2)[:, None] * up + (0.0 if offset_ms2 is None else offset_ms2)
    e = Excursion(round(1.5 * rate_hz), 1, 0.0)
    e.end = len(tilt_rad) - 1
    fit = LeverFit()
    fit.take(e, buffer, rate_hz)
    return fit


levers = st.floats(-0.5, 0.5)
movements = st.tuples(
    st.floats(0.05, 0.6),
    st.floats(0.8, 4.0),
    st.floats(0.0, 8.0),
    st.sampled_from([25.0, 50.0, 104.0, 400.0]),
)


@given(levers, movements)
def test_a_sensor_is_found_where_it_sits(lever_m: float, movement: tuple[float, float, float, float]) -> None:
    lever = fitted(bridge_rad(*movement), lever_m, movement[3]).lever()
    assert lever is not None
    # Tilted by 0.6 rad it is 17 % nearer to the axis, across gravity.
    assert lever.m == pytest.approx(lever_m, abs=0.01 + 0.17 * abs(lever_m))


@given(st.floats(0.1, 0.5), movements, st.integers(0, 1000))
def test_no_offset_and_no_scale_of_the_accelerometer_moves_it_to_the_other_side(
    lever_m: float, movement: tuple[float, float, float, float], seed: int
) -> None:
    offset_ms2 = np.random.default_rng(seed).uniform(-0.2, 0.2, 3)
    lever = fitted(bridge_rad(*movement), lever_m, movement[3], offset_ms2=offset_ms2, scale=1.02).lever()
    assert lever is not None
    assert lever.m > 0.0


@given(st.floats(0.1, 0.5), movements)
def test_followed_from_the_hold_it_is_on_the_other_side(
    lever_m: float, movement: tuple[float, float, float, float]
) -> None:
    amplitude_rad = movement[0]
    from_the_hold = amplitude_rad - bridge_rad(*movement)  # held at first, lowered, and raised again
    lever = fitted(from_the_hold, lever_m, movement[3]).lever()
    assert lever is not None
    assert lever.m < 0.0


def test_where_nothing_turned_there_is_none() -> None:
    assert fitted(np.zeros(500), 0.3, 100.0).lever() is None
    assert LeverFit().lever() is None


def test_a_movement_that_is_too_brief_says_nothing() -> None:
    buffer = SampleBuffer()
    buffer.extend(60)[:] = 1.0
    e = Excursion(10, 1, 0.0)
    e.end = 59
    fit = LeverFit()
    fit.take(e, buffer, 100.0)
    assert fit.lever() is None
