"""A gyroscope that strays from gravity by more than noise, one bias and one gain explain, from quiet moment to moment.

Bias and gain are followed by a Kalman filter of four states. What it leaves of a stretch, over its variance, has a mean
of 2 for two independent components, if the gyroscope is right; the excess is summed, and never less than nothing
(Page 1954, Biometrika 41:100–115, the cumulative sum). Compiled (`strays.pxd`).
"""

from __future__ import annotations

import math

import numpy as np

from ..records import FloatArray
from .carried_up import CarriedUp

STILL_DEG = 0.5
"""Direction of gravity between two quiet moments, standard deviation: 99 % of people's stillness stays below it."""
SCALE = 0.1
"""Of the gain, for all time: that of one of the people's data sets is off by 0.14, of the others by 0.03 at most."""
AXES, PATH = 0.03, 0.01
"""Of the turn of gravity, for the axes of both sensors. Of the whole way turned, for what sampling leaves."""
SPEED = 0.5
"""Of the change of the force's size: what accelerates a body along gravity does so across it."""
BIAS_DPS, WALK_DPS_RTS = 10.0, 0.01
"""Standard deviations of a bias that isn't known, and of how it wanders in a second: by 0.6 deg/s in an hour."""
MOST = 16.0
"""No stretch counts for more than four standard deviations squared, nor moves the bias by more."""
RADIAN = math.pi / 180.0
EXPECTED, ALARM = 2.0, 30.0
"""The mean without a fault; and the excess of three stretches, as one moment that wasn't quiet spoils two. Of 426
recordings of people none comes above 17."""


class StrayWatch:
    """Follows bias and gain, and the sum of what they don't explain.

    Parameters
    ----------
    bin_s : float
        Length of a bin.

    Attributes
    ----------
    excess : float
        The sum.
    from_s : float
        When the sum began to grow.
    apart_deg, within_s : float
        The most that a stretch since then strayed, and how long it lasted.
    """

    def __init__(self, bin_s: float) -> None:
        self._up = CarriedUp(bin_s)
        self._p, self._p_before = np.zeros((4, 4)), np.zeros((4, 4))
        self._more, self._gain = np.zeros(4), np.zeros(4)  # that the errors are found to be; Kalman's gain
        for axis in range(3):
            self._p[axis, axis] = BIAS_DPS * BIAS_DPS
        self._p[3, 3] = SCALE * SCALE
        self.excess = self._last_s = 0.0
        self.from_s = self.apart_deg = self.within_s = 0.0

    def begin(self) -> None:
        """After a gap the bias is what it was, and nothing else goes on."""
        self._up.begin()

    def feed(self, bins: FloatArray, time_s: FloatArray) -> int:
        """Take bins (n, 6) and their times; the number of the one by which the gyroscope strays, −1 where none does."""
        for k in range(bins.shape[0]):
            if self._up.add(bins, k) and self._strays(time_s[k] - self._up.late_s):
                return k
        return -1

    def _strays(self, now_s: float) -> bool:
        """Whether the sum, with the stretch that ends now, is too much."""
        up = self._up
        for axis in range(3):
            self._p[axis, axis] += WALK_DPS_RTS * WALK_DPS_RTS * max(0.0, now_s - self._last_s)
        self._last_s = now_s
        axes, path = AXES * up.turn_deg, PATH * up.path_deg
        speed = SPEED * up.change_ms2 / up.size_ms2 / RADIAN
        noise = STILL_DEG * STILL_DEG + up.unrest_deg * up.unrest_deg
        variance = noise + axes * axes + path * path + speed * speed
        self._copy(self._p, self._p_before)
        excess = self._learn(variance)
        if excess > MOST:
            self._copy(self._p_before, self._p)
            self._learn(variance * excess / MOST)
        for i in range(4):
            up.errors[i] += self._more[i]
        if self.excess <= 0.0:
            self.from_s, self.apart_deg = now_s - up.lasted_s, 0.0
        x, y, z = up.apart[0, 0], up.apart[0, 1], up.apart[0, 2]
        apart = math.sqrt(x * x + y * y + z * z)
        if apart > self.apart_deg:
            self.apart_deg, self.within_s = apart, up.lasted_s
        self.excess = max(0.0, self.excess + min(excess, MOST) - EXPECTED)
        return self.excess > ALARM

    def _learn(self, variance: float) -> float:
        """Learn the errors from the stretch, component by component; the square of what strays over its variance."""
        p, a, more, gain, excess = self._p, self._up.apart, self._more, self._gain, 0.0
        for i in range(4):
            more[i] = 0.0
        for c in range(3):
            off, s = a[0, c], variance
            for i in range(4):
                gain[i] = 0.0
                for k in range(4):
                    gain[i] += p[i, k] * a[1 + k, c]
                off -= more[i] * a[1 + i, c]
                s += gain[i] * a[1 + i, c]
            excess += off * off / s
            for i in range(4):
                more[i] += gain[i] * off / s
                for k in range(4):
                    p[i, k] -= gain[i] * gain[k] / s
        return excess

    def _copy(self, source: FloatArray, to: FloatArray) -> None:
        for i in range(4):
            for k in range(4):
                to[i, k] = source[i, k]
