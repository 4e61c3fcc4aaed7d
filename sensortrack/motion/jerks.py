"""The three named faults of smoothness, each placed in time: attack, hesitation, tremor."""

from __future__ import annotations

import math

import numpy as np
from scipy.signal import butter, find_peaks, sosfiltfilt

from ..records import Event, FloatArray, Measure
from .boundaries import low_pass
from .phase_measures import ATTACK_CUTOFF_HZ, ATTACK_RATIO, PhaseSignal

HESITATION_DEPTH = 0.5
"""A dip between two speed peaks by more than this share of the lower one is a hesitation."""
HESITATION_CUTOFF_HZ = 4.0

TREMOR_BAND_HZ = (3.5, 10.0)
TREMOR_SHARE = 0.12
TREMOR_LEAST_DPS = 3.0
"""Tremor: the rms speed in the band is over both this share of the phase's peak speed and this speed."""


def find_jerks(signal: PhaseSignal, time_s: FloatArray, attempt: int, ratio: Measure) -> list[Event]:
    """The faults of one phase, in the order of their times.

    Parameters
    ----------
    signal : PhaseSignal
    time_s : (n,) float
        Sample times of `signal.speed_dps`.
    attempt : int
        Index of the attempt, for the events.
    ratio : Measure
        The phase's attack ratio; where it isn't valid no fault is named.
    """
    if not ratio.valid or ratio.value is None:
        return []
    times = signal.within(time_s)
    events = []
    if ratio.value >= ATTACK_RATIO:
        speed = signal.within(low_pass(signal.speed_dps, signal.rate_hz, ATTACK_CUTOFF_HZ))
        sharpest = int(np.argmax(np.abs(np.diff(speed))))
        events.append(_jerk(times[sharpest], "attack", ratio.value, "1", ATTACK_RATIO, attempt))
    dip = _deepest_dip(signal)
    if dip is not None:
        events.append(_jerk(times[dip[0]], "hesitation", dip[1], "1", HESITATION_DEPTH, attempt))
    tremor = _tremor(signal)
    if tremor is not None:
        events.append(_jerk(times[tremor[0]], "tremor", tremor[1], "deg/s", tremor[2], attempt))
    return sorted(events, key=lambda e: e.t_s)


def _jerk(t_s: float, kind: str, size: float, unit: str, limit: float, attempt: int) -> Event:
    return Event(float(t_s), "jerk", kind, size, unit, limit, attempt)


def _deepest_dip(signal: PhaseSignal) -> tuple[int, float] | None:
    """The deepest fall of speed between two peaks: where it is and how deep, as a share of the lower peak."""
    speed = signal.within(low_pass(signal.speed_dps, signal.rate_hz, HESITATION_CUTOFF_HZ))
    top = float(np.max(speed))
    if top <= 0.0:
        return None
    peaks = find_peaks(speed, prominence=0.05 * top)[0]
    dips = []
    for a, b in zip(peaks[:-1], peaks[1:], strict=True):
        lowest = a + int(np.argmin(speed[a : b + 1]))
        dips.append((lowest, 1.0 - float(speed[lowest]) / float(min(speed[a], speed[b]))))
    deepest = max(dips, key=lambda d: d[1], default=None)
    return deepest if deepest is not None and deepest[1] >= HESITATION_DEPTH else None


def _tremor(signal: PhaseSignal) -> tuple[int, float, float] | None:
    """Where the band-passed speed is largest, its rms over the phase, and the limit it was held against."""
    high = min(TREMOR_BAND_HZ[1], 0.45 * signal.rate_hz)
    sos = butter(2, (TREMOR_BAND_HZ[0], high), "bandpass", fs=signal.rate_hz, output="sos")
    padding = min(len(signal.speed_dps) - 1, math.ceil(signal.rate_hz))
    band = signal.within(sosfiltfilt(sos, signal.speed_dps, padlen=padding))
    rms = math.sqrt(float(np.mean(band**2)))
    peak = float(np.max(np.abs(signal.within(signal.speed_dps))))
    limit = max(TREMOR_LEAST_DPS, TREMOR_SHARE * peak)
    return (int(np.argmax(np.abs(band))), rms, limit) if rms >= limit else None
