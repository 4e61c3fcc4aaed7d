"""How much: the rungs of an exercise's ladder, and what every plan is bounded in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from ..outside.reader import Table
from .rule import Given, Number

STAGE_UNITS: Mapping[str, str] = {
    "repetitions": "repetitions",
    "series": "series",
    "hold": "s",
    "duration": "s",
    "weight": "kg",
    "per_week": "sessions",
}
"""The dimensions in which a stage of the ladder can grow, with their units."""


class Stage(Table, frozen=True, kw_only=True):
    """One rung of an exercise's ladder: a whole dose; the units are those of `STAGE_UNITS`.

    `repetitions` are those of one series, for each side where the exercise has sides.
    """

    repetitions: Given | None = None
    series: Given | None = None
    hold: Given | None = None
    duration: Given | None = None
    weight: Given | None = None
    per_week: Given | None = None

    @property
    def numbers(self) -> dict[str, Number]:
        """Its dimensions, and what they are."""
        return {name: number for name in STAGE_UNITS if (number := getattr(self, name)) is not None}

    def number(self, name: str) -> float | None:
        """The value of a dimension, None where the exercise doesn't have it."""
        return self.numbers[name].value if name in self.numbers else None


PLAN_UNITS: Mapping[str, str] = {
    "series": "series",
    "series_repetitions": "repetitions",
    "repetitions": "repetitions",
    "hold": "s",
    "duration": "s",
    "rest": "s",
    "bends_per_minute": "1/min",
    "session": "s",
}
"""What every plan is bounded in, with the unit: a catalogue has a number for each.

series: how many. series_repetitions: of one series, for each side. repetitions, duration: of all series together.
rest: after a series. bends_per_minute: of a walk. session: how long all of the plan takes.
"""


PlanName = Annotated[
    str,
    Meta(pattern=f"^({'|'.join(PLAN_UNITS)})$", description=f"one of {', '.join(PLAN_UNITS)}"),
]


class Span(Table, frozen=True):
    """The most of something, and the least where there is one."""

    most: Given
    least: Given | None = None


@dataclass(frozen=True, slots=True)
class PlanBound:
    """What a plan may ask for in one dimension (`PLAN_UNITS`): a bound of ours against a slip of the pen."""

    of: str
    most: Number
    least: Number | None = None


def bounds_in(spans: Mapping[str, Span]) -> tuple[PlanBound, ...]:
    """Bounds of plans, in the order of `PLAN_UNITS`."""
    return tuple(PlanBound(of, spans[of].most, spans[of].least) for of in PLAN_UNITS if of in spans)
