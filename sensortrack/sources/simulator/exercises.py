"""What the simulated person does in each exercise: posture, axis, amplitude, lever, tempo.

Every number is ours: a typical pelvis of a healthy adult, not a measurement of people.
Body frame: x cranial, y right, z forward (ventral). Turning about −y bends forward or tilts the
pelvis anteriorly, about +y backward or posteriorly, about +z to the right, about +x to the left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from sensortrack.errors import UsageError

Kind = Literal["repetitions", "walk", "hang"]
Posture = Literal["upright", "supine", "all_fours"]
Vector = tuple[float, float, float]

FORWARD: Vector = (0.0, -1.0, 0.0)
BACKWARD: Vector = (0.0, 1.0, 0.0)
LEFTWARD: Vector = (1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Exercise:
    """How one exercise moves the lower back.

    Attributes
    ----------
    kind : {"repetitions", "walk", "hang"}
    posture : {"upright", "supine", "all_fours"}
        What points up in the start pose: x (cranial), z (ventral), or −z (dorsal).
    axis : (3,) float
        Unit axis, in the body frame, about which the outward movement turns the body.
    amplitude_deg, least_amplitude_deg : float
        Typical angle about the axis, and the one below which nothing counts as a repetition.
    lever_m : (3,) float
        From the joint that the pelvis turns about to the sensor, in the body frame of the start pose.
    out_s, hold_s, return_s, rest_s : float
        Typical duration of the phases. `hold_s` is the time for which the command stands still.
    repetitions : int
        How many the document asks for.
    tilt_deg : float
        Backward tilt of the pelvis in the start pose (sitting rounds the lower back).
    two_sided : bool
        The sides are done in turn.
    side_share : float
        Turn about +z for the left side (−z for the right) as a share of the angle, where the sides differ
        by the limb that is lifted; 0 where the side is the direction about the axis.
    """

    kind: Kind
    posture: Posture
    axis: Vector
    amplitude_deg: float
    least_amplitude_deg: float
    lever_m: Vector
    out_s: float = 2.0
    hold_s: float = 2.5
    return_s: float = 2.0
    rest_s: float = 2.0
    repetitions: int = 10
    tilt_deg: float = 0.0
    two_sided: bool = False
    side_share: float = 0.0


EXERCISES: Mapping[str, Exercise] = MappingProxyType(
    {
        # Hanging by the hands: a pendulum whose pivot is an arm and a trunk above the sensor.
        "E1": Exercise(
            "hang", "upright", BACKWARD, 0.0, 0.0, (-1.1, 0.0, -0.08), rest_s=2.0, repetitions=0
        ),
        # The back bends down between spells of walking: the pelvis tilts anteriorly about the hips.
        "E2": Exercise("walk", "all_fours", FORWARD, 15.0, 5.0, (0.12, 0.0, -0.08)),
        # The wall holds the sacrum; flexing one hip to a right angle takes the pelvis posteriorly along, and
        # lifting the left leg hikes its side of the pelvis, so that it bends to the right (+z).
        "E3": Exercise(
            "repetitions", "upright", BACKWARD, 7.0, 2.5, (0.1, 0.0, -0.08),
            hold_s=9.5, two_sided=True, side_share=0.45,
        ),
        # Tensing the abdomen flattens the lower back: a small posterior tilt.
        "E4": Exercise("repetitions", "supine", BACKWARD, 6.0, 2.5, (-0.12, 0.0, -0.08), hold_s=4.0),
        # Only the head moves; the abdomen's tension just shows at the pelvis. No least amplitude is known.
        "E5": Exercise(
            "repetitions", "supine", BACKWARD, 0.7, 0.0, (-0.12, 0.0, -0.08), out_s=1.5, return_s=1.5
        ),
        # Shoulders stay down, the pelvis rises: the cranial axis comes to point downward, from x toward −z,
        # which is a turn about +y. The pivot is at the shoulders, .32 m cranial of the sensor.
        "E6": Exercise("repetitions", "supine", BACKWARD, 25.0, 6.0, (-0.32, 0.0, -0.05)),
        # Knees and pelvis fall to one side; positive is to the left. The pelvis rolls about its own middle.
        "E7": Exercise("repetitions", "supine", LEFTWARD, 30.0, 6.0, (0.0, 0.0, -0.1), two_sided=True),
        # The sacrum leaves the floor at the end: a posterior tilt about the upper lumbar spine.
        "E8": Exercise("repetitions", "supine", BACKWARD, 12.0, 3.0, (-0.15, 0.0, -0.05)),
        # Sitting, the pelvis rolls forward on the seat bones: anterior tilt out of a slight slump.
        "E9": Exercise("repetitions", "upright", FORWARD, 12.0, 3.0, (0.12, 0.0, -0.06), tilt_deg=5.0),
        # The trunk leans forward about the hips.
        "E10": Exercise(
            "repetitions", "upright", FORWARD, 30.0, 5.0, (0.14, 0.0, -0.08), repetitions=6, tilt_deg=4.0
        ),
        # The pelvis rises about the knees, which lie in front of it, and so tilts forward as well.
        "E11": Exercise(
            "repetitions", "upright", FORWARD, 25.0, 5.0, (0.1, 0.0, -0.35),
            hold_s=3.0, repetitions=6, tilt_deg=4.0,
        ),
    }
)  # fmt: skip


def exercise_of(name: str) -> Exercise:
    """The table's entry, or UsageError with the names that exist."""
    try:
        return EXERCISES[name]
    except KeyError:
        raise UsageError(f"unknown exercise '{name}'; expected one of {', '.join(EXERCISES)}.") from None
