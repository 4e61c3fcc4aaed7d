"""Tables to blocks: units, axes, time and gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from ..errors import RecordingError
from ..outside.showing import from_cell
from ..records import Block, FloatArray, Gap
from ..records.gapped_samples import GappedSamples, blocks_of
from ..records.sample_checks import RunChecks
from .counters import Counter
from .estimate_sampling import Pace
from .layout import Layout
from .notes import Notes
from .stamps import check_range
from .table import IntArray, RowTable, parse
from .table_format import Places, TableFormat, Triad
from .text import text_blocks
from .timeline import Timeline

MARK_SEPARATOR = " | "
"""Stands between two marks of one sample."""

_UNSTEADY = (
    "From about this line on the stamps keep to no rate that could be followed. Check which column is the time; where"
    " its stamps are those of arrivals, count the samples (`rate_hz` in an import profile's `[time]`, no column)."
)
DECLARED_TO_S = 1e-6
"""Our files give times to the microsecond, so a declared gap may seem to end this much late."""


@dataclass(frozen=True, slots=True, eq=False)
class TableFile:
    """A file of rows: its path, its format and layout, and how much of it is read at a time."""

    path: Path
    format: TableFormat
    layout: Layout
    places: Places
    chunk_bytes: int
    messages: list[str]

    def tables(self, known: tuple[RowTable, ...] = ()) -> Iterator[RowTable]:
        """The rows, from the start; the first ones aren't parsed again where they are `known`.

        Raises RecordingError, FileIOError or NoInputError at the line that isn't as it should be; all before it
        came out.
        """
        yield from known
        if known and known[-1].last:
            return
        texts = text_blocks(self.path, skip_lines=self.layout.first_row - 1, chunk_bytes=self.chunk_bytes)
        for text in islice(texts, len(known), None):
            yield parse(text, self.layout, self.path, self.messages)

    def timed(
        self, tables: Iterable[RowTable], rate_hz: float | None
    ) -> Iterator[tuple[RowTable, FloatArray]]:
        """Each table that has rows, with its time stamps in s, as they stand there."""
        count = 0
        for table in tables:
            if len(table):
                time_s, count = self._times(table, count, rate_hz)
                check_range(time_s, table, self.path)
                yield table, time_s

    def tick_s(self, rate_hz: float | None) -> float:
        """Seconds in one unit of the time column; 0.0 where there is none."""
        if self.places.time is None:
            return 0.0
        return self.format.time_factor or (1.0 / rate_hz if rate_hz else 0.0)

    def counter(self, rate_hz: float | None, notes: Notes | None = None) -> Counter:
        """What unwinds the time stamps, where they are a counter's."""
        return Counter(self.tick_s(rate_hz), counts_samples=self.format.time_factor is None, notes=notes)

    def _times(self, table: RowTable, count: int, rate_hz: float | None) -> tuple[FloatArray, int]:
        """Times of a table whose first row is sample number `count`, and the number after its last one."""
        if self.places.time is not None:
            ticks = table.numbers[:, self.places.time]
            if self.format.time_factor is not None:
                return ticks * self.format.time_factor, count
        else:
            ticks = np.arange(count, count + len(table), dtype=np.float64)
            ticks += np.cumsum(table.lost)
            count = int(ticks[-1]) + 1 + table.lost_after
        assert rate_hz is not None, "a format that counts samples has a rate"
        return ticks / rate_hz, count

    def block(self, table: RowTable, time_s: FloatArray) -> Block:
        """The rows of a table as one block, in our units and axes."""
        at, gyr = self.places, self.format.gyr
        return Block(
            time_s,
            self._triad(table, at.acc, self.format.acc),
            None if gyr is None or at.gyr is None else self._triad(table, at.gyr, gyr),
            None if at.host_time is None else table.numbers[:, at.host_time].copy(),
            tuple(
                (float(time_s[row]), mark)
                for row, words in table.words
                for mark in from_cell(words).split(MARK_SEPARATOR)
            ),
        )

    def _triad(self, table: RowTable, places: tuple[int, int, int], triad: Triad) -> FloatArray:
        """The (n, 3) values of a sensor."""
        values = np.empty((len(table), 3))
        for ours, axis in enumerate(self.format.axes):
            with np.errstate(over="ignore"):  # infinity is refused, or left out, by whoever takes the block
                np.multiply(
                    table.numbers[:, places[axis.source]], axis.sign * triad.factor, out=values[:, ours]
                )
        return values


@dataclass(frozen=True, slots=True, eq=False)
class FileBlocks:
    """The blocks of a file, read anew, a piece at a time, each time they are gone through.

    The rows at the start were read already to tell the rate, and are kept.
    """

    file: TableFile
    pace: Pace
    gaps: tuple[Gap, ...]
    head: tuple[RowTable, ...]
    notes: Notes

    def __iter__(self) -> Iterator[Block]:
        return blocks_of(self.stretches())

    def stretches(self) -> Iterator[GappedSamples]:
        """The samples of each piece, with the rows before which others are missing, each after it was checked."""
        self.notes.begin()
        checks = RunChecks(self.pace.rate_hz)
        rate_hz = self.pace.rate_hz
        line = Timeline(self.pace, self.file.tick_s(rate_hz), self.notes, self.file.path)
        last: float | None = None
        timed = self.file.counter(rate_hz, self.notes).through(
            self.file.timed(self.file.tables(self.head), rate_hz)
        )
        for table, stretch in line.through(timed):
            rows = _chosen(table, stretch.rows)
            block = self.file.block(rows, stretch.time_s)
            found = np.flatnonzero(stretch.after_gap).tolist()
            if self.gaps:
                found = sorted({*found, *self._declared(stretch.time_s, last)})
            own = None if stretch.pace is self.pace else stretch.pace.rate_hz
            begins = [row for row in found if row > 0]
            gapped = GappedSamples(
                replace(block, rate_hz=own, after_gap=bool(found) and found[0] == 0), begins
            )
            try:
                checks.check(gapped, held_up=stretch.pace.packed > 0)
            except RecordingError as error:
                raise RecordingError(
                    error.found,
                    expected=error.expected,
                    hint=_UNSTEADY,
                    path=self.file.path,
                    line=int(rows.lines[0]),
                ) from error
            yield gapped
            last = float(stretch.time_s[-1])

    def _declared(self, time_s: FloatArray, last: float | None) -> set[int]:
        """The samples that follow a declared gap; `last` is the time of the one before these, if there is one."""
        found: set[int] = set()
        for gap in self.gaps:
            end = gap.end_s - DECLARED_TO_S
            sample = int(np.searchsorted(time_s, end))
            if sample < len(time_s) and (sample > 0 or (last is not None and last < end)):
                found.add(sample)
        return found


def _chosen(table: RowTable, rows: IntArray) -> RowTable:
    """Rows of a table, in this order."""
    first = int(rows[0])
    if int(rows[-1]) - first == len(rows) - 1 and (np.diff(rows) == 1).all():
        return table.cut(first, first + len(rows))
    place = {int(row): k for k, row in enumerate(rows)} if table.words else {}
    words = tuple(sorted((place[row], word) for row, word in table.words if row in place))
    return RowTable(table.numbers[rows], words, table.lines[rows], table.lost[rows])
