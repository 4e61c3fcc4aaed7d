"""A clinician's plan: read strictly, and held against every rule and bound."""

from __future__ import annotations

from pathlib import Path

from .limits import Bound, bounds_of, plan_bounds_of
from .model import Catalogue
from .plan import REST_S, SCHEMA, Dose, Plan, PlanException, dose_of_stage
from .plan_check import beyond, broken_bounds, misfit, session_bound, session_s, widened
from .reading import Table, read_json, read_toml


def load_plan(path: Path, catalogue: Catalogue) -> Plan:
    """Read a clinician's plan: a TOML file that was written by hand, or the JSON file that the page writes.

    Raises
    ------
    CatalogueError
        The file doesn't hold to the schema, doesn't say whose it is, or goes beyond a rule or a bound without
        an exception that names it, the number, who says so, and why.
    """
    read = read_json if path.suffix == ".json" else read_toml
    return plan_in(read(path, "a plan"), path.name, catalogue)


def plan_in(root: Table, name: str, catalogue: Catalogue) -> Plan:
    """The plan in a table; `name` is that of its file. Raises what `load_plan` raises of its content."""
    root.choice("schema", (SCHEMA,))
    root.optional_text("person")  # a plan that the page wrote says whose it is
    by = root.text("by")
    exceptions = tuple(_exception(t, catalogue) for t in root.tables("exceptions"))
    doses = tuple(_dose(t, catalogue, exceptions) for t in root.tables("exercises"))
    if not doses:
        raise root.error("exercises", "there is none", "at least one exercise", "Add [[exercises]].")
    if len({d.exercise for d in doses}) < len(doses):
        raise root.error("exercises", "one stands there twice", "each once", "Use `series` for more of it.")
    root.close()
    lasts_s, bound = session_s(doses, catalogue), widened(session_bound(catalogue), exceptions)
    if beyond(lasts_s, bound):
        raise root.error(
            "exercises",
            f"the whole session takes about {lasts_s / 60.0:.0f} min",
            f"at most {(bound.most or 0.0) / 60.0:.0f} min ({bound.rule})",
            "Plan less, or add [[exceptions]] with rule, limit (s), by and why.",
        )
    return Plan(doses, name, exceptions, by)


def _all_bounds(catalogue: Catalogue) -> list[Bound]:
    found = [session_bound(catalogue)]
    for exercise in catalogue.exercises:
        found += bounds_of(exercise, catalogue, initial=False)
        found += plan_bounds_of(exercise, catalogue)
    return found


def _exception(table: Table, catalogue: Catalogue) -> PlanException:
    id = table.text("rule")
    bounds = [b for b in _all_bounds(catalogue) if b.rule == id]
    if not bounds:
        known = ", ".join(dict.fromkeys(b.rule for b in _all_bounds(catalogue)))
        raise table.error(
            "rule", f"found '{id}'", f"one of {known}", "Name the rule or bound that it exceeds."
        )
    dimensions = tuple(dict.fromkeys(b.of for b in bounds))
    of = table.choice("of", dimensions) if len(dimensions) > 1 or table.has("of") else None
    unit = next(b.unit for b in bounds if of in (None, b.of))
    exception = PlanException(id, table.amount("limit"), table.text("by"), table.text("why"), of, unit)
    if all(widened(b, [exception]) == b for b in bounds):
        raise table.error(
            "limit", f"found {exception.limit:g}", f"a number beyond the limit of {id}", "Correct it."
        )
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
    base = dose_of_stage(exercise, stage - 1, catalogue)
    dose = Dose(
        id,
        series=table.whole("series", least=1) if table.has("series") else base.series,
        repetitions=table.whole("repetitions", least=1) if table.has("repetitions") else base.repetitions,
        hold_s=table.amount("hold_s") if table.has("hold_s") else base.hold_s,
        duration_s=table.amount("duration_s") if table.has("duration_s") else base.duration_s,
        rest_s=table.amount("rest_s") if table.has("rest_s") else REST_S,
        weight_kg=table.amount("weight_kg") if table.has("weight_kg") else base.weight_kg,
    )
    table.close()
    wrong = misfit(dose, exercise)
    if wrong is not None:
        key, expected = wrong
        raise table.error(key, f"found {getattr(dose, key)}", expected, "Correct it.")
    for broken in broken_bounds(dose, exercise, catalogue, exceptions):
        raise table.error(
            broken.bound.of,
            f"{broken.value:g} {broken.bound.unit} are planned",
            broken.allowed,
            "Correct it, or add [[exceptions]] with rule, limit, by and why.",
        )
    return dose
