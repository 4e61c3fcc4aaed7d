"""What makes a block fit to follow the ones already written."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import RecordingError
from ..records import Block, Gap
from .blocks import DECLARED_TO_S

DECIMALS = 6
"""Decimals of the times in our files."""


def gap_before(block: Block, last_s: float | None, rate_hz: float | None, gaps: Sequence[Gap]) -> Gap | None:
    """The gap that a block tells of, where none was declared there.

    Parameters
    ----------
    block : Block
        Has a sample at least.
    last_s : float or None
        Time in s of the sample before it, None for the first block.
    rate_hz : float or None
        Nominal rate in Hz; the first missing sample was due one period after the last.
    gaps : sequence of Gap
        The gaps that are known already.

    Raises
    ------
    RecordingError
        The times don't rise by a microsecond at least.
    """
    time_s = block.time_s.round(DECIMALS)
    first = float(time_s[0])
    rising = bool((time_s[1:] > time_s[:-1]).all()) and (last_s is None or first > round(last_s, DECIMALS))
    if not rising:
        raise unwritable("samples that are less than a microsecond apart, or not in order of time")
    if not block.after_gap or last_s is None:
        return None
    if any(last_s < gap.end_s - DECLARED_TO_S <= first for gap in gaps):
        return None
    missing = round(last_s + 1.0 / rate_hz, DECIMALS) if rate_hz else last_s
    return Gap(min(missing, first), first)


def unwritable(found: str) -> RecordingError:
    """The error for samples that can't be written."""
    return RecordingError(
        found,
        expected="samples with finite numbers, in order of time, with the same columns in every block",
        hint="Nothing was written.",
    )
