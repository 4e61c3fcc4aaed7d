"""Rows of the table from worlds: ordinary and restless ones, people who tremble, recordings that begin anywhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..groups import share_text
from ..table import Report, Row, Section, note
from ..work import Work
from .draw import BEGINNINGS, EXERCISES, TABLE_SEED, Regime, World, world
from .grouped import by_group, exact_count, not_judged, untold, why, within_one
from .score import Outcome, outcome_of

IDS = ("worlds-ordinary", "worlds-restless", "worlds-trembling", "worlds-beginnings")
FIRST_SEED = {id: TABLE_SEED + 100_000 * k for k, id in enumerate(IDS)}
"""Each row has seeds of its own, all of them the table's."""
TREMOR_DEG = 0.05, 0.2
"""From where ordinary tremor ends to the most that is promised, in deg rms about each axis."""
TREMOR_KINDS = "postural", "effort"
A_REGIME = 5.0
"""So many times as many worlds as a simulator has sets: by default the 5,000 in which none may be inside out untold."""
WHAT = {
    "worlds-ordinary": "worlds, ordinary ranges: exact / within ±1 / inside out untold",
    "worlds-restless": "worlds, restless ranges: exact / within ±1 / inside out untold",
    "worlds-trembling": "worlds with a tremor of 0.05–0.2° rms at 4–12 Hz, any exercise, the rest ordinary: exact",
    "worlds-beginnings": "worlds that begin anywhere but in stillness, the rest ordinary: counted right, or not judged",
}


def measure(work: Work) -> Report:
    """Draw the worlds of each row, and say by what they differ and why sets aren't exact."""
    ordinary, restless, trembling, beginnings = (
        work.map(outcome_of, worlds_of(id, work.share(A_REGIME if k < 2 else 1.0, 8)), WHAT[id].split(":")[0])
        for k, id in enumerate(IDS)
    )
    rows = [
        _regime("worlds-ordinary", ordinary, 0.995, 0.999),
        _regime("worlds-restless", restless, 0.95, 0.995),
        _trembling(trembling),
        _beginnings(beginnings),
    ]
    parts = [
        f"**{name}** (simulated)\n\n{by_group(found)}\n\n{why(found)}"
        for name, found in (("ordinary", ordinary), ("restless", restless), ("trembling", trembling),
                            ("beginning anywhere", beginnings))
    ]  # fmt: skip
    return Report(rows, [Section("Worlds", note("worlds") + "\n\n".join(parts))])


def worlds_of(id: str, count: int) -> list[World]:
    """The worlds of a row, spread evenly over the exercises."""
    return [_world(id, FIRST_SEED[id] + k, EXERCISES[k % len(EXERCISES)]) for k in range(count)]


def _world(id: str, seed: int, exercise: str) -> World:
    rng = np.random.default_rng([seed, 81])
    fixed: dict[str, float | str] = {}
    regime: Regime = "restless" if id == "worlds-restless" else "ordinary"
    if id == "worlds-trembling":
        fixed = {"tremor": float(rng.uniform(*TREMOR_DEG)), "tremor_kind": str(rng.choice(TREMOR_KINDS))}
    if id == "worlds-beginnings":
        fixed = {"beginning": str(rng.choice([b for b in BEGINNINGS if b != "still"]))}
    return world(seed, regime, exercise, fixed)


def _regime(id: str, found: Sequence[Outcome], exact: float, within: float) -> Row:
    n, k, w, u = len(found), exact_count(found), within_one(found), untold(found)
    return Row(
        id,
        WHAT[id],
        f"≥ {100 * exact:g} % / ≥ {100 * within:g} % / 0",
        f"{share_text(k, n)} / {share_text(w, n)} / {u} ({share_text(u, n)}); {not_judged(found)} not judged",
        k >= exact * n and w >= within * n and u == 0,
        "simulated",
        _sample(found),
    )


def _trembling(found: Sequence[Outcome]) -> Row:
    n, k = len(found), exact_count(found)
    calm = [o for o in found if o.world.beginning == "still" and o.world.ending == "still"]
    return Row(
        "worlds-trembling",
        WHAT["worlds-trembling"],
        "≥ 98 %",
        f"{share_text(k, n)}; of those that begin and end still {share_text(exact_count(calm), len(calm))}",
        k >= 0.98 * n,
        "simulated",
        _sample(found),
    )


def _beginnings(found: Sequence[Outcome]) -> Row:
    n, k = len(found), exact_count(found)
    good = sum(o.exact or bool(o.why_not_judged) for o in found)
    return Row(
        "worlds-beginnings",
        WHAT["worlds-beginnings"],
        "≥ 98 %",
        f"{share_text(good, n)}: exact {share_text(k, n)}, not exact but not judged {good - k}",
        good >= 0.98 * n,
        "simulated",
        _sample(found),
    )


def _sample(found: Sequence[Outcome]) -> str:
    return f"{len(found)} worlds, {sum(o.true for o in found)} repetitions"
