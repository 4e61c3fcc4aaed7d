"""The axis of the movement, learned from the repetitions: each makes it truer."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from ...records import FloatArray
from ..orientation.inclination import MovementFrame, angle_between_deg
from ..sample_buffer import UP
from ..spec import MovementSpec
from ..vectors import Vector, vector
from .excursion import Excursion
from .plateau_tilt import plateau_tilt

TOLERANCE_DEG = 45.0
"""A movement further from the declared axis than this isn't the exercise's: the declared one stays."""
APART = 0.4
"""Two limbs tilt the pelvis differently by at least this share of the movement."""

DECLARED = 0.4
"""A sensor is put on askew by more than one movement goes off its axis."""
MEMORY = 40
"""So many of the limbs' tilts are remembered."""


class AxisLearner:
    """Gathers the tilts of the repetitions' plateaus.

    Parameters
    ----------
    spec : MovementSpec
    declared : (3,) float or None
        The exercise's axis in the sensor's axes where the mounting is known: it counts as `DECLARED` repetitions.
    """

    def __init__(self, spec: MovementSpec, declared: Vector | None) -> None:
        self._spec, self._declared = spec, declared
        self._sum: Vector = (0.0, 0.0, 0.0)
        self._count = 0
        self._knows_outward = False
        self._latest: deque[Vector] = deque(maxlen=MEMORY)

    def add(
        self, e: Excursion, rows: FloatArray, lead: int, frame: MovementFrame, *, tells_outward: bool = True
    ) -> None:
        """Take a repetition: its rows of the buffer from `lead` samples before its onset to its end.

        The first one that tells which way is outward turns those before it.

        The rest posture drifts to the side as well: the tilt counts from where the movement began and ended.
        """
        x, y, z = plateau_tilt(frame.tilt(rows[:, UP]), frame.axis, e.direction, e.rest_deg, e.peak_deg, lead)
        sx, sy, sz = self._sum
        # The first tilt's own direction is outward, but for an exercise that goes to both sides in turn.
        if self._spec.sides == "directions" and frame.axis is not None:
            x, y, z = e.direction * x, e.direction * y, e.direction * z
        elif x * sx + y * sy + z * sz < 0.0:
            if tells_outward and not self._knows_outward:
                sx, sy, sz = -sx, -sy, -sz
                self._latest = deque([(-a, -b, -c) for a, b, c in self._latest], MEMORY)
            else:
                x, y, z = -x, -y, -z
        self._knows_outward = self._knows_outward or tells_outward
        self._sum = sx + x, sy + y, sz + z
        self._count += 1
        self._latest.append((x, y, z))

    @property
    def enough(self) -> bool:
        """Whether the axis can be determined: each limb tilts to its own side, only both together show it."""
        return self._count > 0 and (self._spec.sides != "limbs" or self._count % 2 == 0)

    def learned(self, frame: MovementFrame) -> MovementFrame:
        """The frame with the axis that the repetitions tell; where they don't, only which way is outward."""
        outward, tells_axis = self._outward()
        learned = frame.with_axis(self._with_prior(*outward))
        if frame.axis is None:
            return learned
        assert learned.axis is not None
        off_deg = angle_between_deg(learned.axis, frame.axis)
        if self._spec.either_way and off_deg > 90.0:
            frame, off_deg = frame.backward(), 180.0 - off_deg
        return learned if tells_axis and off_deg <= TOLERANCE_DEG else frame

    def _with_prior(self, x: float, y: float, z: float) -> Vector:
        """The outward tilt with what the declared axis adds: the first movements alone go off it, each its own way."""
        if self._declared is None:
            return x, y, z
        ax, ay, az = self._declared
        along, size = x * ax + y * ay + z * az, math.sqrt(x * x + y * y + z * z)
        share = math.copysign(DECLARED * size / self._count, along)
        return x + share * ax, y + share * ay, z + share * az

    def _outward(self) -> tuple[Vector, bool]:
        """The mean outward tilt, and whether it lies along the axis: a limb's own tilt leans to its side.

        Of limbs each side counts alike, however often it moved; one side alone doesn't tell the axis.
        """
        if self._spec.sides != "limbs":
            return self._sum, True
        tilts = np.array(self._latest)
        mean = np.mean(tilts, axis=0)
        # What the tilts differ by most is what the two limbs differ by.
        spread = tilts - mean
        across = spread @ np.linalg.svd(spread)[2][0]
        if np.max(across) - np.min(across) < APART * math.sqrt(float(mean @ mean)):
            return vector(mean), False
        high = across > 0.5 * (np.max(across) + np.min(across))
        return vector(0.5 * (np.mean(tilts[high], axis=0) + np.mean(tilts[~high], axis=0))), True


def along_largest_tilt(frame: MovementFrame, rows: FloatArray) -> MovementFrame:
    """The frame with the axis of the largest tilt: what is left when no repetition has shown it."""
    tilt = frame.tilt(rows[:, UP])
    x, y, z = tilt[int(np.argmax(frame.angle(rows[:, UP])))]
    if math.sqrt(x * x + y * y + z * z) < 0.1:
        return frame.with_axis(_any_horizontal(frame.start_up))
    return frame.with_axis((float(x), float(y), float(z)))


def _any_horizontal(up: Vector) -> Vector:
    return (0.0, 1.0, 0.0) if abs(up[1]) < 0.9 else (1.0, 0.0, 0.0)
