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
APART = 0.4
"""Two limbs tilt the pelvis differently by at least this share of the movement."""


class AxisLearner:
    """Gathers the tilts of the repetitions' plateaus.

    Parameters
    ----------
    spec : MovementSpec
    """

    def __init__(self, spec: MovementSpec) -> None:
        self._spec = spec
        self._tilts: list[FloatArray] = []

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
        # The first tilt's own direction is outward, but for an exercise that goes to both sides in turn.
        if self._spec.sides == "directions" and frame.axis is not None:
            tilt = e.direction * tilt
        elif float(np.sum(tilt * sum(self._tilts))) < 0.0:
            tilt = -tilt
        self._tilts.append(tilt)

    def clear(self) -> None:
        """Forget the repetitions: the run is gone through again."""
        self._tilts.clear()

    @property
    def any(self) -> bool:
        """Whether a repetition was taken."""
        return bool(self._tilts)

    @property
    def enough(self) -> bool:
        """Whether the axis can be told: each limb tilts to its own side, only both together show it."""
        count = len(self._tilts)
        return count > 0 and (self._spec.sides != "limbs" or count % 2 == 0)

    def learned(self, frame: MovementFrame) -> MovementFrame:
        """The frame with the axis that the repetitions tell; where they don't, only which way is outward."""
        outward, tells_axis = self._outward()
        x, y, z = outward
        learned = frame.with_axis((float(x), float(y), float(z)))
        if frame.axis is None:
            return learned
        assert learned.axis is not None
        off_deg = angle_between_deg(learned.axis, frame.axis)
        if self._spec.either_way and off_deg > 90.0:
            frame, off_deg = frame.backward(), 180.0 - off_deg
        return learned if tells_axis and off_deg <= TOLERANCE_DEG else frame

    def _outward(self) -> tuple[FloatArray, bool]:
        """The mean outward tilt, and whether it lies along the axis: a limb's own tilt leans to its side.

        Of limbs each side counts alike, however often it moved; one side alone doesn't tell the axis.
        """
        tilts = np.array(self._tilts)
        mean: FloatArray = np.mean(tilts, axis=0)
        if self._spec.sides != "limbs":
            return mean, True
        # What the tilts differ by most is what the two limbs differ by.
        spread = tilts - mean
        across = spread @ np.linalg.svd(spread)[2][0]
        if np.max(across) - np.min(across) < APART * math.sqrt(float(mean @ mean)):
            return mean, False
        high = across > 0.5 * (np.max(across) + np.min(across))
        both: FloatArray = 0.5 * (np.mean(tilts[high], axis=0) + np.mean(tilts[~high], axis=0))
        return both, True


def along_largest_tilt(frame: MovementFrame, rows: FloatArray) -> MovementFrame:
    """The frame with the axis of the largest tilt: what is left when no repetition has told it."""
    tilt = frame.tilt(rows[:, UP])
    x, y, z = tilt[int(np.argmax(frame.angle(rows[:, UP])))]
    if math.sqrt(x * x + y * y + z * z) < 0.1:
        return frame.with_axis(_any_horizontal(frame.start_up))
    return frame.with_axis((float(x), float(y), float(z)))


def _any_horizontal(up: Vector) -> Vector:
    return (0.0, 1.0, 0.0) if abs(up[1]) < 0.9 else (1.0, 0.0, 0.0)
