"""The two files of a recording, written piece by piece: rows at the end of the table, gaps in the JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import numpy as np

from ..errors import CannotCreateError, FileIOError, RecordingError
from ..files import Columns, sidecar_path, sidecar_text
from ..files.following_block import gap_before
from ..private_files import clear_parts, new_whole, sync_folder, write_whole
from ..records import Block, Description
from ..records.joining import joined, runs
from .append import AppendFile

Mark: TypeAlias = tuple[float, str]
"""Time in s of the recording's clock, and text."""


class OwnSidecar:
    """`NAME.json`, made by us and replaced by us alone; at each moment it is one whole description.

    Raises CannotCreateError where the file exists or can't be made, FileIOError where writing failed on the way.
    """

    def __init__(self, path: Path, description: Description) -> None:
        self.path = path
        self._written = sidecar_text(description)
        clear_parts(path.parent)
        new_whole(path, self._written.encode(errors="replace"))

    def replace(self, description: Description) -> None:
        """Put another description in the place of the last one; the last one stays where that fails.

        Raises FileIOError where writing failed.
        """
        text = sidecar_text(description)
        if text == self._written:
            return
        try:
            write_whole(self.path, text.encode(errors="replace"), on_disk=True)
        except CannotCreateError as error:  # it was there: its folder has changed meanwhile
            raise FileIOError(f"{self.path}: writing failed: {error.found}. Check the disk.") from error
        self._written = text


class RecordingFile:
    """`NAME.csv` and `NAME.json`, new; one thread at a time may write.

    Parameters
    ----------
    path : pathlib.Path
        `NAME.csv`.

    Attributes
    ----------
    description : Description
        May be changed, by any thread; the gaps are the file's own. `describe_anew` says that it was.
    marks : list of (float, str)
        That no sample could take yet.
    left_out : int
        Samples of blocks that couldn't be written.
    broken : RecordingError or None
        Why the first of them couldn't be; whoever tells it sets None.

    Raises
    ------
    CannotCreateError
        One of the two files exists, or can't be made.
    FileIOError
        Writing failed.
    """

    def __init__(self, path: Path, description: Description) -> None:
        self.description, self.describe_anew = description, False
        self.gaps = list(description.gaps)
        self.marks: list[Mark] = []
        self.left_out = 0
        self.broken: RecordingError | None = None
        self._columns: Columns | None = None
        self._last: Block | None = None
        self.table = AppendFile(path)
        try:
            self._sidecar = OwnSidecar(sidecar_path(path), description)
        except BaseException:
            self.table.close()
            path.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)

    @property
    def begun(self) -> bool:
        """Whether there is a row yet."""
        return self._columns is not None

    def write(self, blocks: Iterable[Block]) -> None:
        """Write blocks, in as few pieces as it can be: most of the cost is one of each piece.

        Raises FileIOError where writing failed; what was written until now is whole.
        """
        for run in runs(blocks):
            try:
                self._write(joined(run))
            except RecordingError:
                self._one_by_one(run)

    def place_marks(self, before_s: float = np.inf) -> None:
        """Add the marks before a time to the last row written, if there is one.

        Raises FileIOError where writing failed.
        """
        late = tuple(mark for mark in self.marks if mark[0] < before_s)
        if not late or self._last is None or self._columns is None:
            return
        last = replace(self._last, markers=self._last.markers + late)
        # The row grows by its marks; the sample in it stays as it was.
        self.table.replace_end(self._columns.rows(self._last).encode(), self._columns.rows(last).encode())
        self._last = last
        self.marks = [mark for mark in self.marks if mark[0] >= before_s]

    def sync(self) -> None:
        """Bring everything onto the disk, and the JSON up to date where something is new.

        Raises FileIOError where the disk failed.
        """
        self.table.sync()
        if self.describe_anew:
            self.describe_anew = False
            gaps = tuple(sorted(self.gaps, key=lambda gap: gap.start_s))
            self._sidecar.replace(replace(self.description, gaps=gaps))

    def _one_by_one(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            try:
                self._write(block)
            except RecordingError as error:
                self.left_out += len(block)
                self.broken = self.broken or unwritable(error.found)

    def _write(self, block: Block) -> None:
        columns = self._columns or Columns(block.gyr is not None, block.host_time_s is not None, True)
        last_s = None if self._last is None else float(self._last.time_s[0])
        gap = gap_before(block, last_s, self.description.rate_hz, self.gaps)
        first_s, end_s = float(block.time_s[0]), float(block.time_s[-1])
        if self._last is None:
            first_s = -np.inf  # no row before this one: it takes all earlier marks
        within = tuple(mark for mark in self.marks if first_s <= mark[0] < end_s)
        if within:
            block = replace(block, markers=block.markers + within)
        text = columns.rows(block) if block.markers else _unmarked(columns, block)
        self.place_marks(first_s)
        self.table.append((text if self._columns else columns.header() + text).encode())
        self.marks = [mark for mark in self.marks if mark not in within]
        self._columns, self._last = columns, block.cut(len(block) - 1, len(block))
        if gap is not None:
            self.gaps.append(gap)
            self.describe_anew = True


def _unmarked(columns: Columns, block: Block) -> str:
    """The rows of a block without marks, which is nearly every one, at a third of the cost."""
    return replace(columns, marker=False).rows(block).replace("\n", ",\n")


def unwritable(found: str) -> RecordingError:
    """The error for a block that can't be written."""
    return RecordingError(
        found,
        expected="blocks with finite numbers, in order of time, with the same columns in each",
        hint="The block was left out; what was written before it is whole.",
    )
