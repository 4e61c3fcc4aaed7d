"""What the tracker must know of an exercise: which way the lower back turns, and how far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .vectors import Vector

Kind = Literal["repetitions", "hang", "walk"]
Sides = Literal["none", "directions", "limbs"]


@dataclass(frozen=True, slots=True)
class MovementSpec:
    """How an exercise moves the lower back, in the body frame (x cranial, y right, z forward).

    Attributes
    ----------
    kind : {"repetitions", "hang", "walk"}
        "hang" has no repetitions; "walk" has them (the back bends) amid steps.
    axis : (3,) float
        Unit axis about which the outward movement turns the body (right-hand rule).
    start_up : (3,) float
        The direction "up" in the body frame, in the start pose.
    amplitude_deg : float
        Expected amplitude, in deg; a wrong guess by a factor of .6 to 1.4 does no harm.
    least_amplitude_deg : float
        Below this, in deg, an attempt is no repetition.
    sides : {"none", "directions", "limbs"}
        "directions": outward goes both ways about the axis, positive is to the left (E7).
        "limbs": each limb in turn; the side shows in the movement about `side_axis` (E3).
    either_way : bool
        The outward movement may go either way about the axis, from one person to the next; the first
        repetition tells which.
    side_axis : (3,) float or None
        For "limbs": a positive turn about this axis comes with the left limb.
    raises : bool
        Whether the outward movement raises the lower back above where it was, by several centimetres.
    """

    kind: Kind
    axis: Vector
    start_up: Vector
    amplitude_deg: float
    least_amplitude_deg: float
    sides: Sides = "none"
    side_axis: Vector | None = None
    either_way: bool = False
    raises: bool = False
