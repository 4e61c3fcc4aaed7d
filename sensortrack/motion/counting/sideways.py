"""Whether an excursion goes along the exercise's axis, or rather sideways, around the vertical, or in steps."""

from __future__ import annotations

import math

import numpy as np

from ...records import Code, Criterion, FloatArray, Reason
from ..orientation.inclination import MovementFrame
from ..sample_buffer import RATE, UP, SampleBuffer
from ..vectors import along, component
from .asked import Asked
from .excursion import Excursion
from .shake import SHAKEN_MS2, stepped_ms2

ACROSS, ACROSS_NOISE_DEG = 0.9, 5.5
"""So much turning about other axes, as a share of that about the movement's, is too much; sway adds to a small one."""
CURVED = 0.6
"""A person may go out in a curve, and turn about the other axes on the way: it is the exercise's movement where the
curve ends, and stays, within this share of the excursion's height from the axis."""
ALONG = 0.5
"""With less than this share no drift of the gyroscope makes a movement go sideways."""
SHAKEN_OFF_AXIS, SHAKEN_OFF_AXIS_FIRST = 0.75, 0.4
"""Walking turns the trunk about the other axes as much. A quick repetition of the right exercise may shake it, too."""
SHARE = 0.8
"""What tilts or turns further to the side than this share of its height goes sideways."""
SHARE_FIRST = 1.2
"""Before a repetition has shown the axis, the declared one may be off by the mounting's 25° and more."""
LEAST_DEG = 8.0
"""Sway and the gyroscope's bias make some degrees, too."""
DRIFT_DPS = 1.5
"""So fast, in deg/s, the turn about the vertical may drift: sway turns a person by nearly as much while the gyroscope's
bias is estimated; where the bias can't be estimated, it is as large itself."""
BEFORE_S = (1.5, 0.2)
"""From the time before an excursion, its onset left out, the gyroscope's bias about the vertical is estimated."""
CALM_S = 0.6
"""A time before the excursion that is at least so long, in s, tells the bias; in a briefer one sway would be taken
for it."""


def why_sideways(
    e: Excursion,
    asked: Asked,
    earliest: int,
    buffer: SampleBuffer,
    frame: MovementFrame,
    rate_hz: float,
    *,
    limbs: bool,
    may_walk: bool,
    axis_final: bool,
    has_begun: bool,
) -> Reason | None:
    """Why an excursion is no movement of the exercise, by the way it went; None where it may be one.

    Parameters
    ----------
    e : Excursion
        Measured with a gyroscope.
    asked : Asked
        Keeps what it is asked.
    earliest : int
        Sample number at which the movement before it ended.
    buffer : SampleBuffer
    frame : MovementFrame
        With no axis only steps can be recognised.
    rate_hz : float
    limbs : bool
        Whether the exercise tilts to the side of the limb that moves.
    may_walk : bool
        Whether steps may be part of what the person does.
    axis_final : bool
        Whether repetitions have shown the axis.
    has_begun : bool
        Whether there was a repetition before.
    """
    most_ms2 = stepped_ms2((e.end - e.onset) / rate_hz, e.peak_deg, has_begun)
    if may_walk and not asked.passes(Criterion.SHAKEN, e.shaken_ms2, most_ms2):
        most = SHAKEN_OFF_AXIS if has_begun else SHAKEN_OFF_AXIS_FIRST
        asked.leave_open()  # what is shaken and turns about the exercise's axis is a quick movement of the exercise
        if not asked.passes(Criterion.SHAKEN_OFF_AXIS, e.off_axis, most):
            return Reason(Code.SHAKEN)
    if frame.axis is None:
        return None
    across = not asked.passes(Criterion.OFF_AXIS, e.off_axis, ACROSS + ACROSS_NOISE_DEG / e.peak_deg)
    if across and (limbs or e.shaken_ms2 > SHAKEN_MS2):
        return Reason(Code.OFF_AXIS, times=e.off_axis)
    if e.off_axis < ALONG or limbs:
        return None
    far, near = (e.onset - round(s * rate_hz) for s in BEFORE_S)
    begin = max(far, earliest + round(BEFORE_S[1] * rate_hz))
    before = buffer.rows(begin, max(begin, near))
    rows = buffer.rows(e.onset, e.end + 1)
    off_deg = sideways_deg(rows, e.risen + 1 - e.onset, before, frame, rate_hz)
    if across and off_deg > CURVED * e.peak_deg:
        return Reason(Code.OFF_AXIS, times=e.off_axis)
    asked.leave_open()  # a movement that turned about the other axes may have gone out in a curve
    most_deg = max((SHARE if axis_final else SHARE_FIRST) * e.peak_deg, LEAST_DEG)
    if asked.passes(Criterion.SIDEWAYS, off_deg, most_deg):
        return None
    return Reason(Code.SIDEWAYS, off_deg=off_deg, along_deg=e.peak_deg)


def sideways_deg(
    rows: FloatArray, risen: int, before: FloatArray, frame: MovementFrame, rate_hz: float
) -> float:
    """How far an excursion went off its axis, in deg: its largest tilt to the side, and turn about the vertical.

    The turn counts beyond what it may have drifted by.

    Parameters
    ----------
    rows : (n, k) float
        Of the buffer, from the excursion's onset to its end.
    risen : int
        Rows until it has nearly reached its peak: until there the turn is taken, which drifts in a hold.
    before : (m, k) float
        Of the time just before, in which nothing moved: what turns there is the gyroscope's bias.
    frame : MovementFrame
        With its axis.
    rate_hz : float
    """
    # What goes mostly sideways is noticed late along the axis: its tilt is held against that before.
    tilt = component(frame.tilt(np.concatenate((before[:1], rows))[:, UP]), frame.off_axis)
    calm = len(before) >= CALM_S * rate_hz
    bias = float(np.mean(along(before[:, RATE], before[:, UP]))) if calm else 0.0
    out = rows[:risen]
    turn = abs(float(np.sum(along(out[:, RATE], out[:, UP]) - bias))) / rate_hz
    turn = max(0.0, turn - DRIFT_DPS * risen / rate_hz)
    return math.hypot(float(np.max(np.abs(tilt - tilt[0]))), turn)
