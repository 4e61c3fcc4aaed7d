"""Writes a recording as its blocks come: `NAME.csv` and `NAME.json`."""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path
from typing import Self, TypeVar

from ..errors import CannotCreateError
from ..records import Block, Description, Gap
from .recording_file import Mark, RecordingFile, unwritable
from .ticker import WriteBehind

_T = TypeVar("_T")


class Recorder:
    """A sink of blocks: one recording, which a killed program leaves whole up to the last second.

    Every 0.2 s what was taken is written, and every 0.7 s brought onto the disk. The JSON is there from the
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
        self._file = RecordingFile(self.path, description)
        # Put in by any thread, taken out by the one that writes; so nobody who records waits for the disk.
        self._blocks: deque[Block] = deque()
        self._marks: deque[Mark] = deque()
        self._taken = 0
        self._writing = threading.Lock()
        self._behind: WriteBehind | None = WriteBehind(self._write_all, self._file.sync)

    @property
    def samples(self) -> int:
        """How many samples were taken, without those that couldn't be written."""
        return self._taken - self._file.left_out

    @property
    def waiting_marks(self) -> tuple[Mark, ...]:
        """Marks (time in s, text) that no sample could take yet."""
        with self._writing:
            return (*self._file.marks, *self._marks)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps known until now."""
        return tuple(self._file.gaps)

    def __call__(self, block: Block) -> None:
        """Take a block; it is written with its neighbours, 0.2 s later at most.

        Raises
        ------
        FileIOError
            Writing failed (the disk is full, say); what was written until now is whole.
        RecordingError
            A block before can't be written: not finite, not in order, other columns than before. Nothing
            of it was written; the others were, and the next ones can be.
        """
        self._raise_late()
        if len(block):
            self._blocks.append(block)
            self._taken += len(block)
        else:
            self._marks.extend(block.markers)
        if not self._file.begun:  # the first one at once: from then on there is a recording that opens
            with self._writing:
                self._write()
        broken = self._file.broken
        if broken is not None:
            self._file.broken = None
            raise broken

    def mark(self, time_s: float, text: str) -> None:
        """Set a mark (STOP, say) at a time in s of the recording's clock.

        It stands at the sample at or before that time; it waits at most a second for that sample.

        Raises FileIOError where writing failed.
        """
        self._raise_late()
        self._marks.append((time_s, text))

    def describe(self, description: Description) -> None:
        """Change what is known of the recording (a calibration, say); the gaps are the recorder's own."""
        self._file.description = description
        self._file.describe_anew = True

    def close(self) -> None:
        """Write what is held, bring all onto the disk, close the files; a second time it does nothing.

        Raises FileIOError where the disk failed (what was written until now is whole), RecordingError where one of
        the last blocks couldn't be written (the others were).
        """
        behind, self._behind = self._behind, None
        if behind is None:
            return
        behind.stop()
        self._file.table.close()
        error = behind.error or self._file.broken
        if error is not None:
            raise error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _raise_late(self) -> None:
        if self._behind is None:
            raise unwritable("the recording was closed")
        error = self._file.table.failed or self._behind.error
        if error is not None:
            raise error

    def _write_all(self) -> None:
        with self._writing:
            self._write()
            self._file.place_marks()

    def _write(self) -> None:
        blocks = _all_of(self._blocks)
        self._file.marks += _all_of(self._marks)
        self._file.write(blocks)


def _all_of(queue: deque[_T]) -> list[_T]:
    """What is in a queue by now; others may put in meanwhile."""
    return [queue.popleft() for _ in range(len(queue))]
