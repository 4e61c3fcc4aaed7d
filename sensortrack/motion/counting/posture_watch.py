"""Watches for a person who takes another posture: then the set is over, whatever comes next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .pose_hypothesis import TimeGrid
from .series import Series
from .start_pose import STILL_RATE_DPS, STILL_S, one_posture_deg

BoolArray = NDArray[np.bool_]


class PostureWatch:
    """Tells when a person has kept still, for long enough, further from the start pose than this person bends.

    Parameters
    ----------
    amplitude_deg : float
        Expected amplitude of the exercise.
    grid : TimeGrid
    """

    def __init__(self, amplitude_deg: float, grid: TimeGrid) -> None:
        self._amplitude_deg, self._grid = amplitude_deg, grid
        self._since: int | None = None
        self._far: BoolArray | None = None

    def look(self, s: Series, first: int, pose_start: int, usual_deg: float) -> int:
        """Look through a series: how many grid steps there are until the posture is left, or all.

        Parameters
        ----------
        first, pose_start : int
            Sample numbers of the series' first step, and of the start pose's.
        usual_deg : float
            Usual amplitude of the person.
        """
        self._series, self._first, self._usual_deg = s, first, usual_deg
        self._before_pose = max(0, (pose_start - first) // self._grid.step)
        may_be = s.most_tilt_deg > one_posture_deg(self._amplitude_deg)
        self._far = self._far_by(usual_deg) if may_be or self._since is not None else None
        self._end = self._till_left()
        return self._end

    def look_again(self, k: int, usual_deg: float) -> int:
        """The same, after k steps, by which the usual amplitude may be another."""
        if self._far is not None and usual_deg != self._usual_deg:
            self._usual_deg = usual_deg
            self._far[k:] = self._far_by(usual_deg)[k:]
            self._end = self._till_left()
        return self._end

    def take(self, k: int) -> bool:
        """The first k steps were taken: whether the person has left the posture with the last of them."""
        if self._far is None:
            self._since = None
            return False
        near = np.nonzero(~self._far[:k])[0]
        after = int(near[-1]) + 1 if len(near) else 0
        if len(near) or self._since is None:
            self._since = self._first + after * self._grid.step if after < k else None
        return self._since is not None and self._lasts(k - 1, self._since)

    def _far_by(self, usual_deg: float) -> BoolArray:
        """At which steps the person keeps still in another posture."""
        most_deg = one_posture_deg(max(self._amplitude_deg, usual_deg))
        tilt_deg, turn_dps = np.asarray(self._series.tilt_deg), np.asarray(self._series.turn_dps)
        far: BoolArray = (tilt_deg > most_deg) & (turn_dps < STILL_RATE_DPS)
        far[: self._before_pose] = False  # a person comes into the pose from another posture
        return far

    def _till_left(self) -> int:
        since, far = self._since, self._far
        if far is None:
            return len(self._series.tilt_deg)
        for k in range(len(far)) if since is not None or far.any() else ():
            if not far[k]:
                since = None
            elif since is None:
                since = self._first + k * self._grid.step
            elif self._lasts(k, since):
                return k + 1
        return len(far)

    def _lasts(self, k: int, since: int) -> bool:
        return self._first + k * self._grid.step - since >= STILL_S * self._grid.rate_hz
