"""One run of the tracker: from the first sample to the next long gap or change of posture, on the time grid.

Start pose and axis are settled by the first repetition: the run is then gone through again from the beginning,
with that pose and axis, before any attempt is reported. So the first repetition is measured like the others.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from dataclasses import replace

import numpy as np

from ..records import Code, Event, FloatArray, Reason, Verdicts
from .counting.axis import along_largest_tilt
from .counting.pose_hypothesis import PoseHypothesis, TimeGrid
from .counting.posture_watch import PostureWatch
from .counting.repetition_rule import RepetitionRule, new_rule
from .counting.run_segmenter import run_unfollowed
from .counting.start_pose import Pose
from .counting.start_pose_search import LONGEST_MEMORY_S, PhaseChange, StartPoseSearch
from .counting.unnoticed import Unnoticed
from .counting.which_rest import WhichRest
from .front_end import FrontEnd
from .hang import HangFollower
from .orientation.inclination import MovementFrame, normalised
from .reporter import Reporter
from .rules import MovementRules
from .sample_buffer import RATE, UP
from .spec import MovementSpec
from .vectors import Vector


class TrackingSegment:
    """Follows the movement from the first sample after a long gap or a change of posture.

    Parameters
    ----------
    front : FrontEnd
        Gives the rows.
    begin : int
        Number of the first sample.
    mounting_known, start_pose_asked : bool
        See `Tracker`.
    rule : RepetitionRule
    step : int
        Samples in one step of the time grid.
    axis : (3,) float or None
        Axis in the sensor's axes where it is known, declared or learned in an earlier run.
    axis_final : bool
        Whether that axis was learned already.
    which_rest : WhichRest
        Gathers the levels of what is reported.
    verdicts : Verdicts
        Gathers why what moved was counted, or wasn't.
    breathing : bool
        Whether breathing is measured in stillness; then a minute before each attempt is remembered.

    Attributes
    ----------
    axis, axis_final : (3,) float or None, bool
        The same, with what this run has learned.
    rule : RepetitionRule
        With what it has learned, once the run is closed.
    left_at : int or None
        Where the person has changed posture: the run is over there.
    reporter : Reporter
        Has what has become known, to be taken away.
    """

    def __init__(
        self,
        front: FrontEnd,
        spec: MovementSpec,
        rules: MovementRules,
        *,
        begin: int,
        mounting_known: bool,
        start_pose_asked: bool,
        rule: RepetitionRule,
        step: int,
        first_index: int,
        axis: Vector | None,
        axis_final: bool,
        which_rest: WhichRest,
        verdicts: Verdicts,
        breathing: bool = False,
    ) -> None:
        self._front, self._buffer, self.rule = front, front.buffer, rule
        self._spec, self._rules = spec, rules
        self._rate_hz, self._grid, self._step = front.rate_hz, TimeGrid(step, front.rate_hz), step
        self._which_rest = which_rest if spec.kind != "hang" else None
        self.reporter = Reporter(
            front,
            spec,
            rules,
            mounting_known=mounting_known,
            which_rest=self._which_rest,
            breathing=breathing,
            first_index=first_index,
            verdicts=verdicts,
        )
        self.axis, self.axis_final = axis, axis_final
        self._begin = self._next = -(-begin // step) * step
        self._is_first = begin == 0
        expected_up = spec.start_up if mounting_known else None
        self._search = StartPoseSearch(
            self._buffer,
            spec,
            self._grid,
            expected_up,
            self._new_hypothesis,
            start_pose_asked=start_pose_asked,
        )
        self._final: PoseHypothesis | None = None
        self._known: Pose | None = None
        self._unfollowed = self._new_watch(both_ways=False)
        self._reported = -1
        self._phase = "rest"
        self._posture = PostureWatch(spec.amplitude_deg, self._grid)
        self.left_at: int | None = None
        self.hang = HangFollower(self._grid.step_s, spec, rules) if spec.kind == "hang" else None

    @property
    def _leading(self) -> PoseHypothesis | None:
        if self._final is not None:
            return self._final
        hypotheses = self._search.hypotheses
        return hypotheses[0] if hypotheses else None

    @property
    def pose(self) -> Pose | None:
        """The start pose, or None while it isn't known."""
        f = self._leading
        return None if f is None else f.pose

    @property
    def frame(self) -> MovementFrame | None:
        """Start pose and axis, as far as they are known."""
        f = self._leading
        return None if f is None else f.frame

    @property
    def largest_deg(self) -> float:
        """Largest angle from the rest level."""
        f = self._leading
        return 0.0 if f is None else f.largest_deg

    @property
    def away_deg(self) -> float | None:
        """How far the latest sample is from the rest level along the axis; None before the start pose."""
        f = self._leading
        row = self._buffer.rows(self._buffer.end - 1, self._buffer.end)
        return (
            None if f is None or not len(row) else float(f.frame.angle(row[:, UP])[0]) - f.segmenter.rest_deg
        )

    @property
    def rejected(self) -> Reason | None:
        """Why a still pose wasn't taken for the start pose."""
        return self._search.finder.rejected

    # -- going through the samples ------------------------------------------------------------------

    def advance(self) -> None:
        """Go through all grid steps that have come."""
        while self._next < self._buffer.end and self.left_at is None:
            rows = self._buffer.rows(self._next, self._buffer.end)[:: self._step]
            if self._final is not None:
                self._follow(self._final, rows)
            elif self.hang is not None and self.frame is not None:
                self.reporter.out += self.hang.follow(rows, self.frame)
                run_unfollowed(self._unfollowed, rows)
                self._next += len(rows) * self._step
            else:
                self._seek(rows)
        if self.hang is not None and self.frame is not None:
            self._buffer.forget_before(self._next)
        elif self._final is not None:
            self._forget(self._final)
            self._report_unattempted(self._final)
        else:
            self._buffer.forget_before(self._memory_begins())
        gaps = self.reporter.gaps
        del gaps[: bisect_left(gaps, self._buffer.first)]

    def close(self, reason: Reason) -> None:
        """End the run: a long gap, another posture, the end of the recording; an attempt that goes on is reported."""
        self._unfollowed.end()
        self._close(reason)
        why = Reason(Code.HANG_HAS_NONE) if self.hang is not None else self.rejected
        self.reporter.report_unattempted(self._unfollowed.found, why or Reason(Code.NO_START_POSE))

    def _close(self, reason: Reason) -> None:
        if self._leading is None:
            # After a gap or another posture a full still pose is asked for.
            pose = self._search.finder.best() if self._is_first else None
            if pose is None and self._is_first and not self.reporter.sensing.has_gyroscope:
                # Without one, stillness is poorly recognised: the accelerometer feels every jolt.
                pose = self._search.finder.without_stillness(to_both_sides=self._spec.sides == "directions")
            if pose is None:
                return
            self._start(pose)
            self.advance()
        if self.hang is not None:
            return
        if self._final is None:
            self._settle(self._search.likeliest(self._begin, self._next - self._step))
            self.advance()
        f = self._final
        assert f is not None
        last = (self._buffer.end if self.left_at is None else self.left_at) - 1
        f.break_off(last, reason)
        while f.closed:
            self.reporter.report(f.closed.popleft(), f, self._begin, last)
        if self._which_rest is not None:
            self._which_rest.take_end(last, self._buffer, self._rate_hz)
        if f.unnoticed is not None:
            f.unnoticed.end()
        self._report_unattempted(f)
        self.rule = f.rule

    def _follow(self, f: PoseHypothesis, rows: FloatArray) -> None:
        """Go on from the start pose; stop where the axis is known better, or the posture was left."""
        first, k = self._next, 0
        s = f.series(rows, first)
        end = self._posture.look(s, first, f.pose.start, f.rule.reference_deg)
        has_shown = False
        while k < end and not has_shown:
            self._report_due(f, first + k * self._step)
            until = min(end, self._next_due(f, first, k))
            k, has_shown, phase = f.take(s, k, until, first, self._phase, self._reported)
            self._next = first + k * self._step
            end = self._posture.look_again(k, f.rule.reference_deg)
            if phase != self._phase:
                away_deg = float(s.angle_deg[k - 1]) - f.segmenter.rest_deg
                self._report_phase(PhaseChange(self._next - self._step, phase, away_deg))
        self.axis = f.frame.axis
        if self._posture.take(k):
            self.left_at = self._next - self._step + 1  # the step after it may not have come yet

    def _report_due(self, f: PoseHypothesis, number: int) -> None:
        while f.closed and f.closed[0].outcome is not None and self.reporter.due(f.closed[0]) <= number:
            self.reporter.report(f.closed.popleft(), f, self._begin, number)

    def _next_due(self, f: PoseHypothesis, first: int, k: int) -> int:
        """The grid step at which the next attempt is due to be reported, after step k."""
        if not f.closed or f.closed[0].outcome is None:
            return sys.maxsize
        return max(k + 1, -((first - self.reporter.due(f.closed[0])) // self._step))

    # -- start pose and axis ------------------------------------------------------------------------

    def _seek(self, rows: FloatArray) -> None:
        """Go on until there is another still pose to follow from, or a repetition has shown which one it is."""
        search = self._search
        n, pose = search.seek(rows, self._next)
        n, winner, phases = search.follow(rows[:n], self._next, self._begin, self._phase, self._reported)
        run_unfollowed(self._unfollowed, rows[:n])
        self._next += n * self._step
        for phase in phases:
            self._report_phase(phase)
        if winner is not None:
            self._settle(winner)
        elif pose is not None:
            self._start(pose)

    def _start(self, pose: Pose) -> None:
        """There is a still pose: follow from it."""
        if self._leading is None:
            self._begin = max(self._begin, self._memory_begins())
            self._know(pose)
        if self.axis_final:
            self._go_through(self._new_hypothesis(pose, from_motion=True))
            return
        winner = self._search.add(pose, self._begin, self._next)
        if winner is not None:
            self._settle(winner)

    def _know(self, pose: Pose) -> None:
        """Take the gyroscope's bias from a pose, and tell it."""
        self._known = pose
        rows = self._buffer.rows(pose.start, pose.end)
        if self._remembers(pose):
            self._front.know_pose(pose, max(self._begin, self._memory_begins()))
            self.reporter.sensing = replace(self.reporter.sensing, still_rate_dps=rows[:, RATE].copy())
        last = self._next - self._step
        reported_s = self._buffer.time_s(last)
        # One that is taken at last, for want of a better one, may be forgotten by then: it was before what is kept.
        t_s = self._buffer.time_s(max(pose.start, self._buffer.first))
        self.reporter.out.append(Event(t_s, "start_pose", reported_s=reported_s))

    def _remembers(self, pose: Pose) -> bool:
        """Whether there is a still pose and its samples are kept: it depends on the samples alone."""
        return pose.still and pose.start >= self._memory_begins()

    def _new_hypothesis(self, pose: Pose, from_motion: bool) -> PoseHypothesis:
        up = pose.up
        if self._remembers(pose):
            x, y, z = np.mean(self._buffer.rows(pose.start, pose.end)[:, UP], axis=0)
            up = normalised((float(x), float(y), float(z)))
        frame = MovementFrame(up)
        return PoseHypothesis(
            self._buffer,
            self._spec,
            self._rules,
            self._grid,
            pose,
            frame if self.axis is None else frame.with_axis(self.axis),
            self.rule if self.axis_final and self._final is None else self._fresh_rule(),
            begin=self._begin,
            has_gyroscope=self.reporter.sensing.has_gyroscope,
            declared=self._spec.axis if self.reporter.sensing.mounting_known else None,
            axis_final=self.axis_final,
            from_motion=from_motion,
        )

    def _settle(self, f: PoseHypothesis) -> None:
        """Take this for the start pose. Repetitions tell the axis; else it is as declared, or the largest tilt's."""
        if f.repetitions:
            self.axis = f.learned().axis
        elif self.axis is None:
            rows = self._buffer.rows(max(self._begin, f.pose.start), self._buffer.end)
            self.axis = along_largest_tilt(f.frame, rows).axis
        self.axis_final, self.rule = True, self._fresh_rule()
        self._take_for_start(f)
        from_motion = not f.pose.still or f.moved_before or self._moved_before(f)
        self._go_through(self._new_hypothesis(f.pose, from_motion))

    def _moved_before(self, f: PoseHypothesis) -> bool:
        """Whether repetitions from an earlier pose say that the exercise was under way before this one."""
        now = self._next - self._step  # the others may be ahead of the one that has won
        return any(e.repetitions_by(now) for e in self._search.hypotheses if e.pose.start < f.pose.start)

    def _take_for_start(self, f: PoseHypothesis) -> None:
        """It is from this pose that what is reported goes out: report it, and take what speaks for it beforehand."""
        if f.pose is not self._known and self._remembers(f.pose):
            self._know(f.pose)
        if self._which_rest is not None:
            self._which_rest.beforehand = self._search.beforehand(f, self._next)
            self._which_rest.halts_here = f.pose.halted

    def _go_through(self, f: PoseHypothesis) -> None:
        """Go through the run again from the beginning, with that start pose and axis."""
        self._final = f
        self._search.hypotheses.clear()
        self._reported = max(self._reported, self._next)
        # Samples from before may be forgotten by now, so no attempt's window reaches back beyond this.
        self._begin = self._next = max(self._begin, self._memory_begins())
        f.unnoticed = self._new_watch(both_ways=self._spec.sides == "directions")
        self._leave_to_final()

    def _leave_to_final(self) -> None:
        """What moved from where the run is gone through again is left to the watch beside that."""
        self._unfollowed.end()
        again_s = self._buffer.time_s(max(self._begin, self._buffer.first))
        before = [movement for movement in self._unfollowed.found if movement.peak_s < again_s]
        self._unfollowed.found.clear()
        self.reporter.report_unattempted(before, Reason(Code.START_POSE_LATE, most_s=LONGEST_MEMORY_S))

    def _new_watch(self, *, both_ways: bool) -> Unnoticed:
        return Unnoticed(self._grid.step_s, both_ways)

    def _report_unattempted(self, f: PoseHypothesis) -> None:
        """What moved beside the attempts."""
        if f.unnoticed is not None and f.unnoticed.found:
            self.reporter.report_unattempted(f.unnoticed.found, Reason(Code.NO_START_POSE))
            f.unnoticed.found.clear()

    def _fresh_rule(self) -> RepetitionRule:
        return new_rule(self._spec, self._rules)

    def _memory_begins(self) -> int:
        """The first grid step that a run is gone through from again: it depends on the samples alone."""
        return (self._next - round(LONGEST_MEMORY_S * self._rate_hz)) // self._step * self._step

    def _report_phase(self, phase: PhaseChange) -> None:
        self._phase = phase.name
        self.reporter.report_phase(phase)

    def _forget(self, f: PoseHypothesis) -> None:
        e = f.segmenter.excursion
        oldest = self._next if e is None else min(self._next, e.onset)
        for closed in f.closed:
            oldest = min(oldest, closed.excursion.onset)
        self._buffer.forget_before(oldest - round(self.reporter.memory_s * self._rate_hz))
