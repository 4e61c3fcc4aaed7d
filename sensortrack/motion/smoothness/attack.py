"""The peak acceleration ratio R of a phase, and the dips on its way, from its band-limited speed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from ...records import FloatArray
from .bands import STEP_RATIO, PhaseBands
from .kernels import largest, reach, trimmed, turning_points
from .speed_input import movement_of, speed_of

MIN_JERK_PEAK_ACCELERATION_RATIO = 3.079
"""Peak acceleration × duration / peak speed of a minimum-jerk movement: (10/√3) / 1.875 (Flash & Hogan 1985)."""
MOST_RATIO = 10.0
"""What is sharper than this looks like a step in any band; the ratio isn't told beyond it."""
PROMINENCE = 0.05
"""A speed peak is a submovement if it rises so far, as a share of the phase's peak speed, and over the noise."""
OVER_NOISE = 3.0
LEAST_PEAK = 0.2
"""A dip lies between two peaks of at least this share of the phase's peak speed."""
STOP_DEPTH = 0.5
"""A dip by this share of the lower peak, or more, is a stop: what comes after it is a movement of its own."""
MOVING = 0.1
"""A movement beside a stop begins, and ends, at this share of its peak speed."""
REACH_LEVEL, REACH_SHARE = 0.1, 0.15
"""The outermost ones reach beyond the phase while their speed, a mean over the second, as a share of the phase's
duration, is above the first, as a share of its peak speed."""
LEAST_MOVEMENT_S = 0.2


@dataclass(frozen=True, slots=True)
class Dip:
    """A fall of the speed between two peaks: where on the grid, and how deep, as a share of the lower peak."""

    at: int
    depth: float


@dataclass(frozen=True, slots=True)
class Sharpest:
    """The sharpest acceleration of a phase.

    Attributes
    ----------
    ratio : float
        Peak acceleration ratio R.
    noise_ratio : float
        RMS of what sway and tremor in stillness add to R.
    step_ratio : float
        R of a step of speed, in the band that R was seen in.
    at : int
        Where on the grid.
    """

    ratio: float
    noise_ratio: float
    step_ratio: float
    at: int


@dataclass(frozen=True, slots=True)
class Course:
    """How the speed of a phase goes.

    Attributes
    ----------
    peak_dps : float
    submovements : int
        Number of speed peaks.
    prominence : float
        What a peak had to rise by, as a share of `peak_dps`.
    dips : tuple of Dip
    sharpest : Sharpest or None
        Where it accelerates most; None where nothing moves for long enough.
    """

    peak_dps: float
    submovements: int
    prominence: float
    dips: tuple[Dip, ...]
    sharpest: Sharpest | None


def peak_acceleration_ratio(speed: ArrayLike, rate_hz: float) -> float:
    """Peak acceleration ratio R of a movement's speed: how much of the acceleration comes at once.

    Parameters
    ----------
    speed : (n,) or (n, 3) array
        Speed, or a velocity whose norm is taken; any unit. Low-pass it first: tremor and noise rule it otherwise.
    rate_hz : float
        Sampling rate in Hz.

    Returns
    -------
    float
        ``max |dv/dt| · T / (3.079 v_peak)``, ``T = n / rate_hz``: 1 for a minimum-jerk movement, 0.88 for one
        cut at 5 % of its peak speed; with the acceleration squeezed into the first tenth about 3.25.

    Raises
    ------
    DataError
        What is no movement, or no rate: as for the functions of `smoothness`.
    """
    v = speed_of(movement_of(speed, rate_hz))
    steepest = float(np.max(np.abs(np.diff(v))))
    return steepest * len(v) / (MIN_JERK_PEAK_ACCELERATION_RATIO * float(np.max(np.abs(v))))


