"""Breathing rate in stillness: does one rhythm, along one direction of the tilt, stand out from the sway?

Two explanations of the same stretch of tilt are weighed against each other, both as Gaussian processes: sway
alone, whose spectrum is one of a few smooth shapes; and sway with a rhythm of one frequency, along one
direction, whose period varies from breath to breath. Where the second isn't clearly the better one, or its
frequency isn't certain, the rate isn't measurable: beside a person's sway the lower back hardly breathes, so
that is a normal answer.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ...errors import DataError
from ...records import Code, FloatArray, Measure, Reason, invalid

UNIT = "1/min"
LEAST_S = 15.0
"""A briefer stillness, in s, is too short: at 10 a minute it has less than two and a half breaths."""
LONGEST_S = 60.0
"""A longer stretch is taken in parts: a person's rate changes meanwhile."""
LEAST_BREATHS = 2.5
"""Fewer breaths in a stretch are no rhythm."""
LEAST_EVIDENCE = 8.0
"""Breathing must explain the tilt so many times better than sway alone (a Bayes factor)."""
NEAR, LEAST_CERTAINTY = 2.0, 0.85
"""So sure must it be that the rate is within `NEAR` breaths a minute of the one that is reported."""
LEAST_RMS_DEG = 1e-4
"""Less, in deg, is no tilt but a constant: a sensor that is switched on has more noise."""

RATES = np.arange(6.0, 30.01, 0.6)
"""Rates that are weighed, in 1/min: those of an adult at rest, with a margin."""
PERIOD_VARIATION = 0.12
"""Standard deviation of a breath's period, as a share; ours. Over 15 min it is 21 % (Tobin et al. 1988, JAP 65:309)."""
HARMONIC_POWER = 0.05
"""Power of the second harmonic, as a share: breathing out takes longer than breathing in."""
POWERS = np.array([2.0, 6.0])
"""Power of breathing beside that of the sway along its direction."""
ANISOTROPIES = np.array([0.1, 0.3, 1.0, 3.0, 10.0])
"""Variance of the sway across the direction of breathing, as a share of that along it."""
ANISOTROPY_SD = 0.8
"""Standard deviation of its logarithm: forward and back people sway up to twice as far as sideways."""
DIRECTIONS = 8
"""Directions of the tilt along which breathing is looked for, evenly over half a turn: 11 deg off costs 2 % of its
size."""
CUT_OFFS_HZ = (0.2, 0.3, 0.4, 0.5)
"""Frequencies, in Hz, at which the sway may end: one smooth shape for each."""
CUT_OFF_PRIOR, CUT_OFF_FLOOR = 0.1, 0.02
"""Sway that ends at one of these frequencies is less likely; it would look like a slow rhythm otherwise."""
BAND_HZ = (0.07, 0.65)
"""Band of sway and breathing, in Hz: what is slower is drift, what is quicker is neither."""
STEP_S = 1.0 / 3.0
"""The tilt is looked at so often, in s: four times and more in a period of anything in the band."""


class _Explained(NamedTuple):
    """What the tilt tells: how sure breathing is, and at what rate.

    `evidence` is the logarithm of the Bayes factor, `rate` (1/min) the most probable rate with its standard
    deviation `sd`, `certainty` the probability that it is right to within `NEAR`.
    """

    evidence: float
    rate: float
    sd: float
    certainty: float


