"""The interval between samples, found from their time stamps stretch by stretch, however many samples are missing.

Where the stamps jitter little, each step is nearly a whole number of intervals, and counting these gives the interval.
Where they jitter more, no single step shows the interval, but all stamps of a stretch lie near the teeth of one comb.
The spectrum of the stamps, taken as points, has its lowest line at the comb's rate (Bartlett, The spectral analysis of
point processes, 1963). Missing points don't move this line, and jitter only makes it weaker.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .block import FloatArray
from .combs import find_lines, keep_to, lay

RATES_AGREE = 0.03
"""A sensor's crystal is off by less than this share of its nominal rate."""
STRETCH = 64
"""Steps in a stretch, from which its interval is found."""
SINGLE = 0.45
"""A step is one interval if it differs from the stretch's usual step by less than this share."""
CLEAR = 0.35
"""Stamps jitter little if every step, in intervals, lies at most this far from a whole number."""
ALIKE = 0.02
"""Stretches at the same rate give intervals that differ by less than this share."""
LEAST_SINGLE = 0.55
"""Least share of a stretch's steps that are one interval: with fewer, more samples may be missing than are there."""

_LEAST_WHOLE = 0.75
"""Least share of steps that are one interval, in a stretch that keeps to a known interval. Losses in a rhythm have a
comb of their own, but not where this many steps are one interval."""
_TOGETHER = 0.35
"""Least agreement in phase of the stamps of such a stretch, from 0 to 1: stamps that jitter by a quarter of an interval
either way have 0.5."""
_TURN = 0.1
"""Largest change of that phase from one stretch to the next, in turns: an interval that is off by 0.2 % changes it
by more."""

_ABOUT = 2
"""A stretch keeps to the interval only if this many stretches before it and after it do, too: a comb of `_POINTS`
stamps around the stretch reaches into these."""

_BATCH = 64
"""Combs that are computed together."""
_POINTS, _LEAST_POINTS = 256, 128
"""Stamps in a comb, and the least if there are no more: its line stands out up to a jitter of nearly 0.4 intervals
either way."""
_BINS, _FFT = 4, 2048
"""Bins in a mean step, and bins in all with padding, so that the spectrum's lines are 0.2 % of the rate apart."""
_LOBES = 16
"""Spectral lines that a comb's widest line covers, with the side lobe before it."""
_LOWEST, _HIGHEST = 0.97, 1.9
"""The line is searched between these multiples of the mean rate of the stamps that came: missing samples lower it."""
_STANDS_OUT = 10.0
"""A line must have this many times the power of points without any order: by chance 1 of 100 combs has such a line."""
_BESIDE = 0.15
"""A line must also have this share of the strongest line's power. Stamps that were rounded to a coarse tick have a line
at the tick, too, with up to six times the power; a line's side lobes have less than a twentieth of its power."""


def local_intervals(time_s: FloatArray, known_s: float = 0.0) -> FloatArray:
    """The interval of each stretch of 64 steps, in s; NaN where its stamps don't show one.

    Parameters
    ----------
    time_s : (n,) float64
        Time stamps that don't fall.
    known_s : float
        An interval in s to which stretches may keep, or 0. Stretches with jitter or losses that keep to it get it.
    """
    stretches = (len(time_s) - 1) // STRETCH
    if stretches < 1:
        return np.empty(0)
    ends = time_s[: stretches * STRETCH + 1]
    steps = np.diff(ends).reshape(stretches, STRETCH)
    mean = np.diff(ends[::STRETCH]) / STRETCH
    intervals = mean.copy()
    rough = np.flatnonzero((steps.max(axis=1) > 1.25 * mean) | (steps.min(axis=1) < 0.75 * mean))
    if len(rough) and known_s > 0.0:
        regular = np.empty(stretches)
        keep_to(ends, known_s, SINGLE, _LEAST_WHOLE, _TOGETHER, _TURN, _ABOUT, np.empty(stretches), regular)
        intervals[rough] = known_s
        rough = rough[regular[rough] == 0.0]
    if len(rough):
        intervals[rough] = _counted(steps[rough])
        unclear = rough[np.isnan(intervals[rough])]
        for k in range(0, len(unclear), _BATCH):
            intervals[unclear[k : k + _BATCH]] = _combs(time_s, unclear[k : k + _BATCH])
    return intervals


