"""A counter of milli-, micro- or nanoseconds, or of samples, that begins anew when it is full: its times go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np

from ..records import FloatArray
from .notes import Notes
from .table import RowTable

_UNITS_S = (1e-3, 1e-6, 1e-9)
"""What counters of time count, in s; what 32 bits of it hold: 50 days, 72 min, 4.3 s."""
_BITS = (16, 24, 32)
_SAMPLE_BITS = (8, 16, 24, 32)
_NEAR_S, _NEAR_SHARE = 1.0, 0.5
"""How far from its end a counter may be before it begins anew, and from 0 after it: this time, in s, or this share of
what it holds, whichever is less. A notification or two may be lost in between."""
_SHORTEST_S = 1.0
"""Times in seconds are no counter's that holds less: two rows written again would look like one."""
_STEPS = 4.0
"""Where a counter begins anew the times go on by at most so many of the steps before it."""
_LONGEST_S = 0.5e9
"""Beyond this time float64 doesn't tell a microsecond: such stamps are dates, which don't begin anew."""
_WHOLE = 1e-3
"""What is nearer than this share of a unit to a whole number of them was counted."""
_ROUNDED_S = 1e-6
"""Times in a text are rounded to this, and counters of finer units with them."""
_FEW = 8
"""So many rows may overtake one another where the counter begins anew."""


class Counter:
    """Unwinds the stamps of a file, in whatever pieces they come.

    Parameters
    ----------
    unit_s : float
        Seconds in one unit of the time column; 0.0 where samples aren't counted and no column is read.
    counts_samples : bool
        Whether the column counts samples.
    """

    def __init__(self, unit_s: float, *, counts_samples: bool, notes: Notes | None = None) -> None:
        bits, units = (_SAMPLE_BITS, (unit_s,)) if counts_samples else (_BITS, _UNITS_S)
        least_s = _SHORTEST_S if unit_s == 1.0 else 0.0
        periods = [(2.0**bit * unit, unit) for unit, bit in product(units, bits)] if unit_s else []
        self._periods = [(period_s, unit) for period_s, unit in periods if period_s > least_s]
        self._step_s = np.inf
        self._notes = notes
        self._period_s, self._turned = 0.0, 0
        self._last_s = np.nan
        self._since = _FEW + 1

    def through(self, timed: Iterable[tuple[RowTable, FloatArray]]) -> Iterator[tuple[RowTable, FloatArray]]:
        """Each table with its stamps, which go on where the counter began anew."""
        for table, stamps in timed:
            yield table, self._unwound(table, stamps)

    def _unwound(self, table: RowTable, stamps: FloatArray) -> FloatArray:
        if not self._periods or not len(stamps):
            return stamps
        if not self._turned and not (stamps[0] < self._last_s or (stamps[1:] < stamps[:-1]).any()):
            step_s = float(stamps[-1] - (stamps[-2] if len(stamps) > 1 else self._last_s))
            self._step_s = step_s if step_s > 0.0 else self._step_s
            self._last_s = float(stamps[-1])
            return stamps
        steps = np.diff(stamps, prepend=self._last_s)
        turned = np.zeros(len(stamps), np.int64)
        before = 0
        turns = self._turns(steps, 0)
        while turns:
            i = turns.pop()
            self._since += i - before
            before = i
            was_s = self._last_s if i == 0 else float(stamps[i - 1])
            self._step_s = float(steps[i - 1]) if i and steps[i - 1] > 0.0 else self._step_s
            known = self._period_s > 0.0
            turned[i] = self._turn(was_s, float(stamps[i]))
            if not known and self._period_s:
                turns = self._turns(steps, i + 1)
            if turned[i] > 0 and self._notes is not None:
                self._notes.add(
                    f"the counter of the time, which holds {self._period_s:.6g} s, was full and began anew ({{}}×): the"
                    " times go on",
                    f"line {int(table.lines[i])}",
                )
        self._since = min(self._since + len(stamps) - before, _FEW + 1)
        total = self._turned + np.cumsum(turned)
        self._step_s = float(steps[-1]) if steps[-1] > 0.0 else self._step_s
        self._last_s, self._turned = float(stamps[-1]), int(total[-1])
        unwound: FloatArray = stamps + self._period_s * total
        return unwound

    def _turns(self, steps: FloatArray, begin: int) -> list[int]:
        """The rows from that one on, the last one first, at which the counter may have turned."""
        far = (steps < 0.0) | (steps > 0.5 * (self._period_s or np.inf))
        turns: list[int] = (begin + np.flatnonzero(far[begin:])[::-1]).tolist()
        return turns

    def _turn(self, was_s: float, now_s: float) -> int:
        """How many periods more the stamps from that of `now_s` on have: 1, 0, or −1 for a row that was overtaken."""
        periods = [(self._period_s, 0.0)] if self._period_s else self._periods
        if now_s > was_s:
            near_s = min(_NEAR_S, _NEAR_SHARE * self._period_s)
            overtaken = self._since <= _FEW and was_s < near_s and now_s > self._period_s - near_s
            self._since = 0 if overtaken else self._since
            return -1 if overtaken else 0
        for period_s, unit_s in periods:
            near_s = min(_NEAR_S, _NEAR_SHARE * period_s)
            if not (period_s - near_s < was_s < period_s and 0.0 <= now_s < near_s):
                continue
            if now_s + period_s - was_s > _STEPS * max(self._step_s, unit_s):
                continue
            if was_s - now_s > 0.5 * period_s and (not unit_s or _counted(np.array([was_s, now_s]), unit_s)):
                self._period_s, self._since = period_s, 0
                return 1
        return 0


def _counted(stamps: FloatArray, unit_s: float) -> bool:
    """Whether stamps are whole numbers of a unit, as far as they were written."""
    if float(stamps.max()) > _LONGEST_S:
        return False
    off_s = np.abs(stamps / unit_s - np.round(stamps / unit_s)) * unit_s
    return bool(np.all(off_s <= max(_WHOLE * unit_s, 0.6 * _ROUNDED_S if unit_s < _ROUNDED_S else 0.0)))
