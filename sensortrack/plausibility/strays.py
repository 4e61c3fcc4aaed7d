"""A gyroscope that strays from gravity by more than noise and one bias explain, seen from quiet moment to quiet moment.

The bias is followed by a Kalman filter of three states. What it leaves of a stretch, over its variance, has a mean of
2 for two independent components, if the gyroscope is right; the excess is summed, and never less than nothing
(Page 1954, Biometrika 41:100–115, the cumulative sum). Compiled (`strays.pxd`).
"""

from __future__ import annotations

import math

import numpy as np

from ..records import FloatArray
from .carried_up import CarriedUp

STILL_DEG = 0.5
"""Direction of gravity between two quiet moments, standard deviation: 99 % of people's stillness stays below it."""
GAIN, PATH = 0.06, 0.01
"""Of the turn of gravity, for gain and axes of both sensors: one of the people's data sets is off by 0.14, others by
0.03 at most. Of the whole way turned, for what sampling leaves."""
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
    """Follows the bias and the sum of what it doesn't explain.

    Parameters
    ----------
    bin_s : float
        Length of a bin.

    Attributes
    ----------
    from_s : float
        When the sum began to grow.
    apart_deg, within_s : float
        The most that a stretch since then strayed, and how long it lasted.
    """

    def __init__(self, bin_s: float) -> None:
        self._up = CarriedUp(bin_s)
        self._p, self._p_before = np.zeros((3, 3)), np.zeros((3, 3))
        self._more = np.zeros(3)  # that the bias is found to be
        for axis in range(3):
            self._p[axis, axis] = BIAS_DPS * BIAS_DPS
        self._sum = self._last_s = 0.0
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
        gain, path = GAIN * up.turn_deg, PATH * up.path_deg
        speed = SPEED * up.change_ms2 / up.size_ms2 / RADIAN
        noise = STILL_DEG * STILL_DEG + up.unrest_deg * up.unrest_deg
        variance = noise + gain * gain + path * path + speed * speed
        self._copy(self._p, self._p_before)
        excess = self._learn(variance)
        if excess > MOST:
            self._copy(self._p_before, self._p)
            self._learn(variance * excess / MOST)
        for axis in range(3):
            up.bias_dps[axis] += self._more[axis]
        if self._sum <= 0.0:
            self.from_s, self.apart_deg = now_s - up.lasted_s, 0.0
        x, y, z = up.apart[0, 0], up.apart[0, 1], up.apart[0, 2]
        apart = math.sqrt(x * x + y * y + z * z)
        if apart > self.apart_deg:
            self.apart_deg, self.within_s = apart, up.lasted_s
        self._sum = max(0.0, self._sum + min(excess, MOST) - EXPECTED)
        return self._sum > ALARM

    def _learn(self, variance: float) -> float:
        """Learn the bias from the stretch, component by component; the square of what strays over its variance."""
        p, a, more, excess = self._p, self._up.apart, self._more, 0.0
        more[0] = more[1] = more[2] = 0.0
        for c in range(3):
            jx, jy, jz = a[1, c], a[2, c], a[3, c]
            gx = p[0, 0] * jx + p[0, 1] * jy + p[0, 2] * jz
            gy = p[1, 0] * jx + p[1, 1] * jy + p[1, 2] * jz
            gz = p[2, 0] * jx + p[2, 1] * jy + p[2, 2] * jz
            off = a[0, c] - (jx * more[0] + jy * more[1] + jz * more[2])
            s = gx * jx + gy * jy + gz * jz + variance
            excess += off * off / s
            more[0] += gx * off / s
            more[1] += gy * off / s
            more[2] += gz * off / s
            p[0, 0] -= gx * gx / s
            p[1, 1] -= gy * gy / s
            p[2, 2] -= gz * gz / s
            p[0, 1] = p[1, 0] = p[0, 1] - gx * gy / s
            p[0, 2] = p[2, 0] = p[0, 2] - gx * gz / s
            p[1, 2] = p[2, 1] = p[1, 2] - gy * gz / s
        return excess

    def _copy(self, source: FloatArray, to: FloatArray) -> None:
        for i in range(3):
            for k in range(3):
                to[i, k] = source[i, k]
