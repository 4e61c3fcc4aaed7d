"""Numbers that overflowed: a sensor moved beyond its range, and its numbers count on from the other end.

One more than the largest number of so many bits is the smallest. From one sample to the next the signal leaps from one
end of all its values to the other, which lie evenly about zero, creeps on there, and leaps back: no body does so.
Compiled (`overflow.pxd`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..records import Block, FloatArray

END = 0.85
"""Values of at least this share of the largest one of their axis are at an end."""
CREEPS = 6.0
"""The step before or after a leap is this many times shorter: one sample beyond the end leaps there and back. It isn't
none, as where a sensor holds its numbers at its ends."""
LEAPS = 2
"""There and back again: of 630 files of people and things none has so many from end to end."""
LEAST = 5.0
"""No range ends below this, in m/s² or deg/s."""
MOST = 1000
"""So many leaps are kept of each axis."""


class Overflow(NamedTuple):
    """The sensor (0: accelerometer, 1: gyroscope), its axis (0 to 2), the end in m/s² or deg/s, and from when, in s."""

    sensor: int
    axis: int
    end: float
    from_s: float


class Overflows:
    """Looks for leaps from end to end, the same for any cutting of the samples."""

    def __init__(self) -> None:
        self._ends = np.zeros(6)
        self._last = np.zeros((3, 6))  # the samples before the present one, the latest last
        self._known = 0
        self._leaps: list[list[tuple[float, float]]] = [
            [] for _ in range(6)
        ]  # how far to both ends, and when

    def feed(self, block: Block) -> None:
        """Take the next samples."""
        if block.after_gap:
            self._known = 0
        self._take(block.acc, 0, block.time_s)
        if block.gyr is not None:
            self._take(block.gyr, 3, block.time_s)
        self._known = min(3, self._known + len(block))

    def found(self) -> Overflow | None:
        """The first axis on which the numbers overflowed."""
        for column in range(6):
            end = float(self._ends[column])
            times = [t for size, t in self._leaps[column] if size >= END * end]
            if len(times) >= LEAPS:
                return Overflow(column // 3, column % 3, end, times[0])
        return None

    def _take(self, x: FloatArray, first: int, time_s: FloatArray) -> None:
        """Take the values (n, 3) of a sensor, whose axes are those from number `first` on."""
        for axis in range(3):
            c = first + axis
            before, a, b, end, known = (
                self._last[0, c],
                self._last[1, c],
                self._last[2, c],
                self._ends[c],
                self._known,
            )
            for k in range(x.shape[0]):
                now = x[k, axis]
                end = max(end, abs(now))
                if abs(b - a) >= 2.0 * max(LEAST, END * end) and known >= 3:  # a leap from a to b
                    size, beside = min(abs(a), abs(b)), min(abs(a - before), abs(now - b))
                    if (
                        a * b < 0.0
                        and size >= END * end
                        and 0.0 < CREEPS * beside <= abs(b - a)
                        and len(self._leaps[c]) < MOST
                    ):
                        self._leaps[c].append((size, time_s[k]))
                before, a, b = a, b, now
                known += 1
            self._last[0, c], self._last[1, c], self._last[2, c], self._ends[c] = before, a, b, end
