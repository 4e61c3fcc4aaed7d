"""What moves while the person keeps still, by frequency: sway and breathing below 2 Hz, tremor above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...records import FloatArray
from .kernels import LEAST_PIECES, still_power
from .spectrum import SpectrumGrid, hann

SEGMENT_S, HOP_S, SEGMENTS = 1.5, 0.75, 3
"""Stillness is cut into pieces of this length, so far apart, and so many at most from each stretch of it."""
LEAST_S = 0.7
"""A briefer stillness, in s, holds too few periods of a tremor of 4 Hz."""
FROM_HZ = 1.5
"""Below it, what moves in stillness is no tremor, and accelerates little."""
FLOOR_HZ = 2.0
"""The sensor's noise is taken from the quietest band of this width, in Hz: narrower ones scatter more."""


class Tremor(NamedTuple):
    """Running sums over frequency of the power in stillness, each as long as the grid's `omega`.

    Attributes
    ----------
    speed : list of float
        Of the speed, in (deg/s)²: the last one is its mean square.
    acceleration, jerk : list of float
        Of its derivatives, from FROM_HZ on.
    noise_density : float
        The sensor's noise in (deg/s)²/Hz, or a little more: it is white, and what the body does comes on top.
    """

    speed: list[float]
    acceleration: list[float]
    jerk: list[float]
    noise_density: float


def tremor_of(stillness: Sequence[FloatArray], grid: SpectrumGrid, rate_hz: float) -> Tremor | None:
    """The power of the speed in stillness; None where there was too little of it.

    Parameters
    ----------
    stillness : sequence of (n,) float
        Stretches of the speed about the axis in which the person kept still.

    References
    ----------
    Welch (1967), IEEE Trans Audio Electroacoust 15:70–73. At each frequency the largest of four or more pieces
    is left out, so that one in which the person shifted does no harm; squared spectra are distributed
    exponentially, which tells what that takes from their mean.
    """
    length = min(round(SEGMENT_S * rate_hz), max((len(part) for part in stillness), default=0), grid.samples)
    if length < LEAST_S * rate_hz:
        return None
    hop = round(HOP_S * rate_hz)
    pieces = [
        part[end - length : end]
        for part in stillness
        for end in range(len(part), max(length - 1, len(part) - hop * SEGMENTS), -hop)
    ]
    window, power = hann(length)
    spectra = np.fft.rfft(np.array(pieces) * window, grid.samples).view(np.float64)
    count = len(pieces)
    share = float(count)
    if count >= LEAST_PIECES:
        share -= sum(1.0 / k for k in range(1, count + 1))
    sums = np.empty((3, len(grid.omega)))
    scale = 2.0 * grid.step_hz / (power * rate_hz * share)
    width = max(1, grid.bin(FLOOR_HZ))
    quietest = still_power(spectra.data, grid.omega.data, scale, grid.bin(FROM_HZ) + 1, width, sums.data)
    speed, acceleration, jerk = sums.tolist()
    return Tremor(speed, acceleration, jerk, quietest / (width * grid.step_hz))
