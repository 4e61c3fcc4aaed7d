"""The inner loops against what they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sensortrack.motion.smoothness.kernels import (
    fill_bands,
    largest,
    largest_jump,
    lay_out,
    reach,
    root_mean_square,
    sizes_of,
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


@given(
    numbers=st.lists(st.integers(-5, 50), min_size=2, max_size=60),
    cuts=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    half=st.integers(1, 40),
    level=st.integers(0, 10),
)
@example(
    numbers=[9] * 20, cuts=(0.7, 0.9), half=8, level=1
)  # the mean reaches beyond the end of the recording
def test_what_reaches_back_from_its_beginning_reaches_on_from_its_end_in_a_mirror(
    numbers: list[int], cuts: tuple[float, float], half: int, level: int
) -> None:
    speed, count = np.array(numbers, dtype=float), len(numbers)
    begin, end = sorted(round(cut * count) for cut in cuts)
    first, final = reach(speed, begin, end, half, float(level))
    assert 0 <= first <= begin <= end <= final <= count
    assert reach(speed[::-1].copy(), count - end, count - begin, half, float(level)) == (
        count - final,
        count - first,
    )


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


def test_a_phase_is_laid_out_mirrored_at_its_ends_tapered_and_followed_by_zeros() -> None:
    row, rise = np.full(12, np.nan), np.array([0.25, 0.75])
    lay_out(np.arange(10.0), 2, 6, 2, 1, rise, row)
    assert row.tolist() == [0.25 * 3, 0.75 * 2, 2, 3, 4, 0.75 * 5, 0.25 * 5, 0, 0, 0, 0, 0]


def test_sizes_are_those_of_the_signals_within_the_phase() -> None:
    signals = np.random.default_rng(2).standard_normal((9, 30))
    part = signals[:, 5:20]
    rms, most = np.sqrt(np.mean(part**2, axis=1)), np.abs(part).max(axis=1)
    assert sizes_of(signals, 5, 20) == pytest.approx((rms[6], most[3], rms[4], rms[5], most[7], rms[8]))


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
    quietest = still_power(spectra.view(np.float64), omega, 0.5, 10, 8, sums)
    power = np.sort(np.abs(spectra[:, :50]) ** 2, axis=0)
    expected = 0.5 * (power[:-1] if pieces >= 4 else power).sum(axis=0)
    expected[0] *= 0.5
    assert np.allclose(sums[0], np.cumsum(expected))
    fast = np.where(np.arange(50) >= 10, expected, 0.0)
    assert np.allclose(sums[1], np.cumsum(fast * omega**2))
    assert np.allclose(sums[2], np.cumsum(fast * omega**4))
    assert quietest == pytest.approx(min(expected[k : k + 8].sum() for k in range(10, 43)))
