"""Follows the movement from one still pose: its excursions, what each was, and the axis that they show.

While it isn't clear from which still pose the exercise starts, each pose has its own hypothesis (`start_pose_search`).
"""

from __future__ import annotations

import math
import sys
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass

import numpy as np

from ...records import Code, Criterion, FloatArray, Outcome, Reason
from ..orientation.inclination import MovementFrame
from ..rules import MovementRules
from ..sample_buffer import UP, SampleBuffer
from ..spec import MovementSpec
from ..vectors import Vector
from .axis import AxisLearner
from .excursion import LEAD_S, Excursion
from .halfway import Halfway
from .pending_attempt import PendingAttempt, ended
from .repetition_rule import RepetitionRule
from .run_segmenter import run_segmenter
from .segmenter import Segmenter
from .series import Series
from .sideways import why_sideways
from .start_pose import Pose
from .stepping import Stepping
from .unnoticed import Unnoticed
from .which_rest import WhichRest

FROM_POSE_DEG, FROM_POSE = 6.0, 0.5
"""A movement is one from a pose if it begins and ends within this angle of it, in deg, or within this share of the
exercise's amplitude, whichever is larger. Drift and fidgeting go on meanwhile, so less would be too strict."""
UPRIGHT = 0.5
"""Cosine of the largest angle between trunk and vertical, 60 deg, at which the trunk is upright: people walk only with
an upright trunk."""
MORE = {False: 2, True: 3}
"""Repetitions until the axis is final, if one before the pose may have been a part of getting into position; by whether
limbs move in turn. Then each limb has an axis of its own, and only both together show the exercise's."""


@dataclass(frozen=True, slots=True)
class TimeGrid:
    """The time grid: samples in a grid step, and the sampling rate."""

    step: int
    rate_hz: float

    @property
    def step_s(self) -> float:
        """Time between grid steps."""
        return self.step / self.rate_hz


