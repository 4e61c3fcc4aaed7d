"""Where a phase accelerates most for its size and duration: the peak acceleration ratio R as a band shows it.

Compiled (`sharpest.pxd`).
"""

from __future__ import annotations

import math
from typing import Any

from .kernels import largest, reach, trimmed

Numbers = Any
"""A buffer of float64: see `kernels`."""

MIN_JERK_PEAK_ACCELERATION_RATIO = 3.079
"""Peak acceleration × duration / peak speed of a minimum-jerk movement: (10/√3) / 1.875 (Flash & Hogan 1985)."""
MOST_RATIO = 10.0
"""What is sharper than this looks like a step in any band: no larger ratio is reported."""
LEAST_PEAK = 0.2
"""A dip lies between two peaks of at least this share of the phase's peak speed, and so fast is a movement."""
MOVING = 0.1
"""A movement beside a stop begins, and ends, at this share of its peak speed."""
REACH_LEVEL, REACH_SHARE = 0.1, 0.15
"""The outermost ones reach beyond the phase while their speed, a mean over the second, as a share of the phase's
duration, is above the first, as a share of its peak speed."""
LEAST_MOVEMENT_S = 0.2
"""A briefer movement, in s, is a jolt, not a phase."""
STEP_RATIO = 2.0 / MIN_JERK_PEAK_ACCELERATION_RATIO
"""Seen in a band up to f, a step of speed has the peak acceleration ratio `STEP_RATIO` f T."""


def highest(signal: Numbers, begin: int, end: int) -> float:
    """The largest number in `[begin, end)`, which isn't empty."""
    most = signal[begin]
    for i in range(begin + 1, end):
        if signal[i] > most:
            most = signal[i]
    return float(most)


def sharpest_of(
    speed: Numbers,
    acceleration: Numbers,
    begin: int,
    end: int,
    known_from: int,
    known_to: int,
    stops: list[int],
    rate_hz: float,
    duration_s: float,
    attack_hz: float,
    peak_dps: float,
    noise_dps2: float,
) -> tuple[float, float, float, int] | None:
    """The sharpest acceleration of the movements of a phase.

    The outermost movements go on as far as they do beyond the phase: the tail of one that began sharply is long and
    slow, and the phase may have been cut before its end.

    Parameters
    ----------
    speed, acceleration : (n,) float
        In deg/s and deg/s², in the band of the attack.
    begin, end : int
        The phase, `[begin, end)`.
    known_from, known_to : int
        Where the speed is known well.
    stops : list of int
        Where the phase is parted into movements.
    rate_hz, duration_s : float
        Of the speed; of the phase.
    attack_hz : float
        Where the band ends.
    peak_dps : float
        The phase's highest speed.
    noise_dps2 : float
        RMS of the acceleration in stillness.

    Returns
    -------
    The ratio, its noise, the ratio of a step of speed in that band, and where it is; None where nothing moves long
    enough.
    """
    half = max(round(0.5 * REACH_SHARE * duration_s * rate_hz), 1)
    first, final = reach(speed, begin, end, half, REACH_LEVEL * peak_dps)
    least = LEAST_PEAK * peak_dps
    found, noise, step_ratio, at = -1.0, 0.0, 0.0, -1
    for k in range(len(stops) + 1):
        a, b = first if k == 0 else stops[k - 1], final if k == len(stops) else stops[k]
        if len(stops):
            inner, outer = trimmed(speed, a, b, MOVING * highest(speed, a, b))
            a, b = a if k == 0 else inner, b if k == len(stops) else outer
        lasts_s = (b - a) / rate_hz
        top = highest(speed, a, b)
        low, high = max(a, begin, known_from), min(b, end, known_to)
        if lasts_s < LEAST_MOVEMENT_S or top < least or high <= low:
            continue
        where = largest(acceleration, low, high)
        per_dps2 = lasts_s / (MIN_JERK_PEAK_ACCELERATION_RATIO * top)
        of_step = STEP_RATIO * attack_hz * lasts_s
        ratio = widened(abs(acceleration[where]) * per_dps2, of_step)
        if at < 0 or ratio > found:
            found, noise, step_ratio, at = ratio, noise_dps2 * per_dps2, of_step, where
    return None if at < 0 else (found, noise, step_ratio, at)


def widened(within_band: float, of_step: float) -> float:
    """The ratio of an acceleration that is seen through a band, as it was before.

    An acceleration that goes up and down like a Gaussian, with ratio R, has R erf(√π/2 · R_s/R) after an ideal
    low-pass through which a step of speed has R_s; the root of that.
    """
    if within_band <= 0.0:
        return 0.0
    ratio = within_band
    for _ in range(60):  # Newton's; from below it never oversteps
        z = 0.5 * math.sqrt(math.pi) * of_step / ratio
        slope = math.erf(z) - 2.0 / math.sqrt(math.pi) * z * math.exp(-z * z)
        step = (within_band - narrowed(ratio, of_step)) / max(slope, 1e-9)
        ratio += step
        if ratio >= MOST_RATIO:
            return MOST_RATIO
        if step < 1e-6:
            break
    return ratio


def narrowed(ratio: float, of_step: float) -> float:
    """What is seen of a ratio through a band: the inverse of `widened`."""
    return ratio * math.erf(0.5 * math.sqrt(math.pi) * of_step / ratio)
