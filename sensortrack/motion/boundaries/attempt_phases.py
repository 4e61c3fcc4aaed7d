"""Where the phases of an attempt begin and end: where each one's speed crosses a share of its peak.

The angle delimits the phases roughly. What the speed of each one was, without the sway and the breathing
under it, is then fitted together with the stillness around it; the crossings are those of the fitted speed.
The slice of samples that is looked at ends a fixed time after the decision, so the same samples give the
same times however they came.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ...records import FloatArray
from ..rules import MovementRules
from ..window_stats import deviation, mean, spread
from .phase_edges import STILL_AFTER_S, STILL_BEFORE_S, find_edges
from .threshold_crossings import threshold_crossings

MARGIN_S = 1.6
"""So much further than the stillness around a phase a part of it may lie beyond a pause."""
TAIL = 1.15
"""From 75 % of its angle to its end a movement takes so many times as long as from 20 to 75 % (minimum jerk),
and no longer from its beginning to 20 %."""
PLATEAU_TRIM = 0.6
"""Before its edges are known the plateau is what lies so many times that passage inside."""
LAST_S = 0.08
"""The grid ends so long before the last sample: nearer to it tremor doesn't average out."""
LEAST_HOLD_S = 0.2
"""A hold is so much longer than the standstill of a smooth movement that turns back at once."""
LEAST_HEIGHT_DEG = 0.1
"""The least height of a plateau, in deg, that shares are taken of: a share of nothing has no place."""
AROUND_S = 0.1
"""Where there is no hold, the angle is the mean within this time of the turning point."""
REST_S = 2.0
"""The rest level before an attempt is the mean over at most so long, in s: further back the person may have sat
otherwise."""
LEAST_REST_S = 0.4
"""What is briefer, in s, was no rest: one wave of sway is longer."""
REST_SPREAD = 0.4
"""What spreads over more than this share of the attempt's height before it was no rest."""
SWAY_WAVE_S = 1.1
"""A mean of the angle over a longer time, in s, averages sway out: its waves have up to 0.45 Hz (`sway_model`)."""
SWAY_SEEN = 0.67
"""This share of the sway, by size, shows within a rest or a hold: its slower waves shift the whole. In simulated worlds
63 to 66 % of the amplitudes are then within one standard deviation, by sway alone, of what the person meant."""


class Boundaries(NamedTuple):
    """Times in samples from the beginning of the slice, with fractions; angles in deg.

    `plateau_start` equals `plateau_end` where there is no hold. `amplitude_deg` is the mean angle of the
    plateau (of the turning point where there is none) from the rest level before the attempt. `amplitude_sd_deg` and
    `hold_sd_s` are standard deviations, of the amplitude and of the time between out and return, as far as sway and
    breathing make them uncertain.
    """

    start: float
    plateau_start: float
    plateau_end: float
    end: float
    peak: int
    amplitude_deg: float
    amplitude_sd_deg: float
    rest_deg: float
    hold_sd_s: float

    @property
    def has_hold(self) -> bool:
        """Whether there is a plateau between out and return."""
        return self.plateau_end > self.plateau_start


def find_boundaries(
    angle_deg: FloatArray,
    speed_dps: FloatArray,
    rate_hz: float,
    *,
    rest_deg: float,
    onset: int,
    peak: int,
    end: int,
    earliest: int,
    latest: int,
    rules: MovementRules,
    edges: tuple[float, float] | None = None,
) -> Boundaries:
    """Find the phases of one outward excursion.

    Parameters
    ----------
    angle_deg, speed_dps : (n,) float
        Angle and angular speed about the axis, outward positive.
    rest_deg : float
        The rest level that the attempt was found from.
    onset, peak, end : int
        Where the attempt was noticed, its highest angle, and where it was decided.
    earliest, latest : int
        The attempt can't reach beyond these (another attempt is there, or nothing is known).
    edges : (float, float) or None
        Where the attempt begins and ends, where a person has said so.
    """
    top = level = float(angle_deg[peak])
    found = (onset, peak, end, earliest, latest)
    low, first_high, last_high, home = threshold_crossings(angle_deg, rest_deg, level, *found)
    trim = int(PLATEAU_TRIM * (first_high - low))
    if last_high - first_high - 2 * trim > AROUND_S * rate_hz:
        level = mean(angle_deg, first_high + trim, last_high - trim)
        low, first_high, last_high, home = threshold_crossings(angle_deg, rest_deg, level, *found)
    start_s, plateau_start_s, plateau_end_s, end_s, hold_sd_s = _edges(
        speed_dps,
        rate_hz,
        *(k / rate_hz for k in (earliest, low, first_high, last_high, home, latest)),
        height_deg=max(level - rest_deg, LEAST_HEIGHT_DEG),
        edge_share=rules.edge_share,
    )
    moving_s = plateau_start_s - start_s + end_s - plateau_end_s
    start = min(max(start_s * rate_hz, float(earliest)), float(peak))
    finish = max(min(end_s * rate_hz, float(latest)), float(peak))
    if edges is not None:
        start, finish = edges
    plateau_start, plateau_end = max(plateau_start_s * rate_hz, start), min(plateau_end_s * rate_hz, finish)
    holds = plateau_end - plateau_start >= (LEAST_HOLD_S + rules.smooth_still_share * moving_s) * rate_hz
    around = round(AROUND_S * rate_hz)
    turning = (peak - around, peak + around + 1)
    held = (math.ceil(plateau_start), math.floor(plateau_end) + 1) if holds else turning
    level = mean(angle_deg, *held)
    if holds:
        # A hold lies in what is raised: a plateau below that took in the way out or back, and its mean is no amplitude.
        holds = level - rest_deg >= rules.repetition.raised_share * (top - rest_deg)
        if not holds:
            held, level = turning, mean(angle_deg, *turning)
    if not holds:
        plateau_start = plateau_end = float(peak)
    before = _rest_before(angle_deg, start, earliest, rate_hz, level - rest_deg)
    rest = mean(angle_deg, *before) if before else rest_deg
    amplitude_sd_deg = _sd_of_means_deg(angle_deg, [held, *([before] if before else [])], rate_hz)
    return Boundaries(
        start, plateau_start, plateau_end, finish, peak, level - rest, amplitude_sd_deg, rest, hold_sd_s
    )


