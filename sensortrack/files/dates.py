"""Times that a table gives as dates: each becomes a number of seconds before the rows are read as numbers."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import ClassVar

from .layout import split_cells

ISO = "iso"
_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_MOST_CHARACTERS = 64
"""Of a date and of how it is written: the longest that anybody writes have 40."""


class DateFormat:
    """How dates are written: "iso" (ISO 8601), or a pattern of `datetime.strptime`, such as "%d.%m.%Y %H:%M:%S.%f".

    A date without a zone is taken as it stands; what a clock does that is set, the readers see in its steps.
    """

    expected: ClassVar[str] = '"iso", or how a date is written, such as "%d.%m.%Y %H:%M:%S.%f"'

    def __init__(self, text: str) -> None:
        self.text = text
        # Parsing is slow, and most rows share their second with the one before: the digits after it are added.
        self._separator = text[-3:-2] if text.endswith("%f") and len(text) > 2 else ""
        self._of_second = lru_cache(4)(self._parsed)

    @classmethod
    def from_document(cls, value: object) -> DateFormat:
        """The format that a profile names; one in which no second can be determined is refused."""
        if not isinstance(value, str) or not value.strip():
            raise ValueError("no text")
        if len(value) > _MOST_CHARACTERS:
            raise ValueError(f"more than {_MOST_CHARACTERS} characters")
        made = cls(value)
        probe = datetime(2001, 2, 3, 4, 5, 6, 700_000, tzinfo=UTC)
        if value != ISO and made.seconds(probe.strftime(value)) is None:
            raise ValueError("it reads no date that it writes")
        if value != ISO and not any(part in value for part in ("%S", "%T", "%X", "%c", "%s")):
            raise ValueError("it has no seconds")
        return made

    def seconds(self, text: str) -> float | None:
        """Seconds from 1900 on; None where the text is no such date."""
        if len(text) > _MOST_CHARACTERS:
            return None
        if not self._separator:
            return self._parsed(text, self.text)
        second, separator, digits = text.rpartition(self._separator)
        if not separator or not (digits.isascii() and digits.isdigit()):
            return None
        whole = self._of_second(second, self.text[:-3])
        return None if whole is None else whole + int(digits) / 10.0 ** len(digits)

    @staticmethod
    def _parsed(text: str, pattern: str) -> float | None:
        try:
            found = datetime.fromisoformat(text) if pattern == ISO else datetime.strptime(text, pattern)
        except (ValueError, OverflowError, re.error):  # a directive that stands twice is an error of `re`
            return None
        return ((found if found.tzinfo else found.replace(tzinfo=UTC)) - _EPOCH) / _SECOND


@dataclass(frozen=True)
class Dates:
    """The column of a table that holds dates.

    Attributes
    ----------
    place : int
        Of the column, from 0 on.
    origin_s : float
        The day of the first row, in s from 1900 on: times are given from there.
    """

    format: DateFormat
    place: int
    origin_s: float
    delimiter: str
    decimal: str

    def as_numbers(self, data: bytes) -> bytes:
        """The lines with seconds where the dates stood; a cell that is no date stays as it is."""
        return b"\n".join(map(self._line, data.split(b"\n")))

    def _line(self, raw: bytes) -> bytes:
        try:
            line = raw.removesuffix(b"\r").decode()
            cells = split_cells(line, self.delimiter)
            found = self.format.seconds(cells[self.place].strip(' "'))
        except (UnicodeDecodeError, csv.Error, IndexError):
            return raw
        if found is None:
            return raw
        cells[self.place] = f"{found - self.origin_s:.6f}".replace(".", self.decimal)
        if '"' not in line and self.decimal != self.delimiter:
            return self.delimiter.join(cells).encode()
        out = io.StringIO()
        csv.writer(out, delimiter=self.delimiter, lineterminator="").writerow(cells)
        return out.getvalue().encode()


def first_day_s(format: DateFormat, place: int, rows: list[str], delimiter: str) -> float:
    """The day of the first of these lines that has a date, in s from 1900 on; 0 where none has."""
    for row in rows:
        try:
            found = format.seconds(split_cells(row, delimiter)[place].strip(' "'))
        except (csv.Error, IndexError):
            continue
        if found is not None:
            return found // 86_400.0 * 86_400.0
    return 0.0
