"""The parts of a catalogue that plans rest on: bounds, and ladders that can be done."""

from __future__ import annotations

from collections.abc import Mapping

from ..outside.document import Document
from ..outside.document_path import Step
from .amounts import PLAN_UNITS, Span
from .catalogue_model import Catalogue
from .definitions import check_number
from .ladder import below
from .plan import dose_of_rung
from .plan_check import broken_bounds, misfit


def check_bounds(spans: Mapping[str, Span], at: tuple[Step, ...], document: Document, *, whole: bool) -> None:
    """Refuse a bound of plans in another unit, or whose least is above its most; with `whole` one that is missing.

    Raises CatalogueError.
    """
    for of, unit in PLAN_UNITS.items():
        if of not in spans:
            if whole:
                raise document.fail((*at, of), "the key is missing", "a bound of every dimension of a plan")
            continue
        span = spans[of]
        check_number(document, (*at, of, "most"), span.most, unit)
        if span.least is not None:
            check_number(document, (*at, of, "least"), span.least, unit)
            if span.least.value > span.most.value:
                found = f"{span.least.value:g} is more than most"
                raise document.fail((*at, of, "least"), found, "at most `most`")


def check_doses(catalogue: Catalogue, document: Document) -> None:
    """Refuse a ladder that a rule or a bound doesn't let be done, and equipment that isn't declared.

    Raises CatalogueError where a rung goes beyond a limit, or nothing can be lowered below the first one.
    """
    things = [e.id for e in catalogue.equipment]
    for index, exercise in enumerate(catalogue.exercises):
        at = f"exercises[{index}]"
        unknown = [id for id in exercise.needs if id not in things]
        if unknown:
            expected = f"ids of [[equipment]]: {', '.join(things) or 'there is none'}"
            raise document.fail(
                f"{at}.needs", f"found '{unknown[0]}'", expected, "Correct it, or add it there."
            )
        for k, stage in enumerate(exercise.stages):
            dose = dose_of_rung(exercise, stage)
            wrong = misfit(dose, exercise)
            if wrong is not None:
                raise document.fail(f"{at}.stages[{k}]", f"{wrong[0]} doesn't fit", wrong[1], "Correct it.")
            for broken in broken_bounds(dose, exercise, catalogue, initial=k == 0):
                found = f"{broken.value:g} {broken.unit}"
                raise document.fail(
                    f"{at}.stages[{k}]", found, broken.allowed, "Correct the rung, or the rule."
                )
        if exercise.stages and below(exercise, catalogue) is exercise.stages[0]:
            raise document.fail(
                f"{at}.stages[0]",
                "nothing of it can be lowered",
                "a first rung from which a STOP leads down: more than the least repetitions, hold or duration",
                "Begin with a little more, or lower the bound.",
            )
