"""A movement's speed profile fitted to what was measured, together with the sway under it.

Generalised least squares: what counts is what the background's predictors leave (`sway_model`). Small
movements, which sway and breathing half hide, are held near minimum jerk, the smooth middle of the family;
large ones go where the data take them.
"""

from __future__ import annotations

import math

import numpy as np

from ...records import FloatArray
from .speed_profile import (
    LEAST_RISE_S,
    LN_FALL,
    LN_FLATNESS,
    LN_PEAK,
    LN_RISE,
    LN_SHARP_FALL,
    LN_SHARP_RISE,
    LN_SMOOTH,
    MEAN_SHARE,
    SIZE,
    TOP,
    crossing,
)
from .sway_model import KERNEL_S, ORDER, SPREAD, STEP_S, WEIGHTS

FLATNESS_SD, SHARPNESS_SD, SHARPNESS_DIFFERENCE_SD, LOPSIDEDNESS_SD = 0.3, 0.2, 0.15, 0.3
"""How far (in natural logarithms) a movement is expected to be from minimum jerk."""
FLATNESS_LEAST, FLATNESS_MOST, SHARPNESS_LEAST, SHARPNESS_MOST = 1.5, 12.0, 0.8, 6.0
"""The range in which flatness and sharpness are looked for; minimum jerk has 2 and 2. Outside it a profile is a spike
or a box."""
ITERATIONS = 4
"""Steps of the fit at most: each costs the same, and the data tell no more."""
CLOSE_ENOUGH_S = 0.002
"""A fit whose times move by less than this, in s, is done: a fifth of a sample at 100 Hz."""
DAMPING, TINY = 0.001, 1e-9
"""Share that is added to the curvature, and the least curvature: a direction of which the data tell nothing stays as
it was."""
BLUR = KERNEL_S**2 / 12.0 / STEP_S**2
"""The averaging that the data went through, as weights of a point's neighbours on the grid."""


def new_factor() -> FloatArray:
    """Room for what `fit` tells of the covariance."""
    return np.empty((SIZE, SIZE))


def fit(
    time_s: FloatArray,
    speed_dps: FloatArray,
    profile: FloatArray,
    factor: FloatArray,
    size_deg: float,
    size_sd: float,
    duration_s: float,
    duration_sd: float,
) -> None:
    """Fit a profile to speeds on the grid (Gauss–Newton).

    Parameters
    ----------
    time_s, speed_dps : (n,) float
        The movement with some of the stillness around it, positive in the movement's direction.
    profile : (7,) float
        The first guess; the fitted one afterwards.
    factor : (7, 7) float
        Afterwards, in its lower triangle, the Cholesky factor of the inverse covariance of the parameters.
    size_deg, size_sd, duration_s, duration_sd : float
        How far and how long the movement is expected to go, with standard deviations of their natural
        logarithms; a standard deviation of 0 expects nothing.
    """
    n = time_s.shape[0]
    rows, target = np.empty((n, SIZE)), np.empty((n, 1))
    for k in range(n):
        target[k, 0] = speed_dps[k]
    _leave_innovations(target)
    gradient, step = np.empty(SIZE), np.empty(SIZE)
    for _ in range(ITERATIONS):
        _evaluate(time_s, profile, rows)
        _blur(rows)
        _leave_innovations(rows)
        _normal_equations(rows, target, factor, gradient)
        _expect_smoothness(profile, factor, gradient)
        rise_s, fall_s = math.exp(profile[LN_RISE]), math.exp(profile[LN_FALL])
        if size_sd > 0.0:
            miss = math.log(size_deg / MEAN_SHARE / (rise_s + fall_s)) - profile[LN_PEAK]
            _expect(miss, size_sd, 1.0, rise_s, fall_s, factor, gradient)
        if duration_sd > 0.0:
            _expect(
                math.log(duration_s / (rise_s + fall_s)), duration_sd, 0.0, rise_s, fall_s, factor, gradient
            )
        _solve(factor, gradient, step)
        _advance(profile, step, rise_s + fall_s)
        if (
            abs(step[TOP]) < CLOSE_ENOUGH_S
            and abs(step[LN_RISE]) * rise_s < CLOSE_ENOUGH_S
            and abs(step[LN_FALL]) * fall_s < CLOSE_ENOUGH_S
        ):
            break


