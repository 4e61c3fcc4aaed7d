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
    out = np.empty((at.shape[0], RATES, 3))
    if at.shape[0]:
        _fill_turns(up, rates, at, lag, span, smooth, bin_s, np.zeros((up.shape[0], RATES, 3)), out)
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
    n = up.shape[0]
    for k in range(n):
        late = (k + lag + n) % n
        if k:
            for i in range(RATES):
                for c in range(3):
                    sums[k, i, c] = sums[k - 1, i, c]
        if up[k, 0] != up[k, 0]:  # NaN
            continue
        for axis in range(3):  # u × the axis
            one, two = (axis + 1) % 3, (axis + 2) % 3
            along, against = up[k, two], -up[k, one]
            for c in range(3):
                rate = rates[late, c]
                if rate == rate:
                    sums[k, 3 * axis + c, one] += along * rate
                    sums[k, 3 * axis + c, two] += against * rate
            sums[k, 9 + axis, one] += along
            sums[k, 9 + axis, two] += against
    for m in range(at.shape[0]):
        begin, end = at[m], at[m] + span
        for i in range(RATES):
            for c in range(3):
                before = after = 0.0
                for k in range(smooth):
                    before += sums[begin + k, i, c] * bin_s
                    after += sums[end + k, i, c] * bin_s
                out[m, i, c] = after / smooth - before / smooth


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
