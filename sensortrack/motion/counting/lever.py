"""How far the sensor is from the axis that a movement turns it about, across gravity, and on which side.

A sensor that turns by θ at a distance r is accelerated upward by r θ̈: by as much the force on it is more than gravity.
r is positive where the movement raises the sensor. Where a set is followed from its holds, what is taken for the way
out is the way back, and r has the other sign.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

from ..sample_buffer import ACC, UP, SampleBuffer
from .excursion import LEAD_S, Excursion
from .lever_sums import lever_sums

BIN_S = 0.25
"""Force and tilt are averaged over this time, in s: tremor, at 4 Hz and more, is out of it, the movement isn't."""
LEAST_BINS = 8
"""With fewer bins, 2 s, too little is left after what a straight line takes."""
SUMS = 4
"""Numbers that are kept of each movement."""


class Lever(NamedTuple):
    """The distance in m, and its variance in m²."""

    m: float
    variance_m2: float


class LeverFit:
    """Fits one distance to all movements: quick ones, whose force is largest, weigh most."""

    def __init__(self) -> None:
        self._sums = array("d")

    def take(self, e: Excursion, buffer: SampleBuffer, rate_hz: float) -> None:
        """Take the next movement and its samples."""
        size = max(1, round(BIN_S * rate_hz))
        rows = buffer.rows(max(e.onset - round(LEAD_S * rate_hz), buffer.first), e.end + 1)
        count = len(rows) // size
        if count < LEAST_BINS:
            self._sums.extend((0.0,) * SUMS)
            return
        both, turn2, force2 = lever_sums(rows[:, ACC], rows[:, UP], size, rate_hz)
        self._sums.extend((both, turn2, force2, count - 4.0))

    def lever(self, count: int | None = None) -> Lever | None:
        """The distance by the first `count` movements, or by all; None where nothing turned."""
        sums = self._sums[: None if count is None else count * SUMS]
        both, turn2, force2, free = (sum(sums[k::SUMS]) for k in range(SUMS))
        if turn2 <= 0.0:
            return None
        distance_m = both / turn2
        return Lever(distance_m, max(force2 - distance_m * both, 0.0) / free / turn2)
