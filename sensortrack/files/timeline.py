"""From the stamps of a table to the times of its samples: in order, evenly where they were packed, with their gaps.

Pieces of a fixed number of rows are looked at, each with some of the next ones, however the file was cut: so the
times don't depend on how much of it is read at a time.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from ..records.rates import ALIKE, STRETCH, local_intervals
from .estimate_sampling import Pace, missing_before, pace, pace_among_ticks
from .notes import Notes
from .order import DAY_S, RowOrder
from .table import IntArray, RowTable, joined

PIECE, AHEAD = 8192, 512
_OTHER = 0.03
"""Share by which the interval of some stretches differs from the recording's where the rate has changed."""
_STRAYS = 0.005
"""A rate that is off by more than this share, but not changed, is worth a word."""
_LASTS, _LASTS_JITTERY = 2, 4
"""Stretches that tell a change of rate; of stamps that jitter so many that two combs tell it by themselves."""
_LOSS = 0.1
"""Of two rates of which one is a multiple of the other, steps rather show that at which none is missing."""
_REACH = 3
"""A change is looked for so many stretches before and after the first one that tells it."""


class RowStretch(NamedTuple):
    """Rows that follow one another, at one rate: places in the table, times, and before which others are missing."""

    rows: IntArray
    time_s: FloatArray
    after_gap: NDArray[np.bool_]
    pace: Pace


