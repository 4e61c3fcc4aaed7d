"""The judge: one finding for every rule that holds for an exercise, from what a recording shows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from ..records import Code, Finding, Reason
from .attacks import no_attack, passive_hang
from .catalogue_model import Catalogue, Judging
from .counts import count
from .durations import duration, effort, hold, rest
from .evidence import Evidence
from .exercise import Exercise
from .judge_answers import judge_not_answered
from .rule_context import RuleContext, short_of

JUDGES: Mapping[str, Callable[[RuleContext], Finding]] = {
    "no_attack": no_attack,
    "passive_hang": passive_hang,
    "count_at_most": count,
    "count_range": count,
    "hold_range": hold,
    "hold_target": hold,
    "effort_at_most": effort,
    "rest_between_series": rest,
    "duration_at_most": duration,
}
"""How each check of `CHECKS` judges."""


def judge(exercise: Exercise, catalogue: Catalogue, evidence: Evidence) -> tuple[Finding, ...]:
    """Judge a recording of an exercise by every general rule and every rule of the exercise.

    Parameters
    ----------
    catalogue : Catalogue
        Where the exercise stands.
    evidence : Evidence
        What the recording shows.

    Returns
    -------
    tuple of Finding
        One for each rule, general ones first, in the catalogue's order.
    """
    unfit = unfitness(evidence, catalogue.judging)
    attack_ratio = catalogue.rule_of("smooth").number("below")
    return tuple(
        _finding(RuleContext(rule, exercise, evidence, catalogue.judging, attack_ratio), unfit)
        for rule in catalogue.rules_of(exercise)
    )


def unfitness(evidence: Evidence, judging: Judging) -> Reason | None:
    """Why nothing measured in the recording can be judged, or None."""
    if evidence.unfit is not None:
        return evidence.unfit
    nominal, least_nominal = evidence.nominal_rate_hz, judging.nominal_rate.value
    if nominal is not None and short_of(nominal, least_nominal):
        return Reason(Code.NOMINAL_RATE_LOW, rate_hz=nominal, least_hz=least_nominal)
    real, least_real = evidence.rate_hz, judging.real_rate.value
    if real is None or not math.isfinite(real):
        return Reason(Code.RATE_UNKNOWN)
    if short_of(real, least_real):
        return Reason(Code.REAL_RATE_LOW, rate_hz=real, least_hz=least_real)
    return None


def _finding(case: RuleContext, unfit: Reason | None) -> Finding:
    rule = case.rule
    if rule.check is None:
        return judge_not_answered(rule)
    return JUDGES[rule.check](case) if unfit is None else case.not_judged(unfit)
