"""What the state machine is fed with: angle, speed, turn and shake of each grid step; compiled (`series.pxd`)."""

from __future__ import annotations

import math

import numpy as np

from ...records import FloatArray
from ..vectors import Vector

LEAST_TILT_DEG = 1e-3
"""While there is no axis the speed is that along the tilt; a smaller tilt has no direction."""
ANGLE_DEG, SPEED_DPS, TURN_DPS, SHAKE_MS2, TILT_DEG = range(5)
"""Where each quantity stands."""
SIZE = 5
"""How many there are."""


def series_of(
    tilt_deg: FloatArray, rate_dps: FloatArray, shake_ms2: FloatArray, axis: Vector | None
) -> FloatArray:
    """The series (5, n): angle and speed about the axis, sizes of turn and shake, size of the tilt.

    Parameters
    ----------
    tilt_deg, rate_dps : (n, 3) float
        Tilt from the start pose (see `MovementFrame.tilt`), and angular rate.
    shake_ms2 : (n,) float
    axis : (3,) float or None
        While there is none, the angle is the size of the tilt, and the speed how fast that grows.
    """
    ax, ay, az = axis or (0.0, 0.0, 0.0)
    out = np.empty((SIZE, tilt_deg.shape[0]))
    _fill(tilt_deg, rate_dps, shake_ms2, axis is not None, ax, ay, az, out)
    return out


def _fill(
    tilt_deg: FloatArray,
    rate_dps: FloatArray,
    shake_ms2: FloatArray,
    has_axis: bool,
    ax: float,
    ay: float,
    az: float,
    out: FloatArray,
) -> None:
    for i in range(tilt_deg.shape[0]):
        tx, ty, tz = tilt_deg[i, 0], tilt_deg[i, 1], tilt_deg[i, 2]
        wx, wy, wz = rate_dps[i, 0], rate_dps[i, 1], rate_dps[i, 2]
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
