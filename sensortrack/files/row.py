"""One line of a table looked at with care: each that the loop over plain rows (`plain_rows.py`) didn't take."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from ..errors import RecordingError
from .layout import Layout
from .text import not_text

_NUMBER = re.compile(r" *[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)? *", re.ASCII)
CORRECT = "Correct the line; if the sample was lost there, say so by the profile's 'missing'."


class Row(NamedTuple):
    """Numbers in the order of `Layout.numbers`, and the text."""

    numbers: list[float]
    word: str


def read_row(raw: bytes, line: int, layout: Layout, path: Path) -> Row | None:
    """The row in a line; None where one of its cells says that there is no value.

    Raises RecordingError where the line isn't a row of the layout; it says what was expected, and what was found.
    """
    try:
        text = normalize("NFC", raw.decode())
    except UnicodeDecodeError as error:
        raise not_text(path, "bytes that are not UTF-8", line) from error
    if "\0" in text or "\r" in text:
        raise not_text(path, "a control character within the line", line)
    try:
        cells = layout.split(text)
    except csv.Error as error:
        raise bad_row(path, line, f"quotes that don't close ({error})", layout) from error
    expected = len(layout.names)
    if not expected <= len(cells) <= layout.most_cells:
        raise bad_row(path, line, f"{len(cells)} cells: {short(text)}", layout)
    if len(cells) > expected and (word := cells[-1].strip()) not in {"", *(layout.stray_words or ())}:
        raise bad_row(path, line, f"'{short(word)}' after the last column", layout)
    if layout.missing and any(cells[place].strip() in layout.missing for place in layout.numbers):
        return None
    for place in layout.numbers:
        fault = number_fault(cells[place], layout)
        if fault is not None:
            raise RecordingError(
                f"{fault} in column '{layout.names[place]}'",
                expected=_expected(place, layout),
                hint=CORRECT,
                path=path,
                line=line,
            )
    numbers = [float(cells[place].replace(layout.decimal, ".")) for place in layout.numbers]
    return Row(numbers, "" if layout.words is None else cells[layout.words])


def _expected(place: int, layout: Layout) -> str:
    dates = layout.dates
    return f"a date as '{dates.format.text}'" if dates and dates.place == place else "a finite number"


def number_fault(cell: str, layout: Layout) -> str | None:
    """What is wrong with a number's cell, or None."""
    if not cell.strip():
        return "an empty cell"
    if layout.decimal != "." and "." in cell:
        return f"'{short(cell)}' (the decimal sign is '{layout.decimal}')"
    plain = cell.replace(layout.decimal, ".")
    if cell.strip().lstrip("+-").lower() in {"nan", "inf", "infinity"}:
        return f"'{cell.strip()}'"
    if not _NUMBER.fullmatch(plain):
        return f"text in a number's place, '{short(cell)}',"
    if not math.isfinite(float(plain)):
        return f"a number that is too large, '{short(cell)}',"
    return None


def bad_row(path: Path, line: int, found: str, layout: Layout) -> RecordingError:
    """The error for a line that has other cells than the layout."""
    names = layout.delimiter.join(layout.names).replace("\t", " ")
    return RecordingError(
        found,
        expected=f"{len(layout.names)} cells in each line ({short(names, 200)})",
        hint=CORRECT,
        path=path,
        line=line,
    )


def short(text: str, most: int = 60) -> str:
    """A text fit for a message: printable, and no longer than it helps."""
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= most else text[: most - 3] + "…"
