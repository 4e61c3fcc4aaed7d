"""What the smoothness functions are given: the samples of one movement, or the reason why they are none.

All of them refuse the same: another shape, fewer than four samples, NaN or infinity, numbers that can't be computed
with, a constant, and an option that isn't what it is said to be.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ...errors import DataError
from ...records import FloatArray

LEAST_SAMPLES = 4
"""Fewer samples have no third difference."""
LEAST_SIZE, MOST_SIZE = 1e-30, 1e30
"""Numbers of another size are no measurement, and their powers would overflow or vanish."""
MOST_RATE_HZ, LEAST_RATE_HZ = 1e9, 1e-9
"""Rates outside these limits, in Hz, are no rates: their powers would overflow."""
CONSTANT = 1e-12
"""What changes by no more than this share of its size is a constant, and its rounding."""
LEAST_JERK = 1e-20
"""A dimensionless jerk or acceleration below it is rounding: that of a minimum-jerk movement is 205, or 5."""


def movement_of(values: ArrayLike, rate_hz: float) -> FloatArray:
    """The samples (n,) or (n, 3) of one movement as they are, or DataError; the rate is checked, too."""
    array = _numbers(values)
    if array.ndim not in (1, 2) or (array.ndim == 2 and array.shape[1] != 3) or len(array) < LEAST_SAMPLES:
        raise _shape(
            array, "the speed of one movement, shape (n,), or its velocity, shape (n, 3), with n ≥ 4"
        )
    _check_rate(rate_hz)
    return _moving(array)


def vectors_of(values: ArrayLike, rate_hz: float, *, moving: bool = True) -> FloatArray:
    """The vectors (n, 3) of one movement as they are, or DataError; a constant is let through if not `moving`."""
    array = _numbers(values)
    if array.ndim != 2 or array.shape[1] != 3 or len(array) < LEAST_SAMPLES:
        raise _shape(array, "vectors, shape (n, 3), with n ≥ 4")
    _check_rate(rate_hz)
    if moving:
        return _moving(array)
    _check_size(float(np.max(np.abs(array))), least=0.0)
    return array


def speed_of(movement: FloatArray) -> FloatArray:
    """The speed (n,), or the norm of a velocity (n, 3), of what `movement_of` gave; it isn't constant either."""
    if movement.ndim == 1:
        return movement
    return _moving(np.sqrt(np.sum(movement * movement, axis=1)))


def option(name: str, value: Any, least: float, most: float, *, whole: bool = False) -> None:
    """Refuse an option that isn't a number within its bounds, or a whole one where it must be."""
    is_number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if is_number and math.isfinite(value) and least <= value <= most and (not whole or value == int(value)):
        return
    raise DataError(
        f"{name} = {value!r}",
        expected=f"{'a whole number' if whole else 'a number'} from {least:g} to {most:g}",
        hint="Correct the option.",
    )


def no_movement(found: str) -> DataError:
    """The error for what doesn't move."""
    return DataError(found, expected="a movement", hint="Smoothness isn't defined without one.")


def log(value: float) -> float:
    """Natural logarithm of a dimensionless jerk, which is above 0 wherever a movement begins and ends."""
    if value <= LEAST_JERK:
        raise no_movement("a straight line only")
    return math.log(value)


def _numbers(values: ArrayLike) -> FloatArray:
    try:
        array: FloatArray = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(
            f"what is no array of numbers ({error})",
            expected="numbers, shape (n,) or (n, 3)",
            hint="Pass the samples of one movement.",
        ) from error
    if not np.all(np.isfinite(array)):
        raise DataError(
            "NaN or infinity in the samples",
            expected="finite numbers",
            hint="Take the measure over samples without a gap.",
        )
    return array


def _moving(array: FloatArray) -> FloatArray:
    size = float(np.max(np.abs(array)))
    if size == 0.0:
        raise no_movement("zeros only")
    _check_size(size, LEAST_SIZE)
    if float(np.max(np.abs(array - array[0]))) <= CONSTANT * size:
        raise no_movement("a constant only")
    return array


def _check_size(size: float, least: float) -> None:
    if not least <= size <= MOST_SIZE:
        raise DataError(
            f"samples of up to {size:.3g}",
            expected=f"a size from {least:g} to {MOST_SIZE:g}",
            hint="Check the unit.",
        )


def _check_rate(rate_hz: float) -> None:
    option("rate_hz", rate_hz, LEAST_RATE_HZ, MOST_RATE_HZ)


def _shape(array: FloatArray, expected: str) -> DataError:
    return DataError(
        f"an array of shape {array.shape}", expected=expected, hint="Pass the samples of one movement."
    )
