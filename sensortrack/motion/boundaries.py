"""Where the phases of an attempt begin and end: the 5 % crossings of each phase's speed.

The slice of samples that is looked at ends a fixed time after the decision, so the same samples give
the same times however they came; a zero-phase filter within it is allowed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.signal import butter, sosfiltfilt

from ..records import FloatArray

CROSSING = 0.05
EDGE = (0.25, 0.75)
SUBMOVEMENT = 0.4
"""A part of a phase that reaches this share of its peak speed belongs to it."""
OUT_LOW, OUT_HIGH = 0.20, 0.75
"""A phase is delimited by these shares of the plateau's angle: what pauses between them is within it."""
BACKGROUND_S = (0.1, 0.4)
LEAST_HOLD_S = 0.2
SPEED_CUTOFF_HZ = 3.0
REST_WINDOW_S = 2.0
REST_SPREAD = 0.4
"""What spreads over more than this share of the attempt's height before it was no rest."""


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Times in samples from the beginning of the slice, with fractions; angles in deg.

    `plateau_start` equals `plateau_end` where there is no hold. `amplitude_deg` is the mean angle of the
    plateau (the peak where there is none) from the rest level before the attempt.
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


def low_pass(signal: FloatArray, rate_hz: float, cutoff_hz: float) -> FloatArray:
    """Zero-phase second-order Butterworth low-pass along the first axis; short signals pass unchanged."""
    if cutoff_hz >= 0.45 * rate_hz or len(signal) < 10:
        return signal
    padding = min(len(signal) - 1, math.ceil(rate_hz / cutoff_hz))
    filtered: FloatArray = sosfiltfilt(_low_pass_design(rate_hz, cutoff_hz), signal, axis=0, padlen=padding)
    return filtered


@lru_cache(maxsize=64)
def _low_pass_design(rate_hz: float, cutoff_hz: float) -> FloatArray:
    # Designing a filter takes longer than filtering a phase with it.
    sos: FloatArray = butter(2, cutoff_hz, fs=rate_hz, output="sos")
    return sos


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
    speed = low_pass(speed_dps, rate_hz, SPEED_CUTOFF_HZ)
    level = angle_deg[peak]
    rest = rest_deg
    start, plateau_start, plateau_end, finish = float(onset), float(peak), float(peak), float(end)
    for _ in range(2):
        height = level - rest
        first_high = onset + _first(angle_deg[onset : peak + 1] >= rest + OUT_HIGH * height, peak - onset)
        low = earliest + _last(angle_deg[earliest:first_high] < rest + OUT_LOW * height)
        last_high = peak + _last(angle_deg[peak : end + 1] >= rest + OUT_HIGH * height)
        # A return that doesn't come all the way back ends where it ends.
        inner = max(rest, float(np.min(angle_deg[peak : end + 1])))
        home_deg = inner + OUT_LOW * (level - inner)
        home = last_high + _first(angle_deg[last_high:latest] < home_deg, end - last_high)

        start = _crossing_back(speed, low, first_high, earliest, rate_hz)
        plateau_start = _crossing_on(speed, low, first_high, peak if peak > first_high else home, rate_hz)
        plateau_end = _crossing_back(-speed, last_high, home, int(plateau_start), rate_hz)
        finish = _crossing_on(-speed, last_high, home, latest, rate_hz)
        if plateau_end - plateau_start < LEAST_HOLD_S * rate_hz:
            plateau_start = plateau_end = float(peak)
            level = float(angle_deg[peak])
        else:
            level = float(np.mean(angle_deg[math.ceil(plateau_start) : math.floor(plateau_end) + 1]))
        rest = _rest_level(angle_deg, start, earliest, rate_hz, rest_deg, level)
    height = level - rest
    above = np.count_nonzero(angle_deg[math.floor(start) : math.ceil(finish) + 1] >= rest + 0.5 * height)
    return Boundaries(
        start, plateau_start, plateau_end, finish, peak, height, rest, above_half_s=above / rate_hz
    )


