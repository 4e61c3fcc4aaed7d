"""The direction "up" in the sensor's axes, from gyroscope and accelerometer.

Nothing but floats, indices and loops, so that it can be compiled as it stands; `orientation.GyroscopeUp` is
the door to it.

The gyroscope carries the axes of the world along, sample by sample. In these axes the specific force less
gravity is the sensor's acceleration, and a wrong tilt φ shows as an acceleration g·φ that never ends. The
lower back of a person goes nowhere: its velocity, the integral of the acceleration, stays about zero. This is
all that is measured, a dozen times a second. How near to zero is estimated from how unquiet the force has been of
late, and from how fast the sensor turns, as it sits on a lever. At rest the accelerometer is trusted within a
second; in motion nearly all is left to the gyroscope. No rest has to be detected, so that a slow tilt is never
learned as a bias, which is what rest detection does.

To average the force in axes that the gyroscope keeps still is from VQF (Laidig & Seel 2023, Information Fusion
91:187–204), which low-passes it there with one time constant for rest and motion.
"""

from __future__ import annotations

import math

from .tilt_errors import RADIAN, TiltErrors

CORRECTIONS_HZ = 12.5
"""Corrections a second: the velocity of a trunk hardly changes within 0.08 s, and each costs a Kalman step."""

VELOCITY_MS, VELOCITY_PER_UNREST_S, LEVER_M, VELOCITY_LASTS_S = 0.005, 0.15, 0.1, 0.3
"""The velocity's standard deviation: at rest, for each m/s² of unrest, for each rad/s; and its correlation time."""
UNREST_S = 1.0
"""Unrest is the force's deviation from a mean over so long, as a root mean square over so long."""

LEAD_S = 0.002
"""A sensor's own low-pass makes it late by some milliseconds: an MPU-9250's gyroscope by 2.9 ms at 184 Hz and 5.9 ms
at 41 Hz, the one in BROAD by 5 ms. What is least is made good."""


