"""The three named faults of smoothness, each placed in time: attack, hesitation, tremor."""

from __future__ import annotations

from ...records import Event, FloatArray
from ..window_stats import value_at
from .bands import TREMOR, PhaseBands
from .kernels import largest, turning_points
from .phase_measures import MeasuredPhase

HESITATION_PER_HZ = 0.035
"""Least depth of a dip that is a hesitation, as a share of the lower of the two speed peaks beside it, for each Hz of
the band in which it is seen. It is half the depth that a catch of 150 ms to half the speed shows in that band."""

TREMOR_SHARE, TREMOR_LEAST_DPS, TREMOR_OVER_STILL, TREMOR_SWINGS = 0.03, 0.6, 2.2, 6
"""A phase has tremor if its RMS speed in the tremor's band reaches this share of the phase's peak speed, this speed in
deg/s and this many times that RMS speed in stillness, and if it swings at least this many times, to and fro counted
together."""


def find_jerks(
    phase: MeasuredPhase, time_s: FloatArray, attempt: int, attack_ratio_limit: float
) -> list[Event]:
    """The faults of one phase, in the order of their times.

    Parameters
    ----------
    time_s : (n,) float
        Sample times of the speed in which the phase was measured.
    attempt : int
        Index of the attempt, to put into the events.
    attack_ratio : float
        See `rules.MovementRules`.
    """
    bands, course = phase.bands, phase.course
    if not phase.fit or bands is None or course is None:
        return []

    def event(at: int, kind: str, size: float, unit: str, limit: float) -> Event:
        t_s = value_at(time_s, bands.sample(at))
        return Event(t_s, "jerk", kind, size, unit, limit, attempt)

    depth = HESITATION_PER_HZ * bands.limits.attack_hz
    events = [event(d.at, "hesitation", d.depth, "1", depth) for d in course.dips if d.depth >= depth]
    ratio = phase.measures.valid_value("attack_ratio")
    if course.sharpest is not None and ratio is not None and ratio >= attack_ratio_limit:
        events.append(event(course.sharpest.at, "attack", ratio, "1", attack_ratio_limit))
    limit = max(TREMOR_LEAST_DPS, TREMOR_SHARE * course.peak_dps, TREMOR_OVER_STILL * phase.still_tremor_dps)
    if phase.tremor_dps >= limit and _swings(bands, phase.tremor_dps) >= TREMOR_SWINGS:
        worst = largest(bands.signals[TREMOR], bands.begin, bands.end)
        events.append(event(worst, "tremor", phase.tremor_dps, "deg/s", limit))
    return sorted(events, key=lambda e: e.t_s)


def _swings(bands: PhaseBands, rms: float) -> int:
    """How many times the tremor reverses by more than twice its RMS; an attack makes two or three reversals."""
    peaks, valleys = turning_points(bands.signals[TREMOR], bands.begin, bands.end, 2.0 * rms)
    return len(peaks) + len(valleys)
