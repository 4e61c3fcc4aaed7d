"""One movement's speed as a rise and a fall.

The family is v(t) = V (1 − |z|^m)^a, with z = (t − top) / rise before the top and (t − top) / fall after it.
With m = 2, a = 2 and rise = fall it is the minimum-jerk movement, v = 16 V s²(1 − s)² (Flash & Hogan 1985);
others are flat-topped, sharp- or soft-edged, lopsided. A profile is an array (7,) of the family's parameters.
"""

from __future__ import annotations

import math

import numpy as np

from ...records import FloatArray

LN_PEAK, TOP, LN_RISE, LN_FALL, LN_FLATNESS, LN_SHARP_RISE, LN_SHARP_FALL = range(7)
"""Where the parameters stand: V in deg/s; top, rise and fall in s; m; a before and after the top."""
SIZE = 7
"""Parameters of a profile."""
LN_SMOOTH = math.log(2.0)
"""Logarithm of the exponent with which a side of the profile is minimum jerk."""
LEAST_RISE_S = 0.12
"""The briefest rise or fall, in s: the grid that the speed is looked at on has 0.1 s."""
MEAN_SHARE = 8.0 / 15.0
"""Mean speed of a minimum-jerk movement, as a share of its peak."""


def symmetric(peak_dps: float, top_s: float, duration_s: float) -> FloatArray:
    """A minimum-jerk profile."""
    half = math.log(max(0.5 * duration_s, LEAST_RISE_S))
    return np.array([math.log(peak_dps), top_s, half, half, LN_SMOOTH, LN_SMOOTH, LN_SMOOTH])


def ln_peak(profile: FloatArray) -> float:
    """Natural logarithm of the profile's peak speed in deg/s."""
    return float(profile[LN_PEAK])


def begins(profile: FloatArray, ln_share: float) -> float:
    """When the rising speed passes a share of the profile's peak, given as its natural logarithm (below 0)."""
    return crossing(profile, ln_share, -1.0, np.empty(SIZE))


def ends(profile: FloatArray, ln_share: float) -> float:
    """When the falling speed passes that share."""
    return crossing(profile, ln_share, 1.0, np.empty(SIZE))


def crossing(profile: FloatArray, ln_share: float, side: float, slopes: FloatArray) -> float:
    """When the speed passes a share of its peak, before the top (side −1) or after it (1).

    `slopes`, shape (7,), has the derivatives of that time by the parameters afterwards.
    """
    width, sharp = (LN_RISE, LN_SHARP_RISE) if side < 0.0 else (LN_FALL, LN_SHARP_FALL)
    inverse_m, exponent = math.exp(-profile[LN_FLATNESS]), ln_share * math.exp(-profile[sharp])
    below_one = 1.0 - math.exp(exponent)
    far_s = side * math.exp(profile[width] + math.log(below_one) * inverse_m)
    for i in range(SIZE):
        slopes[i] = 0.0
    slopes[TOP] = 1.0
    slopes[width] = far_s
    slopes[LN_FLATNESS] = -far_s * math.log(below_one) * inverse_m
    slopes[sharp] = far_s * inverse_m / below_one * math.exp(exponent) * exponent
    return float(profile[TOP] + far_s)
