"""The judge over a whole session: the sets of each exercise taken together, and what was asked and cued."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..records import Attempt, Code, Event, Finding, Gap, Measure, Reason, SessionRecord, SetRecord
from .catalogue_model import Catalogue
from .evidence import Evidence
from .exceptions import by_exception, exceptions_in, not_by_the_rule, of_rule, widened_for
from .exercise import Exercise
from .judge import judge, unfitness
from .judge_answers import judge_answered
from .plan import PlanException
from .rule import Rule

HUNG = "hung"
"""Id of the question after a hang: whether the person hung with the feet off the ground."""


@dataclass(frozen=True, slots=True)
class SetEvidence:
    """A set of the session, and what its recording shows."""

    done: SetRecord
    evidence: Evidence


def judge_session(
    record: SessionRecord, sets: Sequence[SetEvidence], catalogue: Catalogue
) -> dict[str, tuple[Finding, ...]]:
    """Judge every exercise of a session by every rule that holds for it.

    Counts, durations and rests are those of the exercise in the whole session: its sets are laid on the
    session's clock, and their attempts numbered through, from 1 on. A rule from which the session's plan has an
    exception is held to that; the finding names it.

    Parameters
    ----------
    record : SessionRecord
        Answers, cues, screening and stop.
    sets : sequence of SetEvidence
        In the order in which they were done; a set without a recording isn't among them.

    Returns
    -------
    dict of str to tuple of Finding
        For each exercise that was begun, one finding for every rule, in the catalogue's order.
    """
    begun = dict.fromkeys(s.exercise for s in record.sets)
    exceptions = exceptions_in(record)
    found: dict[str, tuple[Finding, ...]] = {}
    for id in begun:
        exercise = catalogue.exercise(id)
        measured = _measured(exercise, [s for s in sets if s.done.exercise == id], catalogue, exceptions)
        planned = _planned(record, id)
        measured = {
            rule.id: _grown(measured[rule.id], planned) if rule.may_grow else measured[rule.id]
            for rule in catalogue.rules_of(exercise)
            if rule.check is not None
        }
        measured = {rule: _hung(f, record, id) for rule, f in measured.items()}
        if record.stop is not None and record.stop.exercise == id:
            measured = {rule: _excused(f) for rule, f in measured.items()}
        found[id] = tuple(
            _said(rule, exercise, record, catalogue, exceptions) if rule.check is None else measured[rule.id]
            for rule in catalogue.rules_of(exercise)
        )
    return found


def _said(
    rule: Rule,
    exercise: Exercise,
    record: SessionRecord,
    catalogue: Catalogue,
    exceptions: Sequence[PlanException],
) -> Finding:
    finding = judge_answered(rule, exercise.id, record, catalogue)
    return not_by_the_rule(finding, of_rule(exceptions, rule))


def _measured(
    exercise: Exercise,
    sets: Sequence[SetEvidence],
    catalogue: Catalogue,
    exceptions: Sequence[PlanException],
) -> Mapping[str, Finding]:
    """Findings of the measured rules.

    A set that can't be judged, or a measure that isn't known, can hide a fault; it neither excuses nor makes one.
    """
    unfit = [(s, unfitness(s.evidence, catalogue.judging)) for s in sets]
    fit = [s for s, why in unfit if why is None]
    reasons = [
        Reason(Code.SET_NOT_JUDGED, number=s.done.number, why=why) for s, why in unfit if why is not None
    ]
    if not sets:
        reasons.append(Reason(Code.NO_RECORDING))
    together = _together(fit or sets)
    largest, unknown = (
        _judged(exercise, catalogue, replace(together, measures=measures), exceptions)
        for measures in (_worst(fit or sets, unknown=u) for u in (-math.inf, math.inf))
    )
    findings = [f if f.outcome == "fail" else u for f, u in zip(largest, unknown, strict=True)]
    if not reasons:
        return {f.rule: f for f in findings}
    stands = {f.rule for f in findings if fit and f.outcome == "fail"}
    return {f.rule: f if f.rule in stands else _not_judged(f, tuple(reasons)) for f in findings}


def _judged(
    exercise: Exercise, catalogue: Catalogue, evidence: Evidence, exceptions: Sequence[PlanException]
) -> tuple[Finding, ...]:
    by_rules = judge(exercise, catalogue, evidence)
    if not exceptions:
        return by_rules
    named = [of_rule(exceptions, rule) for rule in catalogue.rules_of(exercise)]
    findings = judge(*widened_for(exercise, catalogue, exceptions), evidence)
    return tuple(
        by_exception(f, by_rule, mine) if mine else by_rule
        for f, by_rule, mine in zip(findings, by_rules, named, strict=True)
    )


def _not_judged(finding: Finding, sets: tuple[Reason, ...]) -> Finding:
    why = Reason(Code.SETS_NOT_JUDGED, sets=sets, otherwise=finding.why)
    return replace(finding, outcome="not_judged", why=why)


def _planned(record: SessionRecord, exercise: str) -> int | None:
    """The repetitions of an exercise that the session's plan has, for each side; None where it has no number."""
    for dose in record.plan.get("doses", ()):
        if dose["exercise"] == exercise and dose["repetitions"] is not None:
            return int(dose["series"] * dose["repetitions"])
    return None


