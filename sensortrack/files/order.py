"""Time stamps that don't rise: rows written twice or exchanged, single stamps that are wrong, a clock that was set.

What can be put right is; all of it is counted. What the stamps can't tell is how long it took to set a clock: there
the samples go on one interval later, after a gap of unknown length, unless the clock went back by a whole number of
hours or days (summer time, midnight).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..errors import RecordingError
from ..records import FloatArray
from .chunks import Holes, chunk_about, too_far_apart
from .estimate_sampling import Pace
from .notes import Notes
from .repeats import Earlier
from .table import IntArray, RowTable

DAY_S = 86_400.0
"""A step forward of more than a day is a clock that was set, not a pause."""
_FEW = 8
"""So many rows may have been exchanged with others, or have a wrong stamp, in one place."""
_PAUSE_S = 1.0
_LEAST_STEP = 0.7
"""Rows that were put in order lie at least this share of the interval apart: others were sampled twice."""
_NEAR = 32
"""So many steps before a row and after it tell the interval about it."""
_COUNTERS = (2.0**8, 2.0**16, 2.0**24, 2.0**32)
_WHOLE = 1e-3
"""What is nearer than this to a whole number was rounded."""
_MOST_FAULTS = 1000
"""In one piece of a file: where there are more, the column isn't the time."""
_MOST_GUESSES, _GUESSES_SHARE = 20, 0.02
"""Stamps that were guessed, and clocks that were set, in a piece: more than so many, and than that share of its rows,
show that the column isn't the time, too."""


