"""The measures of the phases of an attempt, each with its validity and the reason where it isn't valid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import DataError
from ..records import FloatArray, Measure, invalid
from .attack import Course, course_of, narrowed
from .bands import BROADEST_HZ, Cut, PhaseBands, bands_of
from .smoothness import arc_lengths
from .spectrum import Grid, grid_for
from .tremor import Tremor, tremor_of

ATTACK_RATIO = 2.5
"""Peak acceleration ratio of a sharp attack; the catalogue's G1 has the same."""
CUT_SMOOTH_RATIO = 0.88
"""The ratio of a minimum-jerk phase that is cut at 5 % of its peak speed."""
TREMOR_REACH, CLEAR = 4.0, 2.0
"""What tremor adds to a smooth phase's ratio stays below so many times its RMS in stillness; a ratio so many
times that off the limit is on its side of it."""
SLOW_HZ = 2.5
"""What moves below it in stillness moves in the phase, too, and changes its shape: sway and breathing."""
KNOCK_S, KNOCK_SHARE, KNOCK_OVER_STILL = 0.06, 0.4, 5.0
"""A jump of the speed there and back within this time, by more than this share of the phase's peak speed and so
many times the RMS speed in stillness together, is none of the body's: the sensor was knocked, or its wire."""
LEAST_RATE_HZ = 24.0
LEAST_DURATION_S = 0.3
LEAST_PEAK_SPEED_DPS = 2.0

SPARC_TOLERANCE, LDLJ_TOLERANCE = 0.05, 0.3
"""A value is valid where it is expected to be so near to the one without noise, in 95 % of the cases."""
SPARC_SMOOTH = -1.4
SPARC_NOISE, SPARC_NOISE_SLOPE = 0.6, 2.1
"""Standard deviation of SPARC, over the share that moves in stillness: so much, and so much more for each unit
by which SPARC is below that of a smooth phase (measured on simulated sets)."""
SPARC_THRESHOLD, SPARC_SIDE_LOBE = 0.05, 0.1
"""The arc ends where the spectrum falls below the first; stillness may move the spectrum by so much of its share."""
LDLJ_MOST_NOISE = 0.05
"""LDLJ is limited by noise once stillness moves at more than this share of the phase's peak speed."""
LDLJ_MOST_UPPER = 0.13
"""And once more than this share of the jerk lies in the upper third of the band in which it can be seen."""
SUBMOVEMENT_MOST = 0.15
"""Submovements can't be counted where one must rise by more than this share of the peak speed to be seen."""
TREMOR_EXCESS = 1.5
"""More than so many times what moves at the tremor's frequencies in stillness is more than the same tremor."""

UNITS = {
    "sparc": "1",
    "ldlj": "1",
    "ld_acc": "1",
    "attack_ratio": "1",
    "submovements": "1",
    "tremor_ratio": "1",
    "peak_speed_dps": "deg/s",
}


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredPhase:
    """A phase with its measures, and what its faults are found from.

    `bands` and `course` are None where the phase is too short to be looked at; `fit` is false where no fault
    may be named.
    """

    measures: dict[str, Measure]
    fit: bool = False
    bands: PhaseBands | None = None
    course: Course | None = None
    tremor_dps: float = 0.0
    still_tremor_dps: float = 0.0


def measure_phases(
    speed_dps: FloatArray, rate_hz: float, cuts: Sequence[Cut], stillness: Sequence[FloatArray]
) -> list[MeasuredPhase]:
    """All measures of the phases of one attempt.

    Parameters
    ----------
    speed_dps : (n,) float
        Angular speed about the axis, outward positive: the attempt with margins around it.
    rate_hz : float
    cuts : sequence of Cut
        Its phases.
    stillness : sequence of (k,) float
        The same speed while the person kept still: before the attempt, in its hold, in the start pose.

    For a minimum-jerk phase cut at 5 % of its peak speed: SPARC −1.40, LDLJ −4.41, attack ratio 0.88. What
    each measure is, and when it is valid, is in docs/measures.md.
    """
    long_enough = [c for c in cuts if math.floor(c.end) - math.ceil(c.start) >= 3]
    if not long_enough:
        return [_too_short(cut) for cut in cuts]
    grid = grid_for(rate_hz, max(c.end - c.start for c in long_enough) / rate_hz)
    tremor = tremor_of(stillness, grid, rate_hz)
    banded = iter(bands_of(speed_dps, rate_hz, long_enough, grid, tremor))
    return [
        _measure(speed_dps, rate_hz, c, next(banded), grid, tremor) if c in long_enough else _too_short(c)
        for c in cuts
    ]


