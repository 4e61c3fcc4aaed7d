"""One run of the tracker: from the first sample to the next long gap or change of posture, on the time grid.

Start pose and axis are settled by the first repetition: the run is then gone through again from the beginning,
with that pose and axis, before any attempt is reported. So the first repetition is measured like the others.
"""

from __future__ import annotations

import math
import sys
from bisect import bisect_left
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..records import Attempt, Code, Event, FloatArray, Reason
from .attempt import Sensing, Window, build_attempt
from .breathing.still_breathing import MEMORY_S, with_breathing
from .counting.axis import along_largest_tilt
from .counting.excursion import Excursion
from .counting.pose_hypothesis import Grid, PendingAttempt, PoseHypothesis
from .counting.repetition_rule import RepetitionRule, new_rule
from .counting.start_pose import STILL_RATE_DPS, STILL_S, Pose, one_posture_deg
from .counting.start_pose_search import PhaseChange, StartPoseSearch
from .counting.which_rest import WhichRest
from .front_end import FrontEnd
from .hang import HangFollower
from .orientation.inclination import MovementFrame, normalised
from .rules import MovementRules
from .sample_buffer import RATE, TIME, UP
from .spec import MovementSpec
from .vectors import Vector
from .wearing.slip_follower import SlipFollower

FINAL_LAG_S = 0.2
"""The final times of an attempt are looked for so long after it was decided that it had ended."""
LEAD_S, LONGEST_LEAD_S = 3.0, 20.0
"""How much of what came before an attempt was noticed is looked at, at least and at most."""
REST_BEFORE_S, UNNOTICED = 2.0, 0.8
"""So much rest, and so many times the time from where it was noticed to where it was nearly at its peak: a smooth
movement is noticed after three tenths of its way out, which are 0.8 of the four tenths from there to 80 %."""
LONGEST_MEMORY_S = 300.0
BoolArray = NDArray[np.bool_]


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
    breathing : bool
        Whether breathing is measured in stillness; then a minute before each attempt is remembered.

    Attributes
    ----------
    axis, axis_final : (3,) float or None, bool
        The same, with what this run has learned.
    rule : RepetitionRule
        With what it has learned, once the run is closed.
    next_index : int
        Index of the next attempt.
    left_at : int or None
        Where the person has changed posture: the run is over there.
    out : list of Event or Attempt
        What has become known, to be taken away.
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
        breathing: bool = False,
    ) -> None:
        self._front, self._buffer, self.rule = front, front.buffer, rule
        self._spec, self._rules = spec, rules
        self._sensing = Sensing(front.has_gyroscope, mounting_known)
        self._rate_hz, self._grid, self._step = front.rate_hz, Grid(step, front.rate_hz), step
        self.next_index = first_index
        self._which_rest = which_rest if spec.kind == "repetitions" and spec.sides != "directions" else None
        self.axis, self.axis_final = axis, axis_final
        self._slip = self._new_slip_follower() if spec.kind == "repetitions" else None
        self._breathing = breathing and spec.kind == "repetitions" and front.has_gyroscope
        self._told_end_s = -math.inf
        self.gaps: list[int] = []
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
        self._told = -1
        self._phase = "rest"
        self._far_deg = one_posture_deg(spec.amplitude_deg)
        self._far_since: int | None = None
        self.left_at: int | None = None
        self.hang = HangFollower(self._grid.step_s, spec, rules) if spec.kind == "hang" else None
        self.out: list[Event | Attempt] = []

    def _new_slip_follower(self) -> SlipFollower:
        return SlipFollower(
            self._buffer,
            self._rate_hz,
            has_gyroscope=self._front.has_gyroscope,
            limbs=self._spec.sides == "limbs",
        )

    @property
    def _leading(self) -> PoseHypothesis | None:
        hypotheses = self._search.hypotheses
        return self._final or (hypotheses[0] if hypotheses else None)

    @property
    def pose(self) -> Pose | None:
        """The start pose, or None while it isn't known."""
        return None if self._leading is None else self._leading.pose

    @property
    def frame(self) -> MovementFrame | None:
        """Start pose and axis, as far as they are known."""
        return None if self._leading is None else self._leading.frame

    @property
    def sensing(self) -> Sensing:
        """What is known of the sensor, and of the person in the start pose."""
        return self._sensing

    @property
    def largest_deg(self) -> float:
        """Largest angle from the rest level."""
        return 0.0 if self._leading is None else self._leading.largest_deg

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
                self.out += self.hang.follow(rows, self.frame)
                self._next += len(rows) * self._step
            else:
                self._seek(rows)
        if self.hang is not None and self.frame is not None:
            self._buffer.forget_before(self._next)
        elif self._final is not None:
            self._forget(self._final)
        else:
            self._buffer.forget_before(self._memory_begins())
        del self.gaps[: bisect_left(self.gaps, self._buffer.first)]

    def close(self, reason: Reason) -> None:
        """End the run: a long gap, another posture, the end of the recording; told of an attempt that goes on."""
        if self._leading is None:
            # After a gap or another posture a full still pose is asked for.
            pose = self._search.finder.best() if self._is_first else None
            if pose is None and self._is_first and not self._sensing.has_gyroscope:
                # Without one, stillness is poorly told: the accelerometer feels every jolt.
                pose = self._search.finder.without_stillness(to_both_sides=self._spec.sides == "directions")
            if pose is None:
                return
            self._start(pose)
            self.advance()
        if self.hang is not None:
            return
        if self._final is None:
            self._settle_at_last()
        f = self._final
        assert f is not None
        last = (self._buffer.end if self.left_at is None else self.left_at) - 1
        f.break_off(last, reason)
        while f.closed:
            self._tell(f.closed.popleft(), f, last)
        self.rule = f.rule

    def _follow(self, f: PoseHypothesis, rows: FloatArray) -> None:
        """Go on from the start pose; stop where the axis is known better, or the posture was left."""
        s = f.series(rows)
        first, k = self._next, 0
        far = (s.tilt_deg > self._far_deg) & (s.turn_dps < STILL_RATE_DPS)
        end = self._till_left(far, first)
        has_told = False
        while k < end and not has_told:
            self._tell_due(f, first + k * self._step)
            until = min(end, self._next_due(f, first, k))
            k, has_told, phase = f.take(s, k, until, first, self._phase, self._told)
            self._next = first + k * self._step
            if phase != self._phase:
                away_deg = float(s.angle_deg[k - 1]) - f.segmenter.rest_deg
                self._tell_phase(PhaseChange(self._next - self._step, phase, away_deg))
        self.axis = f.frame.axis
        self._far_since = self._since(far[:k], first)
        if (
            self._far_since is not None
            and self._next - self._step - self._far_since >= STILL_S * self._rate_hz
        ):
            self.left_at = self._next - self._step + 1  # the step after it may not have come yet

    def _tell_due(self, f: PoseHypothesis, number: int) -> None:
        while f.closed and f.closed[0].outcome is not None and self._due(f.closed[0]) <= number:
            self._tell(f.closed.popleft(), f, number)

    def _next_due(self, f: PoseHypothesis, first: int, k: int) -> int:
        """The grid step at which the next attempt is due to be reported, after step k."""
        if not f.closed or f.closed[0].outcome is None:
            return sys.maxsize
        return max(k + 1, -((first - self._due(f.closed[0])) // self._step))

    def _due(self, closed: PendingAttempt) -> int:
        return closed.excursion.end + round(FINAL_LAG_S * self._rate_hz)

    # -- start pose and axis ------------------------------------------------------------------------

    def _seek(self, rows: FloatArray) -> None:
        """Go on until there is another still pose to follow from, or a repetition has told which one it is."""
        search = self._search
        n, pose = search.seek(rows, self._next)
        n, winner, phases = search.follow(rows[:n], self._next, self._phase, self._told)
        self._next += n * self._step
        for phase in phases:
            self._tell_phase(phase)
        if winner is not None:
            self._win(winner)
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
            self._win(winner)

    def _know(self, pose: Pose) -> None:
        """Take the gyroscope's bias from a pose, and tell it."""
        rows = self._buffer.rows(pose.start, pose.end)
        if self._remembers(pose):
            self._front.know_pose(pose, max(self._begin, self._memory_begins()))
            self._sensing = replace(self._sensing, still_rate_dps=rows[:, RATE].copy())
        last = self._next - self._step
        told_s = float(self._buffer.rows(last, last + 1)[0, TIME])
        # One that is taken at last, for want of a better one, may be forgotten by then: it was before what is kept.
        first = rows if len(rows) else self._buffer.rows(self._buffer.first, self._buffer.first + 1)
        self.out.append(Event(float(first[0, TIME]), "start_pose", told_s=told_s))

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
            has_gyroscope=self._sensing.has_gyroscope,
            declared=self._spec.axis if self._sensing.mounting_known else None,
            axis_final=self.axis_final,
            from_motion=from_motion,
        )

    def _win(self, f: PoseHypothesis) -> None:
        """A repetition has told start pose and axis."""
        if f is not self._search.hypotheses[0] and self._remembers(f.pose):
            self._know(f.pose)
        self.axis, self.axis_final, self.rule = f.told.axis, True, self._fresh_rule()
        self._take_for_start(f)
        self._go_through(self._new_hypothesis(f.pose, f.moved_before))

    def _take_for_start(self, f: PoseHypothesis) -> None:
        if self._which_rest is not None:
            self._which_rest.beforehand = self._search.beforehand(f, self._next)

    def _go_through(self, f: PoseHypothesis) -> None:
        """Go through the run again from the beginning, with that start pose and axis."""
        self._final = f
        self._search.hypotheses.clear()
        self._told = max(self._told, self._next)
        # Samples from before may be forgotten by now, so no attempt's window reaches back beyond this.
        self._begin = self._next = max(self._begin, self._memory_begins())

    def _settle_at_last(self) -> None:
        """Too few repetitions to tell the axis: what they tell, the declared one, or the largest tilt's."""
        f = self._search.likeliest(self._next)
        self._take_for_start(f)
        if f.repetitions:
            self.axis = f.learned().axis
        elif self.axis is None:
            rows = self._buffer.rows(self._begin, self._buffer.end)
            self.axis = along_largest_tilt(f.frame, rows).axis
        self.axis_final, self.rule = True, self._fresh_rule()
        self._go_through(self._new_hypothesis(f.pose, not f.pose.still))
        self.advance()

    def _fresh_rule(self) -> RepetitionRule:
        return new_rule(self._spec, self._rules)

    def _memory_begins(self) -> int:
        """The first grid step that a run is gone through from again: it depends on the samples alone."""
        return (self._next - round(LONGEST_MEMORY_S * self._rate_hz)) // self._step * self._step

    def _since(self, far: BoolArray, first: int) -> int | None:
        """Since when the person has kept still in another posture, after those grid steps."""
        near = np.nonzero(~far)[0]
        if not len(near):
            return first if self._far_since is None and len(far) else self._far_since
        after = int(near[-1]) + 1
        return first + after * self._step if after < len(far) else None

    def _till_left(self, far: BoolArray, first: int) -> int:
        """How many grid steps there are until the person has kept still in another posture for long enough."""
        since = self._far_since
        for k in range(len(far)) if since is not None or far.any() else ():
            if not far[k]:
                since = None
            elif since is None:
                since = first + k * self._step
            elif first + k * self._step - since >= STILL_S * self._rate_hz:
                return k + 1
        return len(far)

    # -- telling ------------------------------------------------------------------------------------

    def _tell(self, closed: PendingAttempt, f: PoseHypothesis, last: int) -> None:
        """Tell an attempt, by the samples up to its due time, or to number `last`."""
        assert closed.outcome is not None
        e = closed.excursion
        begin = max(self._begin, e.onset - round(self._lead_s(e) * self._rate_hz))
        due = min(self._due(closed), last)
        rows = self._buffer.rows(begin, due + 1)
        window = Window(
            rows,
            self._rate_hz,
            e.direction,
            e.rest_deg,
            onset=e.onset - begin,
            peak=e.peak - begin,
            decided=min(e.end - begin, len(rows) - 1),
            earliest=max(closed.earliest - begin, 0),
            latest=len(rows) - 1,
            gaps=tuple(g - begin for g in self.gaps if begin < g < begin + len(rows)),
        )
        attempt, jerks = build_attempt(
            window,
            f.frame,
            self._spec,
            self._rules,
            self._sensing,
            index=self.next_index,
            outcome=closed.outcome,
            reason=closed.reason,
            complete=closed.complete,
        )
        attempt = self._by_its_amplitude(attempt)
        if self._which_rest is not None:
            self._which_rest.take(e, attempt.outcome, self._buffer, self._rate_hz)
        if self._breathing:
            attempt = self._breathed(attempt, closed, f, due)
        self._told_end_s = attempt.end_s
        if self._slip is not None:
            self.out += self._slip.take(attempt, e, closed.earliest, due)
        self.next_index += 1
        self.out.append(attempt)
        self.out.extend(jerks)

    def _lead_s(self, e: Excursion) -> float:
        """How much of what came before an excursion was noticed belongs to it, and to the rest before it."""
        unnoticed_s = UNNOTICED * (e.risen - e.onset) / self._rate_hz
        return min(max(LEAD_S, REST_BEFORE_S + unnoticed_s), LONGEST_LEAD_S)

    def _by_its_amplitude(self, attempt: Attempt) -> Attempt:
        """The amplitude that is reported decides, too: what is too small by it is no repetition."""
        least_deg = self._spec.least_amplitude_deg
        if (
            attempt.outcome != "repetition"
            or attempt.amplitude_deg is None
            or attempt.amplitude_deg >= least_deg
        ):
            return attempt
        why = Reason(Code.TOO_SMALL, peak_deg=attempt.amplitude_deg, least_deg=least_deg)
        return replace(attempt, outcome="too_small", reason=why)

    def _breathed(self, attempt: Attempt, closed: PendingAttempt, f: PoseHypothesis, due: int) -> Attempt:
        onset = closed.excursion.onset
        first, end = max(onset - round(MEMORY_S * self._rate_hz), f.pose.start), due + 1
        for gap in self.gaps:  # nothing is taken across one
            first, end = (max(first, gap), end) if gap <= onset else (first, min(end, gap))
        return with_breathing(
            attempt, self._buffer.rows(first, end), f.frame, self._rate_hz, self._told_end_s
        )

    def _tell_phase(self, phase: PhaseChange) -> None:
        self._phase = phase.name
        t_s = float(self._buffer.rows(phase.number, phase.number + 1)[0, TIME])
        self.out.append(Event(t_s, "phase", phase.name, phase.away_deg, "deg", told_s=t_s))

    def _forget(self, f: PoseHypothesis) -> None:
        e = f.segmenter.excursion
        oldest = min(
            [self._next] + [c.excursion.onset for c in f.closed] + ([e.onset] if e is not None else [])
        )
        lead_s = LONGEST_LEAD_S + 1.0 + (MEMORY_S if self._breathing else 0.0)
        self._buffer.forget_before(oldest - round(lead_s * self._rate_hz))
