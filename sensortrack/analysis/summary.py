"""The summary of a set: counts, medians of its measures, and why there are no repetitions where there are none."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..motion.spec import MovementSpec
from ..records import Attempt, Code, Measure, Reason, invalid
from ..records.packed_measures import valid_value
from .result import Summary

KINDS = 3
"""So many kinds of attempts are named where none was completed."""


def summarise(
    attempts: tuple[Attempt, ...],
    spec: MovementSpec,
    measures: Mapping[str, Measure],
    *,
    unfit: Reason | None,
    largest_deg: float,
    corrections: Mapping[str, int],
    not_followed: int,
) -> Summary:
    """Sum up a set.

    Parameters
    ----------
    measures : mapping of str to Measure
        Measures of the whole set (a hang's).
    unfit : Reason or None
        Why nothing could be followed, or None.
    largest_deg : float
        Largest angle from the rest level, in deg.
    corrections : mapping of str to int
        How many repetitions were added, moved and rejected by hand.
    not_followed : int
        How many movements as large as a repetition never became an attempt.
    """
    repetitions = [a for a in attempts if a.outcome == "repetition"]
    sided = spec.sides != "none" and all(a.side is not None for a in repetitions) and bool(repetitions)
    return Summary(
        len(repetitions),
        sum(a.side == "left" for a in repetitions) if sided else None,
        sum(a.side == "right" for a in repetitions) if sided else None,
        _why(attempts, len(repetitions), spec, unfit, largest_deg),
        {**_medians(repetitions), **measures},
        corrections,
        not_followed,
    )


def _why(
    attempts: tuple[Attempt, ...],
    repetitions: int,
    spec: MovementSpec,
    unfit: Reason | None,
    largest_deg: float,
) -> Reason | None:
    if repetitions:
        return unfit  # they are listed, and nothing of them is judged
    if unfit is not None:
        return Reason(Code.NONE_SINCE, why=unfit)
    if spec.kind == "hang":
        return Reason(Code.NONE_SINCE, why=Reason(Code.HANG_HAS_NONE))
    if not attempts:
        little = Reason(Code.MOVED_LITTLE, largest_deg=largest_deg, least_deg=spec.least_amplitude_deg)
        return Reason(Code.NONE_SINCE, why=little)
    kinds = tuple(_kinds(attempts))[:KINDS]
    return Reason(Code.NONE_SINCE, why=Reason(Code.NONE_COMPLETED, attempts=len(attempts), kinds=kinds))


def _kinds(attempts: Sequence[Attempt]) -> Iterable[Reason]:
    """What became of the attempts, the most usual first; those with one code are of one kind."""
    known = [(a.outcome, a.reason) for a in attempts if a.reason is not None]
    for (outcome, code), n in Counter((outcome, why.code) for outcome, why in known).most_common():
        first = next(why for o, why in known if (o, why.code) == (outcome, code))
        yield Reason(Code.ATTEMPTS_OF_A_KIND, n=n, outcome=outcome, why=first)


def _medians(repetitions: list[Attempt]) -> dict[str, Measure]:
    if not repetitions:
        return {}
    sets = [a.measures for a in repetitions]
    medians = {name: _median(unit, sets, name) for name, unit in (("amplitude_deg", "deg"), ("hold_s", "s"))}
    for way in ("out", "return"):
        sets = [p.measures for a in repetitions for p in a.phases if p.name == way]
        for name in ("sparc", "ldlj", "attack_ratio"):
            medians[f"{name}_{way}"] = _median("1", sets, name)
    return medians


def _median(unit: str, sets: Sequence[Mapping[str, Measure]], name: str) -> Measure:
    """Median of the valid values of a measure, with half their interquartile range as its uncertainty."""
    valid = [value for measures in sets if (value := valid_value(measures, name)) is not None]
    if not valid:
        found = (measures[name].why for measures in sets if name in measures)
        why = next((why for why in found if why is not None), None)
        return invalid(unit, why or Reason(Code.NO_REPETITION_HAS_IT))
    spread = None
    if len(valid) >= 4:
        low, _, high = statistics.quantiles(valid, n=4)
        spread = (high - low) / 2.0
    return Measure(statistics.median(valid), unit, uncertainty=spread)
