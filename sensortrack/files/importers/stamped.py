"""Tables whose time is a date: rows read a piece at a time, their stamps turned into seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import RecordingError
from ...outside.packed import unpacked
from ...records import Description, FloatArray, Recording
from ...units import STANDARD_GRAVITY_MS2
from ..opening import Options
from ..row import short
from ..text import EXPECTED
from .headers import is_number
from .look import Look
from .samples import Samples, recording_from

if TYPE_CHECKING:
    import pandas as pd

ROWS = 200_000
CUT_SHORT = "the last line is cut short and was left out"
_ISO = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d"
_ROW = re.compile(rf'"?{_ISO}(\.\d+)?"?(,-?\d+\.?\d*(e-?\d+)?){{3}}\s*', re.ASCII | re.IGNORECASE)
_STAMP = re.compile(r'"?(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:[.:](\d{1,9}))?"?', re.ASCII)


def seconds(stamps: Any, path: Path) -> FloatArray:
    """Seconds since 1970 of texts such as "2018-06-06 09:22:35.16" or "… 09:22:35:160"; raises RecordingError."""
    texts: list[str] = []
    for stamp in stamps:
        match = _STAMP.fullmatch(str(stamp).strip())
        if match is None:
            raise _no_stamp(path, str(stamp))
        texts.append(f"{match[1]}T{match[2]}.{match[3] or 0}")
    try:
        moments = np.array(texts, dtype="datetime64[us]")
    except ValueError as error:
        raise _no_stamp(path, str(error)) from None
    found: FloatArray = np.asarray(moments.astype(np.int64) * 1e-6, np.float64)
    return found


def _no_stamp(path: Path, found: str) -> RecordingError:
    return RecordingError(
        f"a stamp that is no date and time ({short(found)})",
        expected="one such as 2018-06-06 09:22:35.160",
        hint="Correct the line, or export the file again.",
        path=path,
    )


def rows(path: Path, *, skip: int, columns: tuple[int, ...]) -> Iterator[pd.DataFrame]:
    """The rows of a table of commas, without its first lines: the first column as text, the others as numbers."""
    import pandas as pd  # slow to import: only where such a table is read

    def blocks() -> Iterator[pd.DataFrame]:
        with unpacked(path, EXPECTED) as file:
            for _ in range(skip):
                file.readline(1 << 16)
            yield from pd.read_csv(
                file,
                header=None,
                usecols=list(columns),
                dtype={columns[0]: str, **dict.fromkeys(columns[1:], np.float64)},
                chunksize=ROWS,
                low_memory=False,
            )

    try:
        yield from blocks()
    except pd.errors.EmptyDataError:
        return
    except (pd.errors.ParserError, ValueError) as error:
        raise RecordingError(
            f"rows that can't be read ({str(error).strip()})",
            expected=f"a date, then numbers, in each line from {skip + 1} on",
            hint="Correct the line, or export the file again.",
            path=path,
        ) from None


def stamped_samples(
    path: Path, skip: int, columns: tuple[int, ...], factor: float, messages: list[str]
) -> Iterator[Samples]:
    """The samples of such a table: a stamp, and an accelerometer's x, y and z; `messages` gets what was noticed."""
    first: float | None = None
    pieces = rows(path, skip=skip, columns=columns)
    following = next(pieces, None)
    while following is not None:
        table, following = following, next(pieces, None)
        if following is None and _is_cut_short(table.iloc[-1]):
            table = table.iloc[:-1]
            if CUT_SHORT not in messages:
                messages.append(CUT_SHORT)
        if not len(table):
            return
        time_s = seconds(table[columns[0]], path)
        first = float(time_s[0]) if first is None else first
        acc = table[list(columns[1:4])].to_numpy(np.float64) * factor
        yield Samples(acc, time_s=time_s - first)


def _is_cut_short(row: Any) -> bool:
    return bool(row.isna().any()) or _STAMP.fullmatch(str(row.iloc[0]).strip()) is None


@dataclass(frozen=True, slots=True)
class StampedImporter:
    """Reads tables without a header of a date, x, y and z, in g."""

    id: str = "iso_xyz"
    name: str = "rows of a date, x, y, z (MEx and others), in g"
    source: str = "MEx' description: an accelerometer alone, in g; the axes of the sensor"

    def fits(self, look: Look) -> bool:
        """Whether the first rows are such."""
        first = [line for line in look.lines[:5] if line]
        return (
            bool(first)
            and all(_ROW.fullmatch(line) for line in first[:4])
            and is_number(first[0].split(",")[1])
        )

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the rows."""
        messages: list[str] = []
        return recording_from(
            look.path,
            self.id,
            lambda: stamped_samples(look.path, 0, (0, 1, 2, 3), STANDARD_GRAVITY_MS2, messages),
            options,
            Description(),
            has_gyroscope=False,
            timed=True,
            messages=messages,
        )
