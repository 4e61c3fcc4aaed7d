"""A bit of the accelerometer that never changes: a band of values is never seen, though slow movements cross it.

Where bit b is stuck, every second interval of 2ᵇ steps is missing from the values, and at its edge the signal leaps by
as much from one sample to the next. A body's acceleration that creeps on both sides of such a band would be seen in it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import Block, FloatArray

LOOK_HZ = 25.0
"""Samples that are looked at: a slow movement takes many of them for a band of a tenth of g."""
WINDOW = 1500
"""So many of them (a minute) are looked at together: a bit that sticks later on shows in what comes after it."""
LEAST = 250
"""Fewer (10 s) aren't looked at."""
BANDS = 8
"""The widest gaps between values are tried: one of them is the bit's, if there is one."""
LEVELS = 4
"""A sensor of coarse steps has gaps between any two values: on both sides, within a band's width, there are so many."""
CROSSINGS = 6
"""So often a band is crossed before it counts: of 630 files of people and things none has such a one."""
CREEPS = 6.0
"""The steps before and after a leap across the band are this many times shorter, in the middle one of the crossings."""


COLUMNS, TIME, ACC, AFTER_GAP = 5, 0, slice(1, 4), 4
"""What a window holds of each sample."""


class StuckBit(NamedTuple):
    """The axis (0 to 2), the width of the bands in m/s², and the time at which the window begins, in s."""

    axis: int
    width_ms2: float
    from_s: float


class StuckBits:
    """Looks for a stuck bit, minute by minute, the same for any cutting of the samples.

    Parameters
    ----------
    rate_hz : float
    """

    def __init__(self, rate_hz: float) -> None:
        self._every = max(1, round(rate_hz / LOOK_HZ))
        self._skip = self._held = 0
        self._torn = False
        self._window: FloatArray = np.empty((WINDOW, COLUMNS))
        self._found: StuckBit | None = None

    def feed(self, block: Block) -> None:
        """Take the next samples."""
        self._torn |= block.after_gap
        first, count = self._skip, len(block)
        while first < count and self._found is None:
            rows = self._window[self._held : self._held + 1 + (count - 1 - first) // self._every]
            end = first + len(rows) * self._every
            rows[:, TIME] = block.time_s[first : end : self._every]
            rows[:, ACC] = block.acc[first : end : self._every]
            rows[:, AFTER_GAP] = False
            rows[0, AFTER_GAP], self._torn = self._torn, False
            self._held, first = self._held + len(rows), end
            if self._held == WINDOW:
                self._found, self._held = _stuck_in(self._window), 0
        self._skip = first - count

    def found(self) -> StuckBit | None:
        """The first that was found, what is left at the end of the recording included."""
        if self._found is None and self._held >= LEAST:
            return _stuck_in(self._window[: self._held])
        return self._found


def _stuck_in(rows: FloatArray) -> StuckBit | None:
    for axis in range(3):
        width = _band(np.ascontiguousarray(rows[:, ACC][:, axis]), rows[:, AFTER_GAP] > 0.0)
        if width:
            return StuckBit(axis, width, float(rows[0, TIME]))
    return None


def _band(values: FloatArray, after_gap: NDArray[np.bool_]) -> float:
    """The width of the band that is leapt across most clearly; 0.0 where none is."""
    steps = np.abs(np.diff(values, prepend=values[0]))
    leaps = np.argpartition(steps[1:-1], -2 * CROSSINGS)[-2 * CROSSINGS :] + 1
    beside = np.maximum(steps[leaps - 1], steps[leaps + 1])
    if np.count_nonzero(0.5 * CREEPS * beside <= steps[leaps]) < CROSSINGS // 2:
        return 0.0  # nearly all windows end here: the longest steps are parts of quick movements
    levels = np.sort(values)
    gaps = np.diff(levels)
    longest = float(np.partition(steps, -CROSSINGS)[-CROSSINGS])  # so many leaps are no shorter
    best, width = 1.0 / CREEPS, 0.0
    for i in np.argpartition(gaps, -BANDS)[-BANDS:].tolist():
        low, high, wide = float(levels[i]), float(levels[i + 1]), float(gaps[i])
        if not 0.0 < wide <= longest:
            continue
        first, end = np.searchsorted(levels, (low - wide, high + wide))
        if min(np.count_nonzero(gaps[first:i]), np.count_nonzero(gaps[i + 1 : end - 1])) < LEVELS - 1:
            continue
        under = values <= low
        at = np.flatnonzero(under[1:] != under[:-1]) + 1
        at = at[(at > 1) & (at < len(values) - 1)]
        at = at[~(after_gap[at - 1] | after_gap[at] | after_gap[at + 1])]
        if len(at) < CROSSINGS:
            continue
        creep = float(np.median(np.maximum(steps[at - 1], steps[at + 1]))) / wide
        if creep <= best:
            best, width = creep, wide
    return width