def counted_interval(steps: FloatArray) -> float:
    """The interval of steps (n,) that jitter little; NaN if they don't show one."""
    return float(_counted(steps[np.newaxis])[0])


def commonest_interval(intervals: FloatArray) -> float:
    """The interval on which most stretches agree; NaN if fewer than a quarter of them do.

    `intervals` has that of each stretch, (n,) in s, NaN for a stretch without one.
    """
    known = intervals[~np.isnan(intervals)]
    if not len(known):
        return float("nan")
    # There is no division: stretches that repeat one stamp have an interval of 0, which agrees with no other.
    alike = np.abs(known[:, np.newaxis] - known) < ALIKE * known
    most = int(np.argmax(alike.sum(axis=1)))
    if 4 * int(alike[most].sum()) < len(intervals):
        return float("nan")
    return float(np.mean(known[alike[most]]))


def _counted(steps: FloatArray) -> FloatArray:
    """The interval of each row of steps (n, m) that jitter little; NaN for the others."""
    with np.errstate(invalid="ignore", divide="ignore"):
        base = np.median(steps, axis=1, keepdims=True)
        single = np.abs(steps / base - 1.0) < SINGLE
        base = (steps * single).sum(axis=1, keepdims=True) / single.sum(axis=1, keepdims=True)
        count = np.maximum(np.round(steps / base), 1.0)
        clear = np.all(np.abs(steps / base - count) <= CLEAR, axis=1) & (single.mean(axis=1) >= LEAST_SINGLE)
        interval: FloatArray = steps.sum(axis=1) / count.sum(axis=1)
    return np.where(clear, interval, np.nan)


def _combs(time_s: FloatArray, stretches: NDArray[np.intp]) -> FloatArray:
    """The intervals of the combs around these stretches (n,); NaN where no line stands out."""
    count = min(_POINTS, len(time_s))
    if count < _LEAST_POINTS:
        return np.full(len(stretches), np.nan)
    first = np.clip(stretches * STRETCH + (STRETCH - count) // 2, 0, len(time_s) - count)
    points = np.lib.stride_tricks.sliding_window_view(time_s, count)[first]
    bin_s = _usual_step(np.diff(points)) / _BINS
    bins, there, line = np.empty((len(first), _FFT)), np.empty(len(first)), np.full(len(first), np.nan)
    lay(points, bin_s, bins, there)
    low, high = round(_LOWEST * _FFT / _BINS), round(_HIGHEST * _FFT / _BINS)
    begin = low - 1  # the first of the lines that are examined
    lines = np.abs(np.fft.rfft(bins)[:, begin : high + _LOBES + 1])
    find_lines(lines, there, begin, high - begin, _LOBES, _STANDS_OUT, _BESIDE, line)
    intervals: FloatArray = bin_s * _FFT / line
    return intervals


def _usual_step(steps: FloatArray) -> FloatArray:
    """The mean of each row of steps (n, m) that are at most four times their median: a pause tells nothing."""
    count = steps.shape[1]
    mean: FloatArray = steps.sum(axis=1) / count
    # No step exceeds four medians if the longest is at most twice the mean, and most steps are at least half of it.
    half = (steps >= 0.5 * mean[:, np.newaxis]).sum(axis=1)
    rest = np.flatnonzero((steps.max(axis=1) > 2.0 * mean) | (half <= count // 2))
    if len(rest):
        some = steps[rest]
        usual = some <= 4.0 * np.median(some, axis=1, keepdims=True)
        mean[rest] = (some * usual).sum(axis=1) / usual.sum(axis=1)
    return mean
