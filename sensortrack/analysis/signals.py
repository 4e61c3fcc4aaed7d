"""The signals that a result was found in: angle and speed over time, the direction of up, and the phases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..motion.orientation.estimate import up_filter
from ..motion.orientation.inclination import MovementFrame
from ..motion.wearing.mounting import mounting_in
from ..records import Attempt, FloatArray, PhaseName, Recording
from .frames import frame, typed
from .result import Result

if TYPE_CHECKING:
    import pandas as pd


class Traces(NamedTuple):
    """Time in s, angle in deg and speed in deg/s, (n,) each; up, (n, 3), unit vectors."""

    time_s: FloatArray
    angle_deg: FloatArray
    speed_dps: FloatArray
    up: FloatArray


class UpTrace(NamedTuple):
    """Time in s (n,), the direction of up (n, 3) and the angular rate (n, 3) in deg/s."""

    time_s: FloatArray
    up: FloatArray
    rate_dps: FloatArray


def up_of(recording: Recording) -> UpTrace:
    """The direction of up and the angular rate in a recording, in the axes that the analysis follows."""
    description = recording.description
    mounting = mounting_in(description.calibration) if description.frame == "sensor" else None
    orientation = None
    parts: list[tuple[FloatArray, FloatArray, FloatArray]] = []
    for block in recording.blocks:
        if not len(block):
            continue
        turned = block if mounting is None else mounting.to_body(block)
        if orientation is None:
            orientation = up_filter(recording.rate_hz, has_gyroscope=turned.gyr is not None)
        parts.append((turned.time_s, *orientation.feed(turned.acc, turned.gyr)))
    if not parts:
        return UpTrace(np.empty(0), np.empty((0, 3)), np.empty((0, 3)))
    return UpTrace(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def traces(recording: Recording, result: Result) -> Traces:
    """The signals of a recording, in the axes that the analysis followed.

    Parameters
    ----------
    recording : Recording
        The one that was analysed.
    result : Result
        Its `movement_frame` gives the start pose and axis; without one the angle is the size of the tilt from z.
    """
    time_s, up, rate = up_of(recording)
    found = result.movement_frame
    axes = MovementFrame((0.0, 0.0, 1.0)) if found is None else found
    return Traces(time_s, axes.angle(up), np.sqrt(np.sum(rate**2, axis=1)), up)


def signals_frame(recording: Recording, result: Result) -> pd.DataFrame:
    """The table "signals" of a recording and its result: a row a sample, with its attempt and phase."""
    trace = traces(recording, result)
    n = len(trace.time_s)
    attempt = np.full(n, None, dtype=object)
    phase = np.full(n, None, dtype=object)
    source = np.full(n, None, dtype=object)
    for a, name, start_s, end_s in _spans(result):
        low, high = np.searchsorted(trace.time_s, (start_s, end_s))
        attempt[low:high] = a.index
        source[low:high] = a.source
        phase[low:high] = name
    values: dict[str, Any] = {
        "file": [result.recording.path] * n,
        "person": [result.recording.person] * n,
        "exercise": [result.exercise] * n,
        "source": source,
        "time_s": trace.time_s,
        "angle_deg": trace.angle_deg,
        "speed_dps": trace.speed_dps,
        **{f"up_{axis}": trace.up[:, k] for k, axis in enumerate("xyz")},
        "attempt": attempt,
        "phase": phase,
    }
    return typed("signals", values)


def curves_frame(recording: Recording, result: Result, phase: PhaseName | None, points: int) -> pd.DataFrame:
    """The table "curves": each repetition's angle and speed at `points` even shares of its time."""
    trace = traces(recording, result)
    percent = np.linspace(0.0, 100.0, max(2, points))
    rows: list[tuple[Any, ...]] = []
    keys = (result.recording.path, result.recording.person, result.exercise)
    for a in result.attempts:
        part = a.phase(phase) if phase is not None else a
        if a.outcome != "repetition" or part is None or not part.end_s > part.start_s:
            continue
        when = part.start_s + percent / 100.0 * (part.end_s - part.start_s)
        angle, speed = (
            np.interp(when, trace.time_s, values) for values in (trace.angle_deg, trace.speed_dps)
        )
        rows += [
            (*keys, a.source, a.index, a.side, phase, *point)
            for point in zip(percent, angle, speed, strict=True)
        ]
    return frame("curves", rows)


def _spans(result: Result) -> Iterator[tuple[Attempt, str | None, float, float]]:
    for a in result.attempts:
        yield a, None, a.start_s, a.end_s
        for p in a.phases:
            yield a, p.name, p.start_s, p.end_s
