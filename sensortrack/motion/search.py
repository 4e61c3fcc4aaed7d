"""Which still pose the exercise starts from: the first repetition tells.

Whoever gets into position is still on the way, too, and in a hold they are still as well. So every still pose has
a follower, and the first one whose movement goes out and comes back to it is the start pose.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..records import FloatArray
from .follower import MORE, Follower, Grid
from .history import ACC, SLOW_RATE, UP, History
from .inclination import angle_between_deg
from .spec import MovementSpec
from .start_pose import Pose, StartPoseFinder, one_posture_deg
from .vectors import Vector, sizes

MOST_FOLLOWERS = 4
APART, APART_LEAST_DEG = 0.5, 3.0
"""Still poses nearer to one another than this share of the amplitude are one pose."""
STAYED_S = 3.0
"""A person who stays this long before the first movement, in s, is waiting to begin: gravity doesn't overrule that
pose. Chosen between two cases only: 2.5 s is too short for one recording, 4 s too long for one simulated set."""
OFF_DEG = 10.0
"""Standard deviation, in deg, of how askew a sensor with declared axes is put on and a person lies or sits: assumed."""
TELLS = 1.5
"""Natural logarithm of the odds from which on gravity tells which of two poses is the start pose: 4.5 to 1."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of the movement as it is shown live: at sample `number`, from that angle on."""

    number: int
    name: str
    away_deg: float


class Search:
    """Follows the movement from every still pose until a repetition has told which one it starts from.

    Parameters
    ----------
    history : History
    spec : MovementSpec
    grid : Grid
    expected_up : (3,) float or None
        Up direction in the start pose, in the sensor's axes, where the mounting is known.
    new_follower : callable
        Makes a follower from a pose; `from_motion` says that there was no still pose before.

    Attributes
    ----------
    followers : list of Follower
        Earliest pose first.
    finder : StartPoseFinder
    """

    def __init__(
        self,
        history: History,
        spec: MovementSpec,
        grid: Grid,
        expected_up: Vector | None,
        new_follower: Callable[[Pose, bool], Follower],
    ) -> None:
        self._history, self._spec, self._grid, self._expected = history, spec, grid, expected_up
        self._new_follower = new_follower
        self._apart_deg = max(APART * spec.amplitude_deg, APART_LEAST_DEG)
        self.finder = StartPoseFinder(grid.step, grid.rate_hz, expected_up)
        self.followers: list[Follower] = []

    def seek(self, rows: FloatArray, first: int) -> tuple[int, Pose | None]:
        """Look through grid rows for another still pose; how many were looked through, and the pose."""
        # Near a pose that is followed there is no other one; most of the time nobody is away from it.
        away = np.ones(len(rows), dtype=np.bool_)
        for f in self.followers:
            away &= sizes(f.frame.tilt(rows[:, UP])) > self._apart_deg
        looked = rows[away]
        speeds, forces = (sizes(looked[:, columns]).tolist() for columns in (SLOW_RATE, ACC))
        ups = looked[:, UP].tolist()
        for at, up, speed, force in zip(np.nonzero(away)[0].tolist(), ups, speeds, forces, strict=True):
            number = first + at * self._grid.step
            pose = self.finder.step(number, (up[0], up[1], up[2]), speed, force)
            if pose is not None and self._is_another(pose):
                return at + 1, pose
        return len(rows), None

    def add(self, pose: Pose, begin: int, now: int) -> Follower | None:
        """Follow from another still pose, too; the follower that has won by what came before sample `now`, or None.

        Parameters
        ----------
        begin : int
            The first grid step that is remembered.
        """
        opening = self.finder.opening
        if not self.followers and opening is not None and opening.start != pose.start and pose.still:
            won = self._follow_from(opening, opening.start, now, from_motion=False)
            if won is not None or not self._is_another(pose):
                return won
        from_motion = not self.followers
        return self._follow_from(pose, begin if from_motion else pose.start, now, from_motion=from_motion)

    def follow(
        self, rows: FloatArray, first: int, phase: str, told: int
    ) -> tuple[int, Follower | None, list[Phase]]:
        """Take grid rows; stop where a repetition has told the start pose.

        Parameters
        ----------
        first : int
            Sample number of the first row.
        phase, told : str, int
            See `follow.follow`; the phase is that from the earliest pose.

        Returns
        -------
        How many rows were taken, the follower that has won (or None), and the phases that began.
        """
        end, winner = len(rows), None
        phases: list[Phase] = []
        for f in self.followers:
            leads = f is self.followers[0]
            s, k, now = f.series(rows), 0, phase
            while k < end:
                before = now
                k, has_told, now = f.take(s, k, end, first, now, told if leads else sys.maxsize)
                number = first + (k - 1) * self._grid.step
                if now != before:
                    phases.append(Phase(number, now, float(s.angle_deg[k - 1]) - f.segmenter.rest_deg))
                if has_told and self._wins(f, number):
                    end, winner = k, f
        last = first + (end - 1) * self._grid.step
        return end, winner, [p for p in phases if p.number <= last]

    def _is_another(self, pose: Pose) -> bool:
        return all(angle_between_deg(pose.up, f.frame.start_up) > self._apart_deg for f in self.followers)

    def _follow_from(self, pose: Pose, begin: int, now: int, *, from_motion: bool) -> Follower | None:
        f = self._new_follower(pose, from_motion)
        # In another posture nobody does the exercise any more.
        far = one_posture_deg(self._spec.amplitude_deg)
        near = [e for e in self.followers if angle_between_deg(e.frame.start_up, f.frame.start_up) <= far]
        self.followers = [*near, f][-MOST_FOLLOWERS:]
        rows = self._history.rows(begin, now)[:: self._grid.step]  # a still pose is known only after a while
        s, k = f.series(rows), 0
        while k < len(rows):
            k, has_told, _ = f.take(s, k, len(rows), begin, "", sys.maxsize)
            if has_told and self._wins(f, begin + (k - 1) * self._grid.step):
                return f
        return None

    def _is_likelier(self, one: Follower, other: Follower) -> bool:
        """Whether gravity tells that the start pose is rather the one than the other, which was soon left."""
        if self._expected is None or other.stayed_s >= STAYED_S:
            return False
        off, other_off = (angle_between_deg(f.frame.start_up, self._expected) / OFF_DEG for f in (one, other))
        return 0.5 * (other_off**2 - off**2) > TELLS

    def _wins(self, f: Follower, number: int) -> bool:
        """Whether the repetitions from a pose tell that it is the start pose, by sample `number`.

        A later one may be the hold of a movement from an earlier one. It is not, if the movement comes back to it
        again and again, and never to the earlier one. Where the mounting is known gravity may tell sooner. A bar hang
        has no repetitions: what moves before it is getting onto the bar.
        """
        if self._spec.kind == "hang" or any(self._is_likelier(e, f) for e in self.followers):
            return False
        earlier = [e for e in self.followers[: self.followers.index(f)] if not self._is_likelier(f, e)]
        needed = MORE[self._spec.sides == "limbs"]
        return not earlier or (f.repetitions >= needed and all(e.first_repetition > number for e in earlier))
