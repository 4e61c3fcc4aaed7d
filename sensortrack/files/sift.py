"""The slow, exact look at a table's lines, for those that the fast parser could not read."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import RecordingError
from .layout import Layout
from .text import not_text

_NUMBER = re.compile(r" *[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)? *", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sifted:
    """The rows of a table, freed of blank lines.

    Attributes
    ----------
    data : bytes
        One row a line.
    lines : list of n int
        Line of the file for each row.
    lost : (n,) int64
        Samples known to be missing just before each row.
    """

    data: bytes
    lines: list[int]
    lost: NDArray[np.int64]


def sift(data: bytes, first_line: int, layout: Layout, path: Path) -> Sifted:
    """Look at each line; keep the rows.

    The numbers are not taken from here but parsed again by the fast parser, since the two might
    differ in the last bit, and the samples must not depend on which lines stand together.

    Raises
    ------
    RecordingError
        The first line that isn't a row of the layout.
    """
    rows: list[bytes] = []
    lines: list[int] = []
    lost: list[int] = []
    blank = 0
    for number, raw in enumerate(data.removesuffix(b"\n").split(b"\n"), first_line):
        row = raw.removesuffix(b"\r")
        if not row.strip(b" "):
            blank += 1
            continue
        if blank and rows and layout.blank_lines == "refused":
            raise _bad_row(path, number - 1, "a blank line between rows", layout)
        check_row(row, number, layout, path)
        rows.append(row)
        lines.append(number)
        lost.append(blank if rows and layout.blank_lines == "lost_samples" else 0)
        blank = 0
    return Sifted(b"\n".join(rows), lines, np.array(lost, np.int64))


def check_row(row: bytes, line: int, layout: Layout, path: Path) -> None:
    """Raise RecordingError where the row isn't one of the layout; it says what was expected, and found."""
    try:
        text = row.decode()
    except UnicodeDecodeError as error:
        raise not_text(path, "bytes that are not UTF-8", line) from error
    if "\0" in text or "\r" in text:
        raise not_text(path, "a control character within the line", line)
    try:
        cells = layout.split(text)
    except csv.Error as error:
        raise _bad_row(path, line, f"quotes that don't close ({error})", layout) from error
    expected = len(layout.names)
    if not expected <= len(cells) <= layout.most_cells:
        raise _bad_row(path, line, f"{len(cells)} cells: {_short(text)}", layout)
    if len(cells) > expected and (word := cells[-1].strip()) not in {"", *(layout.stray_words or ())}:
        raise _bad_row(path, line, f"'{_short(word)}' after the last column", layout)
    for name in layout.numbers:
        fault = number_fault(cells[layout.names.index(name)], layout)
        if fault is not None:
            raise RecordingError(
                f"{fault} in column '{name}'",
                expected="a finite number",
                hint="Correct the line, or take it out where the sample was lost.",
                path=path,
                line=line,
            )


def number_fault(cell: str, layout: Layout) -> str | None:
    """What is wrong with a number's cell, or None."""
    if not cell.strip():
        return "an empty cell"
    if layout.decimal != "." and "." in cell:
        return f"'{_short(cell)}' (the decimal sign is '{layout.decimal}')"
    plain = cell.replace(layout.decimal, ".")
    if cell.strip().lstrip("+-").lower() in {"nan", "inf", "infinity"}:
        return f"'{cell.strip()}'"
    if not _NUMBER.fullmatch(plain):
        return f"text in a number's place, '{_short(cell)}',"
    if not math.isfinite(float(plain)):
        return f"a number that is too large, '{_short(cell)}',"
    return None


def _bad_row(path: Path, line: int, found: str, layout: Layout) -> RecordingError:
    names = layout.delimiter.join(layout.names).replace("\t", " ")
    return RecordingError(
        found,
        expected=f"{len(layout.names)} cells in each line ({names})",
        hint="Correct the line, or take it out where the sample was lost.",
        path=path,
        line=line,
    )


def _short(text: str) -> str:
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= 60 else text[:57] + "…"
