"""A clinician's plan: read strictly, and held against the document's hard limits."""

from __future__ import annotations

from pathlib import Path

from .limits import Bound, bounds_of
from .model import Catalogue, Exercise
from .plan import REST_AFTER_EXERCISE_S, SCHEMA, Dose, Plan, PlanException, dose_of_stage
from .reading import Table, read_toml

OUT_AND_RETURN_S = 4.0
"""What going out and coming back take beside the hold, where an effort as a whole has a limit."""


def load_plan(path: Path, catalogue: Catalogue) -> Plan:
    """Read a clinician's plan.

    Raises
    ------
    CatalogueError
        The file doesn't hold to the schema, or goes beyond a limit of the document without an exception
        that names the rule, the number, who says so, and why.
    """
    root = read_toml(path, what="a plan")
    root.choice("schema", (SCHEMA,))
    exceptions = tuple(_exception(t, catalogue) for t in root.tables("exceptions"))
    doses = tuple(_dose(t, catalogue, exceptions) for t in root.tables("exercises"))
    if not doses:
        raise root.error("exercises", "there is none", "at least one exercise", "Add [[exercises]].")
    if len({d.exercise for d in doses}) < len(doses):
        raise root.error("exercises", "one stands there twice", "each once", "Use `series` for more of it.")
    by = root.optional_text("by")
    root.close()
    return Plan(doses, f"{path.name}{f', by {by}' if by else ''}", exceptions)


def _exception(table: Table, catalogue: Catalogue) -> PlanException:
    id = table.text("rule")
    known = [r.id for e in catalogue.exercises for r in e.rules]
    if id not in known:
        raise table.error(
            "rule", f"found '{id}'", f"one of {', '.join(known)}", "Name the rule that it exceeds."
        )
    exception = PlanException(id, table.amount("limit"), table.text("by"), table.text("why"))
    table.close()
    return exception


def _dose(table: Table, catalogue: Catalogue, exceptions: tuple[PlanException, ...]) -> Dose:
    id = table.text("id")
    known = {e.id: e for e in catalogue.exercises}
    if id not in known:
        raise table.error("id", f"found '{id}'", f"one of {', '.join(known)}", "Correct the id.")
    exercise = known[id]
    stage = table.whole("stage", least=1) if table.has("stage") else 1
    if exercise.stages and stage > len(exercise.stages):
        raise table.error("stage", f"found {stage}", f"1 to {len(exercise.stages)}", "Choose one of these.")
    base = dose_of_stage(exercise, stage - 1)
    dose = Dose(
        id,
        series=table.whole("series", least=1) if table.has("series") else base.series,
        repetitions=table.whole("repetitions", least=1) if table.has("repetitions") else base.repetitions,
        hold_s=table.amount("hold_s") if table.has("hold_s") else base.hold_s,
        duration_s=table.amount("duration_s") if table.has("duration_s") else base.duration_s,
        rest_s=table.amount("rest_s") if table.has("rest_s") else REST_AFTER_EXERCISE_S,
        weight_kg=table.amount("weight_kg") if table.has("weight_kg") else base.weight_kg,
    )
    table.close()
    _check(dose, exercise, catalogue, exceptions, table)
    return dose


def _check(
    dose: Dose,
    exercise: Exercise,
    catalogue: Catalogue,
    exceptions: tuple[PlanException, ...],
    table: Table,
) -> None:
    if dose.weight_kg and not any(b.of == "weight" for b in bounds_of(exercise, catalogue, initial=False)):
        raise table.error(
            "weight_kg", f"found {dose.weight_kg:g}", "no weight in this exercise", "Remove it."
        )
    for bound in bounds_of(exercise, catalogue, initial=False):
        value = planned(dose, bound)
        if value is None:
            continue
        allowed = next((e.limit for e in exceptions if e.rule == bound.rule), None)
        most = bound.most if allowed is None or bound.most is None else max(bound.most, allowed)
        least = bound.least if allowed is None or bound.least is None else min(bound.least, allowed)
        if (most is not None and value > most) or (least is not None and value < least):
            limits = [f"at least {bound.least:g}"] if bound.least is not None else []
            limits += [f"at most {bound.most:g}"] if bound.most is not None else []
            raise table.error(
                bound.of,
                f"{value:g} {bound.unit} are planned",
                f"{' and '.join(limits)} {bound.unit} ({bound.rule}, a limit of the document)",
                "Correct it, or add [[exceptions]] with rule, limit, by and why.",
            )


def planned(dose: Dose, bound: Bound) -> float | None:
    """What a dose plans in the dimension of a bound, None where the bound doesn't meet it."""
    repetitions = dose.repetitions
    match bound.of:
        case "repetitions":
            return None if repetitions is None else float(repetitions * dose.series)
        case "series":
            return None if repetitions is None else float(repetitions)
        case "hold":
            return dose.hold_s
        case "effort":
            return None if dose.hold_s is None else dose.hold_s + OUT_AND_RETURN_S
        case "duration":
            return dose.duration_s
        case "weight":
            return dose.weight_kg or None
        case "rest":
            return dose.rest_s if dose.series > 1 else None
    return None
