"""How much the body is shaken by steps: they have a rhythm and heel strikes, both, and go on.

Tremor has no rhythm of one to three a second, a brisk exercise has no heel strikes, a knock is over at once.
Compiled (`shake.pxd`).
"""

from __future__ import annotations

import math

import numpy as np

from ...records import FloatArray
from ..butterworth import bandpass, lowpass
from ..iir import causal

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
"""Time constant, in s, of the running means: one or two steps."""
SHAKEN_MS2 = 0.22
"""Mean over an attempt: from the first step on walking has 0.3 and more, exercises seldom 0.1."""
STEPS_MS2 = 0.5
"""Above this mean the person walks: walking has 0.7 and more at the lower back, exercises less than 0.3."""
STEP_S, STEP_DEG = 2.0, 12.0
"""The longest that a step lasts, in s, from where the pelvis leaves its level to where it is back, and the furthest
that it turns the pelvis, in deg."""
QUICK_MS2, QUICK_MS2_PER_DEG = 1.0, 0.05
"""A quick bend shakes the sensor itself: one of 20 deg out and back in two seconds, half a metre from the hip, by
0.9 m/s² at most, and one that goes further by more."""
FIRST = 0.5
"""Share of that which is granted before there was a repetition: getting up and sitting down go far and shake, too."""


def stepped_ms2(lasted_s: float, peak_deg: float, has_begun: bool) -> float:
    """The mean shake, in m/s², above which an excursion may be steps.

    What lasts longer than one step does, or goes further, is walking only if it is shaken as by walking; a person who
    does the exercise already (`has_begun`) may be quick.
    """
    own_ms2 = QUICK_MS2_PER_DEG * peak_deg if peak_deg > STEP_DEG else 0.0
    if has_begun:
        return max(QUICK_MS2 if peak_deg > STEP_DEG else STEPS_MS2, own_ms2)
    return max(SHAKEN_MS2 if lasted_s <= STEP_S else STEPS_MS2, FIRST * own_ms2)


class Shake:
    """The lesser of two running means, of heel strikes and of rhythm in the specific force, with its state carried."""

    def __init__(self, rate_hz: float) -> None:
        most_hz = 0.4 * rate_hz
        self._low = lowpass(4, min(TREMOR_CUTOFF_HZ, most_hz), rate_hz)
        self._strikes = bandpass(STRIKES_HZ[0], min(STRIKES_HZ[1], most_hz), rate_hz)
        self._rhythm = bandpass(RHYTHM_HZ[0], RHYTHM_HZ[1], rate_hz)
        gain = 1.0 - math.exp(-1.0 / (MEAN_S * rate_hz))
        self._mean = np.array([[gain, 0.0, 0.0, 1.0, gain - 1.0, 0.0]])
        self._low_state = np.zeros((len(self._low), 3, 2))
        self._band_state = np.zeros((2, len(self._strikes), 2))
        self._mean_state = np.zeros((2, 1, 2))
        self._begun = False
        self._x = self._y = self._z = self._gravity_ms2 = 0.0

    def feed(self, acc: FloatArray, out: FloatArray) -> None:
        """Fill in the shake (n,) in m/s² after each sample of specific force (n, 3) in m/s²."""
        n = acc.shape[0]
        if not self._begun and n:
            self._begun = True
            self._x, self._y, self._z = acc[0, 0], acc[0, 1], acc[0, 2]  # gravity is no shake
            self._gravity_ms2 = math.sqrt(self._x * self._x + self._y * self._y + self._z * self._z)
        low, sizes = np.empty((n, 3)), np.empty((n, 2))
        for i in range(n):
            x, y, z = acc[i, 0], acc[i, 1], acc[i, 2]
            sizes[i, 0] = self._off(x, y, z)
            low[i, 0], low[i, 1], low[i, 2] = x - self._x, y - self._y, z - self._z
        causal(self._low, self._low_state, low, low)
        for i in range(n):
            sizes[i, 1] = self._off(low[i, 0] + self._x, low[i, 1] + self._y, low[i, 2] + self._z)
        for s in range(self._strikes.shape[0]):
            _pass_both(self._strikes, self._rhythm, self._band_state, s, sizes)
        for i in range(n):
            sizes[i, 0], sizes[i, 1] = abs(sizes[i, 0]), abs(sizes[i, 1])
        _pass_both(self._mean, self._mean, self._mean_state, 0, sizes)
        for i in range(n):
            out[i] = min(sizes[i, 0], RHYTHM_WEIGHT * sizes[i, 1])

    def _off(self, x: float, y: float, z: float) -> float:
        """How far the size of a force is from gravity's, as far as a step takes it."""
        return min(max(math.sqrt(x * x + y * y + z * z) - self._gravity_ms2, -MOST_MS2), MOST_MS2)


def _pass_both(
    strikes: FloatArray, rhythm: FloatArray, state: FloatArray, s: int, signals: FloatArray
) -> None:
    """Both signals (n, 2) through section s of their filters, side by side, as `iir.causal` takes one."""
    b0, b1, b2, a1, a2 = strikes[s, 0], strikes[s, 1], strikes[s, 2], strikes[s, 4], strikes[s, 5]
    d0, d1, d2, c1, c2 = rhythm[s, 0], rhythm[s, 1], rhythm[s, 2], rhythm[s, 4], rhythm[s, 5]
    p1, p2, q1, q2 = state[0, s, 0], state[0, s, 1], state[1, s, 0], state[1, s, 1]
    for i in range(signals.shape[0]):
        x, y = signals[i, 0], signals[i, 1]
        p, q = b0 * x + p1, d0 * y + q1
        p1, q1 = b1 * x - a1 * p + p2, d1 * y - c1 * q + q2
        p2, q2 = b2 * x - a2 * p, d2 * y - c2 * q
        signals[i, 0], signals[i, 1] = p, q
    state[0, s, 0], state[0, s, 1], state[1, s, 0], state[1, s, 1] = p1, p2, q1, q2