def crossing_sd(profile: FloatArray, factor: FloatArray, ln_share: float, side: float) -> float:
    """Standard deviation in s of `speed_profile.crossing`, as far as the sway under the movement makes it uncertain.

    Parameters
    ----------
    profile, factor
        As `fit` left them.
    ln_share, side : float
        See `speed_profile.crossing`.
    """
    slopes = np.empty(SIZE)
    crossing(profile, ln_share, side, slopes)
    squares = 0.0
    for i in range(SIZE):
        left = slopes[i]
        for k in range(i):
            left -= factor[i, k] * slopes[k]
        slopes[i] = left / factor[i, i]
        squares += slopes[i] * slopes[i]
    return math.sqrt(squares)


def _evaluate(time_s: FloatArray, profile: FloatArray, rows: FloatArray) -> None:
    """The speed's derivatives by the parameters; that by the logarithm of its peak is the speed itself."""
    peak, top = math.exp(profile[LN_PEAK]), profile[TOP]
    m = math.exp(profile[LN_FLATNESS])
    rise_s, fall_s = math.exp(profile[LN_RISE]), math.exp(profile[LN_FALL])
    sharp_rise, sharp_fall = math.exp(profile[LN_SHARP_RISE]), math.exp(profile[LN_SHARP_FALL])
    for k in range(time_s.shape[0]):
        for j in range(SIZE):
            rows[k, j] = 0.0
        late_s = time_s[k] - top
        rising = late_s < 0.0
        width_s = rise_s if rising else fall_s
        a = sharp_rise if rising else sharp_fall
        z = max(abs(late_s) / width_s, 1e-6)
        if z >= 1.0 - 1e-7:
            continue
        ln_z = math.log(z)
        power = math.exp(m * ln_z)
        ln_rest = math.log(1.0 - power)
        speed = peak * math.exp(a * ln_rest)
        slope = a * m * power / (1.0 - power) * speed  # −z dv/dz
        rows[k, LN_PEAK] = speed
        rows[k, LN_FLATNESS] = -slope * ln_z
        if rising:
            rows[k, TOP] = -slope / (z * width_s)
            rows[k, LN_RISE] = slope
            rows[k, LN_SHARP_RISE] = a * ln_rest * speed
        else:
            rows[k, TOP] = slope / (z * width_s)
            rows[k, LN_FALL] = slope
            rows[k, LN_SHARP_FALL] = a * ln_rest * speed


def _blur(rows: FloatArray) -> None:
    for j in range(rows.shape[1]):
        before = rows[0, j]
        for k in range(1, rows.shape[0] - 1):
            here = rows[k, j]
            rows[k, j] = here + BLUR * (before - 2.0 * here + rows[k + 1, j])
            before = here


def _leave_innovations(rows: FloatArray) -> None:
    """Take off each value what the background's predictor tells from those before, and divide by its spread."""
    for k in range(rows.shape[0] - 1, -1, -1):
        known = min(k, ORDER)
        for i in range(known):
            weight = WEIGHTS[known, i]
            for j in range(rows.shape[1]):
                rows[k, j] -= weight * rows[k - 1 - i, j]
        for j in range(rows.shape[1]):
            rows[k, j] /= SPREAD[known]


def _normal_equations(
    rows: FloatArray, target: FloatArray, hessian: FloatArray, gradient: FloatArray
) -> None:
    """In units of the residual's variance: so restless the person was, and no restlessness is assumed."""
    n = rows.shape[0]
    for i in range(SIZE):
        gradient[i] = 0.0
        for j in range(i + 1):
            hessian[i, j] = 0.0
    squares = 0.0
    for k in range(n):
        left = target[k, 0] - rows[k, LN_PEAK]
        squares += left * left
        for i in range(SIZE):
            slope = rows[k, i]
            gradient[i] += slope * left
            for j in range(i + 1):
                hessian[i, j] += slope * rows[k, j]
    variance = max(squares / n, 1e-9)
    for i in range(SIZE):
        gradient[i] /= variance
        for j in range(i + 1):
            hessian[i, j] /= variance


