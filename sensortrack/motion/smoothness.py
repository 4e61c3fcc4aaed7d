"""Smoothness of a discrete movement from its speed: SPARC, dimensionless jerk, LDLJ, LD-acc.

Every function takes the speed of ONE movement phase, without a hold in it: across a hold, or with
stillness at its edges, none of these numbers means anything. Less negative is smoother.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..errors import DataError
from ..records import FloatArray

MIN_JERK_PEAK_ACCELERATION_RATIO = 3.079
"""Peak acceleration × duration / peak speed of a minimum-jerk movement: (10/√3) / 1.875 (Flash & Hogan 1985)."""


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
        The spectrum has ``2 ** (ceil(log2(n)) + padlevel)`` points.
    fc_hz, amp_th : float
        The arc ends at the last frequency up to `fc_hz` where the normalised amplitude reaches `amp_th`.

    Returns
    -------
    float
        SPARC, dimensionless; a minimum-jerk movement has −1.40.

    Raises
    ------
    DataError
        No movement in `speed`, fewer than four samples, numbers that aren't finite, or no rate.

    References
    ----------
    Balasubramanian, Melendez-Calderon, Roby-Brami, Burdet (2015), On the analysis of movement
    smoothness, J NeuroEng Rehabil 12:112, eqs. 2 and 3.
    """
    return arc_lengths(_speed(speed, rate_hz), rate_hz, (amp_th,), padlevel=padlevel, fc_hz=fc_hz)[0]


def arc_lengths(
    speed: FloatArray, rate_hz: float, amp_ths: Sequence[float], *, padlevel: int = 4, fc_hz: float = 10.0
) -> list[float]:
    """`sparc` of a speed (n,) that is known to be one, for each of several thresholds."""
    nfft = 2 ** (math.ceil(math.log2(len(speed))) + padlevel)
    spectrum = np.abs(np.fft.rfft(speed, nfft))
    used = spectrum[: int(fc_hz * nfft / rate_hz + 1e-9) + 1] / spectrum.max()
    lengths: list[float] = []
    ends: list[tuple[int, int]] = []
    for amp_th in amp_ths:
        strong = np.flatnonzero(used >= amp_th)
        if len(strong) < 2:  # one spectral line only: nothing to measure an arc along
            raise _no_movement("a constant")
        end = int(strong[0]), int(strong[-1])
        lengths.append(lengths[ends.index(end)] if end in ends else _arc_length(used[end[0] : end[1] + 1]))
        ends.append(end)
    return lengths


def _arc_length(band: FloatArray) -> float:
    # The frequency axis is scaled to run from 0 to 1 over the band, so each step has the same length.
    step = 1.0 / (len(band) - 1)
    rise = band[1:] - band[:-1]
    rise *= rise
    rise += step * step
    return -float(np.add.reduce(np.sqrt(rise, out=rise)))


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
        No movement in `speed`, fewer than four samples, numbers that aren't finite, or no rate.

    References
    ----------
    Hogan & Sternad (2009), J Mot Behav 41:529–534; Balasubramanian et al. (2015), JNER 12:112, eq. 1.
    """
    peak = float(np.max(np.abs(_speed(speed, rate_hz))))
    jerk = np.diff(_columns(speed), 2, axis=0) * rate_hz**2
    duration_s = (len(jerk) + 2) / rate_hz
    return -float(np.sum(jerk**2) / rate_hz * duration_s**3 / peak**2)


def ldlj(speed: ArrayLike, rate_hz: float) -> float:
    """Log dimensionless jerk of a movement's speed (LDLJ-V), natural logarithm.

    Parameters
    ----------
    speed : (n,) or (n, 3) array
        Speed, or a velocity that is differentiated by component; any unit. Low-pass it first: noise rules it otherwise.
    rate_hz : float
        Sampling rate in Hz.

    Returns
    -------
    float
        ``−ln |dimensionless jerk|``; a minimum-jerk movement has −5.32.

    Raises
    ------
    DataError
        No movement in `speed`, fewer than four samples, numbers that aren't finite, or no rate.

    References
    ----------
    Balasubramanian et al. (2015), JNER 12:112, eq. 1.
    """
    return -_log(abs(dimensionless_jerk(speed, rate_hz)))


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
        No movement in `speed`, fewer than four samples, numbers that aren't finite, or no rate.

    References
    ----------
    The form of Melendez-Calderon, Shirota, Balasubramanian (2021), Front Bioeng Biotechnol 8:558771,
    eq. 5, applied to angular velocity.
    """
    peak = float(np.max(np.abs(_speed(speed, rate_hz))))
    acceleration = np.diff(_columns(speed), axis=0) * rate_hz
    duration_s = (len(acceleration) + 1) / rate_hz
    return -_log(float(np.sum(acceleration**2) / rate_hz * duration_s / peak**2))


def _speed(speed: ArrayLike, rate_hz: float) -> FloatArray:
    v: FloatArray = np.asarray(speed, dtype=np.float64)
    if v.ndim == 2 and v.shape[1] == 3:
        v = np.sqrt(np.sum(v * v, axis=1))
    if v.ndim != 1 or len(v) < 4:
        raise DataError(
            f"an array of shape {np.shape(speed)}",
            expected="the speed of one movement, shape (n,), or its velocity, shape (n, 3), with n ≥ 4",
            hint="Pass the samples of one phase.",
        )
    if not (math.isfinite(rate_hz) and rate_hz > 0):
        raise DataError(
            f"a rate of {rate_hz} Hz",
            expected="a sampling rate above 0 Hz",
            hint="Pass the rate at which the speed was sampled.",
        )
    if not np.all(np.isfinite(v)):
        raise DataError(
            "NaN or infinity in the speed",
            expected="finite numbers",
            hint="Take the measure over samples without a gap.",
        )
    if not np.any(v):
        raise _no_movement("zeros")
    return v


def _columns(speed: ArrayLike) -> FloatArray:
    v = np.asarray(speed, dtype=np.float64)
    return v.reshape(len(v), -1)


def _no_movement(found: str) -> DataError:
    return DataError(
        f"a speed of {found} only",
        expected="a movement",
        hint="Smoothness isn't defined without one.",
    )


def _log(value: float) -> float:
    if value <= 0.0:
        raise _no_movement("one constant value")
    return math.log(value)
