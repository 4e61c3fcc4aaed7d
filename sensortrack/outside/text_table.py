"""A small table of texts (.csv) from outside, read behind the guard."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ..errors import DataError
from .guard import Refused, decoded, read_bytes

MOST_BYTES = 64 << 20


def read_table(path: Path, what: str) -> tuple[list[str], list[list[str]]]:
    """The column names and rows of a table of commas or semicolons, without blanks around the cells.

    Raises NoInputError or FileIOError where it can't be read; DataError where it isn't text, has no header, a
    column twice, or a row with more or fewer cells than the header.
    """
    try:
        text = decoded(read_bytes(path, what, MOST_BYTES))
        first = text.split("\n", 1)[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        lines = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except (Refused, csv.Error) as error:
        raise DataError(str(error), expected=what, hint="Save it as CSV in UTF-8.", path=path) from None
    lines = [row for row in lines if any(row)]
    if not lines or len(set(lines[0])) != len(lines[0]):
        raise DataError(
            "no header" if not lines else "a column that is there twice",
            expected="a first line of column names",
            hint="Name each column once.",
            path=path,
            line=1,
        )
    for number, row in enumerate(lines[1:], 2):
        if len(row) != len(lines[0]):
            raise DataError(
                f"{len(row)} cells",
                expected=f"{len(lines[0])}, as the header has",
                hint="Correct the row.",
                path=path,
                line=number,
            )
    return lines[0], lines[1:]
