"""Counts: how often the exercise was done, on each side where it has sides."""

from __future__ import annotations

import math

from ..motion.spec import Sides
from ..records import Attempt, Finding
from .case import NOTHING_DONE, Case, times

Sided = dict[str, tuple[Attempt, ...]]


def count(case: Case) -> Finding:
    """At most so many, and at least so many where the rule says so; each side counts for itself.

    What the recording may have hidden is added before a count passes, never before it fails.
    """
    movement = case.exercise.movement
    if movement.kind == "hang":
        return case.not_judged("a hang has no repetitions to count")
    repetitions = case.repetitions
    if not repetitions:
        return case.not_judged(NOTHING_DONE, 0.0)
    least, most = case.rule.at_least or 0.0, case.rule.number("most")
    sides, unknown = by_side(repetitions, movement.sides)
    hidden, hidden_why = _hidden(case, repetitions)
    highest, lowest = (f(len(s) for s in sides.values()) for f in (max, min))
    total, tally = len(repetitions), _tally(sides, unknown)
    each = " on each side" if len(sides) > 1 else ""

    if highest > most:
        over = tuple(a for side in sides.values() for a in side[int(most) :])
        return case.failed(
            f"{tally} in this recording, more than {most:g}{each}{_growth(case)}", float(highest), over
        )
    if total > most * len(sides):
        # However the unknown ones are shared out, one side has too many.
        return case.failed(
            f"{tally} in this recording: more than {most:g} on one side, whichever it was{_growth(case)}",
            float(math.ceil(total / len(sides))),
            repetitions[int(most) * len(sides) :],
        )
    loose = len(unknown) + hidden
    if lowest + loose < least:
        return case.failed(
            f"not completed: {tally} in this recording, fewer than {least:g}{each}",
            float(lowest),
            repetitions,
            case.rule.at_least,
        )
    if least <= lowest and highest + loose <= most:
        return case.passed(f"{tally} in this recording", float(highest + len(unknown)), repetitions)
    reasons = [hidden_why] if hidden else []
    if unknown:
        reasons.append(f"the side of {times(len(unknown))} isn't known")
    return case.not_judged(
        f"{tally} in this recording, but {' and '.join(reasons)}", float(highest), repetitions
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
    return {"one way": one, "the other way": other}, ()


def _hidden(case: Case, repetitions: tuple[Attempt, ...]) -> tuple[int, str]:
    """How many repetitions may have gone unseen, at most, and why."""
    # An interrupted attempt may have been one. Across a gap there may be as many as fit in at the
    # quickest pace seen, and one that was under way when the samples came back.
    quickest = min(a.end_s - a.start_s for a in repetitions)
    hidden = len(case.interrupted)
    for gap in case.long_gaps:
        hidden += 1 + (int((gap.end_s - gap.start_s) / quickest) if quickest > 0 else len(repetitions))
    reasons = [f"{case.unseen} may hide {hidden} more"] if hidden else []
    if case.exercise.seen == "hardly":
        small = sum(a.outcome == "too_small" for a in case.evidence.attempts)
        hidden += small
        least = case.exercise.least_amplitude.value
        if small:
            reasons.append(
                f"the lower back hardly moves in this exercise, and {times(small, 'movement')} below"
                f" {least:g}° may have been one each"
            )
        faint = [a for a in repetitions if (a.amplitude_deg or 0.0) < FAINT_SHARE * least]
        if faint:
            hidden += UNSEEN
            reasons.append(
                f"the lower back hardly moves in this exercise: {times(len(faint))} stood out so little that"
                " others may have gone unseen"
            )
    return hidden, " and ".join(reasons)


def _tally(sides: Sided, unknown: tuple[Attempt, ...]) -> str:
    if len(sides) == 1:
        return times(sum(map(len, sides.values())))
    parts = [f"{name} {len(side)}" for name, side in sides.items()]
    if unknown:
        parts = [p for p, side in zip(parts, sides.values(), strict=True) if side]
        parts.append(f"side not known {len(unknown)}")
    return f"repetitions: {', '.join(parts)}"


def _growth(case: Case) -> str:
    """What may become of a general limit later: it grows only where the exercise has no count of its own."""
    if not case.rule.may_grow:
        return ""
    own = [r.id for r in case.exercise.rules if r.check in ("count_at_most", "count_range")]
    if own:
        return f" (the exercise's own limit, {own[0]}, stands for good)"
    return " (at the start; whether more is allowed later, the history decides)"
