"""Spans of time: whether two are of one movement, and what of some lies outside others."""

from __future__ import annotations

from collections.abc import Sequence

Span = tuple[float, float]
"""Begin and end `[start_s, end_s)` in s."""
_SAME = 0.5
"""Least share of the shorter span that two spans of one movement have in common: neighbours share an edge at most."""
_SHORTEST_S = 1e-9
"""A moment is taken for a span of this length, in s."""


def of_one_movement(a: Span, b: Span) -> bool:
    """Whether two spans share so much of the shorter one that they are of one movement."""
    shared_s = min(a[1], b[1]) - max(a[0], b[0])
    return shared_s / max(min(a[1] - a[0], b[1] - b[0]), _SHORTEST_S) >= _SAME


def without(spans: Sequence[Span], covered: Sequence[Span]) -> list[Span]:
    """The parts of the spans that lie in none of those that are covered."""
    left = list(spans)
    for low, high in covered:
        left = [part for a, b in left for part in ((a, min(b, low)), (max(a, high), b)) if part[1] > part[0]]
    return left
