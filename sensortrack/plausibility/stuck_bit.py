"""A bit of the accelerometer that never changes: a band of values is never seen, though slow movements cross it.

Where bit b is stuck, every second interval of 2ᵇ steps is missing from the values, and at its edge the signal leaps by
as much from one sample to the next. A body's acceleration that creeps on both sides of such a band would be seen in it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import Block, FloatArray
from .leaps import leaps_of

LOOK_HZ = 25.0
"""Samples that are looked at: a slow movement takes many of them for a band of a tenth of g."""
WINDOW = 1500
"""So many of them (a minute) are looked at together: a bit that sticks later on shows in what comes after it."""
CROSSINGS = 6
"""So often a band is crossed before it counts: of 627 files of people and things none has such a one."""
CREEPS = 6.0
"""The steps before and after a leap across the band are this many times shorter, in the middle one of the crossings."""


class StuckBit(NamedTuple):
    """The axis (0 to 2), the width of the bands in m/s², and the time at which the window begins, in s."""

    axis: int
    width_ms2: float
    from_s: float


class StuckBits:
    """Looks for a stuck bit, minute by minute, the same for any cutting of the samples."""

    def __init__(self, rate_hz: float) -> None:
        self._every = max(1, round(rate_hz / LOOK_HZ))
        self._count = self._held = 0
        self._torn = False
        self._acc, self._after_gap, self._from_s = np.empty((WINDOW, 3)), np.zeros(WINDOW, np.uint8), 0.0
        self._found: StuckBit | None = None

    def feed(self, block: Block) -> None:
        """Take the next samples."""
        if self._found is not None:
            return
        first, count = -self._count % self._every, len(block.time_s)
        self._count += count
        self._torn |= block.after_gap
        while first < count and self._found is None:
            acc = block.acc[first : first + (WINDOW - self._held) * self._every : self._every]
            held, self._held = self._held, self._held + len(acc)
            self._acc[held : self._held] = acc
            self._after_gap[held] = self._torn
            if not held:
                self._from_s = float(block.time_s[first])
            self._torn = False
            first += len(acc) * self._every
            if self._held == WINDOW:
                self._found = self._stuck()
                self._held = 0
                self._after_gap[:] = 0

    def found(self) -> StuckBit | None:
        """The first that was found, what is left at the end of the recording included."""
        return self._stuck() if self._found is None and self._held else self._found

    def _stuck(self) -> StuckBit | None:
        acc, after_gap = self._acc[: self._held], self._after_gap[: self._held]
        for axis in range(3):
            width = _band(np.ascontiguousarray(acc[:, axis]), after_gap)
            if width:
                return StuckBit(axis, width, self._from_s)
        return None


def _band(values: FloatArray, after_gap: NDArray[np.uint8]) -> float:
    """The width of the band that is leapt across most clearly; 0.0 where none is."""
    leaps = leaps_of(values, after_gap, CREEPS, CROSSINGS // 2)
    if not leaps:
        return 0.0
    steps = np.abs(np.diff(values))
    beside = np.maximum(steps[:-2], steps[2:])
    whole = (after_gap[1:-2] | after_gap[2:-1] | after_gap[3:]) == 0
    levels = np.sort(values)
    upper = np.searchsorted(levels, [0.5 * (values[k] + values[k + 1]) for k in leaps])
    best, width = 1.0 / CREEPS, 0.0
    for k in np.unique(upper).tolist():
        under = values < levels[k]
        crossed = whole & (under[1:-2] != under[2:-1])
        if np.count_nonzero(crossed) < CROSSINGS:
            continue
        wide = float(levels[k] - levels[k - 1])
        # Where coarse values stand still between two steps of one, nothing creeps.
        creep = float(np.median(beside[crossed])) / wide
        if 0.0 < creep <= best:
            best, width = creep, wide
    return width
