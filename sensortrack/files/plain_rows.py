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
_EXACT = 2**53
"""A float64 holds the whole numbers below this exactly."""
_MOST_DIGITS = 18
"""So many digits fit into 64 bits, whatever they are."""


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
    tens, largest, most_digits = _TENS, _EXACT, _MOST_DIGITS
    size, columns, most = len(data), roles.shape[0], out.shape[0]
    while size > at and data[size - 1] != 10:
        size -= 1  # what ends in a newline needs no watch for its end
    row = 0
    while row < most and at < size:
        i = at
        column = 0
        good = True
        while column < columns and good:
            role = roles[column]
            if role >= 0:
                while data[i] == 32 and delimiter != 32:
                    i += 1
                quoted = data[i] == 34
                if quoted:
                    i += 1
                comma = decimal if quoted or decimal != delimiter else -1
                start = i
                negative = data[i] == 45
                if negative or data[i] == 43:
                    i += 1
                mantissa = 0
                first = i
                digit = data[i] - 48
                while 0 <= digit <= 9:
                    mantissa = mantissa * 10 + digit
                    i += 1
                    digit = data[i] - 48
                digits, scale = i - first, 0
                if data[i] == comma:
                    i += 1
                    first = i
                    digit = data[i] - 48
                    while 0 <= digit <= 9:
                        mantissa = mantissa * 10 + digit
                        i += 1
                        digit = data[i] - 48
                    scale = first - i
                    digits -= scale
                good = digits > 0
                exact = digits <= most_digits and mantissa < largest
                if good and (data[i] == 101 or data[i] == 69):
                    i += 1
                    minus = data[i] == 45
                    if minus or data[i] == 43:
                        i += 1
                    exponent = 0
                    first = i
                    while 48 <= data[i] <= 57:
                        if exponent < 400:  # every number overflows or is 0 long before
                            exponent = exponent * 10 + (data[i] - 48)
                        i += 1
                    good = i > first
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
                    good = data[i] == 34
                    if good:
                        i += 1
                while data[i] == 32 and delimiter != 32:
                    i += 1
            elif role == -1:
                if data[i] == 34:
                    i += 1
                    while 32 <= data[i] < 128 and data[i] != 34:
                        i += 1
                    good = data[i] == 34
                    if good:
                        i += 1
                else:
                    # A quote within, NUL and what isn't ASCII are for the careful look.
                    while data[i] != delimiter and data[i] != 10 and data[i] != 13 and good:
                        good = data[i] != 34 and 0 < data[i] < 128
                        i += 1
            column += 1
            if column < columns and good:
                good = data[i] == delimiter
                if good:
                    i += 1
        if not good:
            break
        if one_more and data[i] == delimiter:
            i += 1
        if data[i] == 13:
            i += 1
        if data[i] != 10:
            break
        at = i + 1
        row += 1
    return row, at


def _by_python(cell: bytes, decimal: int) -> float:
    return float(cell.replace(bytes((decimal,)), b"."))
