"""What is known of each sample on its way through the guard: a byte, whose bits say what follows what."""

from __future__ import annotations

from typing import Literal

Sort = Literal["range", "zero", "spike", "frozen", "stuck", "straight"]

RANGE, ZERO, SPIKE, FROZEN, STUCK, STRAIGHT = 1, 2, 3, 4, 5, 6
"""Why a sample is left out; one that may be used has none of these."""
SORTS: dict[int, Sort] = {
    RANGE: "range",
    ZERO: "zero",
    SPIKE: "spike",
    FROZEN: "frozen",
    STUCK: "stuck",
    STRAIGHT: "straight",
}
OUT = 7
"""The bits in which that stands."""
AFTER_GAP = 8
"""Samples are missing before this one."""
