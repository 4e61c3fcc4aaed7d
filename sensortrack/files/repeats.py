"""Rows that stand in a file twice: right after one another, or a stretch of them that a logger wrote again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..records import FloatArray

_EVERY = 16
"""Of what lies far back every so manieth row is remembered, so that memory hardly follows a file's length."""
_NEAR = 8192
"""So many of the latest rows are remembered whole."""
_LEAST = 3
"""Of so many rows that are remembered all must come again, for a stretch to be recognised by them."""
_ALL, _MANY = 0.9, 8
"""The least share, and number, of rows with the stamp of the row before that are the same as it, where a file's rows
were written twice: samples that were packed to one stamp differ by their noise."""
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)


def same_as_before(time_s: FloatArray, values: FloatArray) -> NDArray[np.bool_]:
    """Which rows have both the stamp and the values, (n, k), of the one before."""
    same = np.zeros(len(time_s), np.bool_)
    at = np.flatnonzero(np.diff(time_s) == 0.0)
    same[at + 1] = np.all(values[at + 1] == values[at], axis=1)
    return same


def each_written_twice(time_s: FloatArray, same: NDArray[np.bool_]) -> bool:
    """Whether those rows that are the `same` as the one before are due to a logger that wrote rows twice."""
    shared = int(np.sum(np.diff(time_s) == 0.0))
    return int(same.sum()) >= max(_MANY, _ALL * shared)


class Earlier:
    """The rows that were read before, to tell whether others are the same ones again."""

    def __init__(self) -> None:
        self._near: list[tuple[FloatArray, FloatArray]] = []
        self._count = 0
        self._far: list[tuple[FloatArray, NDArray[np.uint64]]] = []

    def keep(self, time_s: FloatArray, values: FloatArray) -> None:
        """Remember rows that follow: times (n,) that don't fall, and values (n, k) as they stand in the file."""
        if not len(time_s):
            return
        self._near.append((time_s, values))
        self._count += len(time_s)
        while self._count - len(self._near[0][0]) >= _NEAR:
            old_s, old = self._near.pop(0)
            self._count -= len(old_s)
            self._far.append((old_s[::_EVERY].copy(), _marks(old[::_EVERY])))

    def forget(self) -> None:
        """The clock was set: what follows can't be held against what was before."""
        self.__init__()  # type: ignore[misc]

    def has(self, time_s: FloatArray, values: FloatArray) -> bool:
        """Whether rows (n,) that rise, with values (n, k), were there before."""
        if not self._near or not len(time_s):
            return False
        near_s = np.concatenate([t for t, _ in self._near])
        marks, near = _marks(values), time_s >= near_s[0]
        low = int(np.searchsorted(near_s, time_s[0], side="left"))
        high = int(np.searchsorted(near_s, time_s[-1], side="right"))
        known = _marks(np.concatenate([v for _, v in self._near])[low:high])
        if not np.isin(marks[near], known).all():
            return False
        if near.all():
            return True
        far_s = np.concatenate([t for t, _ in self._far] or [np.empty(0)])
        far = np.concatenate([m for _, m in self._far] or [np.empty(0, np.uint64)])
        within = (far_s >= time_s[0]) & (far_s <= time_s[-1])
        return int(within.sum()) >= _LEAST and bool(np.isin(far[within], marks).all())


def _marks(values: FloatArray) -> NDArray[np.uint64]:
    """A number for each row that is the same for the same values; whole arithmetic, so that no order matters."""
    bits = np.ascontiguousarray(values).view(np.uint64)
    marks: NDArray[np.uint64] = np.zeros(len(bits), np.uint64)
    for column in range(bits.shape[1]):
        marks = (marks ^ bits[:, column]) * _FACTORS[column % 3]
        marks ^= marks >> np.uint64(29)
    return marks
