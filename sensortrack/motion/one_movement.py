"""What the smoothness functions are given: the speed of one movement, or the reason why it is none."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ..errors import DataError
from ..records import FloatArray


def vectors_of(values: ArrayLike) -> FloatArray:
    """Vectors (n, 3) as they are, or DataError."""
    vectors: FloatArray = np.asarray(values, dtype=np.float64)
    if vectors.ndim != 2 or vectors.shape[1] != 3:
        raise DataError(
            f"an array of shape {vectors.shape}",
            expected="vectors, shape (n, 3), with n ≥ 4",
            hint="Pass the samples of one movement.",
        )
    if not np.all(np.isfinite(vectors)):
        raise _not_finite()
    return vectors


def speed_of(speed: ArrayLike, rate_hz: float) -> FloatArray:
    """The speed (n,), or the norm of a velocity (n, 3); DataError unless it is one movement, and its rate a rate."""
    v: FloatArray = np.asarray(speed, dtype=np.float64)
    if v.ndim == 2 and v.shape[1] == 3:
        v = np.sqrt(np.sum(v * v, axis=1))
    if v.ndim != 1 or len(v) < 4:
        raise DataError(
            f"an array of shape {np.shape(speed)}",
            expected="the speed of one movement, shape (n,), or its velocity, shape (n, 3), with n ≥ 4",
            hint="Pass the samples of one phase.",
        )
    if not (math.isfinite(rate_hz) and rate_hz > 0):
        raise DataError(
            f"a rate of {rate_hz} Hz",
            expected="a sampling rate above 0 Hz",
            hint="Pass the rate at which the speed was sampled.",
        )
    if not np.all(np.isfinite(v)):
        raise _not_finite()
    if not np.any(v):
        raise no_movement("zeros")
    return v


def columns(speed: ArrayLike) -> FloatArray:
    """A speed (n,) as one column, a velocity (n, 3) as it is."""
    v = np.asarray(speed, dtype=np.float64)
    return v.reshape(len(v), -1)


def no_movement(found: str) -> DataError:
    """The error for what doesn't move."""
    return DataError(
        f"a speed of {found} only",
        expected="a movement",
        hint="Smoothness isn't defined without one.",
    )


def log(value: float) -> float:
    """Natural logarithm of what is above 0 wherever something moves."""
    if value <= 0.0:
        raise no_movement("one constant value")
    return math.log(value)


def _not_finite() -> DataError:
    return DataError(
        "NaN or infinity in the speed",
        expected="finite numbers",
        hint="Take the measure over samples without a gap.",
    )
