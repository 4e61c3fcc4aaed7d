"""The speed of a phase, band-limited to where it can be distinguished from the person's own tremor.

A slow movement lives below some 3 Hz, tremor above some 4 Hz, and differentiation magnifies what is fast: in a
small movement tremor accelerates more than the movement does. So the tremor is measured where the person keeps
still, and the movement is looked at up to the frequency at which that tremor would begin to count.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...records import FloatArray, Reason
from ..window_stats import mean
from .kernels import fill_bands, lay_out, sizes_of
from .sharpest import STEP_RATIO
from .spectrum import MARGIN_S, SpectrumGrid, ramp
from .tremor import Tremor

BROADEST_HZ = 10.0
"""No band goes further, in Hz: a trunk's movement has nothing there."""
ACCELERATION_SHARE = 0.25
"""In the band, tremor's RMS acceleration is up to this share of a minimum-jerk movement's peak acceleration."""
JERK_SHARE = 0.05
"""In the band for the jerk, tremor's jerk has up to this share of the power of a minimum-jerk movement's."""
LEAST_CYCLES = 3.0
"""That band reaches at least this number of cycles in a phase: a minimum-jerk movement needs no more."""
ATTACK_HZ = 5.0
"""An attack shows below it; above it the skin shakes, and the sensor on it."""
LEAST_STEP_RATIO = 2.4
"""The band for the attack is wide enough for a step of speed to have this peak acceleration ratio."""
TAPER_S = 0.2
"""The ends of what is filtered are tapered over this time, in s: a step at an end would ring into the phase."""

BROAD, SPEED, ACCELERATION, TREMOR, SIGNALS = 0, 1, 2, 6, 9
"""Where some of the signals of `kernels.fill_bands` stand, and how many there are."""
PEAK_ACCELERATION, RMS_JERK = 5.7735, 26.83
"""Of a minimum-jerk movement: 10/√3 · A/T² and √720 · A/T³ (Flash & Hogan 1985)."""


class PhaseCut(NamedTuple):
    """A phase within a speed: from `start` to `end` in samples with fractions, `sign` −1 for a return.

    `unfit` is the reason why no measure of it is valid (it touches a gap, say).
    """

    start: float
    end: float
    sign: int
    unfit: Reason | None = None


class Limits(NamedTuple):
    """Upper ends in Hz: the one cut-off rule, where tremor begins, and the bands for attack and jerk."""

    cutoff_hz: float
    band_hz: float
    attack_hz: float
    jerk_hz: float


class Sizes(NamedTuple):
    """How large the signals of a phase are within it, in deg/s and its derivatives: see `kernels.sizes_of`."""

    tremor: float
    smooth: float
    smooth_acceleration: float
    smooth_jerk: float
    full: float
    full_jerk: float


class PhaseBands(NamedTuple):
    """One phase, band-limited.

    Attributes
    ----------
    rate_hz : float
        Of the grid.
    begin, end : int
        The phase within the grid, `[begin, end)`.
    known : (int, int)
        Where `speed` is known well: half a period of its highest frequency within what was recorded.
    upper_jerk : float
        Share of the jerk's power that lies in the upper third of a band which tremor limits.
    signals : (9, m) float
        The phase and its margins on the grid, speed in deg/s and positive in the direction of the phase: those of
        which `kernels.fill_bands` has the spectra.
    sizes : Sizes
        Of the signals within the phase.
    """

    rate_hz: float
    duration_s: float
    limits: Limits
    begin: int
    end: int
    known: tuple[int, int]
    upper_jerk: float
    signals: FloatArray
    sizes: Sizes
    first: int
    samples_per_point: float

    def sample(self, point: float) -> float:
        """The sample of the whole speed at a point of the grid."""
        return self.first + point * self.samples_per_point


