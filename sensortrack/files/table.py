"""Blocks of text to arrays of numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray
from .layout import Layout
from .plain_rows import take_rows
from .row import bad_row, number_fault, read_row
from .text import TextBlock

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class RowTable:
    """Rows of a table.

    Attributes
    ----------
    numbers : (n, k) float64
        The columns of `Layout.numbers`, in the file's units; finite.
    words : tuple of (int, str)
        Row and text of each cell of the text column that isn't empty.
    lines : (n,) int64
        Line of the file for each row.
    lost : (n,) int64
        Samples known to be missing just before each row.
    lost_after : int
        The same for the row that follows these.
    missing : int
        How many rows said that they have no value.
    last : bool
        Whether nothing follows them in the file, as far as is known.
    """

    numbers: FloatArray
    words: tuple[tuple[int, str], ...]
    lines: IntArray
    lost: IntArray
    lost_after: int = 0
    missing: int = 0
    last: bool = False

    def __len__(self) -> int:
        return len(self.lines)

    def cut(self, start: int, stop: int) -> RowTable:
        """Rows `[start, stop)`; what was lost after the last row stays with the rest."""
        words = tuple((row - start, word) for row, word in self.words if start <= row < stop)
        rest = self.lost_after if stop >= len(self) else 0
        missing = self.missing if start == 0 else 0
        return RowTable(
            self.numbers[start:stop], words, self.lines[start:stop], self.lost[start:stop], rest, missing
        )


def joined(tables: list[RowTable]) -> RowTable:
    """Tables that follow one another as one."""
    if len(tables) == 1:
        return tables[0]
    lost = np.concatenate([table.lost for table in tables])
    words: list[tuple[int, str]] = []
    row, before = 0, 0
    for table in tables:
        words += [(row + at, word) for at, word in table.words]
        if len(table) and before:
            lost[row] += before
        before = table.lost_after + (0 if len(table) else before)
        row += len(table)
    return RowTable(
        np.concatenate([table.numbers for table in tables]),
        tuple(words),
        np.concatenate([table.lines for table in tables]),
        lost,
        before,
        sum(table.missing for table in tables),
    )


def pieces(tables: Iterable[RowTable], rows: int, ahead: int) -> Iterator[tuple[RowTable, int]]:
    """The same rows, `rows` at a time, each with up to `ahead` of the next ones, however the tables were cut.

    Yields the table and how many of its rows are the piece; the others come again.
    """
    held: list[RowTable] = []
    count = 0
    for table in tables:
        held.append(table)
        count += len(table)
        while count >= rows + ahead:
            whole = joined(held)
            yield whole.cut(0, rows + ahead), rows
            held, count = [whole.cut(rows, len(whole))], count - rows
    if held:
        whole = joined(held)
        for start in range(0, max(1, len(whole)), rows):
            yield whole.cut(start, min(start + rows + ahead, len(whole))), min(rows, len(whole) - start)


def with_values(numbers: FloatArray, lines: IntArray, texts: Sequence[object] | None = None) -> RowTable:
    """The rows whose numbers (n, k) are all finite; one without a value was lost, and the next one tells of it."""
    bad = ~np.isfinite(numbers).all(axis=1)
    good = np.flatnonzero(~bad)
    cells = () if texts is None else (texts[row] for row in good.tolist())
    words = ((n, "" if cell is None else str(cell)) for n, cell in enumerate(cells))
    missing, before = int(bad.sum()), np.cumsum(bad)[good]
    return RowTable(
        numbers[good],
        tuple((n, word) for n, word in words if word.strip()),
        lines[good],
        np.diff(before, prepend=0),
        missing - int(before[-1] if len(before) else 0),
        missing,
    )


def parse(block: TextBlock, layout: Layout, path: Path, messages: list[str]) -> RowTable:
    """The rows of a block of text.

    A last line that was cut short is left out, and `messages` says so (once).

    Raises RecordingError for a line that isn't a row of the layout.
    """
    text = block.data if layout.dates is None else layout.dates.as_numbers(block.data)
    data = text.lstrip(b"\r\n")
    line = block.first_line + text.count(b"\n", 0, len(text) - len(data))
    if block.last:
        data = _without_cut_line(data, line, layout, messages)
    reader = _Reader(data, line, block.newlines + 1, layout, path)
    while reader.at < len(data):
        reader.take_plain_rows()
        if reader.at < len(data):
            reader.take_line()
    return reader.table(last=block.last)


class _Reader:
    """Goes through the lines of one block: the plain rows at once, the others one by one."""

    def __init__(self, data: bytes, line: int, most_rows: int, layout: Layout, path: Path) -> None:
        self.at = 0
        self._data, self._line, self._layout, self._path = data, line, layout, path
        self._numbers = np.empty((most_rows, len(layout.numbers)))
        self._rows = 0
        self._lines: list[IntArray] = []
        self._lost: list[tuple[int, int]] = []
        self._words: list[tuple[int, str]] = []
        self._blank = self._without_value = self._missing = 0

    def take_plain_rows(self) -> None:
        layout = self._layout
        rows, self.at = take_rows(
            self._data,
            self.at,
            ord(layout.delimiter),
            ord(layout.decimal),
            layout.roles,
            layout.stray_words is not None,
            self._numbers[self._rows :],
        )
        if rows:
            self._begin_row()
            self._lines.append(np.arange(self._line, self._line + rows))
            self._rows += rows
            self._line += rows

    def take_line(self) -> None:
        end = self._data.find(b"\n", self.at)
        end = len(self._data) if end < 0 else end
        raw = self._data[self.at : end].removesuffix(b"\r")
        if not raw.strip(b" "):
            self._blank += 1
        else:
            row = read_row(raw, self._line, self._layout, self._path)
            if row is None:
                self._without_value += 1
                self._missing += 1
            else:
                self._begin_row()
                self._numbers[self._rows] = row.numbers
                if row.word:
                    self._words.append((self._rows, row.word))
                self._lines.append(np.array([self._line]))
                self._rows += 1
        self._line += 1
        self.at = end + 1

    def table(self, *, last: bool) -> RowTable:
        lost = np.zeros(self._rows, np.int64)
        for row, samples in self._lost:
            lost[row] = samples
        lines = np.concatenate(self._lines) if self._lines else np.empty(0, np.int64)
        after = self._without_value
        if self._layout.blank_lines == "lost_samples":
            after += self._blank
        return RowTable(
            self._numbers[: self._rows], tuple(self._words), lines, lost, after, self._missing, last
        )

    def _begin_row(self) -> None:
        """A row follows: what stood between it and the one before it."""
        blanks = self._layout.blank_lines
        if self._blank and self._rows and blanks == "refused":
            raise bad_row(self._path, self._line - 1, "a blank line between rows", self._layout)
        counted = self._blank if blanks == "lost_samples" and self._rows else 0
        if counted or self._without_value:
            self._lost.append((self._rows, counted + self._without_value))
        self._blank = self._without_value = 0


def _without_cut_line(data: bytes, first_line: int, layout: Layout, messages: list[str]) -> bytes:
    """The file's last block without the blank lines at its end, and without a last line cut short."""
    end = _end(data, len(data))
    if not end:
        return b""
    start = data.rfind(b"\n", 0, end) + 1
    if not _is_cut(data[start:end], b"\n" in data[end:], layout):
        return data if data[end:] == b"\n" else data[:end] + b"\n"
    line = first_line + data.count(b"\n", 0, start)
    message = f"line {line} is cut short and was left out"
    if message not in messages:
        messages.append(message)
    end = _end(data, start)
    return data[:end] + b"\n" if end else b""


def _end(data: bytes, end: int) -> int:
    """Where the bytes before a place end without newlines."""
    while end and data[end - 1] in b"\r\n":
        end -= 1
    return end


def _is_cut(row: bytes, ended: bool, layout: Layout) -> bool:
    if not ended and layout.newline_ends_row:
        return True
    try:
        cells = layout.split(row.decode())
    except (UnicodeDecodeError, csv.Error):
        return not ended
    if len(cells) < len(layout.names):
        return True
    last = len(layout.names) - 1
    if ended or last not in layout.numbers or cells[last].strip() in layout.missing:
        return False
    return number_fault(cells[last], layout) is not None
