"""Which attempt found is which attempt of the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sensortrack.records import Attempt

Truth = Mapping[str, Any]
"""An attempt of a truth: start_s, plateau_start_s, plateau_end_s, end_s, hold_s, amplitude_deg, outcome."""


def overlap_s(found: Attempt, true: Truth) -> float:
    """Time in s that both have in common; negative where they lie apart."""
    return min(found.end_s, float(true["end_s"])) - max(found.start_s, float(true["start_s"]))


def belongs(found: Attempt, true: Truth) -> bool:
    """Whether more than half of either is within the other: neither a piece of it nor it and its neighbour."""
    longer = max(found.end_s - found.start_s, float(true["end_s"]) - float(true["start_s"]))
    return overlap_s(found, true) > 0.5 * longer


def match(found: Sequence[Attempt], true: Sequence[Truth]) -> list[tuple[Attempt, Truth]]:
    """One-to-one pairs, each true attempt with what overlaps it most among those that belong to it."""
    pairs: list[tuple[Attempt, Truth]] = []
    left = list(found)
    for t in true:
        candidates = [a for a in left if belongs(a, t)]
        if candidates:
            best = max(candidates, key=lambda a: overlap_s(a, t))
            left.remove(best)
            pairs.append((best, t))
    return pairs


def exact(found: Sequence[Attempt], true: Sequence[Truth]) -> bool:
    """Whether there are as many as in truth, each at its place."""
    return len(found) == len(true) == len(match(found, true))


def matches_moments(moments_s: Sequence[float], true: Sequence[Truth]) -> bool:
    """Whether each true attempt holds exactly one of the moments, and none lies elsewhere."""
    inside = [sum(float(t["start_s"]) <= m <= float(t["end_s"]) for m in moments_s) for t in true]
    return len(moments_s) == len(true) and all(n == 1 for n in inside)
