"""Where the phases of an attempt begin and end: the 5 % crossings of each phase's speed.

The angle delimits the phases roughly. What each one's speed was without the sway and the breathing under it
is then fitted, with the stillness around it, and the crossings are those of the fitted speed. The slice of samples that is
looked at ends a fixed time after the decision, so the same samples give the same times however they came.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..records import FloatArray
from .background import STEP_S
from .levels import passages
from .phase_edges import STILL_AFTER_S, STILL_BEFORE_S, find_edges
from .stretches import count_above, mean, spread

MARGIN_S = 1.6
"""So much further than the stillness around a phase a part of it may lie beyond a pause."""
INTO_PLATEAU_S = 0.3
PLATEAU_TRIM = 0.6
"""Before its edges are known the plateau is what lies so many times the passage from 20 to 75 % inside."""
LAST_S = 0.08
"""The grid ends so long before the last sample: nearer to it tremor doesn't average out."""
LEAST_HOLD_S = 0.2
TURNING_S = 0.1
"""Where there is no hold, the angle is the mean so far around the turning point."""
REST_S = 1.5
LEAST_REST_S = 0.4
REST_SPREAD = 0.4
"""What spreads over more than this share of the attempt's height before it was no rest."""


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Times in samples from the beginning of the slice, with fractions; angles in deg.

    `plateau_start` equals `plateau_end` where there is no hold. `amplitude_deg` is the mean angle of the
    plateau (of the turning point where there is none) from the rest level before the attempt.
    """

    start: float
    plateau_start: float
    plateau_end: float
    end: float
    peak: int
    amplitude_deg: float
    rest_deg: float
    above_half_s: float

    @property
    def has_hold(self) -> bool:
        """Whether there is a plateau between out and return."""
        return self.plateau_end > self.plateau_start


def find_boundaries(
    angle_deg: FloatArray,
    speed_dps: FloatArray,
    rate_hz: float,
    *,
    rest_deg: float,
    onset: int,
    peak: int,
    end: int,
    earliest: int,
    latest: int,
) -> Boundaries:
    """Find the phases of one outward excursion.

    Parameters
    ----------
    angle_deg, speed_dps : (n,) float
        Angle and angular speed about the axis, outward positive.
    rate_hz : float
    rest_deg : float
        The rest level that the attempt was found from.
    onset, peak, end : int
        Where the attempt was noticed, its highest angle, and where it was decided.
    earliest, latest : int
        The attempt can't reach beyond these (another attempt is there, or nothing is known).
    """
    level = float(angle_deg[peak])
    found = (onset, peak, end, earliest, latest)
    low, first_high, last_high, home = passages(angle_deg, rest_deg, level, *found)
    trim = int(PLATEAU_TRIM * (first_high - low))
    if last_high - first_high - 2 * trim > TURNING_S * rate_hz:
        level = mean(angle_deg, first_high + trim, last_high - trim)
        low, first_high, last_high, home = passages(angle_deg, rest_deg, level, *found)
    height = max(level - rest_deg, 0.1)
    to_s = 1.0 / rate_hz

    first_s = max(earliest * to_s, low * to_s - STILL_BEFORE_S - MARGIN_S)
    last_s = min(
        latest * to_s,
        first_high * to_s + STILL_AFTER_S + MARGIN_S,
        max(last_high, first_high) * to_s + INTO_PLATEAU_S,
    )
    count = _points(first_s, last_s)
    start_s, plateau_start_s, out_s = find_edges(
        speed_dps, rate_hz, 1.0, first_s, count, low * to_s, first_high * to_s, height, False, 0.0
    )
    first_s = max(
        earliest * to_s, last_high * to_s - STILL_BEFORE_S - MARGIN_S, min(first_high, last_high) * to_s - INTO_PLATEAU_S
    )
    last_s = min(latest * to_s - LAST_S, home * to_s + STILL_AFTER_S + MARGIN_S)
    count = _points(first_s, last_s)
    plateau_end_s, end_s, _ = find_edges(
        speed_dps,
        rate_hz,
        -1.0,
        last_s - (count - 1) * STEP_S,
        count,
        last_high * to_s,
        home * to_s,
        height,
        True,
        out_s,
    )
    start = min(max(start_s * rate_hz, float(earliest)), float(peak))
    finish = max(min(end_s * rate_hz, float(latest)), float(peak))
    plateau_start, plateau_end = max(plateau_start_s * rate_hz, start), min(plateau_end_s * rate_hz, finish)
    if plateau_end - plateau_start < LEAST_HOLD_S * rate_hz:
        plateau_start = plateau_end = float(peak)
        around = round(TURNING_S * rate_hz)
        level = mean(angle_deg, peak - around, peak + around + 1)
    else:
        level = mean(angle_deg, math.ceil(plateau_start), math.floor(plateau_end) + 1)
    rest = _rest_level(angle_deg, start, earliest, rate_hz, rest_deg, level)
    above = count_above(
        angle_deg, math.floor(start), math.ceil(finish) + 1, rest + 0.5 * (level - rest)
    )
    return Boundaries(
        start, plateau_start, plateau_end, finish, peak, level - rest, rest, above_half_s=above / rate_hz
    )


def _rest_level(
    angle: FloatArray, start: float, earliest: int, rate_hz: float, default: float, level: float
) -> float:
    """Mean angle of the stillness before the attempt; the level it was found from where there was none."""
    end = math.floor(start)
    begin = max(earliest, end - round(REST_S * rate_hz))
    if end - begin < LEAST_REST_S * rate_hz or spread(angle, begin, end) > REST_SPREAD * (level - default):
        return default
    return mean(angle, begin, end)


def _points(first_s: float, last_s: float) -> int:
    return max(int((last_s - first_s) / STEP_S) + 1, 2)
