"""How the rows of a table are laid out: what stands in which column, and what may go wrong in it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Literal

BlankLines = Literal["refused", "ignored", "lost_samples"]
"""What a blank line between rows means; "lost_samples": one sample is missing there."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of a table.

    Attributes
    ----------
    names : tuple of str
        The columns, as in the header.
    numbers : tuple of str
        The columns that are read as numbers, in the order of the file; the others are skipped.
    words : str or None
        A column that is read as text.
    delimiter, decimal : str
        One character each.
    stray_words : frozenset of str or None
        What may stand in one cell after the last column, besides nothing; None where no such cell may be.
    blank_lines : "refused", "ignored" or "lost_samples"
    newline_ends_row : bool
        True where every row was written with its newline, so that one without may have lost digits.
    """

    names: tuple[str, ...]
    numbers: tuple[str, ...]
    words: str | None = None
    delimiter: str = ","
    decimal: str = "."
    stray_words: frozenset[str] | None = None
    blank_lines: BlankLines = "refused"
    newline_ends_row: bool = False

    @property
    def most_cells(self) -> int:
        """The cells that a row may have at most."""
        return len(self.names) + (self.stray_words is not None)

    def split(self, line: str) -> list[str]:
        """The cells of a line; raises csv.Error where its quotes don't close."""
        if '"' not in line:
            return line.split(self.delimiter)
        return next(csv.reader([line], delimiter=self.delimiter, strict=True))
