"""The sampling rate and its gaps, told from time stamps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..records import FloatArray

PACE_STEPS = 10_000
"""How many steps, from the start of a recording, its pace is told from."""

_LONGEST_STEP_S = 0.5


@dataclass(frozen=True, slots=True)
class Pace:
    """Sampling rate in Hz (0.0 where nothing tells it); the step in s beyond which samples are missing."""

    rate_hz: float
    gap_s: float


def pace(time_s: FloatArray, nominal_hz: float | None) -> Pace:
    """The pace of a recording.

    A step is a gap where it is longer than 1.5 sampling intervals and longer than one interval and four
    times the jitter (the 95th percentile of the steps' distance from their median). One of more
    than 0.5 s is a gap whatever the jitter, unless the rate itself is that low.

    Parameters
    ----------
    time_s : (n,) float64
        Rising time stamps, from the start of the recording; the first 10 000 steps are used.
    nominal_hz : float or None
        Rate that was declared, for a recording whose stamps don't tell one.
    """
    steps = np.diff(time_s[: PACE_STEPS + 1])
    if not len(steps):
        return Pace(nominal_hz or 0.0, math.inf if nominal_hz is None else _limit(1.0 / nominal_hz, 0.0))
    median = float(np.median(steps))
    jitter = float(np.percentile(np.abs(steps - median), 95.0))
    # The median of rounded stamps is a multiple of the rounding; the mean of whole steps isn't.
    interval = float(np.mean(steps[steps <= _limit(median, jitter)]))
    return Pace(1.0 / interval, _limit(interval, jitter))


def nominal_pace(rate_hz: float) -> Pace:
    """The pace of samples that are counted at a nominal rate."""
    return Pace(rate_hz, 1.5 / rate_hz)


def _limit(interval: float, jitter: float) -> float:
    return max(1.5 * interval, min(interval + 4.0 * jitter, _LONGEST_STEP_S))
