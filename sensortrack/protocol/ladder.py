"""The ladder of an exercise: rungs that grow in one dimension at a time, and the state below the first."""

from __future__ import annotations

import math
from itertools import pairwise

from msgspec.structs import replace

from ..outside.document import Document
from .amounts import Stage
from .catalogue_model import Catalogue
from .exercise import Exercise
from .limits import bounds_of, plan_bounds_of

BELOW = -1
"""Number of the state below the first rung, to which a STOP on the first rung leads."""
LOWERED = (("duration", "duration"), ("repetitions", "repetitions"), ("hold", "hold"))
"""The dimensions of a rung in the order in which one is lowered, each with the bound that holds for it."""


def rung(exercise: Exercise, stage: int, catalogue: Catalogue) -> Stage:
    """One rung, counted from 0; the last one if there are fewer; for `BELOW` the state below the first."""
    if not exercise.stages:
        return Stage()
    if stage < 0:
        return below(exercise, catalogue)
    return exercise.stages[min(stage, len(exercise.stages) - 1)]


def below(exercise: Exercise, catalogue: Catalogue) -> Stage:
    """The first rung, lowered in one dimension to the catalogue's share, but never below what a rule or bound asks.

    The first rung itself if nothing is left to lower.
    """
    first = exercise.stages[0]
    share = catalogue.progress.below_share.value / 100.0
    bounds = (*bounds_of(exercise, catalogue, initial=True), *plan_bounds_of(exercise, catalogue))
    for name, of in LOWERED:
        if name in first.numbers:
            number = first.numbers[name]
            least = max((b.least for b in bounds if b.of == of and b.least is not None), default=0.0)
            lower = max(float(math.floor(number.value * share)), least)
            if 0.0 < lower < number.value:
                return replace(first, **{name: replace(number, value=lower, origin="ours")})
    return first


def check_ladder(exercise: Exercise, index: int, document: Document) -> None:
    """Refuse a ladder whose neighbouring rungs differ in more than one dimension, or that steps down.

    Raises CatalogueError.
    """
    for k, (before, after) in enumerate(pairwise(exercise.stages), start=1):
        grown = changed(before, after)
        shrunk = [n for n in grown if (after.number(n) or 0.0) < (before.number(n) or 0.0)]
        if len(grown) != 1 or shrunk:
            differ = "differs" if len(grown) <= 1 else "differ"
            raise document.fail(
                f"exercises[{index}].stages[{k}]",
                f"{', '.join(grown) or 'nothing'} {differ} from the rung before",
                "one dimension that grows",
                "Make two rungs of it, or correct the number.",
            )


def changed(before: Stage, after: Stage) -> tuple[str, ...]:
    """The dimensions in which two rungs differ."""
    names = dict.fromkeys((*before.numbers, *after.numbers))
    return tuple(n for n in names if before.number(n) != after.number(n))
