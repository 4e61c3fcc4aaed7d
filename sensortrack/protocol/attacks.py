"""Sharp attacks in a movement, and the passive hang."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter

from ..records import Attempt, Finding, invalid
from .case import NOTHING_DONE, Case, beyond, times

_NO_GYROSCOPE = "the recording has no gyroscope, and attacks show in the angular rate only"
_UNMEASURED = invalid("1", "its peak acceleration ratio wasn't measured")


def no_attack(case: Case) -> Finding:
    """No out or return phase has a peak acceleration ratio of the limit or more."""
    limit = case.attack_ratio
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
    usual = Counter(reasons).most_common(1)[0][0] if reasons else ""
    if not ratios:
        return case.not_judged(f"no phase can be judged, most often because: {usual}")
    largest = max(ratios)
    if largest >= limit:
        attacks = sum(r >= limit for r in ratios)
        return case.failed(
            f"{times(attacks, 'attack')} in {times(len(ratios), 'phase')}: the sharpest has a peak"
            f" acceleration ratio of {largest:.2f}; {limit:g} or more is an attack",
            largest,
            tuple(a for a, valid, _ in found if max(valid, default=0.0) >= limit),
        )
    others = times(len(reasons), "other")
    unjudged = f"; {others} can't be judged, most often because: {usual}" if reasons else ""
    judged = tuple(a for a, valid, _ in found if valid)
    return case.passed(f"no attack in {times(len(ratios), 'phase')}{unjudged}", largest, judged)


def passive_hang(case: Case) -> Finding:
    """Neither an attack nor a swing beyond the limit."""
    measures = case.evidence.measures
    limit = case.attack_ratio
    attack, ratio, unknown = _attack_in_hang(case, limit)
    swing = measures.get("swing_deg", invalid("deg", "it wasn't measured"))
    reported = "".join(
        f", {word} {m.value:.1f}{unit}"
        for name, word, unit in (("sway_rms_deg", "sway", "° rms"), ("peak_rate_dps", "peak rate", "°/s"))
        if (m := measures.get(name)) is not None and m.value is not None
    )
    value = swing.value if swing.valid else None
    said = "" if value is None else f"a swing of {value:.1f}°{reported}"
    if value is not None and beyond(value, case.rule.at_most):
        also = "; there was an attack, too" if attack else ""
        return case.failed(f"{said}: more than {case.rule.at_most:g}°{also}", value)
    if attack:
        failed = case.failed(f"an attack{_size(ratio)}; {limit:g} or more is one{reported}", ratio)
        # The ratio is what decided, so the finding speaks of it, not of the swing.
        return dataclasses.replace(failed, unit="1", limit=limit, at_most=limit)
    if value is None:
        return case.not_judged(f"the swing can't be judged: {swing.why or 'its measure is not valid'}")
    if attack is None:
        return case.not_judged(f"{said}, but attacks can't be judged: {unknown}", value)
    if case.unseen:
        return case.not_judged(f"{said}, but {case.unseen} may hide more", value)
    return case.passed(f"{said}, and no attack", value)


def _ratios(attempt: Attempt) -> tuple[list[float], list[str]]:
    """The valid ratios of an attempt's phases, and the reasons why the others have none."""
    valid: list[float] = []
    reasons: list[str] = []
    for phase in attempt.phases:
        if phase.name == "hold":
            continue
        m = phase.measures.get("attack_ratio", _UNMEASURED)
        if m.valid and m.value is not None:
            valid.append(m.value)
        else:
            reasons.append(m.why or "its peak acceleration ratio isn't valid")
    if not valid and not reasons:
        reasons.append(attempt.reason or "the attempt's phases aren't defined")
    return valid, reasons


def _no_attack_in_hang(case: Case, limit: float) -> Finding:
    attack, ratio, unknown = _attack_in_hang(case, limit)
    if attack:
        return case.failed(f"an attack in the hang{_size(ratio)}; {limit:g} or more is one", ratio)
    if attack is None:
        return case.not_judged(unknown, ratio)
    if case.unseen:
        return case.not_judged(f"no attack was seen, but {case.unseen} may hide one", ratio)
    return case.passed("no attack in the hang", ratio)


def _attack_in_hang(case: Case, limit: float) -> tuple[bool | None, float | None, str]:
    """Whether there was an attack (None: can't be told), its ratio, and why it can't be told.

    A hang has no phases: an attack is an event, or the largest ratio of the whole hang. That no event
    came proves nothing unless the ratio shows that attacks were looked for.
    """
    if not case.evidence.has_gyroscope:
        return None, None, _NO_GYROSCOPE
    measure = case.evidence.measures.get(
        "attack_ratio", invalid("1", "a hang has no phases, and its peak acceleration ratio wasn't measured")
    )
    events = [e for e in case.evidence.events if e.type == "jerk" and e.kind == "attack"]
    sizes = [e.size for e in events if e.size is not None and e.unit == "1" and math.isfinite(e.size)]
    valid = [measure.value] if measure.valid and measure.value is not None else []
    ratio = max(sizes + valid, default=None)
    if events or any(r >= limit for r in valid):
        return True, ratio, ""
    if valid:
        return False, ratio, ""
    return None, ratio, measure.why or "its peak acceleration ratio isn't valid"


def _size(ratio: float | None) -> str:
    return "" if ratio is None else f" with a peak acceleration ratio of {ratio:.2f}"
