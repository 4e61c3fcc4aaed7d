"""The measures of the phases of an attempt, each with its validity and the reason where it isn't valid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ...records import Code, FloatArray, Reason
from ...records.packed_measures import Band, MeasureRow, Measures
from ..rules import MovementRules
from .attack import Course, course_of
from .bands import BROADEST_HZ, Limits, PhaseBands, PhaseCut, bands_of
from .kernels import largest_jump
from .phase_smoothness import NOTHING_MOVES, full_band_ldlj, full_band_sparc, phase_jerk, phase_sparc
from .sharpest import narrowed
from .spectrum import TREMOR_HZ, SpectrumGrid, grid_for
from .tremor import FROM_HZ, Tremor, tremor_of

TREMOR_REACH, CLEAR = 4.0, 2.0
"""What tremor adds to a smooth phase's ratio stays below so many times its RMS in stillness; a ratio so many
times that off the limit is on its side of it."""
SWAY_RADPS = 3.0
"""Sway and breathing accelerate by this times their speed, as waves of half a hertz do."""
SLOW_HZ = 2.5
"""What moves below it in stillness moves in the phase, too, and changes its shape: sway and breathing."""
KNOCK_S, KNOCK_SHARE, KNOCK_OVER_STILL = 0.06, 0.4, 5.0
"""A jump of the speed there and back within this time, by more than this share of the phase's peak speed and so
many times the RMS speed in stillness together, is none of the body's: the sensor was knocked, or its wire."""
KNOCKED, NO_STILLNESS, UNSEEN = Reason(Code.KNOCKED), Reason(Code.NO_STILLNESS), Reason(Code.PHASE_UNSEEN)
LEAST_SAMPLES, LEAST_SEEN_S = 5.0, 0.1
"""Fewer samples, or a briefer time in s, show no phase."""
LEAST_DURATION_S = 0.3
"""A briefer phase, in s, has no smoothness: no band holds both it and its corrections."""
LEAST_PEAK_SPEED_DPS = 2.0
"""A phase whose peak speed is below this, in deg/s, is as slow as sway."""

SUBMOVEMENT_MOST = 0.15
"""Submovements can't be counted where one must rise by more than this share of the peak speed to be seen."""
TREMOR_EXCESS = 1.5
"""More than so many times what moves at the tremor's frequencies in stillness is more than the same tremor."""

UNITS = {
    "sparc": "1",
    "ldlj": "1",
    "ld_acc": "1",
    "sparc_full_band": "1",
    "ldlj_full_band": "1",
    "attack_ratio": "1",
    "submovements": "1",
    "tremor_ratio": "1",
    "peak_speed_dps": "deg/s",
}


class MeasuredPhase(NamedTuple):
    """A phase with its measures, and what its faults are found from.

    `bands` and `course` are None where the phase is too short to be looked at; `fit` is false where no fault
    may be named.
    """

    measures: Measures
    fit: bool = False
    bands: PhaseBands | None = None
    course: Course | None = None
    tremor_dps: float = 0.0
    still_tremor_dps: float = 0.0


def measure_phases(
    speed_dps: FloatArray,
    rate_hz: float,
    cuts: Sequence[PhaseCut],
    stillness: Sequence[FloatArray],
    rules: MovementRules,
) -> list[MeasuredPhase]:
    """All measures of the phases of one attempt.

    Parameters
    ----------
    speed_dps : (n,) float
        Angular speed about the axis, outward positive: the attempt with margins around it.
    cuts : sequence of PhaseCut
        Its phases.
    stillness : sequence of (k,) float
        The same speed while the person kept still: before the attempt, in its hold, in the start pose.

    For a minimum-jerk phase cut at 5 % of its peak speed: SPARC −1.40, LDLJ −4.41, attack ratio 0.88. What
    each measure is, and when it is valid, is in docs/measures.md.
    """
    least = max(LEAST_SAMPLES, LEAST_SEEN_S * rate_hz)
    measurable = [c for c in cuts if c.end - c.start >= least]
    if not measurable:
        return [_without(cut.unfit or UNSEEN) for cut in cuts]
    grid = grid_for(rate_hz, max(c.end - c.start for c in measurable) / rate_hz)
    tremor = tremor_of(stillness, grid, rate_hz)
    banded = iter(bands_of(speed_dps, rate_hz, measurable, grid, tremor))
    return [
        _measure(speed_dps, rate_hz, c, next(banded), grid, tremor, rules)
        if c in measurable
        else _without(c.unfit or UNSEEN)
        for c in cuts
    ]