def _measure(
    speed_dps: FloatArray, rate_hz: float, cut: Cut, bands: PhaseBands, grid: Grid, tremor: Tremor | None
) -> MeasuredPhase:
    noise = _Noise.of(tremor, grid, bands)
    course = course_of(bands, noise.speed_dps, noise.acceleration_dps2)
    unfit = cut.unfit or _unfit(rate_hz, bands.duration_s, course.peak_dps)
    if (
        unfit is None
        and _knock(speed_dps, rate_hz, cut) > KNOCK_SHARE * course.peak_dps + KNOCK_OVER_STILL * noise.all_dps
    ):
        unfit = "the sensor was knocked: its rate jumps there and back within 60 ms, as no body can"
    if unfit is None and tremor is None:
        unfit = "the person didn't keep still for long enough to tell the movement from their tremor"
    band = slice(bands.begin, bands.end)
    tremor_dps = _rms(bands.signals.tremor[band])
    share = noise.slow_dps / course.peak_dps if course.peak_dps > 0.0 else math.inf
    excess = _excess(bands, tremor_dps, noise.tremor_dps)
    measures = {
        "sparc": _sparc(speed_dps, rate_hz, cut, bands, share, unfit or excess),
        **_jerk(bands, band, share, unfit, excess),
        "attack_ratio": _attack(course, unfit),
        "submovements": _submovements(course, unfit),
        "tremor_ratio": _valid(tremor_dps / max(course.peak_dps, 1e-9), unfit),
        "peak_speed_dps": Measure(course.peak_dps, "deg/s", cut.unfit is None, cut.unfit),
    }
    return MeasuredPhase(measures, unfit is None, bands, course, tremor_dps, noise.tremor_dps)


@dataclass(frozen=True, slots=True)
class _Noise:
    """RMS in stillness: of all, slow movement, tremor, and speed and acceleration in the band of the attack."""

    all_dps: float
    slow_dps: float
    tremor_dps: float
    speed_dps: float
    acceleration_dps2: float

    @classmethod
    def of(cls, tremor: Tremor | None, grid: Grid, bands: PhaseBands) -> _Noise:
        if tremor is None:
            return cls(0.0, 0.0, 0.0, 0.0, 0.0)
        low, high = float(tremor.speed[grid.tremor.start - 1]), float(tremor.speed[grid.tremor.stop - 1])
        top = grid.bin(bands.limits.attack_hz)
        fast = float(tremor.speed[top]) - float(tremor.speed[grid.bin(1.0)])
        return cls(
            math.sqrt(float(tremor.speed[-1])),
            math.sqrt(float(tremor.speed[grid.bin(SLOW_HZ)])),
            math.sqrt(max(high - low, 0.0)),
            math.sqrt(max(fast, 0.0)),
            math.sqrt(float(tremor.acceleration[top])),
        )


def _knock(speed_dps: FloatArray, rate_hz: float, cut: Cut) -> float:
    """The largest jump of the speed, there and back, in deg/s."""
    lag = max(1, round(0.5 * KNOCK_S * rate_hz))
    x = speed_dps[max(math.ceil(cut.start) - lag, 0) : math.floor(cut.end) + 1 + lag]
    jumps = x[lag:-lag] - 0.5 * (x[: -2 * lag] + x[2 * lag :])
    return float(np.abs(jumps).max(initial=0.0))


def _unfit(rate_hz: float, duration_s: float, peak_dps: float) -> str | None:
    if rate_hz < LEAST_RATE_HZ:
        return f"the rate of {rate_hz:.1f} Hz is too low: at least {LEAST_RATE_HZ:.0f} Hz"
    if duration_s < LEAST_DURATION_S:
        return f"the phase is too short: {duration_s:.2f} s, at least {LEAST_DURATION_S} s"
    if peak_dps < LEAST_PEAK_SPEED_DPS:
        return f"the movement is too slow: {peak_dps:.1f} deg/s at most, at least {LEAST_PEAK_SPEED_DPS}"
    return None


def _excess(bands: PhaseBands, tremor_dps: float, still_dps: float) -> str | None:
    if bands.limits.band_hz >= BROADEST_HZ or tremor_dps <= TREMOR_EXCESS * still_dps:
        return None
    return f"something moves above {bands.limits.band_hz:.1f} Hz, where it can't be told from tremor"


