"""From an excursion to an attempt: final times, amplitude, hold, side, and the measures of each phase."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..records import Attempt, Code, Event, FloatArray, Outcome, Phase, PhaseName, Reason, Side
from ..records.packed_measures import MeasureRow, Measures
from .boundaries.attempt_phases import Boundaries, find_boundaries
from .boundaries.hold import hold_measures, hold_time
from .orientation.inclination import MovementFrame, tilt_sd_deg
from .rules import MovementRules
from .sample_buffer import RATE, TIME, UP
from .smoothness.bands import PhaseCut
from .smoothness.jerks import find_jerks
from .smoothness.phase_measures import measure_phases
from .spec import MovementSpec
from .vectors import Vector, component
from .window_stats import value_at

STILL_MARGIN_S = 0.15
"""Left out, in s, at either end of a rest whose stillness is looked at: the movement's slow beginning and end."""


class Window(NamedTuple):
    """An excursion within a slice of the buffer: all indices count from the slice's beginning.

    Attributes
    ----------
    rows : (n, 10) float
        The slice (see `sample_buffer.SampleBuffer`).
    earliest, latest : int
        The attempt can't reach beyond these.
    gaps : tuple of int
        Samples before which some are missing.
    edges : (float, float) or None
        Where the attempt begins and ends, where a person has said so.
    """

    rows: FloatArray
    rate_hz: float
    direction: int
    rest_deg: float
    onset: int
    peak: int
    decided: int
    earliest: int
    latest: int
    gaps: tuple[int, ...]
    edges: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Sensing:
    """What is known of the sensor, and of the person in the start pose.

    `still_rate_dps` (n, 3) is the angular rate in the start pose.
    """

    has_gyroscope: bool
    mounting_known: bool
    still_rate_dps: FloatArray | None = None


def build_attempt(
    window: Window,
    frame: MovementFrame,
    spec: MovementSpec,
    rules: MovementRules,
    sensing: Sensing,
    *,
    index: int,
    outcome: Outcome,
    reason: Reason | None,
    complete: bool,
) -> tuple[Attempt, list[Event]]:
    """Measure one excursion.

    Parameters
    ----------
    complete : bool
        Whether the excursion came back; one that didn't has no return, hence no phases and no hold.

    Returns
    -------
    The attempt, and the jerks found in its phases.
    """
    rows = window.rows
    time = rows[:, TIME]
    angle = window.direction * frame.angle(rows[:, UP])
    speed = _speed(window, frame, angle, sensing.has_gyroscope)
    bounds = find_boundaries(
        angle,
        speed,
        window.rate_hz,
        rest_deg=window.direction * window.rest_deg,
        onset=window.onset,
        peak=window.peak,
        end=window.decided,
        earliest=window.earliest,
        latest=window.latest,
        rules=rules,
        edges=window.edges,
    )
    start_s, end_s = value_at(time, bounds.start), value_at(time, bounds.end if complete else window.decided)
    amplitude_sd_deg = math.hypot(bounds.amplitude_sd_deg, tilt_sd_deg(bounds.amplitude_deg))
    units = {"amplitude_deg": "deg"}
    values: list[MeasureRow] = [(bounds.amplitude_deg, None, amplitude_sd_deg)]
    hold_s: float | None = None
    phases: tuple[Phase, ...] = ()
    jerks: list[Event] = []
    if complete:
        assert frame.axis is not None
        hold_s = _hold_s(time, bounds, window.rate_hz)
        hold = hold_time(hold_s, bounds.hold_sd_s)
        units |= {"hold_s": "s", "duration_s": "s"}
        values += [(hold.value, hold.why, hold.uncertainty), (end_s - start_s, None, None)]
        phases, jerks = _phases(window, angle, speed, bounds, rules, sensing, frame.axis, index)
    attempt = Attempt(
        index,
        outcome,
        reason,
        _side(window, frame, spec, sensing, bounds),
        start_s=start_s,
        end_s=end_s,
        amplitude_deg=bounds.amplitude_deg,
        hold_s=hold_s,
        peak_s=float(time[bounds.peak]),
        decided_s=float(time[window.decided]),
        direction=window.direction,
        measures=Measures.of(units, values),
        phases=phases,
    )
    return attempt, jerks


