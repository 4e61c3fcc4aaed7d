"""How much the body is shaken by steps: they have a rhythm and heel strikes, both, and go on.

Tremor has no rhythm of one to three a second, a brisk exercise has no heel strikes, a knock is over at once.
"""

from __future__ import annotations

import math

import numpy as np

from ...records import FloatArray
from ..butterworth import bandpass, lowpass
from ..iir import causal
from ..vectors import sizes

STRIKES_HZ = (2.5, 10.0)
"""Steps have their heel strikes here; slow and even brisk movements of the trunk stay below."""
RHYTHM_HZ = (1.0, 3.0)
"""Steps follow one another so often; tremor, from 3.5 to 12 Hz, hardly reaches it."""
TREMOR_CUTOFF_HZ = 3.0
"""The force is low-passed here before its size is taken: the size of a quick tremor has slow beats."""
MOST_MS2 = 8.0
"""No step changes the size of the force further; a knock does."""
RHYTHM_WEIGHT = 1.6
"""The rhythm counts for more than the strikes: its filters take longer to see the first steps."""
MEAN_S = 1.0
SHAKEN_MS2 = 0.22
"""Mean over an attempt: from the first step on walking has 0.3 and more, exercises seldom 0.1."""
STEPS_MS2 = 0.5
"""Above this mean the person walks: walking has 0.7 and more at the lower back, exercises less than 0.3."""


class Shake:
    """The lesser of two running means, of heel strikes and of rhythm in the specific force, with its state carried."""

    def __init__(self, rate_hz: float) -> None:
        most_hz = 0.4 * rate_hz
        self._low = lowpass(4, min(TREMOR_CUTOFF_HZ, most_hz), rate_hz)
        self._low_state = np.zeros((len(self._low), 3, 2))
        self._bands = [
            _Mean(rate_hz, (STRIKES_HZ[0], min(STRIKES_HZ[1], most_hz))),
            _Mean(rate_hz, RHYTHM_HZ),
        ]
        self._first: FloatArray | None = None

    def feed(self, acc: FloatArray, out: FloatArray) -> None:
        """Fill in the shake (n,) in m/s² after each sample of specific force (n, 3) in m/s²."""
        if self._first is None:
            self._first = acc[0].copy()  # gravity is no shake
        low = acc - self._first
        causal(self._low, self._low_state, low, low)
        low += self._first
        gravity_ms2 = math.sqrt(sum(c * c for c in self._first.tolist()))
        strikes, rhythm = np.empty((len(acc), 1)), np.empty((len(acc), 1))
        for band, force, mean in zip(self._bands, (acc, low), (strikes, rhythm), strict=True):
            band.feed(np.clip(sizes(force) - gravity_ms2, -MOST_MS2, MOST_MS2)[:, None], mean)
        np.minimum(strikes[:, 0], RHYTHM_WEIGHT * rhythm[:, 0], out=out)


class _Mean:
    """Running mean of the size of what is in a band."""

    def __init__(self, rate_hz: float, band_hz: tuple[float, float]) -> None:
        self._band = bandpass(*band_hz, rate_hz)
        self._band_state = np.zeros((len(self._band), 1, 2))
        gain = 1.0 - math.exp(-1.0 / (MEAN_S * rate_hz))
        self._mean = np.array([[gain, 0.0, 0.0, 1.0, gain - 1.0, 0.0]])
        self._mean_state = np.zeros((1, 1, 2))

    def feed(self, force: FloatArray, out: FloatArray) -> None:
        band = np.empty_like(force)
        causal(self._band, self._band_state, force, band)
        causal(self._mean, self._mean_state, np.abs(band), out)
