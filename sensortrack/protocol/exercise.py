"""An exercise of the catalogue: what is done, how it moves the lower back, its own rules, its ladder."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from ..motion.spec import Kind, MovementSpec, Sides
from ..outside.reader import Flag, Table, Text
from .amounts import PlanBound, PlanName, Span, Stage, bounds_in
from .rule import Given, Id, Rule

Observability = Literal["clearly", "faintly", "hardly", "sway"]
Direction = Annotated[
    tuple[float, float, float], Meta(description="three numbers [x, y, z] of length 1 in the body frame")
]


class Equipment(Table, frozen=True):
    """A piece of equipment that exercises need, and the question whether it is there today and can be used."""

    id: Text
    says: Text
    question: Text


class BreathCues(Table, frozen=True):
    """The cues in the order of the breath: "out" with the in-breath, "back" with the out-breath."""

    out: Text
    hold: Text
    back: Text


NO_FIGURE: Literal["none"] = "none"
Figure = Literal[
    "none",
    "bar_hang",
    "all_fours_walk",
    "wall_leg_lift",
    "partial_curl_up",
    "head_raise",
    "pelvis_raise",
    "lower_trunk_rotation",
    "knees_to_chest",
    "seated_back_arch",
    "floor_seated_forward_lean",
    "floor_seated_buttock_raise",
]
"""Drawings that an exercise may have; the page draws them (`app/static/figures.js`)."""
FIGURES: tuple[Figure, ...] = get_args(Figure)


class Movement(Table, frozen=True, kw_only=True):
    """How the lower back moves, as a catalogue has it; see `MovementSpec`."""

    kind: Kind
    axis: Direction
    start_up: Direction
    amplitude: Given
    least_amplitude: Given
    sides: Sides = "none"
    side_axis: Direction | None = None
    either_way: Flag = False
    raises: Flag = False


class Exercise(Table, frozen=True, kw_only=True, dict=True):
    """An exercise: what is done, how it moves the lower back, and its own rules.

    `figure` names its drawing, "none" if there isn't one. `observability` says how well one sensor at the lower back
    sees the exercise, `measured` what is measured, and `unseen` what can't be. `moves` is the movement with its two
    numbers and their origin. `needs` has the ids of the equipment that the exercise requires. Without the equipment it
    is left out, or its `substitute` is done; the substitute is also for a person who can't do the exercise. `steps`,
    `cues`, `stages` (the ladder) and `plan_bounds` are ours.
    """

    id: Id
    name: Text
    position: Text
    does: Text
    observability: Observability
    moves: Movement = msgspec.field(name="movement")
    rules: tuple[Rule, ...] = ()
    source: Text | None = None
    substitute: str | None = None
    steps: tuple[Text, ...] = ()
    measured: Text | None = None
    unseen: Text | None = None
    cues: BreathCues | None = None
    stages: tuple[Stage, ...] = ()
    needs: tuple[Text, ...] = ()
    figure: Figure = NO_FIGURE
    own_bounds: dict[PlanName, Span] = msgspec.field(name="plan_bounds", default_factory=dict)

    @cached_property
    def movement(self) -> MovementSpec:
        """The movement as the tracker takes it."""
        m = self.moves
        return MovementSpec(
            kind=m.kind,
            axis=m.axis,
            start_up=m.start_up,
            amplitude_deg=m.amplitude.value,
            least_amplitude_deg=m.least_amplitude.value,
            sides=m.sides,
            side_axis=m.side_axis,
            either_way=m.either_way,
            raises=m.raises,
        )

    @property
    def plan_bounds(self) -> tuple[PlanBound, ...]:
        """The exercise's own bounds on plans, which replace the general ones."""
        return bounds_in(self.own_bounds)

    @property
    def two_sided(self) -> bool:
        """Whether it is done to both sides in turn."""
        return self.movement.sides != "none"
