"""The screening: when it is asked again, what it stops; and the rules that answers and a session's course judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sensortrack.protocol import load_catalogue
from sensortrack.protocol.model import Screening
from sensortrack.protocol.said import said
from sensortrack.protocol.screening import screen, screening_due
from sensortrack.records import Answer, Cue, Finding, ScreeningRecord, SessionRecord, SetRecord, Stop

CATALOGUE = load_catalogue()
ASKED = datetime(2026, 3, 1, 8, tzinfo=UTC)
GOOD = {c.id: "no" for c in CATALOGUE.screening} | {"G2": "yes", "G7": "yes"}


def answered(
    changes: Mapping[str, str | None] | None = None, *, doctor_agreed: bool = False
) -> ScreeningRecord:
    replies = {k: v for k, v in (GOOD | dict(changes or {})).items() if v is not None}
    return ScreeningRecord(ASKED.isoformat(), CATALOGUE.rules_version, replies, doctor_agreed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("last", "after", "stopped", "why"),
    [
        (None, timedelta(), False, "never asked"),
        (answered(), timedelta(days=28), False, None),
        (answered(), timedelta(days=28, seconds=1), False, "28 days old"),
        (answered(), timedelta(days=1), True, "stopped"),
        (answered(), timedelta(minutes=-1), False, "clock was changed"),
        (answered({"C1.kidney": "yes"}), timedelta(days=1), False, "last answers stopped"),
        (replace(answered(), rules_version="0.9"), timedelta(days=1), False, "questions have changed"),
    ],
)
def test_the_screening_is_asked_again_where_its_answers_no_longer_hold(
    last: ScreeningRecord | None, after: timedelta, stopped: bool, why: str | None
) -> None:
    due = screening_due(last, ASKED + after, CATALOGUE, after_stop=stopped)
    assert due is None if why is None else due is not None and why in due


@pytest.mark.parametrize("id", GOOD)
def test_a_question_without_an_answer_blocks(id: str) -> None:
    outcome = screen(answered({id: None}), CATALOGUE)
    assert outcome.blocked_by == (id,)
    assert outcome.advice


@pytest.mark.parametrize("condition", CATALOGUE.screening, ids=lambda c: c.id)
def test_a_doctors_word_opens_only_what_is_not_recommended(condition: Screening) -> None:
    for agreed in (False, True):
        outcome = screen(answered({condition.id: "yes"}, doctor_agreed=agreed), CATALOGUE)
        opens = agreed and condition.kind == "not_recommended"
        assert outcome.may_start == opens
        assert (condition.id in outcome.get_help) == (condition.kind == "get_help")


def test_what_is_urgent_is_said_first() -> None:
    outcome = screen(answered({"C1.kidney": "yes", "X.bladder_bowel_saddle": "yes"}), CATALOGUE)
    assert "emergency" in outcome.advice[0].text


def session(**changes: object) -> SessionRecord:
    ordinary = SessionRecord("s", "p", ASKED.isoformat(), "en", "0", "1.0", screening=answered())
    return replace(ordinary, **changes)  # type: ignore[arg-type]


def found(rule: str, record: SessionRecord, exercise: str = "E3") -> Finding:
    return said(CATALOGUE.rule(rule), exercise, record, CATALOGUE)


def told(question: str, *values: str, exercise: str | None = None) -> tuple[Answer, ...]:
    return tuple(Answer(question, value, ASKED.isoformat(), exercise) for value in values)


STOP = Stop(20.0, ASKED.isoformat(), "set", "key", "pain", 6, "E3", 1)


@pytest.mark.parametrize(
    ("changes", "outcome", "why"),
    [
        ({"stop": STOP}, "pass", "stopped at once"),
        ({"stop": STOP, "cues": (Cue(20.0, "safety.stopped", "Stopped."),)}, "pass", "stopped at once"),
        ({"stop": STOP, "cues": (Cue(21.0, "coach.count", "4"),)}, "fail", "went on"),
        ({"stop": STOP, "sets": (SetRecord("E4", 1, 30.0, 60.0, "done"),)}, "fail", "went on"),
        ({"answers": told("pain_before", "2") + told("pain_after", "2", "1")}, "pass", "at most 2"),
        ({"answers": told("pain_before", "2") + told("pain_after", "3")}, "fail", "rose from 2 to 3"),
        ({}, "not_judged", "no answer"),
    ],
)
def test_who_goes_on_after_a_bad_sign_breaks_the_rule_of_stopping(
    changes: dict[str, object], outcome: str, why: str
) -> None:
    finding = found("G5", session(**changes))
    assert (finding.outcome, finding.kept) == (outcome, "asked")
    assert why in finding.why


@pytest.mark.parametrize(
    ("rule", "screening", "outcome"),
    [
        ("G2", answered(), "pass"),
        ("G2", answered({"G2": "no"}), "fail"),
        ("G2", answered({"G2": None}), "not_judged"),
        ("G2", None, "not_judged"),
        ("G7", answered(), "pass"),
        ("G7", answered({"G7": "no"}), "fail"),
        ("G7", answered({"C1.pregnancy": "yes"}), "fail"),
        ("G7", answered({"C2.diabetes": "yes"}), "fail"),
        ("G7", answered({"C2.diabetes": "yes"}, doctor_agreed=True), "pass"),
    ],
)
def test_the_screenings_rules_are_judged_by_its_answers(
    rule: str, screening: ScreeningRecord | None, outcome: str
) -> None:
    assert found(rule, session(screening=screening)).outcome == outcome


@pytest.mark.parametrize("rule", ["E3.bent_leg", "E3.weight", "E4.no_touch"])
def test_an_asked_rule_is_judged_by_its_own_answer_and_never_without_one(rule: str) -> None:
    exercise = rule.split(".")[0]
    other = {"E3": "E4", "E4": "E3"}[exercise]
    for values, outcome in (
        (("yes",), "pass"),
        (("no",), "fail"),
        (("yes", "no"), "fail"),
        ((), "not_judged"),
    ):
        answers = told(rule, *values, exercise=exercise) + told("pain_after", "0", exercise=other)
        assert found(rule, session(answers=answers), exercise).outcome == outcome


@pytest.mark.parametrize("rule", ["G3", "G6", "E10.back_straight"])
def test_a_cued_rule_is_never_judged_and_names_the_cues_that_were_given(rule: str) -> None:
    cues = (Cue(3.0, "x", "Do it so.", "E10", 1, rule), Cue(9.0, "x", "Other exercise.", "E6", 1, rule))
    finding = found(rule, session(cues=cues, answers=told(rule, "no")), "E10")
    assert (finding.outcome, finding.kept) == ("not_judged", "cued")
    assert "Do it so." in finding.why
    assert "Other exercise." not in finding.why
    assert "no cue was given" in found(rule, session(), "E10").why
