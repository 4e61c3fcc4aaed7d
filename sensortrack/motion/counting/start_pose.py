"""Still poses, in a posture that fits the exercise: one of them is the start pose (`start_pose_search`)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from ...records import Code, Reason
from ..orientation.inclination import angle_between_deg, normalised
from ..orientation.posture import why_another_posture
from ..vectors import Vector

STILL_S = 1.5
"""Stillness of this length, in s, is a still pose: a person who only halts moves on sooner."""
SHORT_STILL_S = 0.4
"""Stillness of this length, in s, is one for want of a longer one."""
SHORT_STILL_DEG = 1.2
"""A person who turns further, in deg, in the first `SHORT_STILL_S` of a stillness is on the way, slowly: sway and the
deepest breath turn by less."""
OPENING_S = 0.3
"""A stillness that begins within this time of the first sample is the one that the recording opens with."""
ONE_POSTURE_DEG, ONE_POSTURE = 60.0, 3.0
"""So far, or by this multiple of the amplitude, a person moves within one posture: nothing larger is a repetition."""
SLOWEST_TAU_S = 0.2
"""Time constant, in s, of the speed by which the slowest moment is found: longer than a period of tremor."""
SWAY_DEG = 1.8
"""In stillness the up direction stays within this angle, in deg, of its mean, with all the sway there is: assumed."""
STILL_RATE_DPS = 8.0
"""A person who turns faster, in deg/s, isn't still; tremor and a gyroscope's bias together stay below."""
FORCE_LEAST_MS2, FORCE_MOST_MS2 = 8.0, 11.6
"""A force outside these limits, in m/s², isn't gravity, be a sensor's scale wrong by a tenth and the person unquiet."""


@dataclass(frozen=True, slots=True)
class Pose:
    """A pose: grid steps `[start, end)`, and the up direction in the sensor's axes.

    `still` is False where the person never was: then the pose is the middle of the movement, or its slowest moment.
    `lasted` is False where the person was never still for long: then it may have been on the way.
    `halted` is True where the ways from one side to the other were seen to halt in it.
    """

    start: int
    end: int
    up: Vector
    still: bool = True
    lasted: bool = True
    halted: bool = False


def one_posture_deg(amplitude_deg: float) -> float:
    """So far a person moves within one posture, in an exercise of that amplitude."""
    return max(ONE_POSTURE_DEG, ONE_POSTURE * amplitude_deg)


class StartPoseFinder:
    """Finds stillness on the time grid: the up direction keeps within the sway of a person who holds still.

    Parameters
    ----------
    step : int
        Samples in a grid step.
    rate_hz : float
        Sampling rate.
    expected_up : (3,) float or None
        Up direction in the start pose, in the sensor's axes, where the mounting is known.

    Attributes
    ----------
    opening : Pose or None
        The stillness that the samples open with, be it short.
    rejected : Reason or None
        Why a still pose was none.
    """

    def __init__(self, step: int, rate_hz: float, expected_up: Vector | None) -> None:
        step_s = step / rate_hz
        self._step = step
        self._last = -step
        self._needed = math.ceil(STILL_S / step_s)
        self._short = math.ceil(SHORT_STILL_S / step_s)
        self._expected = expected_up
        self._start, self._start_up = 0, (0.0, 0.0, 0.0)
        self._count = 0
        self._sum = (0.0, 0.0, 0.0)
        self._best: Pose | None = None
        self._first: int | None = None
        self._opening_samples = OPENING_S * rate_hz
        self.opening: Pose | None = None
        self._all = (0.0, 0.0, 0.0)
        self._slow_gain = step_s / (SLOWEST_TAU_S + step_s)
        self._slow_dps = 2.0 * STILL_RATE_DPS
        self._slowest_dps = math.inf
        self._slowest: Pose | None = None
        self.rejected: Reason | None = None

    def step(self, number: int, up: Vector, rate_dps: float, force_ms2: float) -> Pose | None:
        """Take one grid step: its number, up direction, low-passed angular speed, size of the force.

        Steps may be left out where nobody could be in a pose that is looked for: no stillness goes on across them.

        Returns a still pose at the step at which it has lasted long enough.
        """
        if self._first is None:
            self._first = number
        a = self._all
        self._all = (a[0] + up[0], a[1] + up[1], a[2] + up[2])
        self._slow_dps += (rate_dps - self._slow_dps) * self._slow_gain
        if self._slow_dps < self._slowest_dps:
            self._slowest_dps, self._slowest = (
                self._slow_dps,
                Pose(number, number + 1, up, still=False, lasted=False),
            )
        if self._count and (number != self._last + self._step or not self._fits(up, rate_dps)):
            self._count = 0
        self._last = number
        if self._count == 0:
            if rate_dps > STILL_RATE_DPS:
                return None
            self._start, self._start_up, self._sum = number, up, (0.0, 0.0, 0.0)
        self._count += 1
        s = self._sum
        self._sum = (s[0] + up[0], s[1] + up[1], s[2] + up[2])
        if not self._short <= self._count <= self._needed:
            return None
        if self._count == self._short and angle_between_deg(up, self._start_up) > SHORT_STILL_DEG:
            self._count = 0
            return None
        pose = Pose(self._start, number + 1, normalised(self._sum), lasted=self._count >= self._needed)
        rejected = self._why_rejected(pose, force_ms2)
        if rejected is not None:
            self.rejected = rejected
            self._count = 0
            return None
        if self._best is None or pose.end - pose.start > self._best.end - self._best.start:
            self._best = pose
        if self._start - self._first <= self._opening_samples:
            self.opening = pose
        return pose if self._count == self._needed else None

    def best(self) -> Pose | None:
        """The longest short stillness until now: what is left when no full one comes."""
        return self._best

    def without_stillness(self, *, to_both_sides: bool) -> Pose | None:
        """What is left of who never kept still: the middle of a movement to both sides, or its slowest moment."""
        slowest = self._slowest
        if slowest is None or self.rejected is not None:
            return None
        return replace(slowest, up=normalised(self._all)) if to_both_sides else slowest

    def _why_rejected(self, pose: Pose, force_ms2: float) -> Reason | None:
        if not FORCE_LEAST_MS2 <= force_ms2 <= FORCE_MOST_MS2:
            return Reason(Code.NOT_GRAVITY, force_ms2=force_ms2)
        if self._expected is None:
            return None
        return why_another_posture(pose.up, self._expected)

    def _fits(self, up: Vector, rate_dps: float) -> bool:
        return rate_dps <= STILL_RATE_DPS and angle_between_deg(up, normalised(self._sum)) <= SWAY_DEG