class RowOrder:
    """Brings the rows of a piece into order.

    Parameters
    ----------
    table : RowTable
    time_s : (n,) float64
        Their times; the piece are the first `end` of them.
    pace : Pace
    tick_s : float
        Seconds in one unit of the time column.
    earlier, holes : Earlier, Holes
        What was read before the piece.
    begins, more : bool
        Whether no row precedes these in the file, and whether some follow.

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
    used : int
        How many rows of the table belong to it.
    set_back : list of int
        Numbers of those rows at which the clock was set back by nobody knows how much.
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
        earlier: Earlier,
        holes: Holes,
        *,
        begins: bool,
        more: bool,
    ) -> None:
        self._table, self._pace, self._tick_s, self._notes, self._path = table, pace, tick_s, notes, path
        self._earlier, self._holes, self._begins, self._more = earlier, holes, begins, more
        self.rows: IntArray = np.arange(len(time_s))
        self.time_s, self.end, self.used = time_s, end, end
        self.unsure: set[int] = set()
        self.set_back: list[int] = []
        self._guesses = 0
        self.shift_s = 0.0

    def settle(self, last_s: float) -> None:
        """Put right whatever lies within the piece; `last_s` is the time of the sample before it."""
        at = faults = 0
        for _ in range(_MOST_FAULTS):
            bad = self._next(at, last_s)
            if bad is None:
                return
            at = self._put_right(bad, last_s)
            faults += 1
            if self._guesses > _MOST_GUESSES + _GUESSES_SHARE * len(self._table):
                break
        raise RecordingError(
            f"times that go to and fro ({faults} times within {len(self._table)} lines)",
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
            for cause in (self._written_twice, self._exchanged, self._too_late):
                fix = cause(i, last_s)
                if fix is not None:
                    return fix
        if len(back):
            return self._stamps_between(i, i + 1 + int(back[0]), before)
        if ahead[0] < 0.0 and not self._whole_hours(i, before):
            fix = self._chunk(i, last_s)
            if fix is not None:
                return fix
        self._clock_set(i, before)
        return i + 1

    def _written_twice(self, i: int, last_s: float) -> int | None:
        values = self._table.numbers[self.rows]
        first = int(np.searchsorted(self.time_s[:i], self.time_s[i]))
        last = int(np.searchsorted(self.time_s[:i], self.time_s[i], side="right"))
        alike = np.flatnonzero(np.all(values[first : min(last, i)] == values[i], axis=1))
        count = 0
        if len(alike):
            j = first + int(alike[0])
            most = min(i - j, len(values) - i)
            same = np.all(values[j : j + most] == values[i : i + most], axis=1)
            count = most if same.all() else int(np.argmin(same))
        elif not i or self.time_s[i] < self.time_s[0]:
            count = self._come_again(i, last_s)
        if not count:
            return None
        self._notes.add("{} rows that stood in the file twice were taken once", self._place(i), count)
        self._take_out(i, count)
        return i

    def _come_again(self, i: int, last_s: float) -> int:
        """How many rows from this one on, which lies before the piece, were read before it."""
        rising = np.flatnonzero(np.diff(self.time_s[i:]) < 0.0)
        stop = i + (int(rising[0]) + 1 if len(rising) else len(self.time_s) - i)
        stop = min(stop, i + int(np.searchsorted(self.time_s[i:stop], last_s, side="right")))
        return (
            stop - i if self._earlier.has(self.time_s[i:stop], self._table.numbers[self.rows[i:stop]]) else 0
        )

    def _take_out(self, i: int, count: int) -> None:
        self.rows = np.delete(self.rows, slice(i, i + count))
        self.time_s = np.delete(self.time_s, slice(i, i + count))
        if i + count > self.end:  # what was written again goes on beyond the piece
            self.used = int(self.rows[i]) if i < len(self.rows) else len(self._table)
        self.end -= min(count, max(0, self.end - i))

    def _exchanged(self, i: int, last_s: float) -> int | None:
        """Rows about this one that were exchanged with near ones."""
        low, high = i - 1, i + 1
        while True:
            wide = slice(max(0, i - 2 * _FEW), min(len(self.time_s), i + 2 * _FEW))
            part = self.time_s[low:high]
            near, least, largest = self.time_s[wide], float(part.min()), float(part.max())
            first = wide.start + int(np.argmax(near[: i - wide.start] > least)) if i > wide.start else i
            last = wide.start + int(np.flatnonzero(near < largest)[-1]) + 1
            if (min(first, low), max(last, high)) == (low, high):
                break
            low, high = min(first, low), max(last, high)
        if low < 0 or high - low > 2 * _FEW or (high == len(self.time_s) and self._more):
            return None
        order = np.argsort(self.time_s[low:high], kind="stable")
        moved = int((order != np.arange(len(order))).sum())
        begin = last_s if low == 0 else float(self.time_s[low - 1])
        ordered_s = self.time_s[low:high][order]
        steps = np.diff(np.concatenate([[begin], ordered_s, self.time_s[high : high + 1]]))
        least = _LEAST_STEP * self._interval_about(low, high) if self._pace.clocked else 0.0
        if (steps <= least).any() or steps[1:-1].max(initial=0.0) > _PAUSE_S + 1.5 * self._pace.interval_s:
            return None
        self._notes.add("{} rows stood out of order and were put in order", self._place(i), moved)
        self._sort(low, high, order)
        return high

    def _interval_about(self, low: int, high: int) -> float:
        """The shortest of the recording's interval and those about some rows, as the rate may change there."""
        near = [self._pace.interval_s]
        for part in (self.time_s[max(0, low - _NEAR) : low], self.time_s[high : high + _NEAR]):
            steps = np.diff(part)
            if (steps > 0.0).sum() >= _FEW:
                near.append(float(np.median(steps[steps > 0.0])))
        return min(near)

    def _sort(self, low: int, high: int, order: IntArray) -> None:
        if low < self.end < high:  # they belong together
            self.end = high
            self.used = int(self.rows[high]) if high < len(self.rows) else len(self._table)
        self.rows[low:high], self.time_s[low:high] = self.rows[low:high][order], self.time_s[low:high][order]

    def _chunk(self, i: int, last_s: float) -> int | None:
        """Rows that were written in chunks which are out of order."""
        about = self._interval_about(i, i)
        last_s = -np.inf if self._begins else last_s
        found = chunk_about(self.time_s, i, last_s, _LEAST_STEP * about, max(self._pace.gap_s, 1.6 * about))
        line = int(self._table.lines[self.rows[i]])
        if found is None:
            self._holes.check(self.time_s[i:], about, line, self._path)
            return None
        low, high, order = found
        if high == len(self.time_s) and self._more:
            if not low:
                raise too_far_apart(line, self._path)
            self.end, self.used = (
                low,
                int(self.rows[low]),
            )  # the next piece begins at it, and shows more of it
            return low
        moved = int((order != np.arange(len(order))).sum())
        self._notes.add(
            "{} rows stood in chunks that were out of order, and were put in order", self._place(i), moved
        )
        self._sort(low, high, order)
        return high

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
        self._guesses += count
        return end

    def _whole_hours(self, i: int, before: float) -> float:
        """By how many whole hours, in s, the clock went back before this row; or what its counter holds; else 0.0."""
        interval = self._pace.interval_s
        step = float(self.time_s[i]) - before
        wholes = [3600.0 * max(1.0, round(-step / 3600.0))]
        wholes += [period * self._tick_s for period in _COUNTERS] if self._counts_before(i) else []
        fit = (w for w in wholes if 0.5 * interval < step + w < max(1.5 * interval, self._pace.gap_s))
        return next(fit, 0.0)

    def _clock_set(self, i: int, before: float) -> None:
        interval = self._pace.interval_s
        step = float(self.time_s[i]) - before
        whole = self._whole_hours(i, before) if step < 0.0 else 0.0
        offset = whole or interval - step
        how = f"{'back' if step < 0 else 'forward'} by {abs(step - interval):.9g} s"
        end = "" if whole else "; how long the pause was isn't known"
        self._notes.add(
            f"the clock was set {how} ({{}}×): the times after it go on from there{end}", self._place(i)
        )
        self.time_s[i:] += offset
        self.shift_s += offset
        self._earlier.forget()
        self._holes.forget()
        if not whole:
            self._guesses += 1
            self.unsure.add(int(self.rows[i]))
            if step < 0.0:
                self.set_back.append(int(self.rows[i]))

    def _counts_before(self, i: int) -> bool:
        """Whether the stamps before this one are whole units of their column: those of a counter are."""
        if not self._tick_s:
            return False
        units = np.diff(self.time_s[max(0, i - _FEW) : i]) / self._tick_s
        return bool(np.all(np.abs(units - np.round(units)) < _WHOLE))

    def _place(self, i: int) -> str:
        return f"line {int(self._table.lines[self.rows[min(i, len(self.rows) - 1)]])}"
