"""Which still pose the exercise starts from: the first repetition tells.

A person who gets into position is still on the way, too, and in a hold as well. So every still pose has a
hypothesis, and the first one whose movement goes out and comes back to it is the start pose.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...records import FloatArray
from ..iir import causal
from ..orientation.inclination import angle_between_deg
from ..sample_buffer import ACC, SLOW_RATE, UP, SampleBuffer
from ..spec import MovementSpec
from ..vectors import Vector, sizes, vector
from .pose_hypothesis import MORE, PoseHypothesis, TimeGrid
from .segmenter import CALM_TAU_S
from .series import Series
from .start_pose import Pose, StartPoseFinder, one_posture_deg
from .which_rest import DECIDES, DECIDES_ONE_SIDE, from_gravity, from_opening

MOST_HYPOTHESES = 4
"""Poses that are followed at a time: each costs as much as the whole tracking. The likeliest stay."""
APART, APART_LEAST_DEG = 0.5, 3.0
"""Still poses nearer to one another than this share of the amplitude are one pose."""
LONGEST_MEMORY_S = 300.0
"""A run is gone through again from this time before, in s, at most."""
UP_KNOWN_S = 1.0
"""The up direction is known after this time, in s: at first it is that of the force, which movement and tremor turn."""
LONGEST_WAIT_S = 200.0
"""After so long, in s, the likelier pose is taken, while all that led to it is remembered."""


@dataclass(frozen=True, slots=True)
class PhaseChange:
    """A phase of the movement as it is shown live: at sample `number`, from that angle on."""

    number: int
    name: str
    away_deg: float


class _Way:
    """One hypothesis's way through grid rows, from one step at which it has shown something to the next."""

    def __init__(
        self, hypothesis: PoseHypothesis, series: Series, rows: int, first: int, phase: str, reported: int
    ) -> None:
        self.hypothesis, self.taken = hypothesis, 0
        self.phases: list[PhaseChange] = []
        self.shown_at = sys.maxsize
        self._series, self._rows, self._first, self._phase, self._reported = (
            series,
            rows,
            first,
            phase,
            reported,
        )
        self.go_on()

    def go_on(self) -> None:
        """Take rows until it has shown something: `shown_at` is the sample number of that, or none."""
        f, has_shown = self.hypothesis, False
        number = sys.maxsize
        while self.taken < self._rows and not has_shown:
            before = self._phase
            self.taken, has_shown, self._phase = f.take(
                self._series, self.taken, self._rows, self._first, before, self._reported
            )
            number = self._first + (self.taken - 1) * f.grid.step
            if self._phase != before:
                away_deg = float(self._series.angle_deg[self.taken - 1]) - f.segmenter.rest_deg
                self.phases.append(PhaseChange(number, self._phase, away_deg))
        self.shown_at = number if has_shown else sys.maxsize


