"""Leaps of a signal across a band in which no value lies, out of creeping and into it; compiled (`leaps.pxd`)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray


def leaps_of(values: FloatArray, after_gap: NDArray[np.uint8], creeps: float, least: int) -> list[int]:
    """The values after which the signal leaps across an empty band; none where it leaps less often than `least`.

    Parameters
    ----------
    values : (n,) float
    after_gap : (n,) uint8
        Other than 0 where values are missing before one.
    creeps : float
        A leap is so many times as long as the steps before and after it.
    least : int
        How often it leaps at all, across values or none: the longest steps are parts of quick movements.
    """
    leaps: list[int] = []
    for k in range(1, values.shape[0] - 2):
        step = abs(values[k + 1] - values[k])
        if (
            step > 0.0
            and creeps * _beside(values, k) <= step
            and not (after_gap[k] or after_gap[k + 1] or after_gap[k + 2])
        ):
            leaps.append(k)
    return [] if len(leaps) < least else [k for k in leaps if _leaps_band(values, k)]


def _beside(values: FloatArray, k: int) -> float:
    """The longer one of the steps before and after that from value k on."""
    return float(max(abs(values[k] - values[k - 1]), abs(values[k + 2] - values[k + 1])))


def _leaps_band(values: FloatArray, k: int) -> bool:
    """Whether no value lies in the leap from value k on, but for what creeps at its ends.

    What creeps leaps from one edge of the band to the other; within the leap of a quick movement there are values.
    """
    least = abs(values[k + 1] - values[k]) - 2.0 * _beside(values, k)
    middle = 0.5 * (values[k] + values[k + 1])
    below, above = -math.inf, math.inf
    for i in range(values.shape[0]):
        if values[i] < middle:
            below = max(below, values[i])
        else:
            above = min(above, values[i])
        if above - below < least:
            return False
    return below > -math.inf
