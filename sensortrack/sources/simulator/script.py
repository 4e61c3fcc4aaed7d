"""The script of a set: what the person commands when, from the plan and from chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

import numpy as np

from sensortrack.records import FloatArray, Outcome, Side

from .difficulty import Difficulty
from .draws import Draws, draw
from .exercise_motions import LIMB_SHARE, ExerciseMotion
from .paths import Segment
from .phases import PhaseMotion, move
from .random_streams import Streams
from .set_plan import JerkPhase, SetPlan
from .shapes import min_jerk, passes
from .walking_steps import SPELL_S, Walker

_TAIL_S = 2.0
_ABORT_MAX_S = 1.1
_FIDGET_S = 0.8
_FIDGET_STILL_S = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """One attempt as it was commanded."""

    outcome: Outcome
    side: Side | None
    direction: int
    amplitude_deg: float
    hold_s: float
    out: PhaseMotion
    back: PhaseMotion


@dataclass(slots=True, eq=False)
class MotionScript:
    """Everything that happens until `end_s`, in order of time.

    `commands`, `shakes`, `fidgets` turn the body (rotation vectors in deg); `rolls` turn it with
    each step and `strides` carry it (m, start frame); `steps_s` are the times of the steps.
    """

    commands: list[Segment] = field(default_factory=list)
    shakes: list[Segment] = field(default_factory=list)
    fidgets: list[Segment] = field(default_factory=list)
    rolls: list[Segment] = field(default_factory=list)
    strides: list[Segment] = field(default_factory=list)
    steps_s: list[float] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    hang_s: tuple[float, float] | None = None
    end_s: float = 0.0


def write_script(plan: SetPlan, difficulty: Difficulty, streams: Streams) -> MotionScript:
    """Lay the plan out in time."""
    exercise = plan.moves
    if exercise.kind == "hang":
        hang_s = (plan.lead_in_s, plan.lead_in_s + (plan.duration_s or 0.0))
        return MotionScript(hang_s=hang_s, end_s=hang_s[1] + _TAIL_S)
    return _Writer(plan, exercise, draw(plan, exercise, difficulty, streams), streams).write()


class _Writer:
    """Holds the clock while the script is written."""

    def __init__(self, plan: SetPlan, exercise: ExerciseMotion, draws: Draws, streams: Streams) -> None:
        self.plan, self.exercise, self.draws = plan, exercise, draws
        self.script = MotionScript()
        self.now = plan.lead_in_s
        self.walker = Walker(streams["steps"]) if exercise.kind == "walk" else None

    def write(self) -> MotionScript:
        plan, draws = self.plan, self.draws
        spell_s = self._spell_s()
        rest_s = plan.rest_s
        for k in range(plan.repetitions):
            rest_s = float(draws.rest_s[k])
            if k == 0 or draws.rest_s[k - 1] > 0.0:  # who doesn't rest doesn't walk either
                self._walk(spell_s)
                if k > 0 and draws.abort_share[k] > 0.0:
                    self._abort(k)
                    self.now += max(rest_s, 0.5 * plan.rest_s)
            self._repeat(k)
            self.now += rest_s
            if rest_s > 0.0 and np.any(draws.fidget_deg[k]) and k + 1 < plan.repetitions:
                self._fidget(k, rest_s)
        self.now += max(_TAIL_S - rest_s, 0.0) if plan.repetitions else 0.0
        if self.walker is not None:
            self._walk(max(spell_s, plan.lead_in_s + (plan.duration_s or 0.0) - self.now))
        self.script.end_s = self.now
        return self.script

    def _side(self, k: int) -> Side | None:
        if not self.exercise.two_sided:
            return None
        if self.plan.sides == "alternate":
            return "left" if k % 2 == 0 else "right"
        return self.plan.sides

    def _turn(self, k: int, side: Side | None, angle_deg: float) -> tuple[FloatArray, int]:
        """The rotation vector (3,) in deg of the way out, and the direction about the axis."""
        left = -1.0 if side == "right" else 1.0
        axis = np.array(self.exercise.axis)
        across = np.array(self.draws.off_axis[k])
        if self.exercise.side_axis is not None:
            across += left * LIMB_SHARE * np.array(self.exercise.side_axis)
            left = 1.0
        turn: FloatArray = angle_deg * (left * axis + across)
        return turn, int(left)

    def _repeat(self, k: int) -> None:
        d = self.draws
        side = self._side(k)
        amplitude = float(d.amplitude_deg[k])
        turn, direction = self._turn(k, side, amplitude)
        wanted = {j.phase: j.kind for j in self.plan.jerks if j.repetition == k + 1}
        hold_s = float(d.hold_s[k])

        def way(
            column: int, phase: JerkPhase, start_s: float, duration_s: float, change: FloatArray
        ) -> PhaseMotion:
            return move(
                start_s,
                duration_s,
                change,
                pause_s=float(d.pause_s[k, column]),
                pause_place=float(d.pause_place[k, column]),
                jerk=wanted.get(phase),
                tremor_hz=float(d.tremor_hz[k, column]),
            )

        out = way(0, "out", self.now, float(d.out_s[k]), turn)
        back = way(1, "return", out.end_s + hold_s, float(d.return_s[k]), -turn)
        outcome = self._outcome(amplitude, hold_s, out, back)
        self._add(Act(outcome, side, direction, amplitude, hold_s, out, back))

    def _outcome(self, amplitude: float, hold_s: float, out: PhaseMotion, back: PhaseMotion) -> Outcome:
        """What the catalogue's definition of a repetition says of a whole excursion."""
        definition = self.exercise.rules.repetition
        earlier = [a.amplitude_deg for a in self.script.acts if a.outcome == "repetition"]
        usual = median(earlier) if earlier else amplitude
        moving_s = back.end_s - back.segments[0].start_s + out.end_s - out.segments[0].start_s
        raised_s = hold_s + (1.0 - passes(min_jerk(), definition.raised_share)) * moving_s
        share = definition.long_share if raised_s >= definition.long_s else definition.short_share
        counts = amplitude >= max(self.exercise.least_amplitude_deg, share * usual)
        return "repetition" if counts else "too_small"

    def _abort(self, k: int) -> None:
        """An attempt that turns back: too short in time, and too small, to be a repetition."""
        d = self.draws
        amplitude = float(d.amplitude_deg[k] * d.abort_share[k])
        turn, direction = self._turn(k, self._side(k), amplitude)
        planned = (self.plan.out_s, self.plan.return_s)
        out_s, back_s = (
            min(float(p * q), _ABORT_MAX_S) for p, q in zip(planned, d.abort_tempo[k], strict=True)
        )
        out = move(self.now, out_s, turn)
        self._add(
            Act("aborted", self._side(k), direction, amplitude, 0.0, out, move(out.end_s, back_s, -turn))
        )

    def _add(self, act: Act) -> None:
        self.script.acts.append(act)
        for way in (act.out, act.back):
            self.script.commands.extend(way.segments)
            self.script.shakes.extend(way.shakes)
        self.now = act.back.end_s

    def _fidget(self, k: int, rest_s: float) -> None:
        """A shift in the middle of the rest, which it lengthens: there, and half of the times back."""
        shift = np.array(self.draws.fidget_deg[k])
        lasts = bool(self.draws.fidget_lasts[k])
        if not lasts:
            # There and back along the exercise's axis would be a repetition of its own.
            axis = np.array(self.exercise.axis)
            along = float(shift @ axis)
            most = 0.4 * float(self.draws.amplitude_deg.min())
            shift -= axis * (along - float(np.clip(along, -most, most)))
        start = self.now - 0.5 * rest_s + _FIDGET_STILL_S
        moved = [move(start, _FIDGET_S, shift)]
        if not lasts:
            moved.append(move(moved[0].end_s, _FIDGET_S, -shift))
        self.script.fidgets.extend(s for m in moved for s in m.segments)
        self.now += 2.0 * _FIDGET_STILL_S + _FIDGET_S * len(moved)

    def _spell_s(self) -> float:
        """How long to walk before each bend and after the last, so that the whole takes its time."""
        plan = self.plan
        bend_s = [
            plan.out_s + plan.hold_of(k) + plan.return_s + 2.0 * plan.rest_s for k in range(plan.repetitions)
        ]
        return max(SPELL_S, ((plan.duration_s or 0.0) - sum(bend_s)) / (len(bend_s) + 1))

    def _walk(self, spell_s: float) -> None:
        if self.walker is None:
            return
        spell = self.walker.walk(self.now, spell_s)
        self.script.rolls.extend(spell.rolls)
        self.script.strides.extend(spell.strides)
        self.script.steps_s.extend(spell.steps_s)
        self.now = spell.end_s + self.plan.rest_s
