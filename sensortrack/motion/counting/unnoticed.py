"""What moved and never became an attempt: each grid step is watched beside the segmenter, which decides.

A movement tilts the sensor further than sway does, whichever way, and is over when the person is still. One during
which the segmenter follows an excursion is in that. Compiled (`unnoticed.pxd`): it looks at every grid step.
"""

from __future__ import annotations

import math

from .excursion import Excursion
from .segmenter import Segmenter
from .watched_movement import WatchedMovement

UNFOLLOWED, SETTLING, REST, AWAY = range(4)
"""What the segmenter is doing: there is none, it waits for a rest level, has one, or follows an excursion."""
DEGREES = 180.0 / math.pi
"""Degrees in a radian."""
MOST_SWAY_DEG = 3.0
"""A tilt beyond this angle, in deg, is a movement, however much the person sways, and also while nobody knows how much:
below the least amplitude of most exercises, and twice the sway of a person who stands."""
QUIET_DEG, QUIET_S = 0.75, 0.6
"""A person who stays within this angle, in deg, for this time, in s, is still: a movement at 1.25 deg/s goes on."""
FOLLOW_TAU_S = 0.7
"""Time constant with which the pose that a movement is measured from follows stillness, as the rest level does."""
HALF_TURN = 2.0
"""The chord of a half turn on the unit sphere: the longest there is."""


