"""The frames that were taken lately: one that is identical to one of them, stamp and values, came again."""

from __future__ import annotations

from collections import deque

from ...records import FloatArray
from ..decode.readings import IntArray, Readings

_MOST_FRAMES = 8192
"""So many frames are remembered: 40 s and more at 200 frames a second; sensors' own queues are shorter."""


class FrameMemory:
    """Remembers frames by their stamp and their values.

    Parameters
    ----------
    most : int
        How many frames; a narrow clock comes round to the same stamps, so no more than half a round of it.
    """

    def __init__(self, most: int = _MOST_FRAMES) -> None:
        self._most = max(1, min(most, _MOST_FRAMES))
        # Looking frames up is rare, and adding them isn't: they are indexed when one is looked for.
        self._added: deque[tuple[IntArray, FloatArray, int]] = deque()
        self._frames = 0
        self._known: dict[tuple[int, bytes], None] = {}

    def add(self, ticks: IntArray, values: FloatArray, samples: int) -> None:
        """Frames (f,) that were taken, with their values (f · samples, 3 or 6)."""
        self._added.append((ticks, values, samples))
        self._frames += len(ticks)
        while self._frames - len(self._added[0][0]) >= self._most:
            self._frames -= len(self._added.popleft()[0])

    def knows(self, frame: Readings) -> bool:
        """Whether this very frame (one) was taken before."""
        self._index()
        assert frame.ticks is not None
        return (int(frame.ticks[0]), frame.values.tobytes()) in self._known

    def _index(self) -> None:
        known = self._known
        for ticks, values, samples in self._added:
            skip = max(0, len(ticks) - self._most)
            for i, tick in enumerate(ticks[skip:].tolist(), skip):
                known[tick, values[i * samples : (i + 1) * samples].tobytes()] = None
        self._added.clear()
        self._frames = 0
        while len(known) > self._most:
            del known[next(iter(known))]
