"""Numbers that are finite or None: no record holds NaN or infinity, so no document can."""

from __future__ import annotations

import math


def finite(record: object, name: str) -> None:
    """Make a number of a frozen record None where it is NaN or infinite."""
    value = getattr(record, name)
    if value is not None and not math.isfinite(value):
        object.__setattr__(record, name, None)


def check_times(*times_s: float) -> None:
    """Refuse times in s that aren't finite: every reader has refused them before."""
    for t_s in times_s:
        if not math.isfinite(t_s):
            raise ValueError(f"a time of {t_s} s")
