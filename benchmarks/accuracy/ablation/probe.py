"""What is counted with a special case, and without it: the same sets and files each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .. import no_exercise, people
from ..people_files import bend_files, mex_files, trunkyxl_files
from ..sets import Generator, Scored, score, sets_of
from ..worlds.draw import EXERCISES, REGIMES, world
from ..worlds.score import outcome_of

WORLD_SEED = 600_000
"""The first world; the table's begin at 1,000,000."""
OFFSET = 90_000
"""Of the seeds of the simulated sets: no other family has these."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of every set or file, in a fixed order.

    Attributes
    ----------
    right : mapping
        For each kind of data, whether each set was counted exactly and is judged; of people's files, whether each is
        as its reference has it.
    wrong : mapping
        For each kind, how many errors there are without a word: sets that are judged though they weren't counted
        exactly; repetitions where there is no exercise.
    hold_s, time_s : float
        95th percentile of the absolute error in hard simulated sets.
    """

    right: dict[str, list[bool]]
    wrong: dict[str, int]
    hold_s: float
    time_s: float

    def as_json(self) -> dict[str, Any]:
        """For another process."""
        return asdict(self)


def probe(sets: int, data: Path | None) -> Counts:
    """Count everything; `sets` worlds of a regime, and half as many sets of each generator."""
    right: dict[str, list[bool]] = {}
    wrong: dict[str, int] = {}
    for regime in REGIMES:
        worlds = [world(WORLD_SEED + k, regime, EXERCISES[k % len(EXERCISES)]) for k in range(sets)]
        outcomes = [outcome_of(w) for w in worlds]
        right[f"{regime} worlds"] = [o.exact and not o.why_not_judged for o in outcomes]
        wrong[f"{regime} worlds"] = sum(not o.exact and not o.why_not_judged for o in outcomes)
    hard: list[Scored] = []
    generators: tuple[Generator, ...] = ("simulator", "other")
    for generator in generators:
        scored = [score(s) for s in sets_of(generator, "hard", max(8, sets // 2), offset=OFFSET)]
        right[f"{generator}, hard"] = [s.exact for s in scored]
        hard += scored
    if data is not None:
        files = [*trunkyxl_files(data), *mex_files(data), *bend_files(data)]
        found = [people.look(f) for f in files]
        right["people"] = [o.matched for o in found if o.clear]
        idle = [c for f in no_exercise.files(data) for c in no_exercise.count(f)]
        for kind in ("walking", "daily living"):
            wrong[kind] = sum(c.found for c in idle if c.kind == kind)
    errors = [e for s in hard for e in s.errors]
    times = [getattr(e, name) for e in errors for name in ("start", "plateau_start", "plateau_end", "end")]
    return Counts(right, wrong, _p95([e.hold for e in errors]), _p95(times))


def _p95(errors: Sequence[float]) -> float:
    return float(np.nanpercentile(np.abs(errors), 95))
