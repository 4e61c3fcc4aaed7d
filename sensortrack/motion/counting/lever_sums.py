"""The sums that a movement's lever is fitted from; compiled (`lever_sums.pxd`)."""

from __future__ import annotations

import math

import numpy as np

from ...records import FloatArray

FORCE, TURN, TILT = range(3)
"""Where each quantity of the bins stands."""


def lever_sums(acc_ms2: FloatArray, up: FloatArray, size: int, rate_hz: float) -> tuple[float, float, float]:
    """Sums over a movement's bins: force times turn, turn squared, force squared.

    A constant, and a scale that differs between the two poses, are errors of the sensor: force and turn are what is
    left of them after a fit of both.

    Parameters
    ----------
    acc_ms2, up : (n, 3) float
        Specific force, and up direction.
    size : int
        Samples in a bin; there are at least four bins.
    rate_hz : float
        Of the samples.
    """
    count = acc_ms2.shape[0] // size
    bins, rows = np.empty((2, count)), np.empty((3, count - 2))
    _average(acc_ms2, up, size, bins)
    _differentiate(bins, (rate_hz / size) * (rate_hz / size), rows)
    return _left_over(rows)


def _average(acc_ms2: FloatArray, up: FloatArray, size: int, bins: FloatArray) -> None:
    """The mean force, and the tilt from the first bin: the chord, which for 60° is 5 % less than the angle."""
    first_x = first_y = first_z = 0.0
    for k in range(bins.shape[1]):
        force = x = y = z = 0.0
        for i in range(k * size, (k + 1) * size):
            ax, ay, az = acc_ms2[i, 0], acc_ms2[i, 1], acc_ms2[i, 2]
            force += math.sqrt(ax * ax + ay * ay + az * az)
            x += up[i, 0]
            y += up[i, 1]
            z += up[i, 2]
        if k == 0:
            first_x, first_y, first_z = x, y, z
        x, y, z = x - first_x, y - first_y, z - first_z
        bins[0, k] = force / size
        bins[1, k] = math.sqrt(x * x + y * y + z * z) / size


def _differentiate(bins: FloatArray, per_s2: float, rows: FloatArray) -> None:
    # The second difference is the second derivative's mean under a triangle; the force is averaged likewise.
    for k in range(rows.shape[1]):
        rows[FORCE, k] = (bins[0, k + 2] + 6.0 * bins[0, k + 1] + bins[0, k]) / 8.0
        rows[TURN, k] = (bins[1, k + 2] - 2.0 * bins[1, k + 1] + bins[1, k]) * per_s2
        rows[TILT, k] = bins[1, k + 1]


def _left_over(rows: FloatArray) -> tuple[float, float, float]:
    n = rows.shape[1]
    for q in range(3):
        mean = 0.0
        for k in range(n):
            mean += rows[q, k]
        mean /= n
        for k in range(n):
            rows[q, k] -= mean
    tilt2, force_slope, turn_slope = _dot(rows, TILT, TILT), 0.0, 0.0
    if tilt2 > 0.0:
        force_slope, turn_slope = _dot(rows, FORCE, TILT) / tilt2, _dot(rows, TURN, TILT) / tilt2
    for k in range(n):
        rows[FORCE, k] -= force_slope * rows[TILT, k]
        rows[TURN, k] -= turn_slope * rows[TILT, k]
    return _dot(rows, FORCE, TURN), _dot(rows, TURN, TURN), _dot(rows, FORCE, FORCE)


def _dot(rows: FloatArray, a: int, b: int) -> float:
    total = 0.0
    for k in range(rows.shape[1]):
        total += rows[a, k] * rows[b, k]
    return total
