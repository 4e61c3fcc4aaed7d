"""The report of a session as one document (`sensortrack.session/1`): every rule, and what it rests on.

It has all texts in it, so that a report shown later is the same report whatever the catalogue says by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ..language import Language, finding_row, said_of
from ..protocol.catalogue_model import Catalogue, Screening
from ..protocol.evidence import Evidence
from ..protocol.exercise import Exercise
from ..protocol.judge import unfitness
from ..protocol.judge_answers import judge_answered
from ..protocol.plan import Dose, Plan
from ..protocol.rule import Rule
from ..protocol.screening import screen, screening_order
from ..records import Code, Finding, Reason, ScreeningRecord, SessionRecord, SetRecord, reason_of

SCHEMA = "sensortrack.session/1"


def session_document(
    record: SessionRecord,
    findings: Mapping[str, Sequence[Finding]],
    catalogue: Catalogue,
    language: Language,
    *,
    notes: Sequence[Reason] = (),
) -> dict[str, Any]:
    """The document of a session.

    Parameters
    ----------
    findings : mapping of str to sequence of Finding
        By exercise, those that were begun.
    catalogue : Catalogue
        That judged it.
    notes : sequence of Reason
        What a reader must know of how it was judged.
    """
    plan = Plan.from_document(record.plan)
    general = _general(record, findings, catalogue, language)
    exercises = [
        _exercise(catalogue.exercise(id), record, found, general, catalogue, language)
        for id, found in findings.items()
    ]
    planned = {d.exercise for d in plan.doses}
    not_done = [_not_done(e, e.id in planned, language) for e in catalogue.exercises if e.id not in findings]
    known = {e.id: e for e in catalogue.exercises}
    rows = [*(general.values()), *(f for e in exercises for f in e["findings"])]
    return {
        "schema": SCHEMA,
        "session": {
            "id": record.id,
            "person": record.person,
            "start_utc": record.start_utc,
            "end_utc": record.end_utc,
            "utc_offset_s": record.utc_offset_s,
            "time_zone": record.time_zone,
            "ended": record.ended,
            "language": record.language,
            "software": record.software,
            "rules_version": record.rules_version,
            "source": language.of(catalogue.source),
            "simulated": is_simulated(record),
        },
        "notes": [language.reason(note) for note in notes],
        "counts": {o: sum(r["outcome"] == o for r in rows) for o in ("pass", "fail", "not_judged")},
        "plan": {
            "source": plan.source,
            "by": plan.by,
            "exceptions": [language.reason(e.reason) for e in plan.exceptions],
            "doses": [_dose(d, known.get(d.exercise), language) for d in plan.doses],
        },
        "screening": None if record.screening is None else _screening(record.screening, catalogue, language),
        "pain": [
            {"when": question.removeprefix("pain_"), "exercise": a.exercise, "score": int(a.value)}
            for question in ("pain_before", "pain_after")
            for a in record.answers_to(question)
        ],
        "stop": None if record.stop is None else asdict(record.stop),
        "general": list(general.values()),
        "exercises": exercises,
        "not_done": not_done,
        "cues": [asdict(c) for c in record.cues],
    }


def is_simulated(record: SessionRecord) -> bool:
    """Whether a set of it was simulated: then it says nothing about people."""
    return any((s.result or {}).get("recording", {}).get("simulated", False) for s in record.sets)


def _dose(dose: Dose, exercise: Exercise | None, language: Language) -> dict[str, Any]:
    """A dose; of an exercise that the catalogue doesn't have its id alone is known."""
    name = dose.exercise if exercise is None else language.exercise_name(exercise)
    return asdict(dose) | {"name": name, "each_side": exercise is not None and exercise.two_sided}


def _general(
    record: SessionRecord,
    findings: Mapping[str, Sequence[Finding]],
    catalogue: Catalogue,
    language: Language,
) -> dict[str, dict[str, Any]]:
    """The rules that came out alike for the whole session, once; where nothing was done, all general ones."""
    found: dict[str, dict[str, Any]] = {}
    for rule in catalogue.rules:
        of_rule = [f for fs in findings.values() for f in fs if f.rule == rule.id]
        if not of_rule:
            nothing = Reason(Code.NOTHING_BEGUN)
            one = (
                judge_answered(rule, catalogue.exercises[0].id, record, catalogue)
                if rule.check is None
                else Finding(rule.id, "not_judged", rule.method, nothing)
            )
            found[rule.id] = _row(one, rule, language)
        elif rule.check is None and all(f == of_rule[0] for f in of_rule):
            found[rule.id] = _row(of_rule[0], rule, language)
    return found


