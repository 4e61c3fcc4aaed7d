"""Time stamps that don't rise: rows written twice or exchanged, single stamps that are wrong, a clock that was set.

What can be put right is; all of it is counted. What the stamps can't tell is how long it took to set a clock: there
the samples go on one interval later, after a gap of unknown length, unless the clock went back by a whole number of
hours or days (summer time, midnight), or a counter began anew.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..errors import RecordingError
from ..records import FloatArray
from .estimate_sampling import Pace
from .notes import Notes
from .table import IntArray, RowTable

DAY_S = 86_400.0
"""A step forward of more than a day is a clock that was set, not a pause."""
_FEW = 8
"""So many rows may have been exchanged with others, or have a wrong stamp, in one place."""
_PAUSE_S = 1.0
_COUNTERS = (2.0**8, 2.0**16, 2.0**24, 2.0**32)
_WHOLE = 1e-3
"""What is nearer than this to a whole number was rounded."""
_MOST_FAULTS = 1000
"""In one piece of a file: where there are more, the column isn't the time."""


class RowOrder:
    """Brings the rows of a piece into order.

    Attributes
    ----------
    rows, time_s : (n,) int64, (n,) float64
        The rows that stay, in order, and their times, which don't go back.
    unsure : set of int
        Numbers of those rows before which the length of the pause isn't known.
    shift_s : float
        What has to be added to the stamps that follow the piece.
    end : int
        How many of these rows belong to the piece.
    """

    def __init__(
        self,
        table: RowTable,
        time_s: FloatArray,
        end: int,
        pace: Pace,
        tick_s: float,
        notes: Notes,
        path: Path,
    ) -> None:
        self._table, self._pace, self._tick_s, self._notes, self._path = table, pace, tick_s, notes, path
        self.rows: IntArray = np.arange(len(time_s))
        self.time_s, self.end = time_s, end
        self.unsure: set[int] = set()
        self.shift_s = 0.0

    def settle(self, last_s: float) -> None:
        """Put right whatever lies within the piece; `last_s` is the time of the sample before it."""
        at = 0
        for _ in range(_MOST_FAULTS):
            bad = self._next(at, last_s)
            if bad is None:
                return
            at = self._put_right(bad, last_s)
        raise RecordingError(
            f"times that go to and fro ({_MOST_FAULTS} times within {len(self._table)} lines)",
            expected="times that rise from line to line",
            hint="Check which column is the time, and that the file holds one sensor only.",
            path=self._path,
            line=int(self._table.lines[self.rows[at]]),
        )

    def _next(self, at: int, last_s: float) -> int | None:
        before = last_s if at == 0 else self.time_s[at - 1]
        steps = np.diff(self.time_s[at : self.end], prepend=before)
        bad = np.flatnonzero((steps < 0.0) | (steps > DAY_S))
        return None if not len(bad) else at + int(bad[0])

    def _put_right(self, i: int, last_s: float) -> int:
        time_s, interval = self.time_s, self._pace.interval_s
        before = last_s if i == 0 else float(time_s[i - 1])
        ahead = time_s[i : i + _FEW + 1] - before
        most = _PAUSE_S + 1.5 * interval * np.arange(2, len(ahead) + 1)
        back = np.flatnonzero((ahead[1:] > 0.0) & (ahead[1:] <= most))
        if ahead[0] < 0.0:
            fix = self._written_twice(i)
            fix = self._exchanged(i) if fix is None else fix
            fix = self._too_late(i, last_s) if fix is None else fix
            if fix is not None:
                return fix
        if len(back):
            return self._stamps_between(i, i + 1 + int(back[0]), before)
        self._clock_set(i, before)
        return i + 1

    def _written_twice(self, i: int) -> int | None:
        values = self._table.numbers[self.rows]
        first = int(np.searchsorted(self.time_s[:i], self.time_s[i]))
        last = int(np.searchsorted(self.time_s[:i], self.time_s[i], side="right"))
        alike = np.flatnonzero(np.all(values[first : max(last, first + 1)] == values[i], axis=1))
        if not len(alike):
            return None
        j = first + int(alike[0])
        most = min(i - j, len(values) - i)
        same = np.all(values[j : j + most] == values[i : i + most], axis=1)
        count = most if same.all() else int(np.argmin(same))
        self._notes.add("{} rows that stood in the file twice were taken once", self._place(i), count)
        self.rows = np.delete(self.rows, slice(i, i + count))
        self.time_s = np.delete(self.time_s, slice(i, i + count))
        self.end -= min(count, max(0, self.end - i))
        return i

    def _exchanged(self, i: int) -> int | None:
        low, high = max(0, i - _FEW), min(len(self.time_s), i + _FEW + 1)
        part = self.time_s[low:high]
        order = np.argsort(part, kind="stable")
        moved = order != np.arange(len(order))
        least = 0.7 * self._pace.interval_s if self._pace.clocked else 0.0
        if (moved[-1] and high < len(self.time_s)) or (low and moved[0]) or moved.sum() > _FEW:
            return None
        steps = np.diff(part[order])
        if (steps <= least).any() or steps.max() > _PAUSE_S + 1.5 * self._pace.interval_s:
            return None
        self._notes.add("{} rows stood out of order and were put in order", self._place(i), int(moved.sum()))
        self.rows[low:high], self.time_s[low:high] = self.rows[low:high][order], part[order]
        return i + 1

    def _too_late(self, i: int, last_s: float) -> int | None:
        """Rows before this one whose stamps are far ahead, so that this one seems to go back."""
        for count in range(1, min(_FEW, i) + 1):
            first = i - count
            before = last_s if first == 0 else float(self.time_s[first - 1])
            step = float(self.time_s[i]) - before
            most = _PAUSE_S + 1.5 * (count + 1) * self._pace.interval_s
            if 0.0 < step <= most and self.time_s[first] - before > most:
                return self._stamps_between(first, i, before)
        return None

    def _stamps_between(self, first: int, end: int, before: float) -> int:
        count = end - first
        even = before + (self.time_s[end] - before) * np.arange(1, count + 1) / (count + 1)
        kind = "{} rows had a time that can't be; it was taken from their neighbours"
        self._notes.add(kind, self._place(first), count)
        self.time_s[first:end] = even
        return end

    def _clock_set(self, i: int, before: float) -> None:
        interval = self._pace.interval_s
        step = float(self.time_s[i]) - before
        offset, sure = interval - step, False
        if step < 0.0:
            wholes = [3600.0 * max(1.0, round(-step / 3600.0))]
            wholes += [period * self._tick_s for period in _COUNTERS] if self._counts_before(i) else []
            for whole in wholes:
                if 0.5 * interval < step + whole < max(1.5 * interval, self._pace.gap_s):
                    offset, sure = whole, True
                    break
        how = f"{'back' if step < 0 else 'forward'} by {abs(step - interval):.9g} s"
        end = "" if sure else "; how long the pause was isn't known"
        self._notes.add(
            f"the clock was set {how} ({{}}×): the times after it go on from there{end}", self._place(i)
        )
        self.time_s[i:] += offset
        self.shift_s += offset
        if not sure:
            self.unsure.add(int(self.rows[i]))

    def _counts_before(self, i: int) -> bool:
        """Whether the stamps before this one are whole units of their column: those of a counter are."""
        if not self._tick_s:
            return False
        units = np.diff(self.time_s[max(0, i - _FEW) : i]) / self._tick_s
        return bool(np.all(np.abs(units - np.round(units)) < _WHOLE))

    def _place(self, i: int) -> str:
        return f"line {int(self._table.lines[self.rows[min(i, len(self.rows) - 1)]])}"
