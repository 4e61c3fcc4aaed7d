"""The repetitions of several recordings as dots: one column a recording, the height their amplitude."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT, LEFT, FOOT, HEAD = 720, 130, 40, 16, 8
"""In units of the drawing, which are a screen's pixels; the margins have the numbers."""


class Dots(NamedTuple):
    """A drawing in its own units, y down: dots, and each recording's median as a line; `top_deg` is where `top` is."""

    exercise: str
    dots: tuple[tuple[str, str], ...]
    medians: tuple[tuple[str, str, str], ...]
    top_deg: float
    recordings: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    top: int = HEAD
    ground: int = HEIGHT - FOOT


def dots_of(exercise: str, sets: Sequence[Sequence[float]]) -> Dots:
    """The drawing of an exercise.

    Parameters
    ----------
    sets : sequence of sequence of float
        The amplitudes in deg of each recording's repetitions.
    """
    top_deg = max(a for one in sets for a in one)
    column = (WIDTH - LEFT) / len(sets)

    def y(angle_deg: float) -> str:
        return f"{HEIGHT - FOOT - (HEIGHT - FOOT - HEAD) * angle_deg / top_deg:.1f}"

    dots, medians = [], []
    for k, one in enumerate(sets):
        begin = LEFT + k * column
        dots += [(f"{begin + column * (j + 0.5) / len(one):.1f}", y(a)) for j, a in enumerate(one)]
        if one:
            medians.append((f"{begin:.1f}", f"{begin + column:.1f}", y(statistics.median(one))))
    return Dots(exercise, tuple(dots), tuple(medians), top_deg, len(sets))
