"""A sensor that slips on the body: the rest posture jumps, or the movement's axis turns, in the sensor's axes.

Gravity shows a slip as a jump of the up direction from one rest to the next, larger than a fidget. Only a slip
about the vertical leaves it alone: it turns the axis about which the repetitions go instead, and the gyroscope
sees a turn that never comes back. What one sensor can't tell apart is a slip and a large, sudden and lasting
change of the rest posture: both need a new start pose.
"""

from __future__ import annotations

import math
from collections import deque
from typing import NamedTuple

import numpy as np

from ...records import Event, FloatArray
from ..orientation.inclination import angle_between_deg, normalised
from ..vectors import Vector, mean_of, spread_of, vector
from .axis_turns import SIZE, axis_turn

JUMP_DEG = 7.0
"""A fidget moves the rest posture by up to 6°, and sway and drift add a degree between two rests."""
MEMORY = 20
"""Repetitions that are remembered."""
LEAST_MOVE_DEG, CROSSINGS = 2.0, 3
"""A person who repeats a movement goes back and forth by so much, in deg, and crosses the middle so often."""
LEAST_REST_S = 0.4
"""A briefer rest, in s, tells no posture: one wave of sway is longer."""
REST_SPREAD_DEG = 3.0
"""A rest in which the force spreads by more, in deg, was none."""
REST_FORCE_MS2 = (8.8, 10.8)
"""A force outside these limits, in m/s², isn't gravity: the person moves."""


class RestPose(NamedTuple):
    """A rest: its first and last time in s, and the mean up direction in the sensor's axes."""

    start_s: float
    end_s: float
    up: Vector


def rest_in(time_s: FloatArray, acc: FloatArray) -> RestPose | None:
    """The rest that a stretch of samples is, or None where it is too short or not still.

    The accelerometer alone is asked: in stillness it sees the sensor's own turn at once.

    Parameters
    ----------
    time_s : (n,) float
    acc : (n, 3) float
        Specific force in m/s².
    """
    if len(acc) < 3 or time_s[-1] - time_s[0] < LEAST_REST_S:
        return None
    mean = x, y, z = mean_of(acc)
    size = math.sqrt(x * x + y * y + z * z)
    if not REST_FORCE_MS2[0] <= size <= REST_FORCE_MS2[1]:
        return None
    if spread_of(acc, mean) > math.radians(REST_SPREAD_DEG) * size:
        return None
    return RestPose(float(time_s[0]), float(time_s[-1]), (x / size, y / size, z / size))


