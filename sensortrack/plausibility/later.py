"""A gyroscope that was right and then isn't: from which time on its rates contradict gravity's turn.

The recording is cut in two wherever it may be; both parts are fitted by least squares, each with a bias of its own, and
the cut is taken that leaves least of gravity's turn unexplained.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from .turns import running_products

GRID = 64
"""So many cuts are tried, and then each one near the best of them."""
AGREES = 0.16
"""The part that is right leaves less than this share of the turn unexplained, as all recordings of people but a walk
do."""
IntArray = NDArray[np.int64]


class Part(NamedTuple):
    """The normal equations of runs of spans (…), without what a bias explains: for nine weights of the rates.

    Attributes
    ----------
    among, along, size : (…, 9, 9), (…, 9), (…) float64
        Of the turns due to the rates among themselves, with gravity's turn, and of that turn with itself.
    """

    among: FloatArray
    along: FloatArray
    size: FloatArray


class Later(NamedTuple):
    """The best cut: its place among the spans, what contradicts after it (or before), and what that leaves."""

    at: int
    after: bool
    way: int
    factor: float
    left: float
    left_by_fit: float
    turn: float


class SpanEquations:
    """Gives the normal equations of any run of spans.

    Parameters
    ----------
    turned : (n, 3) float64
        Turn of gravity over each span.
    due : (n, 12, 3) float64
        The turn due to each rate about each axis (9), and to a bias (3).
    same : (9,) float64
        Weights of the rates as they are.
    """

    def __init__(self, turned: FloatArray, due: FloatArray, same: FloatArray) -> None:
        self.count = len(turned)
        self._same = same
        self._among, self._along = running_products(turned, due)
        self._size = _sums(np.einsum("nk,nk->n", turned, turned))
        self.turn = _sums(np.sqrt(np.einsum("nk,nk->n", turned, turned)))

    def part(self, begin: IntArray | int, end: IntArray | int) -> Part:
        """Spans `[begin, end)`, of one run or of many at once."""
        a = self._among[end] - self._among[begin]
        b = self._along[end] - self._along[begin]
        traces = np.maximum(1e-9, np.trace(a[..., 9:, 9:], axis1=-2, axis2=-1))
        bias = a[..., 9:, 9:] + 1e-9 * np.eye(3) * traces[..., None, None]
        share = np.linalg.solve(bias, np.concatenate([a[..., 9:, :9], b[..., 9:, None]], axis=-1))
        along = b[..., :9] - (a[..., :9, 9:] @ share[..., 9:])[..., 0]
        size = self._size[end] - self._size[begin] - np.sum(b[..., 9:] * share[..., 9], axis=-1)
        among = a[..., :9, :9] - a[..., :9, 9:] @ share[..., :9]
        return Part(among, along, np.maximum(size, 0.0))

    def left(self, part: Part) -> FloatArray:
        """What the rates as they are leave unexplained of each run, in all."""
        same = self._same
        return np.asarray(part.size - 2.0 * (part.along @ same) + (part.among @ same) @ same)


def found_later(
    parts: SpanEquations, ways: FloatArray, least_turn: float, contradicts: float, explains: float
) -> Later | None:
    """The cut of which one part agrees and the other is contradicted, and explained by a change; None where none is.

    Parameters
    ----------
    ways : (k, 9) float64
        Weights of each change of the axes, the first of which is none.
    least_turn : float
        The least turn of gravity, in the units of `parts`, over the part that is contradicted.
    contradicts, explains : float
        Share that rates which are wrong leave unexplained, and how many times less the change leaves.
    """
    step = max(1, parts.count // GRID)
    best = _best(parts, np.arange(step, parts.count, step), ways, least_turn)
    if best is None:
        return None
    middle = best[1].at
    near = np.arange(max(1, middle - step), min(parts.count, middle + step + 1))
    nearer = _best(parts, near, ways, least_turn)
    later = nearer[1] if nearer is not None and nearer[0] < best[0] else best[1]
    whole = parts.part(0, later.at) if later.after else parts.part(later.at, parts.count)
    agrees = float(whole.size) > 0.0 and float(parts.left(whole)) < AGREES * float(whole.size)
    if not agrees or later.left < contradicts or later.left_by_fit > min(AGREES, later.left / explains):
        return None
    return later


def _best(
    parts: SpanEquations, cuts: IntArray, ways: FloatArray, least_turn: float
) -> tuple[float, Later] | None:
    """The cut that leaves least, and what it leaves; None where gravity turns too little on one side of each."""
    found: list[tuple[float, Later]] = []
    ends = np.full_like(cuts, parts.count)
    for after in (True, False):
        wrong, right = ((cuts, ends), (0 * cuts, cuts)) if after else ((0 * cuts, cuts), (cuts, ends))
        turned, turned_rest = (parts.turn[end] - parts.turn[begin] for begin, end in (wrong, right))
        tried = np.flatnonzero((turned >= least_turn) & (turned_rest >= 0.5 * least_turn))
        if not len(tried):
            continue
        one = parts.part(wrong[0][tried], wrong[1][tried])
        power = np.maximum(np.einsum("wi,nij,wj->nw", ways, one.among, ways), 1e-12)
        common = np.maximum(one.along @ ways.T, 0.0)
        left = one.size[:, None] - common * common / power
        by_fit = left.min(axis=1)
        cost = by_fit + parts.left(parts.part(right[0][tried], right[1][tried]))
        k = int(np.argmin(cost))
        way, size = int(np.argmin(left[k])), max(float(one.size[k]), 1e-12)
        factor = float(common[k, way] / power[k, way])
        as_is = float(parts.left(one)[k]) / size
        at = int(cuts[tried[k]])
        later = Later(at, after, way, factor, as_is, float(by_fit[k]) / size, float(turned[tried[k]]))
        found.append((float(cost[k]), later))
    return min(found, key=lambda one: one[0], default=None)


def left_by_two_biases(parts: SpanEquations) -> float:
    """The share of gravity's turn that the rates leave unexplained if their bias jumps once, where that fits best."""
    step = max(1, parts.count // GRID)
    cuts = np.arange(step, parts.count, step)
    if not len(cuts):
        return 1.0
    before = parts.part(0 * cuts, cuts)
    after = parts.part(cuts, np.full_like(cuts, parts.count))
    whole = float(parts.part(0, parts.count).size)
    return float(np.min(parts.left(before) + parts.left(after))) / max(whole, 1e-12)


def _sums(values: FloatArray) -> NDArray[np.float64]:
    zero = np.zeros((1, *values.shape[1:]))
    return np.concatenate([zero, np.cumsum(values, axis=0)])
