"""The document's hard limits, as a dose meets them: what may never be planned, and what may grow."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Catalogue, Exercise, Rule


@dataclass(frozen=True, slots=True)
class Bound:
    """The most (and least) of one dimension of a dose, and the rule that says so.

    `of` is the dimension: repetitions (of the whole session, each side for itself), series (repetitions
    without a rest), hold, effort, duration (s), weight (kg), rest (s).
    """

    of: str
    rule: str
    unit: str
    most: float | None = None
    least: float | None = None


def bounds_of(exercise: Exercise, catalogue: Catalogue, *, initial: bool) -> tuple[Bound, ...]:
    """Every hard limit of an exercise; `initial` for the first stage, where limits that may grow hold, too.

    A measured tolerance is for measuring, not for planning: it isn't added here.
    """
    rules = [*exercise.rules, *(r for r in catalogue.rules if r.check == "count_at_most")]
    found = []
    for rule in rules:
        if rule.may_grow and not initial:
            continue
        found += _bounds(rule)
    return tuple(found)


def _bounds(rule: Rule) -> list[Bound]:
    def number(name: str) -> float | None:
        return rule.numbers[name].value if name in rule.numbers else None

    least, most = number("least"), number("most")
    match rule.check:
        case "count_at_most" | "count_range":
            return [Bound("repetitions", rule.id, "repetitions", most, least)]
        case "hold_range":
            return [Bound("hold", rule.id, "s", most, least)]
        case "hold_target":
            return [Bound("hold", rule.id, "s", rule.target, rule.at_least)]
        case "effort_at_most":
            return [Bound("effort", rule.id, "s", most)]
        case "duration_at_most":
            return [Bound("duration", rule.id, "s", most)]
        case "rest_between_series":
            return [
                Bound("series", rule.id, "repetitions", number("series")),
                Bound("rest", rule.id, "s", least=least),
            ]
    if rule.role == "weight":
        return [Bound("weight", rule.id, "kg", most, least)]
    return []
