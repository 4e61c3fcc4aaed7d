"""The axis of the movement, learned from the repetitions: each makes it truer."""

from __future__ import annotations

import math

import numpy as np

from ..records import FloatArray
from .excursion import Excursion
from .history import UP
from .inclination import MovementFrame, angle_between_deg
from .spec import MovementSpec
from .vectors import Vector, component, sizes

TOLERANCE_DEG = 45.0
"""A movement further from the declared axis than this isn't the exercise's: the declared one stays."""
PLATEAU = 0.75


class AxisLearner:
    """Gathers the tilts of the repetitions' plateaus.

    Parameters
    ----------
    spec : MovementSpec
    """

    def __init__(self, spec: MovementSpec) -> None:
        self._spec = spec
        self._sum: FloatArray = np.zeros(3)
        self._count = 0

    def add(self, e: Excursion, rows: FloatArray, lead: int, frame: MovementFrame) -> None:
        """Take a repetition: its rows of the history from `lead` samples before its onset to its end.

        The rest posture drifts to the side as well: the tilt counts from where the movement began and ended.
        """
        tilts = frame.tilt(rows[:, UP])
        x = e.direction * (
            (component(tilts, frame.axis) if frame.axis is not None else sizes(tilts)) - e.rest_deg
        )
        plateau = np.mean(tilts[lead:][x[lead:] >= PLATEAU * e.peak_deg], axis=0)
        begin, end = np.mean(tilts[: max(lead // 2, 1)], axis=0), np.mean(tilts[-max(lead // 8, 1) :], axis=0)
        tilt = plateau - 0.5 * (begin + end)
        # The tilt's own direction is outward, but for an exercise that goes to both sides in turn.
        if self._spec.sides == "directions":
            known = frame.axis is not None
            tilt = (e.direction if known or float(np.sum(tilt * self._sum)) >= 0.0 else -1) * tilt
        self._sum = self._sum + tilt
        self._count += 1

    @property
    def enough(self) -> bool:
        """Whether the axis can be told: each limb tilts to its own side, only both together show it."""
        return self._count > 0 and (self._spec.sides != "limbs" or self._count % 2 == 0)

    def learned(self, frame: MovementFrame) -> MovementFrame:
        """The frame with the axis that the repetitions tell; unchanged where they go another way."""
        x, y, z = self._sum
        learned = frame.with_axis((float(x), float(y), float(z)))
        if frame.axis is None:
            return learned
        assert learned.axis is not None
        off_deg = angle_between_deg(learned.axis, frame.axis)
        if self._spec.either_way:
            off_deg = min(off_deg, 180.0 - off_deg)
        return learned if off_deg <= TOLERANCE_DEG else frame


def along_largest_tilt(frame: MovementFrame, rows: FloatArray) -> MovementFrame:
    """The frame with the axis of the largest tilt: what is left when no repetition has told it."""
    tilt = frame.tilt(rows[:, UP])
    x, y, z = tilt[int(np.argmax(frame.angle(rows[:, UP])))]
    if math.sqrt(x * x + y * y + z * z) < 0.1:
        return frame.with_axis(_any_horizontal(frame.start_up))
    return frame.with_axis((float(x), float(y), float(z)))


def _any_horizontal(up: Vector) -> Vector:
    return (0.0, 1.0, 0.0) if abs(up[1]) < 0.9 else (1.0, 0.0, 0.0)
