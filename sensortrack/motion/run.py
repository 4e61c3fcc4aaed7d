"""One run of the tracker: from a still start pose to the next long gap, on the time grid.

The axis is settled by the first repetition: the run is then gone through again from the start pose, with
the axis of that repetition, before any attempt is told. So the first repetition is measured like the others.
"""

from __future__ import annotations

import math
import sys
from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from ..records import Attempt, Event, FloatArray, Outcome
from .attempt import Sensing, Window, build_attempt
from .axis import AxisLearner, along_largest_tilt
from .excursion import Excursion
from .follow import follow
from .front_end import FrontEnd
from .hang import HangFollower
from .history import ACC, RATE, SHAKE, SLOW_RATE, TIME, UP
from .inclination import MovementFrame
from .repetition_rule import RepetitionRule
from .segmenter import Segmenter
from .shake import SHAKEN_MS2
from .sideways import LEAST_DEG, SHARE, SHARE_FIRST, sideways_deg
from .slip import SlipWatch, rest_in
from .spec import MovementSpec
from .start_pose import Pose, StartPoseFinder
from .still_breathing import MEMORY_S, with_breathing
from .vectors import Vector, along, component, sizes

FINAL_LAG_S = 0.2
"""The final times of an attempt are looked for so long after it was decided that it had ended."""
LEAD_S = 3.0
"""How much of what came before an attempt is looked at."""
LONGEST_MEMORY_S = 300.0
REST_S = (1.5, 0.1)
"""The rest before an excursion, its onset left out, tells whether the sensor still sits as it did."""
AXIS_LEAD_S = 0.8
"""So much of the rest before a repetition tells the axis together with it."""
SHAKEN_OFF_AXIS = 0.4
"""A shaken excursion with this share of turning about other axes is one of steps."""
ACROSS, ACROSS_NOISE_DEG = 0.58, 6.0
"""Turning about other axes, as a share of that about the movement's, that no repetition has; sway adds to it."""
ALONG = 0.5
"""Below this share the excursion surely goes along the axis."""
BEFORE_S = (1.5, 0.2)
"""From the time before an excursion, its onset left out, the gyroscope's bias about the vertical is told."""


@dataclass(slots=True)
class Closed:
    """An excursion that has ended and waits for its outcome and its last samples."""

    excursion: Excursion
    due: int
    earliest: int
    outcome: Outcome | None
    reason: str | None
    complete: bool