def _edges(
    speed_dps: FloatArray,
    rate_hz: float,
    earliest_s: float,
    low_s: float,
    first_high_s: float,
    last_high_s: float,
    home_s: float,
    latest_s: float,
    *,
    height_deg: float,
    edge_share: float,
) -> tuple[float, float, float, float, float]:
    """Start and end of the way out and of the return, and how uncertain the time between them is.

    The times that are given are those when the angle passed 20 and 75 % of its height.
    """
    # The way out ends, and the return begins, about here; neither is to be taken for the other's stillness.
    out_ends_s = first_high_s + TAIL * (first_high_s - low_s)
    return_begins_s = last_high_s - TAIL * (home_s - last_high_s)
    out_tail_s, return_tail_s = (
        max(MARGIN_S, TAIL * s) for s in (first_high_s - low_s, home_s - last_high_s)
    )

    begin_s = max(earliest_s, low_s - STILL_BEFORE_S - out_tail_s)
    stop_s = min(latest_s, first_high_s + STILL_AFTER_S + out_tail_s, max(out_ends_s, return_begins_s))
    start_s, plateau_start_s, _, plateau_start_sd_s = find_edges(
        speed_dps, rate_hz, 1.0, begin_s, max(begin_s, stop_s), low_s, first_high_s, height_deg, False, 0.0,
        edge_share,
    )  # fmt: skip
    out_s = plateau_start_s - start_s
    begin_s = max(
        earliest_s,
        last_high_s - STILL_BEFORE_S - return_tail_s,
        min(out_ends_s, return_begins_s, last_high_s),
    )
    stop_s = min(latest_s - LAST_S, home_s + STILL_AFTER_S + return_tail_s)
    plateau_end_s, end_s, plateau_end_sd_s, _ = find_edges(
        speed_dps, rate_hz, -1.0, begin_s, max(begin_s, stop_s), last_high_s, home_s, height_deg, True, out_s,
        edge_share,
    )  # fmt: skip
    hold_sd_s = math.hypot(plateau_start_sd_s, plateau_end_sd_s)
    return start_s, plateau_start_s, plateau_end_s, end_s, hold_sd_s


def _rest_before(
    angle: FloatArray, start: float, earliest: int, rate_hz: float, height_deg: float
) -> tuple[int, int] | None:
    """The stillness before the attempt, in samples; None where there was none."""
    end = math.floor(start)
    begin = max(earliest, end - round(REST_S * rate_hz))
    if end - begin < LEAST_REST_S * rate_hz or spread(angle, begin, end) > REST_SPREAD * height_deg:
        return None
    return begin, end


def _sd_of_means_deg(angle: FloatArray, stretches: list[tuple[int, int]], rate_hz: float) -> float:
    """Standard deviation of the difference of two means, of the hold and of the rest, by the sway that both show.

    Where there was no rest one stretch is given; the level that stands for it is as uncertain as a single sample.
    """
    counts = [end - begin for begin, end in stretches]
    squares = sum(n * deviation(angle, *at) ** 2 for n, at in zip(counts, stretches, strict=True)) / sum(
        counts
    )
    shares = sum(min(1.0, SWAY_WAVE_S * rate_hz / n) for n in counts) + 2 - len(stretches)
    return math.sqrt(squares * shares) / SWAY_SEEN
