"""The interval between samples, told from their time stamps stretch by stretch, however many samples are missing.

Where the stamps jitter little, each step is nearly a whole number of intervals, and counting them tells the interval.
Where they jitter more, no step does by itself; but all stamps of a stretch lie about the teeth of one comb. Its
spacing is where the spectrum of the stamps, taken as points, has its lowest line (Bartlett, The spectral analysis of
point processes, 1963): missing points don't move it, and jitter only makes it lower.
"""

from __future__ import annotations

import numpy as np

from .block import FloatArray

RATES_AGREE = 0.03
"""A sensor's crystal is off by less than this share of its nominal rate."""
STRETCH = 64
"""Steps in which an interval shows."""
SINGLE = 0.45
"""A step is one interval where it differs from the stretch's usual one by less than this share."""
CLEAR = 0.35
"""Stamps jitter little where all steps lie nearer than this to a whole number of intervals."""
ALIKE = 0.02
"""Stretches at the same rate tell intervals that differ by less than this share."""
LEAST_SINGLE = 0.55
"""Share of a stretch's steps that are one interval; below it, more samples may be missing than are there."""

_POINTS, _LEAST_POINTS = 256, 128
"""Stamps in a comb, and where there aren't more: its line stands out to a jitter of nearly 0.4 intervals either way."""
_BINS, _FFT = 4, 2048
"""Bins in a mean step, and in the padded spectrum, whose lines are thereby 0.2 % of the rate apart."""
_LOBES = 16
"""Lines of the spectrum that the widest line of a comb covers, with the side lobe before it."""
_LOWEST, _HIGHEST = 0.97, 1.9
"""The line is looked for between these multiples of the mean rate of what came: missing samples lower that."""
_STANDS_OUT = 10.0
"""A line of so many times the power of points without any order comes by chance in 1 of 100 combs."""
_BESIDE = 0.15
"""Stamps that were rounded to a coarse tick have a line of that, too, of up to six times the power; side lobes of a
line have less than a twentieth of its power."""


def local_intervals(time_s: FloatArray) -> FloatArray:
    """The interval of each stretch of 64 steps, in s; NaN where its stamps don't tell one.

    Parameters
    ----------
    time_s : (n,) float64
        Time stamps that don't fall.
    """
    stretches = (len(time_s) - 1) // STRETCH
    if stretches < 1:
        return np.empty(0)
    ends = time_s[: stretches * STRETCH + 1]
    steps = np.diff(ends).reshape(stretches, STRETCH)
    mean = np.diff(ends[::STRETCH]) / STRETCH
    told = mean.copy()
    rough = np.flatnonzero((steps.max(axis=1) > 1.25 * mean) | (steps.min(axis=1) < 0.75 * mean))
    if len(rough):
        told[rough] = _counted(steps[rough])
        for k in rough[np.isnan(told[rough])].tolist():
            told[k] = _comb(time_s, k)
    return told


def counted_interval(steps: FloatArray) -> float:
    """The interval of steps (n,) that jitter little; NaN where they don't tell one."""
    return float(_counted(steps[np.newaxis])[0])


def commonest_interval(intervals: FloatArray) -> float:
    """Of the intervals of stretches, (n,) in s and NaN where there is none, that which most of them agree on.

    NaN where fewer than a quarter of the stretches do.
    """
    told = intervals[~np.isnan(intervals)]
    if not len(told):
        return float("nan")
    alike = np.abs(told[:, np.newaxis] / told - 1.0) < ALIKE
    most = int(np.argmax(alike.sum(axis=1)))
    if 4 * int(alike[most].sum()) < len(intervals):
        return float("nan")
    return float(np.mean(told[alike[most]]))


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


def _comb(time_s: FloatArray, stretch: int) -> float:
    """The interval of the comb about a stretch; NaN where none stands out."""
    middle = stretch * STRETCH + STRETCH // 2
    first = max(0, min(middle - _POINTS // 2, len(time_s) - _POINTS))
    points = time_s[first : first + _POINTS]
    if len(points) < _LEAST_POINTS:
        return np.nan
    # A pause tells nothing of the interval.
    steps = np.diff(points)
    usual = float(np.mean(steps[steps <= 4.0 * np.median(steps)]))
    if usual <= 0.0:
        return np.nan
    bin_s = usual / _BINS
    at = ((points - points[0]) / bin_s).astype(np.int64)
    at = at[at < _FFT]
    power = np.abs(np.fft.rfft(np.bincount(at, minlength=_FFT).astype(np.float64))) ** 2 / len(at)
    low, high = round(_LOWEST * _FFT / _BINS), round(_HIGHEST * _FFT / _BINS)
    most = max(_STANDS_OUT, _BESIDE * float(np.max(power[low:high])))
    line = low + int(np.argmax(power[low:high] >= most))
    if power[line] < most:
        return np.nan
    line += int(np.argmax(power[line : line + _LOBES]))
    before, here, after = np.sqrt(power[line - 1 : line + 2])
    curve = before - 2.0 * here + after
    off = 0.5 * float(before - after) / float(curve) if curve < 0.0 else 0.0
    return bin_s * _FFT / (line + off)
