"""The sampling rate and its gaps, told from time stamps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray

PACE_STEPS = 10_000
"""How many steps, from the start of a recording, its pace is told from."""

_LONGEST_STEP_S = 0.5
_WINDOW = 64
"""Steps in which a rate shows."""
_OFF_CLOCK = 0.42
"""Stamps are a clock's where nearly all steps lie nearer than this to a whole number of intervals: beyond it, half
an interval off, nobody can tell one number from the next."""
_ON_CLOCK = 0.95
_MOST_LOST = 2.5
"""Mean intervals in a step: where more than half of all samples were missing, the interval would be a guess."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Sampling rate in Hz (0.0 where nothing tells it); the step in s beyond which samples are missing.

    `clocked` says that the stamps are a clock's: each step is a whole number of intervals, and what is more than
    one is a loss. Otherwise they jitter, and only a step well beyond the jitter is.
    """

    rate_hz: float
    gap_s: float
    clocked: bool = False

    @property
    def interval_s(self) -> float:
        """Time between two samples; 0.0 where nothing tells it."""
        return 1.0 / self.rate_hz if self.rate_hz else 0.0


def pace(time_s: FloatArray, nominal_hz: float | None) -> Pace:
    """The pace of a recording.

    The interval is the commonest step, made exact over all steps by counting how many intervals each of them is;
    so samples that are missing don't lengthen it. Where the stamps jitter too much for that, it is the mean of the
    steps that aren't longer than one interval and four times the jitter (the 95th percentile of the steps' distance
    from their median), nor than 0.5 s.

    Parameters
    ----------
    time_s : (n,) float64
        Time stamps, from the start of the recording; the first 10 000 steps are used. Samples may share one.
    nominal_hz : float or None
        Rate that was declared: taken where the stamps don't tell one, and where they jitter and some seem missing.
    """
    steps = _steps(time_s[: PACE_STEPS + 1])
    if not len(steps):
        return Pace(nominal_hz or 0.0, math.inf if nominal_hz is None else _limit(1.0 / nominal_hz, 0.0))
    at_one_rate = _at_commonest_rate(steps)
    for guess in (float(np.median(at_one_rate)), float(np.percentile(at_one_rate, 25.0))):
        interval = _on_clock(at_one_rate, guess)
        if interval is not None:
            return Pace(1.0 / interval, 1.5 * interval, clocked=True)
    median = float(np.median(steps))
    jitter = float(np.percentile(np.abs(steps - median), 95.0))
    interval = float(np.mean(steps[steps <= _limit(median, jitter)]))
    if nominal_hz is not None and 1.0 <= interval * nominal_hz <= 1.5:
        interval = 1.0 / nominal_hz
    return Pace(1.0 / interval, _limit(interval, jitter))


def nominal_pace(rate_hz: float) -> Pace:
    """The pace of samples that are counted at a nominal rate."""
    return Pace(rate_hz, 1.5 / rate_hz, clocked=True)


def _steps(time_s: FloatArray) -> FloatArray:
    """Steps from sample to sample; samples that share a stamp share the step to the next one."""
    steps = np.diff(time_s)
    if len(steps) and steps.min() > 0.0:
        return steps
    moving = np.flatnonzero(np.append(True, steps != 0.0))
    each = np.diff(time_s[moving]) / np.diff(moving)
    shared: FloatArray = np.repeat(each, np.diff(moving))
    return shared[shared > 0.0]  # without those of a clock that was set back


def _at_commonest_rate(steps: FloatArray) -> FloatArray:
    """The steps without those of stretches whose median is another one: the rate may have changed."""
    windows = len(steps) // _WINDOW
    if windows < 4:
        return steps
    cut = steps[: windows * _WINDOW].reshape(windows, _WINDOW)
    middle = np.median(cut, axis=1)
    alike: FloatArray = cut[np.abs(middle / np.median(middle) - 1.0) < 0.25].ravel()
    return alike if len(alike) else steps


def _on_clock(steps: FloatArray, guess: float) -> float | None:
    """The interval near a guess, if the steps are whole numbers of it."""
    single = steps[(steps > 0.45 * guess) & (steps < 1.55 * guess)]
    if not len(single):
        return None
    interval = float(np.mean(single))
    count = np.maximum(np.round(steps / interval), 1.0)
    near = np.abs(steps / interval - count) <= _OFF_CLOCK
    within = steps < max(_LONGEST_STEP_S, 8.0 * interval)
    if np.mean(near) < _ON_CLOCK or np.mean(count[within]) > _MOST_LOST:
        return None
    sure = within & near
    return float(np.sum(steps[sure]) / np.sum(count[sure]))


def _limit(interval: float, jitter: float) -> float:
    return max(1.5 * interval, min(interval + 4.0 * jitter, _LONGEST_STEP_S))


def missing_before(time_s: FloatArray, pace: Pace) -> NDArray[np.bool_]:
    """Before which samples of a run that rises others are missing; never before the first.

    A stamp that came late, and is made up for by the next ones, is no loss: what counts is whether the samples
    stay late. So the level of each (its time less its number of intervals) is the median of five around it,
    which keeps every lasting step where it is.
    """
    steps = np.diff(time_s)
    missing = np.zeros(len(time_s), np.bool_)
    if not len(steps) or float(steps.max()) <= pace.gap_s:
        return missing
    if not pace.clocked or len(time_s) < 5:
        missing[1:] = steps > pace.gap_s
        return missing
    level = np.cumsum(steps / pace.interval_s - 1.0)
    padded = np.pad(np.insert(level, 0, 0.0), 2, mode="edge")
    smooth = np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1)
    missing[1:] = np.diff(smooth) > 0.5
    return missing
