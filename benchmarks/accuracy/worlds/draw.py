"""What a world is: one seed, and all that was drawn from it."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

Regime = Literal["ordinary", "restless"]
REGIMES: tuple[Regime, ...] = ("ordinary", "restless")
EXERCISES = ("E3", "E4", "E6", "E7", "E8", "E9", "E10", "E11")
SHAPES = ("minimum jerk", "raised cosine", "trapezoid", "two stages", "overshoot", "creep")
TREMORS = ("none", "postural", "effort")
BEGINNINGS = ("still", "moving", "in the hold", "at the top", "getting into position", "walking in")
ENDINGS = ("still", "at once", "in a repetition", "walking off")
ORDERS = ("alternating", "one side first", "one side alone")
"""In which order an exercise to both sides, or with both legs, takes them."""
TWO_SIDED = ("E3", "E7")
"""The exercises that have two sides, or two legs."""
TABLE_SEED = 1_000_000
"""Seeds from here on are those of the table: nobody who mends the tracker looks at one of them."""
STILL = {"beginning": "still", "ending": "still"}
"""What is fixed where a property's own price is asked."""


@dataclass(frozen=True, slots=True)
class Property:
    """One row of `ranges.toml`."""

    name: str
    unit: str
    ordinary: tuple[float, float]
    restless: tuple[float, float]
    log: bool
    source: str
    levels: tuple[float, ...]

    def draw(self, regime: Regime, rng: np.random.Generator) -> float:
        """A value from the regime's range."""
        low, high = self.ordinary if regime == "ordinary" else self.restless
        return self.between(low, high, float(rng.random()))

    @property
    def middle(self) -> float:
        """Of the ordinary range."""
        return self.between(*self.ordinary, 0.5)

    @property
    def extreme(self) -> bool:
        """Whether a value can be further out than ordinary ones."""
        return self.restless != self.ordinary

    def at(self, position: float) -> float:
        """The value at a position: 0 is the ordinary middle, -1 and 1 are the ends of both ranges together."""
        end = min if position < 0.0 else max
        return self.between(self.middle, end(*self.ordinary, *self.restless), abs(position))

    def off(self, value: float) -> float:
        """How far a value is from the ordinary middle: as a logarithm where one is drawn."""
        if not self.log:
            return abs(value - self.middle)
        return abs(math.log(value / self.middle)) if value > 0.0 else math.inf

    def between(self, low: float, high: float, u: float) -> float:
        """The value that is a share u of the way from low to high."""
        return math.exp(math.log(low) + u * math.log(high / low)) if self.log else low + u * (high - low)


@dataclass(frozen=True, slots=True)
class World:
    """A simulated set, before it is made.

    Attributes
    ----------
    seed : int
    exercise : str
    regime : {"ordinary", "restless"}
    shape, tremor : str
        The family.
    beginning, ending, order : str
    values : mapping
        One for each property.
    """

    seed: int
    exercise: str
    regime: Regime
    shape: str
    tremor: str
    beginning: str
    ending: str
    order: str
    values: Mapping[str, float]

    def __str__(self) -> str:
        values = ", ".join(f"{name} {value:.3g}" for name, value in self.values.items())
        return (
            f"world {self.seed} ({self.regime}, {self.exercise}): {self.shape}, tremor {self.tremor}, "
            f"begins {self.beginning}, ends {self.ending}, sides {self.order}; {values}"
        )


def for_the_table_alone(shape: str, tremor: str) -> bool:
    """Whether a family is never drawn by a seed that mending looks at."""
    return (SHAPES.index(shape) + TREMORS.index(tremor)) % len(TREMORS) == 0


def worlds(
    seed: int, count: int, regime: Regime, fixed: Mapping[str, Any], exercises: Sequence[str] = EXERCISES
) -> list[World]:
    """The worlds of so many seeds, spread evenly over the exercises."""
    return [world(seed + k, regime, exercises[k % len(exercises)], fixed) for k in range(count)]


def world(
    seed: int, regime: Regime, exercise: str | None = None, fixed: Mapping[str, Any] | None = None
) -> World:
    """The world of a seed.

    `fixed` holds properties, and `beginning`, `ending`, `order`, `shape`, `tremor_kind`, at a value.
    """
    rng = np.random.default_rng([seed, 77])
    families = [
        (s, t) for s in SHAPES for t in TREMORS if seed >= TABLE_SEED or not for_the_table_alone(s, t)
    ]
    shape, tremor = families[int(rng.integers(len(families)))]
    # Half of all recordings begin in stillness; each other beginning is as likely as the next.
    beginning = BEGINNINGS[max(0, int(rng.integers(-4, len(BEGINNINGS))))]
    ending = ENDINGS[max(0, int(rng.integers(-2, len(ENDINGS))))]
    values = {p.name: p.draw(regime, rng) for p in properties().values()}
    order = ORDERS[max(0, int(rng.integers(-1, len(ORDERS))))]  # half of the sets alternate
    fixed = dict(fixed or {})
    if fixed.get("tremor", 0.0) > 0.0 and tremor == "none":
        tremor = "postural"
    beginning, ending = fixed.pop("beginning", beginning), fixed.pop("ending", ending)
    order = fixed.pop("order", order)
    shape, tremor = fixed.pop("shape", shape), fixed.pop("tremor_kind", tremor)
    if unknown := set(fixed) - set(values):
        raise ValueError(f"no property {', '.join(sorted(unknown))}; there are {', '.join(values)}")
    exercise = exercise or EXERCISES[seed % len(EXERCISES)]
    return World(seed, exercise, regime, shape, tremor, beginning, ending, order, values | fixed)


@cache
def properties() -> Mapping[str, Property]:
    """All properties, by name."""
    table = tomllib.loads(Path(__file__).with_name("ranges.toml").read_text(encoding="utf-8"))
    return {
        name: Property(
            name,
            p["unit"],
            (p["ordinary"][0], p["ordinary"][1]),
            (p["restless"][0], p["restless"][1]),
            p.get("log", False),
            p["source"],
            tuple(p["map"]),
        )
        for name, p in table.items()
    }
