"""What the state machine is fed with: angle, speed, turn and shake of each grid step; compiled (`series.pxd`)."""

from __future__ import annotations

import math

import numpy as np

from ...records import FloatArray
from ..vectors import Vector, degrees_per_sine

LEAST_TILT_DEG = 1e-3
"""While there is no axis the speed is that along the tilt; a smaller tilt has no direction."""
ANGLE_DEG, SPEED_DPS, TURN_DPS, SHAKE_MS2, TILT_DEG = range(5)
"""Where each quantity stands."""
SIZE = 5
"""How many there are."""


def series_of(
    up: FloatArray, rate_dps: FloatArray, shake_ms2: FloatArray, start: Vector, axis: Vector | None
) -> FloatArray:
    """The series (5, n): angle and speed about the axis, sizes of turn and shake, size of the tilt.

    Parameters
    ----------
    up, rate_dps : (n, 3) float
        Up direction, and angular rate.
    shake_ms2 : (n,) float
    start : (3,) float
        The up direction in the start pose.
    axis : (3,) float or None
        While there is none, the angle is the size of the tilt, and the speed how fast that grows.
    """
    sx, sy, sz = start
    ax, ay, az = axis or (0.0, 0.0, 0.0)
    out = np.empty((SIZE, up.shape[0]))
    _fill(up, rate_dps, shake_ms2, sx, sy, sz, axis is not None, ax, ay, az, out)
    return out


def _fill(
    up: FloatArray,
    rate_dps: FloatArray,
    shake_ms2: FloatArray,
    sx: float,
    sy: float,
    sz: float,
    has_axis: bool,
    ax: float,
    ay: float,
    az: float,
    out: FloatArray,
) -> None:
    for i in range(up.shape[0]):
        ux, uy, uz = up[i, 0], up[i, 1], up[i, 2]
        wx, wy, wz = rate_dps[i, 0], rate_dps[i, 1], rate_dps[i, 2]
        # The tilt, as in `vectors.tilts`.
        tx, ty, tz = uy * sz - uz * sy, uz * sx - ux * sz, ux * sy - uy * sx
        sine = math.sqrt(tx * tx + ty * ty + tz * tz)
        scale = degrees_per_sine(sine, ux * sx + uy * sy + uz * sz)
        tx, ty, tz = tx * scale, ty * scale, tz * scale
        size = math.sqrt(tx * tx + ty * ty + tz * tz)
        if has_axis:
            out[ANGLE_DEG, i] = tx * ax + ty * ay + tz * az
            out[SPEED_DPS, i] = wx * ax + wy * ay + wz * az
        else:
            out[ANGLE_DEG, i] = size
            out[SPEED_DPS, i] = (wx * tx + wy * ty + wz * tz) / max(size, LEAST_TILT_DEG)
        out[TURN_DPS, i] = math.sqrt(wx * wx + wy * wy + wz * wz)
        out[SHAKE_MS2, i] = shake_ms2[i]
        out[TILT_DEG, i] = size
