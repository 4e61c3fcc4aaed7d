"""What the simulated person does in an exercise: its movement as the catalogue has it, done as is typical."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sensortrack.motion.rules import MovementRules
from sensortrack.motion.spec import Kind
from sensortrack.motion.vectors import Vector
from sensortrack.protocol import Catalogue, load_catalogue
from sensortrack.protocol import Exercise as Entry
from sensortrack.protocol.definitions import movement_rules

from .typical import Typical, most_like

MOST_REPETITIONS = 10
LIMB_SHARE = 0.45
"""Lifting one limb hikes its side of the pelvis: the turn about the side's axis, as a share of the angle."""


@dataclass(frozen=True, slots=True)
class ExerciseMotion:
    """How one exercise moves the lower back.

    Attributes
    ----------
    id : str
        The catalogue's.
    kind : {"repetitions", "walk", "hang"}
    start_up : (3,) float
        What points up in the start pose, in the body frame.
    axis : (3,) float
        Unit axis, in the body frame, about which the outward movement turns the body.
    amplitude_deg, least_amplitude_deg : float
        Typical angle about the axis, and the one below which nothing counts as a repetition.
    typical : Typical
        How it is done.
    repetitions : int
        As many as the catalogue allows, but no more than ten; none in a hang.
    two_sided : bool
        The sides are done in turn.
    side_axis : (3,) float or None
        A lifted limb turns the body about it, the left one positively; None where the side is the direction.
    rules : MovementRules
        What a repetition and a phase are, for the truth.
    """

    id: str
    kind: Kind
    start_up: Vector
    axis: Vector
    amplitude_deg: float
    least_amplitude_deg: float
    typical: Typical
    repetitions: int
    two_sided: bool
    side_axis: Vector | None
    rules: MovementRules


def exercise_of(entry: Entry, catalogue: Catalogue) -> ExerciseMotion:
    """What a person does in an exercise of a catalogue."""
    movement = entry.movement
    typical = most_like(movement)
    count = catalogue.rule_of("count", entry)
    most = MOST_REPETITIONS if count is None else min(MOST_REPETITIONS, int(count.number("most")))
    return ExerciseMotion(
        id=entry.id,
        kind=movement.kind,
        start_up=movement.start_up,
        axis=movement.axis,
        amplitude_deg=typical.reach_share * movement.amplitude_deg,
        least_amplitude_deg=typical.least_share * movement.least_amplitude_deg,
        typical=typical,
        repetitions=0 if movement.kind == "hang" else most,
        two_sided=entry.two_sided,
        side_axis=movement.side_axis,
        rules=movement_rules(entry, catalogue),
    )


EXERCISES: Mapping[str, ExerciseMotion] = MappingProxyType(
    {entry.id: exercise_of(entry, load_catalogue()) for entry in load_catalogue().exercises}
)
"""The exercises of the catalogue that comes with the package."""
