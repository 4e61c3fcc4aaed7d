"""The turn of gravity that each rate about each axis would make, summed over spans; compiled (`turns.pxd`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray

RATES = 12
"""Three rates about each of three axes, and a bias of each axis."""


def turns_due(
    up: FloatArray, rates: FloatArray, at: NDArray[np.intp], lag: int, span: int, smooth: int, bin_s: float
) -> FloatArray:
    """Turn over each span (m, 12, 3): due to each rate about each axis (9), and to a bias of each axis (3).

    Parameters
    ----------
    up : (n, 3) float
        The up direction in each bin; NaN where it isn't known, which adds nothing.
    rates : (n, 3) float
        In rad/s, as well.
    at : (m,) int
        Where the spans begin, of `span` bins each.
    lag : int
        The rates are taken so many bins later, around the end.
    smooth : int
        Over so many bins the turn up to a bin is averaged.
    bin_s : float
        Length of a bin.
    """
    out = np.zeros((at.shape[0], RATES, 3))
    if at.shape[0]:
        _fill_turns(up, rates, at, lag, span, smooth, bin_s, np.zeros((up.shape[0] + 1, RATES, 2)), out)
    return out


def _fill_turns(
    up: FloatArray,
    rates: FloatArray,
    at: NDArray[np.intp],
    lag: int,
    span: int,
    smooth: int,
    bin_s: float,
    sums: FloatArray,
    out: FloatArray,
) -> None:
    """Fill in `out`; row k + 1 of `sums` is up to bin k, two components across each axis: along it there is none."""
    n = up.shape[0]
    for k in range(n):
        late = (k + lag + n) % n
        known = up[k, 0] == up[k, 0]  # not NaN
        for axis in range(3):  # u × the axis
            along = up[k, (axis + 2) % 3] if known else 0.0
            against = -up[k, (axis + 1) % 3] if known else 0.0
            for i in range(3 * axis, 3 * axis + 3):
                rate = rates[late, i - 3 * axis]
                if rate != rate:
                    rate = 0.0
                sums[k + 1, i, 0] = sums[k, i, 0] + along * rate
                sums[k + 1, i, 1] = sums[k, i, 1] + against * rate
            sums[k + 1, 9 + axis, 0] = sums[k, 9 + axis, 0] + along
            sums[k + 1, 9 + axis, 1] = sums[k, 9 + axis, 1] + against
    for m in range(at.shape[0]):
        begin, end = at[m] + 1, at[m] + span + 1
        for i in range(RATES):
            axis = i // 3 if i < 9 else i - 9
            for side in range(2):
                before = after = 0.0
                for k in range(smooth):
                    before += sums[begin + k, i, side] * bin_s
                    after += sums[end + k, i, side] * bin_s
                out[m, i, (axis + 1 + side) % 3] = after / smooth - before / smooth


def running_products(turned: FloatArray, due: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Running sums, from 0 on, of the scalar products of the turns due to the rates.

    Parameters
    ----------
    turned : (m, 3) float
        Turn of gravity over each span.
    due : (m, 12, 3) float

    Returns
    -------
    among : (m + 1, 12, 12) float
        Of the turns due with one another.
    along : (m + 1, 12) float
        Of the turns due with gravity's turn.
    """
    m = turned.shape[0]
    among, along = np.zeros((m + 1, RATES, RATES)), np.zeros((m + 1, RATES))
    _fill_products(turned, due, among, along)
    return among, along


def _fill_products(turned: FloatArray, due: FloatArray, among: FloatArray, along: FloatArray) -> None:
    for m in range(turned.shape[0]):
        for i in range(RATES):
            x, y, z = due[m, i, 0], due[m, i, 1], due[m, i, 2]
            along[m + 1, i] = along[m, i] + (x * turned[m, 0] + y * turned[m, 1] + z * turned[m, 2])
            for j in range(i + 1):
                both = among[m, i, j] + (x * due[m, j, 0] + y * due[m, j, 1] + z * due[m, j, 2])
                among[m + 1, i, j] = among[m + 1, j, i] = both
