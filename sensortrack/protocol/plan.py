"""A session's plan: which exercises, how often, how long; from the ladder, or from a clinician's file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..motion.spec import Kind
from ..records import Code, Reason
from .amounts import Stage
from .catalogue_model import Catalogue
from .exercise import Equipment, Exercise
from .ladder import BELOW, rung

SCHEMA = "sensortrack.plan/1"
LADDER = "the ladder"
REST_S = 30.0
"""After a series, in s, where a plan says nothing else; ours."""


@dataclass(frozen=True, slots=True)
class Dose:
    """What is to be done of one exercise.

    Attributes
    ----------
    series : int
        How often the set is done.
    repetitions : int or None
        In each series, for each side where there are sides; None where the exercise goes by time.
    rest_s : float
        After each series.
    weight_kg : float
        On the thigh; 0 for none.
    """

    exercise: str
    series: int = 1
    repetitions: int | None = None
    hold_s: float | None = None
    duration_s: float | None = None
    rest_s: float = REST_S
    weight_kg: float = 0.0


@dataclass(frozen=True, slots=True)
class PlanException:
    """A limit that a clinician's plan goes beyond: of which rule or bound, how far, who says so, and why.

    `of` is the dimension, where the rule limits more than one; None for all that it limits. `unit` is that of
    `limit`, empty where it wasn't kept.
    """

    rule: str
    limit: float
    by: str
    why: str
    of: str | None = None
    unit: str = ""

    @property
    def reason(self) -> Reason:
        """It as a reason: it stands wherever the plan is shown, and in the findings that it bears on."""
        return Reason(
            Code.EXCEPTION, rule=self.rule, limit=self.limit, unit=self.unit, by=self.by, because=self.why
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The doses of a session in their order; `source` is the ladder, or the clinician's file, which is `by` them."""

    doses: tuple[Dose, ...]
    source: str = LADDER
    exceptions: tuple[PlanException, ...] = ()
    by: str | None = None

    def to_document(self) -> dict[str, Any]:
        """Plain types, for the history and the report."""
        doses, exceptions = ([asdict(x) for x in part] for part in (self.doses, self.exceptions))
        return {
            "schema": SCHEMA,
            "doses": doses,
            "source": self.source,
            "by": self.by,
            "exceptions": exceptions,
        }

    @staticmethod
    def from_document(document: Mapping[str, Any]) -> Plan:
        """The plan that `to_document` gave."""
        return Plan(
            tuple(Dose(**d) for d in document["doses"]),
            document["source"],
            tuple(PlanException(**e) for e in document["exceptions"]),
            document.get("by"),
        )


def plan_for_stages(
    catalogue: Catalogue,
    stages: Mapping[str, int],
    exercises: Sequence[str] | None = None,
    *,
    without: Collection[str] = (),
) -> Plan:
    """The plan of the ladder.

    Parameters
    ----------
    stages : mapping of str to int
        Rung of each exercise, counted from 0, `BELOW` for the state below it; the first where there is none.
    exercises : sequence of str or None
        Ids, in the order in which they are done; None for all that have a ladder.
    without : collection of str
        Ids of the equipment that isn't there today, or that the person can't use.

    Raises
    ------
    UsageError
        No such exercise.
    """
    wanted = [e.id for e in catalogue.exercises if e.stages] if exercises is None else list(exercises)
    doses = [dose_of_stage(catalogue.exercise(id), stages.get(id, 0), catalogue) for id in wanted]
    return leave_out(Plan(tuple(doses)), without, catalogue, stages)


def leave_out(
    plan: Plan, without: Collection[str], catalogue: Catalogue, stages: Mapping[str, int] | None = None
) -> Plan:
    """The plan without what can't be done today: an exercise that lacks its equipment gives way to its substitute.

    A substitute is done as its own rung has it (the first where `stages` has none), once, and only where it
    lacks nothing itself; otherwise the exercise is left out.
    """
    doses: dict[str, Dose] = {}
    own = {d.exercise for d in plan.doses}
    for dose in plan.doses:
        exercise: Exercise | None = catalogue.exercise(dose.exercise)
        tried: set[str] = set()
        while exercise is not None and not set(exercise.needs).isdisjoint(without):
            tried.add(exercise.id)
            other = exercise.substitute
            exercise = None if other is None or other in tried else catalogue.exercise(other)
        if exercise is None or (exercise.id != dose.exercise and exercise.id in own):
            continue
        stage = (stages or {}).get(exercise.id, 0)
        mine = dose if exercise.id == dose.exercise else dose_of_stage(exercise, stage, catalogue)
        doses.setdefault(exercise.id, mine)
    return replace(plan, doses=tuple(doses.values()))


def next_equipment(plan: Plan, there: Mapping[str, bool], catalogue: Catalogue) -> Equipment | None:
    """The thing to ask for next, or None where nothing is left to ask: what the plan, or a substitute in it, needs.

    Parameters
    ----------
    there : mapping of str to bool
        The answers until now: id of the equipment, and whether it is there and can be used.
    """
    left = leave_out(plan, [id for id, is_there in there.items() if not is_there], catalogue)
    needed = {id for dose in left.doses for id in catalogue.exercise(dose.exercise).needs}
    return next((e for e in catalogue.equipment if e.id in needed and e.id not in there), None)


def needed_for(kind: Kind, catalogue: Catalogue) -> tuple[str, ...]:
    """Ids of the equipment that exercises of that kind of movement need."""
    return tuple(dict.fromkeys(n for e in catalogue.exercises if e.movement.kind == kind for n in e.needs))


def dose_of_stage(exercise: Exercise, stage: int, catalogue: Catalogue) -> Dose:
    """The dose of one rung, counted from 0, or `BELOW`; the last one where there are fewer."""
    return dose_of_rung(exercise, rung(exercise, max(stage, BELOW), catalogue))


def dose_of_rung(exercise: Exercise, stage: Stage) -> Dose:
    """What a rung asks for."""
    repetitions = stage.number("repetitions")
    return Dose(
        exercise.id,
        series=int(stage.number("series") or 1),
        repetitions=None if repetitions is None else int(repetitions),
        hold_s=stage.number("hold"),
        duration_s=stage.number("duration"),
        weight_kg=stage.number("weight") or 0.0,
    )
