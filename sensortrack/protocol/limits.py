"""What a dose is held against: the rules' hard limits, and the bounds that keep a plan from being a slip of the pen."""

from __future__ import annotations

from dataclasses import dataclass

from .amounts import PlanBound
from .catalogue_model import Catalogue
from .exercise import Exercise
from .rule import Rule


@dataclass(frozen=True, slots=True)
class Bound:
    """The most (and least) of one dimension of a dose, and the rule that says so.

    `of` is the dimension: those of `amounts.PLAN_UNITS`, and effort (s) and weight (kg). `rule` is the id of the rule,
    or `plan.…` for a bound that only plans have.
    """

    of: str
    rule: str
    unit: str
    most: float | None = None
    least: float | None = None


def bounds_of(exercise: Exercise, catalogue: Catalogue, *, initial: bool) -> tuple[Bound, ...]:
    """Every limit that a rule sets; `initial` for the first stage, where limits that may grow hold, too.

    A measured tolerance is for measuring, not for planning: it isn't added here.
    """
    rules = [*exercise.rules, *(r for r in catalogue.rules if r.check == "count_at_most")]
    found = []
    for rule in rules:
        if rule.may_grow and not initial:
            continue
        found += _bounds(rule)
    return tuple(found)


def plan_bounds_of(exercise: Exercise, catalogue: Catalogue) -> tuple[Bound, ...]:
    """The bounds that only plans have; an exercise's own stands in place of the general one."""
    found = {b.of: _planned_bound(b, "plan") for b in catalogue.plan_bounds}
    found |= {b.of: _planned_bound(b, f"{exercise.id}.plan") for b in exercise.plan_bounds}
    return tuple(found.values())


def _planned_bound(bound: PlanBound, prefix: str) -> Bound:
    least = None if bound.least is None else bound.least.value
    return Bound(bound.of, f"{prefix}.{bound.of}", bound.most.unit, bound.most.value, least)


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
                Bound("series_repetitions", rule.id, "repetitions", number("series")),
                Bound("rest", rule.id, "s", least=least),
            ]
    if rule.role == "weight":
        return [Bound("weight", rule.id, "kg", most, least)]
    return []
