"""What a catalogue holds: exercises, rules, numbers with their origin, screening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, get_args, overload

import msgspec
from msgspec import Meta

from ..errors import UsageError
from ..motion.spec import Kind, MovementSpec, Sides
from ..outside.reader import Amount, Flag, Table, Text
from ..records import Kept
from .roles import Role, SafetyRole

Origin = Literal["document", "ours"]
Seen = Literal["clearly", "faintly", "hardly", "sway"]
ScreeningKind = Literal["emergency", "contraindicated", "not_recommended", "get_help"]
Answer = Literal["yes", "no"]
Id = Annotated[str, Meta(pattern=r"^\S+$", description="an id without spaces")]
Direction = Annotated[
    tuple[float, float, float], Meta(description="three numbers [x, y, z] of length 1 in the body frame")
]

Check = Literal[
    "no_attack",
    "passive_hang",
    "count_at_most",
    "count_range",
    "hold_range",
    "hold_target",
    "effort_at_most",
    "rest_between_series",
    "duration_at_most",
]
CHECKS: Mapping[Check, Mapping[str, str]] = {
    "no_attack": {"below": "1"},
    "passive_hang": {"most": "deg"},
    "count_at_most": {"most": "repetitions"},
    "count_range": {"least": "repetitions", "most": "repetitions"},
    "hold_range": {"least": "s", "most": "s", "tolerance": "s"},
    "hold_target": {"target": "s", "tolerance": "s"},
    "effort_at_most": {"most": "s", "tolerance": "s"},
    "rest_between_series": {"series": "repetitions", "least": "s"},
    "duration_at_most": {"most": "s"},
}
"""The checks that a measured rule can name: each one's numbers, with the unit they must be given in."""


class Number(Table, frozen=True):
    """A number with its unit, and whose it is: the document's or ours."""

    value: Amount
    unit: Text
    origin: Origin

    @property
    def ours(self) -> bool:
        """True where the document gives words and the number was made concrete by us."""
        return self.origin == "ours"


Given = Annotated[Number, Meta(description="a number as { value = …, unit = …, origin = … }")]
"""A number where a document has one."""


class Rule(Table, frozen=True, kw_only=True):
    """One rule, how it is kept, and what is needed to keep it so.

    Attributes
    ----------
    id, says : str
        Identifier, and the rule in short.
    role : Role
        What it is for; code looks for the role, never for the id.
    kept : {"measured", "asked", "cued"}
    check : str or None
        A key of `CHECKS` for a measured rule, else None.
    numbers : mapping of str to Number
        What the check needs; for an asked rule what its question names.
    question, good_answer : str or None
        For an asked rule: what is asked, and the answer that keeps the rule.
    cue : str or None
        What is said to the person.
    source, note : str or None
        The document's passage, quoted short; a remark, above all on what is ours.
    may_grow : bool
        True where the limit holds at first and the history may raise it later.
    """

    id: Id
    role: Role
    kept: Kept
    says: Text
    check: Check | None = None
    numbers: dict[str, Given] = msgspec.field(default_factory=dict)
    question: Text | None = None
    good_answer: Answer | None = None
    cue: Text | None = None
    source: Text | None = None
    note: Text | None = None
    may_grow: Flag = False

    def number(self, name: str) -> float:
        """The value of a number that its check has, in the unit that `CHECKS` names."""
        return self.numbers[name].value

    def _or_none(self, name: str) -> float | None:
        return self.number(name) if name in self.numbers else None

    @property
    def at_least(self) -> float | None:
        """Lower bound of what is allowed, the tolerance of a target included, or None."""
        return self._or_none("least") if self.target is None else self.target - self.number("tolerance")

    @property
    def target(self) -> float | None:
        """What the rule asks for, where that is a number and no bound, or None."""
        return self._or_none("target")

    @property
    def at_most(self) -> float | None:
        """Upper bound of what is allowed, its tolerance included, or None."""
        most = self._or_none("most") if self.target is None else self.target
        return self._or_none("below") if most is None else most + (self._or_none("tolerance") or 0.0)

    @property
    def unit(self) -> str | None:
        """Unit of the bounds, or None where there are none."""
        names = ("most", "target", "least", "below")
        bound = next((self.numbers[name] for name in names if name in self.numbers), None)
        return None if bound is None else bound.unit


