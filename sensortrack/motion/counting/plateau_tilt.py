"""How far a repetition tilted the sensor: the mean tilt of its plateau from where it began and ended.

Compiled (`plateau_tilt.pxd`).
"""

from __future__ import annotations

import math

from ...records import FloatArray
from ..vectors import Vector

PLATEAU = 0.75
"""The plateau is what lies above this share of the repetition's peak."""


def plateau_tilt(
    tilt_deg: FloatArray, axis: Vector | None, direction: int, rest_deg: float, peak_deg: float, lead: int
) -> Vector:
    """Rotation vector in deg from the ends of a repetition to its plateau.

    Parameters
    ----------
    tilt_deg : (n, 3) float
        Rotation vectors from the start pose, from `lead` samples before the repetition's onset to its end.
    axis : (3,) float or None
        The angle is that about it; the size of the tilt where it is None.
    direction, rest_deg, peak_deg : int, float
        See `excursion.Excursion`.
    """
    n = tilt_deg.shape[0]
    ax = ay = az = 0.0
    has_axis = axis is not None
    if axis is not None:
        ax, ay, az = axis[0], axis[1], axis[2]
    level = PLATEAU * peak_deg
    count, x, y, z = 0, 0.0, 0.0, 0.0
    for i in range(lead, n):
        tx, ty, tz = tilt_deg[i, 0], tilt_deg[i, 1], tilt_deg[i, 2]
        angle = tx * ax + ty * ay + tz * az if has_axis else math.sqrt(tx * tx + ty * ty + tz * tz)
        if direction * (angle - rest_deg) >= level:
            count += 1
            x += tx
            y += ty
            z += tz
    began, ended = max(lead // 2, 1), max(lead // 8, 1)
    bx, by, bz = _mean(tilt_deg, 0, min(began, n))
    ex, ey, ez = _mean(tilt_deg, max(n - ended, 0), n)
    return x / count - 0.5 * (bx + ex), y / count - 0.5 * (by + ey), z / count - 0.5 * (bz + ez)


def _mean(vectors: FloatArray, begin: int, end: int) -> Vector:
    x = y = z = 0.0
    for i in range(begin, end):
        x += vectors[i, 0]
        y += vectors[i, 1]
        z += vectors[i, 2]
    return x / (end - begin), y / (end - begin), z / (end - begin)
