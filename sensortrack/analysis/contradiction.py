"""A gyroscope that contradicts the accelerometer, or numbers that overflowed, as a reason that says what is wrong."""

from __future__ import annotations

import math

from ..plausibility import Disagreement, Stray
from ..plausibility.overflow import Overflow
from ..records import Code, Reason

RAD_FACTOR = (math.degrees(1.0) / 1.3, math.degrees(1.0) * 1.3)
"""A factor in this range is that from rad/s to deg/s."""
FACTOR = (1.0 / 1.3, 1.3)
"""A factor in this range isn't worth a word beside another fault: directions are known to some tenths of the turn."""
LATE_S = 0.15
RIGHT = "x, y, z"


def contradiction(found: Disagreement | Stray) -> Reason:
    """Why nothing that was measured is judged: what the gyroscope would have to be for gravity's turn to fit."""
    if isinstance(found, Stray):
        return Reason(
            Code.GYROSCOPE_STRAYS, from_s=found.from_s, apart_deg=found.apart_deg, within_s=found.within_s
        )
    changes = []
    if RAD_FACTOR[0] < found.factor < RAD_FACTOR[1]:
        changes.append(Reason(Code.GYROSCOPE_IN_RADIANS))
    elif not FACTOR[0] < found.factor < FACTOR[1]:
        changes.append(Reason(Code.GYROSCOPE_FACTOR, factor=found.factor))
    if found.axes != RIGHT:
        changes.append(Reason(Code.GYROSCOPE_AXES, axes=found.axes))
    if found.late_s > LATE_S:
        changes.append(Reason(Code.GYROSCOPE_LATE, late_s=found.late_s))
    elif found.late_s < -LATE_S:
        changes.append(Reason(Code.GYROSCOPE_EARLY, early_s=-found.late_s))
    if not changes:
        changes.append(Reason(Code.GYROSCOPE_FACTOR, factor=found.factor))
    if found.from_s is not None:
        return Reason(
            Code.GYROSCOPE_CONTRADICTS_FROM, from_s=found.from_s, left=found.left, changes=tuple(changes)
        )
    if found.until_s is not None:
        return Reason(
            Code.GYROSCOPE_CONTRADICTS_UNTIL, until_s=found.until_s, left=found.left, changes=tuple(changes)
        )
    return Reason(Code.GYROSCOPE_CONTRADICTS, left=found.left, changes=tuple(changes))


def overflowed(found: Overflow) -> Reason:
    """Why nothing that was measured is judged: the numbers of a sensor counted on from the other end of its range."""
    axis = "xyz"[found.axis]
    if found.sensor:
        return Reason(Code.GYROSCOPE_OVERFLOWS, axis=axis, end_dps=found.end, from_s=found.from_s)
    return Reason(Code.ACCELEROMETER_OVERFLOWS, axis=axis, end_ms2=found.end, from_s=found.from_s)
