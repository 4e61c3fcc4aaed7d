"""Tables whose header stands below lines of another kind: found by its columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..layout import Layout, split_cells
from ..row import number_fault

MOST_LINES = 200
"""Within how many of a file's first lines its header is looked for."""
DELIMITERS = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its line, from 1 on, the delimiter, the names, and the decimal sign of the rows."""

    line: int
    delimiter: str
    names: tuple[str, ...]
    decimal: str
    first: tuple[str, ...]

    def has(self, *names: str) -> bool:
        """Whether each of these columns is there, once."""
        return all(self.names.count(name) == 1 for name in names)


def find_header(lines: Sequence[str], wanted: Sequence[str]) -> Header | None:
    """The first line that names all these columns; None where there is none."""
    headers = headers_in(lines, MOST_LINES, wanted[:1])
    return next((header for header in headers if set(wanted) <= set(header.names)), None)


def headers_in(lines: Sequence[str], most: int, marks: Sequence[str] = ("",)) -> Iterator[Header]:
    """Each of the first lines that holds one of the marks, split at each delimiter, as if it were the header."""
    for number, line in enumerate(lines[:most], 1):
        if any(mark in line for mark in marks):
            for delimiter in DELIMITERS:
                header = _header_at(lines, number, delimiter)
                if header is not None:
                    yield header


def _header_at(lines: Sequence[str], number: int, delimiter: str) -> Header | None:
    """The header in this line; None where the line can't be split."""
    try:
        names = tuple(cell.strip(' "') for cell in split_cells(lines[number - 1].rstrip("\r\n"), delimiter))
    except csv.Error:
        return None
    row = next((line for line in lines[number : number + 3] if line.strip()), "")
    try:
        first = tuple(cell.strip() for cell in split_cells(row, delimiter))
    except csv.Error:
        first = ()
    comma = delimiter != "," and any(is_number(cell, ",") and "," in cell for cell in first)
    return Header(number, delimiter, names, "," if comma else ".", first)


def is_number(cell: str, decimal: str = ".") -> bool:
    """Whether a cell holds a finite number."""
    return number_fault(cell, Layout((), (), decimal=decimal)) is None


def preamble(lines: Sequence[str], most: int) -> dict[str, str]:
    """Key and value of each line "Key: value" or "Key,value" before the header."""
    entries: dict[str, str] = {}
    for line in lines[:most]:
        text = line.strip().lstrip("/%#").strip()
        for mark in (":", ","):
            key, found, value = text.partition(mark)
            if found and key:
                entries.setdefault(key.strip(' "').rstrip(":"), value.strip(' ",:'))
                break
    return entries
