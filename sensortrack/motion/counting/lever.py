"""How far the sensor is from the axis that a movement turns it about, across gravity, and on which side.

A sensor that turns by θ at a distance r is accelerated upward by r θ̈: by as much the force on it is more than gravity.
r is positive where the movement raises the sensor. Where a set is followed from its holds, what is taken for the way
out is the way back, and r has the other sign.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

import numpy as np

from ...records import FloatArray
from ..sample_buffer import ACC, UP, SampleBuffer
from ..vectors import sizes
from .excursion import LEAD_S, Excursion

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
        rows = rows[: count * size]
        force_ms2 = np.mean(sizes(rows[:, ACC]).reshape(count, size), axis=1)
        up = np.mean(rows[:, UP].reshape(count, size, 3), axis=1)
        tilt_rad = sizes(up - up[0])  # the chord: of 60° it is 5 % less than the angle
        turn = (tilt_rad[2:] - 2.0 * tilt_rad[1:-1] + tilt_rad[:-2]) * (rate_hz / size) ** 2
        # The second difference is the second derivative's mean under a triangle; the force is averaged likewise.
        force_ms2 = (force_ms2[2:] + 6.0 * force_ms2[1:-1] + force_ms2[:-2]) / 8.0
        # A constant, and a scale that differs between the two poses, are errors of the sensor.
        known = np.linalg.qr(np.column_stack((np.ones(count - 2), tilt_rad[1:-1])))[0]
        force, turn = _without(known, force_ms2), _without(known, turn)
        self._sums.extend((_dot(force, turn), _dot(turn, turn), _dot(force, force), count - 4.0))

    def lever(self, count: int | None = None) -> Lever | None:
        """The distance by the first `count` movements, or by all; None where nothing turned."""
        sums = self._sums[: None if count is None else count * SUMS]
        both, turn2, force2, free = (sum(sums[k::SUMS]) for k in range(SUMS))
        if turn2 <= 0.0:
            return None
        distance_m = both / turn2
        return Lever(distance_m, max(force2 - distance_m * both, 0.0) / free / turn2)


def _without(known: FloatArray, values: FloatArray) -> FloatArray:
    """What is left of values after a fit of columns that are orthonormal."""
    left: FloatArray = values - np.sum(known * np.sum(known * values[:, None], axis=0), axis=1)
    return left


def _dot(a: FloatArray, b: FloatArray) -> float:
    return float(np.sum(a * b))