def course_of(bands: PhaseBands, noise_dps: float, noise_dps2: float) -> Course:
    """Follow the speed of a phase.

    Parameters
    ----------
    noise_dps, noise_dps2 : float
        RMS of the speed and of the acceleration in stillness, in the band of `Signals.speed`.
    """
    speed, acceleration = bands.signals.speed, bands.signals.acceleration
    peak = float(speed[bands.begin : bands.end].max())
    if peak <= 0.0:
        return Course(0.0, 0, 1.0, (), None)
    prominence = max(PROMINENCE * peak, OVER_NOISE * noise_dps)
    peaks, valleys = turning_points(speed.data, bands.begin, bands.end, prominence)
    dips = _dips(speed, [k for k in peaks if speed[k] >= LEAST_PEAK * peak], valleys)
    sharpest: Sharpest | None = None
    for begin, end in _movements(bands, peak, [d.at for d in dips if d.depth >= STOP_DEPTH]):
        duration_s = (end - begin) / bands.rate_hz
        top = float(speed[begin:end].max())
        first, last = max(begin, bands.begin, bands.known[0]), min(end, bands.end, bands.known[1])
        if duration_s < LEAST_MOVEMENT_S or top < LEAST_PEAK * peak or last <= first:
            continue
        at = largest(acceleration.data, first, last)
        per_dps2 = duration_s / (MIN_JERK_PEAK_ACCELERATION_RATIO * top)
        of_step = STEP_RATIO * bands.limits.attack_hz * duration_s
        found = widened(abs(float(acceleration[at])) * per_dps2, of_step)
        if sharpest is None or found > sharpest.ratio:
            sharpest = Sharpest(found, noise_dps2 * per_dps2, of_step, at)
    return Course(peak, len(peaks), prominence / peak, tuple(dips), sharpest)


def _dips(speed: FloatArray, peaks: list[int], valleys: list[int]) -> list[Dip]:
    dips = []
    for a, b in pairwise(peaks):
        lowest = min((v for v in valleys if a < v < b), key=lambda v: float(speed[v]))
        lower = min(float(speed[a]), float(speed[b]))
        dips.append(Dip(lowest, min(1.0, 1.0 - float(speed[lowest]) / lower)))
    return dips


def widened(seen: float, of_step: float) -> float:
    """The ratio of an acceleration that is seen through a band, as it was before.

    An acceleration that goes up and down like a Gaussian, with ratio R, has R erf(√π/2 · R_s/R) after an ideal
    low-pass through which a step of speed has R_s; the root of that.
    """
    if seen <= 0.0:
        return 0.0
    ratio = seen
    for _ in range(60):  # Newton's; from below it never oversteps
        z = 0.5 * math.sqrt(math.pi) * of_step / ratio
        slope = math.erf(z) - 2.0 / math.sqrt(math.pi) * z * math.exp(-z * z)
        step = (seen - narrowed(ratio, of_step)) / max(slope, 1e-9)
        ratio += step
        if ratio >= MOST_RATIO:
            return MOST_RATIO
        if step < 1e-6:
            break
    return ratio


def narrowed(ratio: float, of_step: float) -> float:
    """What is seen of a ratio through a band: the inverse of `widened`."""
    return ratio * math.erf(0.5 * math.sqrt(math.pi) * of_step / ratio)


def _movements(bands: PhaseBands, peak: float, stops: list[int]) -> list[tuple[int, int]]:
    """Parts of the phase between stops; the outermost as far as the movement goes on beyond the phase.

    The tail of a movement that began sharply is long and slow: a phase may have been cut before its end.
    """
    speed = bands.signals.speed
    half = max(round(0.5 * REACH_SHARE * bands.duration_s * bands.rate_hz), 1)
    begin, end = reach(speed.data, bands.begin, bands.end, half, REACH_LEVEL * peak)
    edges = [begin, *stops, end]
    parts = []
    if not stops:
        return [(begin, end)]
    for k, (a, b) in enumerate(pairwise(edges)):
        first, last = trimmed(speed.data, a, b, MOVING * float(speed[a:b].max()))
        parts.append((a if k == 0 else first, b if k == len(stops) else last))
    return parts
