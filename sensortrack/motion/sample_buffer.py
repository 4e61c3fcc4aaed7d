"""The latest samples, addressed by their absolute number."""

from __future__ import annotations

import numpy as np

from ..records import FloatArray

COLUMNS = 17
"""What a row holds."""
TIME, FIRST_UP, FIRST_SLOW_RATE = 0, 1, 7
"""Column of the time in s, and the first ones of the up direction and of the low-passed angular rate."""
UP, RATE, SLOW_RATE, ACC, GYR = (slice(k, k + 3) for k in range(1, 16, 3))
"""Columns of the up direction, the angular rate (low-passed and not) in deg/s, the force in m/s², and the gyroscope's
own reading."""
SHAKE = 16
"""Column of the shake in m/s²; see `shake.Shake`."""


class SampleBuffer:
    """A buffer of rows, addressed by absolute sample number.

    A row is time_s; up x y z; angular rate x y z without bias in deg/s, and the same low-passed for the state
    machine; specific force x y z in m/s² and angular rate x y z in deg/s as the sensor gave them; how much
    the body is shaken, in m/s².
    It forgets what lies before `forget_before`, so that its size follows the longest attempt, not the
    length of the recording.
    """

    def __init__(self) -> None:
        self._rows: FloatArray = np.empty((4096, COLUMNS))
        self._start = 0
        self.first = 0
        self.end = 0

    def extend(self, n: int) -> FloatArray:
        """Room for the next `n` rows, to be filled."""
        at = self._make_room(n)
        self.end += n
        return self._rows[at : at + n]

    def take(self, time_s: FloatArray, acc: FloatArray, gyr: FloatArray | None) -> FloatArray:
        """The next rows, with time and reading filled in; without a gyroscope its reading is 0."""
        rows = self.extend(len(time_s))
        _fill(rows, time_s, acc, gyr)
        return rows

    def rows(self, start: int, stop: int) -> FloatArray:
        """Rows `[start, stop)`, as far as they are kept; a view: writing to it writes to the buffer."""
        start = max(start, self.first)
        offset = self._start - self.first
        return self._rows[offset + start : offset + max(start, min(stop, self.end))]

    def time_s(self, number: int) -> float:
        """Time of a sample that is kept."""
        return float(self._rows.item(self._start - self.first + number, TIME))

    def forget_before(self, number: int) -> None:
        """Let go of the samples before that number."""
        number = min(max(number, self.first), self.end)
        self._start += number - self.first
        self.first = number

    def _make_room(self, n: int) -> int:
        held = self.end - self.first
        if self._start + held + n > len(self._rows):
            size = max(4096, 2 * (held + n)) if 2 * (held + n) > len(self._rows) else len(self._rows)
            rows = np.empty((size, COLUMNS)) if size != len(self._rows) else self._rows
            rows[:held] = self._rows[self._start : self._start + held].copy()
            self._rows, self._start = rows, 0
        return self._start + held


def _fill(rows: FloatArray, time_s: FloatArray, acc: FloatArray, gyr: FloatArray | None) -> None:
    time, force, turn = TIME, ACC.start, GYR.start
    for i in range(time_s.shape[0]):
        rows[i, time] = time_s[i]
        for c in range(3):
            rows[i, force + c] = acc[i, c]
            rows[i, turn + c] = 0.0 if gyr is None else gyr[i, c]