def _phases(
    window: Window,
    angle: FloatArray,
    speed: FloatArray,
    bounds: Boundaries,
    rules: MovementRules,
    sensing: Sensing,
    axis: Vector,
    index: int,
) -> tuple[tuple[Phase, ...], list[Event]]:
    """The phases with their measures, and the jerks in them."""
    time = window.rows[:, TIME]
    ways: list[tuple[PhaseName, float, float, int]] = [
        ("out", bounds.start, bounds.plateau_start, 1),
        ("return", bounds.plateau_end, bounds.end, -1),
    ]
    no_gyroscope = None if sensing.has_gyroscope else Reason(Code.SMOOTHNESS_NEEDS_GYROSCOPE)
    cuts = [PhaseCut(a, b, sign, no_gyroscope or _gap_in(window, time, a, b)) for _, a, b, sign in ways]
    stillness = _stillness(window, speed, bounds, sensing, axis)
    moved = measure_phases(speed, window.rate_hz, cuts, stillness, rules)
    phases: list[Phase] = []
    jerks: list[Event] = []
    for (name, start, end, _), way in zip(ways, moved, strict=True):
        phases.append(Phase(name, value_at(time, start), value_at(time, end), way.measures))
        jerks += find_jerks(way, time, index, rules.attack_ratio_limit)
    if bounds.has_hold:
        start, end = bounds.plateau_start, bounds.plateau_end
        steadiness = hold_measures(angle, window.rate_hz, start, end, _gap_in(window, time, start, end))
        phases.insert(1, Phase("hold", value_at(time, start), value_at(time, end), steadiness))
    return tuple(phases), jerks


def _hold_s(time: FloatArray, bounds: Boundaries, rate_hz: float) -> float:
    if bounds.has_hold:
        # A gap within the hold is in the sample times, not in the number of samples.
        return value_at(time, bounds.plateau_end) - value_at(time, bounds.plateau_start)
    return (bounds.plateau_end - bounds.plateau_start) / rate_hz


def _stillness(
    window: Window, speed: FloatArray, bounds: Boundaries, sensing: Sensing, axis: Vector
) -> list[FloatArray]:
    """The speed where the person kept still: before the attempt, in its hold, and in the start pose."""
    margin = STILL_MARGIN_S * window.rate_hz
    before = math.floor(bounds.start - margin)
    hold = math.ceil(bounds.plateau_start + margin), math.floor(bounds.plateau_end - margin)
    parts = [speed[window.earliest : max(window.earliest, before)], speed[hold[0] : max(hold)]]
    if sensing.still_rate_dps is not None:
        parts.append(component(sensing.still_rate_dps, axis))
    return parts


def _speed(window: Window, frame: MovementFrame, angle_deg: FloatArray, has_gyroscope: bool) -> FloatArray:
    assert frame.axis is not None
    if has_gyroscope:
        return window.direction * component(window.rows[:, RATE], frame.axis)
    return np.gradient(angle_deg) * window.rate_hz


def _side(
    window: Window, frame: MovementFrame, spec: MovementSpec, sensing: Sensing, bounds: Boundaries
) -> Side | None:
    if spec.sides == "none" or not sensing.mounting_known:
        return None
    if spec.sides == "directions":
        return "left" if window.direction > 0 else "right"
    assert spec.side_axis is not None
    # Both limbs together tell the axis; each goes to its own side of it, however the sensor sits on the waist.
    across = frame.off_axis
    if sum(a * b for a, b in zip(across, spec.side_axis, strict=True)) < 0.0:
        across = (-across[0], -across[1], -across[2])
    tilt = component(frame.tilt(window.rows[:, UP]), across)
    low, high = math.floor(bounds.plateau_start), math.ceil(bounds.plateau_end) + 1
    before = tilt[max(window.earliest, math.floor(bounds.start - window.rate_hz)) : math.floor(bounds.start)]
    after = tilt[math.ceil(bounds.end) :]
    rests = [float(np.mean(rest)) for rest in (before, after) if len(rest)]
    rest = sum(rests) / len(rests) if rests else 0.0
    return "left" if float(np.mean(tilt[low:high])) > rest else "right"


def _gap_in(window: Window, time: FloatArray, start: float, end: float) -> Reason | None:
    for gap in window.gaps:
        if start - 1 <= gap <= end + 1:
            return Reason(Code.TOUCHES_GAP, end_s=float(time[gap]))
    return None
