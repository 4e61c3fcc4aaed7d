"""What a catalogue holds beside its exercises and rules: definitions, screening, progress; and the whole of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, overload

from ..errors import UsageError
from ..outside.reader import Table, Text
from .amounts import PlanBound
from .exercise import Equipment, Exercise
from .roles import Role, SafetyRole
from .rule import Given, Number, Origin, Rule

ScreeningKind = Literal["emergency", "contraindicated", "not_recommended", "get_help"]


class Progress(Table, frozen=True):
    """When a stage is left: sessions in a row that must be clean, and the pain (0–10) that still counts as none.

    No session starts with more pain than `pain_to_start`. `below_share`, in %, is the share of the first rung that
    remains for a person who was stopped on it.
    """

    clean_sessions: Given
    pain_most: Given
    pain_to_start: Given
    below_share: Given


@dataclass(frozen=True, slots=True)
class Screening:
    """A condition that is asked about before any exercise; `advice` is what a "yes" means.

    Emergencies are asked about first, and a "yes" ends the screening with its advice. After any other condition that
    stops the session, the rest of the screening is still asked.
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
        """The definition's numbers by name."""
        return {name: n for name in self.__struct_fields__ if isinstance(n := getattr(self, name), Number)}


class RepetitionTable(Definition, frozen=True, kw_only=True):
    """What a repetition is."""

    raised_share: Given
    long: Given
    usual_share: Given
    long_share: Given
    short_share: Given
    shift: Given
    quickest: Given | None = None


class PhaseDefinition(Definition, frozen=True, kw_only=True):
    """Where a phase begins and ends."""

    boundary: Given


class Definitions(Table, frozen=True):
    """What the tracker's words mean: a repetition, and where a phase begins and ends."""

    repetition: RepetitionTable
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

        Raises UsageError where there is no such exercise; the message lists those that exist.
        """
        for exercise in self.exercises:
            if exercise.id == id:
                return exercise
        known = ", ".join(e.id for e in self.exercises)
        raise UsageError(f"no exercise '{id}' in {self.path.name}; it has {known}. Choose one of these.")

    def rule(self, id: str) -> Rule:
        """The rule of that id, general or an exercise's own; raises UsageError where there is no such rule."""
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

        Every catalogue has the safety roles. If several rules have the role, this is the first; `rules_of` has them
        all.
        """
        own = () if exercise is None else exercise.rules
        return next((r for r in (*own, *self.rules) if r.role == role), None)

    @property
    def example(self) -> Exercise:
        """The exercise for examples: the first with repetitions that the sensor sees clearly, or else the first."""
        clear = (
            e for e in self.exercises if e.observability == "clearly" and e.movement.kind == "repetitions"
        )
        return next(clear, self.exercises[0])

    def rules_of(self, exercise: Exercise) -> tuple[Rule, ...]:
        """Every rule that holds for an exercise: the general ones, then its own."""
        return self.rules + exercise.rules
