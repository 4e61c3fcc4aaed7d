"""What a tilt, a velocity and a gyroscope's bias may be wrong by: the Kalman filter within `tilt_filter`.

Nothing but floats, indices and loops, so that it can be compiled as it stands.

Seven errors: tilt φ about two horizontal axes (rad), velocity v along them (m/s), bias b in the sensor's axes
(rad/s). With R, the rows of which are the two horizontal axes in the sensor's axes,

    φ̇ = −R b,    v̇ = g (φ₂, −φ₁),    ḃ = 0,    and measured: velocity − v = 0.

This is the error-state Kalman filter of Solà (2017, Quaternion kinematics for the error-state Kalman filter,
arXiv 1711.02508, chapter 5) without the turn about the vertical, of which gravity tells nothing.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np

from ...records import FloatArray

GRAVITY_MS2 = 9.80665
"""Standard gravity, in m/s² (CGPM 1901)."""

TURN_NOISE_DPS_RTHZ = 0.04
"""Noise of the angular rate, in deg/s/√Hz: more than a consumer gyroscope's (0.005 to 0.03), for what the model
leaves out."""
TURN_SHARE = 0.0075
"""Scale and axes of a gyroscope are wrong by about so much of the rate (and so for about a second)."""
BIAS_WALK_DPS_RTS = 0.003
"""How much a gyroscope's bias wanders, in deg/s in a second: by 0.1 in twenty minutes."""
FORCE_NOISE_MS2_RTHZ = 0.01
"""Noise of the force, in m/s²/√Hz: some times a consumer accelerometer's (0.001 to 0.003)."""

FIRST_TILT_DEG = 10.0
"""Standard deviation of the first tilt, in deg: it is taken from one moment's force, and the person may move in it."""
FIRST_VELOCITY_MS = 0.3
"""Standard deviation of the velocity at first and after a gap, in m/s: a trunk that moves has that."""
FIRST_BIAS_DPS = 1.5
"""Standard deviation of the bias at first, in deg/s: a consumer gyroscope's without calibration."""
GAP_TURN_DPS2 = 20.0
"""The turn within a gap may be wrong by half of this times the gap's duration squared."""

RADIAN = math.pi / 180.0
"""Radians in a degree."""


def table(values: FloatArray) -> memoryview[float]:
    """The array as a table of Python's floats, which single elements are read from and written to fastest."""
    return cast("memoryview[float]", values.data)


class TiltErrors:
    """The covariance of the errors, and after each measurement the errors themselves, which are then put right.

    Parameters
    ----------
    step_s : float
        Time between measurements.
    """

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self._gravity_step = GRAVITY_MS2 * step_s
        self._tilt_q = (TURN_NOISE_DPS_RTHZ * RADIAN) ** 2 * step_s
        self._turn_q = TURN_SHARE**2 * step_s
        self._velocity_q = FORCE_NOISE_MS2_RTHZ**2 * step_s
        self._bias_q = (BIAS_WALK_DPS_RTS * RADIAN) ** 2 * step_s
        self._p = table(np.zeros((7, 7)))
        self._begin_anew(0, 2, FIRST_TILT_DEG * RADIAN)
        self._begin_anew(2, 4, FIRST_VELOCITY_MS)
        self._begin_anew(4, 7, FIRST_BIAS_DPS * RADIAN)
        self.tilt1 = self.tilt2 = self.v1 = self.v2 = self.bx = self.by = self.bz = 0.0

    def know_bias(self, sigma_dps: float) -> None:
        """The bias is known from elsewhere, with a standard deviation."""
        self._begin_anew(4, 7, sigma_dps * RADIAN)

    def know_tilt(self, sigma_deg: float) -> None:
        """The tilt is known from elsewhere, with a standard deviation."""
        self._begin_anew(0, 2, sigma_deg * RADIAN)

    def cross_gap(self, gap_s: float) -> None:
        """Nothing was felt for `gap_s`: the velocity isn't known any more, the turn not well."""
        turn = 0.5 * GAP_TURN_DPS2 * RADIAN * gap_s * gap_s
        self._p[0, 0] += turn * turn
        self._p[1, 1] += turn * turn
        self._begin_anew(2, 4, FIRST_VELOCITY_MS)

    def grow(
        self, ex: float, ey: float, ez: float, hx: float, hy: float, hz: float, rate_squared: float
    ) -> None:
        """One step: F P Fᵀ + Q, with F = 1 + step · (the equations above).

        Parameters
        ----------
        ex, ey, ez, hx, hy, hz : float
            The two horizontal axes, in the sensor's axes.
        rate_squared : float
            Mean square of the angular rate in (rad/s)².
        """
        p, s, g = self._p, self._step_s, self._gravity_step
        for j in range(7):
            p[0, j] -= s * (ex * p[4, j] + ey * p[5, j] + ez * p[6, j])
            p[1, j] -= s * (hx * p[4, j] + hy * p[5, j] + hz * p[6, j])
            p[2, j] += g * p[1, j]
            p[3, j] -= g * p[0, j]
        for i in range(7):
            p[i, 0] -= s * (ex * p[i, 4] + ey * p[i, 5] + ez * p[i, 6])
            p[i, 1] -= s * (hx * p[i, 4] + hy * p[i, 5] + hz * p[i, 6])
            p[i, 2] += g * p[i, 1]
            p[i, 3] -= g * p[i, 0]
        q = self._tilt_q + self._turn_q * rate_squared
        p[0, 0] += q
        p[1, 1] += q
        p[2, 2] += self._velocity_q
        p[3, 3] += self._velocity_q
        p[4, 4] += self._bias_q
        p[5, 5] += self._bias_q
        p[6, 6] += self._bias_q

    def measure(self, v1: float, v2: float, variance: float) -> None:
        """The velocity, which should be zero, is (v1, v2): all errors are estimated from it."""
        self.tilt1 = self.tilt2 = self.v1 = self.v2 = self.bx = self.by = self.bz = 0.0
        self._measure(2, -v1, variance)
        self._measure(3, -v2 - self.v2, variance)

    def _measure(self, m: int, left: float, variance: float) -> None:
        """Error m is seen to be `left`, with a variance."""
        p = self._p
        inverse = 1.0 / (p[m, m] + variance)
        off = left * inverse
        self.tilt1 += p[0, m] * off
        self.tilt2 += p[1, m] * off
        self.v1 += p[2, m] * off
        self.v2 += p[3, m] * off
        self.bx += p[4, m] * off
        self.by += p[5, m] * off
        self.bz += p[6, m] * off
        # The column of error m is read all the while, so it changes last.
        for i in range(7):
            if i != m:
                gain = p[i, m] * inverse
                for j in range(i, 7):
                    if j != m:
                        p[i, j] -= gain * p[j, m]
                        p[j, i] = p[i, j]
        share = variance * inverse
        for i in range(7):
            p[i, m] *= share
            p[m, i] = p[i, m]

    def _begin_anew(self, first: int, end: int, sigma: float) -> None:
        """Errors `[first, end)` depend on no other, with a standard deviation."""
        p = self._p
        for i in range(first, end):
            for j in range(7):
                p[i, j] = p[j, i] = 0.0
            p[i, i] = sigma * sigma
