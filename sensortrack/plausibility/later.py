"""A gyroscope that was right and then isn't: from which time on its rates contradict gravity's turn.

The recording is cut in two wherever it may be; both parts are fitted by least squares, each with a bias of its own, and
the cut is taken that leaves least of gravity's turn unexplained.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray

GRID = 64
"""So many cuts are tried, and then each one near the best of them."""
AGREES = 0.16
"""The part that is right leaves less than this share of the turn unexplained, as all recordings of people but a walk
do."""
JUMP_DPS = 3.0
"""A bias that changes by more than this, in deg/s, at one moment is a fault: warmth moves it by some tenths."""
JUMP_SPANS = 100
"""Spans (20 s) before and after it in which a bias shows."""
JUMP_EXPLAINS = 2.0
"""Two biases leave this many times less unexplained than one."""
SEEN = 0.2
"""A bias shows about an axis about which so large a share of the spans would see gravity turn."""
RADIAN = np.pi / 180.0


class Part(NamedTuple):
    """The normal equations of some spans, without what a bias explains: for nine weights of the rates."""

    among: FloatArray
    along: FloatArray
    size: float
    bias_dps: FloatArray
    observed: FloatArray


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
        self._among = _sums(np.einsum("nik,njk->nij", due, due))
        self._along = _sums(np.einsum("nik,nk->ni", due, turned))
        self._size = _sums(np.einsum("nk,nk->n", turned, turned))
        self.turn = _sums(np.sqrt(np.einsum("nk,nk->n", turned, turned)))

    def part(self, begin: int, end: int) -> Part:
        """Spans `[begin, end)`."""
        a = self._among[end] - self._among[begin]
        b = self._along[end] - self._along[begin]
        bias = a[9:, 9:] + 1e-9 * np.eye(3) * max(1e-9, float(np.trace(a[9:, 9:])))
        share = np.linalg.solve(bias, np.column_stack([a[9:, :9], b[9:]]))
        along = b[:9] - a[:9, 9:] @ share[:, 9]
        size = float(self._size[end] - self._size[begin]) - float(b[9:] @ share[:, 9])
        explained = share[:, 9] - share[:, :9] @ self._same
        return Part(
            a[:9, :9] - a[:9, 9:] @ share[:, :9], along, max(size, 0.0), -explained / RADIAN, a[9:, 9:]
        )

    def left(self, part: Part) -> float:
        """What the rates as they are leave unexplained of a part, in all."""
        same = self._same
        return part.size - 2.0 * float(part.along @ same) + float(same @ part.among @ same)


def found_later(
    parts: SpanEquations, ways: FloatArray, least_turn: float, contradicts: float, explains: float
) -> Later | None:
    """The cut of which one part agrees and the other is contradicted, and explained by a change; None where none is.

    Parameters
    ----------
    parts : SpanEquations
    ways : (k, 9) float64
        Weights of each change of the axes, the first of which is none.
    least_turn : float
        Gravity must have turned by so much in the part that is contradicted, in the sums of `parts`.
    contradicts, explains : float
        Share that rates which are wrong leave unexplained, and how many times less the change leaves.
    """
    best: tuple[float, Later] | None = None
    tried: set[int] = set()
    step = max(1, parts.count // GRID)
    cuts = list(range(step, parts.count, step))
    for _ in range(2):
        for cut in cuts:
            if cut in tried:
                continue
            tried.add(cut)
            for after in (True, False):
                wrong, right = ((cut, parts.count), (0, cut)) if after else ((0, cut), (cut, parts.count))
                if parts.turn[wrong[1]] - parts.turn[wrong[0]] < least_turn:
                    continue
                if parts.turn[right[1]] - parts.turn[right[0]] < 0.5 * least_turn:
                    continue
                cost, later = _try(parts, cut, wrong, right, after, ways)
                if best is None or cost < best[0]:
                    best = cost, later
        if best is None:
            return None
        middle = best[1].at
        cuts = list(range(max(1, middle - step), min(parts.count, middle + step + 1)))
    assert best is not None
    later = best[1]
    whole = parts.part(0, later.at) if later.after else parts.part(later.at, parts.count)
    agrees = whole.size > 0.0 and parts.left(whole) < AGREES * whole.size
    if not agrees or later.left < contradicts or later.left_by_fit > min(AGREES, later.left / explains):
        return None
    return later


def _try(
    parts: SpanEquations,
    cut: int,
    wrong: tuple[int, int],
    right: tuple[int, int],
    after: bool,
    ways: FloatArray,
) -> tuple[float, Later]:
    one, other = parts.part(*wrong), parts.part(*right)
    power = np.maximum(np.einsum("wi,ij,wj->w", ways, one.among, ways), 1e-12)
    common = np.maximum(ways @ one.along, 0.0)
    left = one.size - common * common / power
    way = int(np.argmin(left))
    size = max(one.size, 1e-12)
    later = Later(
        cut,
        after,
        way,
        float(common[way] / power[way]),
        parts.left(one) / size,
        float(left[way]) / size,
        float(parts.turn[wrong[1]] - parts.turn[wrong[0]]),
    )
    return float(left[way]) + parts.left(other), later


def bias_jump(parts: SpanEquations) -> tuple[int, float, float, float] | None:
    """The span at which the bias changes, by how much in deg/s, and the shares that one and two leave unexplained.

    None where it doesn't change.
    """
    if parts.count < 2 * JUMP_SPANS:
        return None
    best = (np.inf, 0)
    for cut in range(JUMP_SPANS, parts.count - JUMP_SPANS + 1, max(1, parts.count // (4 * GRID))):
        cost = parts.left(parts.part(0, cut)) + parts.left(parts.part(cut, parts.count))
        best = min(best, (cost, cut))
    one, other = parts.part(0, best[1]), parts.part(best[1], parts.count)
    change = other.bias_dps - one.bias_dps
    for part in (one, other):
        values, vectors = np.linalg.eigh(part.observed)
        clear = vectors[:, values > SEEN * max(float(values.max()), 1e-12)]
        change = clear @ (clear.T @ change)
    jump = float(np.linalg.norm(change))
    whole = parts.part(0, parts.count)
    together = parts.left(whole)
    if jump <= JUMP_DPS or together <= JUMP_EXPLAINS * best[0]:
        return None
    return best[1], jump, together / max(whole.size, 1e-12), best[0] / max(whole.size, 1e-12)


def _sums(values: FloatArray) -> NDArray[np.float64]:
    zero = np.zeros((1, *values.shape[1:]))
    return np.concatenate([zero, np.cumsum(values, axis=0)])