class TiltFilter:
    """Follows the up direction sample by sample.

    Its state is in floats: the axes of the world in the sensor's axes (up u, one horizontal axis e; the other is
    u × e), the bias in deg/s, the velocity, and what has been summed since the last correction.
    """

    def __init__(self, rate_hz: float) -> None:
        self._sample_s = 1.0 / rate_hz
        self._block = max(1, round(rate_hz / CORRECTIONS_HZ))
        step_s = self._block / rate_hz
        self._errors = TiltErrors(step_s)
        # A noise with a correlation time as white noise of the same density.
        white = 2.0 * VELOCITY_LASTS_S / step_s
        self._still_r = white * VELOCITY_MS**2
        self._unrest_r = white * VELOCITY_PER_UNREST_S**2
        self._lever_r = white * LEVER_M**2
        self._unrest_gain = step_s / UNREST_S
        self._radian, self._lead = RADIAN, LEAD_S * RADIAN

        self._begun = self._is_up_known = False
        self._ux, self._uy, self._uz = 0.0, 0.0, 1.0
        self._ex, self._ey, self._ez = 1.0, 0.0, 0.0
        self._bx = self._by = self._bz = 0.0
        self._gx = self._gy = self._gz = 0.0
        self._v1 = self._v2 = 0.0
        self._mean1 = self._mean2 = self._mean3 = 0.0
        self._unrest = 0.0
        self._steps = 0
        self._begin_sums()

    def know_bias(self, x_dps: float, y_dps: float, z_dps: float, sigma_dps: float) -> None:
        """Take the bias to be known with a standard deviation."""
        self._bx, self._by, self._bz = x_dps, y_dps, z_dps
        self._errors.know_bias(sigma_dps)

    def know_up(self, x: float, y: float, z: float, sigma_deg: float) -> None:
        """Take the up direction at the first sample to be known with a standard deviation; before any sample."""
        self._point(x, y, z)
        self._is_up_known = True
        self._errors.know_tilt(sigma_deg)

    def cross_gap(self, gap_s: float) -> None:
        """The next sample comes `gap_s` after the last one."""
        self._errors.cross_gap(gap_s)
        self._v1 = self._v2 = 0.0
        self._begin_sums()

    def advance(
        self,
        acc_ms2: memoryview[float],
        gyr_dps: memoryview[float],
        up: memoryview[float],
        rate_dps: memoryview[float],
        first_step_s: float,
    ) -> None:
        """Take n samples and write what they tell.

        Parameters
        ----------
        acc_ms2, gyr_dps : (n, 3) float64
        up, rate_dps : (n, 3) float64
            Written: the up direction, of length 1, and the angular rate without bias.
        first_step_s : float
            Time from the last sample before these to the first of them.
        """
        step_s = first_step_s
        for k in range(len(acc_ms2)):
            ax, ay, az = acc_ms2[k, 0], acc_ms2[k, 1], acc_ms2[k, 2]
            gx, gy, gz = gyr_dps[k, 0], gyr_dps[k, 1], gyr_dps[k, 2]
            if self._begun:
                self._turn(gx, gy, gz, step_s)
                self._feel(ax, ay, az)
                if self._count == self._block:
                    self._correct()
            else:
                self._begin(ax, ay, az, gx, gy, gz)
            step_s = self._sample_s
            wx, wy, wz = gx - self._bx, gy - self._by, gz - self._bz
            rate_dps[k, 0], rate_dps[k, 1], rate_dps[k, 2] = wx, wy, wz
            # Up a moment later, u + u×ω·t, at length 1: 1/√(1 + d²) as its series, which calls nothing.
            ux, uy, uz, lead = self._ux, self._uy, self._uz, self._lead
            dx, dy, dz = lead * (uy * wz - uz * wy), lead * (uz * wx - ux * wz), lead * (ux * wy - uy * wx)
            d2 = dx * dx + dy * dy + dz * dz
            size = 1.0 - d2 * (0.5 - 0.375 * d2)
            up[k, 0], up[k, 1], up[k, 2] = size * (ux + dx), size * (uy + dy), size * (uz + dz)

    def _begin(self, ax: float, ay: float, az: float, gx: float, gy: float, gz: float) -> None:
        """Up is what the first sample feels (unless it is empty), where it isn't known."""
        size = math.sqrt(ax * ax + ay * ay + az * az)
        self._gx, self._gy, self._gz = gx, gy, gz
        if size > 0.0:
            self._begun = True
            if not self._is_up_known:
                self._point(ax / size, ay / size, az / size)

    def _point(self, x: float, y: float, z: float) -> None:
        """Begin with that up direction; the first horizontal axis is any."""
        self._ux, self._uy, self._uz = x, y, z
        self._ex, self._ey = (1.0, 0.0) if abs(x) < 0.6 else (0.0, 1.0)
        self._straighten()

    def _turn(self, gx: float, gy: float, gz: float, step_s: float) -> None:
        """Turn the axes of the world against the sensor, by the mean of the last two rates."""
        wx = 0.5 * (self._gx + gx) - self._bx
        wy = 0.5 * (self._gy + gy) - self._by
        wz = 0.5 * (self._gz + gz) - self._bz
        self._gx, self._gy, self._gz = gx, gy, gz
        half = 0.5 * self._radian * step_s
        tx, ty, tz = half * wx, half * wy, half * wz
        self._rate_squared += wx * wx + wy * wy + wz * wz
        # With t the tangent of half the angle, x + q·(t×(t×x) − t×x) is the turn itself (Cayley).
        tangent = 1.0 + (tx * tx + ty * ty + tz * tz) / 3.0
        tx, ty, tz = tx * tangent, ty * tangent, tz * tangent
        q = 2.0 / (1.0 + tx * tx + ty * ty + tz * tz)
        x, y, z = self._ux, self._uy, self._uz
        cx, cy, cz = ty * z - tz * y, tz * x - tx * z, tx * y - ty * x
        self._ux = x + q * (ty * cz - tz * cy - cx)
        self._uy = y + q * (tz * cx - tx * cz - cy)
        self._uz = z + q * (tx * cy - ty * cx - cz)
        x, y, z = self._ex, self._ey, self._ez
        cx, cy, cz = ty * z - tz * y, tz * x - tx * z, tx * y - ty * x
        self._ex = x + q * (ty * cz - tz * cy - cx)
        self._ey = y + q * (tz * cx - tx * cz - cy)
        self._ez = z + q * (tx * cy - ty * cx - cz)

    def _feel(self, ax: float, ay: float, az: float) -> None:
        """Add the force along the axes of the world."""
        ux, uy, uz, ex, ey, ez = self._ux, self._uy, self._uz, self._ex, self._ey, self._ez
        self._f1 += ax * ex + ay * ey + az * ez
        self._f2 += ax * (uy * ez - uz * ey) + ay * (uz * ex - ux * ez) + az * (ux * ey - uy * ex)
        self._f3 += ax * ux + ay * uy + az * uz
        self._count += 1

    def _correct(self) -> None:
        """One step of the Kalman filter, with what has been summed since the last."""
        self._v1 += self._f1 * self._sample_s
        self._v2 += self._f2 * self._sample_s
        self._follow_unrest()
        rate_squared = self._radian * self._radian * self._rate_squared / self._block
        variance = self._still_r + self._unrest_r * self._unrest + self._lever_r * rate_squared
        self._begin_sums()
        ux, uy, uz, ex, ey, ez = self._ux, self._uy, self._uz, self._ex, self._ey, self._ez
        hx, hy, hz = uy * ez - uz * ey, uz * ex - ux * ez, ux * ey - uy * ex
        errors = self._errors
        errors.grow(ex, ey, ez, hx, hy, hz, rate_squared)
        errors.measure(self._v1, self._v2, variance)
        self._v1 += errors.v1
        self._v2 += errors.v2
        self._bx += errors.bx / self._radian
        self._by += errors.by / self._radian
        self._bz += errors.bz / self._radian
        self._ux = ux - errors.tilt2 * ex + errors.tilt1 * hx
        self._uy = uy - errors.tilt2 * ey + errors.tilt1 * hy
        self._uz = uz - errors.tilt2 * ez + errors.tilt1 * hz
        self._straighten()

    def _straighten(self) -> None:
        """Make the axes of the world unit vectors at right angles."""
        x, y, z = self._ux, self._uy, self._uz
        size = math.sqrt(x * x + y * y + z * z)
        x, y, z = x / size, y / size, z / size
        self._ux, self._uy, self._uz = x, y, z
        along = self._ex * x + self._ey * y + self._ez * z
        x, y, z = self._ex - along * x, self._ey - along * y, self._ez - along * z
        size = math.sqrt(x * x + y * y + z * z)
        self._ex, self._ey, self._ez = x / size, y / size, z / size

    def _follow_unrest(self) -> None:
        """Mean square of how far the force is from its mean of late, in (m/s²)²."""
        self._steps += 1
        gain = min(1.0, max(self._unrest_gain, 1.0 / self._steps))
        d1 = self._f1 / self._block - self._mean1
        d2 = self._f2 / self._block - self._mean2
        d3 = self._f3 / self._block - self._mean3
        self._mean1 += gain * d1
        self._mean2 += gain * d2
        self._mean3 += gain * d3
        left = 1.0 - gain
        self._unrest += gain * (left * left * (d1 * d1 + d2 * d2 + d3 * d3) - self._unrest)

    def _begin_sums(self) -> None:
        self._f1 = self._f2 = self._f3 = self._rate_squared = 0.0
        self._count = 0