def bands_of(
    speed_dps: FloatArray, rate_hz: float, cuts: Sequence[PhaseCut], grid: SpectrumGrid, tremor: Tremor | None
) -> list[PhaseBands]:
    """The phases of one attempt, band-limited.

    Parameters
    ----------
    speed_dps : (n,) float
        Angular speed about the axis, outward positive, with what surrounds the phases.
    cuts : sequence of PhaseCut
        The phases; each holds a sample at least.
    """
    parts = np.empty((len(cuts), grid.samples))
    firsts = [_lay_out(speed_dps, rate_hz, cut, row) for cut, row in zip(cuts, parts, strict=True)]
    limits = [_limits(speed_dps, rate_hz, cut, grid, tremor) for cut in cuts]
    spectrum = np.fft.rfft(parts).view(np.float64)
    spectra = np.empty((len(cuts), SIGNALS, 2 * len(grid.omega)))
    size = grid.points / grid.samples
    upper = [
        fill_bands(row.data, grid.omega.data, cut.sign * size, *limit, *grid.tremor, bands.data)
        for cut, row, limit, bands in zip(cuts, spectrum, limits, spectra, strict=True)
    ]
    found = []
    per_point = rate_hz / grid.rate_hz
    signals = np.fft.irfft(spectra.view(np.complex128), grid.points)
    for cut, first, limit, upper_jerk, of in zip(cuts, firsts, limits, upper, signals, strict=True):
        half = 0.5 * grid.rate_hz / limit.attack_hz
        known = (
            math.ceil(max(half - first / per_point, 0.0)),
            int((len(speed_dps) - first) / per_point - half),
        )
        begin, end = math.ceil((cut.start - first) / per_point), math.floor((cut.end - first) / per_point) + 1
        duration_s = (cut.end - cut.start) / rate_hz
        sizes = Sizes(*sizes_of(of, begin, end))
        found.append(
            PhaseBands(
                grid.rate_hz, duration_s, limit, begin, end, known, upper_jerk, of, sizes, first, per_point
            )
        )
    return found


def cutoff_hz(duration_s: float) -> float:
    """The one cut-off rule: 10/T Hz, at least 3 and at most 10."""
    return min(max(10.0 / duration_s, 3.0), BROADEST_HZ)


def _limits(
    speed_dps: FloatArray, rate_hz: float, cut: PhaseCut, grid: SpectrumGrid, tremor: Tremor | None
) -> Limits:
    """How far up tremor counts for less than the movement does, in its acceleration and in its jerk."""
    duration_s = (cut.end - cut.start) / rate_hz
    cutoff, least = cutoff_hz(duration_s), LEAST_STEP_RATIO / (STEP_RATIO * duration_s)
    if tremor is None:
        return Limits(cutoff, BROADEST_HZ, max(min(cutoff, ATTACK_HZ), least), cutoff)
    begin, end = math.ceil(cut.start), math.floor(cut.end) + 1
    turned_deg = abs(mean(speed_dps, begin, end)) * (end - begin) / rate_hz
    acceleration = ACCELERATION_SHARE * PEAK_ACCELERATION * turned_deg / duration_s**2
    jerk = RMS_JERK * turned_deg / duration_s**3
    band = grid.step_hz * (bisect_left(tremor.acceleration, acceleration**2) - 1)
    narrow = grid.step_hz * (bisect_left(tremor.jerk, JERK_SHARE * jerk**2) - 1)
    return Limits(
        cutoff,
        min(max(band, grid.step_hz), BROADEST_HZ),
        max(min(band, cutoff, ATTACK_HZ), least),
        min(max(narrow, LEAST_CYCLES / duration_s), cutoff),
    )


def _lay_out(speed_dps: FloatArray, rate_hz: float, cut: PhaseCut, row: FloatArray) -> int:
    """Lay out a phase with margins in which the speed comes out of nothing and goes into it; where that begins.

    Where nothing is known beyond the phase it is mirrored there: a step would look like an attack.
    """
    begin, end = math.ceil(cut.start), math.floor(cut.end) + 1
    margin, taper = round(MARGIN_S * rate_hz), round(TAPER_S * rate_hz)
    first, last = max(begin - margin, 0), min(end + margin, len(speed_dps))
    before, after = max(taper - (begin - first), 0), max(taper - (last - end), 0)
    rise = ramp(min(taper, (before + last - first + after) // 2))
    lay_out(speed_dps, first, last, before, after, rise, row)
    return first - before