class SlipWatch:
    """Watches the attempts of one run for a slip.

    Every event that it gives is a note: `t_s` is the end of the last rest in which the sensor was surely in
    its place, `size` the turn that was seen in deg, `reported_s` the time of the last sample that was needed.

    Parameters
    ----------
    alternating : bool
        The limbs take turns (E3), each about an axis of its own: two repetitions together make one axis.
    """

    def __init__(self, *, alternating: bool = False) -> None:
        self._alternating = alternating
        self._rest: RestPose | None = None
        self._jumped: RestPose | None = None
        self._half: Vector | None = None
        self._zero: Vector | None = None
        self._axes, self._count = np.empty((MEMORY, SIZE)), 0
        self._sure_s: deque[float] = deque(maxlen=MEMORY)
        self._jump_deg = self._yaw_deg = 0.0

    def rest(self, rest: RestPose) -> Event | None:
        """Take the rest before an attempt, or after the last one; a slip, once a second rest confirms it."""
        last = self._rest
        size = 0.0 if last is None else angle_between_deg(last.up, rest.up)
        if last is None or size <= JUMP_DEG:
            self._jump_deg = max(self._jump_deg, size)
            self._rest, self._jumped = rest, None
            return None
        if self._jumped is None or angle_between_deg(self._jumped.up, rest.up) > JUMP_DEG:
            self._jumped = rest
            return None
        self._begin_again()
        self._rest = rest
        return _slip(last.end_s, "tilt", size, JUMP_DEG, rest.end_s)

    def attempt(self, reported_s: float, yaw_deg: float, outward: Vector | None) -> Event | None:
        """Take an attempt; a slip about the vertical, where the axes of the repetitions tell it.

        Parameters
        ----------
        reported_s : float
            Time of the sample at which the attempt is known.
        yaw_deg : float
            Turn about the vertical from the rest before to the end of the return, the gyroscope's bias
            removed; 0 without a gyroscope.
        outward : (3,) float or None
            Of a repetition the rotation vector from rest to plateau in the sensor's axes, its direction along
            the exercise's axis taken positive; None of any other attempt.
        """
        found = None
        if outward is not None and any(outward) and self._rest is not None and self._jumped is None:
            found = self._repetition(reported_s, outward, self._rest)
        self._yaw_deg += yaw_deg
        return found

    def away(self, time_s: FloatArray, acc: FloatArray) -> Event | None:
        """Take an attempt that goes on and on; a slip, where the person repeats without ever coming back.

        After a slip by more than the exercise's amplitude the rest looks like a hold. To be asked once an
        attempt has lasted twice as long as any before, and 20 s, and again later.

        Parameters
        ----------
        time_s : (n,) float
            From the attempt's onset on.
        acc : (n, 3) float
            Specific force in m/s².
        """
        last = self._rest
        if last is None or not len(time_s) or (seconds := int(time_s[-1] - time_s[0])) < 4:
            return None
        edges = np.round(np.linspace(0, len(acc), seconds + 1)).astype(int)
        ups = np.add.reduceat(acc, edges[:-1], axis=0)
        ups /= np.sqrt(np.sum(ups * ups, axis=1))[:, None]
        spread = ups - np.mean(ups, axis=0)
        level = spread @ np.linalg.eigh(spread.T @ spread)[1][:, -1]
        low, high = np.quantile(level, (0.1, 0.9))
        above = level > 0.5 * (low + high)
        if high - low < math.radians(LEAST_MOVE_DEG) or np.count_nonzero(np.diff(above)) < CROSSINGS:
            return None
        poses = [normalised(vector(np.mean(ups[side], axis=0))) for side in (above, ~above)]
        size = min(angle_between_deg(last.up, pose) for pose in poses)
        if size <= JUMP_DEG:
            return None
        self._begin_again()
        self._rest = None
        return _slip(last.end_s, "tilt", size, JUMP_DEG, float(time_s[-1]))

    def _begin_again(self) -> None:
        self._jumped = self._half = self._zero = None
        self._count = 0
        self._sure_s.clear()
        self._jump_deg = self._yaw_deg = 0.0

    def _repetition(self, reported_s: float, outward: Vector, rest: RestPose) -> Event | None:
        if self._alternating:
            half, self._half = self._half, None if self._half is not None else outward
            if half is None:
                return None
            outward = (outward[0] + half[0], outward[1] + half[1], outward[2] + half[2])
        axis = normalised(outward)
        self._zero = self._zero or axis
        if self._count == MEMORY:
            self._axes[:-1] = self._axes[1:]
            self._count -= 1
        self._axes[self._count] = _heading_deg(axis, self._zero, rest.up), self._jump_deg, self._yaw_deg
        self._count += 1
        self._sure_s.append(rest.end_s)
        self._jump_deg = self._yaw_deg = 0.0
        k, size, limit = axis_turn(self._axes, self._count)
        if not k:
            return None
        sure_s = self._sure_s[k - 1]
        self._begin_again()
        return _slip(sure_s, "turn", size, limit, reported_s)


def _heading_deg(axis: Vector, zero: Vector, up: Vector) -> float:
    """Direction of an axis about the vertical in deg, from that of another."""
    across = (
        up[1] * zero[2] - up[2] * zero[1],
        up[2] * zero[0] - up[0] * zero[2],
        up[0] * zero[1] - up[1] * zero[0],
    )
    return math.degrees(math.atan2(_dot(axis, across), _dot(axis, zero)))


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _slip(sure_s: float, how: str, size_deg: float, limit_deg: float, reported_s: float) -> Event:
    return Event(sure_s, "note", f"slip_{how}", size_deg, "deg", limit_deg, reported_s=reported_s)
