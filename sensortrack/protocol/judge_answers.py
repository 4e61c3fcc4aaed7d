"""Rules that no sensor can measure: asked of the person, or cued; judged from a session's own record."""

from __future__ import annotations

from ..records import Code, Finding, FindingOutcome, Reason, SessionRecord
from .catalogue_model import Catalogue
from .rule import Rule
from .screening import WITH_THE_SCREENING, screen

AFTER_STOP = ("safety.", "ask.")
"""Tables of the lines that belong to a STOP itself: what it means, and the questions about it."""


def judge_not_answered(rule: Rule) -> Finding:
    """The finding where there is only a recording: answers and cues come with a session's record."""
    if rule.method == "asked":
        return _finding(rule, "not_judged", _asked(Code.NOT_ASKED_HERE, rule))
    return _finding(rule, "not_judged", Reason(Code.NOT_CUED_HERE, rule=rule.id, cue=rule.cue or ""))


def judge_answered(rule: Rule, exercise: str, record: SessionRecord, catalogue: Catalogue) -> Finding:
    """The finding of an asked or cued rule for one exercise of a session."""
    if rule.method == "cued":
        return _cued(rule, exercise, record)
    if rule.role == "symptoms":
        return _symptoms(rule, exercise, record)
    if rule.role in WITH_THE_SCREENING:
        return _screened(rule, record, catalogue)
    own = exercise if any(r.id == rule.id for r in catalogue.exercise(exercise).rules) else None
    answers = record.answers_to(rule.id, own)
    if not answers:
        return _finding(rule, "not_judged", _asked(Code.NO_ANSWER, rule))
    bad = [a for a in answers if a.value != rule.good_answer]
    outcome: FindingOutcome = "fail" if bad else "pass"
    return _finding(rule, outcome, _asked(Code.ANSWERED, rule, answer=(bad or answers)[0].value))


def _cued(rule: Rule, exercise: str, record: SessionRecord) -> Finding:
    given = [c for c in record.cues if c.rule == rule.id and c.exercise in (None, exercise)]
    answers = record.answers_to(rule.id)
    answered = (Reason(Code.ASKED_AS_WELL, answer=answers[-1].value),) if answers else ()
    if not given:
        return _finding(rule, "not_judged", Reason(Code.NOT_CUED, answered=answered))
    cues = tuple(dict.fromkeys(c.text for c in given))
    return _finding(rule, "not_judged", Reason(Code.CUED, n=len(given), cues=cues, answered=answered))


def _symptoms(rule: Rule, exercise: str, record: SessionRecord) -> Finding:
    """Kept where exercising stopped at the first bad sign, or none was reported when it was asked for."""
    stop = record.stop
    if stop is not None and stop.exercise in (None, exercise):
        after = [s for s in record.sets if s.start_s > stop.t_s]
        late = [c for c in record.cues if c.t_s > stop.t_s and not c.key.startswith(AFTER_STOP)]
        code = Code.WENT_ON if after or late else Code.STOPPED_AT_ONCE
        why = Reason(code, at_s=stop.t_s, symptom=stop.reason or "none")
        return _finding(rule, "fail" if after or late else "pass", why)
    scores = [int(a.value) for a in record.answers_to("pain_after", exercise)]
    replies = [a.value for a in record.answers_to(rule.id, exercise)]
    before = max((int(a.value) for a in record.answers_to("pain_before")), default=0)
    if scores and max(scores) > before:
        return _finding(rule, "fail", Reason(Code.PAIN_ROSE, before=before, after=max(scores)))
    if any(reply != rule.good_answer for reply in replies):
        return _finding(rule, "fail", Reason(Code.WENT_ON_WITH_SYMPTOMS))
    if not scores or not replies:
        return _finding(rule, "not_judged", Reason(Code.SYMPTOMS_UNASKED))
    return _finding(rule, "pass", Reason(Code.NO_SYMPTOMS, most=max(scores)))


def _screened(rule: Rule, record: SessionRecord, catalogue: Catalogue) -> Finding:
    screening = record.screening
    if screening is None:
        return _finding(rule, "not_judged", _asked(Code.NO_ANSWER, rule))
    answer, date = screening.answers.get(rule.id), record.local(screening.at_utc).date().isoformat()
    blocked = screen(screening, catalogue).blocked_by if rule.role == "doctor" else ()
    # A condition that was named stands against exercising even where it ended the screening before this question.
    conditions = {c.id for c in catalogue.screening}
    named = tuple(id for id in blocked if id in conditions and id in screening.answers)
    if named or (blocked and answer == rule.good_answer):
        return _finding(rule, "fail", Reason(Code.STANDS_AGAINST, date=date, conditions=named or blocked))
    if answer is None:
        return _finding(rule, "not_judged", _asked(Code.NO_ANSWER, rule))
    why = _asked(Code.ANSWERED_ON, rule, answer=answer, date=date)
    return _finding(rule, "pass" if answer == rule.good_answer else "fail", why)


def _asked(code: Code, rule: Rule, **values: str) -> Reason:
    return Reason(code, rule=rule.id, question=rule.question or "", **values)


def _finding(rule: Rule, outcome: FindingOutcome, why: Reason) -> Finding:
    return Finding(
        rule=rule.id,
        outcome=outcome,
        method=rule.method,
        why=why,
        unit=rule.unit,
        at_least=rule.at_least,
        at_most=rule.at_most,
    )
