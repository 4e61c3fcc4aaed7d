"""The part of the speed that isn't the movement: sway and breathing go on beneath it, and can be predicted briefly.

They are slow, so the speed of the last half second tells most of the speed in the next tenth. The part that can't be
predicted (the innovation) is a quarter of the whole. A movement stands out from the innovation much more clearly than
from the sway itself. For this reason least squares on innovations (generalised least squares) places an edge two to
three times as well as the speed itself does.
"""

from __future__ import annotations

import numpy as np

from ...records import FloatArray

STEP_S = 0.1
"""Interval of the time grid on which the speed is examined, in s."""
KERNEL_S = 0.125
"""Half the base of the triangular average of the speed, in s: it attenuates tremor, which has 4 Hz and more."""
ORDER = 6
"""Number of past points from which each point is predicted."""

SWAY_CUTOFF_HZ, SWAY_ORDER = 0.45, 6
"""The angle's power spectrum in stillness is flat up to this frequency in Hz, then falls with twice this power of the
frequency."""
SWAY_SPEED_DPS, NOISE_DPS, BIAS_DPS = 0.45, 0.13, 0.05
"""RMS speed of sway and breathing, of the rest of tremor and sensor noise, and of the gyroscope's bias, in deg/s.
Only their ratios matter: the overall size is estimated anew from each phase."""


def autocovariance(lags: int) -> FloatArray:
    """Autocovariance, shape (lags,), in (deg/s)² of the speed in stillness at multiples of `STEP_S`."""
    frequency_hz = np.linspace(0.02, 0.5 / STEP_S, 500)
    kernel = np.sinc(frequency_hz * KERNEL_S) ** 4
    power = kernel * frequency_hz**2 / (1.0 + (frequency_hz / SWAY_CUTOFF_HZ) ** (2 * SWAY_ORDER))
    lag_s = STEP_S * np.arange(lags)
    sway = (power * np.cos(2.0 * np.pi * frequency_hz * lag_s[:, None])).sum(axis=1)
    covariance: FloatArray = sway * (SWAY_SPEED_DPS**2 / sway[0]) + BIAS_DPS**2
    covariance[0] += NOISE_DPS**2
    return covariance


def levinson_durbin(covariance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The best linear predictors of a stationary signal from its last 0, 1, … values (Levinson 1947, Durbin 1960).

    Parameters
    ----------
    covariance : (p + 1,) float
        Autocovariance at lags 0 to p.

    Returns
    -------
    weights : (p + 1, p) float
        Row k has the weights of the last k values, the latest first.
    spread : (p + 1,) float
        Standard deviation of the error of row k's predictor.
    """
    order = len(covariance) - 1
    weights, variance = np.zeros((order + 1, order)), np.empty(order + 1)
    variance[0] = covariance[0]
    for k in range(1, order + 1):
        last = weights[k - 1, : k - 1]
        reflection = (covariance[k] - np.sum(last * covariance[k - 1 : 0 : -1])) / variance[k - 1]
        weights[k, : k - 1] = last - reflection * last[::-1]
        weights[k, k - 1] = reflection
        variance[k] = variance[k - 1] * (1.0 - reflection**2)
    return weights, np.sqrt(variance)


WEIGHTS, SPREAD = levinson_durbin(autocovariance(ORDER + 1))
"""How each point is predicted from up to `ORDER` points before it, and the standard deviation of the error."""