def breathing_rate(tilt_deg: FloatArray, rate_hz: float) -> Measure:
    """Breathing rate in 1/min over a stretch in which the person keeps still (experimental).

    In the band of sway and breathing (`BAND_HZ`) the tilt is described by its cosine transform, linear trend
    removed. Sway has a spectrum 1/f^a, a = 0, 1.5 or 3, or one that ends at 0.2 to 0.5 Hz, and its own size in each of
    two directions at right angles. Breathing is a rhythm of covariance

        exp(−D |τ|) cos 2πfτ + h exp(−4D |τ|) cos 4πfτ,   D = (2π c)² f / 2,

    with c the variation of its period and h its second harmonic, along one of the directions. All that isn't
    the rate is averaged out, with the sizes' prior 1/s: the periodogram of Lomb and Scargle in Bretthorst's
    reading (1988, Bayesian Spectrum Analysis and Parameter Estimation), with coloured noise and a period
    that varies.

    Parameters
    ----------
    tilt_deg : (n, 2) or (n, 3) float
        Tilt from the start pose in deg, as two horizontal components or as a rotation vector; in any axes.
    rate_hz : float
        Sampling rate, at least 6 Hz.

    Returns
    -------
    Measure
        In 1/min. `uncertainty` is one standard deviation of the mean rate over the stretch. Not valid: less
        than 15 s or 2.5 breaths, no rhythm that stands out from the sway, a rate that isn't certain to within
        2 a minute. It can't tell breathing from another rhythm of 6–30 a minute (rocking, a swing).

    Raises
    ------
    DataError
        The tilt has another shape, or a value that is no number; the rate is too low.
    """
    tilt = _checked(tilt_deg, rate_hz)
    duration_s = len(tilt) / rate_hz
    if duration_s < LEAST_S:
        return invalid(UNIT, Reason(Code.STILLNESS_BRIEF, duration_s=duration_s, least_s=LEAST_S))
    parts = np.array_split(tilt, math.ceil(duration_s / LONGEST_S))
    rates = [_rate_of(part, rate_hz) for part in parts]
    good = [r for r in rates if r.valid]
    if 2 * len(good) < len(rates) or not good:
        return next(r for r in rates if not r.valid)
    values = [r.value for r in good if r.value is not None]
    spread = math.sqrt(sum((r.uncertainty or 0.0) ** 2 for r in good)) / len(good)
    return Measure(sum(values) / len(values), UNIT, uncertainty=spread)


def _checked(tilt_deg: FloatArray, rate_hz: float) -> FloatArray:
    tilt = np.asarray(tilt_deg, dtype=np.float64)
    if tilt.ndim != 2 or tilt.shape[1] not in (2, 3):
        raise DataError(
            f"a tilt of shape {tilt.shape}", expected="(n, 2) or (n, 3)", hint="Give a column a component."
        )
    if not np.all(np.isfinite(tilt)):
        raise DataError("NaN or infinity in the tilt", expected="numbers", hint="Cut at gaps.")
    if not rate_hz >= 2.0 / STEP_S:
        raise DataError(
            f"a rate of {rate_hz} Hz", expected=f"{2.0 / STEP_S:g} Hz or more", hint="Give the sampling rate."
        )
    return tilt


def _rate_of(tilt: FloatArray, rate_hz: float) -> Measure:
    duration_s = len(tilt) / rate_hz
    plane = _in_plane(_coarse(tilt, rate_hz))
    if math.sqrt(float(np.mean(plane * plane))) < LEAST_RMS_DEG:
        return invalid(UNIT, Reason(Code.SENSOR_UNMOVED))
    found = _explain(plane, duration_s)
    value, uncertainty = found.rate, found.sd
    why = None
    if found.evidence < math.log(LEAST_EVIDENCE):
        why = Reason(Code.BREATHING_HIDDEN)
    elif found.certainty < LEAST_CERTAINTY:
        why = Reason(Code.BREATHING_UNCERTAIN, within=NEAR)
    elif value * duration_s / 60.0 < LEAST_BREATHS:
        why = Reason(Code.FEW_BREATHS, least=LEAST_BREATHS, duration_s=duration_s)
    return Measure(value, UNIT, why is None, why, uncertainty)


def _coarse(tilt: FloatArray, rate_hz: float) -> FloatArray:
    """Means over a third of a second: tremor and the sensor's noise are left behind."""
    count = round(len(tilt) / rate_hz / STEP_S)
    edges = np.round(np.linspace(0, len(tilt), count + 1)).astype(int)
    means: FloatArray = np.add.reduceat(tilt, edges[:-1], axis=0) / np.diff(edges)[:, None]
    return means


def _in_plane(tilt: FloatArray) -> FloatArray:
    """Two components (n, 2) without linear trend: of three those of the plane with the most movement."""
    n = len(tilt)
    trend = _trend(n)
    free = tilt - trend @ (trend.T @ tilt)
    if tilt.shape[1] == 2:
        return free
    _, axes = np.linalg.eigh(free.T @ free)
    plane: FloatArray = free @ axes[:, 1:]
    return plane


def _trend(n: int) -> FloatArray:
    """Constant and straight line, orthonormal (n, 2)."""
    line = np.arange(n) - 0.5 * (n - 1)
    return np.column_stack([np.full(n, n**-0.5), line / np.sqrt(np.sum(line * line))])


