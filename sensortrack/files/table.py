"""Blocks of text to arrays of numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import RecordingError
from ..records import FloatArray
from .layout import Layout
from .sift import number_fault, sift
from .text import TextBlock, newlines

_LOGICAL = re.compile(rb"true|false", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows of a table.

    Attributes
    ----------
    numbers : dict of str to (n,) float64
        The columns of `Layout.numbers`, in the file's units; finite.
    words : tuple of (int, str)
        Row and text of each cell of the text column that isn't empty.
    lines : sequence of n int
        Line of the file for each row.
    lost : (n,) int64 or None
        Samples known to be missing just before each row, where there are any.
    """

    numbers: dict[str, FloatArray]
    words: tuple[tuple[int, str], ...]
    lines: Sequence[int]
    lost: NDArray[np.int64] | None

    def __len__(self) -> int:
        return len(self.lines)


def parse(block: TextBlock, layout: Layout, path: Path, messages: list[str]) -> Table:
    """The rows of a block of text.

    A last line that was cut short is left out, and `messages` says so (once).

    Raises
    ------
    RecordingError
        A line that isn't a row of the layout.
    """
    data = block.data.lstrip(b"\r\n")
    first_line = block.first_line + block.data.count(b"\n", 0, len(block.data) - len(data))
    if block.last:
        data = _without_cut_line(data, first_line, layout, messages)
    if not data:
        return Table({}, (), range(0), None)
    rows = block.newlines if data is block.data else newlines(data)
    rows += not data.endswith(b"\n")
    if _is_regular(data, rows, layout):
        table = _parse_fast(data, range(first_line, first_line + rows), None, layout)
        if table is not None:
            return table
    sifted = sift(data, first_line, layout, path)
    table = _parse_fast(sifted.data, sifted.lines, sifted.lost, layout)
    if table is None:
        raise RecordingError(
            "a row that can't be read",
            expected=f"{len(layout.names)} numbers in each line",
            hint="Export the recording again.",
            path=path,
            line=first_line,
        )
    return table


def _is_regular(data: bytes, rows: int, layout: Layout) -> bool:
    """Whether each line has the cells it should: the fast parser fills up or drops cells without a word."""
    first_end = data.find(b"\n")
    if b"\0" in data or _LOGICAL.search(data, 0, first_end if first_end >= 0 else len(data)):
        # A column of nothing but "true" would be read as ones.
        return False
    codes = np.frombuffer(data, np.uint8)
    marks = codes == ord(layout.delimiter)
    fewest = len(layout.names) - 1
    if layout.most_cells == len(layout.names) == len(layout.numbers) + (layout.words is not None):
        # Every column is read, so a missing cell fails there; the sum then tells the surplus ones.
        return int(np.count_nonzero(marks)) == fewest * rows
    ends = np.append(np.flatnonzero(codes == 10), len(codes))
    cells = np.diff(np.searchsorted(np.flatnonzero(marks), ends), prepend=0)
    if data.endswith(b"\n"):
        cells = cells[:-1]
    return bool(np.all((cells >= fewest) & (cells < layout.most_cells)))


def _parse_fast(
    data: bytes, lines: Sequence[int], lost: NDArray[np.int64] | None, layout: Layout
) -> Table | None:
    """The table by pandas' C parser (one thread: buffers are never split); None where it stumbles."""
    places = {name: layout.names.index(name) for name in layout.numbers}
    wordy = [] if layout.words is None else [layout.names.index(layout.words)]
    stray = []
    if layout.stray_words is not None:
        # pandas refuses to look for a cell that no row has.
        some_have_it = data.count(layout.delimiter.encode()) > len(lines) * (len(layout.names) - 1)
        stray = [len(layout.names)] if some_have_it else []
    kinds: dict[int, type] = {
        **dict.fromkeys(places.values(), np.float64),
        **dict.fromkeys([*wordy, *stray], str),
    }
    choosy = len(places) < len(layout.names) or bool(stray)  # choosing costs a twentieth of the time
    try:
        frame = pd.read_csv(
            io.BytesIO(data),
            engine="c",
            header=None,
            names=list(range(len(layout.names) + len(stray))),
            usecols=list(kinds) if choosy else None,
            dtype=kinds if choosy else np.float64,
            index_col=False,
            sep=layout.delimiter,
            decimal=layout.decimal,
            # An empty cell or "NA" must fail rather than become a NaN, and a marker may read "NA".
            na_filter=False,
            keep_default_na=False,
            low_memory=False,
        )
    except ValueError:  # also what pandas' own ParserError and a wrong encoding are
        return None
    numbers = {name: frame[place].to_numpy() for name, place in places.items()}
    if len(frame) != len(lines) or not all(np.isfinite(column).all() for column in numbers.values()):
        return None
    if stray and not {w.strip() for w in frame[stray[0]].unique()} <= {"", *(layout.stray_words or ())}:
        return None
    words = enumerate(frame[wordy[0]].tolist()) if wordy else ()
    return Table(numbers, tuple((row, word) for row, word in words if word), lines, lost)


def _without_cut_line(data: bytes, first_line: int, layout: Layout, messages: list[str]) -> bytes:
    """The file's last block without the blank lines at its end, and without a last line cut short."""
    rows = data.rstrip(b"\r\n")
    if not rows:
        return b""
    start = rows.rfind(b"\n") + 1
    if not _is_cut(rows[start:], b"\n" in data[len(rows) :], layout):
        return rows
    line = first_line + rows.count(b"\n", 0, start)
    message = f"line {line} is cut short and was left out"
    if message not in messages:
        messages.append(message)
    return rows[:start].rstrip(b"\r\n")


def _is_cut(row: bytes, ended: bool, layout: Layout) -> bool:
    if not ended and layout.newline_ends_row:
        return True
    try:
        cells = layout.split(row.decode())
    except (UnicodeDecodeError, csv.Error):
        return not ended
    if len(cells) < len(layout.names):
        return True
    if ended or layout.names[-1] not in layout.numbers:
        return False
    return number_fault(cells[len(layout.names) - 1], layout) is not None
