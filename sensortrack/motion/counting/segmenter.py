"""Attempts from the movement's angle: a state machine that takes one grid step at a time.

The angle decides, the speed only tells stillness. One attempt is one excursion from the rest level and back.
The rest level follows stillness near it and goes along inward, never with a hold.
"""

from __future__ import annotations

import math

from .coming_home import came_back_to_shelf, is_at_shelf, low_enough_deg, near_deg, rise_deg
from .excursion import Excursion
from .shake import MEAN_S, stepped_ms2
from .stepping import Stepping

# Fractions of the reference amplitude (the running median of the repetitions) or of the excursion's own peak.
ONSET = 0.13
ONSET_LEAST_DEG = 1.3
"""An excursion begins beyond so many deg at least, however small the exercise: sway seldom goes further."""
VALLEY = 0.4
"""What falls below this share of its peak may have come back, and the next rise is a movement of its own."""
WHOLE = 0.55
"""What falls by this share of the reference from its peak, and rises again, was a movement of its own."""
LOW_PEAK = 0.5
"""Stillness below this share of the peak is on the way back, and no longer the hold."""
SETTLES_FAR, SETTLES_NEAR = 0.5, 0.25
"""Stillness within this share of the usual amplitude of the start pose is the rest."""
SHELF_LOW, SHELF_HIGH = 0.2, 0.6
"""Between these shares of the usual amplitude stillness on the way is a stop, or a shift of posture: lower it is sway,
higher a small hold."""
FURTHER = 0.5
"""A movement that goes on outward by more than this share of the usual amplitude has left its shelf."""

STILL_FRACTION, STILL_LEAST_DPS, STILL_MOST_DPS = 0.1, 1.5, 3.0
"""A person is still below this many deg/s for each deg of the reference, within these limits in deg/s: small
movements are slow."""
END_SPEED, END_LEAST_DPS = 0.08, 0.7
"""The return is over when it is slower than this fraction of its peak speed, or than sway is, in deg/s."""
DWELL_S = 0.1
"""A return so slow that sway alone can halt it must stay so slow for so long."""

ARM_S = 0.5
"""Stillness of this length, in s, is needed before a rest level is known."""
SETTLE_S = 0.3
"""The rest level follows a stillness of this length, in s: a movement that has only halted lasts less."""
REST_TAU_S = 0.7
"""Time constant, in s, with which the rest level follows stillness."""
REST_MOST_DPS = 0.5
"""The rest level rises no faster: a slow beginning of a movement must not take it along."""
INWARD_TAU_S = 0.3
"""Time constant, in s, with which the rest level follows a person who goes inward of it."""
INWARD_MOST_DPS = 2.0
"""The rest level goes inward no faster, in deg/s: a swing beyond the rest is over before that."""
CALM_TAU_S = 0.2
"""Stillness is judged by a speed that is smoothed so much: tremor is no movement."""
STOP_DPS = 0.25
"""Below this speed, in deg/s, a movement has stopped; sway passes through it about once a second."""
ONE_WAY_LEAST_DEG, ONE_WAY = 1.5, 3.5
"""A person who has gone on one way by more than this, in deg, and by this many times the RMS of sway and breathing,
is moving, however slowly: a breath of amplitude a has the RMS 0.7 a, and goes 2 a one way."""
REBASE_S = 1.8
"""Stillness of this length, in s, is more than a slow end: small movements begin and end slowly."""
PAUSE_S = 10.0
"""The longest pause on the way out or back, in s. A person who keeps still for longer has stopped there; one who takes
twelve seconds and more for a way halts for several seconds on it."""
LONGEST_S = 180.0
"""An excursion that lasts longer, in s, is given up: no plan asks for so long a hold."""
SWAY_TAU_S = 10.0
"""Time constant, in s, of the mean square of the sway: some breaths."""

SETTLING, REST, AWAY = 0, 1, 2
"""What is going on: no rest level is known, the person is near it, or away from it."""