def _sparc(
    speed_dps: FloatArray, rate_hz: float, cut: Cut, bands: PhaseBands, noise_share: float, unfit: str | None
) -> Measure:
    """Of the speed itself where no tremor hides it up to 10 Hz, else of the speed as far up as it can be told."""
    margin = min(SPARC_SIDE_LOBE * noise_share, 0.5 * SPARC_THRESHOLD)
    thresholds = (SPARC_THRESHOLD, SPARC_THRESHOLD - margin, SPARC_THRESHOLD + margin)
    try:
        if bands.limits.band_hz >= BROADEST_HZ:
            used = cut.sign * speed_dps[math.ceil(cut.start) : math.floor(cut.end) + 1]
            value, *others = arc_lengths(used, rate_hz, thresholds)
        else:
            value, *others = arc_lengths(
                bands.signals.broad[bands.begin : bands.end], bands.rate_hz, thresholds
            )
    except DataError as error:
        return invalid("1", unfit or error.found)
    rough = max(SPARC_SMOOTH - value, 0.0)
    uncertainty = noise_share * (SPARC_NOISE + SPARC_NOISE_SLOPE * rough)
    jump = max(abs(other - value) for other in others)
    if unfit is None and 2.0 * uncertainty > SPARC_TOLERANCE:
        unfit = f"limited by what moves in stillness: known to ±{2.0 * uncertainty:.2f} only"
    elif unfit is None and jump > SPARC_TOLERANCE:
        unfit = f"it jumps by {jump:.2f} there: what moves in stillness decides where its arc ends"
    return Measure(value, "1", unfit is None, unfit, max(uncertainty, 0.5 * jump))


def _jerk(
    bands: PhaseBands, band: slice, noise_share: float, unfit: str | None, excess: str | None
) -> dict[str, Measure]:
    """LDLJ and LD-acc, by the equations of `smoothness.ldlj` and `ld_acc`, with derivatives by frequency."""
    peak = float(np.abs(bands.signals.smooth[band]).max())
    jerk, acceleration = _rms(bands.signals.smooth_jerk[band]), _rms(bands.signals.smooth_acceleration[band])
    if peak <= 0.0 or jerk <= 0.0 or acceleration <= 0.0:
        why = unfit or "nothing moves"
        return {"ldlj": invalid("1", why), "ld_acc": invalid("1", why)}
    scale = bands.duration_s / peak
    if unfit is None and noise_share > LDLJ_MOST_NOISE:
        unfit = f"limited by what moves in stillness, at {noise_share:.0%} of the phase's peak speed"
    hidden = excess
    if hidden is None and bands.upper_jerk > LDLJ_MOST_UPPER:
        hidden = f"limited by tremor: there is more jerk than can be seen below {bands.limits.jerk_hz:.1f} Hz"
    return {
        "ldlj": _valid(-2.0 * math.log(jerk * bands.duration_s * scale), unfit or hidden),
        "ld_acc": _valid(-2.0 * math.log(acceleration * scale), unfit or hidden),
    }


def _attack(course: Course, unfit: str | None) -> Measure:
    """R, not valid where tremor alone might have taken it over the limit, or have kept an attack below it."""
    ratio, noise, of_step = course.ratio, course.noise_ratio, course.step_ratio
    if unfit is None and ratio > CUT_SMOOTH_RATIO and noise > 0.0:
        seen, limit = narrowed(ratio, of_step), narrowed(ATTACK_RATIO, of_step)
        smooth = CUT_SMOOTH_RATIO + TREMOR_REACH * noise
        if smooth > limit and limit - CLEAR * noise < seen < max(smooth, limit + CLEAR * noise):
            unfit = f"it can't be told from the tremor in stillness, which alone makes ±{noise:.1f}"
    return Measure(ratio, "1", unfit is None, unfit, noise)


def _submovements(course: Course, unfit: str | None) -> Measure:
    if unfit is None and course.prominence > SUBMOVEMENT_MOST:
        share = course.prominence
        unfit = (
            f"limited by tremor: what rises by less than {share:.0%} of the peak speed can't be told from it"
        )
    return _valid(float(course.submovements), unfit)


def _too_short(cut: Cut) -> MeasuredPhase:
    why = cut.unfit or "the phase is too short"
    return MeasuredPhase({name: invalid(unit, why) for name, unit in UNITS.items()})


def _valid(value: float, unfit: str | None) -> Measure:
    return Measure(value, "1", unfit is None, unfit)


def _rms(signal: FloatArray) -> float:
    return math.sqrt(float(np.add.reduce(signal * signal)) / len(signal))
