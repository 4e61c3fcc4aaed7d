"""The speed about the axis over an attempt, and what filters make of it, each computed once when it is asked for."""

from __future__ import annotations

import math
from functools import cached_property, lru_cache

import numpy as np
from scipy.signal import butter, sosfiltfilt

from ..records import FloatArray

ATTACK_CUTOFF_HZ = 5.0
CALM_CUTOFF_HZ = 3.0
TREMOR_BAND_HZ = (3.5, 10.0)


class SpeedSignal:
    """Angular speed about the axis.

    Parameters
    ----------
    speed_dps : (n,) float
        Outward positive.
    rate_hz : float
    """

    def __init__(self, speed_dps: FloatArray, rate_hz: float) -> None:
        self.raw, self.rate_hz = speed_dps, rate_hz

    def __len__(self) -> int:
        return len(self.raw)

    def low_passed(self, cutoff_hz: float) -> FloatArray:
        """Zero-phase second-order low-pass, shape (n,)."""
        return low_pass(self.raw, self.rate_hz, cutoff_hz)

    @cached_property
    def attack(self) -> FloatArray:
        """Low-passed at 5 Hz, where an attack still shows and tremor fades."""
        return self.low_passed(ATTACK_CUTOFF_HZ)

    @cached_property
    def calm(self) -> FloatArray:
        """Low-passed at 3 Hz: pauses and hesitations, without tremor."""
        return self.low_passed(CALM_CUTOFF_HZ)

    @cached_property
    def tremor(self) -> FloatArray:
        """Band-passed at 3.5 to 10 Hz."""
        padding = min(len(self.raw) - 1, math.ceil(self.rate_hz))
        if padding < 1:
            return np.zeros_like(self.raw)
        band: FloatArray = sosfiltfilt(_band_design(self.rate_hz), self.raw, padlen=padding)
        return band


def low_pass(signal: FloatArray, rate_hz: float, cutoff_hz: float) -> FloatArray:
    """Zero-phase second-order Butterworth low-pass along the first axis; short signals pass unchanged."""
    if cutoff_hz >= 0.45 * rate_hz or len(signal) < 10:
        return signal
    padding = min(len(signal) - 1, math.ceil(rate_hz / cutoff_hz))
    filtered: FloatArray = sosfiltfilt(_low_pass_design(rate_hz, cutoff_hz), signal, axis=0, padlen=padding)
    return filtered


@lru_cache(maxsize=64)
def _low_pass_design(rate_hz: float, cutoff_hz: float) -> FloatArray:
    # Designing a filter takes longer than filtering a phase with it.
    sos: FloatArray = butter(2, cutoff_hz, fs=rate_hz, output="sos")
    return sos


@lru_cache(maxsize=8)
def _band_design(rate_hz: float) -> FloatArray:
    high = min(TREMOR_BAND_HZ[1], 0.45 * rate_hz)
    sos: FloatArray = butter(2, (TREMOR_BAND_HZ[0], high), "bandpass", fs=rate_hz, output="sos")
    return sos
