"""Accelerometer and gyroscope readings that come apart, put together: the gyroscope's at the accelerometer's times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...records import FloatArray
from .notices import Notices
from .timed_samples import TimedSamples

_MOST_SAMPLES = 100_000
_WIDEST_S = 0.25
"""Between two rates farther apart than this nothing is known, whatever the clock says."""


class Pairer:
    """Interpolates angular rates onto the times of specific forces, where both are known, and nowhere else.

    Parameters
    ----------
    max_wait : float
        How long accelerometer samples wait, in s.
    notices : Notices
    """

    def __init__(self, max_wait: float, notices: Notices) -> None:
        self._max_wait, self._notices = max_wait, notices
        self._acc: list[TimedSamples] = []
        self._at: FloatArray = np.empty(0)
        self._gyr: FloatArray = np.empty((0, 3))
        self._broken: NDArray[np.bool_] = np.empty(0, np.bool_)
        self._given = self._missing = self._told = False

    def feed(self, run: TimedSamples) -> list[TimedSamples]:
        """Readings of either sensor; what can now be paired."""
        if "accel" in run.sensors:
            self._acc.append(run)
        else:
            broken = np.zeros(len(run.at), np.bool_)
            broken[0] = run.after_gap
            self._at = np.concatenate([self._at, run.at])
            self._gyr = np.concatenate([self._gyr, run.values])
            self._broken = np.concatenate([self._broken, broken])
            self._told = False
        paired = self._paired()
        self._forget()
        return paired

    def _paired(self) -> list[TimedSamples]:
        found: list[TimedSamples] = []
        while self._acc and len(self._at):
            run = self._acc[0]
            ready = int(np.searchsorted(run.at, self._at[-1], side="right"))
            if not ready:
                break
            found += self._interpolated(run.cut(0, ready))
            if ready < len(run.at):
                self._acc[0] = run.cut(ready, len(run.at))
                break
            self._acc.pop(0)
        return found

    def _interpolated(self, run: TimedSamples) -> list[TimedSamples]:
        """The samples of a run whose time lies between two rates that follow one another."""
        right = np.searchsorted(self._at, run.at, side="left")
        exact = self._at[right] == run.at
        left = np.maximum(right - 1, 0)
        width = self._at[right] - self._at[left]
        good = exact | ((right > 0) & ~self._broken[right] & (width <= _WIDEST_S))
        share = np.where(exact, 1.0, (run.at - self._at[left]) / np.where(width > 0.0, width, 1.0))
        rates = self._gyr[left] + share[:, np.newaxis] * (self._gyr[right] - self._gyr[left])
        edges = np.flatnonzero(np.diff(good, prepend=not good[0])).tolist()
        found: list[TimedSamples] = []
        for start, stop in zip(edges, [*edges[1:], len(good)], strict=True):
            part = run.cut(start, stop)
            if not good[start]:
                self._missing = True
                continue
            # What came before the first pair isn't a gap: nothing had begun.
            gap = self._given and (part.after_gap or self._missing)
            both = np.concatenate([part.values, rates[start:stop]], axis=1)
            found.append(TimedSamples(part.at, ("accel", "gyro"), both, part.host_s, gap))
            self._given, self._missing = True, False
        return found

    def _forget(self) -> None:
        """Keep no more than is needed, or than can be waited for."""
        newest = self._acc[-1].at[-1] if self._acc else -np.inf
        while self._acc and self._acc[0].at[-1] < newest - self._max_wait:
            lost = self._acc.pop(0)
            self._missing = True
            if not self._told:
                self._told = True
                self._notices.add(
                    float(lost.host_s[-1]),
                    "no_gyroscope_data",
                    "no gyroscope readings came; the accelerometer's are left out until they do",
                )
        if len(self._at) > 2:
            oldest = self._acc[0].at[0] if self._acc else self._at[-1] - self._max_wait
            keep = max(
                int(np.searchsorted(self._at, oldest, side="right")) - 1, len(self._at) - _MOST_SAMPLES
            )
            if keep > 0:
                self._at, self._gyr, self._broken = self._at[keep:], self._gyr[keep:], self._broken[keep:]
