"""The least extreme world in which a set is lost: from where one is lost, back to the ordinary middle, step by step.

Each property has a position: 0 is the middle of its ordinary range, 1 the end of its restless one. A world's distance
is the sum of the positions, so that few properties stay away from their middle: those that together lose the set. A
restart is a seed: an exercise, a family and a person's own chances, with some properties at an end of their ranges,
few or all of them. Where the set is lost, coordinate steps follow: one property after the other goes to its middle, or
as near to it as the set is still lost there. A set is lost or it isn't: no slope is there for an optimiser to follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .draw import STILL, World, properties, world
from .grouped import lost
from .score import Outcome, outcome_of

SEARCH_SEED = 900_000
"""First seed: below the table's, since what is found here is to be mended."""
ROUNDS = 3
"""How often at most each property is taken nearer to its middle."""
FINEST = 0.1
"""To this share of a range positions are found: nobody mends by a finer one."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """A world in which a set is lost, and the positions of what isn't at its middle."""

    world: World
    at: Mapping[str, float]


def set_is_lost(world: World) -> bool:
    """Whether the count is off by more than one, or the set is turned inside out without a word."""
    return lost(outcome_of(world))


def least_extreme(seed: int, fails: Callable[[World], bool] = set_is_lost) -> Extreme | None:
    """From one restart, the least extreme world that fails; None where the restart's own doesn't."""
    rng = np.random.default_rng([seed, 82])
    chance = rng.random()
    extreme = [p.name for p in properties().values() if p.extreme and rng.random() < chance]
    at = {name: float(rng.choice((-1.0, 1.0))) for name in extreme}
    if not fails(world_at(seed, at)):
        return None
    for _ in range(ROUNDS):
        before = distance(at)
        for name in sorted(at, key=lambda name: -abs(at[name])):
            at = _nearer(seed, at, name, fails)
        if before - distance(at) < FINEST:
            break
    return Extreme(world_at(seed, at), at)


def _nearer(
    seed: int, at: Mapping[str, float], name: str, fails: Callable[[World], bool]
) -> dict[str, float]:
    """The same world with one property as near to its middle as it still fails: at it, or by halves."""
    rest = {n: u for n, u in at.items() if n != name}
    if fails(world_at(seed, rest)):
        return rest
    nearest, u = 0.0, at[name]
    while abs(u - nearest) > FINEST:
        half = 0.5 * (nearest + u)
        if fails(world_at(seed, {**rest, name: half})):
            u = half
        else:
            nearest = half
    return {**rest, name: u}


def distance(at: Mapping[str, float]) -> float:
    """Sum of the positions."""
    return sum(abs(u) for u in at.values())


def world_at(seed: int, at: Mapping[str, float]) -> World:
    """A world with some properties off their middle."""
    return middle_world(seed, {name: properties()[name].at(u) for name, u in at.items()})


def middle_world(seed: int, fixed: Mapping[str, float | str]) -> World:
    """A world that begins and ends still, with whatever isn't fixed at its ordinary middle.

    Numbers are rounded as they are printed, so that what is printed is the world.
    """
    values = {p.name: p.middle for p in properties().values() if p.extreme} | dict(fixed)
    rounded = {name: float(f"{v:.3g}") if isinstance(v, float) else v for name, v in values.items()}
    return world(seed, "ordinary", None, {**STILL, **rounded})


def worst(found: list[Extreme | None], count: int) -> list[tuple[Extreme, Outcome]]:
    """The least extreme ones, and what became of them."""
    ranked = sorted((e for e in found if e is not None), key=lambda e: distance(e.at))
    return [(e, outcome_of(e.world)) for e in ranked[:count]]
