"""The start pose: the first stretch of stillness in a posture that fits the exercise."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .inclination import angle_between_deg, normalised
from .vectors import Vector

STILL_S = 1.5
SHORT_STILL_S = 0.4
OPENING_S = 0.3
"""A stillness that begins within this time of the first sample is the one that the recording opens with."""
OPENING_MOST_DEG = 45.0
SWAY_DEG = 1.8
STILL_RATE_DPS = 8.0
FORCE_LEAST_MS2, FORCE_MOST_MS2 = 8.0, 11.6
POSTURE_TOLERANCE_DEG = 60.0
"""The mounting may be off by 25° and the person's posture by 16°; another posture is off by 90°."""


@dataclass(frozen=True, slots=True)
class Pose:
    """A still pose: grid steps `[start, end)`, and the mean up direction in the sensor's axes."""

    start: int
    end: int
    up: Vector


class StartPoseFinder:
    """Finds stillness on the time grid: the up direction keeps within the sway of a person who holds still.

    Parameters
    ----------
    step_s : float
        Time between grid steps.
    rate_hz : float
        Sampling rate: the numbers of grid steps count samples.
    expected_up : (3,) float or None
        Up direction in the start pose, in the sensor's axes, where the mounting is known.
    """

    def __init__(self, step_s: float, rate_hz: float, expected_up: Vector | None) -> None:
        self._needed = math.ceil(STILL_S / step_s)
        self._short = math.ceil(SHORT_STILL_S / step_s)
        self._expected = expected_up
        self._start = 0
        self._count = 0
        self._sum = (0.0, 0.0, 0.0)
        self._best: Pose | None = None
        self._first: int | None = None
        self._opening_samples = OPENING_S * rate_hz
        self._opening: Pose | None = None
        self.rejected: str | None = None

    def step(self, number: int, up: Vector, rate_dps: float, force_ms2: float) -> Pose | None:
        """Take one grid step: its number, up direction, low-passed angular speed, size of the force.

        Returns the pose once it is found; `rejected` says why a still pose was none.
        """
        if self._first is None:
            self._first = number
        if self._count and not self._fits(up, rate_dps):
            self._count = 0
        if self._count == 0:
            if rate_dps > STILL_RATE_DPS:
                return None
            self._start, self._sum = number, (0.0, 0.0, 0.0)
        self._count += 1
        s = self._sum
        self._sum = (s[0] + up[0], s[1] + up[1], s[2] + up[2])
        if self._count < self._short:
            return None
        pose = Pose(self._start, number + 1, normalised(self._sum))
        rejected = self._why_rejected(pose, force_ms2)
        if rejected is not None:
            self.rejected = rejected
            self._count = 0
            return None
        if self._best is None or pose.end - pose.start > self._best.end - self._best.start:
            self._best = pose
        if self._start - self._first <= self._opening_samples:
            self._opening = pose
        return self._or_opening(pose) if self._count >= self._needed else None

    def best(self) -> Pose | None:
        """The longest short stillness so far: what is left when no full one comes."""
        return None if self._best is None else self._or_opening(self._best)

    def _or_opening(self, pose: Pose) -> Pose:
        """The stillness that the recording opened with, where `pose` is the first hold rather than the start.

        Within one posture the two differ by no more than an exercise moves; where they differ by more, the
        person has got into position in between.
        """
        opening = self._opening
        if opening is None or opening.start == pose.start:
            return pose
        apart = angle_between_deg(opening.up, pose.up)
        return opening if SWAY_DEG < apart <= OPENING_MOST_DEG else pose

    def _why_rejected(self, pose: Pose, force_ms2: float) -> str | None:
        if not FORCE_LEAST_MS2 <= force_ms2 <= FORCE_MOST_MS2:
            return (
                f"at rest the accelerometer measures {force_ms2:.2f} m/s², not gravity's 9.8: "
                "its unit or its calibration is wrong"
            )
        if self._expected is None:
            return None
        off = angle_between_deg(pose.up, self._expected)
        if off <= POSTURE_TOLERANCE_DEG:
            return None
        return f"the posture is {off:.0f}° from the exercise's start pose: another posture, or the wrong axes"

    def _fits(self, up: Vector, rate_dps: float) -> bool:
        return rate_dps <= STILL_RATE_DPS and angle_between_deg(up, normalised(self._sum)) <= SWAY_DEG
