"""The loop over a table's bytes: plain rows of numbers are taken, and the first line that is anything else ends it.

What a cell is worth is exact: a number of up to 15 digits is one division of two numbers that a float64 holds
exactly (Clinger, How to read floating point numbers accurately, 1990), any other is what `float` makes of it. So it
doesn't matter which lines stand together, or who reads one. Compiled (`plain_rows.pxd`): it takes a third of the time
of pandas' parser, which checks less.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray

SKIPPED = -1
"""The role of a column that isn't read; its cells may hold anything."""
EMPTY = -2
"""The role of a column that is read as text: the loop takes rows in which its cell is empty."""

_TENS = np.array([10.0**k for k in range(23)])
"""The powers of ten that a float64 holds exactly."""
_EXACT = 2**53 // 10
"""Whole numbers below this, with one digit more, stay below 2**53: a float64 holds them exactly."""


def take_rows(
    data: bytes,
    at: int,
    delimiter: int,
    decimal: int,
    roles: NDArray[np.int32],
    one_more: bool,
    out: FloatArray,
) -> tuple[int, int]:
    """Rows of numbers from `data[at:]` on, until the first line that isn't one, or has no newline.

    Parameters
    ----------
    data : bytes
    at : int
        Where the first row begins.
    delimiter, decimal : int
        Bytes.
    roles : (c,) int32
        For each column the place of its number in a row of `out`, or SKIPPED, or EMPTY.
    one_more : bool
        Whether an empty cell may follow the last column.
    out : (n, k) float64
        Filled from its first row on.

    Returns
    -------
    rows, at : int
        How many rows were taken, and where the first byte after them is.
    """
    tens, largest = _TENS, _EXACT
    size, columns, most = len(data), roles.shape[0], out.shape[0]
    row = 0
    while row < most:
        i = at
        column = 0
        good = True
        while column < columns and good:
            role = roles[column]
            if role >= 0:
                while i < size and data[i] == 32 and delimiter != 32:
                    i += 1
                quoted = i < size and data[i] == 34
                if quoted:
                    i += 1
                comma = decimal if quoted or decimal != delimiter else -1
                start = i
                negative = False
                if i < size and (data[i] == 45 or data[i] == 43):
                    negative = data[i] == 45
                    i += 1
                mantissa = 0
                digits, scale, exact = 0, 0, True
                while i < size and 48 <= data[i] <= 57:
                    if mantissa < largest:
                        mantissa = mantissa * 10 + (data[i] - 48)
                    else:
                        exact = False
                    digits += 1
                    i += 1
                if i < size and data[i] == comma:
                    i += 1
                    while i < size and 48 <= data[i] <= 57:
                        if mantissa < largest:
                            mantissa = mantissa * 10 + (data[i] - 48)
                            scale -= 1
                        else:
                            exact = False
                        digits += 1
                        i += 1
                good = digits > 0
                if good and i < size and (data[i] == 101 or data[i] == 69):
                    i += 1
                    minus = False
                    if i < size and (data[i] == 45 or data[i] == 43):
                        minus = data[i] == 45
                        i += 1
                    exponent = 0
                    digits = 0
                    while i < size and 48 <= data[i] <= 57:
                        if exponent < 400:  # every number overflows or is 0 long before
                            exponent = exponent * 10 + (data[i] - 48)
                        digits += 1
                        i += 1
                    good = digits > 0
                    scale += -exponent if minus else exponent
                if good:
                    if exact and -22 <= scale <= 22:
                        value = float(mantissa)
                        value = value / tens[-scale] if scale < 0 else value * tens[scale]
                        out[row, role] = -value if negative else value
                    else:
                        value = _by_python(bytes(data[start:i]), decimal)
                        good = value - value == 0.0
                        out[row, role] = value
                if quoted and good:
                    good = i < size and data[i] == 34
                    i += 1
                while i < size and data[i] == 32 and delimiter != 32:
                    i += 1
            elif role == -1:
                if i < size and data[i] == 34:
                    i += 1
                    while i < size and 32 <= data[i] < 128 and data[i] != 34:
                        i += 1
                    good = i < size and data[i] == 34
                    i += 1
                else:
                    # A quote within, NUL and what isn't ASCII are for the careful look.
                    while i < size and data[i] != delimiter and data[i] != 10 and data[i] != 13 and good:
                        good = data[i] != 34 and 0 < data[i] < 128
                        i += 1
            column += 1
            if column < columns and good:
                if i < size and data[i] == delimiter:
                    i += 1
                else:
                    good = False
        if not good:
            break
        if one_more and i < size and data[i] == delimiter:
            i += 1
        if i < size and data[i] == 13:
            i += 1
        if i >= size or data[i] != 10:
            break
        at = i + 1
        row += 1
    return row, at


def _by_python(cell: bytes, decimal: int) -> float:
    return float(cell.replace(bytes((decimal,)), b"."))
