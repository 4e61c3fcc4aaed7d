"""Durations: of a hold, of an effort, of the rest between series, of the whole exercise."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

from ..records import Attempt, Code, Finding, Reason
from .rule_context import NOTHING_DONE, RuleContext, beyond, most_common, short_of

Timed = list[tuple[Attempt, float]]
Found = list[tuple[Attempt, "float | Reason"]]
"""Each repetition with its time in s, or why it has none."""


class DurationCodes(NamedTuple):
    """The codes of a time that every repetition has."""

    passed: Code
    long: Code
    untimed: Code
    open: Code


HOLD = DurationCodes(Code.HOLDS_KEPT, Code.HOLDS_LONG, Code.HOLDS_UNTIMED, Code.HOLDS_OPEN)
EFFORT = DurationCodes(Code.EFFORTS_KEPT, Code.EFFORTS_LONG, Code.EFFORTS_UNTIMED, Code.EFFORTS_OPEN)
UNDEFINED = Reason(Code.PHASES_UNDEFINED)


def hold(case: RuleContext) -> Finding:
    """Every repetition's hold is long enough and not too long."""
    return _each(case, HOLD, [(a, _hold_of(a)) for a in case.repetitions])


def effort(case: RuleContext) -> Finding:
    """No repetition, from the start of out to the end of return, lasts too long."""
    return _each(case, EFFORT, [(a, _effort_of(a)) for a in case.repetitions])


def _each(case: RuleContext, words: DurationCodes, found: Found) -> Finding:
    if not found:
        return case.not_judged(NOTHING_DONE)
    n = len(found)
    timed: Timed = [(a, s) for a, s in found if not isinstance(s, Reason)]
    too_long = [s for _, s in timed if beyond(s, case.rule.at_most)]
    too_short = [s for _, s in timed if short_of(s, case.rule.at_least)]
    broken = tuple(a for a, s in timed if beyond(s, case.rule.at_most) or short_of(s, case.rule.at_least))
    # Too long is named first where there are both: it is the one that can do harm.
    if too_long:
        longest = max(too_long)
        least = case.rule.at_least or 0.0
        also = (Reason(Code.ALSO_SHORT, short=len(too_short), least_s=least),) if too_short else ()
        why = Reason(words.long, long=len(too_long), n=n, longest_s=longest, also=also, **_upper(case))
        return case.failed(why, longest, broken)
    if too_short:
        shortest = min(too_short)
        least = case.rule.at_least or 0.0
        why = Reason(Code.HOLDS_SHORT, short=len(too_short), n=n, shortest_s=shortest, least_s=least)
        return case.failed(why, shortest, broken, case.rule.at_least)
    longest_seen = max((s for _, s in timed), default=None)
    attempts = tuple(a for a, _ in timed)
    unknown = [s for _, s in found if isinstance(s, Reason)]
    if longest_seen is None or unknown:
        why = Reason(words.untimed, untimed=len(unknown), n=n, why=most_common(unknown))
        return case.not_judged(why, longest_seen, attempts)
    if case.unseen:
        return case.not_judged(Reason(words.open, n=n, unseen=case.unseen), longest_seen, attempts)
    return case.passed(Reason(words.passed, n=n, longest_s=longest_seen), longest_seen, attempts)


def _hold_of(attempt: Attempt) -> float | Reason:
    measure = attempt.measures.get("hold_s")
    if measure is not None and measure.why is not None:
        return measure.why
    return (attempt.reason or UNDEFINED) if attempt.hold_s is None else attempt.hold_s


def _effort_of(attempt: Attempt) -> float | Reason:
    # Without its phases an attempt has no start and end of its own (someone who swings on through the
    # start pose, say), and what lies between the times it carries is no effort.
    if attempt.phase("out") is None or attempt.phase("return") is None:
        return attempt.reason or UNDEFINED
    return attempt.end_s - attempt.start_s


def _upper(case: RuleContext) -> dict[str, float]:
    """What is allowed in all, and what it is made of."""
    most, tolerance = case.rule.at_most or 0.0, case.rule.number("tolerance")
    return {"most_s": most, "limit_s": most - tolerance, "tolerance_s": tolerance}


def rest(case: RuleContext) -> Finding:
    """Between two series, each of at most so many, there is a pause without an attempt."""
    size, least = case.rule.number("series"), case.rule.number("least")
    if not case.repetitions:
        return case.not_judged(NOTHING_DONE)
    # A movement below the least amplitude isn't this exercise: who shifts in the chair still rests.
    attempts = [a for a in case.evidence.attempts if a.outcome != "too_small"]
    series, pauses = [[attempts[0]]], []
    for before, after in pairwise(attempts):
        pause = after.start_s - before.end_s
        if short_of(pause, least):
            series[-1].append(after)
        else:
            series.append([after])
            pauses.append(pause)
    for one in series:
        done = tuple(a for a in one if a.outcome == "repetition")
        if len(done) > size:
            longest = max(0.0, *(b.start_s - a.end_s for a, b in pairwise(one)))
            return case.failed(
                Reason(Code.NO_REST, n=len(done), longest_s=longest, most=size, least_s=least),
                longest,
                done[int(size) :],
            )
    with_repetitions = sum(any(a.outcome == "repetition" for a in one) for one in series)
    if with_repetitions < 2:
        return case.not_judged(Reason(Code.ONE_SERIES, n=len(case.repetitions)))
    shortest = min(pauses)
    if case.unseen:
        why = Reason(Code.REST_OPEN, series=with_repetitions, unseen=case.unseen)
        return case.not_judged(why, shortest)
    why = Reason(Code.RESTED, series=with_repetitions, most=size, shortest_s=shortest)
    return case.passed(why, shortest, case.repetitions)


GETTING_READY_S = 60.0
"""What getting into the start pose may take; a longer time before it may have been the exercise already."""


def duration(case: RuleContext) -> Finding:
    """The exercise, from the start pose on, doesn't last too long; time that was lost may have been a pause."""
    whole, before, most = case.evidence.duration_s, case.evidence.before_s, case.rule.at_most
    if not math.isfinite(whole):
        return case.not_judged(Reason(Code.DURATION_UNKNOWN))
    if not case.evidence.attempts:
        return case.not_judged(Reason(Code.NOTHING_TO_TIME), whole)
    lasted = whole - before
    said = {"lasted_min": lasted / 60.0, "lasted_s": lasted}
    lost = sum(g.end_s - g.start_s for g in case.long_gaps)
    if not beyond(lasted, most):
        if before > GETTING_READY_S and beyond(whole, most):
            return case.not_judged(Reason(Code.DURATION_BEFORE, before_s=before, **said), lasted)
        return case.passed(Reason(Code.DURATION_KEPT, **said), lasted)
    if lost and not beyond(lasted - lost, most):
        return case.not_judged(Reason(Code.DURATION_GAPS, gaps_s=lost, **said), lasted)
    return case.failed(Reason(Code.DURATION_OVER, most_s=most or 0.0, **said), lasted)
