"""Chunks of rows out of order in a file, such as a logger's buffers: found by how exactly they fit together."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..errors import RecordingError
from ..records import FloatArray
from .table import IntArray

_WINDOWS = (128, 1024, 4096, 1 << 30)
"""How many rows after the one that goes back are searched for its chunk. They are tried in this order; the first number
that holds the whole chunk is used."""
LEAST_HOLE = 8
"""Intervals of the shortest hole. A shorter one is a loss, or comes from rows that were swapped with nearby rows."""
_FITS = 0.6
"""A chunk fits after another if it begins one interval after the other's end, to within this share of the interval."""
_HINT = "Sort the lines by their time, or have the logger write them so."


def chunk_about(
    time_s: FloatArray, i: int, last_s: float, least_s: float, most_s: float
) -> tuple[int, int, IntArray] | None:
    """Rows `[low, high)` about row `i`, whose time goes back, and their order by time; None where they aren't chunks.

    They are chunks if they have fewer breaks in the order of time than as they stand, and none overlaps another.

    Parameters
    ----------
    time_s : (n,) float64
        Times that rise up to row `i`.
    last_s : float
        Time of the sample before the first row.
    least_s, most_s : float
        Shortest and longest step between neighbours.
    """
    for window in _WINDOWS:
        size = min(len(time_s), i + window)
        found = _about(time_s[:size], time_s[size : size + 1], i, last_s, least_s, most_s)
        if found is not None and (found[1] < size or size == len(time_s)):
            return found
        if size == len(time_s):
            break
    return None


def _about(
    part: FloatArray, after: FloatArray, i: int, last_s: float, least_s: float, most_s: float
) -> tuple[int, int, IntArray] | None:
    """As `chunk_about`, among the rows of this part only; `after` is the time of the row that follows it, if any."""
    low, high = i - 1, i + 1
    while True:
        least, largest = float(part[max(low, 0) : high].min()), float(part[max(low, 0) : high].max())
        first = int(np.searchsorted(part[:i], least, side="right"))
        last = int(np.flatnonzero(part < largest)[-1]) + 1 if (part < largest).any() else high
        if (min(first, low), max(last, high)) == (low, high):
            break
        low, high = min(first, low), max(last, high)
    if low < 0 or least <= last_s:
        return None
    order = np.argsort(part[low:high], kind="stable")
    before = last_s if low == 0 else float(part[low - 1])
    beyond = part[high : high + 1] if high < len(part) else after
    as_is, in_order = (
        np.diff(np.concatenate([[before], x, beyond])) for x in (part[low:high], part[low:high][order])
    )
    least_steps = in_order if np.isfinite(before) else in_order[1:]
    if float(least_steps[: high - low].min()) < least_s:
        return None
    breaks = [int(np.sum((steps <= 0.0) | (steps > most_s))) for steps in (in_order, as_is)]
    return (low, high, order) if breaks[0] < breaks[1] else None


class Holes:
    """Stretches of time that are missing from the rows read, and into which a later chunk may fit."""

    def __init__(self) -> None:
        self._holes: list[tuple[float, float]] = []

    def keep(self, time_s: FloatArray, last_s: float, interval_s: float) -> None:
        """Remember the holes among times (n,) that follow a sample at `last_s`."""
        steps = np.diff(time_s, prepend=last_s if np.isfinite(last_s) else time_s[:1])
        for k in np.flatnonzero(steps > LEAST_HOLE * interval_s).tolist():
            self._holes.append((float(time_s[k] - steps[k]), float(time_s[k])))

    def forget(self) -> None:
        """The clock was set: later rows can't be compared with earlier ones."""
        self._holes.clear()

    def check(self, time_s: FloatArray, interval_s: float, line: int, path: Path) -> None:
        """Refuse rows at these times, the first of which goes back, if they fit into a hole.

        Raises RecordingError where the chunk that begins at this line belongs before what was read.
        """
        off = np.flatnonzero((np.diff(time_s) <= 0.0) | (np.diff(time_s) > LEAST_HOLE * interval_s))
        end_s = float(time_s[int(off[0])] if len(off) else time_s[-1])
        for low_s, high_s in self._holes:
            if fit_together(low_s, float(time_s[0]), interval_s) and end_s < high_s:
                raise too_far_apart(line, path)


def fit_together(end_s: float, begin_s: float, interval_s: float) -> bool:
    """Whether a chunk that begins at `begin_s` fits after one that ends at `end_s`."""
    return abs(begin_s - end_s - interval_s) < _FITS * interval_s


def too_far_apart(line: int, path: Path) -> RecordingError:
    """The error for chunks that are out of order, and too large or too far from their place to be put right."""
    return RecordingError(
        "rows that belong before earlier ones, where they fit exactly: chunks of rows are out of order",
        expected="rows in the order of their times, or chunks of some thousand rows near their place",
        hint=_HINT,
        path=path,
        line=line,
    )
