"""How long and how steadily a position was held: its time, its drift, and how much it wavered about the drift."""

from __future__ import annotations

import math

from ...records import Code, FloatArray, Measure, Reason, invalid
from ...records.packed_measures import Measures
from ..window_stats import line

EDGE_S = 0.1
"""Time left out at either end of the hold, in s: the last moment of the way out, and the first of the way back."""
LEAST_S = 1.0
"""Shortest hold, in s, that gets a line: a line through less says more about one breath than about the hold."""
MOST_UNCERTAIN_S = 0.3
"""Largest standard deviation of a valid hold's time, in s: sway and breathing hide the edges of a small movement."""
UNITS = {"hold_rms_deg": "deg", "hold_drift_deg_per_s": "deg/s"}


def hold_time(hold_s: float, sd_s: float) -> Measure:
    """The time of a hold, with the standard deviation that its edges' fits give it, both in s."""
    if sd_s <= MOST_UNCERTAIN_S:
        return Measure(hold_s, "s", uncertainty=sd_s)
    if not math.isfinite(sd_s):
        return invalid("s", Reason(Code.HOLD_UNSEEN), hold_s)
    why = Reason(Code.HOLD_UNCERTAIN, sd_s=sd_s, most_s=MOST_UNCERTAIN_S)
    return Measure(hold_s, "s", valid=False, why=why, uncertainty=sd_s)


def hold_measures(
    angle_deg: FloatArray, rate_hz: float, start: float, end: float, unfit: Reason | None
) -> Measures:
    """Steadiness of one hold.

    Parameters
    ----------
    angle_deg : (n,) float
        Angle about the exercise's axis, outward positive.
    start, end : float
        First and last edge of the hold in samples, with fractions.
    unfit : Reason or None
        Why neither measure is valid (the hold touches a gap, say).

    Returns
    -------
    hold_drift_deg_per_s
        Slope of the straight line through the angle (least squares): negative where the position is given up. Its
        uncertainty is √12 · RMS / duration, the slope that slow waves of that size make: in a hold
        shorter than a few breaths the drift can't be distinguished from breathing.
    hold_rms_deg
        Root mean square of the angle about that line: sway, breathing and tremor.
    """
    edge = EDGE_S * rate_hz
    first, last = math.ceil(start + edge), math.floor(end - edge)
    duration_s = (end - start) / rate_hz
    if duration_s < LEAST_S or last - first < 2:
        why = unfit or Reason(Code.HOLD_BRIEF, duration_s=duration_s, least_s=LEAST_S)
        return Measures.of(UNITS, [(None, why, None)] * len(UNITS))
    slope, rms = line(angle_deg, first, last + 1)
    drift = slope * rate_hz, unfit, math.sqrt(12.0) * rms / duration_s
    return Measures.of(UNITS, [(rms, unfit, None), drift])
