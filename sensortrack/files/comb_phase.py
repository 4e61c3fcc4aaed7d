"""How many whole intervals each of a run's stamps is late, where they jitter; compiled (`comb_phase.pxd`)."""

from __future__ import annotations

import math

import numpy as np

from ..records import FloatArray


def whole_intervals(late: FloatArray, width: int) -> FloatArray:
    """How many whole intervals each stamp is late, whose phase is the mean one around it.

    Parameters
    ----------
    late : (n,) float64
        By how many intervals each stamp is later than its number; n is at least 1.
    width : int
        So many stamps, an odd number, are around one; before the first and after the last one it stands for others.

    Returns
    -------
    (n,) float64
    """
    whole = np.empty(late.shape[0])
    _fill(late, width, np.empty((2, late.shape[0] + width)), whole)
    return whole


def _fill(late: FloatArray, width: int, total: FloatArray, whole: FloatArray) -> None:
    n, half = late.shape[0], width // 2
    total[0, 0] = total[1, 0] = x = y = 0.0
    turn, at = 2.0 * math.pi, -1
    for k in range(n + 2 * half):
        i = k - half
        i = 0 if i < 0 else n - 1 if i >= n else i
        if i != at:
            at = i
            x, y = math.cos(turn * late[i]), math.sin(turn * late[i])
        total[0, k + 1] = total[0, k] + x
        total[1, k + 1] = total[1, k] + y
    before = turned = 0.0
    for k in range(n):
        x, y = total[0, k + width] - total[0, k], total[1, k + width] - total[1, k]
        phase = math.atan2(y, x) / turn
        if k:
            turned += math.floor(phase - before + 0.5)  # it goes on, also past half a turn
        before = phase
        whole[k] = math.floor(late[k] - (phase - turned) + 0.5)