def _rest_level(
    angle: FloatArray, start: float, earliest: int, rate_hz: float, default: float, level: float
) -> float:
    """Mean angle of the stillness before the attempt; the level it was found from where there was none."""
    before = angle[max(earliest, math.floor(start - REST_WINDOW_S * rate_hz)) : math.floor(start)]
    if len(before) < BACKGROUND_S[1] * rate_hz or np.ptp(before) > REST_SPREAD * (level - default):
        return default
    return float(np.mean(before))


def _crossing_back(speed: FloatArray, low: int, high: int, earliest: int, rate_hz: float) -> float:
    """Walk back from the phase's fastest moment to where its speed, less the background's, was 5 % of the peak."""
    return (
        len(speed)
        - 1
        - _crossing_on(
            speed[::-1], len(speed) - 1 - high, len(speed) - 1 - low, len(speed) - 1 - earliest, rate_hz
        )
    )


def _crossing_on(speed: FloatArray, low: int, high: int, latest: int, rate_hz: float) -> float:
    """Walk on from the phase's end zone to where its speed, less the background's, falls to 5 % of the peak.

    Sway and breathing go on during a movement. Their speed just outside of it is taken off, and the
    crossing is read off the whole edge (25–75 % of its peak), which rises out of them, rather than off the
    few samples about 5 %: an edge is taken to be that of a minimum-jerk movement, v = 16 s²(1 − s)² of its
    peak (Flash & Hogan 1985), so that s is linear in time.
    """
    latest = max(latest, high)
    peak = float(np.max(speed[low : high + 1]))
    near, far = (round(s * rate_hz) for s in BACKGROUND_S)
    background = 0.0
    at = float(high)
    for _ in range(3):
        at = _edge(speed, peak, background, low, high, latest)
        window = speed[math.ceil(at) + near : min(math.ceil(at) + far, latest)]
        if len(window) < near:
            break
        background = min(max(float(np.mean(window)), -0.2 * peak), 0.2 * peak)
    return at


def _edge(speed: FloatArray, peak: float, background: float, low: int, high: int, latest: int) -> float:
    # The last sub-movement of the phase: what comes after it, slower than that, is sway.
    least = background + SUBMOVEMENT * (peak - background)
    fell = high + _first(speed[high : latest + 1] < least, latest - high)
    rose = low + _last(speed[low:fell] < least)
    top = rose + int(np.argmax(speed[rose : fell + 1]))
    foot = fell
    while foot < latest and speed[foot + 1] < speed[foot]:
        foot += 1
    local = float(speed[top]) - background
    share = (speed[top : foot + 1] - background) / local if local > 0 else np.empty(0)
    used = np.nonzero((share >= EDGE[0]) & (share <= EDGE[1]))[0]
    crossing = CROSSING * (peak - background)
    if len(used) < 3:
        return _falls_below(speed, background + crossing, high, latest)
    s = _progress(share[used])
    slope, offset = np.polyfit(s, used.astype(np.float64), 1)
    at = top + offset + slope * float(_progress(np.array([min(crossing / local, 1.0)]))[0])
    return float(min(max(at, top + used[-1]), latest, len(speed) - 1))


def _progress(share_of_peak: FloatArray) -> FloatArray:
    """How far a minimum-jerk movement has come (0 to ½) at a share of its peak speed."""
    progress: FloatArray = 0.5 * (1.0 - np.sqrt(1.0 - np.minimum(np.sqrt(share_of_peak), 1.0)))
    return progress


def _falls_below(speed: FloatArray, threshold: float, begin: int, latest: int) -> float:
    stretch = speed[begin : latest + 1]
    below = np.nonzero(stretch < threshold)[0]
    if not len(below):
        return float(min(latest, len(speed) - 1))
    k = int(below[0])
    if k == 0:
        return float(begin)
    a, b = float(stretch[k - 1]), float(stretch[k])
    return begin + k - 1 + (a - threshold) / (a - b)


def _first(mask: np.ndarray[tuple[int], np.dtype[np.bool_]], default: int) -> int:
    found = np.nonzero(mask)[0]
    return int(found[0]) if len(found) else default


def _last(mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    found = np.nonzero(mask)[0]
    return int(found[-1]) if len(found) else 0
