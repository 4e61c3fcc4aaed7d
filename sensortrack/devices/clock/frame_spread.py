"""The samples of a frame, spread evenly: back from the stamp of the last one, or on from that of the first."""

from __future__ import annotations

from collections import deque
from statistics import median
from typing import TypeVar

import numpy as np

from ...records import FloatArray

_REMEMBERED_TURNS = 20
_LEAST_UNEVEN = 3
_LEAST_STEP = 0.01


Place = TypeVar("Place", float, FloatArray)


class FrameSpread:
    """Where samples lie, and the interval between them as it is found.

    Parameters
    ----------
    interval : float
        Nominal interval from sample to sample.
    last_stamped : bool
        Whether a frame's stamp is that of its last sample.
    """

    def __init__(self, interval: float, last_stamped: bool) -> None:
        self.interval, self.last_stamped = interval, last_stamped
        self._ticks, self._unit, self._number = 0, 1.0, 0
        self._uneven: list[float] = []
        self._paces: deque[tuple[float, int]] = deque(maxlen=_REMEMBERED_TURNS)

    def end(self, at: Place, samples: int) -> Place:
        """Where the last sample of a frame lies whose stamp lies at `at`, or those of frames (f,)."""
        return at if self.last_stamped else at + (samples - 1) * self.interval

    def of(self, at: FloatArray, between: FloatArray | None, samples: int) -> FloatArray:
        """Places (n,) of all samples of frames (f,) at `at`; `between` (f,) is how far the one before each is away."""
        if samples == 1:
            return at
        number = np.arange(samples, dtype=np.float64)
        if not self.last_stamped:
            return (at[:, np.newaxis] + self.interval * number).ravel()
        each = np.full(len(at), self.interval) if between is None else between / samples
        return (at[:, np.newaxis] - each[:, np.newaxis] * number[::-1]).ravel()

    def even(self, ticks: int, unit: float, number: int) -> None:
        """Frames followed one another: so many ticks for so many samples. (Whole, so that any grouping adds up.)"""
        self._ticks += ticks
        self._unit = unit
        self._number += number

    def uneven(self, each: float) -> None:
        """A frame came after what seems to be a loss."""
        self._uneven.append(each)

    def learn(self) -> None:
        """Tell the interval from what was seen since the last time."""
        if self._number:
            self._paces.append((self._ticks * self._unit, self._number))
        elif len(self._uneven) >= _LEAST_UNEVEN:  # slower than was asked for: every step looks like a loss
            self.interval = median(self._uneven)
        self._ticks, self._number, self._uneven = 0, 0, []
        if self._paces:
            self.interval = sum(p[0] for p in self._paces) / sum(p[1] for p in self._paces)


def rising(at: FloatArray, before: float, interval: float) -> FloatArray:
    """The same places, moved on where they don't rise."""
    moved = at.copy()
    for i in range(len(moved)):
        moved[i] = before = max(float(moved[i]), before + _LEAST_STEP * interval)
    return moved
