"""A session's plan: which exercises, how often, how long; from the ladder, or from a clinician's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .model import Catalogue, Exercise, Stage

SCHEMA = "sensortrack.plan/1"
LADDER = "the ladder"
REST_BETWEEN_SERIES_S = 30.0
REST_AFTER_EXERCISE_S = 30.0


@dataclass(frozen=True, slots=True)
class Dose:
    """What is to be done of one exercise.

    Attributes
    ----------
    series : int
        How often the set is done.
    repetitions : int or None
        In each series, for each side where there are sides; None where the exercise goes by time.
    hold_s, duration_s : float or None
    rest_s : float
        After each series.
    weight_kg : float
        On the thigh (E3); 0 for none.
    """

    exercise: str
    series: int = 1
    repetitions: int | None = None
    hold_s: float | None = None
    duration_s: float | None = None
    rest_s: float = REST_AFTER_EXERCISE_S
    weight_kg: float = 0.0


@dataclass(frozen=True, slots=True)
class PlanException:
    """A limit of the document that a clinician's plan goes beyond: which, how far, who says so, and why."""

    rule: str
    limit: float
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The doses of a session in their order; `source` is the ladder, or the clinician's file."""

    doses: tuple[Dose, ...]
    source: str = LADDER
    exceptions: tuple[PlanException, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """Plain types, for the history and the report."""
        doses, exceptions = ([asdict(x) for x in part] for part in (self.doses, self.exceptions))
        return {"schema": SCHEMA, "doses": doses, "source": self.source, "exceptions": exceptions}

    @staticmethod
    def from_document(document: Mapping[str, Any]) -> Plan:
        """The plan that `to_document` gave."""
        return Plan(
            tuple(Dose(**d) for d in document["doses"]),
            document["source"],
            tuple(PlanException(**e) for e in document["exceptions"]),
        )

    def said(self) -> tuple[str, ...]:
        """Every exception in words: it stands wherever the plan is shown."""
        return tuple(
            f"{e.rule}: this plan goes to {e.limit:g}, beyond the document's limit. {e.by} says so: {e.why}"
            for e in self.exceptions
        )


def plan_for_stages(
    catalogue: Catalogue,
    stages: Mapping[str, int],
    exercises: Sequence[str] | None = None,
    *,
    can_hang: bool = True,
) -> Plan:
    """The plan of the ladder.

    Parameters
    ----------
    stages : mapping of str to int
        Rung of each exercise, counted from 0; the first where there is none.
    exercises : sequence of str or None
        Ids, in the order in which they are done; None for all that have a ladder.
    can_hang : bool
        A person who can't hang does the document's substitute instead.

    Raises
    ------
    UsageError
        No such exercise.
    """
    wanted = [e.id for e in catalogue.exercises if e.stages] if exercises is None else list(exercises)
    entries = [catalogue.exercise(id) for id in wanted]
    if not can_hang:
        entries = [_instead(e, catalogue) for e in entries]
    unique = {e.id: e for e in entries}
    return Plan(tuple(_dose(e, _rung(e, stages.get(e.id, 0))) for e in unique.values()))


def dose_of_stage(exercise: Exercise, stage: int) -> Dose:
    """The dose of one rung, counted from 0; the last one where there are fewer."""
    return _dose(exercise, _rung(exercise, stage))


def _instead(exercise: Exercise, catalogue: Catalogue) -> Exercise:
    hangs = exercise.movement.kind == "hang" and exercise.substitute is not None
    return catalogue.exercise(exercise.substitute) if hangs and exercise.substitute else exercise


def _rung(exercise: Exercise, stage: int) -> Stage:
    if not exercise.stages:
        return Stage({})
    return exercise.stages[min(max(stage, 0), len(exercise.stages) - 1)]


def _dose(exercise: Exercise, stage: Stage) -> Dose:
    repetitions = stage.number("repetitions")
    return Dose(
        exercise.id,
        series=int(stage.number("series") or 1),
        repetitions=None if repetitions is None else int(repetitions),
        hold_s=stage.number("hold"),
        duration_s=stage.number("duration"),
        rest_s=REST_BETWEEN_SERIES_S,
        weight_kg=stage.number("weight") or 0.0,
    )
