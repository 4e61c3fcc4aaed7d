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


def fits_of(turned: FloatArray, due: FloatArray, lag: int) -> tuple[list[Fit], float]:
    """Each change of the axes at a delay with the factor that fits best, and what the rates as they are leave."""
    y = turned.reshape(-1)
    terms = due.transpose(0, 2, 1).reshape(-1, 12)
    base, _ = np.linalg.qr(terms[:, 9:])  # whatever a bias explains is taken out of both
    y = y - base @ (base.T @ y)
    x = terms[:, :9] - base @ (base.T @ terms[:, :9])
    among, along, size = x.T @ x, x.T @ y, float(y @ y)
    fits = []
    for weights, name, changes in WAYS:
        power, common = float(weights @ among @ weights), float(along @ weights)
        if power > 0.0 and common > 0.0:
            factor = common / power
            fits.append(Fit(1.0 - factor * common / size, factor, lag, name, changes))
    same = WAYS[0][0]
    return fits, (size - 2.0 * float(along @ same) + float(same @ among @ same)) / size
