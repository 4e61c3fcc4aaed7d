"""The three named faults of smoothness, each placed in time: attack, hesitation, tremor."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from scipy.signal import find_peaks

from ..records import Event, FloatArray, Measure
from .phase_measures import ATTACK_RATIO, PhaseSignal

HESITATION_DEPTH = 0.5
"""A dip between two speed peaks by more than this share of the lower one is a hesitation."""
HESITATION_OVER_STILL = 4.0
"""And the dip is deeper than so many times the RMS of the speed in stillness."""

TREMOR_SHARE = 0.06
TREMOR_LEAST_DPS = 1.0
TREMOR_OVER_STILL = 2.0
"""Tremor: the rms speed in the band is over this share of the phase's peak speed, over this speed, and over
so many times what it is in stillness."""


def find_jerks(signal: PhaseSignal, time_s: FloatArray, attempt: int, ratio: Measure) -> list[Event]:
    """The faults of one phase, in the order of their times.

    Parameters
    ----------
    signal : PhaseSignal
    time_s : (n,) float
        Sample times of `signal.speed`.
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
        speed = signal.within(signal.speed.attack)
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
    speed = signal.speed_of(signal.speed.calm)
    top = float(np.max(speed))
    if top <= 0.0:
        return None
    least = HESITATION_OVER_STILL * float(np.std(signal.still.calm)) if len(signal.still) else 0.0
    peaks = find_peaks(speed, prominence=0.05 * top)[0]
    dips = []
    for a, b in pairwise(peaks):
        lowest = int(a) + int(np.argmin(speed[a : b + 1]))
        lower = float(min(speed[a], speed[b]))
        if lower - speed[lowest] > least:
            dips.append((lowest, min(1.0, 1.0 - float(speed[lowest]) / lower)))
    deepest = max(dips, key=lambda d: d[1], default=None)
    return deepest if deepest is not None and deepest[1] >= HESITATION_DEPTH else None


def _tremor(signal: PhaseSignal) -> tuple[int, float, float] | None:
    """Where the band-passed speed is largest, its rms over the phase, and the limit it was held against."""
    band = signal.within(signal.speed.tremor)
    rms = math.sqrt(float(np.mean(band**2)))
    peak = float(np.max(np.abs(signal.within(signal.speed.raw))))
    in_stillness = math.sqrt(float(np.mean(signal.still.tremor**2))) if len(signal.still) else 0.0
    limit = max(TREMOR_LEAST_DPS, TREMOR_SHARE * peak, TREMOR_OVER_STILL * in_stillness)
    return (int(np.argmax(np.abs(band))), rms, limit) if rms >= limit else None
