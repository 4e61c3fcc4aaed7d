"""The map: what each property costs, everything else ordinary, and the worst of them in pairs.

Every level has the same seeds as the ordinary sets it is held against: the same persons, but for the one property. So a
level is worse than ordinary where more of them are lost by it than won, beyond what chance does to changes that are as
likely either way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from ..statistics import sign_test
from ..work import Work
from .draw import (
    BEGINNINGS,
    ENDINGS,
    ORDERS,
    SHAPES,
    STILL,
    TABLE_SEED,
    TREMORS,
    Property,
    properties,
    worlds,
)
from .grouped import not_judged, untold
from .score import outcome_of

MAP_SEED = TABLE_SEED + 500_000
BEYOND_CHANCE = 0.05
"""A level is worse than ordinary where chance alone would do as much less often than this."""
NEARLY_ALL = 0.99
PAIRED = 5
"""So many of the worst properties are looked at in pairs."""
KINDS: dict[str, tuple[str, ...]] = {
    "beginning": BEGINNINGS,
    "ending": ENDINGS,
    "order": ORDERS,
    "shape": SHAPES,
    "tremor_kind": TREMORS,
}
Fixed = Mapping[str, float | str]
Level = TypeVar("Level", float, str)


@dataclass(frozen=True, slots=True)
class Cell:
    """The sets of one level: which were exact, in the order of their seeds."""

    exact: tuple[bool, ...]
    untold: int = 0
    not_judged: int = 0

    @property
    def share(self) -> float:
        """Of the sets that are exact."""
        return sum(self.exact) / len(self.exact)

    def worse_than(self, ordinary: Cell) -> bool:
        """Whether more sets are lost than won, beyond chance."""
        pairs = list(zip(self.exact, ordinary.exact, strict=True))
        lost, won = sum(o and not e for e, o in pairs), sum(e and not o for e, o in pairs)
        return sign_test(lost, won) < BEYOND_CHANCE


@dataclass(frozen=True, slots=True)
class Pair:
    """Two properties at three levels each: ordinary ones as they are drawn (None), half way, the end of the range."""

    first: str
    second: str
    first_levels: tuple[float | None, ...]
    second_levels: tuple[float | None, ...]
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Map:
    """Ordinary sets that begin and end still, and what becomes of them at each level of each property."""

    ordinary: Cell
    levels: Mapping[str, Mapping[float, Cell]]
    kinds: Mapping[str, Mapping[str, Cell]]
    pairs: Sequence[Pair]


class Surveyor:
    """Draws the sets of a level, the same persons each time, and tells what became of them, in % exact."""

    def __init__(
        self, work: Work, sets: int, seed: int = MAP_SEED, tell: Callable[[str], None] = print
    ) -> None:
        self._work, self._sets, self._seed, self._tell = work, sets, seed, tell
        self._cells: dict[frozenset[tuple[str, float | str]], Cell] = {}

    def cell(self, fixed: Fixed) -> Cell:
        """The sets with some properties fixed."""
        key = frozenset(fixed.items())
        if key not in self._cells:
            drawn = worlds(self._seed, self._sets, "ordinary", {**STILL, **fixed})
            label = ", ".join(f"{name} {level}" for name, level in fixed.items()) or "ordinary"
            found = self._work.map(outcome_of, drawn, label)
            self._cells[key] = Cell(tuple(o.exact for o in found), untold(found), not_judged(found))
        return self._cells[key]

    def levels(self, name: str, values: Sequence[Level]) -> dict[Level, Cell]:
        """The levels of one property."""
        cells = {value: self.cell({name: value}) for value in values}
        self._tell(f"{name}: " + "  ".join(f"{value}: {100 * c.share:.1f}" for value, c in cells.items()))
        return cells

    def pair(self, first: Property, second: Property, side: Mapping[str, int]) -> Pair:
        """Two properties together, each on its bad side."""
        one, two = (_three_levels(p, side[p.name]) for p in (first, second))
        cells = tuple(
            tuple(self.cell({p.name: v for p, v in ((first, a), (second, b)) if v is not None}) for b in two)
            for a in one
        )
        worst = min(c.share for row in cells for c in row)
        self._tell(f"{first.name} with {second.name}: down to {100 * worst:.1f}")
        return Pair(first.name, second.name, one, two, cells)


def survey(s: Surveyor) -> Map:
    """The whole map."""
    ordinary = s.cell({})
    levels = {p.name: s.levels(p.name, p.levels) for p in properties().values()}
    kinds = {name: s.levels(name, values) for name, values in KINDS.items()}
    side = worst_sides(levels)
    chosen = [properties()[name] for name in list(side)[:PAIRED]]
    return Map(ordinary, levels, kinds, [s.pair(a, b, side) for a, b in combinations(chosen, 2)])


def worst_sides(levels: Mapping[str, Mapping[float, Cell]]) -> dict[str, int]:
    """The properties with the side (-1, 1) of their range on which most is lost, the worst first.

    Those of which ordinary values are the whole range aren't looked at.
    """
    found: dict[str, tuple[float, int]] = {}
    for name, cells in levels.items():
        p = properties()[name]
        if not p.extreme:
            continue
        value = min(cells, key=lambda v: (cells[v].share, -p.off(v)))
        low, high = p.restless[0] < p.ordinary[0], p.restless[1] > p.ordinary[1]
        found[name] = (cells[value].share, 1 if high and (value >= p.middle or not low) else -1)
    return {name: side for name, (_, side) in sorted(found.items(), key=lambda item: item[1][0])}


def _three_levels(p: Property, side: int) -> tuple[float | None, ...]:
    k = 0 if side < 0 else 1
    half = p.between(p.ordinary[k], p.restless[k], 0.5)
    return None, float(f"{half:.3g}"), p.restless[k]


def run_about(
    p: Property, cells: Mapping[float, Cell], good: Callable[[Cell], bool]
) -> tuple[float, float] | None:
    """The levels that are good without a break, around the one nearest to the middle; None where that one isn't."""
    values = sorted(cells)
    low = high = min(range(len(values)), key=lambda i: p.off(values[i]))
    if not good(cells[values[low]]):
        return None
    while low > 0 and good(cells[values[low - 1]]):
        low -= 1
    while high < len(values) - 1 and good(cells[values[high + 1]]):
        high += 1
    return values[low], values[high]