STAGE_UNITS: Mapping[str, str] = {
    "repetitions": "repetitions",
    "series": "series",
    "hold": "s",
    "duration": "s",
    "weight": "kg",
    "per_week": "sessions",
}
"""The dimensions in which a stage of the ladder can grow, with their units."""


class Stage(Table, frozen=True, kw_only=True):
    """One rung of an exercise's ladder: a whole dose; the units are those of `STAGE_UNITS`.

    `repetitions` are those of one series, for each side where the exercise has sides.
    """

    repetitions: Given | None = None
    series: Given | None = None
    hold: Given | None = None
    duration: Given | None = None
    weight: Given | None = None
    per_week: Given | None = None

    @property
    def numbers(self) -> dict[str, Number]:
        """Its dimensions, and what they are."""
        return {name: number for name in STAGE_UNITS if (number := getattr(self, name)) is not None}

    def number(self, name: str) -> float | None:
        """The value of a dimension, None where the exercise doesn't have it."""
        return self.numbers[name].value if name in self.numbers else None


PLAN_UNITS: Mapping[str, str] = {
    "series": "series",
    "series_repetitions": "repetitions",
    "repetitions": "repetitions",
    "hold": "s",
    "duration": "s",
    "rest": "s",
    "bends_per_minute": "1/min",
    "session": "s",
}
"""What every plan is bounded in, with the unit: a catalogue has a number for each.

series: how many. series_repetitions: of one series, for each side. repetitions, duration: of all series together.
rest: after a series. bends_per_minute: of a walk. session: how long all of the plan takes.
"""


PlanName = Annotated[
    str,
    Meta(pattern=f"^({'|'.join(PLAN_UNITS)})$", description=f"one of {', '.join(PLAN_UNITS)}"),
]


class Span(Table, frozen=True):
    """The most of something, and the least where there is one."""

    most: Given
    least: Given | None = None


@dataclass(frozen=True, slots=True)
class PlanBound:
    """What a plan may ask for in one dimension (`PLAN_UNITS`): a bound of ours against a slip of the pen."""

    of: str
    most: Number
    least: Number | None = None


def bounds_in(spans: Mapping[str, Span]) -> tuple[PlanBound, ...]:
    """Bounds of plans, in the order of `PLAN_UNITS`."""
    return tuple(PlanBound(of, spans[of].most, spans[of].least) for of in PLAN_UNITS if of in spans)


class Equipment(Table, frozen=True):
    """A thing that exercises need, and the question whether it is there today and can be used."""

    id: Text
    says: Text
    question: Text


class BreathCues(Table, frozen=True):
    """What is said in the order of the breath: out with the in-breath, back with the out-breath."""

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


class Exercise(Table, frozen=True, kw_only=True, dict=True):
    """An exercise: what is done, how it moves the lower back, and its own rules.

    `figure` names its drawing, "none" where there isn't one.
    `seen` says how well one sensor at the lower back sees it, `measured` what is measured, `unseen` what
    can't be; `moves` is the movement with its two numbers and their origin. `needs` are
    the ids of the equipment without which it is left out, or its `substitute` done, which is also for the
    person who can't do it. `steps`, `cues`, `stages` (the ladder) and `plan_bounds` are ours.
    """

    id: Id
    name: Text
    position: Text
    does: Text
    seen: Seen
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
        )

    @property
    def plan_bounds(self) -> tuple[PlanBound, ...]:
        """Its own bounds of plans, which stand in place of the general ones."""
        return bounds_in(self.own_bounds)

    @property
    def two_sided(self) -> bool:
        """Whether it is done to both sides in turn."""
        return self.movement.sides != "none"


