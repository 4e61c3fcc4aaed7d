"""A stretch of a recording, on the recording's own clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..errors import RecordingError
from .block import Block


@dataclass(frozen=True, slots=True)
class Stretch:
    """The blocks of `[start_s, end_s)`; can be gone through again wherever the others can.

    Raises RecordingError when it is gone through and no sample lies in it.
    """

    blocks: Iterable[Block]
    start_s: float
    end_s: float

    def __iter__(self) -> Iterator[Block]:
        began, last_s = False, None
        for block in self.blocks:
            if not len(block):
                continue
            last_s = float(block.time_s[-1])
            low, high = block.time_s.searchsorted((self.start_s, self.end_s))
            if low < high:
                part = block.cut(int(low), int(high))
                yield part if began else replace(part, after_gap=False)
                began = True
            if last_s >= self.end_s:
                break
        if not began:
            last = "no sample" if last_s is None else f"its last sample looked at is at {last_s:.2f} s"
            raise RecordingError(
                f"no sample between {self.start_s:g} and {self.end_s:g} s ({last})",
                expected="a stretch of the recording, in seconds on its own clock",
                hint="Correct start_s and end_s.",
            )
