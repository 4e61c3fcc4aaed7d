"""Smoothness of a discrete movement from its speed: SPARC, dimensionless jerk, LDLJ, LD-acc.

Every function takes the speed of ONE movement phase without a hold: across a hold, or with stillness at the edges,
these numbers mean nothing. Less negative is smoother.

All of them refuse input that isn't a movement, with a `DataError`: another shape, fewer than four samples, NaN or
infinity, a size beyond 1e±30, a constant (to a share of 1e−12), a rate or an option out of its bounds. Their results
are always finite.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ...errors import DataError
from ...records import FloatArray
from ...units import STANDARD_GRAVITY_MS2
from .kernels import arc_lengths_of
from .speed_input import (
    LEAST_RATE_HZ,
    MOST_RATE_HZ,
    MOST_SIZE,
    log,
    movement_of,
    no_movement,
    option,
    speed_of,
    vectors_of,
)

MOST_PADDING = 16
"""Largest `padlevel`: the spectrum of a one-minute phase at 200 Hz then has a billion points."""


def sparc(
    speed: ArrayLike, rate_hz: float, *, padlevel: int = 4, fc_hz: float = 10.0, amp_th: float = 0.05
) -> float:
    """Spectral arc length of a movement's speed.

    Parameters
    ----------
    speed : (n,) or (n, 3) array
        Speed, or a velocity whose norm is taken; any unit, since the spectrum is normalised.
    rate_hz : float
        Sampling rate in Hz.
    padlevel : int
        The spectrum has ``2 ** (ceil(log2(n)) + padlevel)`` points; 0 to 16.
    fc_hz, amp_th : float
        The arc ends at the last frequency up to `fc_hz` (above 0) where the normalised amplitude reaches
        `amp_th` (0 to 1).

    Returns
    -------
    float
        SPARC, dimensionless; a minimum-jerk movement has −1.40.

    Raises
    ------
    DataError
        The input isn't a movement, or a rate or option is out of bounds: see the module.

    References
    ----------
    Balasubramanian, Melendez-Calderon, Roby-Brami, Burdet (2015), On the analysis of movement
    smoothness, J NeuroEng Rehabil 12:112, eqs. 2 and 3.
    """
    option("padlevel", padlevel, 0, MOST_PADDING, whole=True)
    option("fc_hz", fc_hz, LEAST_RATE_HZ, MOST_RATE_HZ)
    option("amp_th", amp_th, 0.0, 1.0)
    v = speed_of(movement_of(speed, rate_hz))
    return arc_lengths(v / np.max(np.abs(v)), rate_hz, (amp_th,), padlevel=int(padlevel), fc_hz=fc_hz)[0]


def arc_lengths(
    speed: FloatArray,
    rate_hz: float,
    amp_ths: Sequence[float],
    *,
    padlevel: int = 4,
    fc_hz: float = 10.0,
    same: float = 0.0,
) -> list[float]:
    """`sparc` for each of several thresholds, of a speed (n,) that is known to be valid.

    Where a threshold's arc ends within a share of `same` of the end of the first threshold's arc, its length is
    taken to be the same.
    """
    nfft = 2 ** (math.ceil(math.log2(len(speed))) + padlevel)
    spectrum = np.fft.rfft(speed, nfft)
    count = min(int(fc_hz * nfft / rate_hz + 1e-9) + 1, len(spectrum))
    lengths = arc_lengths_of(
        spectrum.view(np.float64).data, count, tuple(amp_ths), same, np.empty(count).data
    )
    if not lengths:  # one spectral line only: nothing to measure an arc along
        raise no_movement("one frequency only, as of a constant")
    return lengths


def dimensionless_jerk(speed: ArrayLike, rate_hz: float) -> float:
    """Dimensionless jerk of a movement's speed, normalised by duration and peak speed.

    Parameters
    ----------
    speed : (n,) or (n, 3) array
        Speed, or a velocity that is differentiated by component; any unit.
    rate_hz : float
        Sampling rate in Hz.

    Returns
    -------
    float
        ``−T³/v_peak² ∫ (d²v/dt²)² dt`` with ``T = n / rate_hz``; a minimum-jerk movement has −204.8.

    Raises
    ------
    DataError
        The input isn't a movement, or a rate or option is out of bounds: see the module.

    References
    ----------
    Hogan & Sternad (2009), J Mot Behav 41:529–534; Balasubramanian et al. (2015), JNER 12:112, eq. 1.
    """
    v = movement_of(speed, rate_hz)
    peak = float(np.max(np.abs(speed_of(v))))
    jerk = np.diff(v, 2, axis=0) * rate_hz**2
    duration_s = (len(jerk) + 2) / rate_hz
    return -float(np.sum(jerk**2) / rate_hz * duration_s**3 / peak**2)


def ldlj(speed: ArrayLike, rate_hz: float) -> float:
    """Log dimensionless jerk of a movement's speed (LDLJ-V), natural logarithm.

    Parameters
    ----------
    speed : (n,) or (n, 3) array
        Speed, or a velocity that is differentiated by component; any unit. Low-pass it first, or noise dominates.
    rate_hz : float
        Sampling rate in Hz.

    Returns
    -------
    float
        ``−ln |dimensionless jerk|``; a minimum-jerk movement has −5.32.

    Raises
    ------
    DataError
        The input isn't a movement, or a rate or option is out of bounds: see the module.

    References
    ----------
    Balasubramanian et al. (2015), JNER 12:112, eq. 1.
    """
    return -log(abs(dimensionless_jerk(speed, rate_hz)))


def ld_acc(speed: ArrayLike, rate_hz: float) -> float:
    """Log dimensionless acceleration: the form of LDLJ-A fed with a speed, one differentiation fewer.

    Parameters
    ----------
    speed : (n,) or (n, 3) array
        Speed, or a velocity that is differentiated by component; any unit.
    rate_hz : float
        Sampling rate in Hz.

    Returns
    -------
    float
        ``−ln(T/v_peak² ∫ ‖dv/dt‖² dt)`` with ``T = n / rate_hz``; a minimum-jerk movement has −1.58.

    Raises
    ------
    DataError
        The input isn't a movement, or a rate or option is out of bounds: see the module.

    References
    ----------
    The form of Melendez-Calderon, Shirota, Balasubramanian (2021), Front Bioeng Biotechnol 8:558771,
    eq. 5, applied to angular velocity.
    """
    v = movement_of(speed, rate_hz)
    peak = float(np.max(np.abs(speed_of(v))))
    acceleration = np.diff(v, axis=0) * rate_hz
    duration_s = (len(acceleration) + 1) / rate_hz
    return -log(float(np.sum(acceleration**2) / rate_hz * duration_s / peak**2))


def ldlj_a(
    acc_ms2: ArrayLike,
    rate_hz: float,
    *,
    gyr_dps: ArrayLike | None = None,
    gravity_ms2: float = STANDARD_GRAVITY_MS2,
) -> float:
    """Log dimensionless jerk of a discrete translation from an accelerometer (LDLJ-A), natural logarithm.

    An accelerometer that turns sees gravity turn. With the gyroscope, that part is subtracted from the jerk, and
    gravity from the amplitude. The measure is for translations (a pull in a hang, a step). In a slow turn of the
    pelvis it would contain little but gravity; use `ldlj` and `sparc` of the angular speed there.

    Parameters
    ----------
    acc_ms2 : (n, 3) array
        Specific force of one movement in m/s², low-passed.
    rate_hz : float
        Sampling rate in Hz.
    gyr_dps : (n, 3) array or None
        Angular rate in deg/s, without bias, in the same axes.
    gravity_ms2 : float
        Size of the specific force at rest, as this sensor reads it.

    Returns
    -------
    float
        With the gyroscope ``−ln(T/A ∫ ‖da/dt − a × ω‖² dt)`` with ``A = mean ‖a‖² − g²``, a minimum-jerk
        translation has −3.74; without it ``−ln(T/a_peak² ∫ ‖da/dt‖² dt)`` with ``a_peak = max ‖a − mean a‖``,
        and −3.07. ``T = n / rate_hz``.

    Raises
    ------
    DataError
        The input isn't a movement, or a rate or option is out of bounds: see the module. Also if the amplitude is
        below the accelerometer's own error, so that ``mean ‖a‖²`` isn't above ``g²``.

    References
    ----------
    Melendez-Calderon, Shirota, Balasubramanian (2021), Front Bioeng Biotechnol 8:558771; the transport term
    and the amplitude without gravity as in the code that the authors published with it.
    """
    a = vectors_of(acc_ms2, rate_hz)
    option("gravity_ms2", gravity_ms2, 0.0, MOST_SIZE)
    duration_s = len(a) / rate_hz
    derivative = np.diff(a, axis=0) * rate_hz
    if gyr_dps is None:
        around = a - np.mean(a, axis=0)
        amplitude = float(np.max(np.sum(around * around, axis=1)))
    else:
        omega = np.radians(vectors_of(gyr_dps, rate_hz, moving=False))
        if omega.shape != a.shape:
            raise DataError(
                f"{len(a)} accelerations and {len(omega)} angular rates",
                expected="as many of the one as of the other",
                hint="Pass the samples of the same movement.",
            )
        # Both are taken in the middle between two samples, where their difference is the derivative.
        derivative -= np.cross(0.5 * (a[1:] + a[:-1]), 0.5 * (omega[1:] + omega[:-1]))
        amplitude = float(np.mean(np.sum(a * a, axis=1))) - gravity_ms2**2
    if amplitude <= 0.0:
        raise no_movement("no more than gravity")
    return -log(float(np.sum(derivative**2)) / rate_hz * duration_s / amplitude)