def _explain(plane: FloatArray, duration_s: float) -> _Explained:
    """Weigh sway with breathing against sway alone; `plane` (n, 2) has no trend."""
    n = len(plane)
    low, high = (2.0 * duration_s * f for f in BAND_HZ)
    order = np.arange(math.ceil(low), math.floor(high) + 1)
    waves = np.cos(np.pi * (np.arange(n) + 0.5)[:, None] / n * order)
    trend = _trend(n)
    waves -= trend @ (trend.T @ waves)
    y = waves.T @ plane
    y /= np.sqrt(np.mean(y * y))
    sway, log_prior = _sway_spectra(order / (2.0 * duration_s))
    rhythm = _rhythms(waves, duration_s / n)

    angle = np.arange(DIRECTIONS) * np.pi / DIRECTIONS
    along, across = (np.column_stack([np.cos(a), np.sin(a)]) for a in (angle, angle + 0.5 * np.pi))
    k = len(order)
    log_size = np.sum(np.log(sway), axis=1)
    quadratic = np.einsum("ki,bk,kj->bij", y, 1.0 / sway, y)
    sway_across = _forms(across, quadratic)[:, None] / ANISOTROPIES[:, None]
    anisotropy = np.log(ANISOTROPIES)[:, None]
    scale = log_prior[:, None, None] - 0.5 * (anisotropy / ANISOTROPY_SD) ** 2 - 0.5 * k * anisotropy
    alone = _forms(along, quadratic)[:, None] + sway_across
    log_alone = scale - log_size[:, None, None] - k * np.log(alone)

    # Axes: spectrum of the sway, power, rate, then the cosine transform's.
    both = POWERS[:, None, None, None] * rhythm + (sway[:, :, None] * np.eye(k))[:, None, None]
    root = np.linalg.cholesky(both)
    log_size_both = 2.0 * np.sum(np.log(np.diagonal(root, axis1=-2, axis2=-1)), axis=-1)
    explained = y.T @ np.linalg.solve(both, np.broadcast_to(y, (*both.shape[:-2], *y.shape)))
    breathing = _forms(along, explained)[..., None, :] + sway_across[:, None, None]
    log_size_all = 0.5 * (log_size_both + log_size[:, None, None])
    log_both = scale[:, None, None] - log_size_all[..., None, None] - k * np.log(breathing)

    by_rate = np.logaddexp.reduce(np.moveaxis(log_both, 2, 0).reshape(len(RATES), -1), axis=1)
    total = np.logaddexp.reduce(by_rate)
    evidence = (total - np.log(log_both.size)) - (
        np.logaddexp.reduce(log_alone, axis=None) - np.log(log_alone.size)
    )
    probability = np.exp(by_rate - total)
    near = np.abs(RATES - RATES[np.argmax(by_rate)]) <= NEAR
    certainty = float(np.sum(probability[near]))
    rate = float(np.sum((probability * RATES)[near])) / certainty
    variance = float(np.sum((probability * (RATES - rate) ** 2)[near])) / certainty
    return _Explained(float(evidence), rate, math.sqrt(variance), certainty)


def _sway_spectra(frequency_hz: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Power spectra of sway alone (b, k), each with mean 1, and the logarithm of how likely each is (b,)."""
    f = frequency_hz
    falling = [f**-a for a in (0.0, 1.5, 3.0)]
    cut_off = [1.0 / (1.0 + (f / edge) ** 16) + CUT_OFF_FLOOR for edge in CUT_OFFS_HZ]
    likely = [1.0] * len(falling) + [CUT_OFF_PRIOR] * len(cut_off)
    return np.array([s / np.mean(s) for s in falling + cut_off]), np.log(likely)


def _rhythms(waves: FloatArray, step_s: float) -> FloatArray:
    """Covariance (rates, k, k) of breathing at each rate, of mean power 1 in the cosine transform."""
    n = len(waves)
    f = RATES[:, None] / 60.0
    lag = step_s * np.arange(n)
    fade = np.exp(-0.5 * (2.0 * np.pi * PERIOD_VARIATION) ** 2 * f * lag)
    turn = 2.0 * np.pi * f * lag
    kernel = fade * np.cos(turn) + HARMONIC_POWER * fade**4 * np.cos(2.0 * turn)
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    covariance = waves.T @ kernel[:, apart] @ waves
    power = np.trace(covariance, axis1=1, axis2=2) / covariance.shape[-1]
    normed: FloatArray = covariance / power[:, None, None]
    return normed


def _forms(directions: FloatArray, matrix: FloatArray) -> FloatArray:
    """Quadratic form of the matrices (…, 2, 2) for each of the directions (d, 2): (…, d)."""
    forms: FloatArray = np.einsum("di,...ij,dj->...d", directions, matrix, directions)
    return forms
