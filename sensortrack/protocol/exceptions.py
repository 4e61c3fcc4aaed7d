"""A clinician's exceptions as the judge has them: the rule moved as far as they go, and a finding that names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from ..records import Code, Finding, Reason, SessionRecord
from .catalogue_model import Catalogue
from .exercise import Exercise
from .plan import PlanException
from .rule import Number, Rule

SERIES_OF = "series_repetitions"
"""The dimension of an exception that moves how many repetitions a series has; all others move their rule's bounds."""


def exceptions_in(record: SessionRecord) -> tuple[PlanException, ...]:
    """The exceptions of the plan that a session followed."""
    return tuple(PlanException(**e) for e in record.plan.get("exceptions", ()))


def widened_for(
    exercise: Exercise, catalogue: Catalogue, exceptions: Sequence[PlanException]
) -> tuple[Exercise, Catalogue]:
    """The exercise and its catalogue with every rule that an exception names moved as far as that goes."""

    def moved(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(_widened(rule, of_rule(exceptions, rule)) for rule in rules)

    return structs.replace(exercise, rules=moved(exercise.rules)), replace(
        catalogue, rules=moved(catalogue.rules)
    )


def of_rule(exceptions: Sequence[PlanException], rule: Rule) -> tuple[PlanException, ...]:
    """The exceptions from one rule."""
    return tuple(e for e in exceptions if e.rule == rule.id)


def by_exception(finding: Finding, by_rule: Finding, exceptions: Sequence[PlanException]) -> Finding:
    """What stands of a rule and the exceptions from it.

    Parameters
    ----------
    finding : Finding
        By the rule with the exceptions.
    by_rule : Finding
        By the rule alone: it stands where the rule was kept, and where nothing can be judged in either case.
    """
    if by_rule.outcome == "pass" or by_rule.outcome == finding.outcome == "not_judged":
        return by_rule
    return replace(finding, why=_named(finding.why, exceptions))


def not_by_the_rule(finding: Finding, exceptions: Sequence[PlanException]) -> Finding:
    """An asked rule whose question has the rule's own limit: the answer breaks nothing that an exception allows."""
    if finding.outcome != "fail" or not exceptions:
        return finding
    return replace(finding, outcome="not_judged", why=_named(finding.why, exceptions))


def _named(why: Reason, exceptions: Sequence[PlanException]) -> Reason:
    return Reason(Code.BY_EXCEPTION, found=why, exceptions=tuple(e.reason for e in exceptions))


def _widened(rule: Rule, exceptions: Sequence[PlanException]) -> Rule:
    numbers = dict(rule.numbers)
    for e in exceptions:
        if e.of == SERIES_OF:
            _raise(numbers, "series", e.limit)
            continue
        if rule.target is not None:
            # A target is its own bound on both sides; moved on one of them it is a range.
            least, target = rule.at_least or 0.0, numbers.pop("target")
            numbers |= {"least": structs.replace(target, value=least), "most": target}
            rule = structs.replace(rule, numbers=numbers)
        _raise(numbers, "most", e.limit)
        if "least" in numbers and e.limit < numbers["least"].value:
            numbers["least"] = structs.replace(numbers["least"], value=e.limit)
    return structs.replace(rule, numbers=numbers)


def _raise(numbers: dict[str, Number], name: str, limit: float) -> None:
    if name in numbers and limit > numbers[name].value:
        numbers[name] = structs.replace(numbers[name], value=limit)
