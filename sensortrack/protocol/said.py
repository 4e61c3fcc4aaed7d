"""Rules that no sensor can measure: asked of the person, or cued; judged from a session's own record."""

from __future__ import annotations

from ..records import Finding, FindingOutcome, SessionRecord
from .model import Catalogue, Rule
from .screening import WITH_THE_SCREENING, screen


def unsaid(rule: Rule) -> Finding:
    """The finding where there is only a recording: answers and cues come with a session's record."""
    if rule.kept == "asked":
        return _finding(
            rule, "not_judged", f"asked: no answer with this recording. The question: {rule.question}"
        )
    return _finding(rule, "not_judged", f"cued: no sensor can judge it. The cue: {rule.cue}")


def said(rule: Rule, exercise: str, record: SessionRecord, catalogue: Catalogue) -> Finding:
    """The finding of an asked or cued rule for one exercise of a session."""
    if rule.kept == "cued":
        return _cued(rule, exercise, record)
    if rule.role == "symptoms":
        return _symptoms(rule, record)
    if rule.role in WITH_THE_SCREENING:
        return _screened(rule, record, catalogue)
    own = exercise if any(r.id == rule.id for r in catalogue.exercise(exercise).rules) else None
    answers = record.answers_to(rule.id, own)
    if not answers:
        return _finding(
            rule, "not_judged", f"asked: no answer in this session. The question: {rule.question}"
        )
    bad = [a for a in answers if a.value != rule.good_answer]
    outcome: FindingOutcome = "fail" if bad else "pass"
    return _finding(rule, outcome, f"asked: {rule.question} The answer: {(bad or answers)[0].value}")


def _cued(rule: Rule, exercise: str, record: SessionRecord) -> Finding:
    given = [c for c in record.cues if c.rule == rule.id and c.exercise in (None, exercise)]
    answers = record.answers_to(rule.id)
    told = f" Asked as well, the answer was {answers[-1].value}." if answers else ""
    if not given:
        return _finding(rule, "not_judged", f"cued: no cue was given in this session.{told}")
    texts = "; ".join(f"“{text}”" for text in dict.fromkeys(c.text for c in given))
    times = "once" if len(given) == 1 else f"{len(given)} times"
    return _finding(rule, "not_judged", f"cued {times}: {texts}. No sensor can judge it.{told}")


def _symptoms(rule: Rule, record: SessionRecord) -> Finding:
    """Kept where exercising stopped at the first bad sign: the session's own course shows it."""
    if record.stop is not None:
        after = [s for s in record.sets if s.start_s > record.stop.t_s]
        late = [c for c in record.cues if c.t_s > record.stop.t_s]
        what = record.stop.reason or "no reason given"
        if after or late:
            return _finding(
                rule, "fail", f"stopped at {record.stop.t_s:.1f} s ({what}), but it went on after it"
            )
        return _finding(rule, "pass", f"stopped at once, at {record.stop.t_s:.1f} s ({what})")
    scores = record.answers_to("pain_after")
    if scores:
        worst = max(int(a.value) for a in scores)
        before = max((int(a.value) for a in record.answers_to("pain_before")), default=0)
        if worst > before:
            return _finding(rule, "fail", f"pain rose from {before} to {worst}, and the session went on")
        return _finding(
            rule,
            "pass",
            f"STOP was in reach and not pressed; pain asked {len(scores)} times: at most {worst}",
        )
    return _finding(rule, "not_judged", f"asked: no answer in this session. The question: {rule.question}")


def _screened(rule: Rule, record: SessionRecord, catalogue: Catalogue) -> Finding:
    screening = record.screening
    if screening is None or rule.id not in screening.answers:
        return _finding(rule, "not_judged", f"asked: no answer. The question: {rule.question}")
    answer = screening.answers[rule.id]
    on = f"on {screening.at_utc[:10]}"
    if answer != rule.good_answer:
        return _finding(rule, "fail", f"asked {on}: {rule.question} The answer: {answer}")
    if rule.role == "doctor":
        blocked = screen(screening, catalogue).blocked_by
        if blocked:
            return _finding(rule, "fail", f"screened {on}: {', '.join(blocked)} stand against exercising")
    return _finding(rule, "pass", f"asked {on}: {rule.question} The answer: {answer}")


def _finding(rule: Rule, outcome: FindingOutcome, why: str) -> Finding:
    return Finding(
        rule=rule.id,
        outcome=outcome,
        kept=rule.kept,
        why=why,
        unit=rule.unit,
        at_least=rule.at_least,
        at_most=rule.at_most,
    )
