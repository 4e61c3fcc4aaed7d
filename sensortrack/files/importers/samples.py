"""Samples that a reader took out of a file, as the rows that the rest of the house goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...errors import RecordingError
from ...records import Description, FloatArray, Recording
from ..blocks import TableFile
from ..layout import Layout
from ..opening import Options, recording_of
from ..table import IntArray, RowTable, with_values
from ..table_format import Places, TableFormat, Triad

PIECE = 100_000
"""Samples that are handed on at a time: 17 minutes at 100 Hz."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Samples in the order of the file.

    Attributes
    ----------
    acc : (n, 3) float64
        m/s².
    gyr : (n, 3) float64 or None
        deg/s; None throughout a file, or never.
    time_s : (n,) float64 or None
        None where samples are counted at the rate that the file declares.
    """

    acc: FloatArray
    gyr: FloatArray | None = None
    time_s: FloatArray | None = None

    def cut(self, part: slice) -> Samples:
        """Some of them."""
        return Samples(
            self.acc[part],
            None if self.gyr is None else self.gyr[part],
            None if self.time_s is None else self.time_s[part],
        )


@dataclass(frozen=True, slots=True, eq=False)
class SampleFile(TableFile):
    """A file whose samples a reader gives, a piece at a time, anew each time it is gone through."""

    read: Callable[[], Iterable[Samples]]
    holds: object = None

    def tables(self, known: tuple[RowTable, ...] = ()) -> Iterator[RowTable]:
        """The samples as rows; the first ones aren't read again where they are `known`."""
        yield from known
        row = sum(map(len, known))
        pieces = iter(self.read())
        number = 0
        while True:
            with np.errstate(over="ignore", invalid="ignore"):  # what overflows is a sample without a value
                samples = next(pieces, None)
            if samples is None:
                return
            if number >= len(known):
                yield _table(samples, row)
                row += len(samples.acc)
            number += 1


def recording_from(
    path: Path,
    id: str,
    read: Callable[[], Iterable[Samples]],
    options: Options,
    description: Description,
    *,
    has_gyroscope: bool,
    timed: bool,
    messages: list[str] | None = None,
    holds: object = None,
) -> Recording:
    """The recording in a file, read through `read`, which gives the same pieces each time.

    Parameters
    ----------
    id : str
        The importer's.
    read : callable
        Gives `Samples`.
    has_gyroscope, timed : bool
        Whether the samples have `gyr` and `time_s`.
    messages : list of str or None
        What was noticed by now.
    holds : object
        What must live as long as the recording (a temporary file).

    Raises
    ------
    RecordingError
        No sample, or neither times nor a rate.
    """
    if not timed and description.rate_hz is None:
        raise RecordingError(
            "neither a time nor a sampling rate", expected="one of them", hint="Export it again.", path=path
        )
    numbers = 3 + 3 * has_gyroscope + timed
    names = tuple(f"column {k}" for k in range(1, numbers + 1))
    table_format = TableFormat(
        id,
        acc=Triad((1, 2, 3), 1.0),
        gyr=Triad((4, 5, 6), 1.0) if has_gyroscope else None,
        description=description,
        time=numbers if timed else None,
    )
    places = Places((0, 1, 2), (3, 4, 5) if has_gyroscope else None, numbers - 1 if timed else None, None)
    file = SampleFile(
        path,
        table_format,
        Layout(names, tuple(range(numbers))),
        places,
        options.chunk_bytes,
        [] if messages is None else messages,
        read,
        holds,
    )
    return recording_of(file, description, options)


def _table(samples: Samples, row: int) -> RowTable:
    parts = [samples.acc]
    parts += [] if samples.gyr is None else [samples.gyr]
    parts += [] if samples.time_s is None else [samples.time_s[:, None]]
    numbers = np.column_stack(parts).astype(np.float64, copy=False)
    lines = np.arange(row + 1, row + 1 + len(numbers))
    return with_values(numbers, lines)


def recording_of_arrays(
    path: Path,
    id: str,
    samples: Samples,
    options: Options,
    description: Description,
    messages: list[str] | None = None,
) -> Recording:
    """The recording of samples that are in memory; raises what `recording_from` raises."""

    def pieces() -> Iterator[Samples]:
        for start in range(0, len(samples.acc), PIECE):
            yield samples.cut(slice(start, start + PIECE))

    return recording_from(
        path,
        id,
        pieces,
        options,
        description,
        has_gyroscope=samples.gyr is not None,
        timed=samples.time_s is not None,
        messages=messages,
    )


def twelve_bits(data: bytes) -> IntArray:
    """Signed numbers (n,) of twelve bits each, packed one after the other; what is left of a byte is none."""
    raw = np.frombuffer(data + bytes(-len(data) % 3), np.uint8).reshape(-1, 3).astype(np.int64)
    pairs = np.stack([raw[:, 0] << 4 | raw[:, 1] >> 4, (raw[:, 1] & 0x0F) << 8 | raw[:, 2]], axis=1).ravel()
    signed = np.where(pairs >= 2048, pairs - 4096, pairs)
    return signed[: len(data) * 8 // 12]