def _expect_smoothness(profile: FloatArray, hessian: FloatArray, gradient: FloatArray) -> None:
    weight = 1.0 / FLATNESS_SD**2
    hessian[LN_FLATNESS, LN_FLATNESS] += weight
    gradient[LN_FLATNESS] -= weight * (profile[LN_FLATNESS] - LN_SMOOTH)
    # Of two like parameters x and y: (x + y) / 2 and (x − y) / 2, each with its own standard deviation.
    both, either = 1.0 / SHARPNESS_SD**2, 1.0 / SHARPNESS_DIFFERENCE_SD**2
    x, y = LN_SHARP_RISE, LN_SHARP_FALL
    mean = 0.5 * (profile[x] + profile[y]) - LN_SMOOTH
    half = 0.5 * (profile[x] - profile[y])
    gradient[x] -= 0.5 * (both * mean + either * half)
    gradient[y] -= 0.5 * (both * mean - either * half)
    hessian[x, x] += 0.25 * (both + either)
    hessian[y, y] += 0.25 * (both + either)
    hessian[y, x] += 0.25 * (both - either)
    either = 1.0 / LOPSIDEDNESS_SD**2
    half = 0.5 * (profile[LN_RISE] - profile[LN_FALL])
    gradient[LN_RISE] -= 0.5 * either * half
    gradient[LN_FALL] += 0.5 * either * half
    hessian[LN_RISE, LN_RISE] += 0.25 * either
    hessian[LN_FALL, LN_FALL] += 0.25 * either
    hessian[LN_FALL, LN_RISE] -= 0.25 * either


def _expect(
    miss: float,
    sd: float,
    by_peak: float,
    rise_s: float,
    fall_s: float,
    hessian: FloatArray,
    gradient: FloatArray,
) -> None:
    """Expect `by_peak` · ln peak + ln (rise + fall) to be larger by `miss`."""
    weight = 1.0 / sd**2
    p, q = rise_s / (rise_s + fall_s), fall_s / (rise_s + fall_s)
    gradient[LN_PEAK] += weight * by_peak * miss
    gradient[LN_RISE] += weight * p * miss
    gradient[LN_FALL] += weight * q * miss
    hessian[LN_PEAK, LN_PEAK] += weight * by_peak
    hessian[LN_RISE, LN_PEAK] += weight * by_peak * p
    hessian[LN_FALL, LN_PEAK] += weight * by_peak * q
    hessian[LN_RISE, LN_RISE] += weight * p * p
    hessian[LN_FALL, LN_RISE] += weight * p * q
    hessian[LN_FALL, LN_FALL] += weight * q * q


def _solve(hessian: FloatArray, gradient: FloatArray, step: FloatArray) -> None:
    """Solve `hessian` · `step` = `gradient` by Cholesky, in place, from the lower triangle."""
    n = gradient.shape[0]
    for i in range(n):
        hessian[i, i] = (1.0 + DAMPING) * hessian[i, i] + TINY
        for j in range(i + 1):
            left = hessian[i, j]
            for k in range(j):
                left -= hessian[i, k] * hessian[j, k]
            if i > j:
                hessian[i, j] = left / hessian[j, j]
            else:
                hessian[i, i] = math.sqrt(max(left, TINY))
    for i in range(n):
        left = gradient[i]
        for k in range(i):
            left -= hessian[i, k] * step[k]
        step[i] = left / hessian[i, i]
    for i in range(n - 1, -1, -1):
        left = step[i]
        for k in range(i + 1, n):
            left -= hessian[k, i] * step[k]
        step[i] = left / hessian[i, i]


def _advance(profile: FloatArray, step: FloatArray, duration_s: float) -> None:
    """Take the step, no further than the linear model is good for, and stay within what a movement can be."""
    for i in range(SIZE):
        most = 0.4 if i == LN_PEAK else 0.15 * duration_s if i == TOP else 0.3
        step[i] = min(max(step[i], -most), most)
        profile[i] += step[i]
    profile[LN_FLATNESS] = min(max(profile[LN_FLATNESS], math.log(FLATNESS_LEAST)), math.log(FLATNESS_MOST))
    for i in (LN_SHARP_RISE, LN_SHARP_FALL):
        profile[i] = min(max(profile[i], math.log(SHARPNESS_LEAST)), math.log(SHARPNESS_MOST))
    for i in (LN_RISE, LN_FALL):
        profile[i] = max(profile[i], math.log(LEAST_RISE_S))
