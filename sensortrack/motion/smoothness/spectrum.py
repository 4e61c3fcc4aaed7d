"""The frequencies and times at which the phases of an attempt are looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ...records import FloatArray

GRID_HZ = 64.0
"""Band-limited signals are read off a grid of about this rate, whatever the sensor's: they are exact on it."""
TOP_HZ = 12.0
"""The spectrum is taken up to here, in Hz: tremor ends at 10 to 12 Hz."""
TREMOR_HZ = (3.5, 10.0)
"""The band, in Hz, in which people tremble."""
MARGIN_S = 0.7
"""So much before and after a phase, in s, goes into its spectrum: its slow ends."""
SPARE_S = 0.1
"""Room for rounding, in s, so that one grid serves all phases of a length."""


@dataclass(frozen=True, slots=True, eq=False)
class SpectrumGrid:
    """Times and frequencies.

    Attributes
    ----------
    samples, points : int
        So many samples of the sensor last as long as so many points of the grid.
    rate_hz, step_hz : float
        Points in a second, and the step from one frequency to the next.
    omega : (k,) float
        Angular frequencies in rad/s, from 0 to TOP_HZ.
    tremor : (int, int)
        The frequencies at which people tremble, `[first, last)`: above the first of TREMOR_HZ, up to the second.
    """

    samples: int
    points: int
    rate_hz: float
    step_hz: float
    omega: FloatArray
    tremor: tuple[int, int]

    def bin(self, frequency_hz: float) -> int:
        """The last frequency that isn't above that one."""
        return min(int(frequency_hz / self.step_hz), len(self.omega) - 1)


def grid_for(rate_hz: float, longest_s: float) -> SpectrumGrid:
    """The grid on which a phase of that length has room with its margins."""
    return _grid(rate_hz, math.ceil(2.0 * (longest_s + 2.0 * MARGIN_S + SPARE_S)))


@lru_cache(maxsize=64)
def _grid(rate_hz: float, half_seconds: int) -> SpectrumGrid:
    samples, points = round(0.5 * half_seconds * rate_hz), round(0.5 * half_seconds * GRID_HZ)
    step_hz = rate_hz / samples
    count = min(int(TOP_HZ / step_hz), samples // 2) + 1
    omega = 2.0 * np.pi * step_hz * np.arange(count, dtype=np.float64)
    low, high = (min(int(f / step_hz) + 1, count) for f in TREMOR_HZ)
    return SpectrumGrid(samples, points, points * step_hz, step_hz, omega, (low, high))


@lru_cache(maxsize=64)
def ramp(count: int) -> FloatArray:
    """A rise from 0 to 1 along half a cosine, shape (count,)."""
    rise: FloatArray = 0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / count)
    return rise


@lru_cache(maxsize=16)
def hann(length: int) -> tuple[FloatArray, float]:
    """A Hann window that is 0 nowhere, shape (length,), and the sum of its squares."""
    window: FloatArray = np.hanning(length + 2)[1:-1]
    return window, float(np.sum(window**2))
