"""A clinician's exception holds for the judge, too: what it allows isn't broken, what it doesn't allow is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.language import in_english
from sensortrack.protocol.evidence import Evidence
from sensortrack.protocol.judge_session import SetEvidence, judge_session
from sensortrack.protocol.plan import Dose, Plan, PlanException
from sensortrack.records import Answer, Code, Finding, SessionRecord, SetRecord

from .hand import CATALOGUE, evidence_of, numbered, rep, reps, sided


def judged(
    exercise: str, evidence: Evidence, *exceptions: PlanException, answers: tuple[Answer, ...] = ()
) -> dict[str, Finding]:
    plan = Plan((Dose(exercise, repetitions=1),), "a plan", exceptions).to_document()
    done = SetRecord(exercise, 1, 0.0, evidence.duration_s, "done")
    record = SessionRecord(
        "an-id", "p1", "2026-03-01T10:00:00+00:00", "en", "0", CATALOGUE.rules_version, plan,
        sets=(done,), answers=answers,
    )  # fmt: skip
    (found,) = judge_session(record, [SetEvidence(done, evidence)], CATALOGUE).values()
    return {f.rule: f for f in found}


def allowed(rule: str, limit: float, of: str | None = None) -> PlanException:
    unit = "kg" if rule.endswith("weight") else ""
    return PlanException(rule, limit, "Dr. N.", "an athlete", of, unit)


def of_two_series(size: int, rest_s: float) -> Evidence:
    first = reps(size)
    return evidence_of(numbered([*first, *reps(size, start_s=first[-1].end_s + rest_s)]))


BEYOND: dict[tuple[str, float, str | None], tuple[Evidence, Evidence, float]] = {
    # exception: beyond the rule and within it, beyond it too, its bound with the rule's tolerance
    ("E10.count", 8.0, None): (evidence_of(reps(8)), evidence_of(reps(9)), 8.0),
    ("E10.count", 3.0, None): (evidence_of(reps(3)), evidence_of(reps(2)), 3.0),
    ("E6.count", 12.0, None): (evidence_of(reps(12)), evidence_of(reps(13)), 12.0),
    ("E3.count", 12.0, None): (evidence_of(sided(("left", 12))), evidence_of(sided(("left", 13))), 12.0),
    ("E3.hold", 20.0, None): (evidence_of(reps(2, hold_s=22.0)), evidence_of(reps(2, hold_s=22.1)), 22.0),
    ("E3.hold", 4.0, None): (evidence_of(reps(2, hold_s=4.0)), evidence_of(reps(2, hold_s=3.9)), 4.0),
    ("E11.hold", 15.0, None): (evidence_of(reps(5, hold_s=15.5)), evidence_of(reps(5, hold_s=15.6)), 15.5),
    ("E4.effort", 15.0, None): (evidence_of(reps(5, hold_s=11.0)), evidence_of(reps(5, hold_s=12.0)), 15.5),
    ("E2.duration", 1500.0, None): (
        evidence_of(reps(5), duration_s=1450.0),
        evidence_of(reps(5), duration_s=1501.0),
        1500.0,
    ),
    ("E9.rest", 12.0, "series_repetitions"): (of_two_series(12, 30.0), of_two_series(13, 30.0), 12.0),
    ("E9.rest", 10.0, "rest"): (of_two_series(6, 10.0), of_two_series(6, 9.0), 10.0),
}  # fmt: skip


@pytest.mark.parametrize("named", BEYOND, ids=str)
def test_what_an_exception_allows_is_not_broken_and_the_finding_names_it(
    named: tuple[str, float, str | None],
) -> None:
    rule, limit, of = named
    within, beyond, bound = BEYOND[named]
    exercise, exception = rule.split(".")[0], allowed(rule, limit, of)
    assert judged(exercise, within)[rule].outcome == "fail"

    found = judged(exercise, within, exception)[rule]
    assert found.outcome == "pass"
    assert found.why.code == Code.BY_EXCEPTION
    said = in_english(found.why)
    assert all(text in said for text in ("Dr. N.", "“an athlete”", f"{limit:g}"))

    broken = judged(exercise, beyond, exception)[rule]
    assert broken.outcome == "fail"
    assert "Dr. N." in in_english(broken.why)
    if of != "series_repetitions":  # which has a limit of its own, beside the rest's
        assert bound in (broken.at_most, broken.at_least)


def test_two_exceptions_from_what_one_rule_limits_hold_together() -> None:
    both = (allowed("E9.rest", 12.0, "series_repetitions"), allowed("E9.rest", 10.0, "rest"))
    evidence = of_two_series(12, 10.0)
    assert judged("E9", evidence, *both)["E9.rest"].outcome == "pass"
    assert [judged("E9", evidence, one)["E9.rest"].outcome for one in both] == ["fail", "fail"]


@given(
    n=st.integers(1, 16),
    limit=st.integers(1, 16).filter(lambda n: n not in range(5, 7)),
    hold_s=st.floats(0.5, 20.0),
)
def test_an_exception_only_widens_and_leaves_other_rules_alone(n: int, limit: int, hold_s: float) -> None:
    evidence = evidence_of(reps(n, hold_s=hold_s))
    without = judged("E11", evidence)
    with_it = judged("E11", evidence, allowed("E11.count", limit))
    for rule, before in without.items():
        after = with_it[rule]
        if rule != "E11.count" or before.outcome == "pass":
            assert after == before
        assert not (before.outcome == "pass" and after.outcome != "pass")


def test_a_gap_still_hides_what_it_hides() -> None:
    from sensortrack.records import Gap

    evidence = evidence_of(reps(11), gaps=(Gap(500.0, 520.0),))
    assert judged("E6", evidence, allowed("E6.count", 12.0))["E6.count"].outcome == "not_judged"
    assert judged("E6", evidence, allowed("E6.count", 40.0))["E6.count"].outcome == "pass"


def test_an_answer_to_a_question_with_the_rules_own_limit_breaks_no_exception() -> None:
    answers = (Answer("E3.weight", "no", "2026-03-01T10:00:00+00:00", "E3"),)
    evidence = evidence_of((rep(hold_s=10.0, side="left"),))
    exceptions: dict[str, tuple[Any, ...]] = {"fail": (), "not_judged": (allowed("E3.weight", 2.0),)}
    for outcome, named in exceptions.items():
        found = judged("E3", evidence, *named, answers=answers)["E3.weight"]
        assert found.outcome == outcome
    assert "limit 2 kg, set by Dr. N." in in_english(found.why)
