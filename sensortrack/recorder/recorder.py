"""Writes a recording as its blocks come: `NAME.csv` and `NAME.json`."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from ..errors import CannotCreateError, RecordingError
from ..files import Columns, sidecar_path
from ..records import Block, Description, Gap
from .append import AppendFile
from .capture import SYNC_EVERY_S
from .checks import gap_before, unwritable
from .joining import joined, runs
from .own_sidecar import OwnSidecar, sync_folder
from .ticker import Ticker

Mark = tuple[float, str]


class Recorder:
    """A sink of blocks: one recording, which a killed program leaves whole up to the last second.

    Every 0.7 s what was taken is written and brought onto the disk. The JSON is there from the
    start, and tells of each gap within a second. Nothing is overwritten: both files are new.

    Parameters
    ----------
    path : str or pathlib.Path
        `NAME.csv`.
    description : Description
        What is known at the start; its `rate_hz` is the nominal rate in Hz.

    Raises
    ------
    CannotCreateError
        One of the two files exists, or can't be made.
    FileIOError
        Writing failed.
    """

    def __init__(self, path: str | Path, description: Description) -> None:
        self.path = Path(path)
        if self.path.suffix != ".csv":
            raise CannotCreateError(self.path, "the name of a live recording ends in .csv")
        self._description = description
        self._gaps = list(description.gaps)
        self._news = False  # whether the JSON is to be written anew
        self._columns: Columns | None = None
        self._last: Block | None = None
        self._marks: list[Mark] = []
        self._samples = 0
        self._pending: list[Block] = []
        self._broken: RecordingError | None = None
        self._lock = threading.Lock()
        self._table = AppendFile(self.path)
        try:
            self._sidecar = OwnSidecar(sidecar_path(self.path), description)
        except BaseException:
            self._table.close()
            self.path.unlink(missing_ok=True)
            raise
        sync_folder(self.path.parent)
        self._ticker: Ticker | None = Ticker(self._tick, SYNC_EVERY_S)

    @property
    def samples(self) -> int:
        """How many samples were taken."""
        with self._lock:
            return self._samples + sum(map(len, self._pending))

    @property
    def waiting_marks(self) -> tuple[Mark, ...]:
        """Marks (time in s, text) that no sample could take yet."""
        return tuple(self._marks)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps known until now."""
        return tuple(self._gaps)

    def __call__(self, block: Block) -> None:
        """Take a block; it is written with its neighbours, 0.7 s later at most.

        Raises
        ------
        FileIOError
            Writing failed (the disk is full, say); what was written until now is whole.
        RecordingError
            A block before can't be written: not finite, not in order, other columns than before. Nothing
            of it was written; the others were, and the next ones can be.
        """
        self._raise_late()
        with self._lock:
            if len(block):
                self._pending.append(block)
            else:
                self._marks += block.markers
            # The first one at once: from then on there is a recording that opens.
            if self._columns is None:
                self._write_pending()
            broken, self._broken = self._broken, None
        if broken is not None:
            raise broken

    def mark(self, time_s: float, text: str) -> None:
        """Set a mark (STOP, say) at a time in s of the recording's clock.

        It stands at the sample at or before that time; it waits at most a second for that sample.

        Raises
        ------
        FileIOError
            Writing failed.
        """
        self._raise_late()
        with self._lock:
            self._marks.append((time_s, text))

    def describe(self, description: Description) -> None:
        """Change what is known of the recording (a calibration, say); the gaps are the recorder's own."""
        with self._lock:
            self._description, self._news = description, True

    def close(self) -> None:
        """Write what is held, bring all onto the disk, close the files; a second time it does nothing.

        Raises
        ------
        FileIOError
            The disk failed; what was written until now is whole.
        RecordingError
            One of the last blocks couldn't be written; the others were.
        """
        ticker, self._ticker = self._ticker, None
        if ticker is None:
            return
        ticker.stop()
        self._table.close()
        error = ticker.error or self._broken
        if error is not None:
            raise error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _raise_late(self) -> None:
        if self._ticker is None:
            raise unwritable("the recording was closed")
        error = self._table.failed or self._ticker.error
        if error is not None:
            raise error

    def _tick(self) -> None:
        with self._lock:
            self._write_pending()
            self._place_marks(before_s=np.inf)
            description = self._told_anew() if self._news else None
            self._news = False
        # Outside the lock: only this thread waits for the disk.
        self._table.sync()
        if description is not None:
            self._sidecar.replace(description)

    def _told_anew(self) -> Description:
        return replace(self._description, gaps=tuple(sorted(self._gaps, key=lambda gap: gap.start_s)))

    def _write_pending(self) -> None:
        """Write what was taken, in as few pieces as it can be: most of the cost is one of each piece."""
        pending, self._pending = self._pending, []
        for run in runs(pending):
            try:
                self._write(joined(run))
            except RecordingError:
                for block in run:
                    try:
                        self._write(block)
                    except RecordingError as error:
                        self._broken = self._broken or unwritable(error.found)

    def _write(self, block: Block) -> None:
        columns = self._columns or Columns(block.gyr is not None, block.host_time_s is not None, True)
        last_s = None if self._last is None else float(self._last.time_s[0])
        gap = gap_before(block, last_s, self._description.rate_hz, self._gaps)
        first_s, end_s = float(block.time_s[0]), float(block.time_s[-1])
        if self._last is None:
            first_s = -np.inf  # no row before this one: it takes all earlier marks
        within = tuple(mark for mark in self._marks if first_s <= mark[0] < end_s)
        if within:
            block = replace(block, markers=block.markers + within)
        text = columns.rows(block) if block.markers else _unmarked(columns, block)
        self._place_marks(before_s=first_s)
        self._table.append((text if self._columns else columns.header() + text).encode())
        self._marks = [mark for mark in self._marks if mark not in within]
        self._columns, self._samples = columns, self._samples + len(block)
        self._last = block.cut(len(block) - 1, len(block))
        if gap is not None:
            self._gaps.append(gap)
            self._news = True

    def _place_marks(self, before_s: float) -> None:
        """Add the waiting marks before a time to the last row written, if there is one."""
        late = tuple(mark for mark in self._marks if mark[0] < before_s)
        if not late or self._last is None or self._columns is None:
            return
        last = replace(self._last, markers=self._last.markers + late)
        # The row grows by its marks; the sample in it stays as it was.
        self._table.replace_end(self._columns.rows(self._last).encode(), self._columns.rows(last).encode())
        self._last = last
        self._marks = [mark for mark in self._marks if mark[0] >= before_s]


def _unmarked(columns: Columns, block: Block) -> str:
    """The rows of a block without marks, which is nearly every one, at a third of the cost."""
    return replace(columns, marker=False).rows(block).replace("\n", ",\n")
