"""What people typically do in a movement of the lower back, where the catalogue says nothing of it.

Every number is ours: a typical pelvis of a healthy adult, not a measurement of people. Body frame: x cranial,
y right, z forward (ventral). Turning about −y bends forward or tilts the pelvis anteriorly, about +y backward or
posteriorly, about +z to the right, about +x to the left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sensortrack.motion.spec import Kind, MovementSpec, Sides
from sensortrack.motion.vectors import Vector

UPRIGHT: Vector = (1.0, 0.0, 0.0)
SUPINE: Vector = (0.0, 0.0, 1.0)
ALL_FOURS: Vector = (0.0, 0.0, -1.0)
SAGITTAL: Vector = (0.0, 1.0, 0.0)
ROLLING: Vector = (1.0, 0.0, 0.0)

_ALIKE_DEG = 30.0


@dataclass(frozen=True, slots=True)
class Typical:
    """A movement, and how it is typically done.

    Attributes
    ----------
    kind, up, axis, sides, amplitude_deg
        The movement: what it is, what points up in the start pose, the axis (either way about it), its sides, how
        far it goes.
    lever_m : (3,) float
        From the joint that the pelvis turns about to the sensor, in the body frame of the start pose.
    out_s, hold_s, return_s, rest_s : float
        Duration of the phases. `hold_s` is the time for which the command stands still.
    tilt_deg : float
        Backward tilt of the pelvis in the start pose (sitting rounds the lower back).
    reach_share, least_share : float
        How far a person goes, and what counts at least, as shares of the catalogue's two amplitudes.
    """

    kind: Kind
    up: Vector
    axis: Vector
    sides: Sides
    amplitude_deg: float
    lever_m: Vector
    out_s: float = 2.0
    hold_s: float = 2.5
    return_s: float = 2.0
    rest_s: float = 2.0
    tilt_deg: float = 0.0
    reach_share: float = 1.0
    least_share: float = 1.0


_MOVEMENTS = (
    # Hanging by the hands: a pendulum whose pivot is an arm and a trunk above the sensor; no movement of its own.
    Typical("hang", UPRIGHT, SAGITTAL, "none", 15.0, (-1.1, 0.0, -0.08),
            reach_share=0.0, least_share=0.0),
    # The back bends down between spells of walking: the pelvis tilts anteriorly about the hips.
    Typical("walk", ALL_FOURS, SAGITTAL, "none", 15.0, (0.12, 0.0, -0.08)),
    # A wall holds the sacrum; flexing one hip to a right angle takes the pelvis posteriorly along.
    Typical("repetitions", UPRIGHT, SAGITTAL, "limbs", 7.0, (0.1, 0.0, -0.08), hold_s=9.5),
    # Tensing the abdomen flattens the lower back: a small posterior tilt.
    Typical("repetitions", SUPINE, SAGITTAL, "none", 6.0, (-0.12, 0.0, -0.08), hold_s=4.0),
    # Only the head moves; the abdomen's tension just shows at the pelvis, and what counts there isn't known.
    Typical("repetitions", SUPINE, SAGITTAL, "none", 1.0, (-0.12, 0.0, -0.08),
            out_s=1.5, return_s=1.5, reach_share=0.7, least_share=0.0),
    # Shoulders stay down, the pelvis rises: the cranial axis comes to point downward, from x toward −z,
    # which is a turn about +y. The pivot is at the shoulders, .32 m cranial of the sensor.
    Typical("repetitions", SUPINE, SAGITTAL, "none", 25.0, (-0.32, 0.0, -0.05)),
    # Knees and pelvis fall to one side. The pelvis rolls about its own middle.
    Typical("repetitions", SUPINE, ROLLING, "directions", 30.0, (0.0, 0.0, -0.1)),
    # The sacrum leaves the floor at the end: a posterior tilt about the upper lumbar spine.
    Typical("repetitions", SUPINE, SAGITTAL, "none", 12.0, (-0.15, 0.0, -0.05)),
    # Sitting, the pelvis rolls forward on the seat bones: anterior tilt out of a slight slump.
    Typical("repetitions", UPRIGHT, SAGITTAL, "none", 12.0, (0.12, 0.0, -0.06), tilt_deg=5.0),
    # The trunk leans forward about the hips.
    Typical("repetitions", UPRIGHT, SAGITTAL, "none", 30.0, (0.14, 0.0, -0.08), tilt_deg=4.0),
    # The pelvis rises about the knees, which lie in front of it, and so tilts forward as well.
    Typical("repetitions", UPRIGHT, SAGITTAL, "none", 25.0, (0.1, 0.0, -0.35),
            hold_s=3.0, tilt_deg=4.0),
)  # fmt: skip


def most_like(movement: MovementSpec) -> Typical:
    """The typical movement that is most like one: in its kind, then its posture, axis, sides and amplitude."""

    def difference(t: Typical) -> tuple[bool, int, int, bool, float]:
        return (
            t.kind != movement.kind,
            _apart(_dot(t.up, movement.start_up)),
            _apart(abs(_dot(t.axis, movement.axis))),
            t.sides != movement.sides,
            abs(math.log(t.amplitude_deg / movement.amplitude_deg)),
        )

    return min(_MOVEMENTS, key=difference)


def _apart(cosine: float) -> int:
    return round(math.degrees(math.acos(min(max(cosine, -1.0), 1.0))) / _ALIKE_DEG)


def _dot(a: Vector, b: Vector) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
