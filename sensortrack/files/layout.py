"""How the rows of a table are laid out: what stands in which column, and what may go wrong in it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from .plain_rows import EMPTY, SKIPPED

if TYPE_CHECKING:
    from .dates import Dates

BlankLines = Literal["refused", "ignored", "lost_samples"]
"""What a blank line between rows means; "lost_samples": one sample is missing there."""


@dataclass(frozen=True)
class Layout:
    """The rows of a table.

    Attributes
    ----------
    names : tuple of str
        The columns, as in the header; "column 1" and so on where there is none.
    numbers : tuple of int
        Places of the columns that are read as numbers, from 0 on; the others are skipped.
    words : int or None
        Place of a column that is read as text.
    first_row : int
        Line of the first row, counted from 1.
    delimiter, decimal : str
        One character each. Where both are the same, numbers with decimals stand in quotes.
    stray_words : frozenset of str or None
        What may stand in one cell after the last column, besides nothing; None where no such cell may be.
    missing : frozenset of str
        What stands in a cell that has no value: the sample of that row is lost.
    newline_ends_row : bool
        True where every row was written with its newline, so that one without may have lost digits.
    dates : Dates or None
        The column that tells the time as a date, where one does.
    """

    names: tuple[str, ...]
    numbers: tuple[int, ...]
    words: int | None = None
    first_row: int = 2
    delimiter: str = ","
    decimal: str = "."
    stray_words: frozenset[str] | None = None
    blank_lines: BlankLines = "refused"
    missing: frozenset[str] = frozenset()
    newline_ends_row: bool = False
    dates: Dates | None = None

    @property
    def most_cells(self) -> int:
        """The cells that a row may have at most."""
        return len(self.names) + (self.stray_words is not None)

    @cached_property
    def roles(self) -> NDArray[np.int32]:
        """For each column its place among the numbers, or SKIPPED or EMPTY (see `take_rows`)."""
        roles = np.full(len(self.names), SKIPPED, np.int32)
        roles[list(self.numbers)] = np.arange(len(self.numbers))
        if self.words is not None:
            roles[self.words] = EMPTY
        return roles

    def split(self, line: str) -> list[str]:
        """The cells of a line; raises csv.Error where its quotes don't close."""
        return split_cells(line, self.delimiter)


def split_cells(line: str, delimiter: str) -> list[str]:
    """The cells of a line; raises csv.Error where its quotes don't close."""
    if '"' not in line:
        return line.split(delimiter)
    return next(csv.reader([line], delimiter=delimiter, strict=True))
