"""How much the body is shaken: steps shake it all the time, an exercise hardly, a bump only once."""

from __future__ import annotations

import math

import numpy as np
from scipy.signal import butter

from ..records import FloatArray
from .iir import causal
from .vectors import sizes

BAND_HZ = (2.5, 10.0)
"""Steps have their heel strikes here; slow and even brisk movements of the trunk stay below."""
MEAN_S = 1.0
SHAKEN_MS2 = 0.22
"""Mean over an attempt: from the first step on walking has 0.3 and more, exercises seldom 0.1."""
STEPS_MS2 = 0.5
"""Above this mean the person walks: walking has 0.7 and more at the lower back, exercises less than 0.3."""


class Shake:
    """Mean size of the band-passed specific force, running, with its state carried."""

    def __init__(self, rate_hz: float) -> None:
        high = min(BAND_HZ[1], 0.4 * rate_hz)
        self._band: FloatArray = butter(2, (BAND_HZ[0], high), "bandpass", fs=rate_hz, output="sos")
        self._band_state = np.zeros((len(self._band), 1, 2))
        gain = 1.0 - math.exp(-1.0 / (MEAN_S * rate_hz))
        self._mean = np.array([[gain, 0.0, 0.0, 1.0, gain - 1.0, 0.0]])
        self._mean_state = np.zeros((1, 1, 2))
        self._first: float | None = None

    def feed(self, acc: FloatArray, out: FloatArray) -> None:
        """Fill in the shake (n,) in m/s² after each sample of specific force (n, 3) in m/s²."""
        force = sizes(acc)
        if self._first is None:
            self._first = float(force[0])  # gravity is no shake
        band = (force - self._first)[:, None]
        causal(self._band, self._band_state, band, band)
        causal(self._mean, self._mean_state, np.abs(band), out[:, None])
