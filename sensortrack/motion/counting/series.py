"""What the state machine is fed with: angle, speed, turn and shake of each grid step; compiled (`series.pxd`)."""

from __future__ import annotations

import math

import numpy as np

from ...records import FloatArray
from ..sample_buffer import FIRST_SLOW_RATE, SHAKE
from ..vectors import Vector

LEAST_TILT_DEG = 1e-3
"""While there is no axis the speed is that along the tilt; a smaller tilt has no direction."""


class Series:
    """Grid rows of the buffer, and what the state machine needs of them: see `Segmenter.step`.

    Parameters
    ----------
    rows : (n, 17) float
        Of the buffer (see `sample_buffer.SampleBuffer`).
    tilt_deg : (n, 3) float
        Their tilt from the start pose (see `MovementFrame.tilt`).
    axis : (3,) float or None
        While there is none, the angle is the size of the tilt, and the speed how fast that grows.

    Attributes
    ----------
    rows : (n, 17) float
    angle_deg, speed_dps : (n,) float
        About the axis.
    turn_dps, shake_ms2, tilt_deg : (n,) float
        Sizes of the angular rate, of the shake, of the tilt.
    most_tilt_deg : float
        The largest tilt; 0 where there are no rows.
    """

    def __init__(self, rows: FloatArray, tilt_deg: FloatArray, axis: Vector | None) -> None:
        self.rows: FloatArray = rows
        room = np.empty((5, tilt_deg.shape[0]))
        self.angle_deg, self.speed_dps, self.turn_dps = room[0], room[1], room[2]
        self.shake_ms2, self.tilt_deg = room[3], room[4]
        self.most_tilt_deg = 0.0
        ax, ay, az = axis or (0.0, 0.0, 0.0)
        self._fill(tilt_deg, axis is not None, ax, ay, az)

    def _fill(self, tilt_deg: FloatArray, has_axis: bool, ax: float, ay: float, az: float) -> None:
        rows, most = self.rows, 0.0
        for i in range(tilt_deg.shape[0]):
            tx, ty, tz = tilt_deg[i, 0], tilt_deg[i, 1], tilt_deg[i, 2]
            k = FIRST_SLOW_RATE
            wx, wy, wz = rows[i, k], rows[i, k + 1], rows[i, k + 2]
            size = math.sqrt(tx * tx + ty * ty + tz * tz)
            if has_axis:
                self.angle_deg[i] = tx * ax + ty * ay + tz * az
                self.speed_dps[i] = wx * ax + wy * ay + wz * az
            else:
                self.angle_deg[i] = size
                self.speed_dps[i] = (wx * tx + wy * ty + wz * tz) / max(size, LEAST_TILT_DEG)
            self.turn_dps[i] = math.sqrt(wx * wx + wy * wy + wz * wz)
            self.shake_ms2[i] = rows[i, SHAKE]
            self.tilt_deg[i] = size
            most = max(most, size)
        self.most_tilt_deg = most