class Progress(Table, frozen=True):
    """When a stage is left: sessions in a row that must be clean, and the pain (0–10) that still counts as none.

    With more pain than `pain_to_start` before it, no session starts. `below_share`, in %, is what is left of the
    first rung for those who were stopped on it.
    """

    clean_sessions: Given
    pain_most: Given
    pain_to_start: Given
    below_share: Given


@dataclass(frozen=True, slots=True)
class Screening:
    """A condition that is asked for before any exercise; `advice` is what a "yes" means.

    An emergency is asked for first, and a "yes" ends the screening with its advice; every other condition
    that stops the session leaves the rest of the screening to be asked.
    """

    id: str
    kind: ScreeningKind
    origin: Origin
    condition: str
    question: str
    advice: str


class Definition(Table, frozen=True, kw_only=True):
    """What a measured word means, in words and in the numbers that the tracker takes."""

    says: Text

    @property
    def numbers(self) -> dict[str, Number]:
        """Its numbers by name."""
        return {name: n for name in self.__struct_fields__ if isinstance(n := getattr(self, name), Number)}


class RepetitionDefinition(Definition, frozen=True, kw_only=True):
    """What a repetition is."""

    raised_share: Given
    long: Given
    usual_share: Given
    long_share: Given
    short_share: Given
    shift: Given


class PhaseDefinition(Definition, frozen=True, kw_only=True):
    """Where a phase begins and ends."""

    boundary: Given


class Definitions(Table, frozen=True):
    """What the tracker's words mean: a repetition, and where a phase begins and ends."""

    repetition: RepetitionDefinition
    phase: PhaseDefinition


class Judging(Table, frozen=True):
    """What a recording must have to be judged: rates in Hz; a gap longer than `gap`, in s, interrupts."""

    nominal_rate: Given
    real_rate: Given
    gap: Given


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue file, checked: the source document as data."""

    path: Path
    rules_version: str
    source: str
    judging: Judging
    definitions: Definitions
    exercises: tuple[Exercise, ...]
    rules: tuple[Rule, ...]
    screening: tuple[Screening, ...]
    screening_max_age: Number
    progress: Progress
    plan_bounds: tuple[PlanBound, ...]
    out_and_return: Number
    equipment: tuple[Equipment, ...] = ()
    source_note: str | None = None

    def exercise(self, id: str) -> Exercise:
        """The exercise of that id.

        Raises
        ------
        UsageError
            There is none; the message lists those that there are.
        """
        for exercise in self.exercises:
            if exercise.id == id:
                return exercise
        known = ", ".join(e.id for e in self.exercises)
        raise UsageError(f"no exercise '{id}' in {self.path.name}; it has {known}. Choose one of these.")

    def rule(self, id: str) -> Rule:
        """The rule of that id, general or an exercise's own.

        Raises
        ------
        UsageError
            There is none.
        """
        for rule in (*self.rules, *(r for e in self.exercises for r in e.rules)):
            if rule.id == id:
                return rule
        raise UsageError(
            f"no rule '{id}' in {self.path.name}; `sensortrack exercises` with an exercise lists its rules."
        )

    @overload
    def rule_of(self, role: SafetyRole, exercise: Exercise | None = None) -> Rule: ...

    @overload
    def rule_of(self, role: Role, exercise: Exercise | None = None) -> Rule | None: ...

    def rule_of(self, role: Role, exercise: Exercise | None = None) -> Rule | None:
        """The rule of that role: the exercise's own where it has one, else the general one, else None.

        The roles of safety are there in every catalogue. Of a role that may stand more than once it is the
        first; `rules_of` has them all.
        """
        own = () if exercise is None else exercise.rules
        return next((r for r in (*own, *self.rules) if r.role == role), None)

    @property
    def example(self) -> Exercise:
        """The exercise to show things with: the first of repetitions that the sensor sees clearly, or the first."""
        clear = (e for e in self.exercises if e.seen == "clearly" and e.movement.kind == "repetitions")
        return next(clear, self.exercises[0])

    def rules_of(self, exercise: Exercise) -> tuple[Rule, ...]:
        """Every rule that holds for an exercise: the general ones, then its own."""
        return self.rules + exercise.rules
