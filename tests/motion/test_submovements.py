"""Peaks and valleys of a speed, and how far a movement reaches."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.motion.submovements import reach, trimmed, turning_points

SPEEDS = st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=80)


@given(speed=SPEEDS, prominence=st.floats(0.1, 30.0))
def test_peaks_and_valleys_alternate_and_differ_by_the_prominence(
    speed: list[float], prominence: float
) -> None:
    peaks, valleys = turning_points(speed, prominence)
    assert len(valleys) == len(peaks) - 1
    for before, valley, after in zip(peaks, valleys, peaks[1:], strict=False):
        assert before < valley < after
        assert min(speed[before], speed[after]) - speed[valley] >= prominence


@given(speed=SPEEDS, prominence=st.floats(0.1, 30.0))
def test_a_smaller_prominence_never_finds_fewer_peaks(speed: list[float], prominence: float) -> None:
    assert len(turning_points(speed, 0.5 * prominence)[0]) >= len(turning_points(speed, prominence)[0])


def test_three_submovements_are_three_peaks() -> None:
    t = np.linspace(0.0, 1.0, 301)
    speed = np.exp(-0.5 * ((t[:, None] - [0.2, 0.5, 0.8]) / 0.05) ** 2).sum(axis=1)
    peaks, valleys = turning_points(speed.tolist(), 0.05)
    assert np.allclose(t[peaks], [0.2, 0.5, 0.8], atol=0.01)
    assert np.allclose(t[valleys], [0.35, 0.65], atol=0.01)


def test_a_movement_reaches_as_far_as_it_goes_on_and_not_into_the_next_one() -> None:
    fall = np.concatenate([np.full(40, 10.0), np.linspace(10.0, 0.0, 60), np.zeros(40), np.full(40, 10.0)])
    begin, end = reach(fall.tolist(), 10, 50, 5, 1.0)
    assert begin <= 10
    assert 90 <= end <= 100
    rising_again = np.concatenate([np.full(40, 10.0), np.linspace(10.0, 4.0, 30), np.linspace(4.0, 10.0, 30)])
    assert reach(rising_again.tolist(), 10, 50, 5, 1.0)[1] < 90


def test_trimming_leaves_what_reaches_the_level() -> None:
    speed = [0.0, 1.0, 5.0, 2.0, 5.0, 1.0, 0.0]
    assert trimmed(speed, 0, 7, 4.0) == (2, 5)
    assert trimmed(speed, 0, 7, 9.0) == (0, 7)
