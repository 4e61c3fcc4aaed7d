"""The axis of the movement, learned from the repetitions: each makes it truer."""

from __future__ import annotations

import math

import numpy as np

from ..records import FloatArray
from .history import UP
from .inclination import MovementFrame, angle_between_deg
from .segmenter import Excursion
from .spec import MovementSpec
from .vectors import Vector

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
        self._plateaus: list[FloatArray] = []

    def add(self, e: Excursion, rows: FloatArray, frame: MovementFrame) -> None:
        """Take a repetition: its rows of the history, from onset to end."""
        x = e.direction * (frame.angle(rows[:, UP]) - e.rest_deg)
        tilt = np.mean(frame.tilt(rows[x >= PLATEAU * e.peak_deg, UP]), axis=0)
        if frame.axis is not None:
            tilt = tilt - e.rest_deg * np.array(frame.axis)
        # The tilt's own direction is outward, but for an exercise that goes to both sides in turn.
        self._plateaus.append(e.direction * tilt if self._spec.sides == "directions" else tilt)

    def clear(self) -> None:
        """Forget the repetitions: the run is gone through again."""
        self._plateaus.clear()

    @property
    def enough(self) -> bool:
        """Whether the axis can be told: each limb tilts to its own side, only both together show it."""
        count = len(self._plateaus)
        return count > 0 and (self._spec.sides != "limbs" or count % 2 == 0)

    def learned(self, frame: MovementFrame) -> MovementFrame:
        """The frame with the axis that the repetitions tell; unchanged where they go another way."""
        x, y, z = np.sum(self._plateaus, axis=0)
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
