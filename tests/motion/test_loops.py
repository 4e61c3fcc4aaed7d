"""The inner loops against what they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.motion.smoothness.kernels import (
    fill_bands,
    largest,
    largest_jump,
    reach,
    root_mean_square,
    still_power,
    trimmed,
    turning_points,
)
from sensortrack.records import FloatArray

SPEEDS = st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=80).map(np.array)


@given(speed=SPEEDS, prominence=st.floats(0.1, 30.0))
def test_peaks_and_valleys_alternate_and_differ_by_the_prominence(
    speed: FloatArray, prominence: float
) -> None:
    peaks, valleys = turning_points(speed, 0, len(speed), prominence)
    assert len(valleys) == len(peaks) - 1
    for before, valley, after in zip(peaks, valleys, peaks[1:], strict=False):
        assert before < valley < after
        assert min(speed[before], speed[after]) - speed[valley] >= prominence


@given(speed=SPEEDS, prominence=st.floats(0.1, 30.0))
def test_a_smaller_prominence_never_finds_fewer_peaks(speed: FloatArray, prominence: float) -> None:
    few, more = (turning_points(speed, 0, len(speed), p)[0] for p in (prominence, 0.5 * prominence))
    assert len(more) >= len(few)


def test_three_submovements_are_three_peaks_wherever_one_begins_to_look() -> None:
    t = np.linspace(0.0, 1.0, 301)
    speed = np.exp(-0.5 * ((t[:, None] - [0.2, 0.5, 0.8]) / 0.05) ** 2).sum(axis=1)
    peaks, valleys = turning_points(speed, 10, 290, 0.05)
    assert np.allclose(t[peaks], [0.2, 0.5, 0.8], atol=0.01)
    assert np.allclose(t[valleys], [0.35, 0.65], atol=0.01)
    assert len(turning_points(speed, 120, 290, 0.05)[0]) == 2


def test_a_movement_reaches_as_far_as_it_goes_on_and_not_into_the_next_one() -> None:
    fall = np.concatenate([np.full(40, 10.0), np.linspace(10.0, 0.0, 60), np.zeros(40), np.full(40, 10.0)])
    begin, end = reach(fall, 10, 50, 5, 1.0)
    assert begin <= 10
    assert 90 <= end <= 100
    rising_again = np.concatenate([np.full(40, 10.0), np.linspace(10.0, 4.0, 30), np.linspace(4.0, 10.0, 30)])
    assert reach(rising_again, 10, 50, 5, 1.0)[1] < 90


def test_trimming_leaves_what_reaches_the_level() -> None:
    speed = np.array([0.0, 1.0, 5.0, 2.0, 5.0, 1.0, 0.0])
    assert trimmed(speed, 0, 7, 4.0) == (2, 5)
    assert trimmed(speed, 0, 7, 9.0) == (0, 7)


@given(signal=SPEEDS)
def test_sizes_are_numpys(signal: FloatArray) -> None:
    assert abs(signal[largest(signal, 0, len(signal))]) == np.abs(signal).max()
    assert root_mean_square(signal, 0, len(signal)) == pytest.approx(np.sqrt(np.mean(signal**2)))


def test_a_jump_there_and_back_is_large_and_a_step_is_half_of_it() -> None:
    spike, step = np.zeros(40), np.zeros(40)
    spike[20] = 10.0
    step[20:] = 10.0
    assert largest_jump(spike, 0, 40, 3) == 10.0
    assert largest_jump(step, 0, 40, 3) == 5.0


def test_bands_hold_what_they_should_and_their_derivatives() -> None:
    omega = 2.0 * np.pi * 0.25 * np.arange(49)
    flat = np.ones(49, dtype=np.complex128)
    bands = np.empty((9, 98))
    upper = fill_bands(flat.view(np.float64), omega, 2.0, 5.0, 6.0, 4.0, 3.0, 15, 41, bands)
    broad, speed, acceleration, smooth, smooth_acceleration, jerk, tremor, full, full_jerk = bands.view(
        np.complex128
    )
    hz = omega / (2.0 * np.pi)
    for band, limit in ((broad, 6.0), (speed, 4.0)):
        assert np.all(band[hz < 0.85 * limit] == 2.0)
        assert np.all(band[hz > 1.15 * limit] == 0.0)
        assert np.all(np.abs(band[hz == limit] - 1.0) < 1e-9)
    assert np.allclose(acceleration, 1j * omega * speed)
    assert np.allclose(smooth_acceleration, 1j * omega * smooth)
    assert np.allclose(jerk, 1j * omega * smooth_acceleration)
    assert np.allclose(smooth[hz < 2.5], 2.0 / (1.0 + (hz[hz < 2.5] / 5.0) ** 4))
    assert np.array_equal(np.flatnonzero(tremor), np.arange(15, 41))
    assert np.allclose(full, 2.0 / (1.0 + (hz / 5.0) ** 4))
    assert np.allclose(full_jerk, -(omega**2) * full)
    power = np.abs(jerk) ** 2
    assert upper == pytest.approx(power[hz > 2.1].sum() / power.sum())


def test_where_tremor_does_not_limit_the_jerk_its_upper_part_is_not_asked_for() -> None:
    omega = np.arange(49.0)
    bands = np.empty((9, 98))
    assert fill_bands(np.ones(98), omega, 1.0, 5.0, 10.0, 5.0, 5.0, 15, 41, bands) == 0.0


@pytest.mark.parametrize("pieces", [1, 3, 4, 7])
def test_power_in_stillness_is_that_of_the_pieces_without_the_largest_of_many(pieces: int) -> None:
    rng = np.random.default_rng(1)
    spectra = rng.standard_normal((pieces, 60)) + 1j * rng.standard_normal((pieces, 60))
    omega = np.arange(50.0)
    sums = np.empty((3, 50))
    still_power(spectra.view(np.float64), omega, 0.5, 10, sums)
    power = np.sort(np.abs(spectra[:, :50]) ** 2, axis=0)
    expected = 0.5 * (power[:-1] if pieces >= 4 else power).sum(axis=0)
    expected[0] *= 0.5
    assert np.allclose(sums[0], np.cumsum(expected))
    fast = np.where(np.arange(50) >= 10, expected, 0.0)
    assert np.allclose(sums[1], np.cumsum(fast * omega**2))
    assert np.allclose(sums[2], np.cumsum(fast * omega**4))
