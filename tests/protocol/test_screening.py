"""The screening: when it is asked again, what it stops; and the rules that answers and a session's course judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.language import in_english, load_language
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.catalogue_model import Screening
from sensortrack.protocol.due import Due, screening_due
from sensortrack.protocol.judge_answers import judge_answered
from sensortrack.protocol.rule import Rule
from sensortrack.protocol.screening import (
    DOCTORS_WORD,
    ORDER,
    asked_first,
    next_question,
    screen,
    screening_order,
    screening_record,
)
from sensortrack.records import (
    Answer,
    Code,
    Cue,
    Finding,
    Reply,
    ScreeningRecord,
    SessionRecord,
    SetRecord,
    Stop,
    StopReason,
)

CATALOGUE = load_catalogue()
ASKED = datetime(2026, 3, 1, 8, tzinfo=UTC)
GOOD = {c.id: "no" for c in CATALOGUE.screening} | {"G2": "yes", "G7": "yes"}


def answered(
    changes: Mapping[str, str | None] | None = None, *, doctor_agreed: bool = False
) -> ScreeningRecord:
    replies = {k: v for k, v in (GOOD | dict(changes or {})).items() if v is not None}
    return ScreeningRecord(ASKED.isoformat(), CATALOGUE.rules_version, replies, doctor_agreed)  # type: ignore[arg-type]


@pytest.mark.parametrize("id", GOOD)
def test_a_question_without_an_answer_blocks(id: str) -> None:
    outcome = screen(answered({id: None}), CATALOGUE)
    assert outcome.blocked_by == (id,)
    assert outcome.advice
    assert not outcome.whole


@pytest.mark.parametrize("condition", CATALOGUE.screening, ids=lambda c: c.id)
def test_a_doctors_word_opens_only_what_is_not_recommended(condition: Screening) -> None:
    for agreed in (False, True):
        outcome = screen(answered({condition.id: "yes"}, doctor_agreed=agreed), CATALOGUE)
        opens = agreed and condition.kind == "not_recommended"
        assert outcome.may_start == opens
        assert (condition.id in outcome.get_help) == (condition.kind in ("get_help", "emergency"))
        assert (condition.id in outcome.emergency) == (condition.kind == "emergency")


def test_only_a_doctor_who_agrees_leads_on_from_what_is_not_recommended() -> None:
    (unwise, *_) = [c for c in CATALOGUE.screening if c.kind == "not_recommended"]
    word = next_question(answered({unwise.id: "yes"}).answers, CATALOGUE)
    assert word is not None
    assert (word.id, word.about) == (DOCTORS_WORD, (unwise,))
    assert (word.leads_to("yes"), word.leads_to("no")) == ("next", "blocked")


def test_emergencies_are_asked_first_each_for_itself_then_what_is_urgent() -> None:
    asked = [q.asks for q in screening_order(CATALOGUE)]
    kinds = [a.kind for a in asked if isinstance(a, Screening)]
    assert kinds == sorted(kinds, key=ORDER.index)
    emergencies = [a for a in asked if isinstance(a, Screening) and a.kind == "emergency"]
    assert asked[: len(emergencies)] == emergencies
    words = ("bladder", "bowels", "between your legs", "a leg")
    assert [[w for w in words if w in e.question] for e in emergencies] == [[w] for w in words]
    assert [a.role for a in asked if isinstance(a, Rule)] == ["doctor", "surroundings"]


REPLIES = st.dictionaries(
    st.sampled_from([*GOOD, DOCTORS_WORD]), st.sampled_from(["yes", "no"]), max_size=len(GOOD) + 1
)


@given(REPLIES)
def test_whatever_is_answered_the_questions_come_in_order_and_end(replies: dict[str, Reply]) -> None:
    """Answers from a drawn table, asked one by one: nothing is asked twice, and an emergency ends it at once."""
    given_: dict[str, Reply] = {}
    order = [q.id for q in screening_order(CATALOGUE)]
    while (asked := next_question(given_, CATALOGUE)) is not None:
        assert asked.id not in given_
        assert asked.id == DOCTORS_WORD or asked.id == order[len(given_)]
        partial = screen(screening_record(ASKED.isoformat(), given_, CATALOGUE), CATALOGUE)
        assert not partial.may_start
        given_[asked.id] = replies.get(asked.id, GOOD.get(asked.id, "no"))  # type: ignore[arg-type]
    outcome = screen(screening_record(ASKED.isoformat(), given_, CATALOGUE), CATALOGUE)
    kinds = {c.id: c.kind for c in CATALOGUE.screening}
    said_yes = {id for id, reply in given_.items() if reply == "yes" and id in kinds}
    emergency = {id for id in said_yes if kinds[id] == "emergency"}
    assert set(outcome.emergency) == emergency
    if emergency:
        assert list(given_)[-1] in emergency
        assert [a.key for a in outcome.advice] == ["emergency"]
        assert not outcome.may_start
        return
    assert outcome.whole
    fulfilled = all(given_[r.id] == r.good_answer for r in asked_first(CATALOGUE))
    cautions = {id for id in said_yes if kinds[id] == "not_recommended"}
    hard = said_yes - cautions
    assert (DOCTORS_WORD in given_) == bool(cautions and fulfilled and not hard)
    assert outcome.may_start == (fulfilled and not hard and (not cautions or given_[DOCTORS_WORD] == "yes"))


@given(
    st.dictionaries(st.sampled_from(list(GOOD)), st.sampled_from(["yes", "no"])),
    st.sampled_from([c for c in CATALOGUE.screening if c.kind == "emergency"]),
    st.booleans(),
)
def test_an_emergency_blocks_with_nothing_else_said_whatever_else_is_answered_or_not(
    replies: dict[str, Reply], emergency: Screening, agreed: bool
) -> None:
    record = ScreeningRecord(
        ASKED.isoformat(), CATALOGUE.rules_version, replies | {emergency.id: "yes"}, agreed
    )
    outcome = screen(record, CATALOGUE)
    assert emergency.id in outcome.emergency
    assert {a.text for a in outcome.advice} == {emergency.advice}
    kinds = {c.id: c.kind for c in CATALOGUE.screening}
    assert all(kinds.get(id) == "emergency" for id in outcome.blocked_by[: len(outcome.emergency)])
    assert screening_due(record, ASKED, CATALOGUE, after_stop=False) == "blocked"


def test_the_doctors_word_names_what_it_is_about_in_both_languages() -> None:
    asked = next_question(answered({"C2.diabetes": "yes", "C2.bleeding": "yes"}).answers, CATALOGUE)
    assert asked is not None
    assert asked.id == DOCTORS_WORD
    english, german = (load_language(code).screening_question(asked) for code in ("en", "de"))
    assert "diabetes, a tendency to bleeding" in english
    assert "Diabetes, Neigung zu Blutungen" in german


@pytest.mark.parametrize(
    ("last", "after", "stopped", "why"),
    [
        (None, timedelta(), False, "never"),
        (None, timedelta(), True, "never"),
        (answered(), timedelta(days=28), False, None),
        (answered(), timedelta(days=28, seconds=1), False, "old"),
        (answered(), timedelta(days=1), True, "after_stop"),
        (answered(), timedelta(minutes=-1), False, "future"),
        (answered(), timedelta(seconds=-0.5), False, "future"),
        (answered(), timedelta(), False, None),
        (answered(), timedelta(seconds=0.5), False, None),
        (answered(), timedelta(minutes=-1), True, "after_stop"),
        (answered({"C1.kidney": "yes"}), timedelta(days=1), False, "blocked"),
        (answered({"C1.kidney": None}), timedelta(days=1), False, "not_whole"),
        (answered({"C1.kidney": None, "X.bowel": "yes"}), timedelta(days=1), False, "blocked"),
        (replace(answered(), rules_version="0.9"), timedelta(days=1), False, "changed"),
    ],
)
def test_the_screening_is_asked_again_where_its_answers_no_longer_hold(
    last: ScreeningRecord | None, after: timedelta, stopped: bool, why: Due | None
) -> None:
    due = screening_due(last, ASKED + after, CATALOGUE, after_stop=stopped)
    assert due == why
    if due is not None:
        assert load_language("de").due(due) != load_language("en").due(due)


@given(REPLIES, st.integers(-400, 400), st.booleans())
def test_it_stays_due_until_it_is_answered_whole_whatever_the_dates(
    replies: dict[str, Reply], day: int, stopped: bool
) -> None:
    record = screening_record((ASKED + timedelta(days=day)).isoformat(), replies, CATALOGUE)
    due = screening_due(record, ASKED, CATALOGUE, after_stop=stopped)
    if stopped or not screen(record, CATALOGUE).may_start:
        assert due is not None
    whole = answered()
    later = replace(whole, at_utc=record.at_utc)
    holds = screening_due(later, ASKED, CATALOGUE, after_stop=stopped) is None
    assert holds == (not stopped and -28 <= day <= 0)


def session(**changes: object) -> SessionRecord:
    ordinary = SessionRecord("s", "p", ASKED.isoformat(), "en", "0", "1.0", screening=answered())
    return replace(ordinary, **changes)  # type: ignore[arg-type]


def found(rule: str, record: SessionRecord, exercise: str = "E3") -> Finding:
    return judge_answered(CATALOGUE.rule(rule), exercise, record, CATALOGUE)


def answers_to(question: str, *values: str, exercise: str | None = None) -> tuple[Answer, ...]:
    return tuple(Answer(question, value, ASKED.isoformat(), exercise) for value in values)


AFTER = answers_to("pain_after", "2", exercise="E3")
STOP = Stop(20.0, ASKED.isoformat(), "set", "key", "pain", 6, "E3", 1)


@pytest.mark.parametrize(
    ("changes", "outcome", "why"),
    [
        ({"stop": STOP}, "pass", "stopped at once"),
        ({"stop": STOP, "cues": (Cue(20.0, "safety.stopped", "Stopped."),)}, "pass", "stopped at once"),
        ({"stop": STOP, "cues": (Cue(20.0, "coach.count", "4"),)}, "pass", "stopped at once"),
        ({"stop": STOP, "cues": (Cue(21.0, "coach.count", "4"),)}, "fail", "went on"),
        ({"stop": STOP, "sets": (SetRecord("E3", 1, 20.0, 20.0, "stopped"),)}, "pass", "stopped at once"),
        ({"stop": STOP, "sets": (SetRecord("E4", 1, 30.0, 60.0, "done"),)}, "fail", "went on"),
        ({"stop": STOP, "cues": (Cue(25.0, "ask.stop_reason", "What was it?"),)}, "pass", "stopped at once"),
        (
            {"answers": answers_to("pain_before", "2") + AFTER + answers_to("G5", "no", exercise="E3")},
            "pass",
            "pain 2 of 10",
        ),
        ({"answers": answers_to("pain_before", "2") + AFTER}, "not_judged", "not asked"),
        ({"answers": answers_to("pain_before", "1") + AFTER}, "fail", "rose from 1 to 2"),
        (
            {"answers": answers_to("pain_before", "2") + AFTER + answers_to("G5", "yes", exercise="E3")},
            "fail",
            "went on",
        ),
        ({}, "not_judged", "not asked"),
    ],
)
def test_who_goes_on_after_a_bad_sign_breaks_the_rule_of_stopping(
    changes: dict[str, object], outcome: str, why: str
) -> None:
    finding = found("G5", session(**changes))
    assert (finding.outcome, finding.method) == (outcome, "asked")
    assert why in in_english(finding.why)


@pytest.mark.parametrize(("after", "outcome"), [("0", "pass"), ("1", "fail")])
def test_where_pain_was_not_asked_before_any_pain_after_is_more(after: str, outcome: str) -> None:
    answers = answers_to("pain_after", after, exercise="E3") + answers_to("G5", "no", exercise="E3")
    assert found("G5", session(answers=answers)).outcome == outcome


@pytest.mark.parametrize(("reason", "symptom"), [("pain", "pain"), (None, "none")])
def test_the_finding_of_a_stop_names_its_symptom_or_none(reason: StopReason | None, symptom: str) -> None:
    stop = replace(STOP, reason=reason)
    assert found("G5", session(stop=stop)).why.values["symptom"] == symptom


def test_a_condition_stands_against_exercising_and_not_the_rule_that_asks_for_a_doctor() -> None:
    both = found("G7", session(screening=answered({"C1.pregnancy": "yes", "G7": "no"}))).why
    assert (both.code, both.values["conditions"]) == (Code.STANDS_AGAINST, ("C1.pregnancy",))
    assert found("G7", session(screening=answered({"G7": "no"}))).why.code == Code.ANSWERED_ON


def test_the_doctors_word_is_kept_beside_the_answers() -> None:
    one: dict[str, Reply] = {"C2.diabetes": "yes"}
    words: list[tuple[dict[str, Reply], bool]] = [
        ({DOCTORS_WORD: "yes"}, True),
        ({DOCTORS_WORD: "no"}, False),
        ({}, False),
    ]
    for word, agreed in words:
        record = screening_record(ASKED.isoformat(), one | word, CATALOGUE)
        assert (record.doctor_agreed, dict(record.answers)) == (agreed, one)


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
        ("G7", answered({"G7": None}), "not_judged"),
        ("G7", answered({"G7": None, "X.saddle": "yes"}), "fail"),
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
        answers = answers_to(rule, *values, exercise=exercise) + answers_to("pain_after", "0", exercise=other)
        answers += answers_to(rule, "no", exercise=other)
        assert found(rule, session(answers=answers), exercise).outcome == outcome


@pytest.mark.parametrize("rule", ["G3", "G6", "E10.back_straight"])
def test_a_cued_rule_is_never_judged_and_names_the_cues_that_were_given(rule: str) -> None:
    cues = (Cue(3.0, "x", "Do it so.", "E10", 1, rule), Cue(9.0, "x", "Other exercise.", "E6", 1, rule))
    finding = found(rule, session(cues=cues, answers=answers_to(rule, "no")), "E10")
    assert (finding.outcome, finding.method) == ("not_judged", "cued")
    assert "Do it so." in in_english(finding.why)
    assert "Other exercise." not in in_english(finding.why)
    assert "no cue was given" in in_english(found(rule, session(), "E10").why)
    twice = found(rule, session(answers=answers_to(rule, "yes", "no")), "E10")
    assert [r.values["answer"] for r in twice.why.values["answered"]] == ["no"]
