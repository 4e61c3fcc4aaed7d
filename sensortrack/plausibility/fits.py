"""Gravity's turn fitted by a gyroscope's rates: times a factor, axes exchanged and mirrored, their bias left free."""

from __future__ import annotations

from itertools import permutations, product
from typing import NamedTuple

import numpy as np

from ..records import FloatArray


class Fit(NamedTuple):
    """What a change of the rates leaves of gravity's turn: factor, delay in bins, axes, and how much they change."""

    left: float
    factor: float
    lag: int
    axes: str
    changes: int


def _changes() -> list[tuple[FloatArray, str, int]]:
    """Every way to exchange and mirror axes: its nine weights, its name, and how much it changes."""
    ways = []
    for order, signs in product(permutations(range(3)), product((1, -1), repeat=3)):
        weights = np.zeros(9)
        for axis, (source, sign) in enumerate(zip(order, signs, strict=True)):
            weights[3 * axis + source] = sign
        name = ", ".join(("−" if s < 0 else "") + "xyz"[o] for o, s in zip(order, signs, strict=True))
        moved = sum(o != axis for axis, o in enumerate(order))
        ways.append((weights, name, moved + sum(s < 0 for s in signs)))
    return ways


WAYS = _changes()


class TurnFit:
    """Gravity's turn beside the turns due to the rates.

    Parameters
    ----------
    turned : (n, 3) float64
        Turn of gravity over each span.
    due : (n, 12, 3) float64
        The turn due to each rate about each axis (9), and to a bias of each axis (3).

    Attributes
    ----------
    as_is : float
        Share of gravity's turn (mean square) that the rates as they are leave unexplained.
    """

    def __init__(self, turned: FloatArray, due: FloatArray) -> None:
        y = turned.reshape(-1)
        terms = due.transpose(0, 2, 1).reshape(-1, 12)
        base, _ = np.linalg.qr(terms[:, 9:])  # whatever a bias explains is taken out of both
        y = y - base @ (base.T @ y)
        x = terms[:, :9] - base @ (base.T @ terms[:, :9])
        self._among, self._along, self._size = x.T @ x, x.T @ y, float(y @ y)
        same = WAYS[0][0]
        left = self._size - 2.0 * float(self._along @ same) + float(same @ self._among @ same)
        self.as_is = left / self._size

    def fits(self, lag: int) -> list[Fit]:
        """Each change of the axes with the factor that fits best, where the rates were taken `lag` bins later."""
        found = []
        for weights, name, changes in WAYS:
            power, common = float(weights @ self._among @ weights), float(self._along @ weights)
            if power > 0.0 and common > 0.0:
                factor = common / power
                found.append(Fit(1.0 - factor * common / self._size, factor, lag, name, changes))
        return found
