"""Axes that are declared as the body's, held against the movement: a sensor worn at the front, or turned, shows.

The start pose shows that up is up. Which way is forward only the movement tells: one that goes clearly, and never as
the exercise does, comes of a sensor that is turned about the vertical, or is another exercise. The start pose that the
tracker found is no help, as it may be the turned sensor's other end: the movement must be wrong both from how the
recording opens and from the direction that is nearest to the start pose of the exercise.
"""

from __future__ import annotations

import numpy as np

from ..records import Block, Code, FloatArray, Reason
from .inclination import MovementFrame, angle_between_deg, normalised
from .spec import MovementSpec
from .vectors import Vector, component, sizes

BIN_S = 0.2
"""The force's mean over so long tells the up direction, where it is gravity."""
FORCE_SHARE = 0.06
"""As large as usual to within this share, it is gravity."""
OPENING = 5
"""The first second of the recording, in bins."""
LONGEST_S = 1200.0
"""The first 20 min tell how the sensor is worn."""
CLEAR = 2.0
"""A movement of this many times the least amplitude of the exercise is no sway."""
SIDEWAYS = 0.3
"""A movement that is 17° off a right angle to the exercise's axis still goes along it by this share."""
NEAR_LARGEST = 0.7
"""Tilts of at least this share of the largest one tell which way it went."""


class DeclaredAxes:
    """Gathers directions, the same for any cutting of the samples.

    Parameters
    ----------
    spec : MovementSpec
    rate_hz : float
    """

    def __init__(self, spec: MovementSpec, rate_hz: float) -> None:
        self._spec = spec
        self._size = max(1, round(BIN_S * rate_hz))
        self._most = int(LONGEST_S / BIN_S)
        self._open: FloatArray = np.empty((0, 3))
        self._means: list[FloatArray] = []
        self._count = 0

    def feed(self, block: Block) -> None:
        """Take the next samples, in the axes that are declared as the body's."""
        if self._count >= self._most:
            return
        x = np.concatenate([self._open, block.acc])
        whole = len(x) // self._size
        self._open = x[whole * self._size :].copy()
        means = np.zeros((whole, 3))
        for k in range(self._size):  # one after the other: any cutting adds them in this order
            means += x[k : whole * self._size : self._size]
        self._means.append(means / self._size)
        self._count += whole

    def why_wrong(self) -> Reason | None:
        """Why the axes can't be the body's, or None."""
        if self._spec.either_way or self._spec.sides != "none" or self._count < OPENING:
            return None
        means = np.concatenate(self._means)[: self._most]
        size = sizes(means)
        gravity = np.abs(size / np.median(size) - 1.0) < FORCE_SHARE
        if np.count_nonzero(gravity) < OPENING:
            return None
        up = means[gravity] / size[gravity, np.newaxis]
        nearest = up[int(np.argmax(up @ np.array(self._spec.start_up)))]
        found = [self._wrong_from(start, up) for start in (np.mean(up[:OPENING], axis=0), nearest)]
        return None if None in found else found[0]

    def _wrong_from(self, start: FloatArray, up: FloatArray) -> Reason | None:
        tilts_deg = MovementFrame(normalised(_vector(start))).tilt(up)
        along_deg, tilt_deg = component(tilts_deg, self._spec.axis), sizes(tilts_deg)
        largest_deg, least_deg = float(np.max(tilt_deg)), self._spec.least_amplitude_deg
        if largest_deg < CLEAR * least_deg or float(np.max(along_deg)) >= max(
            least_deg, SIDEWAYS * largest_deg
        ):
            return None
        far = np.mean(tilts_deg[tilt_deg >= NEAR_LARGEST * largest_deg], axis=0)
        off_deg = angle_between_deg(normalised(_vector(far)), self._spec.axis)
        return Reason(Code.AXES_CONTRADICTED, moved_deg=largest_deg, off_deg=off_deg)


def _vector(v: FloatArray) -> Vector:
    return (float(v[0]), float(v[1]), float(v[2]))
