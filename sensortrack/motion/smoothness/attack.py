"""The peak acceleration ratio R of a phase, and the dips of its speed, from the band-limited speed.

The limit from which R is an attack isn't here: it comes from the catalogue (`rules.MovementRules.attack_ratio_limit`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ...records import FloatArray
from .bands import ACCELERATION, SPEED, PhaseBands
from .kernels import turning_points
from .sharpest import LEAST_PEAK, MIN_JERK_PEAK_ACCELERATION_RATIO, highest, sharpest_of
from .speed_input import movement_of, speed_of

PROMINENCE = 0.05
"""Least rise of a speed peak that is a submovement, as a share of the phase's peak speed; see also `OVER_NOISE`."""
OVER_NOISE = 3.0
"""Least rise of such a peak, in standard deviations of the noise: the larger of the two bounds holds."""
STOP_DEPTH = 0.5
"""A dip by this share of the lower peak, or more, is a stop: the speed after it belongs to a separate movement."""


class Dip(NamedTuple):
    """A fall of the speed between two peaks: where on the grid, and how deep, as a share of the lower peak."""

    at: int
    depth: float


class Sharpest(NamedTuple):
    """The sharpest acceleration of a phase.

    Attributes
    ----------
    ratio : float
        Peak acceleration ratio R.
    noise_ratio : float
        RMS of the part of R that comes from sway and tremor in stillness.
    step_ratio : float
        R of a step of speed, in the band in which R was measured.
    at : int
        Place of the sharpest acceleration on the grid.
    """

    ratio: float
    noise_ratio: float
    step_ratio: float
    at: int


class Course(NamedTuple):
    """How the speed of a phase develops.

    Attributes
    ----------
    submovements : int
        Number of speed peaks.
    prominence : float
        The rise that a peak needed, as a share of `peak_dps`.
    sharpest : Sharpest or None
        Where the movement accelerates most; None if nothing moves for long enough.
    """

    peak_dps: float
    submovements: int
    prominence: float
    dips: tuple[Dip, ...]
    sharpest: Sharpest | None


def peak_acceleration_ratio(speed: ArrayLike, rate_hz: float) -> float:
    """Peak acceleration ratio R of a movement's speed: how concentrated its acceleration is.

    Parameters
    ----------
    speed : (n,) or (n, 3) array
        Speed, or a velocity whose norm is taken; any unit. Low-pass it first, or tremor and noise dominate.
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
        The input isn't a movement, or the rate is out of bounds: as for the functions of `smoothness.measures`.
    """
    v = speed_of(movement_of(speed, rate_hz))
    steepest = float(np.max(np.abs(np.diff(v))))
    return steepest * len(v) / (MIN_JERK_PEAK_ACCELERATION_RATIO * float(np.max(np.abs(v))))


def course_of(bands: PhaseBands, noise_dps: float, noise_dps2: float) -> Course:
    """Follow the speed of a phase.

    Parameters
    ----------
    noise_dps, noise_dps2 : float
        RMS of the speed and of the acceleration in stillness, in the band of the attack.
    """
    speed, acceleration = bands.signals[SPEED], bands.signals[ACCELERATION]
    peak = highest(speed.data, bands.begin, bands.end)
    if peak <= 0.0:
        return Course(0.0, 0, 1.0, (), None)
    prominence = max(PROMINENCE * peak, OVER_NOISE * noise_dps)
    peaks, valleys = turning_points(speed.data, bands.begin, bands.end, prominence)
    dips = _dips(speed, [k for k in peaks if speed[k] >= LEAST_PEAK * peak], valleys)
    found = sharpest_of(
        speed.data,
        acceleration.data,
        bands.begin,
        bands.end,
        *bands.known,
        [d.at for d in dips if d.depth >= STOP_DEPTH],
        bands.rate_hz,
        bands.duration_s,
        bands.limits.attack_hz,
        peak,
        noise_dps2,
    )
    sharpest = None if found is None else Sharpest(*found)
    return Course(peak, len(peaks), prominence / peak, tuple(dips), sharpest)


def _dips(speed: FloatArray, peaks: list[int], valleys: list[int]) -> list[Dip]:
    dips = []
    for a, b in pairwise(peaks):
        lowest = min((v for v in valleys if a < v < b), key=lambda v: float(speed[v]))
        lower = min(float(speed[a]), float(speed[b]))
        dips.append(Dip(lowest, min(1.0, 1.0 - float(speed[lowest]) / lower)))
    return dips
