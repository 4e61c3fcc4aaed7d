"""Whether the level that was taken for rest is the rest, as log odds against its being that of the holds.

A recording that begins in the middle of a hold has holds where others have rests. Followed from there the set is
inside out, and every hold time is that of a rest. Five things tell. Gravity, where the sensor's axes are known: a
start pose is near to the catalogue's. Where the recording opens and closes: mostly in rest. The two levels: a
person's repetitions differ in how far they go, and come back to where they began. Trembling, which grows with
effort; only a gyroscope shows it well. And the force on the way out, where the exercise raises the sensor (`lever`).
What each of them says is the natural logarithm of odds, and these add up.
"""

from __future__ import annotations

import math
import statistics
from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ...records import Code, Outcome, Reason
from ..orientation.inclination import angle_between_deg, normalised
from ..packed_vectors import PackedVectors
from ..sample_buffer import GYR, RATE, SLOW_RATE, UP, SampleBuffer
from ..vectors import Vector, all_zero, mean_of, spread_between, vector
from .closing import LOOKED_BACK_S, Levels, closes_in
from .excursion import Excursion
from .lever import LeverFit

DECIDES = 2.5
"""Log odds from which on a pose is taken for the start pose: 12 to 1."""
OPEN = 2.0
"""Log odds below which a whole set leaves it open which level is the rest: 7 to 1."""
DECIDES_ONE_SIDE = 4.0
"""The same, for both, while an exercise to both sides has gone to one of them only: the other side will tell, or it was
gone out from that. Where the person was asked for the start pose they are above it at once."""
OPENS, CLOSES = 1.0, 1.0
"""Log odds that a recording opens, and closes, in rest and not in a hold: assumed, for recordings cut by hand. In the
simulated worlds, which are cut anywhere on purpose, the first is 0.8; the second was chosen there from four values,
with what a last stay adds, for few sets that are inside out or not judged."""
STAYED_FROM, STAYED_TO, STAYED_MOST = 0.25, 0.75, 1.7
"""A last stay adds to the log odds if it is longer than the first share of the median rest, evenly up to the most that
it adds from the second share on: a recording that ends in a hold cuts it short. In the simulated worlds 1 set in 25 was
inside out where the last stay was shorter than the first share, and 1 in 400 where it was longer than the second."""
STAYED_LEAST_S = 0.3
"""Least length of the median rest, in s, as it is used here: a person who goes on at once has none."""
WAITED_S, WAITED_MOST = 6.0, 1.0
"""A wait before the first movement adds to the log odds, evenly up to the second after the first, in s: people wait in
holds, too, so a long wait says little. Where a recording opens in motion its first still pose may be any hold or rest,
and the wait there says nothing."""
ASKED = 4.0
"""Log odds that a person who was asked for the start pose, and was then seen to be still, is in it: assumed."""
CAME_INTO = 2.0
"""Log odds that a pose into which a person came from another posture is the start pose: assumed."""
OFF_DEG = 10.0
"""Standard deviation, in deg, of how askew a sensor with declared axes is put on and a person lies or sits: assumed."""
GRAVITY_MOST = 4.0
"""Gravity tells no more than this: a sensor may be worn more askew than was assumed."""
LEVELS = 3.5
"""Log odds for each factor of e between the changes of the two levels, where there are many: where the right level is
followed the logarithm of their ratio has a mean m of 1.25 and a standard deviation s of 0.85 in the worlds and in the
second generator, and the log odds are 2 m / s² of it. With few levels s is larger."""
LEVELS_MOST, LEVELS_MOST_EACH = 4.0, 0.5
"""The levels tell no more than this, and no more than this for each change from one repetition to the next. A person
who shifts about in rest moves both levels. A person who bends as far as possible stops at the same place each time, as
people did in trials of three flexions, which the levels alone would turn inside out."""
SWAY_DEG = 0.2
"""Added to both changes, in deg: sway moves either level by about this much."""
BOTH_WAYS = 6.0
"""Log odds that a pose from which the movement goes out both ways, mostly from rest, is the start pose: nobody goes on
from a hold to where they have not been. Assumed: more than gravity can say against it."""
HALTS = 3.0
"""The same where the ways from side to side only halt in the pose: one person in twenty goes in two stages. Assumed."""
STEADY_FROM_S, STEADY = 1.0, 0.1
"""A rest is steady where it moves by less than this share of the height from this time, in s, before the movement was
noticed to `REST_TO_S` before it: a pose halfway to a side is passed both ways too, with a short halt at most."""
OPPOSITE = -0.5
"""Cosine below which two ways out go opposite ways: those of one side differ by sway and by how a person lies."""
EFFORT, EFFORT_MOST = 1.5, 1.5
"""Log odds for each factor of e by which the trembling of the holds is more than that of the rests, and the most that
it tells: muscles tremble more the more they bear. In the simulated worlds of people who tremble so the logarithm has a
mean of 0.8 and a standard deviation of 0.35, in those of others of 0.1 and 0.35."""
EFFORT_FROM_S, EFFORT_TO_S, EFFORT_LEAST_S = 0.3, 0.7, 0.4
"""The trembling of a hold is measured from this time, in s, after it was reached to this time before it has come down
to half its height, where that is at least so long: what moves isn't held."""
EFFORT_REST_S = 1.2
"""That of a rest from this time, in s, before the movement was noticed, to `REST_TO_S` before it."""
EFFORT_NOISE_DPS = 0.5
"""Added to both, in deg/s: a sensor's own noise, and what is left of movement, show no trembling."""
LEVER_M, LEVER_SD_M, LEVER_MOST = 0.25, 0.2, 4.0
"""Mean and standard deviation, in m, of a sensor's distance from the axis in an exercise that raises it, and the most
that it tells: 0.35 m at the sacrum in a bridge about the shoulders, 0.1 m on the thigh; a sensor may sit elsewhere."""
REST_FROM_S, REST_TO_S = 0.8, 0.4
"""The level of a rest is the mean between these times, in s, before the movement was noticed: it hadn't begun yet."""
TOP_S = 0.2
"""The level of a hold is the mean from this time, in s, before its highest point to this time after it: longer than a
period of tremor, shorter than a hold."""
LATEST = 10
"""The levels of so many repetitions, the latest ones, say where a person was before and after the set."""


