"""One phase of an attempt as segments, with a pause or jerk, and the times at which it has a share of its top speed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sensortrack.records import FloatArray

from .paths import Segment
from .set_plan import JerkKind
from .shapes import ATTACK_SHARE, attack, crossings, dip, min_jerk, oscillation, peak_speed

_CATCH_S = 0.15
_CATCH_DEPTH = 0.5
_HESITATION_DEPTH = 0.95
_TREMOR_SHARE = 0.12
_TREMOR_MIN_DPS = 1.5
_TREMOR_MAX_DPS = 3.0


class PhaseMotion(NamedTuple):
    """A phase in motion.

    Attributes
    ----------
    segments : tuple of Segment
        Two where there is a pause between them.
    shakes : tuple of Segment
        Movement on top that ends where it began: a tremor.
    jerk_s : float or None
        When the jerk is at its worst.
    """

    segments: tuple[Segment, ...]
    shakes: tuple[Segment, ...] = ()
    jerk: JerkKind | None = None
    jerk_s: float | None = None

    @property
    def end_s(self) -> float:
        """When the commanded movement ends."""
        return self.segments[-1].end_s

    @property
    def pause(self) -> tuple[float, float] | None:
        """Start and end of the pause in s, where there is one."""
        first, last = self.segments[0], self.segments[-1]
        return None if first is last else (first.end_s, last.start_s)


def move(
    start_s: float,
    duration_s: float,
    change: FloatArray,
    *,
    pause_s: float = 0.0,
    pause_place: float = 0.5,
    jerk: JerkKind | None = None,
    tremor_hz: float = 6.0,
) -> PhaseMotion:
    """A phase that changes the rotation vector by `change` (3,) deg; a jerk takes a pause's place."""
    middle = start_s + 0.5 * duration_s
    match jerk:
        case "attack":
            worst = start_s + 0.5 * ATTACK_SHARE * duration_s
            return PhaseMotion((Segment(start_s, duration_s, change, attack()),), (), jerk, worst)
        case "catch":
            shape = dip(duration_s, width_s=min(_CATCH_S, 0.5 * duration_s), depth=_CATCH_DEPTH)
            return PhaseMotion((Segment(start_s, duration_s, change, shape),), (), jerk, middle)
        case "hesitation":
            # So gradual that the slowing itself is no attack (R about 2): only the speed tells.
            shape = dip(duration_s, width_s=0.5 * duration_s, depth=_HESITATION_DEPTH)
            return PhaseMotion((Segment(start_s, duration_s, change, shape),), (), jerk, middle)
    whole = Segment(start_s, duration_s, change, min_jerk())
    if jerk == "tremor":
        size = float(np.linalg.norm(change))
        speed = peak_speed(min_jerk()) * size / duration_s
        share = min(max(_TREMOR_SHARE * speed, _TREMOR_MIN_DPS), _TREMOR_MAX_DPS) / size
        shape = oscillation(duration_s, frequency_hz=tremor_hz)
        return PhaseMotion((whole,), (Segment(start_s, duration_s, change * share, shape),), jerk, middle)
    if pause_s > 0.0:
        first = Segment(start_s, pause_place * duration_s, pause_place * change, min_jerk())
        rest = 1.0 - pause_place
        second = Segment(first.end_s + pause_s, rest * duration_s, rest * change, min_jerk())
        return PhaseMotion((first, second))
    return PhaseMotion((whole,))


def edges(segments: Sequence[Segment], share: float) -> tuple[float, float]:
    """First and last time in s at which the phase's speed is `share` of its peak."""
    per_unit = [float(np.linalg.norm(s.change)) / s.duration_s for s in segments]
    peak = max(scale * peak_speed(s.shape) for scale, s in zip(per_unit, segments, strict=True))
    first, last = segments[0], segments[-1]
    early, _ = crossings(first.shape, share * peak / per_unit[0])
    _, late = crossings(last.shape, share * peak / per_unit[-1])
    return first.start_s + early * first.duration_s, last.start_s + late * last.duration_s
