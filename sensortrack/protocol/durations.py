"""Durations: of a hold, of an effort, of the rest between series, of the whole exercise."""

from __future__ import annotations

import math
from itertools import pairwise

from ..records import Attempt, Finding
from .case import NOTHING_DONE, Case, beyond, short_of, times

Timed = list[tuple[Attempt, float]]


def hold(case: Case) -> Finding:
    """Every repetition's hold is long enough and not too long."""
    return _each(case, "hold", [(a, *_hold_of(a)) for a in case.repetitions])


def effort(case: Case) -> Finding:
    """No repetition, from the start of out to the end of return, lasts too long."""
    return _each(case, "effort", [(a, *_effort_of(a)) for a in case.repetitions])


def _each(case: Case, what: str, found: list[tuple[Attempt, float | None, str]]) -> Finding:
    if not found:
        return case.not_judged(NOTHING_DONE)
    timed: Timed = [(a, s) for a, s, _ in found if s is not None]
    too_long = [s for _, s in timed if beyond(s, case.rule.at_most)]
    too_short = [s for _, s in timed if short_of(s, case.rule.at_least)]
    broken = tuple(a for a, s in timed if beyond(s, case.rule.at_most) or short_of(s, case.rule.at_least))
    # Too long is named first where there are both: it is the one that can do harm.
    if too_long:
        longest = max(too_long)
        also = f"; {len(too_short)} not reached (below {case.rule.at_least:g} s)" if too_short else ""
        return case.failed(
            f"too long: {len(too_long)} of {times(len(found), what)}, the longest {longest:.2f} s,"
            f" beyond {_upper(case)}{also}",
            longest,
            broken,
        )
    if too_short:
        shortest = min(too_short)
        return case.failed(
            f"not reached: {len(too_short)} of {times(len(found), what)}, the shortest {shortest:.2f} s,"
            f" below {case.rule.at_least:g} s",
            shortest,
            broken,
            case.rule.at_least,
        )
    longest_seen = max((s for _, s in timed), default=None)
    attempts = tuple(a for a, _ in timed)
    unknown = [why for _, s, why in found if s is None]
    if unknown:
        return case.not_judged(
            f"the {what} of {len(unknown)} of {times(len(found))} can't be timed: {unknown[0]}",
            longest_seen,
            attempts,
        )
    if case.unseen:
        return case.not_judged(
            f"{times(len(found), what)} within the limit, but {case.unseen} may hide another",
            longest_seen,
            attempts,
        )
    return case.passed(f"{times(len(found), what)}, the longest {longest_seen:.2f} s", longest_seen, attempts)


def _hold_of(attempt: Attempt) -> tuple[float | None, str]:
    measure = attempt.measures.get("hold_s")
    if measure is not None and not measure.valid:
        return None, measure.why or "its hold isn't valid"
    if attempt.hold_s is None or not math.isfinite(attempt.hold_s):
        return None, attempt.reason or "its hold isn't defined"
    return attempt.hold_s, ""


def _effort_of(attempt: Attempt) -> tuple[float | None, str]:
    # Without its phases an attempt has no start and end of its own (someone who swings on through the
    # start pose, say), and what lies between the times it carries is no effort.
    lasted = attempt.end_s - attempt.start_s
    if attempt.phase("out") is None or attempt.phase("return") is None or not math.isfinite(lasted):
        return None, attempt.reason or "its phases aren't defined"
    return lasted, ""


def _upper(case: Case) -> str:
    most, tolerance = case.rule.number("most"), case.rule.number("tolerance")
    return f"{case.rule.at_most:g} s ({most:g} s and {tolerance:g} s of tolerance)"


def rest(case: Case) -> Finding:
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
                f"{times(len(done))} without a rest: the longest pause among them was {longest:.1f} s;"
                f" after {size:g} it must be {least:g} s or more",
                longest,
                done[int(size) :],
            )
    with_repetitions = sum(any(a.outcome == "repetition" for a in one) for one in series)
    if with_repetitions < 2:
        return case.not_judged(
            f"only one series ({times(len(case.repetitions))}) in this recording; a rest shows between two"
        )
    shortest = min(pauses)
    if case.unseen:
        return case.not_judged(
            f"{with_repetitions} series, but {case.unseen} may hide an attempt in the rest", shortest
        )
    return case.passed(
        f"{with_repetitions} series of at most {size:g}, the shortest rest between them {shortest:.1f} s",
        shortest,
        case.repetitions,
    )


GETTING_READY_S = 60.0
"""What getting into the start pose may take; a longer time before it may have been the exercise already."""


def duration(case: Case) -> Finding:
    """The exercise, from the start pose on, doesn't last too long; time that was lost may have been a pause."""
    whole, before, most = case.evidence.duration_s, case.evidence.before_s, case.rule.at_most
    if not math.isfinite(whole):
        return case.not_judged("the duration isn't known")
    if not case.evidence.attempts:
        return case.not_judged("no movement of this exercise was found, so its duration isn't known", whole)
    lasted = whole - before
    said = f"{lasted / 60:.1f} min ({lasted:.1f} s) from the start pose on"
    lost = sum(g.end_s - g.start_s for g in case.long_gaps)
    if not beyond(lasted, most):
        if before > GETTING_READY_S and beyond(whole, most):
            why = f"{said}, but the {before:.1f} s before it may have been the exercise, too"
            return case.not_judged(why, lasted)
        return case.passed(said, lasted)
    if lost and not beyond(lasted - lost, most):
        return case.not_judged(f"{said}, but {lost:.1f} s of it are gaps and may have been a pause", lasted)
    return case.failed(f"{said}, beyond {most:g} s", lasted)
