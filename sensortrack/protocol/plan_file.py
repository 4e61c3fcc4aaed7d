"""A clinician's plan: read strictly, and held against every rule and bound."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ..errors import CatalogueError
from ..outside.document import Document, Kind, read_document
from ..outside.reader import Amount, Table, Text, read
from ..outside.showing import shown
from .catalogue_model import Catalogue
from .limits import Bound, bounds_of, plan_bounds_of
from .plan import Dose, Plan, PlanException, dose_of_stage
from .plan_check import beyond, broken_bounds, misfit, session_bound, session_s, widened

_TOML_PLAN = Kind("a plan (a .toml file)", "a plan in TOML", error=CatalogueError)
JSON_PLAN = Kind("a plan (a .json file)", "a plan in JSON", "json", error=CatalogueError)
Count = Annotated[int, Meta(ge=1)]


class DoseTable(Table, frozen=True, kw_only=True):
    """A dose, as a plan has it: what isn't said is as on that rung of the ladder."""

    id: Text
    stage: Count = 1
    series: Count | None = None
    repetitions: Count | None = None
    hold_s: Amount | None = None
    duration_s: Amount | None = None
    rest_s: Amount | None = None
    weight_kg: Amount | None = None


class ExceptionTable(Table, frozen=True, kw_only=True):
    """A limit that the plan goes beyond: see `PlanException`."""

    rule: Text
    limit: Amount
    by: Text
    why: Text
    of: Text | None = None


class PlanFile(Table, frozen=True, kw_only=True):
    """A clinician's plan, as its file has it."""

    schema: Literal["sensortrack.plan/1"]
    by: Text
    person: Text | None = None
    """Whose a plan is that the page wrote."""
    exceptions: tuple[ExceptionTable, ...] = ()
    exercises: tuple[DoseTable, ...] = ()


def load_plan(path: Path, catalogue: Catalogue) -> Plan:
    """Read a clinician's plan: a TOML file that was written by hand, or the JSON file that the page writes.

    Raises
    ------
    CatalogueError
        The file doesn't hold to the schema, doesn't say whose it is, or goes beyond a rule or a bound without
        an exception that names it, the number, who says so, and why.
    """
    kind = JSON_PLAN if path.suffix == ".json" else _TOML_PLAN
    return plan_in(read_document(path, kind), path.name, catalogue)


def plan_in(document: Document, name: str, catalogue: Catalogue) -> Plan:
    """The plan in a document; `name` is that of its file. Raises what `load_plan` raises of its content."""
    parsed = read(document, PlanFile)
    exceptions = tuple(_exception(e, k, document, catalogue) for k, e in enumerate(parsed.exceptions))
    doses = tuple(_dose(e, k, document, catalogue, exceptions) for k, e in enumerate(parsed.exercises))
    if not doses:
        raise document.fail("exercises", "there is none", "at least one exercise", "Add [[exercises]].")
    if len({d.exercise for d in doses}) < len(doses):
        raise document.fail(
            "exercises", "one stands there twice", "each once", "Use `series` for more of it."
        )
    lasts_s, bound = session_s(doses, catalogue), widened(session_bound(catalogue), exceptions)
    if beyond(lasts_s, bound):
        raise document.fail(
            "exercises",
            f"the whole session takes about {lasts_s / 60.0:.0f} min",
            f"at most {(bound.most or 0.0) / 60.0:.0f} min ({bound.rule})",
            "Plan less, or add [[exceptions]] with rule, limit (s), by and why.",
        )
    return Plan(doses, name, exceptions, parsed.by)


def _all_bounds(catalogue: Catalogue) -> list[Bound]:
    found = [session_bound(catalogue)]
    for exercise in catalogue.exercises:
        found += bounds_of(exercise, catalogue, initial=False)
        found += plan_bounds_of(exercise, catalogue)
    return found


def _exception(table: ExceptionTable, index: int, document: Document, catalogue: Catalogue) -> PlanException:
    at = f"exceptions[{index}]"
    bounds = [b for b in _all_bounds(catalogue) if b.rule == table.rule]
    if not bounds:
        known = ", ".join(dict.fromkeys(b.rule for b in _all_bounds(catalogue)))
        hint = "Name the rule or bound that it exceeds."
        raise document.fail(f"{at}.rule", shown(table.rule), f"one of {known}", hint)
    dimensions = tuple(dict.fromkeys(b.of for b in bounds))
    if table.of not in dimensions and (table.of is not None or len(dimensions) > 1):
        found = "the key is missing" if table.of is None else shown(table.of)
        raise document.fail(f"{at}.of", found, f"one of {', '.join(dimensions)}")
    unit = next(b.unit for b in bounds if table.of in (None, b.of))
    exception = PlanException(table.rule, table.limit, table.by, table.why, table.of, unit)
    if all(widened(b, [exception]) == b for b in bounds):
        expected = f"a number beyond the limit of {table.rule}"
        raise document.fail(f"{at}.limit", f"{table.limit:g}", expected)
    return exception


def _dose(
    table: DoseTable,
    index: int,
    document: Document,
    catalogue: Catalogue,
    exceptions: tuple[PlanException, ...],
) -> Dose:
    at = f"exercises[{index}]"
    known = {e.id: e for e in catalogue.exercises}
    if table.id not in known:
        raise document.fail(f"{at}.id", shown(table.id), f"one of {', '.join(known)}", "Correct the id.")
    exercise = known[table.id]
    if exercise.stages and table.stage > len(exercise.stages):
        raise document.fail(f"{at}.stage", f"{table.stage}", f"1 to {len(exercise.stages)}")
    own = {key: value for key, value in msgspec.structs.asdict(table).items() if value is not None}
    del own["id"], own["stage"]
    dose = replace(dose_of_stage(exercise, table.stage - 1, catalogue), **own)
    wrong = misfit(dose, exercise)
    if wrong is not None:
        key, expected = wrong
        raise document.fail(f"{at}.{key}", f"{getattr(dose, key)}", expected)
    for broken in broken_bounds(dose, exercise, catalogue, exceptions):
        raise document.fail(
            f"{at}.{broken.bound.of}",
            f"{broken.value:g} {broken.bound.unit} are planned",
            broken.allowed,
            "Correct it, or add [[exceptions]] with rule, limit, by and why.",
        )
    return dose