class PoseHypothesis:
    """Follows the movement from one still pose.

    Parameters
    ----------
    buffer : SampleBuffer
    spec : MovementSpec
    rules : MovementRules
    grid : TimeGrid
    pose : Pose
    frame : MovementFrame
        The start pose, and as much as is known of the axis.
    rule : RepetitionRule
    begin : int
        The first grid step.
    has_gyroscope : bool
    declared : (3,) float or None
        The exercise's axis where the mounting is known.
    axis_final : bool
        Whether repetitions have shown the axis already.
    from_motion : bool
        Whether there was no still pose before this one, so that the movement may have begun earlier.

    Attributes
    ----------
    closed : deque of PendingAttempt
        Attempts that have ended and weren't reported yet.
    learned_frame : MovementFrame
        The frame with the axis that the repetitions tell; once it is final, the frame itself.
    repetitions : int
        Number of repetitions from this pose before the axis was final.
    moved_before : bool
        Whether there was a repetition before the pose: the exercise was under way then.
    largest_deg : float
        Largest angle from the rest level.
    levels : WhichRest
        The levels of the repetitions before the axis is final.
    came_from : (3,) float or None
        Of the up directions before the pose, the one farthest from it; None where there are no samples. Set from
        outside.
    halfway : Halfway or None
        Whether its repetitions halt halfway, in an exercise to both sides before the axis is final.
    unnoticed : Unnoticed or None
        Watches movement outside excursions. Set from outside if this hypothesis is the one that will be reported.
    """

    def __init__(
        self,
        buffer: SampleBuffer,
        spec: MovementSpec,
        rules: MovementRules,
        grid: TimeGrid,
        pose: Pose,
        frame: MovementFrame,
        rule: RepetitionRule,
        *,
        begin: int,
        has_gyroscope: bool,
        declared: Vector | None,
        axis_final: bool,
        from_motion: bool,
    ) -> None:
        self._buffer, self._spec, self.grid = buffer, spec, grid
        self.pose, self.frame, self.rule = pose, frame, rule
        self.axis_final, self.from_motion = axis_final, from_motion
        # Steps are no part of most exercises, but can't be distinguished from a movement without a gyroscope. In an
        # exercise that is known to be done lying down nobody walks.
        lies = declared is not None and abs(spec.start_up[0]) < UPRIGHT
        self._asks_sideways = spec.kind != "walk" and has_gyroscope
        self._may_walk = self._asks_sideways and not lies
        open_ = spec.either_way and not axis_final
        self.segmenter = Segmenter(
            grid.step,
            grid.step_s,
            rule.reference_deg,
            raised_share=rules.repetition.raised_share,
            shift_deg=rules.repetition.shift_deg,
            both_ways=frame.axis is not None and (spec.sides == "directions" or open_),
            pose_still=pose.still,
            stepping=Stepping(grid.step_s, can_tell=self._may_walk, has_axis=frame.axis is not None),
        )
        self.closed: deque[PendingAttempt] = deque()
        self.learned_frame = frame
        self.repetitions = 0
        self.moved_before = False
        self.largest_deg = 0.0
        self.levels = WhichRest(raises=spec.raises, to_both_sides=spec.sides == "directions")
        self.levels.halts_here = pose.halted
        self.came_from: Vector | None = None
        from_a_side = spec.sides == "directions" and pose.still and not axis_final
        self.halfway = Halfway() if from_a_side else None
        self.unnoticed: Unnoticed | None = None
        self._counted_at: list[int] = []
        self._farthest_deg, self._outward = 0.0, 1
        self._may_go_inward = not axis_final and spec.sides != "directions"
        self._now = self._tilts_from = begin
        self._tilts_deg: FloatArray = np.empty((0, 3))
        self._first_onset = sys.maxsize
        self._last_end = begin
        # From this sample on the person is known to be in the pose. A person who was never still only passes it.
        middle = (pose.start + pose.end) // 2 // grid.step * grid.step
        self._settled = middle if pose.still else sys.maxsize
        self._learner = AxisLearner(spec, declared)

    def stayed_s(self, number: int) -> float:
        """Time in the pose before the first excursion from it, in s; infinite if none had begun by sample `number`."""
        going_on = self.segmenter.excursion
        left = min(self._first_onset, sys.maxsize if going_on is None else going_on.onset)
        return max(0, left - self.pose.start) / self.grid.rate_hz if left <= number else math.inf

    def from_closing(self, number: int) -> float:
        """Log odds that this is the start pose, by where the samples end (before sample `number`)."""
        e, last = self.segmenter.excursion, number - 1
        if e is not None:
            return self.levels.from_closing_in(e, last, self._buffer, self.grid.rate_hz)
        self.levels.take_end(last, self._buffer, self.grid.rate_hz)
        return self.levels.from_closing()

    def repetitions_by(self, number: int) -> int:
        """Number of repetitions from this pose by sample `number`, before the axis was final."""
        return bisect_right(self._counted_at, number)

    def series(self, rows: FloatArray, first: int) -> Series:
        """What the state machine needs of grid rows of the buffer; the first row is sample number `first`.

        The tilts are kept, since a repetition changes only the axis, and the rows after it are requested again.
        """
        taken = (first - self._tilts_from) // self.grid.step
        if not 0 <= taken <= len(self._tilts_deg) - len(rows):
            self._tilts_from, taken = first, 0
            self._tilts_deg = self.frame.tilt(rows[:, UP])
        tilts_deg = self._tilts_deg[taken : taken + len(rows)]
        return Series(rows, tilts_deg, self.frame.axis)

    def take(
        self, s: Series, begin: int, end: int, first: int, phase: str, reported: int
    ) -> tuple[int, bool, str]:
        """Take grid steps `[begin, end)` of a series; stop after a step that ends an excursion or changes the phase.

        Parameters
        ----------
        first : int
            Sample number of the series' first step.
        phase, reported : str, int
            See `run_segmenter`.

        Returns
        -------
        The next grid step, whether the last one showed the axis, and the phase.
        """
        settled = (self._settled - first) // self.grid.step
        if begin <= settled:
            settling = self.segmenter.settling
            # Before the first stillness the person only passes through the pose: at the step where the movement stops
            # coming nearer.
            angle_deg, outward = float(s.angle_deg[begin]), s.angle_deg[begin] * s.speed_dps[begin] >= 0.0
            near = self.from_motion and settling and outward and abs(angle_deg) <= self.segmenter.onset_deg
            if begin == settled or near:
                self.segmenter.settle(angle_deg)
            if near:  # the movement that brought the person here isn't part of the first attempt
                self._last_end = first + begin * self.grid.step
            end = min(
                end, begin + 1 if self.from_motion and settling and not near else max(settled, begin + 1)
            )
        k, over, phase = run_segmenter(
            self.segmenter, s, begin, end, first, self.grid.step, phase, reported, self.unnoticed
        )
        self._now = first + (k - 1) * self.grid.step
        return k, over is not None and self.note_end(over), phase

    def break_off(self, last: int, reason: Reason) -> None:
        """The samples end with number `last`; an attempt in progress gets `reason`."""
        angle_deg = float(self.frame.angle(self._buffer.rows(last, last + 1)[:, UP])[0])
        e = self.segmenter.break_off(last, angle_deg)
        if e is not None:
            if self.unnoticed is not None:
                self.unnoticed.note_shift(e)
            self.note_end(e, reason)
        self._settle(final=True)

    # -- an excursion has ended ---------------------------------------------------------------------

    def note_end(self, e: Excursion, cut_by: Reason | None = None) -> bool:
        """Decide what an excursion was; True where it shows the axis.

        `cut_by` is why the samples ended before it did.
        """
        self.largest_deg = max(self.largest_deg, e.peak_deg)
        self._first_onset = min(self._first_onset, e.onset)
        usual_deg, rate_hz = self.rule.reference_deg, self.grid.rate_hz
        closed = ended(e, self._last_end, usual_deg, rate_hz, cut_by)
        if closed.complete and (sideways := self._why_sideways(closed)) is not None:
            closed.take("aborted", sideways)
        if closed.outcome is None and not self._was_before(e):
            self._note_direction(e)
            if self._may_go_inward and e.direction != self._outward:
                closed.take("aborted", Reason(Code.WENT_INWARD, inward_deg=e.peak_deg))
        self.closed.append(closed)
        self._last_end = e.end
        if closed.outcome is not None:
            self._take_levels(e, closed.outcome)
        else:
            took_s = (e.end - e.onset) / rate_hz
            yes = self.rule.decide(
                e.peak_deg, e.raised_s, self.segmenter.sway_deg, closed.asked, took_s=took_s
            )
            closed.take_size(yes, self.rule.reference_deg)
            self._settle(final=False)
        self.segmenter.refer_to(self.rule.reference_deg)
        self.segmenter.has_begun = self.rule.has_begun
        has_shown = closed.outcome == "repetition" and self._learn(e)
        if self.halfway is None or closed.outcome not in ("repetition", None):
            return has_shown
        # A movement from one side to the other and back may be too large for a repetition.
        self.halfway.take(self._buffer.rows(e.onset, e.end + 1), e.peak - e.onset, self.frame)
        return has_shown or self.halfway.middle is not None

    def _take_levels(self, e: Excursion, outcome: Outcome) -> None:
        self.levels.take(e, outcome, max(self._now, e.end), self._buffer, self.grid.rate_hz)

    def _was_before(self, e: Excursion) -> bool:
        """Whether the movement was over before the person was in the pose: then it needn't go the exercise's way."""
        return self.pose.still and e.end <= self._settled

    def _note_direction(self, e: Excursion) -> None:
        """While it isn't known which way is outward, the farthest excursion that may be a repetition decides."""
        if self._farthest_deg < e.peak_deg <= self.rule.most_deg:
            self._farthest_deg, self._outward = e.peak_deg, e.direction

    def _at_pose(self, rows: FloatArray) -> bool:
        x, y, z = np.mean(self.frame.tilt(rows[:, UP]), axis=0)
        most_deg = max(FROM_POSE_DEG, FROM_POSE * self._spec.amplitude_deg)
        return math.sqrt(x * x + y * y + z * z) <= most_deg

    def _settle(self, *, final: bool) -> None:
        """Decide the attempts that are undecided, where there is something to decide by."""
        undecided = [c for c in self.closed if c.outcome is None]
        for waiting, yes in zip(undecided, self.rule.settle(final=final) or (), strict=False):
            if not yes:
                least_deg = self.rule.least_deg(self.segmenter.sway_deg)
                waiting.asked.passes(Criterion.LEAST, waiting.excursion.peak_deg, least_deg)
            waiting.take_size(yes, self.rule.reference_deg)

    def _why_sideways(self, closed: PendingAttempt) -> Reason | None:
        if not self._asks_sideways:
            return None
        return why_sideways(
            closed.excursion,
            closed.asked,
            closed.earliest,
            self._buffer,
            self.frame,
            self.grid.rate_hz,
            limbs=self._spec.sides == "limbs",
            may_walk=self._may_walk,
            axis_final=self.axis_final,
            has_begun=self.rule.has_begun,
        )

    def learned(self) -> MovementFrame:
        """The frame with as much as the repetitions up to now have shown of the axis."""
        return self._learner.learned(self.frame)

    def _learn(self, e: Excursion) -> bool:
        """Take a repetition as evidence of pose and axis; True if they are known with it."""
        lead = min(round(LEAD_S * self.grid.rate_hz), e.onset - self._buffer.first)
        rows = self._buffer.rows(e.onset - lead, e.end + 1)
        if not self.axis_final:
            part = max(lead // 2, 1)
            if self.pose.lasted and not all(self._at_pose(ends) for ends in (rows[:part], rows[-part:])):
                return False
            self.repetitions += 1
            self._take_levels(e, "repetition")
            self._counted_at.append(self._now)
        self._learner.add(e, rows, lead, self.frame, tells_outward=not self._was_before(e))
        if not self._learner.enough:
            return False
        self.learned_frame = self.learned()
        if self.axis_final:
            self.frame = self.learned_frame
        # Before the first still pose, a single repetition may have been the person getting into position.
        self.moved_before = self.moved_before or e.end <= self._settled
        needed = MORE[self._spec.sides == "limbs"] if self.moved_before else 1
        return self.axis_final or self.repetitions >= needed