class Run:
    """Follows the movement from the first sample after a long gap.

    Parameters
    ----------
    front : FrontEnd
        Gives the rows; the run reads those that have come since it began.
    mounting_known : bool
    rule : RepetitionRule
    step : int
        Samples in one step of the time grid.
    axis : (3,) float or None
        Axis in the sensor's axes where it is known, declared or learned in an earlier run.
    axis_final : bool
        Whether that axis was learned already.
    breathing : bool
        Whether breathing is measured in stillness; then a minute before each attempt is remembered.
    """

    def __init__(
        self,
        front: FrontEnd,
        spec: MovementSpec,
        *,
        mounting_known: bool,
        rule: RepetitionRule,
        step: int,
        first_index: int,
        axis: Vector | None,
        axis_final: bool,
        breathing: bool = False,
    ) -> None:
        self._front, self._history, self._spec, self._rule = front, front.history, spec, rule
        self._sensing = Sensing(front.has_gyroscope, mounting_known)
        self._rate_hz, self._step, self._step_s = front.rate_hz, step, step / front.rate_hz
        self._index = first_index
        self.axis, self.axis_final = axis, axis_final
        self._slip = SlipWatch() if spec.kind == "repetitions" else None
        self._breathing = breathing and spec.kind == "repetitions" and front.has_gyroscope
        self._told_end_s = -math.inf
        self.gaps: list[int] = []
        self._begin = self._next = -(-front.history.end // step) * step
        self._finder = StartPoseFinder(
            self._step_s, self._rate_hz, spec.start_up if mounting_known else None, spec.amplitude_deg
        )
        self.pose: Pose | None = None
        self.frame: MovementFrame | None = None
        self._segmenter = self._new_segmenter()
        self._closed: deque[Closed] = deque()
        self._last_end = self._begin
        self._told = -1
        self._phase = "rest"
        self._axis_learner = AxisLearner(spec)
        self.hang = HangFollower(self._step_s) if spec.kind == "hang" else None
        self.largest_deg = 0.0
        self.out: list[Event | Attempt] = []

    # -- going through the samples ------------------------------------------------------------------

    def advance(self) -> None:
        """Go through all grid steps that have come."""
        while self._next < self._history.end:
            if self.frame is None:
                self._seek_pose()
            elif self.hang is not None:
                rows = self._history.rows(self._next, self._history.end)[:: self._step]
                self.out += self.hang.follow(rows, self.frame)
                self._next += len(rows) * self._step
            else:
                self._follow(self.frame)
        if self.frame is not None and self.hang is not None:
            self._history.forget_before(self._next)
        elif self.frame is not None and self.axis_final:
            self._forget()
        else:
            self._history.forget_before(self._memory_begins())

    def close(self, reason: str) -> None:
        """End the run: a long gap, or the end of the recording; `reason` is told of an open attempt."""
        if self.frame is None:
            pose = self._finder.best()
            if pose is None and not self._sensing.has_gyroscope:
                # Without one, stillness is poorly told: the accelerometer feels every jolt.
                pose = self._finder.without_stillness(to_both_sides=self._spec.sides == "directions")
            if pose is None:
                return
            self._start(pose)
            self.advance()
        if self.hang is not None:
            return
        if not self.axis_final:
            self._settle_axis_at_last()
        frame = self.frame
        assert frame is not None
        last = self._history.end - 1
        angle_deg = float(frame.angle(self._history.rows(last, last + 1)[:, UP])[0])
        e = self._segmenter.break_off(last, angle_deg, reason)
        if e is not None:
            self._note_end(e, frame)
        decided = iter(self._rule.settle(final=True) or ())
        for closed in self._closed:
            if closed.outcome is None:
                self._set_outcome(closed, next(decided))
        while self._closed:
            self._tell(self._closed.popleft(), frame)

    def _seek_pose(self) -> None:
        rows = self._history.rows(self._next, self._history.end)[:: self._step]
        speeds, forces = (sizes(rows[:, columns]).tolist() for columns in (SLOW_RATE, ACC))
        for up, rate, force in zip(rows[:, UP].tolist(), speeds, forces, strict=True):
            pose = self._finder.step(self._next, (up[0], up[1], up[2]), rate, force)
            self._next += self._step
            if pose is not None:
                self._start(pose)
                return

    def _start(self, pose: Pose) -> None:
        self.pose = pose
        self._begin = max(self._begin, self._memory_begins())
        rows = self._history.rows(pose.start, pose.end)
        up = pose.up
        if pose.still:
            up = self._front.know_pose(pose, self._begin)
            self._sensing = replace(self._sensing, still_rate_dps=rows[:, RATE].copy())
        frame = MovementFrame(up)
        self.frame = frame if self.axis is None else frame.with_axis(self.axis)
        last = self._next - self._step
        told_s = float(self._history.rows(last, last + 1)[0, TIME])
        self.out.append(Event(float(rows[0, TIME]), "start_pose", told_s=told_s))
        self._replay()

    def _memory_begins(self) -> int:
        """The first grid step that a run is gone through from again: it depends on the samples alone."""
        return (self._next - round(LONGEST_MEMORY_S * self._rate_hz)) // self._step * self._step

    def _replay(self) -> None:
        self._told = max(self._told, self._next)
        self._next = max(self._begin, self._memory_begins())
        self._last_end = self._next
        self._segmenter = self._new_segmenter()
        self._closed.clear()

    def _new_segmenter(self) -> Segmenter:
        open_ = self._spec.either_way and not self.axis_final
        both_ways = self.axis is not None and (self._spec.sides == "directions" or open_)
        return Segmenter(
            self._step,
            self._step_s,
            self._rule.reference_deg,
            both_ways=both_ways,
            steps_told=self._steps_told,
        )

    def _follow(self, frame: MovementFrame) -> None:
        rows = self._history.rows(self._next, self._history.end)[:: self._step]
        angles = frame.angle(rows[:, UP])
        speeds = _slow_speed(rows, frame, angles)
        turns, shakes = sizes(rows[:, SLOW_RATE]), rows[:, SHAKE].copy()
        assert self.pose is not None
        first, step, k = self._next, self._step, 0
        settled = ((self.pose.start + self.pose.end) // 2 - first) // step
        while k < len(rows):
            settling = k <= settled and self._segmenter.settling
            if settling and (k == settled or abs(angles[k]) <= self._segmenter.onset_deg):
                self._segmenter.settle(float(angles[k]))
                settling = False
            self._tell_due(first + k * step, frame)
            until = k + 1 if settling else min(len(rows), self._next_due(first, k))
            k, ended, phase = follow(
                self._segmenter, angles, speeds, turns, shakes, k, until, first, step, self._phase, self._told
            )
            self._next = first + k * step
            if phase != self._phase:
                self._tell_phase(self._next - step, float(angles[k - 1]), phase)
            if ended is not None and self._note_end(ended, frame):
                return

    def _next_due(self, first: int, k: int) -> int:
        """The grid step at which the next attempt is due to be told, after step k."""
        if not self._closed or not self.axis_final or self._closed[0].outcome is None:
            return sys.maxsize
        return max(k + 1, -((first - self._closed[0].due) // self._step))

    # -- an excursion has ended ---------------------------------------------------------------------

    def _note_end(self, e: Excursion, frame: MovementFrame) -> bool:
        """Decide what an excursion was; True where the frame has changed by it."""
        complete = e.ended_by in ("home", "next", "settled")
        self.largest_deg = max(self.largest_deg, e.peak_deg)
        closed = Closed(e, e.end + round(FINAL_LAG_S * self._rate_hz), self._last_end, None, None, complete)
        if e.ended_by == "moved":
            away_deg = e.lowest_deg
            closed.outcome = "aborted"
            closed.reason = f"it ended {away_deg:.0f}° from where it began: the posture has changed"
        elif not complete:
            closed.outcome, closed.reason = "interrupted", e.ended_by
        elif self._steps_told and e.shaken_ms2 > SHAKEN_MS2 and e.off_axis > SHAKEN_OFF_AXIS:
            closed.outcome = "aborted"
            closed.reason = "it was shaken and turned about every axis, as in steps"
        elif (sideways := self._why_sideways(e, frame)) is not None:
            closed.outcome, closed.reason = "aborted", sideways
        else:
            self._decide(closed)
        told_axis = False
        if closed.outcome == "repetition":
            lead = min(round(AXIS_LEAD_S * self._rate_hz), e.onset - self._history.first)
            self._axis_learner.add(e, self._history.rows(e.onset - lead, e.end + 1), lead, frame)
            told_axis = self._axis_learner.enough
        if told_axis:
            self.frame = self._axis_learner.learned(frame)
            self.axis = self.frame.axis
        if told_axis and not self.axis_final:
            self.axis_final = True
            self._axis_learner.clear()
            self._rule = self._fresh_rule()
            self._replay()
            return True
        self._closed.append(closed)
        self._last_end = e.end
        self._segmenter.refer_to(self._rule.reference_deg)
        return told_axis

    def _decide(self, closed: Closed) -> None:
        e = closed.excursion
        self._set_outcome(closed, self._rule.decide(e.peak_deg, e.above_half_s, self._segmenter.sway_deg))
        for waiting, yes in zip(
            [c for c in self._closed if c.outcome is None] + ([closed] if closed.outcome is None else []),
            self._rule.settle(final=False) or (),
            strict=False,
        ):
            self._set_outcome(waiting, yes)

    def _set_outcome(self, closed: Closed, is_repetition: bool | None) -> None:
        e = closed.excursion
        if is_repetition is None:
            return
        if is_repetition:
            closed.outcome = "repetition"
        elif e.peak_deg < (least := self._rule.least_deg(self._segmenter.sway_deg)):
            closed.outcome = "too_small"
            closed.reason = (
                f"it reached {e.peak_deg:.1f}°; a repetition of this exercise reaches {least:.3g}°"
            )
        else:
            usual = self._rule.reference_deg
            turned_back = "" if e.peak_deg > usual else " and turned back"
            closed.outcome = "aborted"
            closed.reason = f"it reached {e.peak_deg:.1f}°{turned_back}; usual are {usual:.1f}°"

    @property
    def _steps_told(self) -> bool:
        """Whether steps are no part of the exercise, and told from it: without a gyroscope they can't be."""
        return self._spec.kind != "walk" and self._sensing.has_gyroscope

    def _why_sideways(self, e: Excursion, frame: MovementFrame) -> str | None:
        if frame.axis is None or not self._steps_told:
            return None
        if e.off_axis > ACROSS + ACROSS_NOISE_DEG / e.peak_deg:
            return f"it turned {e.off_axis:.1f} times as much about other axes as about the exercise's"
        if e.off_axis < ALONG or self._spec.sides == "limbs":
            return None
        before, until = (e.onset - round(s * self._rate_hz) for s in BEFORE_S)
        before = max(before, self._last_end + round(BEFORE_S[1] * self._rate_hz))
        off_deg = sideways_deg(
            self._history.rows(e.onset, e.risen + 1),
            self._history.rows(before, max(before, until)),
            frame,
            self._rate_hz,
            has_gyroscope=self._sensing.has_gyroscope,
        )
        share = SHARE if self.axis_final else SHARE_FIRST
        if off_deg <= max(share * e.peak_deg, LEAST_DEG):
            return None
        return f"it went {off_deg:.0f}° sideways or around, {e.peak_deg:.0f}° along the exercise's axis"

    # -- the axis -----------------------------------------------------------------------------------

    def _settle_axis_at_last(self) -> None:
        """Too few repetitions to tell the axis: what they tell, the declared one, or the largest tilt's."""
        assert self.frame is not None
        if self._axis_learner.any:
            self.frame = self._axis_learner.learned(self.frame)
            self._axis_learner.clear()
        elif self.frame.axis is None:
            rows = self._history.rows(self._begin, self._history.end)
            self.frame = along_largest_tilt(self.frame, rows)
        self.axis = self.frame.axis
        self.axis_final = True
        self._rule = self._fresh_rule()
        self._replay()
        self.advance()

    def _fresh_rule(self) -> RepetitionRule:
        return RepetitionRule(self._spec.amplitude_deg, self._spec.least_amplitude_deg)

    @property
    def rule(self) -> RepetitionRule:
        """The rule with what it has learned, for the next run."""
        return self._rule

    @property
    def rejected(self) -> str | None:
        """Why a still pose wasn't taken for the start pose."""
        return self._finder.rejected

    @property
    def next_index(self) -> int:
        """Index of the next attempt."""
        return self._index

    def _tell_due(self, number: int, frame: MovementFrame) -> None:
        # Before the axis is final nothing is told: the run will be gone through again with the final one.
        while self.axis_final and self._closed:
            first = self._closed[0]
            if first.outcome is None or first.due > number:
                return
            self._tell(self._closed.popleft(), frame)

    # -- telling ------------------------------------------------------------------------------------

    def _tell(self, closed: Closed, frame: MovementFrame) -> None:
        assert closed.outcome is not None
        e = closed.excursion
        begin = max(self._begin, e.onset - round(LEAD_S * self._rate_hz))
        rows = self._history.rows(begin, closed.due + 1)
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
            frame,
            self._spec,
            self._sensing,
            index=self._index,
            outcome=closed.outcome,
            reason=closed.reason,
            complete=closed.complete,
        )
        if self._breathing:
            attempt = self._breathed(attempt, closed, frame)
        self._told_end_s = attempt.end_s
        if self._slip is not None:
            self._watch_rest(max(closed.earliest, e.onset - round(REST_S[0] * self._rate_hz)), e.onset)
        self._index += 1
        self.out.append(attempt)
        self.out.extend(jerks)

    def _watch_rest(self, first: int, end: int) -> None:
        """A sensor that slips between two attempts is told: it points another way in rest, and stays so."""
        rows = self._history.rows(first, end - round(REST_S[1] * self._rate_hz))
        rest = rest_in(rows[:, TIME], rows[:, ACC]) if len(rows) else None
        event = None if rest is None or self._slip is None else self._slip.rest(rest)
        if event is not None:
            self.out.append(event)

    def _breathed(self, attempt: Attempt, closed: Closed, frame: MovementFrame) -> Attempt:
        assert self.pose is not None
        onset = closed.excursion.onset
        first, end = max(onset - round(MEMORY_S * self._rate_hz), self.pose.start), closed.due + 1
        for gap in self.gaps:  # nothing is taken across one
            first, end = (max(first, gap), end) if gap <= onset else (first, min(end, gap))
        return with_breathing(attempt, self._history.rows(first, end), frame, self._rate_hz, self._told_end_s)

    def _tell_phase(self, number: int, angle: float, phase: str) -> None:
        self._phase = phase
        t_s = float(self._history.rows(number, number + 1)[0, TIME])
        self.out.append(Event(t_s, "phase", phase, angle - self._segmenter.rest_deg, "deg", told_s=t_s))

    def _forget(self) -> None:
        e = self._segmenter.excursion
        oldest = min(
            [self._next] + [c.excursion.onset for c in self._closed] + ([e.onset] if e is not None else [])
        )
        lead_s = LEAD_S + 1.0 + (MEMORY_S if self._breathing else 0.0)
        self._history.forget_before(oldest - round(lead_s * self._rate_hz))


def _slow_speed(rows: FloatArray, frame: MovementFrame, angle_deg: FloatArray) -> FloatArray:
    if frame.axis is not None:
        return component(rows[:, SLOW_RATE], frame.axis)
    # While there is no axis: how fast the tilt grows, whatever its direction.
    tilt = frame.tilt(rows[:, UP])
    return along(rows[:, SLOW_RATE], tilt) / np.maximum(angle_deg, 1e-3)