class StartPoseSearch:
    """Follows the movement from every still pose until a repetition has shown which one it starts from.

    Parameters
    ----------
    buffer : SampleBuffer
    spec : MovementSpec
    grid : TimeGrid
    expected_up : (3,) float or None
        Up direction in the start pose, in the sensor's axes, where the mounting is known.
    new_hypothesis : callable
        Makes a hypothesis from a pose; `from_motion` says that there was no still pose before.
    start_pose_asked : bool
        Whether the person was asked for the start pose first.

    Attributes
    ----------
    hypotheses : list of PoseHypothesis
        Earliest pose first.
    finder : StartPoseFinder
    """

    def __init__(
        self,
        buffer: SampleBuffer,
        spec: MovementSpec,
        grid: TimeGrid,
        expected_up: Vector | None,
        new_hypothesis: Callable[[Pose, bool], PoseHypothesis],
        *,
        start_pose_asked: bool,
    ) -> None:
        self._buffer, self._spec, self._grid, self._expected = buffer, spec, grid, expected_up
        self._new_hypothesis, self._asked = new_hypothesis, start_pose_asked
        self._apart_deg = max(APART * spec.amplitude_deg, APART_LEAST_DEG)
        # Of an exercise to both sides the poses may be the two sides.
        self._one_posture_deg = one_posture_deg(
            (2.0 if spec.sides == "directions" else 1.0) * spec.amplitude_deg
        )
        self.finder = StartPoseFinder(grid.step, grid.rate_hz, expected_up)
        self.hypotheses: list[PoseHypothesis] = []
        self._halts: Vector | None = None
        gain = grid.step_s / (CALM_TAU_S + grid.step_s)
        self._calm = np.array([[gain, 0.0, 0.0, 1.0, gain - 1.0, 0.0]])
        self._calm_state: FloatArray | None = None

    def seek(self, rows: FloatArray, first: int) -> tuple[int, Pose | None]:
        """Look through grid rows for another still pose; how many were looked through, and the pose."""
        # Near a pose that is followed there is no other one; most of the time nobody is away from it.
        away = np.ones(len(rows), dtype=np.bool_)
        for f in self.hypotheses:
            away &= sizes(f.frame.tilt(rows[:, UP])) > self._apart_deg
        if self._calm_state is None and len(rows):  # as if it had gone on so before
            first_row = np.concatenate((rows[0, SLOW_RATE], rows[0, ACC]))
            self._calm_state = np.zeros((1, 6, 2))
            self._calm_state[0, :, 0] = (1.0 - self._calm[0, 0]) * first_row
        before = None if self._calm_state is None else self._calm_state.copy()
        calm = self._calmed(rows)
        speeds, forces = (sizes(calm[away, columns]).tolist() for columns in (slice(0, 3), slice(3, 6)))
        ups = rows[away, UP].tolist()
        for at, up, speed, force in zip(np.nonzero(away)[0].tolist(), ups, speeds, forces, strict=True):
            number = first + at * self._grid.step
            pose = self.finder.step(number, (up[0], up[1], up[2]), speed, force)
            if pose is not None and self._is_another(pose, self.hypotheses):
                self._calm_state = before
                self._calmed(rows[: at + 1])
                return at + 1, pose
        return len(rows), None

    def _calmed(self, rows: FloatArray) -> FloatArray:
        """Angular rate and force (n, 6) without tremor, which moves the sensor fast and shakes it, and turns nobody."""
        motion = np.concatenate((rows[:, SLOW_RATE], rows[:, ACC]), axis=1)
        calm = np.empty_like(motion)
        if self._calm_state is not None:
            causal(self._calm, self._calm_state, motion, calm)
        return calm

    def add(self, pose: Pose, begin: int, now: int) -> PoseHypothesis | None:
        """Follow from another still pose, too; the hypothesis that has won by what came before sample `now`, or None.

        Parameters
        ----------
        begin : int
            The first grid step that is remembered.
        """
        if any(self._is_another_posture(pose, e.frame.start_up) and e.repetitions for e in self.hypotheses):
            return self.likeliest(begin, now)  # the set is over before it was known where it starts from
        opening = self.finder.opening
        if not self.hypotheses and opening is not None and opening.start != pose.start and pose.still:
            won = self._follow_from(opening, opening.start, now, from_motion=False, came_from=opening.start)
            if won is not None or not self._is_another(pose, self.hypotheses):
                return won
        # What a person does before they take the start pose that they were asked for is no part of the exercise.
        from_motion = not self.hypotheses and not self._asked
        first = begin if from_motion else pose.start
        return self._follow_from(pose, first, now, from_motion=from_motion, came_from=begin)

    def follow(
        self, rows: FloatArray, first: int, begin: int, phase: str, reported: int
    ) -> tuple[int, PoseHypothesis | None, list[PhaseChange]]:
        """Take grid rows; stop where a repetition has shown the start pose.

        Parameters
        ----------
        first : int
            Sample number of the first row.
        begin : int
            The first grid step of the run.
        phase, reported : str, int
            See `run_segmenter`; the phase is that from the earliest pose.

        Returns
        -------
        How many rows were taken, the hypothesis that has won (or None), and the phases that began.
        """
        ways = [
            _Way(
                f,
                f.series(rows, first),
                len(rows),
                first,
                phase,
                reported if f is self.hypotheses[0] else sys.maxsize,
            )
            for f in self.hypotheses
        ]
        # What has shown something is asked in the order of time, however many rows come at once.
        asked = min(ways, key=lambda way: way.shown_at, default=None)
        while asked is not None and asked.shown_at < sys.maxsize:
            f, at = asked.hypothesis, asked.shown_at
            winner = f if self._wins(f, at) else self._from_elsewhere(f, begin, at)
            if winner is not None:
                phases = [p for p in ways[0].phases if p.number <= at]
                return asked.taken, winner, phases
            asked.go_on()
            asked = min(ways, key=lambda way: way.shown_at)
        return len(rows), None, ways[0].phases if ways else []

    def _from_elsewhere(self, f: PoseHypothesis, begin: int, number: int) -> PoseHypothesis | None:
        """The hypothesis from where else the movements from a pose tell that they start, if it has won by then.

        That is where they halt halfway, in an exercise to both sides that alternates; else their far end.
        """
        up = None if f.halfway is None else f.halfway.middle
        if halts := up is not None:
            self._halts, f.halfway = up, None
        elif self._odds(f, number) <= -DECIDES:
            up = f.levels.far_end
        others = self.hypotheses
        won = None if up is None else self._pass_through(up, begin, number, halts=halts)
        if won is None:
            self.hypotheses = others
        return won

    def _pass_through(self, up: Vector, begin: int, number: int, *, halts: bool) -> PoseHypothesis | None:
        """Follow from a pose that the person was seen to pass through only, or to halt in, where none is followed.

        Returns it if it has won.
        """
        step = self._grid.step
        begin = max(begin, (number - round(LONGEST_MEMORY_S * self._grid.rate_hz)) // step * step)
        pose = Pose(begin, begin + 1, up, still=False, lasted=False, halted=halts)
        if not self._is_another(pose, [f for f in self.hypotheses if f.repetitions_by(number)]):
            return None
        return self._follow_from(pose, begin, number + step, from_motion=True, came_from=begin)

    def _is_another_posture(self, pose: Pose, up: Vector) -> bool:
        return angle_between_deg(up, pose.up) > self._one_posture_deg

    def _is_another(self, pose: Pose, others: list[PoseHypothesis]) -> bool:
        return all(angle_between_deg(pose.up, f.frame.start_up) > self._apart_deg for f in others)

    def _follow_from(
        self, pose: Pose, begin: int, now: int, *, from_motion: bool, came_from: int
    ) -> PoseHypothesis | None:
        f = self._new_hypothesis(pose, from_motion)
        known = min(came_from + round(UP_KNOWN_S * self._grid.rate_hz), pose.start)
        before = self._buffer.rows(known, pose.start)[:: self._grid.step]
        if len(before):
            f.came_from = vector(before[int(np.argmax(sizes(f.frame.tilt(before[:, UP])))), UP])
        # In another posture nobody does the exercise any more.
        near = [e for e in self.hypotheses if not self._is_another_posture(pose, e.frame.start_up)]
        self.hypotheses = [*near, f][-MOST_HYPOTHESES:]
        rows = self._buffer.rows(begin, now)[:: self._grid.step]  # a still pose is known only after a while
        s, k = f.series(rows, begin), 0
        while k < len(rows):
            k, has_shown, _ = f.take(s, k, len(rows), begin, "", sys.maxsize)
            number = begin + (k - 1) * self._grid.step
            if has_shown and self._wins(f, number):
                return f
            elsewhere = self._from_elsewhere(f, begin, number) if has_shown else None
            if elsewhere is not None:
                return elsewhere
        return None

    def _wins(self, f: PoseHypothesis, number: int) -> bool:
        """Whether the repetitions from a pose tell that it is the start pose, by sample `number`.

        Earlier poses that nothing came back to were on the way into it, if the movement comes back to this one again
        and again. A bar hang has no repetitions: what moves before it is getting onto the bar.
        """
        if self._spec.kind == "hang" or (f.halfway is not None and f.halfway.open):
            return False
        idle = [e for e in self._earlier(f) if not e.repetitions_by(number)]
        if f.repetitions < MORE[self._spec.sides == "limbs"] and any(
            from_gravity(f.pose.up, [e.pose.up], self._expected) < DECIDES for e in idle
        ):
            return False
        odds = self._odds(f, number)
        decides = DECIDES_ONE_SIDE if f.levels.has_one_side else DECIDES
        waited = number - f.pose.start >= LONGEST_WAIT_S * self._grid.rate_hz
        return odds >= decides or (waited and odds > 0.0)

    def _earlier(self, f: PoseHypothesis) -> list[PoseHypothesis]:
        return self.hypotheses[: self.hypotheses.index(f)]

    def likeliest(self, begin: int, number: int) -> PoseHypothesis:
        """The likeliest start pose where the samples end, with number `number`.

        Parameters
        ----------
        begin : int
            The first grid step that is remembered.
        """

        def odds(f: PoseHypothesis) -> tuple[bool, float, int]:
            if not f.repetitions:
                return False, 0.0, 0
            return True, self._odds(f, number) + f.from_closing(number), f.repetitions

        best = max(self.hypotheses, key=odds)
        far_end = best.levels.far_end if odds(best)[1] < 0.0 else None
        for up, halts in ((far_end, False), (self._halts, True)):
            others = self.hypotheses
            if up is not None:
                self._pass_through(up, begin, number, halts=halts)
            self.hypotheses = [*others, *(f for f in self.hypotheses if f not in others)]
        return max(self.hypotheses, key=odds)

    def _odds(self, f: PoseHypothesis, number: int) -> float:
        """Log odds that a pose is the start pose, and not the other end of the movement."""
        return self.beforehand(f, number) + f.levels.from_repetitions(f.repetitions_by(number))

    def _came_into(self, f: PoseHypothesis, number: int) -> bool:
        """Whether the person came into the pose from where the movement that goes out from it doesn't go."""
        if f.came_from is None:
            return False
        return self._is_another_posture(f.pose, f.came_from) or f.levels.is_elsewhere(
            f.came_from, f.repetitions_by(number)
        )

    def beforehand(self, f: PoseHypothesis, number: int) -> float:
        """The same by gravity and by where the recording opens alone."""
        first = next((e for e in self.hypotheses if e.repetitions_by(number)), f)
        opening = self.finder.opening
        opens = from_opening(
            first.stayed_s(number),
            opens_here=opening is not None and first.pose.still and opening.start == first.pose.start,
            came_into=self._came_into(first, number) or bool(self._earlier(first)),
            asked=self._asked,
        )
        gravity = from_gravity(f.frame.start_up, f.levels.far_ups(f.repetitions_by(number)), self._expected)
        return (opens if first is f else -opens) + gravity
