"""SPARC, LDLJ and LD-acc of a phase, and whether what moves in stillness leaves them valid.

SPARC and LDLJ have two values each. One describes the movement that was meant: sway and tremor, which go on in
stillness too, count as noise, and the band keeps them out. The other, in the full band, describes all that the body
did: only the sensor's own noise counts against it.
"""

from __future__ import annotations

import math

from ...errors import DataError
from ...records import Code, FloatArray, Reason
from ...records.packed_measures import MeasureRow
from .bands import BROAD, BROADEST_HZ, PhaseBands
from .measures import arc_lengths

SPARC_TOLERANCE = 0.05
"""The furthest that a valid SPARC is from the value without noise, in 95 % of the cases by its own uncertainty."""
SPARC_SMOOTH = -1.4
"""SPARC of a smooth movement (minimum jerk has −1.41): what is below it is rough by the difference."""
SPARC_NOISE, SPARC_NOISE_SLOPE = 0.7, 2.1
"""Standard deviation of SPARC, over the share that moves in stillness: so much, and so much more for each unit
by which SPARC is below that of a smooth phase (measured on simulated sets)."""
SPARC_FULL_BAND = 3.0
"""In the full band the sensor's noise moves SPARC by so many times more: the arc of a person who trembles goes on up to
10 Hz, and every frequency adds to it (measured on simulated sets)."""
SPARC_FULL_BAND_LOBE = 0.0025
"""There the threshold is raised and lowered by this: the sensor's noise may move a side lobe by as much."""
SPARC_THRESHOLD, SPARC_SIDE_LOBE, SPARC_SAME = 0.05, 0.1, 0.1
"""The arc ends where the spectrum falls below the first; what moves in stillness may raise or lower a side lobe by
so much of its share, and that counts where it moves the end by more than the last."""
NOTHING_MOVES, SENSOR_NOISE = Reason(Code.NOTHING_MOVES), Reason(Code.SENSOR_NOISE)

LDLJ_TOLERANCE = 0.3
"""The furthest that a valid LDLJ in the full band is from that of a sensor without noise."""
NOISE_JERK = (2.0 * math.pi) ** 4 * math.pi * math.sqrt(2.0) / 16.0
"""White noise of density N, low-passed at f as the speed is, has a second derivative whose mean square is this times
N f⁵."""
LDLJ_MOST_NOISE = 0.04
"""LDLJ is limited by noise once stillness moves at more than this share of the phase's peak speed."""
LDLJ_MOST_UPPER = 0.12
"""And once more than this share of the jerk lies in the upper third of the band in which it can be seen."""


def phase_sparc(
    raw_dps: FloatArray, raw_hz: float, bands: PhaseBands, still_share: float, unfit: Reason | None
) -> MeasureRow:
    """SPARC of the speed itself where no tremor hides it up to 10 Hz, else of what can be distinguished from tremor.

    Parameters
    ----------
    raw_dps : (n,) float
        The phase's speed as it was sampled, at `raw_hz`.
    still_share : float
        RMS of the slow speed in stillness, as a share of the phase's peak speed.
    unfit : Reason or None
        Why it isn't valid.
    """
    used, used_hz = raw_dps, raw_hz
    if bands.limits.band_hz < BROADEST_HZ:
        used, used_hz = bands.signals[BROAD, bands.begin : bands.end], bands.rate_hz
    margin = min(SPARC_SIDE_LOBE * still_share, 0.5 * SPARC_THRESHOLD)
    thresholds = (SPARC_THRESHOLD, SPARC_THRESHOLD - margin, SPARC_THRESHOLD + margin)
    try:
        value, *others = arc_lengths(used, used_hz, thresholds, same=SPARC_SAME)
    except DataError:
        return None, unfit or NOTHING_MOVES, None
    sd = _sparc_sd(value, still_share)
    if unfit is None and 2.0 * sd > SPARC_TOLERANCE:
        unfit = Reason(Code.SPARC_UNCERTAIN, error=2.0 * sd)
    return _unless_it_jumps(value, others, sd, unfit)


