"""From the stamps of a table to the times of its samples: in order, evenly where they were packed, with their gaps.

Pieces of a fixed number of rows are looked at, each with some of the next ones, however the file was cut: so the
times don't depend on how much of it is read at a time.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from ..records.rates import ALIKE
from .chunks import LEAST_HOLE, Holes, fit_together, too_far_apart
from .estimate_sampling import Pace, missing_before, pace
from .notes import Notes
from .order import DAY_S, RowOrder
from .placing import Placing
from .rate_changes import RateChanges, moments
from .repeats import Earlier, each_written_twice, same_as_before
from .table import IntArray, RowTable, joined

PIECE, AHEAD = 8192, 512
LONG = 16_384
"""So many further rows are looked at where times go back: chunks that are out of order may be put right among them."""
_NEAR = 512
"""So many stamps before a piece and after it are looked at with it: 127 samples at another rate are less than a quarter
of them, by which they are known to be others."""


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
    last_s, stamped_s : float
        Time of the latest sample; and its stamp, where it was placed later than that: the next stamps follow this.
    """

    pace: Pace
    tick_s: float
    notes: Notes
    path: Path
    last_s: float = -np.inf
    stamped_s: float = -np.inf
    shift_s: float = 0.0
    earlier: Earlier = field(default_factory=Earlier)
    holes: Holes = field(default_factory=Holes)
    tail: FloatArray = field(default_factory=lambda: np.empty(0))
    begun: list[float] = field(default_factory=list)
    torn: bool = False
    given: bool = False
    placing: Placing | None = None

    def __post_init__(self) -> None:
        if self.pace.packed and self.pace.clocked:
            self.placing = Placing(self.pace)

    def through(self, timed: Iterable[tuple[RowTable, FloatArray]]) -> Iterator[tuple[RowTable, RowStretch]]:
        """Each table with what was made of its stamps."""
        held: RowTable | None = None
        stamps: FloatArray = np.empty(0)
        for table, time_s in timed:
            held = table if held is None else joined([held, table])
            stamps = np.concatenate([stamps, time_s])
            while len(held) >= PIECE + AHEAD and len(held) >= PIECE + (ahead := self._ahead(stamps)):
                used = yield from self._piece(held, stamps, PIECE, PIECE + ahead, more=True)
                held, stamps = held.cut(used, len(held)), stamps[used:]
        while held is not None and len(held):
            stop = min(len(held), PIECE + self._ahead(stamps))
            used = yield from self._piece(held, stamps, min(PIECE, stop), stop, more=stop < len(held))
            if used == len(held):
                self._check_end(held, float(stamps[-1]))
            held, stamps = held.cut(used, len(held)), stamps[used:]

    def _ahead(self, stamps: FloatArray) -> int:
        """How many rows after a piece are looked at with it: more where times go back."""
        part = stamps[: PIECE + AHEAD]
        back = self.stamped_s - self.shift_s > part[0] or bool((part[1:] < part[:-1]).any())
        return LONG if back else AHEAD

    def _check_end(self, table: RowTable, end_s: float) -> None:
        """Refuse a file whose end fits right before an earlier row: no clock was set back, it is a ring."""
        if any(fit_together(end_s, begin_s, self.pace.interval_s) for begin_s in self.begun[:-1]):
            raise too_far_apart(int(table.lines[-1]), self.path)

    def _piece(
        self, table: RowTable, stamps: FloatArray, end: int, stop: int, *, more: bool
    ) -> Generator[tuple[RowTable, RowStretch], None, int]:
        begins = np.isinf(self.last_s)
        if begins and not self.begun:
            self.begun.append(float(stamps[0]))
        table, time_s = table.cut(0, stop), stamps[:stop] + self.shift_s
        while end < stop and time_s[end] <= time_s[end - 1]:
            end += 1  # samples that share a stamp, and rows out of order, stay together
        used = end
        rows = np.arange(stop)
        unsure: set[int] = set()
        first_s = time_s[0] - self.pace.interval_s if begins else self.stamped_s
        steps = np.diff(time_s, prepend=first_s)
        longest_s = float(steps.max())
        risen = float(steps.min()) >= 0.0 and longest_s <= DAY_S
        if not risen:
            order = RowOrder(
                table,
                time_s,
                end,
                self.pace,
                self.tick_s,
                self.notes,
                self.path,
                self.earlier,
                self.holes,
                begins=bool(begins),
                more=more,
            )
            order.settle(first_s)
            rows, time_s, end, unsure, used = order.rows, order.time_s, order.end, order.unsure, order.used
            self.shift_s += order.shift_s
            self.begun += [float(stamps[row]) for row in order.set_back]
            back = np.flatnonzero(np.diff(time_s[max(0, end - 1) :]) < 0.0)
            if len(back):  # what lies ahead is for the next piece
                stop = max(0, end - 1) + int(back[0]) + 1
                rows, time_s = rows[:stop], time_s[:stop]
        self.earlier.keep(time_s[:end], table.numbers[:end] if risen else table.numbers[rows[:end]])
        if not risen or longest_s > LEAST_HOLE * self.pace.interval_s:
            self.holes.keep(time_s[:end], self.stamped_s, self.pace.interval_s)
        stamped_s = float(time_s[end - 1]) if end else self.stamped_s
        if self.placing is not None or (time_s[1:] == time_s[:-1]).any():
            rows, time_s, end = self._spread(table, rows, time_s, end)
        if table.missing:
            where = f"line {int(table.lines[0])}" if len(table) else "the start"
            self.notes.add(
                "{} rows have no value: samples that were lost", f"or after {where}", table.missing
            )
        if not end:
            return used
        changes = RateChanges(self.notes)
        for start, stop, here in changes.parts(table, rows, time_s, end, self.pace, begins=bool(begins)):
            near = self.tail if start == 0 and here is self.pace else np.empty(0)
            after = time_s[stop : stop + _NEAR] if stop == end else np.empty(0)
            self.pace = here
            part = time_s[start:stop]
            context = np.concatenate([[self.last_s], part] if np.isfinite(self.last_s) else [part])
            gaps = missing_before(np.concatenate([context, time_s[stop : stop + 2]]), here)
            gaps = gaps[len(context) - len(part) : len(context)]
            gaps |= table.lost[rows[start:stop]] > 0
            if unsure:
                gaps |= np.isin(rows[start:stop], list(unsure))
            stay = _lasts(np.concatenate([near, part, after]), len(near), len(part), here)
            self.tail = np.concatenate([near, part])[-_NEAR:]
            self.last_s = float(part[-1])
            gaps[0] |= self.torn
            self.torn = self.given and not stay[-1]
            if not stay.all():
                out = int(np.argmin(stay))
                self.notes.add(
                    "{} samples came at another rate, for too short a time to be followed at it, and were left out",
                    f"line {int(table.lines[rows[start + out]])}, {part[out]:.2f} s",
                    int((~stay).sum()),
                )
                gaps[1:] |= ~stay[:-1]
            if stay.any():
                gaps = gaps[stay]
                gaps[0] &= self.given
                self.given = True
                yield table, RowStretch(rows[start:stop][stay], part[stay], gaps, here)
        self.stamped_s = self.last_s if self.placing is None else min(self.last_s, stamped_s)
        return used

    def _spread(
        self, table: RowTable, rows: IntArray, time_s: FloatArray, end: int
    ) -> tuple[IntArray, FloatArray, int]:
        """Samples that share a stamp, evenly up to the next one; those that are the same row twice, once."""
        interval = self.pace.interval_s
        same = same_as_before(time_s, table.numbers[rows])
        if same.any():
            twice = same
            if not each_written_twice(time_s, same):
                first, sizes, room = _groups(time_s)
                room[-1] = room[-2:].min()
                twice = same & np.repeat(sizes * interval > room + 0.5 * interval, sizes)
            if twice.any():
                where = f"line {int(table.lines[rows[int(np.argmax(twice))]])}"
                self.notes.add(
                    "{} rows that stood in the file twice were taken once", where, int(twice[:end].sum())
                )
                end -= int(twice[:end].sum())
                rows, time_s = rows[~twice], time_s[~twice]
        first, sizes, room = _groups(time_s)
        if self.placing is not None:
            placed = self._placed(table, rows, time_s, end)
            if placed is not None:
                return rows, self._after(placed), end
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
        return rows, self._after(np.repeat(time_s[first], sizes) + within * np.repeat(step, sizes)), end

    def _placed(self, table: RowTable, rows: IntArray, time_s: FloatArray, end: int) -> FloatArray | None:
        """Times (n,) of samples by the number of their notification; None where the arrivals don't tell it any more."""
        assert self.placing is not None
        line = f"line {int(table.lines[rows[0]])}"
        placed, here = self.placing.place(time_s, end), self.pace
        if placed is None:
            new = pace(time_s, None)
            if new.packed and new.clocked and abs(new.rate_hz / here.rate_hz - 1.0) > ALIKE:
                RateChanges(self.notes).note_change(here, new, table, rows[0], time_s[0])
                here = new
            self.placing = Placing(here)
            placed = self.placing.place(time_s, end)
        if placed is None:
            gap_s = (1.0 + here.packed) * here.interval_s
            self.pace = replace(here, clocked=False, gap_s=gap_s)
            kind = (
                "{} samples came at times that tell neither their rate nor what was lost; they are taken at"
            )
            self.notes.add(f"{kind} {here.rate_hz:.4g} Hz", line, end)
            return None
        self.pace = here if here.clocked else replace(here, clocked=True, gap_s=1.5 * here.interval_s)
        kind = "{} samples have the time at which their notification came, and were placed by its number, at"
        self.notes.add(f"{kind} {here.rate_hz:.4g} Hz", line, end)
        return placed

    def _after(self, time_s: FloatArray) -> FloatArray:
        """Times (n,), of which those that aren't after the last sample are spread between it and the next one."""
        late = int(np.searchsorted(time_s, self.last_s, "right"))
        if late:
            until_s = float(time_s[late]) if late < len(time_s) else self.last_s + self.pace.interval_s
            time_s[:late] = np.linspace(self.last_s, until_s, late + 2)[1:-1]
        return time_s


def _lasts(time_s: FloatArray, begin: int, size: int, here: Pace) -> NDArray[np.bool_]:
    """Which of so many samples, from number `begin` of these times on, didn't come at another rate for a moment."""
    stay = np.ones(len(time_s), np.bool_)
    for first, end in moments(time_s, here):
        stay[first:end] = False
    return stay[begin : begin + size]


def _groups(time_s: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Samples that share a stamp: the first of each group, how many, and the time to the next stamp."""
    first = np.flatnonzero(np.diff(time_s, prepend=-np.inf) > 0.0)
    sizes = np.diff(np.append(first, len(time_s)))
    return first, sizes, np.diff(np.append(time_s[first], np.inf))
