"""The posture that the up direction in body axes tells.

A sensor at the lower back sees which side of the pelvis is up: it can't tell standing from sitting, nor lying
face down from being on all fours, and the words of the language files don't claim it.
"""

from __future__ import annotations

from typing import Literal

from ...records import Code, Reason
from ..vectors import Vector
from .inclination import angle_between_deg

Posture = Literal["upright", "upside_down", "on_back", "face_down", "on_left_side", "on_right_side"]

UP_IN: dict[Posture, Vector] = {
    "upright": (1.0, 0.0, 0.0),
    "upside_down": (-1.0, 0.0, 0.0),
    "on_back": (0.0, 0.0, 1.0),
    "face_down": (0.0, 0.0, -1.0),
    "on_left_side": (0.0, 1.0, 0.0),
    "on_right_side": (0.0, -1.0, 0.0),
}
"""What points up in each posture: x cranial, y right, z forward."""
TOLERANCE_DEG = 60.0
"""The mounting may be off by 25° and the person's posture by 16°; another posture is off by 90°."""
DOUBTFUL_DEG = 45.0
"""Beyond this it may as well be a movement toward another posture: mounting and posture together are off by 41°."""
BETWEEN_DEG = 35.0
"""Further than this from the nearest posture it lies between two, as when a person leans back or sits up halfway."""


def posture_of(up: Vector) -> Posture:
    """The posture nearest to an up direction (a unit vector in body axes)."""
    return min(UP_IN, key=lambda posture: angle_between_deg(up, UP_IN[posture]))


def why_another_posture(up: Vector, start_up: Vector) -> Reason | None:
    """Why a still pose isn't an exercise's start pose; None where it may be.

    Parameters
    ----------
    up : (3,) float
        Unit vector that points up in the pose, in body axes.
    start_up : (3,) float
        That of the exercise's start pose.
    """
    off_deg = angle_between_deg(up, start_up)
    if off_deg <= TOLERANCE_DEG:
        return None
    expected = posture_of(start_up)
    found, other = sorted(UP_IN, key=lambda posture: angle_between_deg(up, UP_IN[posture]))[:2]
    if found == "upside_down":
        return Reason(Code.UPSIDE_DOWN, expected=expected, away_deg=off_deg)
    if angle_between_deg(up, UP_IN[found]) > BETWEEN_DEG:
        return Reason(Code.BETWEEN_POSTURES, expected=expected, found=found, other=other, away_deg=off_deg)
    return Reason(Code.ANOTHER_POSTURE, expected=expected, found=found, away_deg=off_deg)