def _unless_it_jumps(value: float, others: list[float], sd: float, unfit: Reason | None) -> MeasureRow:
    """A SPARC, which isn't valid where it would be another with a threshold that is somewhat higher or lower."""
    jump = max(abs(other - value) for other in others)
    if unfit is None and jump > SPARC_TOLERANCE:
        unfit = Reason(Code.SPARC_JUMPS, jump=jump)
    return value, unfit, max(sd, 0.5 * jump)


def _sparc_sd(value: float, share: float) -> float:
    """Standard deviation of SPARC where noise has that share of the peak speed."""
    return share * (SPARC_NOISE + SPARC_NOISE_SLOPE * max(SPARC_SMOOTH - value, 0.0))


def full_band_sparc(
    raw_dps: FloatArray, rate_hz: float, peak_dps: float, noise_density: float, unfit: Reason | None
) -> MeasureRow:
    """SPARC of all that the body did up to 10 Hz.

    Parameters
    ----------
    raw_dps : (n,) float
        The phase's speed as it was sampled.
    peak_dps : float
        Its peak.
    noise_density : float
        The sensor's noise, in (deg/s)²/Hz.
    unfit : Reason or None
        Why it isn't valid.
    """
    thresholds = [SPARC_THRESHOLD + by for by in (0.0, -SPARC_FULL_BAND_LOBE, SPARC_FULL_BAND_LOBE)]
    try:
        value, *others = arc_lengths(raw_dps, rate_hz, thresholds, same=SPARC_SAME)
    except DataError:
        return None, unfit or NOTHING_MOVES, None
    share = SPARC_FULL_BAND * math.sqrt(noise_density * BROADEST_HZ) / peak_dps
    sd = _sparc_sd(value, share)
    if unfit is None and 2.0 * sd > SPARC_TOLERANCE:
        unfit = SENSOR_NOISE
    return _unless_it_jumps(value, others, sd, unfit)


def full_band_ldlj(bands: PhaseBands, noise_density: float, unfit: Reason | None) -> MeasureRow:
    """LDLJ of all that the body did below the cut-off; parameters as for `full_band_sparc`."""
    peak, jerk = bands.sizes.full, bands.sizes.full_jerk
    if peak <= 0.0 or jerk <= 0.0:
        return None, unfit or NOTHING_MOVES, None
    noise = NOISE_JERK * noise_density * bands.limits.cutoff_hz**5 / jerk**2
    # Without the noise the jerk's power would be less by this share of it.
    uncertainty = -math.log1p(-noise) if noise < 1.0 else None
    if unfit is None and (uncertainty is None or uncertainty > LDLJ_TOLERANCE):
        unfit = SENSOR_NOISE
    return -2.0 * math.log(jerk * bands.duration_s**2 / peak), unfit, uncertainty


def phase_jerk(bands: PhaseBands, still_share: float, unfit: Reason | None) -> tuple[MeasureRow, MeasureRow]:
    """LDLJ and LD-acc, by the equations of `smoothness.ldlj` and `ld_acc`, with derivatives by frequency.

    Parameters
    ----------
    still_share, unfit
        As for `phase_sparc`.
    """
    sizes = bands.sizes
    peak, acceleration, jerk = sizes.smooth, sizes.smooth_acceleration, sizes.smooth_jerk
    if peak <= 0.0 or jerk <= 0.0 or acceleration <= 0.0:
        nothing = None, unfit or NOTHING_MOVES, None
        return nothing, nothing
    if unfit is None and still_share > LDLJ_MOST_NOISE:
        unfit = Reason(Code.JERK_IN_SWAY, share=still_share)
    elif unfit is None and bands.upper_jerk > LDLJ_MOST_UPPER:
        unfit = Reason(Code.JERK_BEYOND_BAND, band_hz=bands.limits.jerk_hz)
    scale = bands.duration_s / peak
    return (
        (-2.0 * math.log(jerk * bands.duration_s * scale), unfit, None),
        (-2.0 * math.log(acceleration * scale), unfit, None),
    )
