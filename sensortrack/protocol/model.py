"""What a catalogue holds: exercises, rules, numbers with their origin, screening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, overload

from ..errors import UsageError
from ..motion.spec import MovementSpec
from ..records import Kept
from .roles import Role, SafetyRole

Origin = Literal["document", "ours"]
Seen = Literal["clearly", "faintly", "hardly", "sway"]
ScreeningKind = Literal["emergency", "contraindicated", "not_recommended", "get_help"]
Answer = Literal["yes", "no"]

CHECKS: Mapping[str, Mapping[str, str]] = {
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


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit, and whose it is: the document's or ours."""

    value: float
    unit: str
    origin: Origin

    @property
    def ours(self) -> bool:
        """True where the document gives words and the number was made concrete by us."""
        return self.origin == "ours"


@dataclass(frozen=True, slots=True)
class Rule:
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
        What the person is told.
    source, note : str or None
        The document's passage, quoted short; a remark, above all on what is ours.
    may_grow : bool
        True where the limit holds at first and the history may raise it later.
    """

    id: str
    role: Role
    kept: Kept
    says: str
    check: str | None = None
    numbers: Mapping[str, Number] = field(default_factory=dict)
    question: str | None = None
    good_answer: Answer | None = None
    cue: str | None = None
    source: str | None = None
    note: str | None = None
    may_grow: bool = False

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


@dataclass(frozen=True, slots=True)
class Stage:
    """One rung of an exercise's ladder: a whole dose, by dimension (`STAGE_UNITS`).

    `repetitions` are those of one series, for each side where the exercise has sides.
    """

    numbers: Mapping[str, Number]

    def number(self, name: str) -> float | None:
        """The value of a dimension, None where the exercise doesn't have it."""
        return self.numbers[name].value if name in self.numbers else None


@dataclass(frozen=True, slots=True)
class PlanBound:
    """What a plan may ask for in one dimension (`limits.PLAN_UNITS`): a bound of ours against a slip of the pen."""

    of: str
    most: Number
    least: Number | None = None


@dataclass(frozen=True, slots=True)
class Equipment:
    """A thing that exercises need, and the question whether it is there today and can be used."""

    id: str
    says: str
    question: str


@dataclass(frozen=True, slots=True)
class BreathCues:
    """What is said in the order of the breath: out with the in-breath, back with the out-breath."""

    out: str
    hold: str
    back: str


NO_FIGURE = "none"
FIGURES = (
    NO_FIGURE,
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
)
"""Drawings that an exercise may have; the page draws them (`app/static/figures.js`)."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise: what is done, how it moves the lower back, and its own rules.

    `figure` names its drawing, "none" where there isn't one.
    `seen` says how well one sensor at the lower back sees it, `measured` what is measured, `unseen` what
    can't be; `amplitude` and `least_amplitude` are the movement's two numbers with their origin. `needs` are
    the ids of the equipment without which it is left out, or its `substitute` done, which is also for the
    person who can't do it. `steps`, `cues`, `stages` (the ladder) and `plan_bounds` are ours.
    """

    id: str
    name: str
    position: str
    does: str
    seen: Seen
    movement: MovementSpec
    amplitude: Number
    least_amplitude: Number
    rules: tuple[Rule, ...] = ()
    source: str | None = None
    substitute: str | None = None
    steps: tuple[str, ...] = ()
    measured: str | None = None
    unseen: str | None = None
    cues: BreathCues | None = None
    stages: tuple[Stage, ...] = ()
    needs: tuple[str, ...] = ()
    plan_bounds: tuple[PlanBound, ...] = ()
    figure: str = NO_FIGURE

    @property
    def two_sided(self) -> bool:
        """Whether it is done to both sides in turn."""
        return self.movement.sides != "none"


@dataclass(frozen=True, slots=True)
class Progress:
    """When a stage is left: sessions in a row that must be clean, and the pain (0–10) that still counts as none.

    With more pain than `pain_to_start` before it, no session starts. `below_share`, in %, is what is left of the
    first rung for those who were stopped on it.
    """

    clean_sessions: Number
    pain_most: Number
    pain_to_start: Number
    below_share: Number


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


@dataclass(frozen=True, slots=True)
class Definition:
    """What a measured word means, in words and in the numbers that the tracker takes."""

    says: str
    numbers: Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the tracker's words mean: a repetition, and where a phase begins and ends."""

    repetition: Definition
    phase: Definition


@dataclass(frozen=True, slots=True)
class Judging:
    """What a recording must have to be judged: rates in Hz; a gap longer than `gap`, in s, interrupts."""

    nominal_rate: Number
    real_rate: Number
    gap: Number


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
