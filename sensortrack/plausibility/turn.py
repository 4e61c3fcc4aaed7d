"""Whether gravity turns while a gyroscope gives one value: the accelerometer sees a turn that the gyroscope doesn't."""

from __future__ import annotations

import math

import numpy as np

from ..records import FloatArray

BIN_S = 0.25
"""The up direction is the accelerometer's mean over so long."""
WITHIN = 40
"""A turn is looked for within so many bins (10 s): slower ones the accelerometer alone tells well enough."""
LEAST_COSINE = math.cos(math.radians(10.0))
"""Gravity has turned if by more than this: no gyroscope's resolution is so coarse that it misses 1 deg/s and more."""
EXPLAINED = 0.5
"""A rate that explains at least this share of the turn isn't frozen for certain."""


class TurnWatch:
    """Follows the accelerometer while the gyroscope stands."""

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz if rate_hz > 0.0 else 1.0
        self._size = max(1, round(BIN_S * self._rate_hz))
        self._sum, self._up = np.zeros(3), np.zeros(3)
        self._count = self._bins = 0

    def begin(self) -> None:
        """The gyroscope begins to stand."""
        self._count = self._bins = 0
        for c in range(3):
            self._sum[c] = 0.0

    def add(self, acc: FloatArray, gyr: FloatArray, row: int) -> bool:
        """Take the next sample; whether gravity has turned by it as the gyroscope says it hasn't."""
        for c in range(3):
            self._sum[c] += acc[row, c]
        self._count += 1
        if self._count < self._size:
            return False
        x, y, z = self._sum[0], self._sum[1], self._sum[2]
        size = math.sqrt(x * x + y * y + z * z)
        bins, turned = self._bins, False
        self.begin()
        if not size > 0.0:
            return False
        if 0 < bins <= WITHIN:
            cosine = (x * self._up[0] + y * self._up[1] + z * self._up[2]) / size
            rate = math.sqrt(
                gyr[row, 0] * gyr[row, 0] + gyr[row, 1] * gyr[row, 1] + gyr[row, 2] * gyr[row, 2]
            )
            turned_deg = rate * bins * self._size / self._rate_hz
            turned = cosine < LEAST_COSINE and turned_deg < EXPLAINED * math.degrees(
                math.acos(max(cosine, -1.0))
            )
            self._bins = bins + 1
        else:
            self._up[0], self._up[1], self._up[2] = x / size, y / size, z / size
            self._bins = 1
        return turned
