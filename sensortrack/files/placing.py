"""Notifications that their link delayed are numbered by their arrivals, and their samples placed by these numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from .estimate_sampling import Pace
from .medians import median_of_five
from .notifications import LEAST_HEIGHT, MOST_LOST, grouped

_TOGETHER = 256
"""So many arrivals, up to each one, tell its phase: a clock that is off by 100 ppm drifts by a fortieth of a period."""
_MOST_MOVED = 0.1
"""Where a larger share of arrivals can't have the number that their phase gives, the rate is another one."""


class Placing:
    """Numbers a recording's notifications, piece by piece, at its pace."""

    def __init__(self, pace: Pace) -> None:
        self._samples, self._interval_s = pace.packed, pace.interval_s
        self._origin_s = self._phase = 0.0
        self._number = -np.inf
        self._within = False
        self._before: NDArray[np.complex128] = np.empty(0, np.complex128)

    def place(self, time_s: FloatArray, end: int) -> FloatArray | None:
        """Times (n,) in s of samples with the next stamps (n,), which rise; None where these come at another rate.

        The rows from `end` on will be given again: they are a look ahead.
        """
        first, sizes = grouped(time_s, self._samples)
        came_s = time_s[first + sizes - 1]
        count = int(np.count_nonzero(first < end))
        begins = not len(self._before)
        if begins:
            self._origin_s = float(came_s[0])
        turns = (came_s - self._origin_s) / (self._samples * self._interval_s)
        points = np.exp(2j * np.pi * turns)
        before = points[:_TOGETHER] if begins else self._before
        total = np.cumsum(np.concatenate([[0.0], before, points]))
        near = (total[len(before) + 1 :] - total[1 : -len(before)]) / len(before)
        phase = np.unwrap(np.angle(near)) / (2.0 * np.pi)
        phase += round(self._phase - float(phase[0]))
        many = -(-sizes // self._samples)
        many[0] -= self._within  # the rest of one that was numbered
        came = np.cumsum(many)
        lost = np.round(turns - phase) - came
        lost[-1] = lost[-1] if sizes[-1] >= self._samples else lost[-2:][0]  # may not have come whole
        # One that came late isn't lost: the next ones aren't late.
        settled = np.minimum.accumulate(median_of_five(np.pad(lost, 2, mode="edge"))[::-1])[::-1]
        settled = np.maximum(settled, self._number)
        if (
            float(np.mean(settled != lost)) > _MOST_MOVED
            or float(np.mean(np.diff(settled) > 0.0)) > MOST_LOST
            or float(np.median(np.abs(near))) < 0.5 * LEAST_HEIGHT
        ):
            return None
        ends_s = self._origin_s + (settled + came + 1.0 + phase) * self._samples * self._interval_s
        if float(np.min(np.diff(ends_s) - sizes[1:] * self._interval_s, initial=0.0)) <= -self._interval_s:
            return None
        if count:
            self._within = bool(first[count - 1] + sizes[count - 1] > end)
            self._before = np.concatenate([before, points[:count]])[-_TOGETHER:]
            self._phase = float(phase[count - 1])
            self._number = float(settled[count - 1] + came[count - 1])
        back = np.repeat(np.cumsum(sizes), sizes) - np.arange(int(sizes.sum()))
        at_s: FloatArray = np.repeat(ends_s, sizes) - back * self._interval_s
        return at_s