@dataclass(slots=True)
class Timeline:
    """Goes through the rows of a file.

    Attributes
    ----------
    pace : Pace
        The recording's; then that of the rows at hand.
    tick_s : float
        Seconds in one unit of the time column.
    """

    pace: Pace
    tick_s: float
    notes: Notes
    path: Path
    last_s: float = -np.inf
    shift_s: float = 0.0

    def through(self, timed: Iterable[tuple[RowTable, FloatArray]]) -> Iterator[tuple[RowTable, RowStretch]]:
        """Each table with what was made of its stamps."""
        held: RowTable | None = None
        stamps: FloatArray = np.empty(0)
        for table, time_s in timed:
            held = table if held is None else joined([held, table])
            stamps = np.concatenate([stamps, time_s])
            while len(held) >= PIECE + AHEAD:
                used = yield from self._piece(held, stamps, PIECE)
                held, stamps = held.cut(used, len(held)), stamps[used:]
        while held is not None and len(held):
            used = yield from self._piece(held, stamps, min(PIECE, len(held)))
            held, stamps = held.cut(used, len(held)), stamps[used:]

    def _piece(
        self, table: RowTable, stamps: FloatArray, end: int
    ) -> Generator[tuple[RowTable, RowStretch], None, int]:
        stop = min(len(table), end + AHEAD)
        table, time_s = table.cut(0, stop), stamps[:stop] + self.shift_s
        while end < stop and time_s[end] <= time_s[end - 1]:
            end += 1  # samples that share a stamp, and rows out of order, stay together
        used = end
        rows = np.arange(stop)
        unsure: set[int] = set()
        first_s = time_s[0] - self.pace.interval_s if np.isinf(self.last_s) else self.last_s
        steps = np.diff(time_s, prepend=first_s)
        if float(steps.min()) < 0.0 or float(steps.max()) > DAY_S:
            order = RowOrder(table, time_s, end, self.pace, self.tick_s, self.notes, self.path)
            order.settle(first_s)
            rows, time_s, end, unsure = order.rows, order.time_s, order.end, order.unsure
            self.shift_s += order.shift_s
            back = np.flatnonzero(np.diff(time_s[max(0, end - 1) :]) < 0.0)
            if len(back):  # what lies ahead is for the next piece
                stop = max(0, end - 1) + int(back[0]) + 1
                rows, time_s = rows[:stop], time_s[:stop]
        if len(time_s) and (np.diff(time_s) == 0.0).any():
            rows, time_s, end = self._spread(table, rows, time_s, end)
        if table.missing:
            where = f"line {int(table.lines[0])}" if len(table) else "the start"
            self.notes.add(
                "{} rows have no value: samples that were lost", f"or after {where}", table.missing
            )
        for start, stop, here in self._rates(table, rows, time_s, end):
            self.pace = here
            part = time_s[start:stop]
            context = np.concatenate([[self.last_s], part] if np.isfinite(self.last_s) else [part])
            gaps = missing_before(np.concatenate([context, time_s[stop : stop + 2]]), here)
            gaps = gaps[len(context) - len(part) : len(context)]
            gaps |= table.lost[rows[start:stop]] > 0
            if unsure:
                gaps |= np.isin(rows[start:stop], list(unsure))
            if np.isinf(self.last_s):
                gaps[0] = False
            if len(part):
                self.last_s = float(part[-1])
                yield table, RowStretch(rows[start:stop], part, gaps, here)
        return used

    def _spread(
        self, table: RowTable, rows: IntArray, time_s: FloatArray, end: int
    ) -> tuple[IntArray, FloatArray, int]:
        """Samples that share a stamp, evenly up to the next one; those that are the same row twice, once."""
        interval = self.pace.interval_s
        same = np.zeros(len(rows), np.bool_)
        values = table.numbers[rows]
        same[1:] = np.all(values[1:] == values[:-1], axis=1)
        if same.any():
            first, sizes, room = _groups(time_s)
            tight = np.repeat(sizes * interval > room + 0.5 * interval, sizes)
            twice = same & tight
            if twice.any():
                where = f"line {int(table.lines[rows[int(np.argmax(twice))]])}"
                self.notes.add(
                    "{} rows that stood in the file twice were taken once", where, int(twice[:end].sum())
                )
                end -= int(twice[:end].sum())
                rows, time_s = rows[~twice], time_s[~twice]
        first, sizes, room = _groups(time_s)
        shared = int(np.sum(sizes[(sizes > 1) & (first < end)]))
        if shared:
            at = int(first[np.argmax(sizes > 1)])
            self.notes.add(
                "{} samples share their time stamp with others and were spread evenly",
                f"line {int(table.lines[rows[at]])}",
                shared,
            )
        room[-1] = min(room[-1], interval * sizes[-1])  # nothing tells how long the last stamp holds
        step = np.minimum(interval, room / sizes) if interval else room / sizes
        within = np.arange(len(time_s)) - np.repeat(first, sizes)
        if np.isinf(self.last_s) and len(sizes) > 1 and room[0] < np.max(sizes[:2]) * 1.5 * interval:
            # The recording began in the middle of its first stamp, whose last samples it holds.
            within[: sizes[0]] += max(0, round(room[0] / interval) - int(sizes[0]))
        return rows, np.repeat(time_s[first], sizes) + within * np.repeat(step, sizes), end

    def _rates(
        self, table: RowTable, rows: IntArray, time_s: FloatArray, end: int
    ) -> Iterator[tuple[int, int, Pace]]:
        """Where the rate changes: begin and end of each part of the piece, with its pace."""
        begin, here = 0, self.pace
        if here.tick_s:
            new = pace_among_ticks(time_s[:end], here)
            if new is not here:
                self._note_change(here, new, table, rows[0], time_s[0])
            yield 0, end, new
            return
        while begin < end:
            local = local_intervals(time_s[begin:]) if here.interval_s else np.empty(0)
            change = _change(time_s[begin:], here, local)
            if change is None or begin + change[0] >= end:
                self._note_strays(local, (end - begin) // STRETCH, here, table, rows[begin:])
                break
            at, new = begin + change[0], change[1]
            if at > begin:
                self._note_strays(local, (at - begin) // STRETCH - _REACH, here, table, rows[begin:])
                yield begin, at, here
            if at or np.isfinite(self.last_s):
                self._note_change(here, new, table, rows[at], time_s[at])
            begin, here = at, new
        if begin < end:
            yield begin, end, here

    def _note_change(self, here: Pace, new: Pace, table: RowTable, row: int, t_s: float) -> None:
        self.notes.add(
            f"the sampling rate changed from {here.rate_hz:.4g} to {new.rate_hz:.4g} Hz ({{}}×): "
            "what follows is taken at its own rate",
            f"line {int(table.lines[row])}, {t_s:.2f} s",
        )

    def _note_strays(
        self, local: FloatArray, stretches: int, here: Pace, table: RowTable, rows: IntArray
    ) -> None:
        """Note where, in the first stretches of those rows, the rate isn't quite that, or can't be determined."""
        if not here.clocked:
            return
        for bad, what in (
            (np.isnan(local), "have time stamps that jitter too much to tell their rate"),
            (
                np.abs(local / here.interval_s - 1.0) > _STRAYS,
                f"came at a rate that strays from {here.rate_hz:.4g} Hz by more than 0.5 %",
            ),
        ):
            lasting = bad.copy()
            lasting[1:] &= bad[:-1]  # a single stretch tells it by chance
            found = np.flatnonzero(lasting[: max(stretches, 0)])
            if len(found):
                at = int(rows[STRETCH * (int(found[0]) - 1)])
                kind = f"{{}} samples {what}; they are taken at {here.rate_hz:.4g} Hz"
                self.notes.add(kind, f"line {int(table.lines[at])}", STRETCH * (len(found) + 1))


def _groups(time_s: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Samples that share a stamp: the first of each group, how many, and the time to the next stamp."""
    first = np.flatnonzero(np.diff(time_s, prepend=-np.inf) > 0.0)
    sizes = np.diff(np.append(first, len(time_s)))
    return first, sizes, np.diff(np.append(time_s[first], np.inf))


def _change(time_s: FloatArray, here: Pace, local: FloatArray) -> tuple[int, Pace] | None:
    """The first sample at another rate, and that rate; None where all keep to this one.

    `local` are the intervals of the stretches of these times.
    """
    lasts = _LASTS_JITTERY if here.jitters else _LASTS
    if len(local) < lasts:
        return None
    off = np.abs(local / here.interval_s - 1.0)
    if not (off > _OTHER).any():
        return None
    near = np.abs(np.diff(local)) < ALIKE * local[:-1]  # no quotient: rows of one stamp have an interval of 0
    run = np.lib.stride_tricks.sliding_window_view
    same = run(near, lasts - 1).all(axis=1)
    found = np.flatnonzero(run(off > _OTHER, lasts).all(axis=1) & same)
    if not len(found):
        return None
    first = int(found[0])
    last = first + lasts - 1
    while last + 1 < len(local) and abs(local[last + 1] - local[last]) < ALIKE * local[last]:
        last += 1
    at = 0
    if first:  # else these times begin at the other rate
        low, high = max(0, first - _REACH) * STRETCH, min(last + 1, first + _REACH) * STRETCH
        after_s = float(np.median(local[first + 1 : last + 1]))
        at = low + _kink(time_s[low : high + 1], here.interval_s, after_s)
    new = pace(time_s[at : (last + 1) * STRETCH + 1], None)
    if not new.clocked or abs(new.interval_s / here.interval_s - 1.0) < 0.5 * _OTHER:
        return None
    return at + 1 if at else 0, new


def _kink(time_s: FloatArray, before_s: float, after_s: float) -> int:
    """The step of these times (n,) up to which they fit one interval best, and after it the other."""
    fit = np.zeros(len(time_s))
    for interval_s, way in ((before_s, slice(None)), (after_s, slice(None, None, -1))):
        # Stamps that lie about the teeth of one comb have the same phase, and their sum is long.
        total = np.cumsum(np.exp(2j * np.pi * (time_s[way] - time_s[0]) / interval_s))
        lost = np.cumsum(np.abs(np.diff(time_s[way], prepend=time_s[way][0])) > 1.5 * interval_s)
        fit += (np.abs(_latest(total)) - _LOSS * _latest(lost))[way]
    return int(np.argmax(fit))


def _latest(total: NDArray[Any]) -> NDArray[Any]:
    """Sums over the last 64, from running sums."""
    latest: NDArray[Any] = total - np.concatenate([np.zeros(STRETCH, total.dtype), total])[: len(total)]
    return latest