class WhichRest:
    """Gathers what tells which level is the rest.

    Parameters
    ----------
    raises : bool
        Whether the exercise raises the sensor on the way out.
    to_both_sides : bool
        Whether it goes out both ways.

    Attributes
    ----------
    beforehand : float
        Log odds by what was known before any level: `from_opening`, `from_gravity`.
    halts_here : bool
        Whether the level is one at which the ways from one side to the other halted.
    """

    def __init__(self, *, raises: bool, to_both_sides: bool) -> None:
        self._to_both_sides = to_both_sides
        self.beforehand = 0.0
        self.halts_here = False
        self._lever = LeverFit() if raises else None
        self._rests, self._tops = PackedVectors(), PackedVectors()
        self._steady, self._opposite = array("b"), array("b")
        self._efforts, self._rested_s = array("d"), array("d")
        self._latest: Excursion | None = None
        self._came_home = True
        self._closes_in, self._stayed_s = 1, 0.0

    def far_ups(self, count: int) -> list[Vector]:
        """The up directions at the far end of the first repetition each way, of the first `count`."""
        ways = self._opposite[:count]
        return [self._tops[ways.index(way)] for way in sorted(set(ways))]

    @property
    def far_end(self) -> Vector | None:
        """The up direction that the repetitions go out to; None while there is none."""
        return normalised(mean_of(np.array(self._tops[:]))) if self._tops else None

    def take(self, e: Excursion, outcome: Outcome, last: int, buffer: SampleBuffer, rate_hz: float) -> None:
        """Take the next excursion, what it was, and its samples, which are known to number `last`."""
        if outcome == "repetition":
            before = [e.onset - round(s * rate_hz) for s in (REST_FROM_S, REST_TO_S)]
            top = round(TOP_S * rate_hz)
            self._rests.append(_mean_up(buffer, before[0], before[1]))
            self._tops.append(_mean_up(buffer, e.peak - top, e.peak + top))
            first = e.onset - round(STEADY_FROM_S * rate_hz)
            moved_deg = angle_between_deg(*(_mean_up(buffer, k, k) for k in (first, before[1])))
            self._steady.append(bool(moved_deg <= STEADY * e.peak_deg))
            self._opposite.append(self._to_both_sides and self._goes_opposite())
            if self._latest is not None:
                self._rested_s.append((e.onset - self._latest.end) / rate_hz)
            if self._lever is not None:
                self._lever.take(e, buffer, rate_hz)
            held = (
                e.risen + round(EFFORT_FROM_S * rate_hz),
                e.risen + round((e.raised_s - EFFORT_TO_S) * rate_hz),
            )
            if held[1] - held[0] >= EFFORT_LEAST_S * rate_hz:
                rest = _trembling_dps(buffer, e.onset - round(EFFORT_REST_S * rate_hz), before[1])
                self._efforts.append(math.log(_trembling_dps(buffer, *held) / rest))
        if outcome in ("repetition", "interrupted"):
            self._latest, self._came_home = e, outcome == "repetition"
            self._closes_in = 1 if self._came_home else self._level_after(e, last, buffer, rate_hz)

    def _goes_opposite(self) -> bool:
        """Whether the latest way out goes opposite to the first."""
        first, latest = (vector(np.subtract(self._tops[k], self._rests[k])) for k in (0, -1))
        return sum(a * b for a, b in zip(normalised(first), normalised(latest), strict=True)) < OPPOSITE

    def is_elsewhere(self, up: Vector, count: int) -> bool:
        """Whether the first `count` repetitions don't pass through that up direction, nor somewhat beyond it."""
        return count > 0 and bool(self._levels(count).are_left(np.array([up]))[0])

    def _levels(self, count: int | None = None) -> Levels:
        """The latest levels of the first `count` repetitions, or of all."""
        rests, tops = (levels[:count][-LATEST:] for levels in (self._rests, self._tops))
        return Levels(rests, tops, statistics.median(map(angle_between_deg, rests, tops)))

    def from_both_ways(self, count: int | None = None) -> float:
        """Log odds by whether the first `count` repetitions, or all, go out both ways."""
        ways = self._opposite[:count]
        if len(set(ways)) < 2:
            return 0.0
        steady = Counter(way for way, is_steady in zip(ways, self._steady, strict=False) if is_steady)
        if all(2 * steady[way] >= times for way, times in Counter(ways).items()):
            return BOTH_WAYS
        return HALTS if self.halts_here else 0.0

    def from_levels(self, count: int | None = None) -> float:
        """Log odds by the levels of the first `count` repetitions, or of all."""
        opposite = self._opposite[:count]
        one_side = [k for k, is_opposite in enumerate(opposite) if is_opposite == opposite[-1]]
        rests, tops = ([levels[k] for k in one_side] for levels in (self._rests, self._tops))
        differences = len(tops) - 1
        if differences < 1:
            return 0.0
        ratio = math.log((_change(tops) + SWAY_DEG) / (_change(rests) + SWAY_DEG))
        log_odds = LEVELS * differences / (differences + 1) * ratio
        most = min(LEVELS_MOST, LEVELS_MOST_EACH * differences)
        return max(-most, min(most, log_odds))

    def from_effort(self, count: int | None = None) -> float:
        """Log odds by the trembling of the first `count` holds and the rests before them, or of all."""
        efforts = self._efforts[:count]
        log_odds = EFFORT * statistics.median(efforts) if len(efforts) > 1 else 0.0
        return max(-EFFORT_MOST, min(EFFORT_MOST, log_odds))

    def from_lever(self, count: int | None = None) -> float:
        """Log odds by whether the first `count` ways out, or all, raised the sensor, where the exercise does."""
        lever = None if self._lever is None else self._lever.lever(count)
        if lever is None:
            return 0.0
        # Normal about LEVER_M if the level is the rest's, about −LEVER_M if it is the holds'.
        log_odds = 2.0 * LEVER_M * lever.m / (LEVER_SD_M**2 + lever.variance_m2)
        return max(-LEVER_MOST, min(LEVER_MOST, log_odds))

    @property
    def has_one_side(self) -> bool:
        """Whether an exercise to both sides hasn't clearly gone to both."""
        return self._to_both_sides and self.from_both_ways() < BOTH_WAYS

    def from_repetitions(self, count: int | None = None) -> float:
        """Log odds by all that the first `count` repetitions show, or all of them."""
        both_ways = self.from_both_ways(count)
        if both_ways:
            return both_ways
        return self.from_levels(count) + self.from_effort(count) + self.from_lever(count)

    def take_end(self, last: int, buffer: SampleBuffer, rate_hz: float) -> None:
        """The samples end with number `last`, for now: see where the latest excursion left the person."""
        if self._latest is None:
            return
        self._stayed_s = (last - self._latest.end) / rate_hz
        if self._latest.onset >= last - LOOKED_BACK_S * rate_hz:
            self._closes_in = self._level_after(self._latest, last, buffer, rate_hz)

    def from_closing(self) -> float:
        """Log odds by where the latest excursion left the person, and by how long they stayed there."""
        if self._closes_in < 1 or not self._rested_s:
            return CLOSES * self._closes_in
        share = self._stayed_s / max(statistics.median(self._rested_s), STAYED_LEAST_S)
        longer = (share - STAYED_FROM) / (STAYED_TO - STAYED_FROM)
        return CLOSES + STAYED_MOST * max(0.0, min(1.0, longer))

    def from_closing_in(self, e: Excursion, last: int, buffer: SampleBuffer, rate_hz: float) -> float:
        """Log odds by where the samples end, with number `last`, in the excursion that is going on."""
        levels = self._levels()
        return CLOSES * closes_in(e, last, levels, buffer, rate_hz, came_home=False, going_on=True)

    def _level_after(self, e: Excursion, last: int, buffer: SampleBuffer, rate_hz: float) -> int:
        if not self._tops:
            return 1
        return closes_in(e, last, self._levels(), buffer, rate_hz, came_home=self._came_home)

    def why_open(self) -> Reason | None:
        """Why it can't be determined which level is the rest; None where it can."""
        least = DECIDES_ONE_SIDE if self.has_one_side else OPEN
        if not self._tops or self.beforehand + self.from_repetitions() + self.from_closing() >= least:
            return None
        rest_deg, held_deg = (
            _change(levels) if len(levels) > 1 else 0.0 for levels in (self._rests, self._tops)
        )
        return Reason(Code.START_POSE_OPEN, rest_deg=rest_deg, held_deg=held_deg)


