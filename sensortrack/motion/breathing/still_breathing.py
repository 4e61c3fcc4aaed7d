"""Breathing in the stillness of an attempt: in the rest before it, and in its hold. Experimental, off by default."""

from __future__ import annotations

import math
from dataclasses import replace

from ...records import Attempt, FloatArray, Measure, Phase
from ..orientation.inclination import MovementFrame
from ..sample_buffer import TIME, UP
from .rate import LEAST_S, LONGEST_S, breathing_rate

MARGIN_S = 0.5
"""Left out at either end: what is left of the movement."""
MEMORY_S = LONGEST_S + 2.0 * MARGIN_S
"""So much of the tilt is remembered, in s: the longest stretch, and what is left out at both ends of it."""


def with_breathing(
    attempt: Attempt, rows: FloatArray, frame: MovementFrame, rate_hz: float, rest_from_s: float
) -> Attempt:
    """The attempt with `rest_breathing_rate` and, in its hold, `breathing_rate`, where the stillness is long enough.

    Parameters
    ----------
    rows : (n, k) float
        Of the buffer, from the rest before the attempt to its end, without a gap.
    rest_from_s : float
        When the rest began: the end of the attempt before, or the start pose.
    """
    rest = _rate(rows, frame, rate_hz, rest_from_s, attempt.start_s)
    phases = tuple(_breathed(phase, rows, frame, rate_hz) for phase in attempt.phases)
    measures = attempt.measures if rest is None else {**attempt.measures, "rest_breathing_rate": rest}
    return replace(attempt, measures=measures, phases=phases)


def _breathed(phase: Phase, rows: FloatArray, frame: MovementFrame, rate_hz: float) -> Phase:
    rate = None if phase.name != "hold" else _rate(rows, frame, rate_hz, phase.start_s, phase.end_s)
    return phase if rate is None else replace(phase, measures={**phase.measures, "breathing_rate": rate})


def _rate(
    rows: FloatArray, frame: MovementFrame, rate_hz: float, start_s: float, end_s: float
) -> Measure | None:
    """The breathing rate of a stillness; None where it is too short to ask."""
    start_s, end_s = start_s + MARGIN_S, end_s - MARGIN_S
    start_s = max(start_s, end_s - LONGEST_S)
    still = rows[(rows[:, TIME] >= start_s) & (rows[:, TIME] < end_s)]
    if len(still) < math.ceil(LEAST_S * rate_hz):
        return None
    return breathing_rate(frame.tilt(still[:, UP]), rate_hz)
