"""A finding: what became of one rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .finite import finite
from .reason import Reason

FindingOutcome = Literal["pass", "fail", "not_judged"]
Method = Literal["measured", "asked", "cued"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule, its outcome, how it was kept, the value and limit, and the evidence.

    `attempts` are the indices of the attempts that decided it; `why` is the reason.
    `limit` is the bound that `value` was held against; `at_least` and `at_most` are the whole allowed range.
    `corrections` is the number of corrections by hand on which it rests.
    None of the numbers is ever NaN or infinite: such a one is None.
    """

    rule: str
    outcome: FindingOutcome
    method: Method
    why: Reason
    value: float | None = None
    limit: float | None = None
    unit: str | None = None
    attempts: tuple[int, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    corrections: int = 0

    def __post_init__(self) -> None:
        for name in ("value", "limit", "at_least", "at_most"):
            finite(self, name)
