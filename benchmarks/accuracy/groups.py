"""Sets of one generator and level together: their counts, their errors, and how both are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sensortrack.records import FloatArray

from .sets import EXERCISES, Errors, Generator, Level, Scored
from .statistics import percentile, percentile_interval, wilson
from .table import share

NAMES = {"simulator": "product's simulator", "other": "second generator"}
BOUNDARIES = ("start", "plateau_start", "plateau_end", "end")


@dataclass(frozen=True, slots=True)
class Group:
    """All sets of a generator and level."""

    generator: Generator
    level: Level
    sets: tuple[Scored, ...]

    @property
    def name(self) -> str:
        """As it stands in the page's headings."""
        return f"{self.level}, {NAMES[self.generator]}"

    def of(self, *exercises: str) -> tuple[Scored, ...]:
        """The sets of some exercises; all where none is named."""
        return tuple(s for s in self.sets if not exercises or s.set.exercise in exercises)


Picked = Callable[[Errors], Sequence[float]]


def boundary_errors(e: Errors) -> Sequence[float]:
    """The four times of a repetition."""
    return (e.start, e.plateau_start, e.plateau_end, e.end)


def hold_errors(e: Errors) -> Sequence[float]:
    """The hold, where there is one."""
    return (e.hold,)


def amplitude_errors(e: Errors) -> Sequence[float]:
    """The amplitude."""
    return (e.amplitude,)


def errors(sets: Sequence[Scored], pick: Picked) -> list[FloatArray]:
    """Errors of each set."""
    return [np.array([v for e in s.errors for v in pick(e)], dtype=np.float64) for s in sets]


def commanded_errors(e: Errors) -> Sequence[float]:
    """The amplitude, held against what was commanded."""
    return (e.commanded,)


def within_sd(sets: Sequence[Scored], times: float) -> tuple[int, int]:
    """How many amplitudes are within so many of their standard deviations of what was commanded, and of how many."""
    near = [abs(e.commanded) <= times * e.amplitude_sd for s in sets for e in s.errors]
    return sum(near), len(near)


def p95(sets: Sequence[Scored], pick: Picked) -> float:
    """95th percentile of the absolute errors over all sets; NaN where there are none."""
    groups = errors(sets, pick)
    return percentile(np.concatenate(groups)) if groups else float("nan")


def worst(group: Group, pick: Picked) -> tuple[str, float]:
    """The exercise with the largest 95th percentile."""
    found = {e: p95(group.of(e), pick) for e in EXERCISES if group.of(e)}
    return max(found.items(), key=lambda item: item[1])


def share_text(count: int, of: int, *, interval: bool = True) -> str:
    low, high = wilson(count, of)
    text = share(count / max(of, 1))
    return f"{text} ({100 * low:.1f}–{100 * high:.1f})" if interval else text


def exact_count(sets: Sequence[Scored]) -> int:
    return sum(s.exact for s in sets)


def within_one(sets: Sequence[Scored]) -> int:
    return sum(abs(s.found - s.true) <= 1 for s in sets)


def sample(sets: Sequence[Scored]) -> str:
    return f"{len(sets)} sets, {sum(s.true for s in sets)} repetitions"


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f}"


def p95_text(sets: Sequence[Scored], pick: Picked, scale: float, digits: int) -> str:
    groups = errors(sets, pick)
    low, high = percentile_interval(groups)
    value = percentile(np.concatenate(groups))
    return f"{scale * value:.{digits}f} ({scale * low:.{digits}f}–{scale * high:.{digits}f})"
