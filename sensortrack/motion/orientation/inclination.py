"""The movement's angle: how far the up direction has turned from the start pose, about the exercise's axis."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...records import FloatArray
from ..vectors import Vector, angles, sizes, tilts

TILT_SD_DEG, TILT_SD_SHARE = 0.5, 0.014
"""Standard deviation of a sensor's tilt, in deg, and how it grows with the tilt, beside optical markers on the sensor.
Mjøsund et al. 2017 (doi:10.1186/s12891-017-1489-1) give root mean square errors of 0.71, 0.77, 0.98 and 1.82 deg over
full extension, bends to either side and flexion. That these reach 20, 25, 25 and 90 deg is assumed."""


@dataclass(frozen=True, slots=True)
class MovementFrame:
    """The start pose and the axis of the movement, both in the sensor's axes.

    Attributes
    ----------
    start_up : (3,) float
        Unit vector that points up in the start pose.
    axis : (3,) float or None
        Unit vector about which the outward movement turns, at right angles to `start_up`;
        None while it isn't known: the angle is then the size of the tilt, whatever its direction.
    """

    start_up: Vector
    axis: Vector | None = None

    @property
    def off_axis(self) -> Vector:
        """The horizontal unit vector at right angles to the axis."""
        assert self.axis is not None
        return _cross(self.start_up, self.axis)

    def tilt(self, up: FloatArray) -> FloatArray:
        """Rotation vector in deg, shape (n, 3), that took the start pose to each up direction (n, 3).

        The part about the vertical can't be seen from gravity, so it is the shortest such rotation.
        """
        return tilts(up, self.start_up)

    def angle(self, up: FloatArray) -> FloatArray:
        """Angle about the axis in deg, shape (n,); the size of the tilt while there is no axis."""
        return sizes(self.tilt(up)) if self.axis is None else angles(up, self.start_up, self.axis)

    def backward(self) -> MovementFrame:
        """The same start pose and axis, outward the other way about it."""
        assert self.axis is not None
        x, y, z = self.axis
        return MovementFrame(self.start_up, (-x, -y, -z))

    def with_axis(self, direction: Vector) -> MovementFrame:
        """The same start pose with the axis nearest to `direction`."""
        up = self.start_up
        along = _dot(direction, up)
        return MovementFrame(
            up,
            normalised(
                (
                    direction[0] - along * up[0],
                    direction[1] - along * up[1],
                    direction[2] - along * up[2],
                )
            ),
        )


def tilt_sd_deg(tilt_deg: float) -> float:
    """Standard deviation, in deg, of a sensor's tilt; how the skin moves on the bone comes on top."""
    return TILT_SD_DEG + TILT_SD_SHARE * abs(tilt_deg)


def normalised(v: Vector) -> Vector:
    """The vector at length 1."""
    norm = math.sqrt(_dot(v, v))
    return (v[0] / norm, v[1] / norm, v[2] / norm)


def angle_between_deg(a: Vector, b: Vector) -> float:
    """Angle between two unit vectors in deg."""
    return math.degrees(math.acos(max(-1.0, min(1.0, _dot(a, b)))))


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: Vector, b: Vector) -> Vector:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