def _exercise(
    exercise: Exercise,
    record: SessionRecord,
    findings: Sequence[Finding],
    general: Mapping[str, Any],
    catalogue: Catalogue,
    language: Language,
) -> dict[str, Any]:
    sets = [s for s in record.sets if s.exercise == exercise.id]
    rules = {r.id: r for r in catalogue.rules_of(exercise)}
    return {
        "id": exercise.id,
        "name": language.exercise_name(exercise),
        "each_side": exercise.two_sided,
        "observability": exercise.observability,
        "unseen": language.unseen(exercise),
        "sets": [_set(s) for s in sets],
        "attempts": _attempts(sets, catalogue),
        "findings": [_row(f, rules[f.rule], language) for f in findings if f.rule not in general],
    }


def _not_done(exercise: Exercise, planned: bool, language: Language) -> dict[str, Any]:
    why = Reason(Code.PLANNED_NOT_BEGUN if planned else Code.NOT_PLANNED)
    findings = [_row(Finding(r.id, "not_judged", r.method, why), r, language) for r in exercise.rules]
    name = language.exercise_name(exercise)
    return {"id": exercise.id, "name": name, "planned": planned, "findings": findings}


def _row(f: Finding, rule: Rule, language: Language) -> dict[str, Any]:
    return finding_row(f) | {
        "says": language.rule(rule),
        "role": rule.role,
        "ours": any(n.ours for n in rule.numbers.values()),
    }


def _set(done: SetRecord) -> dict[str, Any]:
    result = done.result or {}
    recording = result.get("recording", {})
    summary = result.get("summary", {})
    return {
        "number": done.number,
        "start_s": done.start_s,
        "end_s": done.end_s,
        "ended_by": done.ended_by,
        "planned": done.planned,
        "weight_kg": done.weight_kg,
        "recording": done.recording,
        "sha256": done.sha256,
        "rate_hz": recording.get("rate_hz"),
        "gaps": len(recording.get("gaps", ())),
        "mounting": said_of(reason_of(recording.get("mounting", {}))),
        "repetitions": summary.get("repetitions"),
        "left": summary.get("left"),
        "right": summary.get("right"),
        **said_of(reason_of(summary)),
    }


def _attempts(sets: Sequence[SetRecord], catalogue: Catalogue) -> list[dict[str, Any]]:
    """The attempts, numbered through the session as the judge numbers them: only sets that can be judged count."""
    with_result = [s for s in sets if s.result is not None]
    fit = [s for s in with_result if unfitness(_rates(s), catalogue.judging) is None] or with_result
    found: list[dict[str, Any]] = []
    for one in fit:
        assert one.result is not None
        jerks = [e for e in one.result["events"] if e["type"] == "jerk"]
        for a in one.result["attempts"]:
            keys = ("outcome", "side", "start_s", "end_s", "amplitude_deg", "hold_s")
            own = [{"kind": e["kind"], "t_s": e["t_s"]} for e in jerks if e["attempt"] == a["index"]]
            phases = [{k: p[k] for k in ("name", "start_s", "end_s")} for p in a["phases"]]
            found.append(
                {"number": len(found) + 1, "set": one.number}
                | {k: a[k] for k in keys}
                | said_of(reason_of(a))
                | {"jerks": own, "phases": phases}
            )
    return found


def _rates(done: SetRecord) -> Evidence:
    """So much of a set's evidence as tells whether it can be judged at all."""
    r = (done.result or {})["recording"]
    return Evidence(
        attempts=(),
        duration_s=r["duration_s"],
        rate_hz=r["rate_hz"],
        nominal_rate_hz=r["nominal_rate_hz"],
        has_gyroscope=r["has_gyroscope"],
    )


def _screening(screening: ScreeningRecord, catalogue: Catalogue, language: Language) -> dict[str, Any]:
    outcome = screen(screening, catalogue)
    asked = [_asked(question.asks, language) for question in screening_order(catalogue) if question.asks]
    return {
        "at_utc": screening.at_utc,
        "rules_version": screening.rules_version,
        "doctor_agreed": screening.doctor_agreed,
        "answers": [
            a | {"answer": screening.answers.get(a["id"]), "against": a["id"] in outcome.blocked_by}
            for a in asked
        ],
        "blocked_by": list(outcome.blocked_by),
        "emergency": list(outcome.emergency),
        "advice": [language.advice(a) for a in outcome.advice],
    }


def _asked(asks: Screening | Rule, language: Language) -> dict[str, Any]:
    kind, origin = ("rule", "document") if isinstance(asks, Rule) else (asks.kind, asks.origin)
    return {"id": asks.id, "kind": kind, "origin": origin, "question": language.question(asks)}
