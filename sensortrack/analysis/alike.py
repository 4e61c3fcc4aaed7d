"""Movements of one kind: from one posture, about one axis, of one size, one after the other."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..motion.orientation.inclination import MovementFrame, angle_between_deg, normalised
from ..motion.vectors import Vector
from ..records import Attempt, FloatArray
from .signals import UpTrace
from .spans import Span

PAUSE_S = 20.0
"""Longest rest within a set, in s: after a longer one another set begins."""
LEAST_ALIKE = 3
"""Fewest movements in a run: two may be lying down and getting up."""
ALIKE_AXIS_DEG, ALIKE_POSE_DEG = 35.0, 30.0
"""Largest angle, in deg, between the axes of two movements that are alike, and between their start poses."""
ALIKE_SIZE = 2.2
"""Largest ratio of their sizes."""
REST_S = 1.0
"""Time, in s, before and after a movement over which the up direction at rest is averaged."""
TOP_S = 0.2
"""Time, in s, before and after the peak over which the up direction at the top is averaged, where there is no hold."""


@dataclass(frozen=True, slots=True)
class RestToRest:
    """A movement from rest and back: when, which way was up at rest, and the tilt at its top as a vector."""

    start_s: float
    end_s: float
    rest_up: Vector
    tilt: Vector
    size_deg: float


def movement_of(a: Attempt, trace: UpTrace) -> RestToRest | None:
    """An attempt as a movement; None where samples are missing, or it is no tilt."""

    def mean(*spans: Span) -> FloatArray | None:
        parts = [trace.up[slice(*trace.time_s.searchsorted(span))] for span in spans]
        rows = np.concatenate(parts)
        return rows.mean(axis=0) if len(rows) else None

    hold = a.phase("hold")
    top = mean((a.peak_s - TOP_S, a.peak_s + TOP_S)) if hold is None else mean((hold.start_s, hold.end_s))
    rest = mean((a.start_s - REST_S, a.start_s), (a.end_s, a.end_s + REST_S))
    if top is None or rest is None or not (np.any(rest) and np.any(top)):
        return None
    rest_up = normalised((float(rest[0]), float(rest[1]), float(rest[2])))
    tilt = MovementFrame(rest_up).tilt((top / np.linalg.norm(top))[None, :])[0]
    size_deg = float(np.linalg.norm(tilt))
    if size_deg <= 0.0:
        return None
    return RestToRest(*a.span, rest_up, (float(tilt[0]), float(tilt[1]), float(tilt[2])), size_deg)


def alike(movements: Sequence[RestToRest]) -> list[list[RestToRest]]:
    """The runs of movements that follow each other and are alike; one or two others within a run are left out."""
    groups: list[list[RestToRest]] = []
    group: list[RestToRest] = []
    odd: list[RestToRest] = []
    for m in movements:
        latest_s = max((one.end_s for one in (*group, *odd)), default=m.start_s)
        if m.start_s - latest_s > PAUSE_S:
            groups += [group, odd]
            group, odd = [m], []
        elif not group or _fits(m, group):
            group.append(m)
            odd = []
        elif len(odd) + 1 < LEAST_ALIKE or not all(_fits(m, odd[k:]) for k in range(len(odd))):
            odd = [*odd, m][1 - LEAST_ALIKE :]
        else:
            groups.append(group)
            group, odd = [*odd, m], []
    return [g for g in (*groups, group, odd) if len(g) >= LEAST_ALIKE]


def _fits(m: RestToRest, group: Sequence[RestToRest]) -> bool:
    usual_deg = statistics.median(one.size_deg for one in group)
    near = group[-1]
    return (
        max(m.size_deg, usual_deg) <= ALIKE_SIZE * min(m.size_deg, usual_deg)
        and angle_between_deg(m.rest_up, near.rest_up) <= ALIKE_POSE_DEG
        and between_lines_deg(m.tilt, near.tilt) <= ALIKE_AXIS_DEG
    )


def between_lines_deg(a: Vector, b: Vector) -> float:
    """Angle between two axes in deg, whichever way they point: 0 to 90."""
    off_deg = angle_between_deg(normalised(a), normalised(b))
    return min(off_deg, 180.0 - off_deg)
