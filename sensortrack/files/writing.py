"""Writing our own recording: `NAME.csv` and `NAME.json`, never over another file.

Times, accelerations and angular rates are written with six decimals. So what is read back lies
within 1e-6 of what was written, and what was read is written again as the same bytes.
"""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from unicodedata import normalize

import numpy as np

from ..errors import CannotCreateError
from ..outside.remote import on_this_machine
from ..outside.showing import cell
from ..private_files import new_file
from ..records import Block, Gap, Recording
from .blocks import MARK_SEPARATOR
from .following_block import DECIMALS, gap_before, unwritable
from .native_format import ACC, GYR, HOST_TIME, MARKER, TIME
from .sidecar import sidecar_path, sidecar_text


@dataclass(frozen=True, slots=True)
class Columns:
    """Which of the optional columns a recording has."""

    gyr: bool
    host_time: bool = False
    marker: bool = False

    def header(self) -> str:
        """The header line, with its newline."""
        names = [TIME, *ACC]
        names += GYR if self.gyr else ()
        names += [HOST_TIME] if self.host_time else []
        names += [MARKER] if self.marker else []
        return ",".join(names) + "\n"

    def rows(self, block: Block) -> str:
        """A block as lines, each with its newline.

        A mark stands in the line of the sample at or before it. In its text line breaks become blanks and
        "|", which stands between two marks, becomes "/"; one without text reads "mark".

        Raises RecordingError where the block lacks a column, or holds a number that isn't finite.
        """
        parts = [block.time_s[:, np.newaxis], block.acc]
        for wanted, values, name in (
            (self.gyr, block.gyr, "angular rate"),
            (self.host_time, block.host_time_s, "host time"),
        ):
            if wanted != (values is not None):
                raise unwritable(f"a block with{'out' if wanted else ''} {name} after the header was written")
            if values is not None:
                parts.append(values.reshape(len(block), -1))
        numbers = np.hstack(parts)
        if not np.isfinite(numbers).all():
            raise unwritable("a number that isn't finite")
        numbers = np.round(numbers, DECIMALS) + 0.0  # a sum, so that no "-0.000000" is written
        row = ",".join([f"%.{DECIMALS}f"] * numbers.shape[1])
        if not self.marker:
            return (row + "\n") * len(block) % tuple(numbers.ravel().tolist())
        cells = _mark_cells(block)
        return "".join(row % tuple(n) + f",{cells.get(i, '')}\n" for i, n in enumerate(numbers.tolist()))


def _mark_cells(block: Block) -> dict[int, str]:
    """The marker cell of each row that has one."""
    marks: dict[int, list[str]] = {}
    for time_s, text in block.markers:
        row = max(0, int(np.searchsorted(block.time_s, time_s, side="right")) - 1)
        text = normalize("NFC", text)  # as every text is read
        clean = " ".join(text.replace("\0", " ").split()).replace(MARK_SEPARATOR.strip(), "/")
        marks.setdefault(row, []).append(clean or "mark")
    return {row: _quoted(cell(MARK_SEPARATOR.join(texts))) for row, texts in marks.items()}


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"') else cell


@contextmanager
def create(path: Path) -> Iterator[IO[str]]:
    """A new text file that only its owner can read, to be written; gzip where its name ends in .gz.

    Raises what `private_files.new_file` raises.
    """
    with new_file(path) as raw:
        # Without name and time, the same samples give the same bytes.
        packed = gzip.GzipFile("", "wb", fileobj=raw, mtime=0) if path.suffix == ".gz" else None
        with io.TextIOWrapper(packed or raw, encoding="utf-8", errors="replace", newline="\n") as text:
            yield text


def write_recording(path: str | Path, recording: Recording) -> None:
    """Write `NAME.csv` (or `NAME.csv.gz`) and `NAME.json`; where that fails, neither is left behind.

    Gaps that the blocks tell of are declared in the JSON.

    Raises
    ------
    CannotCreateError
        One of the two files exists, or can't be made.
    FileIOError
        Writing failed on the way.
    RecordingError
        The samples can't be written: not finite, or nearer to one another than a microsecond.
    """
    path = on_this_machine(path, "a recording")
    beside = sidecar_path(path)
    if not path.name.removesuffix(".gz").endswith(".csv"):
        raise CannotCreateError(path, "the name of a recording ends in .csv or .csv.gz")
    for file in (path, beside):
        if os.path.lexists(file):
            raise CannotCreateError(file, "the file exists, and nothing is overwritten")
    with create(path) as table, create(beside) as description:
        gaps = _write_blocks(table, recording)
        description.write(sidecar_text(replace(recording.description, gaps=gaps)))


def _write_blocks(table: IO[str], recording: Recording) -> tuple[Gap, ...]:
    """Write header and rows; the gaps that were declared, and those that the blocks tell of."""
    gaps = list(recording.description.gaps)
    columns: Columns | None = None
    marked = any(block.markers for block in recording.blocks)
    last_s: float | None = None
    for block in recording.blocks:
        if not len(block):
            continue
        if columns is None:
            columns = Columns(block.gyr is not None, block.host_time_s is not None, marked)
            table.write(columns.header())
        gap = gap_before(block, last_s, recording.rate_hz, gaps)
        gaps += [] if gap is None else [gap]
        table.write(columns.rows(block))
        last_s = round(float(block.time_s[-1]), DECIMALS)
    if columns is None:
        raise unwritable("no samples")
    return tuple(sorted(gaps, key=lambda gap: gap.start_s))
