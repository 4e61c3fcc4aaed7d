"""Sharp attacks in a movement, and the passive hang."""

from __future__ import annotations

import dataclasses

from ..records import Attempt, Code, Finding, Reason, invalid
from ..records.packed_measures import valid_value
from .rule_context import NOTHING_DONE, RuleContext, beyond, most_common

_NO_GYROSCOPE = Reason(Code.NO_GYROSCOPE)
_NOT_MEASURED = Reason(Code.NOT_MEASURED)
_UNMEASURED = invalid("1", _NOT_MEASURED)


def no_attack(case: RuleContext) -> Finding:
    """No out or return phase has a peak acceleration ratio of the limit or more."""
    limit = case.attack_ratio_limit
    if case.exercise.movement.kind == "hang":
        return _no_attack_in_hang(case, limit)
    if not case.evidence.has_gyroscope:
        return case.not_judged(_NO_GYROSCOPE)
    # A movement below the least amplitude is a fidget, too small for its ratio to mean anything.
    moved = [a for a in case.evidence.attempts if a.outcome != "too_small"]
    if not moved:
        return case.not_judged(NOTHING_DONE)
    found = [(a, *_ratios(a)) for a in moved]
    ratios = [r for _, valid, _ in found for r in valid]
    reasons = [why for _, _, invalid in found for why in invalid]
    if not ratios:
        return case.not_judged(Reason(Code.NO_PHASE_JUDGED, why=most_common(reasons)))
    largest = max(ratios)
    if largest >= limit:
        attacks = sum(r >= limit for r in ratios)
        return case.failed(
            Reason(Code.ATTACKS, n=attacks, phases=len(ratios), ratio=largest, limit=limit),
            largest,
            tuple(a for a, valid, _ in found if max(valid, default=0.0) >= limit),
        )
    others = (Reason(Code.OTHERS_NOT_JUDGED, n=len(reasons), why=most_common(reasons)),) if reasons else ()
    judged = tuple(a for a, valid, _ in found if valid)
    return case.passed(Reason(Code.NO_ATTACK, phases=len(ratios), others=others), largest, judged)


def passive_hang(case: RuleContext) -> Finding:
    """Neither an attack nor a swing beyond the limit; a sensor alone says no more of a hang."""
    measures = case.evidence.measures
    limit = case.attack_ratio_limit
    attack, ratio, unknown = _attack_in_hang(case, limit)
    swing = measures.get("swing_deg", invalid("deg", _NOT_MEASURED))
    motion = _motion(case)
    value, most = swing.value if swing.valid else None, case.rule.at_most
    if attack and (value is None or not beyond(value, most)):
        failed = case.failed(
            Reason(Code.ATTACK_IN_HANG, size=_size(ratio), limit=limit, motion=motion), ratio
        )
        # The ratio is what decided, so the finding speaks of it, not of the swing.
        return dataclasses.replace(failed, unit="1", limit=limit, at_most=limit)
    if value is None:
        return case.not_judged(Reason(Code.SWING_UNKNOWN, why=swing.why or _NOT_MEASURED))
    said = Reason(Code.SWING, swing_deg=value, motion=motion)
    if most is not None and beyond(value, most):
        also = (Reason(Code.ATTACK_TOO),) if attack else ()
        return case.failed(Reason(Code.HANG_SWINGS, swing=said, most_deg=most, also=also), value)
    if unknown is not None:
        return case.not_judged(Reason(Code.HANG_ATTACKS_UNKNOWN, swing=said, why=unknown), value)
    if case.unseen:
        return case.not_judged(Reason(Code.HANG_OPEN, swing=said, unseen=case.unseen), value)
    # Whether the feet were off the ground only the person knows: a session asks.
    return case.not_judged(Reason(Code.HANG_OR_STANDING, swing=said), value)


def _motion(case: RuleContext) -> tuple[Reason, ...]:
    """What else is reported of a hang's movement, where it was measured."""
    sway, rate = (
        case.evidence.measures.get(name, _UNMEASURED).value for name in ("sway_rms_deg", "peak_rate_dps")
    )
    parts = [] if sway is None else [Reason(Code.SWAY, rms_deg=sway)]
    parts += [] if rate is None else [Reason(Code.PEAK_RATE, peak_dps=rate)]
    return tuple(parts)


def _ratios(attempt: Attempt) -> tuple[list[float], list[Reason]]:
    """The valid ratios of an attempt's phases, and the reasons why the others have none."""
    valid: list[float] = []
    reasons: list[Reason] = []
    for phase in attempt.phases:
        if phase.name == "hold":
            continue
        ratio = valid_value(phase.measures, "attack_ratio")
        if ratio is not None:
            valid.append(ratio)
        else:
            reasons.append(phase.measures.get("attack_ratio", _UNMEASURED).why or _NOT_MEASURED)
    if not valid and not reasons:
        reasons.append(attempt.reason or Reason(Code.PHASES_UNDEFINED))
    return valid, reasons


def _no_attack_in_hang(case: RuleContext, limit: float) -> Finding:
    attack, ratio, unknown = _attack_in_hang(case, limit)
    if attack:
        return case.failed(Reason(Code.ATTACK_IN_HANG, size=_size(ratio), limit=limit, motion=()), ratio)
    if unknown is not None:
        return case.not_judged(unknown, ratio)
    if case.unseen:
        return case.not_judged(Reason(Code.HANG_ATTACK_OPEN, unseen=case.unseen), ratio)
    return case.passed(Reason(Code.NO_ATTACK_IN_HANG), ratio)


def _attack_in_hang(case: RuleContext, limit: float) -> tuple[bool, float | None, Reason | None]:
    """Whether there was an attack, its ratio, and the reason where that can't be decided.

    A hang has no phases: an attack is an event, or the largest ratio of the whole hang. That no event
    came proves nothing unless the ratio shows that attacks were looked for.
    """
    if not case.evidence.has_gyroscope:
        return False, None, _NO_GYROSCOPE
    unmeasured = invalid("1", Reason(Code.HANG_RATIO_UNMEASURED))
    measure = case.evidence.measures.get("attack_ratio", unmeasured)
    events = [e for e in case.evidence.events if e.type == "jerk" and e.kind == "attack"]
    sizes = [e.size for e in events if e.size is not None and e.unit == "1"]
    valid = [measure.value] if measure.valid and measure.value is not None else []
    ratio = max(sizes + valid, default=None)
    if events or any(r >= limit for r in valid):
        return True, ratio, None
    if valid:
        return False, ratio, None
    return False, ratio, measure.why or _NOT_MEASURED


def _size(ratio: float | None) -> tuple[Reason, ...]:
    return () if ratio is None else (Reason(Code.OF_RATIO, ratio=ratio),)
