"""A gyroscope whose rates are some per cent too large: gravity turns by less than they say, throughout or in one part.

What gravity is seen to turn by is the true turn and, at the same moments, what the body's own acceleration adds:
tilting about the hip accelerates a sensor the way that a larger tilt would. In recordings of people the rates must
therefore be multiplied by 0.97 to 1.25 to fit best. Less than that is a fault of the gyroscope; more can't be
distinguished from a quick movement.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from .later import IntArray, SpanEquations

LEAST_GAIN_DEG = 150.0
"""Gravity must have turned by at least this much, in deg, before anything can be said of some per cent: after 75 to 125°
two recordings of people, of 545, seem to have rates that are 13 % too large."""
TOO_LARGE = 0.93
"""Gravity turns by less than this share of what the rates say, whichever of the two is taken for the exact one: of 54
recordings of people in which gravity turned 150° none is below 0.998 by the larger of the two shares."""
RIGHT = 0.965
"""The other part of a recording, in which the rates are right, shows at least this."""
FITS_WELL = 0.1
"""The rates, multiplied, leave less than this share of the turn (mean square): where more stays, it isn't the gain."""
PART_EXPLAINS = 1.3
"""Where the whole may have it, too, the gain is said to have changed if that leaves so many times less unexplained."""
CUTS = 32
"""So many places are tried at which the gain may have changed."""


class Gain(NamedTuple):
    """What the rates must be multiplied by, the shares left as they are and multiplied, and where that holds.

    `begin` and `end` are places among the spans; `turn` is gravity's turn between them, in the units of the equations.
    """

    factor: float
    left: float
    left_by_fit: float
    begin: int
    end: int
    turn: float


def too_large(parts: SpanEquations, same: FloatArray, least_turn: float) -> Gain | None:
    """The run of spans in which the rates are too large, which begins or ends the recording; None where none is.

    Parameters
    ----------
    parts : SpanEquations
    same : (9,) float64
        Weights of the rates as they are.
    least_turn : float
        The least turn of gravity in that run, in the units of `parts`.
    """
    n = parts.count
    cuts = np.unique(np.linspace(0, n, CUTS + 1).astype(np.int64))[1:-1]
    whole = _Shares(parts, same, np.array([0]), np.array([n]))
    first, second = (
        _Shares(parts, same, begin, end) for begin, end in ((0 * cuts, cuts), (cuts, np.full_like(cuts, n)))
    )
    found: list[tuple[float, Gain]] = []
    for one, other in ((first, second), (second, first)):
        right = (other.turn >= 0.5 * least_turn) & (other.larger >= RIGHT)
        at = np.flatnonzero(one.too_large(least_turn) & right).tolist()
        found += [(float(one.fitted[k] + other.as_is[k]), one.gain(k)) for k in at]
    always = bool(whole.too_large(least_turn)[0])
    best = min(found, default=None)
    if best is not None and (not always or PART_EXPLAINS * best[0] < whole.fitted[0]):
        return best[1]
    return whole.gain(0) if always else None


class _Shares:
    """What the rates explain of runs of spans, each with a bias of its own.

    Attributes
    ----------
    turn : (k,) float64
    larger : (k,) float64
        Gravity's turn as a share of what the rates say, if gravity's is the exact one.
    as_is, fitted : (k,) float64
        What the rates leave as they are, and multiplied by `factor`.
    """

    def __init__(self, parts: SpanEquations, same: FloatArray, begin: IntArray, end: IntArray) -> None:
        part = parts.part(begin, end)
        self._begin, self._end, self._size = begin, end, np.maximum(part.size, 1e-12)
        self.turn = parts.turn[end] - parts.turn[begin]
        power, common = np.maximum((part.among @ same) @ same, 1e-12), part.along @ same
        self._factor = np.maximum(common, 0.0) / power
        self.larger = np.where(common > 0.0, part.size / np.maximum(common, 1e-12), np.inf)
        self.as_is = parts.left(part)
        self.fitted = part.size - self._factor * common

    def too_large(self, least_turn: float) -> NDArray[np.bool_]:
        """Of each run whether the rates are too large in it."""
        fits = self.fitted < FITS_WELL * self._size
        wrong: NDArray[np.bool_] = (self.turn >= least_turn) & fits & (self.larger < TOO_LARGE)
        return wrong

    def gain(self, k: int) -> Gain:
        """What was found of one run."""
        size = float(self._size[k])
        return Gain(
            float(self._factor[k]),
            float(self.as_is[k]) / size,
            float(self.fitted[k]) / size,
            int(self._begin[k]),
            int(self._end[k]),
            float(self.turn[k]),
        )
