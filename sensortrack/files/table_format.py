"""A format of tables: how it is recognised, and what its columns mean."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..errors import RecordingError
from ..outside.pattern import Pattern
from ..records import Description
from .dates import DateFormat, Dates, first_day_s
from .layout import BlankLines, Layout, split_cells
from .row import number_fault, short

PATTERN_LINES = 20
"""Within how many of a file's first lines a format's pattern is looked for."""

Column = str | int
"""A column by its name in the header, or by its number, counted from 1."""

_SEPARATOR_LINE = re.compile(r'"?sep=.?"?', re.IGNORECASE)
"""What Excel writes into a first line that names the delimiter."""


@dataclass(frozen=True, slots=True)
class Triad:
    """The columns of a sensor's x, y and z, and the factor that takes them to our unit."""

    columns: tuple[Column, Column, Column]
    factor: float


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of ours: which of the file's axes it is (0, 1 or 2), and with which sign."""

    source: int
    sign: int


AS_THEY_ARE = (Axis(0, 1), Axis(1, 1), Axis(2, 1))


class Places(NamedTuple):
    """Where the values stand among the numbers of a row (`Layout.numbers`)."""

    acc: tuple[int, int, int]
    gyr: tuple[int, int, int] | None
    time: int | None
    host_time: int | None


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A format of tables.

    Attributes
    ----------
    id : str
        What `--format` takes.
    acc, gyr : Triad
        Factors to m/s² and deg/s; `gyr` is None where the format has no gyroscope.
    description : Description
        What holds for every file of the format: frame, nominal rate, placement, device, loss.
    axes : three Axis
        Our x, y and z out of the file's.
    header_line : int or None
        Line of the header, counted from 1; None for the first one (after a line "sep=;"), or for none at all
        where every column goes by its number.
    header : str or None
        The whole header line.
    first_row : int or None
        Line of the first row; None for the one after the header, and after a row of units.
    pattern : Pattern or None
        Found in one of the first lines of every file of the format.
    time : str, int or None
        Column of the time; without one, samples are counted at the nominal rate.
    time_factor : float or None
        Factor that takes the time column to s; None where it counts samples at the nominal rate.
    date : DateFormat or None
        How the time column gives dates, where it does.
    host_time, marker : str or None
        Columns that the format may have besides.
    delimiter, decimal, stray_words, blank_lines, missing, newline_ends_row
        See `Layout`.
    """

    id: str
    acc: Triad
    gyr: Triad | None
    description: Description
    axes: tuple[Axis, Axis, Axis] = AS_THEY_ARE
    header_line: int | None = None
    header: str | None = None
    first_row: int | None = None
    pattern: Pattern | None = None
    time: Column | None = None
    time_factor: float | None = 1.0
    date: DateFormat | None = None
    host_time: str | None = None
    marker: str | None = None
    delimiter: str = ","
    decimal: str = "."
    stray_words: frozenset[str] | None = None
    blank_lines: BlankLines = "refused"
    missing: frozenset[str] = frozenset()
    newline_ends_row: bool = False

    def columns(self) -> Iterator[Column]:
        """Each column that is read."""
        yield from self.acc.columns
        yield from () if self.gyr is None else self.gyr.columns
        yield from (c for c in (self.time, self.host_time, self.marker) if c is not None)

    @property
    def has_header(self) -> bool:
        """Whether there is a line of column names."""
        named = any(isinstance(column, str) for column in self.columns())
        return named or self.header is not None or self.header_line is not None

    def line_of_header(self, lines: list[str]) -> int:
        """The header's line in a file that begins with these lines."""
        return self.header_line or (2 if is_separator_line(lines[0]) else 1)

    def fits(self, lines: list[str]) -> bool:
        """Whether these are the first lines of a file of this format."""
        number = self.line_of_header(lines)
        if self.has_header and len(lines) < number:
            return False
        if self.header is not None and lines[number - 1].strip() != self.header.strip():
            return False
        return self.pattern is None or any(self.pattern.found_in(line) for line in lines[:PATTERN_LINES])

    def layout(self, lines: list[str], path: Path) -> tuple[Layout, Places]:
        """The layout of a file that begins with these lines, and where the values stand in it.

        Raises RecordingError where the header lacks a column, or has one twice.
        """
        line = self.line_of_header(lines) if self.has_header else int(is_separator_line(lines[0]))
        first_row = self.first_row or line + 1
        if self.has_header:
            names = self.cells(lines[line - 1])
        else:
            row = lines[first_row - 1] if first_row <= len(lines) else ""
            names = tuple(f"column {k}" for k in range(1, len(self.cells(row)) + 1))
            line = first_row

        def place(column: Column) -> int:
            return self._place(column, names, line, path)

        gyr = self.gyr
        if gyr is not None and not any(isinstance(c, int) or c in names for c in gyr.columns):
            gyr = None  # the sensor may have been set to leave its gyroscope out
        acc_at = [place(column) for column in self.acc.columns]
        gyr_at = [] if gyr is None else [place(column) for column in gyr.columns]
        time_at, host_at = (None if c is None else place(c) for c in (self.time, self.host_time))
        numbers = sorted({*acc_at, *gyr_at, *(c for c in (time_at, host_at) if c is not None)})
        layout = Layout(
            names,
            tuple(numbers),
            None if self.marker is None else place(self.marker),
            first_row,
            self.delimiter,
            self.decimal,
            self.stray_words,
            self.blank_lines,
            self.missing,
            self.newline_ends_row,
            None
            if self.date is None or time_at is None
            else self._dates(self.date, time_at, lines[first_row - 1 :]),
        )
        x, y, z = (numbers.index(c) for c in acc_at)
        turn = tuple(numbers.index(c) for c in gyr_at)
        places = Places(
            (x, y, z),
            None if len(turn) != 3 else (turn[0], turn[1], turn[2]),
            None if time_at is None else numbers.index(time_at),
            None if host_at is None else numbers.index(host_at),
        )
        return layout, places

    def _dates(self, date: DateFormat, place: int, rows: list[str]) -> Dates:
        day_s = first_day_s(date, place, rows, self.delimiter)
        return Dates(date, place, day_s, self.delimiter, self.decimal)

    def _place(self, column: Column, names: tuple[str, ...], line: int, path: Path) -> int:
        if isinstance(column, int):
            if column <= len(names):
                return column - 1
            raise RecordingError(
                f"{len(names)} columns",
                expected=f"at least {column}, as files of the format '{self.id}' have",
                hint="Check the delimiter, and the line of the first row.",
                path=path,
                line=line,
            )
        if names.count(column) == 1:
            return names.index(column)
        plain = Layout(names, (), delimiter=self.delimiter, decimal=self.decimal)
        numbers = sum(number_fault(name, plain) is None for name in names)
        if column not in names and numbers > len(names) / 2:
            raise RecordingError(
                f"numbers where the header should be, '{short(self.delimiter.join(names))}'",
                expected=f"a line of column names with '{column}' in it",
                hint="Where the file has no header, give the columns of the import profile by number (x = 2), "
                "and the line of the first row (first_row).",
                path=path,
                line=line,
            )
        raise RecordingError(
            f"{'no' if column not in names else 'more than one'} column '{column}' in the header",
            expected=f"one, as files of the format '{self.id}' have it",
            hint="Check that this is a file of that format; an import profile may give columns by number, too.",
            path=path,
            line=line,
        )

    def cells(self, header: str) -> tuple[str, ...]:
        """The column names in a header line, free of blanks and quotes."""
        header = header.strip("\r\n")
        try:
            cells = split_cells(header, self.delimiter)
        except csv.Error:
            cells = header.split(self.delimiter)
        return tuple(cell.strip(' "') for cell in cells)


def is_separator_line(line: str) -> bool:
    """Whether a line names the delimiter, as Excel has it ("sep=;")."""
    return _SEPARATOR_LINE.fullmatch(line.strip(" \r\n\ufeff")) is not None