def _grown(finding: Finding, planned: int | None) -> Finding:
    """A limit that may grow has grown where the plan goes beyond it: the history decided, or a clinician."""
    if finding.outcome != "fail" or finding.value is None or planned is None or finding.value > planned:
        return finding
    why = Reason(Code.GROWN, n=finding.value, first=finding.limit or 0.0, planned=planned)
    return replace(finding, outcome="pass", why=why, limit=float(planned), at_most=float(planned))


def _hung(finding: Finding, record: SessionRecord, exercise: str) -> Finding:
    """What was still open of a hang, by the person's answer whether they hung."""
    if finding.why.code != Code.HANG_OR_STANDING:
        return finding
    answers = record.answers_to(HUNG, exercise)
    if not answers:
        return finding
    if answers[-1].value != "yes":
        return replace(finding, why=Reason(Code.HANG_DENIED))
    return replace(finding, outcome="pass", why=Reason(Code.HANG_PASSIVE, swing=finding.why.values["swing"]))


def _excused(finding: Finding) -> Finding:
    """A person who stops owes no repetition: too few of them are no fault then."""
    if finding.outcome != "fail" or finding.unit != "repetitions" or finding.value is None:
        return finding
    if finding.at_least is None or finding.value >= finding.at_least:
        return finding
    why = Reason(Code.STOPPED_BEFORE, otherwise=finding.why)
    return replace(finding, outcome="not_judged", why=why)


def _together(sets: Sequence[SetEvidence]) -> Evidence:
    """The sets of one exercise as one evidence, on the session's clock; without their measures."""
    if not sets:
        return Evidence(
            attempts=(),
            duration_s=0.0,
            rate_hz=None,
            nominal_rate_hz=None,
            has_gyroscope=False,
            unfit=Reason(Code.NO_SET),
        )
    attempts: list[Attempt] = []
    events: list[Event] = []
    gaps: list[Gap] = []
    for s in sets:
        numbers = {a.index: len(attempts) + k for k, a in enumerate(s.evidence.attempts, start=1)}
        attempts += [_moved(replace(a, index=numbers[a.index]), s.done.start_s) for a in s.evidence.attempts]
        events += [
            replace(e, t_s=e.t_s + s.done.start_s, attempt=numbers.get(e.attempt or 0))
            for e in s.evidence.events
        ]
        gaps += [Gap(g.start_s + s.done.start_s, g.end_s + s.done.start_s) for g in s.evidence.gaps]
    evidences = [s.evidence for s in sets]
    rates = [e.rate_hz for e in evidences]
    nominal = [e.nominal_rate_hz for e in evidences if e.nominal_rate_hz is not None]
    return Evidence(
        attempts=tuple(attempts),
        duration_s=sum(e.duration_s for e in evidences),
        rate_hz=None if None in rates else min(r for r in rates if r is not None),
        nominal_rate_hz=min(nominal, default=None),
        has_gyroscope=all(e.has_gyroscope for e in evidences),
        events=tuple(events),
        gaps=tuple(gaps),
        before_s=sum(e.before_s for e in evidences),
        corrections=sum(e.corrections for e in evidences),
        not_followed=sum(e.not_followed for e in evidences),
    )


def _moved(attempt: Attempt, by_s: float) -> Attempt:
    return replace(
        attempt,
        start_s=attempt.start_s + by_s,
        end_s=attempt.end_s + by_s,
        peak_s=attempt.peak_s + by_s,
        decided_s=attempt.decided_s + by_s,
        phases=tuple(replace(p, start_s=p.start_s + by_s, end_s=p.end_s + by_s) for p in attempt.phases),
    )


def _worst(sets: Sequence[SetEvidence], *, unknown: float) -> dict[str, Measure]:
    """For each measure the largest of the sets; one that isn't valid, or that a set lacks, counts as `unknown`."""

    def size(measure: Measure | None) -> float:
        return unknown if measure is None or not measure.valid or measure.value is None else measure.value

    names = dict.fromkeys(name for s in sets for name in s.evidence.measures)
    worst = {name: max((s.evidence.measures.get(name) for s in sets), key=size) for name in names}
    return {name: measure for name, measure in worst.items() if measure is not None}
