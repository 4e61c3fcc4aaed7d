"""Smoothness where hardly anything moves, and at the edges of a signal: a defined value, or none with its reason."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import sensortrack
from sensortrack.errors import DataError
from sensortrack.motion.smoothness.bands import PhaseCut
from sensortrack.motion.smoothness.kernels import reach
from sensortrack.motion.smoothness.measures import ld_acc, ldlj
from sensortrack.motion.smoothness.phase_measures import measure_phases
from sensortrack.motion.smoothness.sharpest import narrowed, widened
from sensortrack.records import Code, FloatArray
from tests.motion.ours import RULES


def reach_by_the_book(speed: FloatArray, begin: int, end: int, half: int, level: float) -> tuple[int, int]:
    """As its words say: each step takes the window's sum anew."""

    def total(at: int) -> float:
        return math.fsum(speed[max(at - half, 0) : at + half])

    def goes_on(now: float, lowest: float) -> bool:
        return now > 2 * half * level and now - lowest < 2 * half * level

    now = lowest = total(end)
    while end + half < len(speed) and goes_on(now, lowest):
        end += 1
        now = total(end)
        lowest = min(lowest, now)
    now = lowest = total(begin)
    while begin > half and goes_on(now, lowest):
        begin -= 1
        now = total(begin)
        lowest = min(lowest, now)
    return begin, end


@given(
    speed=st.lists(st.integers(0, 40), min_size=4, max_size=60),
    at=st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
    half=st.integers(1, 20),
    level=st.integers(0, 20),
)
@example(speed=[5] * 10, at=(0.9, 1.0), half=3, level=1)  # it begins within that half of the end
def test_a_movement_reaches_as_far_as_its_words_say_at_the_edges_too(
    speed: list[int], at: tuple[float, float], half: int, level: int
) -> None:
    begin, end = sorted(round(share * len(speed)) for share in at)
    array = np.array(speed, dtype=np.float64)
    assert reach(array, begin, end, half, float(level)) == reach_by_the_book(array, begin, end, half, level)


def sparc_by_the_paper(speed: FloatArray, rate_hz: float) -> float:
    """As its authors wrote it, with numpy."""
    nfft = 2 ** (math.ceil(math.log2(len(speed))) + 4)
    amplitude = np.abs(np.fft.fft(speed, nfft))
    amplitude = amplitude / amplitude.max()
    frequency = np.arange(nfft) * rate_hz / nfft
    within = np.flatnonzero(frequency <= 10.0)
    f, a = frequency[within], amplitude[within]
    over = np.flatnonzero(a >= 0.05)
    f, a = f[over[0] : over[-1] + 1], a[over[0] : over[-1] + 1]
    return -float(np.sum(np.hypot(np.diff(f) / (f[-1] - f[0]), np.diff(a))))


@pytest.mark.parametrize("turns", [1, 3, 5])
def test_a_velocity_that_goes_to_and_fro_has_the_authors_arc_from_where_its_spectrum_begins(
    turns: int,
) -> None:
    """Its mean is 0, and so is the first of its amplitudes: the arc begins further up."""
    t = np.arange(200) / 100.0
    speed = np.sin(2.0 * np.pi * turns * t / 2.0) * np.sin(np.pi * t / 2.0) ** 2
    assert sensortrack.sparc(speed, rate_hz=100.0) == pytest.approx(
        sparc_by_the_paper(speed, 100.0), rel=1e-9
    )


def test_one_frequency_alone_has_no_arc() -> None:
    with pytest.raises(DataError, match="one frequency only"):
        sensortrack.sparc(np.cos(2.0 * np.pi * 3.0 * np.arange(64) / 64.0), rate_hz=100.0, padlevel=0)


@pytest.mark.parametrize("measure", [ldlj, ld_acc])
def test_a_speed_without_jerk_or_acceleration_is_no_movement(measure: Any) -> None:
    straight = np.linspace(1.0, 2.0, 50) if measure is ldlj else np.ones(50)
    with pytest.raises(DataError):
        measure(straight, 100.0)


@pytest.mark.parametrize("values", [["fast", "slow"], [[1.0, 2.0], [3.0]], object()])
def test_what_is_no_array_of_numbers_is_refused_as_that(values: Any) -> None:
    with pytest.raises(DataError, match="no array of numbers"):
        ldlj(values, 100.0)


@pytest.mark.parametrize("duration_s", [2.0, 0.5])
def test_a_phase_in_which_nothing_moves_has_no_value_and_says_so(duration_s: float) -> None:
    cut = PhaseCut(200.0, 200.0 + 100.0 * duration_s, 1)
    (phase,) = measure_phases(np.zeros(600), 100.0, [cut], [np.zeros(150)], RULES)
    for measure in phase.measures.values():
        assert (measure.value, measure.valid) == (None, False)
        assert measure.why is not None
        assert measure.why.code == Code.NOTHING_MOVES


def test_a_speed_whose_square_is_nothing_has_no_smoothness_and_is_no_error() -> None:
    speed = np.full(600, 1e-170)
    (phase,) = measure_phases(speed, 100.0, [PhaseCut(0.0, 599.0, 1)], [np.zeros(150)], RULES)
    for name in ("sparc", "ldlj", "ld_acc", "sparc_full_band", "ldlj_full_band"):
        assert (phase.measures[name].value, phase.measures[name].valid) == (None, False)


def test_a_phase_that_was_cut_beside_its_movement_has_no_smoothness_in_the_full_band() -> None:
    speed = np.zeros(600)
    speed[100:150] = 20.0 * np.sin(np.linspace(0.0, np.pi, 50))
    (phase,) = measure_phases(speed, 100.0, [PhaseCut(200.0, 400.0, 1)], [np.zeros(150)], RULES)
    assert phase.measures["sparc_full_band"].value is None
    assert not any(measure.valid for measure in phase.measures.values() if measure.unit == "1")


def test_a_knock_within_a_phase_is_too_short_to_be_a_movement_with_a_ratio() -> None:
    speed = np.zeros(600)
    speed[300] = 40.0
    (phase,) = measure_phases(speed, 100.0, [PhaseCut(298.0, 312.0, 1)], [np.zeros(150)], RULES)
    ratio = phase.measures["attack_ratio"]
    assert not ratio.valid
    assert ratio.why is not None


def test_the_ratio_of_what_a_band_just_lets_through_is_one_that_the_band_shows_so() -> None:
    within_band, of_step = 7.322778491937047e-06, 7.322778491936743e-06
    assert narrowed(widened(within_band, of_step), of_step) == pytest.approx(within_band)


def test_nothing_seen_through_a_band_was_nothing() -> None:
    assert widened(0.0, 3.0) == 0.0
