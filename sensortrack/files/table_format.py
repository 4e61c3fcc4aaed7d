"""A format of tables: how it is recognised, and what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import RecordingError
from ..outside.pattern import Pattern
from ..records import Description
from .layout import BlankLines, Layout

PATTERN_LINES = 20
"""Within how many of a file's first lines a format's pattern is looked for."""


@dataclass(frozen=True, slots=True)
class Triad:
    """The columns of a sensor's x, y and z, and the factor that takes them to our unit."""

    columns: tuple[str, str, str]
    factor: float


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of ours: which of the file's axes it is (0, 1 or 2), and with which sign."""

    source: int
    sign: int


AS_THEY_ARE = (Axis(0, 1), Axis(1, 1), Axis(2, 1))


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A format of tables.

    Attributes
    ----------
    id, name, source : str
        What `--format` takes, what people call it, where the knowledge is from.
    acc, gyr : Triad
        Factors to m/s² and deg/s; `gyr` is None where the format has no gyroscope.
    description : Description
        What holds for every file of the format: frame, nominal rate, placement, device, loss.
    axes : three Axis
        Our x, y and z out of the file's.
    header_line : int
        Line of the header, counted from 1; the rows follow it.
    header : str or None
        The whole header line.
    pattern : Pattern or None
        Found in one of the first lines of every file of the format.
    time : str or None
        Column of the time; without one, samples are counted at the nominal rate.
    time_factor : float or None
        Factor that takes the time column to s; None where it counts samples at the nominal rate.
    host_time, marker : str or None
        Columns that the format may have besides.
    delimiter, decimal, stray_words, blank_lines, newline_ends_row
        See `Layout`.
    """

    id: str
    name: str
    source: str
    acc: Triad
    gyr: Triad | None
    description: Description
    axes: tuple[Axis, Axis, Axis] = AS_THEY_ARE
    header_line: int = 1
    header: str | None = None
    pattern: Pattern | None = None
    time: str | None = None
    time_factor: float | None = 1.0
    host_time: str | None = None
    marker: str | None = None
    delimiter: str = ","
    decimal: str = "."
    stray_words: frozenset[str] | None = None
    blank_lines: BlankLines = "refused"
    newline_ends_row: bool = False

    def fits(self, lines: list[str]) -> bool:
        """Whether these are the first lines of a file of this format."""
        if len(lines) < self.header_line:
            return False
        if self.header is not None and lines[self.header_line - 1].strip() != self.header.strip():
            return False
        return self.pattern is None or any(self.pattern.found_in(line) for line in lines[:PATTERN_LINES])

    def layout(self, lines: list[str], path: Path) -> Layout:
        """The layout of a file that begins with these lines.

        Raises
        ------
        RecordingError
            The header lacks a column, or has one twice.
        """
        names = self.cells(lines[self.header_line - 1])
        groups = [self.acc.columns, () if self.gyr is None else self.gyr.columns]
        if self.gyr is not None and not set(names) & set(self.gyr.columns):
            groups.pop()  # the sensor may have been set to leave its gyroscope out
        wanted = [n for n in (self.time, self.host_time) if n is not None]
        wanted += [n for group in groups for n in group]
        for name in (*wanted, *([] if self.marker is None else [self.marker])):
            if names.count(name) != 1:
                raise RecordingError(
                    f"{'no' if name not in names else 'more than one'} column '{name}' in the header",
                    expected=f"one, as files of the format '{self.id}' have it",
                    hint="Check that this is a file of that format.",
                    path=path,
                    line=self.header_line,
                )
        return Layout(
            names,
            tuple(name for name in names if name in wanted),
            self.marker,
            self.delimiter,
            self.decimal,
            self.stray_words,
            self.blank_lines,
            self.newline_ends_row,
        )

    def cells(self, header: str) -> tuple[str, ...]:
        """The column names in a header line, free of blanks and quotes."""
        return tuple(cell.strip(' "') for cell in header.strip("\r\n").split(self.delimiter))
