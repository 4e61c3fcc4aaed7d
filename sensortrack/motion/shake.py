"""How much the body is shaken: steps shake it all the time, an exercise hardly, a bump only once."""

from __future__ import annotations

import math

import numpy as np
from scipy.signal import butter, lfilter

from ..records import FloatArray

BAND_HZ = (2.5, 10.0)
"""Steps have their heel strikes here; slow and even brisk movements of the trunk stay below."""
MEAN_S = 1.0
STEPS_MS2 = 0.5
"""Above this mean the person walks: walking has 0.7 and more at the lower back, exercises less than 0.3."""


class Shake:
    """Mean size of the band-passed specific force, running, with its state carried."""

    def __init__(self, rate_hz: float) -> None:
        high = min(BAND_HZ[1], 0.4 * rate_hz)
        self._band: tuple[FloatArray, FloatArray] = butter(2, (BAND_HZ[0], high), "bandpass", fs=rate_hz)
        self._band_state: FloatArray = np.zeros(4)
        self._gain = 1.0 - math.exp(-1.0 / (MEAN_S * rate_hz))
        self._mean_state: FloatArray = np.zeros(1)
        self._first: float | None = None

    def feed(self, acc: FloatArray) -> FloatArray:
        """Shake (n,) in m/s² after each sample of specific force (n, 3) in m/s²."""
        x, y, z = acc.T
        force = np.sqrt(x * x + y * y + z * z)
        if self._first is None:
            self._first = float(force[0])  # gravity is no shake
        band, self._band_state = lfilter(*self._band, force - self._first, zi=self._band_state)
        mean: FloatArray
        mean, self._mean_state = lfilter(
            [self._gain], [1.0, self._gain - 1.0], np.abs(band), zi=self._mean_state
        )
        return mean