class Unnoticed:
    """Watches for what moves outside excursions.

    Parameters
    ----------
    step_s : float
        Time between grid steps.
    both_ways : bool
        Whether outward goes both ways about the axis.

    Attributes
    ----------
    found : list of WatchedMovement
        To be taken away.
    """

    def __init__(self, step_s: float, both_ways: bool) -> None:
        self._step_s, self._both_ways = step_s, both_ways
        self._gain = step_s / (FOLLOW_TAU_S + step_s)
        self._quiet = _chord(QUIET_DEG)
        self.found: list[WatchedMovement] = []
        self._x = self._y = self._z = 0.0
        self._ax = self._ay = self._az = 0.0
        self._quiet_steps = 0
        self._begun = self._moving = self._returning = False
        self._from_deg = self._low = self._far = 0.0
        self._onset_s = self._peak_s = self._time_s = 0.0
        self._out_deg = self._inward_deg = self._limit_deg = 0.0
        self._direction = 1
        self._state = UNFOLLOWED
        self._why = "begin"
        self._followed: Excursion | None = None
        self._left_s = self._top_s = self._valley_s = self._shelf_s = 0.0
        self._shelf = -1

    def step(
        self,
        number: int,
        time_s: float,
        x: float,
        y: float,
        z: float,
        segmenter: Segmenter | None,
        ended: Excursion | None,
        angle_deg: float,
    ) -> None:
        """Take one grid step, after the segmenter has taken it.

        Parameters
        ----------
        number, time_s : int, float
            Sample number and its time.
        x, y, z : float
            Up direction.
        segmenter : Segmenter or None
            None while nothing is followed that will be reported.
        ended : Excursion or None
            The one that this step has ended.
        angle_deg : float
            About the axis.
        """
        state = UNFOLLOWED
        if segmenter is not None:
            state = AWAY if segmenter.excursion is not None else SETTLING if segmenter.settling else REST
            self._follow(number, time_s, segmenter, ended)
        self._time_s = time_s
        if not self._begun:
            self._begun = True
            self._x, self._y, self._z = self._ax, self._ay, self._az = x, y, z
            self._from_deg = angle_deg
        if state == AWAY or ended is not None:
            self._give_way(x, y, z, segmenter)
            if ended is not None and (ended.ended_by == "settled" or ended.ended_by == "moved"):
                self._stand(x, y, z, angle_deg)
            self._state = state
            return
        if self._moving and state != self._state:
            self._end()
            self._stand(x, y, z, angle_deg)
        if state == SETTLING and self._state == REST:
            self._why = "steps"
        self._state = state
        quiet = self._is_quiet(x, y, z)
        distance = _distance(x - self._x, y - self._y, z - self._z)
        if self._moving:
            if distance > self._far:
                self._far, self._peak_s = distance, time_s
            self._measure(segmenter, state, angle_deg)
            if quiet:
                self._end()
                self._stand(x, y, z, angle_deg)
            return
        if quiet and self._returning:
            self._stand(x, y, z, angle_deg)
            return
        self._low = min(self._low, distance)
        if distance - self._low > self._sway(segmenter):
            self._moving = True
            self._far, self._onset_s, self._peak_s = distance, time_s, time_s
            self._out_deg = self._inward_deg = self._limit_deg = 0.0
            self._direction = 0
            self._measure(segmenter, state, angle_deg)
        elif quiet:
            self._x += (x - self._x) * self._gain
            self._y += (y - self._y) * self._gain
            self._z += (z - self._z) * self._gain
            self._from_deg, self._low = angle_deg, 0.0

    def _sway(self, segmenter: Segmenter | None) -> float:
        """A tilt that sway may be."""
        return _chord(MOST_SWAY_DEG if segmenter is None else min(segmenter.one_way_deg(), MOST_SWAY_DEG))

    def end(self) -> None:
        """The samples end: a movement that was going on is over."""
        if self._moving:
            self._end()
        self._moving = self._begun = False
        self._followed = None

    def _follow(self, number: int, time_s: float, segmenter: Segmenter, ended: Excursion | None) -> None:
        """Keep the times of the excursion that is going on; one that is gone, and has not ended, was let go of."""
        e, before = segmenter.excursion, self._followed
        if ended is not None:
            self._why = ended.ended_by
        if before is not None and ended is None and e is not before:
            times = (self._left_s, self._top_s, time_s)
            self.found.append(
                WatchedMovement("into_pose", *times, before.peak_deg, before.direction, 0.0, 0.0, 0.0)
            )
        if ended is not None:
            self.note_shift(ended)
        if e is not None:
            if e is not before:
                self._left_s, self._shelf = time_s, -1
            if e.peak == number:
                self._top_s = time_s
            if e.valley == number:
                self._valley_s = time_s
            if e.on_shelf and e.shelf != self._shelf:
                self._shelf = e.shelf
                self._shelf_s = time_s if e.shelf == number else self._valley_s
        self._followed = e

    def note_shift(self, ended: Excursion) -> None:
        """An excursion has ended: where it began from a shelf, the way there was a shift of posture."""
        if ended.from_shelf:
            times = (self._left_s, self._shelf_s, self._shelf_s)
            asked = (ended.peak_deg, ended.left_shelf_deg)
            self.found.append(
                WatchedMovement("shifted", *times, ended.shelf_deg, ended.direction, 0.0, *asked)
            )

    def _give_way(self, x: float, y: float, z: float, segmenter: Segmenter | None) -> None:
        """An excursion is followed: what led to it is its beginning, what had turned back was a movement of its own."""
        if self._moving:
            back = self._far - _distance(x - self._x, y - self._y, z - self._z)
            if back > self._sway(segmenter) or self._state != REST:
                self._end()
        self._moving, self._returning = False, True
        self._quiet_steps, self._low = 0, HALF_TURN

    def _measure(self, segmenter: Segmenter | None, state: int, angle_deg: float) -> None:
        """How far it is along the axis, as the segmenter has just compared it."""
        self._inward_deg = max(self._inward_deg, self._from_deg - angle_deg)
        if segmenter is None or state != REST:
            return
        away = angle_deg - segmenter.rest_deg
        direction = -1 if self._both_ways and away < 0.0 else 1
        if self._limit_deg == 0.0 or direction * away > self._out_deg:
            self._out_deg, self._direction = direction * away, direction
        self._limit_deg = segmenter.onset_deg

    def _is_quiet(self, x: float, y: float, z: float) -> bool:
        if _distance(x - self._ax, y - self._ay, z - self._az) > self._quiet:
            self._ax, self._ay, self._az = x, y, z
            self._quiet_steps = 0
        else:
            self._quiet_steps += 1
        return self._quiet_steps * self._step_s >= QUIET_S

    def _stand(self, x: float, y: float, z: float, angle_deg: float) -> None:
        """The person is still here: the next movement is measured from here."""
        self._x, self._y, self._z = x, y, z
        self._from_deg, self._low = angle_deg, 0.0
        self._moving = self._returning = False

    def _end(self) -> None:
        times = (self._onset_s, self._peak_s, self._time_s)
        tilt_deg = 2.0 * DEGREES * math.asin(min(0.5 * self._far, 1.0))
        inward_deg = 0.0 if self._both_ways else self._inward_deg
        kind = "rest" if self._state == REST else self._why if self._state == SETTLING else "unfollowed"
        asked = (self._out_deg, self._limit_deg)
        self.found.append(WatchedMovement(kind, *times, tilt_deg, self._direction, inward_deg, *asked))
        self._moving = False


def _chord(angle_deg: float) -> float:
    """Between two directions that far apart."""
    return 2.0 * math.sin(0.5 * angle_deg / DEGREES)


def _distance(x: float, y: float, z: float) -> float:
    return math.sqrt(x * x + y * y + z * z)
