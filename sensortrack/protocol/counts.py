"""Counts: how often the exercise was done, on each side where it has sides."""

from __future__ import annotations

import math

from ..motion.spec import Sides
from ..records import Attempt, Code, Finding, Reason
from .rule_context import NOTHING_DONE, RuleContext

Sided = dict[str, tuple[Attempt, ...]]


def count(case: RuleContext) -> Finding:
    """At most so many, and at least so many where the rule says so; each side counts for itself.

    What the recording may have hidden is added before a count passes, never before it fails.
    """
    movement = case.exercise.movement
    if movement.kind == "hang":
        return case.not_judged(Reason(Code.HANG_NOT_COUNTED))
    repetitions = case.repetitions
    if not repetitions:
        return case.not_judged(NOTHING_DONE, 0.0)
    least, most = case.rule.at_least or 0.0, case.rule.number("most")
    sides, unknown = by_side(repetitions, movement.sides)
    hidden, whys = _hidden(case, repetitions)
    highest, lowest = (f(len(s) for s in sides.values()) for f in (max, min))
    total, tally = len(repetitions), _tally(sides, unknown)
    each = (Reason(Code.EACH_SIDE),) if len(sides) > 1 else ()
    later = _growth(case)

    if highest > most:
        over = tuple(a for side in sides.values() for a in side[int(most) :])
        return case.failed(
            Reason(Code.COUNT_OVER, counted=tally, most=most, each=each, later=later), float(highest), over
        )
    if total > most * len(sides):
        # However the unknown ones are shared out, one side has too many.
        return case.failed(
            Reason(Code.COUNT_OVER_ON_ONE_SIDE, counted=tally, most=most, later=later),
            float(math.ceil(total / len(sides))),
            repetitions[int(most) * len(sides) :],
        )
    loose = len(unknown) + hidden
    if lowest + loose < least:
        return case.failed(
            Reason(Code.COUNT_UNDER, counted=tally, least=least, each=each),
            float(lowest),
            repetitions,
            case.rule.at_least,
        )
    if least <= lowest and highest + loose <= most:
        return case.passed(Reason(Code.COUNT_KEPT, counted=tally), float(highest + len(unknown)), repetitions)
    if unknown:
        whys.append(Reason(Code.SIDE_UNKNOWN, n=len(unknown)))
    return case.not_judged(
        Reason(Code.COUNT_OPEN, counted=tally, why=tuple(whys)), float(highest), repetitions
    )


FAINT_SHARE = 3.0
"""Where an exercise hardly shows, a repetition below so many times the least amplitude barely stood out."""
UNSEEN = 1_000
"""More than anybody does: no limit can be said to be kept."""


def by_side(repetitions: tuple[Attempt, ...], sides: Sides) -> tuple[Sided, tuple[Attempt, ...]]:
    """Repetitions by side, and those whose side isn't known.

    Which way the body turned is known even where the mounting isn't, and each way is a side; which
    limb was lifted isn't, so there only a named side will do.
    """
    if sides == "none":
        return {"": repetitions}, ()
    if sides == "limbs" or all(a.side for a in repetitions):
        left = tuple(a for a in repetitions if a.side == "left")
        right = tuple(a for a in repetitions if a.side == "right")
        return {"left": left, "right": right}, tuple(a for a in repetitions if a.side is None)
    one = tuple(a for a in repetitions if a.direction > 0)
    other = tuple(a for a in repetitions if a.direction <= 0)
    return {"one_way": one, "other_way": other}, ()


def _hidden(case: RuleContext, repetitions: tuple[Attempt, ...]) -> tuple[int, list[Reason]]:
    """How many repetitions may have gone unseen, at most, and why."""
    # Across a gap there may be as many as fit in at the quickest pace seen, and one that was under way when the samples
    # came back. An interrupted attempt may have been one, or as many as fit in, if the person never came back from it.
    quickest = min(a.end_s - a.start_s for a in repetitions)

    def fitting(start_s: float, end_s: float) -> int:
        return int((end_s - start_s) / quickest) if quickest > 0 else len(repetitions)

    hidden = sum(max(1, fitting(a.start_s, a.end_s)) for a in case.interrupted)
    hidden += sum(1 + fitting(gap.start_s, gap.end_s) for gap in case.long_gaps)
    whys = [Reason(Code.MAY_HIDE, unseen=case.unseen, n=hidden)] if hidden else []
    if case.evidence.not_followed:
        hidden += case.evidence.not_followed
        whys.append(Reason(Code.NOT_FOLLOWED, n=case.evidence.not_followed))
    least = case.exercise.movement.least_amplitude_deg
    small = [a for a in case.evidence.attempts if a.outcome == "too_small"]
    if case.exercise.observability == "hardly":
        if small:
            whys.append(Reason(Code.SMALL_MAY_COUNT, n=len(small), least_deg=least))
        faint = [a for a in repetitions if (a.amplitude_deg or 0.0) < FAINT_SHARE * least]
        if faint:
            hidden += UNSEEN
            whys.append(Reason(Code.FAINT, n=len(faint)))
    else:
        small = [a for a in small if _nearly_reached(a, least)]
        if small:
            whys.append(Reason(Code.NEARLY_REACHED, n=len(small), least_deg=least))
    hidden += len(small)
    return hidden, whys


def _nearly_reached(attempt: Attempt, least_deg: float) -> bool:
    """Whether an amplitude falls short of the least one by no more than its standard deviation."""
    amplitude = attempt.measures.get("amplitude_deg")
    if amplitude is None or amplitude.value is None or amplitude.uncertainty is None:
        return False
    return amplitude.value + amplitude.uncertainty >= least_deg


def _tally(sides: Sided, unknown: tuple[Attempt, ...]) -> Reason:
    if len(sides) == 1:
        return Reason(Code.COUNTED, n=sum(map(len, sides.values())))
    counts = {name: len(side) for name, side in sides.items() if side or not unknown}
    if unknown:
        counts["unknown_side"] = len(unknown)
    parts = tuple(Reason(Code.OF_SIDE, side=side, n=n) for side, n in counts.items())
    return Reason(Code.COUNTED_BY_SIDE, sides=parts)


def _growth(case: RuleContext) -> tuple[Reason, ...]:
    """What may become of a general limit later: it grows only where the exercise has no count of its own."""
    if not case.rule.may_grow:
        return ()
    own = [r.id for r in case.exercise.rules if r.check in ("count_at_most", "count_range")]
    if own:
        return (Reason(Code.OWN_LIMIT_STANDS, rule=own[0]),)
    return (Reason(Code.HISTORY_DECIDES),)
