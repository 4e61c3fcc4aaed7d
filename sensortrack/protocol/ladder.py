"""The ladder of an exercise: rungs that grow in one dimension at a time."""

from __future__ import annotations

from itertools import pairwise

from .model import Exercise, Stage
from .reading import Table


def check_ladder(exercise: Exercise, table: Table) -> None:
    """Refuse a ladder whose neighbouring rungs differ in more than one dimension, or that steps down.

    Raises
    ------
    CatalogueError
        The ladder does that.
    """
    for k, (before, after) in enumerate(pairwise(exercise.stages), start=1):
        grown = changed(before, after)
        shrunk = [n for n in grown if (after.number(n) or 0.0) < (before.number(n) or 0.0)]
        if len(grown) != 1 or shrunk:
            what = (
                f"{', '.join(grown) or 'nothing'} differ{'s' if len(grown) == 1 else ''} from the rung before"
            )
            raise table.error(
                f"stages[{k}]",
                what,
                "one dimension that grows",
                "Make two rungs of it, or correct the number.",
            )


def changed(before: Stage, after: Stage) -> tuple[str, ...]:
    """The dimensions in which two rungs differ."""
    names = dict.fromkeys((*before.numbers, *after.numbers))
    return tuple(n for n in names if before.number(n) != after.number(n))
