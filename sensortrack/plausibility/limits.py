"""Samples that no sensor gives: beyond every range, or an acceleration of exactly nothing; compiled (`limits.pxd`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from .sample_marks import RANGE, ZERO


def mark_impossible(
    acc: FloatArray,
    gyr: FloatArray | None,
    marks: NDArray[np.uint8],
    begin: int,
    most_acc_ms2: float,
    most_gyr_dps: float,
) -> None:
    """Mark, from row `begin` on, what each sample by itself shows to be none.

    Zeros on all three axes of the accelerometer are what loggers write where a sample is missing: even in free fall
    its noise and its offset aren't exactly 0 together.
    """
    for i in range(begin, acc.shape[0]):
        beyond = _beyond(acc, i, most_acc_ms2)
        if gyr is not None and _beyond(gyr, i, most_gyr_dps):
            beyond = True
        if beyond:
            marks[i] |= RANGE
        elif acc[i, 0] == 0.0 and acc[i, 1] == 0.0 and acc[i, 2] == 0.0:
            marks[i] |= ZERO


def all_within(time_s: FloatArray, acc: FloatArray, gyr: FloatArray | None, most: float) -> bool:
    """Whether all times and values of samples are numbers, none of them larger than that."""
    for i in range(time_s.shape[0]):
        if not abs(time_s[i]) <= most or _beyond(acc, i, most):
            return False
        if gyr is not None and _beyond(gyr, i, most):
            return False
    return True


def _beyond(x: FloatArray, i: int, most: float) -> bool:
    return not (abs(x[i, 0]) <= most and abs(x[i, 1]) <= most and abs(x[i, 2]) <= most)
