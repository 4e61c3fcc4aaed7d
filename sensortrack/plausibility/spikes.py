"""Single samples that no continuous signal can give: alone, far off what surrounds them.

A movement that is sampled often enough to be measured leads into its peak and out of it: where a sample is far
off the middle of its neighbours, these differ, too. Around a corrupt sample they don't: the signal goes on as if
it weren't there. In the recordings of people that were looked at (docs/validation.md), a ratio of 6 between the two
is exceeded nowhere but in files whose spikes are known, in knocks against the sensor, and at 20 Hz.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from .sample_marks import AFTER_GAP, OUT, SPIKE

ACC_LEAST_MS2, GYR_LEAST_DPS = 5.0, 30.0
"""A smaller spike is left in: for one sample of 10 ms it turns nothing by more than 0.3°."""
RATIO = 6.0
"""A spike is so many times farther off than the samples around it differ."""
LONGEST = 2
"""So many samples in a row may be corrupt; a knock against the sensor is seen in three and more."""
AHEAD = LONGEST + 1
"""Samples after a doubtful one that its verdict waits for."""


class SpikeFilter:
    """Marks spikes; a doubtful sample waits for `AHEAD` others, so that its verdict is the same in any cutting."""

    def __init__(self) -> None:
        self._known = 0
        self._after_spike = False
        self._last = np.zeros(6)  # the last sample that may be used, and the one before it
        self._before = np.zeros(6)

    def mark(
        self, acc: FloatArray, gyr: FloatArray | None, marks: NDArray[np.uint8], at: int, ended: bool
    ) -> int:
        """Judge rows from number `at` on; the first row that has to wait for others, or the number of rows.

        `ended` says that no row follows the last one without a gap.
        """
        rows, last, before = acc.shape[0], self._last, self._before
        while at < rows:
            if marks[at] & OUT:
                self._known = 0
                at += 1
                continue
            if marks[at] & AFTER_GAP:
                self._known = 0
            x, y, z = acc[at, 0], acc[at, 1], acc[at, 2]
            p, q, r = last[3], last[4], last[5]
            if gyr is not None:
                p, q, r = gyr[at, 0], gyr[at, 1], gyr[at, 2]
            if (
                self._known
                and not self._after_spike  # after a spike the signal goes on
                and (
                    _size(x - last[0], y - last[1], z - last[2]) > ACC_LEAST_MS2
                    or _size(p - last[3], q - last[4], r - last[5]) > GYR_LEAST_DPS
                )
            ):
                end = at + 1
                while end < rows and end <= at + AHEAD and not marks[end]:
                    end += 1
                if end == rows and end <= at + AHEAD and not ended:
                    return at
                length = self._length(acc, at, end, 0, ACC_LEAST_MS2)
                if gyr is not None:
                    length = max(length, self._length(gyr, at, end, 3, GYR_LEAST_DPS))
                if length:
                    for k in range(at, at + length):
                        marks[k] |= SPIKE
                    at += length
                    self._after_spike = True
                    continue
            for c in range(6):
                before[c] = last[c]
            last[0], last[1], last[2], last[3], last[4], last[5] = x, y, z, p, q, r
            self._known = min(self._known + 1, 2)
            self._after_spike = False
            at += 1
        return at

    def _length(self, x: FloatArray, first: int, end: int, column: int, least: float) -> int:
        """How many rows from number `first` on are a spike, of those before `end` that follow without a gap."""
        last, before, c = self._last, self._before, column
        a0, a1, a2 = last[c], last[c + 1], last[c + 2]
        if _far(x, first, a0, a1, a2) <= least:
            return 0
        lead = 0.0
        if self._known > 1:
            lead = _size(a0 - before[c], a1 - before[c + 1], a2 - before[c + 2])
        for length in range(1, LONGEST + 1):
            back = first + length
            if back >= end:
                return 0
            b0, b1, b2 = x[back, 0], x[back, 1], x[back, 2]
            around = max(lead, _far(x, back, a0, a1, a2))
            if back + 1 < end:
                around = max(around, _far(x, back + 1, b0, b1, b2))
            bound, alone = max(least, RATIO * around), True
            for k in range(first, back):
                alone = alone and _far(x, k, 0.5 * (a0 + b0), 0.5 * (a1 + b1), 0.5 * (a2 + b2)) > bound
            if alone:
                return length
        return 0


def _far(x: FloatArray, row: int, a: float, b: float, c: float) -> float:
    """How far a row (3) is off a point."""
    return _size(x[row, 0] - a, x[row, 1] - b, x[row, 2] - c)


def _size(a: float, b: float, c: float) -> float:
    return math.sqrt(a * a + b * b + c * c)
