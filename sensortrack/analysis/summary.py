"""The summary of a set: counts, medians of its measures, and why there are no repetitions where there are none."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping

from ..motion.spec import MovementSpec
from ..records import Attempt, Measure, invalid
from .result import Summary


def summarise(
    attempts: tuple[Attempt, ...],
    spec: MovementSpec,
    measures: Mapping[str, Measure],
    *,
    unfit: str | None,
    largest_deg: float,
) -> Summary:
    """Sum up a set.

    Parameters
    ----------
    attempts : tuple of Attempt
    spec : MovementSpec
    measures : mapping of str to Measure
        Measures of the whole set (a hang's).
    unfit : str or None
        Why nothing could be followed, or None.
    largest_deg : float
        Largest angle from the rest level, in deg.
    """
    repetitions = [a for a in attempts if a.outcome == "repetition"]
    sided = spec.sides != "none" and all(a.side is not None for a in repetitions) and bool(repetitions)
    return Summary(
        len(repetitions),
        sum(a.side == "left" for a in repetitions) if sided else None,
        sum(a.side == "right" for a in repetitions) if sided else None,
        _why(attempts, len(repetitions), spec, unfit, largest_deg),
        {**_medians(repetitions), **measures},
    )


def _why(
    attempts: tuple[Attempt, ...],
    repetitions: int,
    spec: MovementSpec,
    unfit: str | None,
    largest_deg: float,
) -> str | None:
    if repetitions:
        return None
    if unfit is not None:
        return f"0 repetitions, because {unfit}"
    if spec.kind == "hang":
        return "0 repetitions, because a hang has none: its time and sway are measured"
    if not attempts:
        return (
            f"0 repetitions, because the largest movement from the start pose was {largest_deg:.1f}°; "
            f"a repetition of this exercise reaches {spec.least_amplitude_deg:g}°"
        )
    reasons = Counter(f"{a.outcome.replace('_', ' ')} ({a.reason})" for a in attempts)
    told = "; ".join(reason for reason, _ in reasons.most_common(3))
    return f"0 repetitions, because none of the {len(attempts)} attempts was completed: {told}"


def _medians(repetitions: list[Attempt]) -> dict[str, Measure]:
    if not repetitions:
        return {}
    of_phases = [p for a in repetitions for p in a.phases]
    medians = {
        "amplitude_deg": _median("deg", (a.measures.get("amplitude_deg") for a in repetitions)),
        "hold_s": _median("s", (a.measures.get("hold_s") for a in repetitions)),
    }
    for name in ("out", "return"):
        for measure in ("sparc", "ldlj", "attack_ratio"):
            values = (p.measures.get(measure) for p in of_phases if p.name == name)
            medians[f"{measure}_{name}"] = _median("1", values)
    return medians


def _median(unit: str, measures: Iterable[Measure | None]) -> Measure:
    """Median of the valid values, with half their interquartile range as its uncertainty."""
    found = [m for m in measures if m is not None]
    valid = [m.value for m in found if m.valid and m.value is not None]
    if not valid:
        why = next((m.why for m in found if m.why is not None), None) or "no repetition has it"
        return invalid(unit, why)
    spread = None
    if len(valid) >= 4:
        low, _, high = statistics.quantiles(valid, n=4)
        spread = (high - low) / 2.0
    return Measure(statistics.median(valid), unit, uncertainty=spread)
