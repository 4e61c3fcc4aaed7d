"""The up direction carried by the rates alone from one quiet moment to the next, beside what gravity shows there.

At a quiet moment the mean of the specific force is up. Carried on from it, u̇ = u × ω, up must be where the next quiet
moment shows it, whatever movement lies between: the body's own acceleration, which looks like tilt, is felt only while
it moves. What a bias of the rates adds is carried beside it.

Nothing but floats, indices and loops, so that it can be compiled as it stands (`carried_up.pxd`).
"""

from __future__ import annotations

import math

import numpy as np

from ..records import FloatArray

HALF_S = 0.3
"""Half of a moment, in s: longer than a swing stands still at its end, shorter than a breath."""
QUIET_MS2 = 0.15
"""It is quiet where the force strays from its mean by less, as a root mean square: by 1° of tilt at most."""
LEAST_MS2 = 5.0
"""Half of gravity: the force on a sensor that falls shows no direction."""
LEAST_S, LONGEST_S = 2.0, 15.0
"""Least and most time between quiet moments that are compared, in s: a bias takes seconds to show, and errors of the
rates add up."""
RADIAN = math.pi / 180.0


class CarriedUp:
    """Takes the means of short bins, one after the other.

    Attributes
    ----------
    errors : (4,) float
        A bias of each axis, in deg/s, and the share by which the gain is too high. They are given from outside, and
        taken from the rates.
    apart : (5, 3) float
        How far the rates have carried up from where gravity shows it, in deg; and what 1 more of each error adds.
    turn_deg, path_deg, lasted_s : float
        How far gravity turned between the two moments, how far the sensor did in all, and the time between them.
    unrest_deg : float
        How far the force strayed at both, as a tilt.
    size_ms2, change_ms2 : float
        Its size at the second, and by how much it differs from the first.
    late_s : float
        The second moment lies this long before the last bin.
    """

    def __init__(self, bin_s: float) -> None:
        self._bin_s = bin_s
        self._half = max(1, round(HALF_S / bin_s))
        self._width = 2 * self._half + 1
        self.late_s = self._half * bin_s
        self._force, self._rate = np.zeros((self._width, 3)), np.zeros((self._width, 3))
        self._sum = np.zeros(3)
        self._carried, self._first = (
            np.zeros((5, 3)),
            np.zeros(3),
        )  # up, and what 1 more of each error adds to it
        self.errors, self.apart = np.zeros(4), np.zeros((5, 3))
        self.turn_deg = self.path_deg = self.lasted_s = self.unrest_deg = self.size_ms2 = self.change_ms2 = (
            0.0
        )
        self._squares = self._path = self._since_s = self._first_spread = self._first_size = 0.0
        self._count = 0
        self._is_carrying = False
        self.begin()

    def begin(self) -> None:
        """Nothing that went before goes on."""
        self._count, self._squares, self._is_carrying = 0, 0.0, False
        for c in range(3):
            self._sum[c] = 0.0

    def add(self, bins: FloatArray, k: int) -> bool:
        """Take bin k of (n, 6), force in m/s² and rates in deg/s; whether two quiet moments can be compared by it."""
        at = self._count % self._width
        for c in range(3):
            if self._count >= self._width:
                old = self._force[at, c]
                self._sum[c] -= old
                self._squares -= old * old
            new = bins[k, c]
            self._sum[c] += new
            self._squares += new * new
            self._force[at, c] = new
            self._rate[at, c] = bins[k, 3 + c]
        self._count += 1
        if self._count < self._width:
            return False
        if self._is_carrying:
            self._carry(at)
        return self._compare()

    def _carry(self, last: int) -> None:
        """From the bin before the middle one to that, by the mean of their rates."""
        now = (last + self._half + 1) % self._width
        before = (last + self._half) % self._width
        half = 0.25 * RADIAN * self._bin_s * (1.0 - self.errors[3])
        tx = half * (self._rate[before, 0] + self._rate[now, 0] - 2.0 * self.errors[0])
        ty = half * (self._rate[before, 1] + self._rate[now, 1] - 2.0 * self.errors[1])
        tz = half * (self._rate[before, 2] + self._rate[now, 2] - 2.0 * self.errors[2])
        square = tx * tx + ty * ty + tz * tz
        self._path += 2.0 * math.sqrt(square) / RADIAN
        self._since_s += self._bin_s
        if self._since_s > LONGEST_S:
            self._is_carrying = False
            return
        ux, uy, uz, step = self._carried[0, 0], self._carried[0, 1], self._carried[0, 2], RADIAN * self._bin_s
        gx, gy, gz = 2.0 * (uy * tz - uz * ty), 2.0 * (uz * tx - ux * tz), 2.0 * (ux * ty - uy * tx)
        # With t the tangent of half the angle, x + q·(t×(t×x) − t×x) is the turn itself (Cayley).
        tangent = 1.0 + square / 3.0
        tx, ty, tz = tx * tangent, ty * tangent, tz * tangent
        q = 2.0 / (1.0 + tx * tx + ty * ty + tz * tz)
        for i in range(5):
            x, y, z = self._carried[i, 0], self._carried[i, 1], self._carried[i, 2]
            cx, cy, cz = ty * z - tz * y, tz * x - tx * z, tx * y - ty * x
            self._carried[i, 0] = x + q * (ty * cz - tz * cy - cx)
            self._carried[i, 1] = y + q * (tz * cx - tx * cz - cy)
            self._carried[i, 2] = z + q * (tx * cy - ty * cx - cz)
        # A bias about an axis adds u × axis with each step, the gain u × ω.
        self._carried[1, 1] += step * uz
        self._carried[1, 2] -= step * uy
        self._carried[2, 0] -= step * uz
        self._carried[2, 2] += step * ux
        self._carried[3, 0] += step * uy
        self._carried[3, 1] -= step * ux
        self._carried[4, 0] += gx
        self._carried[4, 1] += gy
        self._carried[4, 2] += gz

    def _compare(self) -> bool:
        """Whether the middle of the window is a quiet moment that another one went before; it begins the next."""
        if self._is_carrying and self._since_s < LEAST_S:
            return False
        x, y, z = self._sum[0] / self._width, self._sum[1] / self._width, self._sum[2] / self._width
        square = x * x + y * y + z * z
        variance = self._squares / self._width - square
        if variance > QUIET_MS2 * QUIET_MS2 or square < LEAST_MS2 * LEAST_MS2:
            return False
        spread, size, compared = math.sqrt(max(variance, 0.0)), math.sqrt(square), self._is_carrying
        x, y, z = x / size, y / size, z / size
        if compared:
            for i in range(5):  # what lies along up is of second order: it is left out
                cx, cy, cz = self._carried[i, 0], self._carried[i, 1], self._carried[i, 2]
                along = cx * x + cy * y + cz * z
                self.apart[i, 0], self.apart[i, 1], self.apart[i, 2] = (
                    (cx - along * x) / RADIAN,
                    (cy - along * y) / RADIAN,
                    (cz - along * z) / RADIAN,
                )
            dx, dy, dz = x - self._first[0], y - self._first[1], z - self._first[2]
            self.turn_deg = math.sqrt(dx * dx + dy * dy + dz * dz) / RADIAN
            self.path_deg, self.lasted_s = self._path, self._since_s
            first = self._first_spread
            self.unrest_deg = math.sqrt(spread * spread + first * first) / size / RADIAN
            self.size_ms2, self.change_ms2 = size, size - self._first_size
        self._first[0], self._first[1], self._first[2] = x, y, z
        self._first_spread, self._first_size = spread, size
        for i in range(5):
            for c in range(3):
                self._carried[i, c] = self._first[c] if i == 0 else 0.0
        self._path = self._since_s = 0.0
        self._is_carrying = True
        return compared