def from_opening(stayed_s: float, *, opens_here: bool, came_into: bool, asked: bool) -> float:
    """Log odds that the first pose that is gone out from is the rest.

    Parameters
    ----------
    stayed_s : float
        For how long the person stayed there before the first movement.
    opens_here : bool
        Whether the recording opens in it.
    came_into : bool
        Whether the person came into it from another posture.
    asked : bool
        Whether the person was asked for the start pose.
    """
    beforehand = ASKED if asked else CAME_INTO if came_into else OPENS if opens_here else 0.0
    return beforehand + min(stayed_s / WAITED_S, WAITED_MOST) if beforehand else 0.0


def from_gravity(start_up: Vector, far_ups: Sequence[Vector], expected_up: Vector | None) -> float:
    """Log odds by the up directions at the two ends of the movement, against that of the exercise's start pose.

    Of several far ends the one that fits the start pose best counts.
    """
    if expected_up is None or not far_ups:
        return 0.0
    off = angle_between_deg(start_up, expected_up) / OFF_DEG
    far = min(angle_between_deg(up, expected_up) for up in far_ups) / OFF_DEG
    return max(-GRAVITY_MOST, min(GRAVITY_MOST, 0.5 * (far * far - off * off)))


def _mean_up(buffer: SampleBuffer, first: int, last: int) -> Vector:
    return normalised(mean_of(buffer.rows(max(first, buffer.first), max(last, buffer.first) + 1)[:, UP]))


def _trembling_dps(buffer: SampleBuffer, first: int, last: int) -> float:
    """Root mean square of what is quicker in the angular rate than movement is, and noise, in deg/s."""
    rows = buffer.rows(max(first, buffer.first), max(last, buffer.first) + 1)
    if all_zero(rows[:, GYR]):
        return EFFORT_NOISE_DPS
    return EFFORT_NOISE_DPS + spread_between(rows[:, RATE], rows[:, SLOW_RATE])


def _change(levels: Sequence[Vector]) -> float:
    """How much a level usually differs from the one before, in deg: a lasting shift of posture counts once."""
    return statistics.median(angle_between_deg(a, b) for a, b in pairwise(levels))