class Segmenter:
    """Cuts the angle into excursions.

    Parameters
    ----------
    step : int
        Samples in a grid step.
    step_s : float
        Time between grid steps.
    reference_deg : float
        Expected amplitude in deg; see `refer_to`.
    raised_share, shift_deg : float
        See `rules.RepetitionDefinition`; what stays away further than a shift of posture has not come back.
    both_ways : bool
        True where outward goes both ways about the axis.
    pose_still : bool
        Whether the start pose was a still one: then the rest level may be as far from it as half a repetition. Where
        nobody was still in it (it lies between two sides, or was passed slowly) a small hold may be as near.
    stepping : Stepping
        Tells whether the person steps.

    Attributes
    ----------
    state : int
        SETTLING (no rest level is known), REST or AWAY.
    rest_deg, onset_deg, still_dps : float
        Rest level, how far from it an excursion begins, and the speed below which the person is still.
    excursion : Excursion or None
        The one that is going on.
    has_begun : bool
        Whether there was a repetition, to be set from outside.
    goes_on : bool
        Whether the person, slow as in stillness, has gone on one way by more than sway does.
    """

    def __init__(
        self,
        step: int,
        step_s: float,
        reference_deg: float,
        *,
        raised_share: float,
        shift_deg: float,
        both_ways: bool,
        pose_still: bool,
        stepping: Stepping,
    ) -> None:
        self._step, self._step_s = step, step_s
        self._raised_share, self._shift_deg = raised_share, shift_deg
        self.has_begun = False
        self._both_ways, self._stepping = both_ways, stepping
        self._settles_within = SETTLES_FAR if pose_still else SETTLES_NEAR
        self.state = SETTLING
        self.rest_deg = self._inner_deg = 0.0
        self.excursion: Excursion | None = None
        self._still_steps = self._home_steps = 0
        self._calm_dps = self._slow_from_deg = 0.0
        self.goes_on = False
        self._rest_gain = step_s / (REST_TAU_S + step_s)
        self._calm_gain = step_s / (CALM_TAU_S + step_s)
        self._inward_gain = step_s / (INWARD_TAU_S + step_s)
        self._sway_gain = step_s / (SWAY_TAU_S + step_s)
        self._sway_deg2 = 0.0
        self.refer_to(reference_deg)

    def refer_to(self, reference_deg: float) -> None:
        """Set the reference amplitude: it is known better as repetitions come in."""
        self._reference_deg = reference_deg
        self.onset_deg = max(ONSET * reference_deg, ONSET_LEAST_DEG)
        self.still_dps = min(max(STILL_FRACTION * reference_deg, STILL_LEAST_DPS), STILL_MOST_DPS)

    @property
    def settling(self) -> bool:
        """Whether no rest level is known yet, or any more."""
        return self.state == SETTLING

    def _still_s(self) -> float:
        """For how long the person has been still."""
        return self._still_steps * self._step_s

    def settle(self, angle_deg: float) -> None:
        """The person is known to be in the start pose now."""
        self.state = REST
        self.excursion = None
        self.rest_deg = self._inner_deg = angle_deg

    @property
    def sway_deg(self) -> float:
        """Root mean square of the angle about the rest level, of late."""
        return math.sqrt(self._sway_deg2)

    def one_way_deg(self) -> float:
        """How far sway and breathing go one way at most, in deg: a person who has gone further is moving."""
        return max(ONE_WAY_LEAST_DEG, ONE_WAY * math.sqrt(self._sway_deg2))

    def step(
        self, number: int, angle_deg: float, speed_dps: float, turn_dps: float, shake_ms2: float
    ) -> Excursion | None:
        """Take one grid step; the excursion that has just ended, or None.

        Parameters
        ----------
        number : int
            Sample number.
        angle_deg, speed_dps : float
            About the axis.
        turn_dps : float
            Size of the angular rate about all axes.
        shake_ms2 : float
            See `shake.Shake`.
        """
        self._watch(angle_deg, speed_dps)
        stepping = self._stepping
        steps = stepping.watch(speed_dps, turn_dps, shake_ms2)
        if steps:
            # A person who walks does no repetition; stillness is needed before the next one.
            self.state = SETTLING
            self._still_steps = 0
            if self.excursion is not None:
                self.excursion.end_value, self.excursion.end_limit = stepping.value, stepping.limit
            return self.close(number, steps)
        if self.state == AWAY:
            return self._away(number, angle_deg, speed_dps, turn_dps, shake_ms2)
        away = angle_deg - self.rest_deg
        if self.state == SETTLING:
            if self._still_s() < ARM_S or abs(away) > self._settles_within * self._reference_deg:
                return None
            self.settle(angle_deg)
        self._follow_rest(angle_deg)
        away = angle_deg - self.rest_deg
        if not self.goes_on:
            self._sway_deg2 += (away * away - self._sway_deg2) * self._sway_gain
        direction = -1 if self._both_ways and away < 0 else 1
        if direction * away <= self.onset_deg:
            return None
        self.excursion = Excursion(number, direction, self.rest_deg)
        self.state = AWAY
        return self._away(number, angle_deg, speed_dps, turn_dps, shake_ms2)

    def _watch(self, angle_deg: float, speed_dps: float) -> None:
        """Tell stillness from movement: a still person is slow, and doesn't go on one way."""
        before_dps = self._calm_dps
        self._calm_dps += (speed_dps - self._calm_dps) * self._calm_gain
        slow = abs(self._calm_dps) < self.still_dps
        if not slow or abs(self._calm_dps) < STOP_DPS or before_dps * self._calm_dps <= 0.0:
            self._slow_from_deg = angle_deg
        self.goes_on = abs(angle_deg - self._slow_from_deg) > self.one_way_deg()
        self._still_steps = self._still_steps + 1 if slow and not self.goes_on else 0

    def break_off(self, number: int, angle_deg: float) -> Excursion | None:
        """End the excursion that is going on where the samples end: it may have come home already."""
        e = self.excursion
        if e is None:
            return None
        if came_back_to_shelf(e, self._reference_deg):
            e.begin_from_shelf(self._step)
        height = e.direction * (angle_deg - e.rest_deg)
        e.end_value = height
        e.end_limit = (
            low_enough_deg(e, self._reference_deg, self._shift_deg)
            if self._still_s() >= ARM_S
            else near_deg(e, self._reference_deg)
        )
        return self.close(number, "home" if height <= e.end_limit else "cut")

    def close(self, number: int, ended_by: str) -> Excursion | None:
        """End the excursion that is going on, if there is one."""
        e, self.excursion = self.excursion, None
        if e is not None:
            if came_back_to_shelf(e, self._reference_deg):
                e.begin_from_shelf(self._step)
            e.finish(number, ended_by, self._step, self._step_s, self._raised_share, MEAN_S)
        return e

    def _follow_rest(self, angle_deg: float) -> None:
        """Move the rest level: inward at once to where it was before the attempt, soon beyond; else with stillness."""
        away = angle_deg - self.rest_deg
        to_inner = self._inner_deg - self.rest_deg
        if away * to_inner > 0.0:
            self.rest_deg += away if abs(away) < abs(to_inner) else to_inner
        elif away < 0.0 and not self._both_ways:
            self.rest_deg += max(away * self._inward_gain, -INWARD_MOST_DPS * self._step_s)
            self._inner_deg = self.rest_deg
        elif abs(away) <= self.onset_deg and self._still_s() >= SETTLE_S:
            most = REST_MOST_DPS * self._step_s
            self.rest_deg += min(max(away * self._rest_gain, -most), most)
            self._inner_deg = self.rest_deg

    def _away(
        self,
        number: int,
        angle_deg: float,
        speed_dps: float,
        turn_dps: float,
        shake_ms2: float,
    ) -> Excursion | None:
        e = self.excursion
        assert e is not None
        height, outward_dps = e.direction * (angle_deg - e.rest_deg), e.direction * speed_dps
        e.add(number, height, outward_dps, turn_dps, shake_ms2)
        ended_by = self._ended_by(e, number, height, outward_dps)
        if not ended_by:
            self._watch_shelf(e, number, height)
            return None
        went_out_again = ended_by == "next" or (
            ended_by == "moved" and height > e.lowest_deg + self.onset_deg
        )
        was_from_shelf = e.from_shelf
        self.close(e.valley if went_out_again else number, ended_by)
        if e.from_shelf and not was_from_shelf:
            height = e.direction * (angle_deg - e.rest_deg)
            if ended_by == "settled":
                e.end_value, e.end_limit = height, max(near_deg(e, self._reference_deg), self._shift_deg)
            elif ended_by == "moved":
                e.end_value -= e.shelf_deg
        stepped = stepped_ms2((number - e.onset) // self._step * self._step_s, e.peak_deg, self.has_begun)
        if self._stepping.off_axis and e.shaken_ms2 > stepped:
            self.state = SETTLING
            self._still_steps = 0
            e.end, e.ended_by = number, "steps"
            e.end_value, e.end_limit = e.shaken_ms2, stepped
            return e
        self.state = SETTLING if ended_by == "lost" else REST
        # Home is near the rest level, not at it: the next attempt must not begin from what is left of this
        # one. Beyond it (a swing through) is no rest level either, unless the person settles there.
        left = max(0.0, e.lowest_deg if went_out_again else height)
        at_rest = ended_by in ("settled", "moved", "lost") and not went_out_again
        self.rest_deg = angle_deg if at_rest else e.rest_deg + e.direction * left
        self._inner_deg = angle_deg if at_rest else e.rest_deg
        return e

    def _ended_by(self, e: Excursion, number: int, height: float, outward_dps: float) -> str:
        low = e.lowest_deg
        slow_dps = END_SPEED * e.return_speed_dps
        near = height <= near_deg(e, self._reference_deg)
        if near and (self._home_steps or abs(outward_dps) < max(END_LEAST_DPS, slow_dps)):
            if slow_dps >= END_LEAST_DPS or self._home_steps * self._step_s >= DWELL_S:
                self._home_steps = 0
                e.end_value, e.end_limit = height, near_deg(e, self._reference_deg)
                return "home"
            self._home_steps += 1
        else:
            self._home_steps = 0
        base = e.shelf_deg if e.may_have_shifted() else 0.0
        fell = low - base <= VALLEY * (e.peak_deg - base) and e.peak_deg - low >= WHOLE * self._reference_deg
        rise = rise_deg(e, self.onset_deg)
        went_out = height - low > rise
        back_at_shelf = came_back_to_shelf(e, self._reference_deg)
        if went_out and (fell or (e.paused and back_at_shelf)):
            e.end_value, e.end_limit = height - low, rise
            return "next"
        if self._both_ways and height < -self.onset_deg:
            e.end_value, e.end_limit = -height, self.onset_deg
            return "next"
        if e.paused and went_out:
            return "moved"  # what its end was decided by was left with it in the pause
        at_shelf = back_at_shelf and is_at_shelf(e, height, self._reference_deg)
        if self._still_s() >= REBASE_S and (
            at_shelf or height <= max(LOW_PEAK * e.peak_deg, SHELF_LOW * self._reference_deg)
        ):
            e.end_value, e.end_limit = height, max(near_deg(e, self._reference_deg), self._shift_deg)
            if height <= e.end_limit and not at_shelf:
                return "settled"
            if self._still_s() >= PAUSE_S:
                return "settled" if at_shelf else "moved"
            e.paused = True
        if (number - e.onset) // self._step * self._step_s > LONGEST_S:
            e.end_value, e.end_limit = (number - e.onset) // self._step * self._step_s, LONGEST_S
            return "lost"
        return ""

    def _watch_shelf(self, e: Excursion, number: int, height: float) -> None:
        """Stillness low on the way, or a deep dip, may be a stop or a lasting shift of posture.

        A person who goes on outward by far from a long stillness had shifted, and the attempt began there. After a
        short one, or a dip, the way back tells: to the same level, it was a shift; to where it began, it was none.
        """
        if e.left_shelf_deg > 0.0:
            return
        reference = self._reference_deg
        if self._still_s() >= REBASE_S and SHELF_LOW * reference <= height <= SHELF_HIGH * reference:
            e.stop_on_shelf(number, height, self._still_s())
        elif self._turned_from_low(e, height):
            e.turn_on_shelf()
        elif e.on_shelf and height < e.shelf_deg - self.onset_deg:
            e.on_shelf = False  # the person has gone back from it
        further = max(self.onset_deg, FURTHER * reference)
        if e.on_shelf and height - e.shelf_deg > further:
            e.leave_shelf(number, height, further)
            if e.shelf_s >= PAUSE_S:
                e.begin_from_shelf(self._step)

    def _turned_from_low(self, e: Excursion, height: float) -> bool:
        """Whether it has come back as far as in a repetition and gone out again, once the exercise has begun."""
        came_back = self.has_begun and e.peak_deg - e.lowest_deg >= WHOLE * self._reference_deg
        return came_back and height - e.lowest_deg > rise_deg(e, self.onset_deg)
