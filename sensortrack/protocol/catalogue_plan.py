"""The parts of a catalogue that plans rest on: bounds, equipment, and ladders that can be done."""

from __future__ import annotations

from collections.abc import Mapping

from .ladder import below
from .limits import PLAN_UNITS
from .model import Catalogue, Equipment, Number, PlanBound
from .plan import dose_of_rung
from .plan_check import broken_bounds, misfit
from .reading import Table


def general_bounds(table: Table) -> tuple[Number, tuple[PlanBound, ...]]:
    """The table `[plan]`: what out and return take, and a bound for every dimension of a plan."""
    out_and_return = table.number("out_and_return", "s")
    bounds = table.table("bounds")
    found = own_bounds(bounds, PLAN_UNITS)
    missing = [of for of in PLAN_UNITS if all(b.of != of for b in found)]
    if missing:
        raise bounds.error(missing[0], "it is missing", "a bound of every dimension of a plan", "Add it.")
    table.close()
    return out_and_return, found


def own_bounds(table: Table, units: Mapping[str, str]) -> tuple[PlanBound, ...]:
    """Bounds by dimension; each with its most, and its least where there is one."""
    found = []
    for of in units:
        if table.has(of):
            one = table.table(of)
            least = one.number("least", units[of]) if one.has("least") else None
            most = one.number("most", units[of])
            if least is not None and least.value > most.value:
                raise one.error(
                    "least", f"{least.value:g} is more than most", "at most `most`", "Correct it."
                )
            found.append(PlanBound(of, most, least))
            one.close()
    table.close()
    return tuple(found)


def equipment(table: Table) -> Equipment:
    """A thing that exercises need."""
    thing = Equipment(table.text("id"), table.text("says"), table.text("question"))
    table.close()
    return thing


def check_doses(catalogue: Catalogue, root: Table) -> None:
    """Refuse a ladder that a rule or a bound doesn't let be done, and equipment that isn't declared.

    Raises
    ------
    CatalogueError
        A rung goes beyond a limit, or nothing can be lowered below the first one.
    """
    things = [e.id for e in catalogue.equipment]
    for exercise in catalogue.exercises:
        at = f"exercises.{exercise.id}"
        unknown = [id for id in exercise.needs if id not in things]
        if unknown:
            expected = f"ids of [[equipment]]: {', '.join(things) or 'there is none'}"
            raise root.error(f"{at}.needs", f"found '{unknown[0]}'", expected, "Correct it, or add it there.")
        for k, stage in enumerate(exercise.stages):
            dose = dose_of_rung(exercise, stage)
            wrong = misfit(dose, exercise)
            if wrong is not None:
                raise root.error(f"{at}.stages[{k}]", f"{wrong[0]} doesn't fit", wrong[1], "Correct it.")
            for broken in broken_bounds(dose, exercise, catalogue, initial=k == 0):
                found = f"{broken.value:g} {broken.bound.unit} of {broken.bound.of}"
                raise root.error(f"{at}.stages[{k}]", found, broken.allowed, "Correct the rung, or the rule.")
        if exercise.stages and below(exercise, catalogue) is None:
            raise root.error(
                f"{at}.stages[0]",
                "nothing of it can be lowered",
                "a first rung from which a STOP leads down: more than the least repetitions, hold or duration",
                "Begin with a little more, or lower the bound.",
            )