def _measure(
    speed_dps: FloatArray,
    rate_hz: float,
    cut: PhaseCut,
    bands: PhaseBands,
    grid: SpectrumGrid,
    tremor: Tremor | None,
    rules: MovementRules,
) -> MeasuredPhase:
    noise = _Noise.of(tremor, grid, bands)
    course = course_of(bands, noise.speed_dps, noise.acceleration_dps2)
    if course.peak_dps <= 0.0:
        return _without(cut.unfit or NOTHING_MOVES)
    unfit = cut.unfit or _unfit(rate_hz, rules.least_rate_hz, bands.duration_s, course.peak_dps)
    if unfit is None:
        most = KNOCK_SHARE * course.peak_dps + KNOCK_OVER_STILL * noise.all_dps
        unfit = (
            NO_STILLNESS if tremor is None else KNOCKED if _knock(speed_dps, rate_hz, cut) > most else None
        )
    tremor_dps = bands.sizes.tremor
    still_share = noise.slow_dps / course.peak_dps
    hidden = unfit or _excess(bands, tremor_dps, noise.tremor_dps)
    raw = cut.sign * speed_dps[math.ceil(cut.start) : math.floor(cut.end) + 1]
    values: list[MeasureRow] = [
        phase_sparc(raw, rate_hz, bands, still_share, hidden),
        *phase_jerk(bands, still_share, hidden),
        full_band_sparc(raw, rate_hz, course.peak_dps, noise.density, unfit),
        full_band_ldlj(bands, noise.density, unfit),
        _attack(course, unfit, rules),
        _submovements(course, unfit),
        (tremor_dps / course.peak_dps, unfit, None),
        (course.peak_dps, cut.unfit, None),
    ]
    measures = Measures.of(UNITS, values, _bands_of(bands.limits))
    return MeasuredPhase(measures, unfit is None, bands, course, tremor_dps, noise.tremor_dps)


def _bands_of(limits: Limits) -> tuple[Band, ...]:
    """The band in which each measure is taken, in the order of UNITS; what is slow is never taken away."""
    jerk, attack = (0.0, limits.jerk_hz), (0.0, limits.attack_hz)
    full = (0.0, BROADEST_HZ), (0.0, limits.cutoff_hz)
    return (0.0, limits.band_hz), jerk, jerk, *full, attack, attack, TREMOR_HZ, attack


class _Noise(NamedTuple):
    """RMS in stillness: of all, slow movement, tremor, and speed and acceleration in the band of the attack.

    `density` is the sensor's own noise, in (deg/s)²/Hz.
    """

    all_dps: float
    slow_dps: float
    tremor_dps: float
    speed_dps: float
    acceleration_dps2: float
    density: float

    @classmethod
    def of(cls, tremor: Tremor | None, grid: SpectrumGrid, bands: PhaseBands) -> _Noise:
        if tremor is None:
            return cls(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        speed = tremor.speed
        top = grid.bin(bands.limits.attack_hz)
        # A slow movement accelerates no more than sway does, which `tremor.acceleration` leaves out.
        sway = SWAY_RADPS * SWAY_RADPS * speed[min(top, grid.bin(FROM_HZ))]
        return cls(
            math.sqrt(speed[-1]),
            math.sqrt(speed[grid.bin(SLOW_HZ)]),
            math.sqrt(max(speed[grid.tremor[1] - 1] - speed[grid.tremor[0] - 1], 0.0)),
            math.sqrt(max(speed[top] - speed[grid.bin(1.0)], 0.0)),
            math.sqrt(sway + tremor.acceleration[top]),
            tremor.noise_density,
        )


def _knock(speed_dps: FloatArray, rate_hz: float, cut: PhaseCut) -> float:
    lag = max(1, round(0.5 * KNOCK_S * rate_hz))
    return largest_jump(speed_dps, math.ceil(cut.start), math.floor(cut.end) + 1, lag)


def _unfit(rate_hz: float, least_rate_hz: float, duration_s: float, peak_dps: float) -> Reason | None:
    if rate_hz < least_rate_hz:
        return Reason(Code.PHASE_RATE_LOW, rate_hz=rate_hz, least_hz=least_rate_hz)
    if duration_s < LEAST_DURATION_S:
        return Reason(Code.PHASE_SHORT, duration_s=duration_s, least_s=LEAST_DURATION_S)
    if peak_dps < LEAST_PEAK_SPEED_DPS:
        return Reason(Code.PHASE_SLOW, peak_dps=peak_dps, least_dps=LEAST_PEAK_SPEED_DPS)
    return None


def _excess(bands: PhaseBands, tremor_dps: float, still_dps: float) -> Reason | None:
    if bands.limits.band_hz >= BROADEST_HZ or tremor_dps <= TREMOR_EXCESS * still_dps:
        return None
    return Reason(Code.FASTER_THAN_BAND, band_hz=bands.limits.band_hz)


def _attack(course: Course, unfit: Reason | None, rules: MovementRules) -> MeasureRow:
    """R, not valid where sway and tremor alone might have taken it over the limit, or have kept an attack below it."""
    if course.sharpest is None:
        return None, unfit or NOTHING_MOVES, None
    ratio, noise, of_step = course.sharpest.ratio, course.sharpest.noise_ratio, course.sharpest.step_ratio
    cut_smooth = rules.smooth_moving_share  # of a minimum-jerk phase: R is 1 for the whole of its duration
    if unfit is None and ratio > cut_smooth and noise > 0.0:
        within_band, limit = narrowed(ratio, of_step), narrowed(rules.attack_ratio_limit, of_step)
        smooth = cut_smooth + TREMOR_REACH * noise
        if smooth > limit and limit - CLEAR * noise < within_band < max(smooth, limit + CLEAR * noise):
            unfit = Reason(Code.ATTACK_OR_TREMOR, noise=noise)
    return ratio, unfit, noise


def _submovements(course: Course, unfit: Reason | None) -> MeasureRow:
    if unfit is None and course.prominence > SUBMOVEMENT_MOST:
        unfit = Reason(Code.SUBMOVEMENTS_OR_TREMOR, share=course.prominence)
    return float(course.submovements), unfit, None


def _without(why: Reason) -> MeasuredPhase:
    """A phase that has no measures, and why."""
    return MeasuredPhase(Measures.of(UNITS, [(None, why, None)] * len(UNITS)))
