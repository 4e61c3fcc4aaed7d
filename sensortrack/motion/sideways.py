"""Whether an excursion goes along the exercise's axis, or rather sideways or around the vertical."""

from __future__ import annotations

import math

import numpy as np

from ..records import FloatArray
from .history import RATE, UP
from .inclination import MovementFrame
from .vectors import along, component

SHARE = 0.8
SHARE_FIRST = 1.2
"""Before a repetition has told the axis, the declared one may be off by the mounting's 25° and more."""
LEAST_DEG = 8.0
"""Sway and the gyroscope's bias make some degrees, too."""


def sideways_deg(
    rows: FloatArray, before: FloatArray, frame: MovementFrame, rate_hz: float, *, has_gyroscope: bool
) -> float:
    """How far an excursion went off its axis, in deg: tilt to the side, and turn about the vertical.

    Parameters
    ----------
    rows : (n, k) float
        Of the history, from the excursion's onset to its peak.
    before : (m, k) float
        Of the time just before: what turns there is the gyroscope's bias.
    frame : MovementFrame
        With its axis.
    rate_hz : float
    has_gyroscope : bool
        Without one the turn can't be seen.
    """
    tilt = component(frame.tilt(rows[[0, -1], UP]), frame.off_axis)
    turn = 0.0
    if has_gyroscope:
        bias = float(np.mean(along(before[:, RATE], before[:, UP]))) if len(before) else 0.0
        turn = float(np.sum(along(rows[:, RATE], rows[:, UP]) - bias)) / rate_hz
    return math.hypot(float(tilt[1] - tilt[0]), turn)
