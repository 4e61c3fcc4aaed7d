"""A session is judged over all sets of an exercise: what one of them hides, what was answered, and a STOP count."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sensortrack.language import in_english
from sensortrack.protocol.evidence import Evidence
from sensortrack.protocol.judge_session import HUNG, SetEvidence, judge_session
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.records import (
    Answer,
    Code,
    Event,
    Finding,
    Gap,
    Measure,
    SessionRecord,
    SetRecord,
    Stop,
    invalid,
)

from .hand import CATALOGUE, evidence_of, reps, words
from .test_attacks import HANG

AT = "2026-03-01T10:00:00+00:00"


def judged(
    exercise: str, *sets: Evidence | None, dose: Dose | None = None, pause_s: float = 60.0, **changes: Any
) -> dict[str, Finding]:
    """Findings by rule of a session of these sets, one after the other; None is a set without a recording."""
    records, found, at_s = [], [], 0.0
    for number, evidence in enumerate(sets, start=1):
        lasts_s = 30.0 if evidence is None else evidence.duration_s
        records.append(SetRecord(exercise, number, at_s, at_s + lasts_s, "done"))
        if evidence is not None:
            found.append(SetEvidence(records[-1], evidence))
        at_s += lasts_s + pause_s
    plan = Plan((dose or Dose(exercise, repetitions=1),), "a plan").to_document()
    record = SessionRecord("an-id", "p1", AT, "en", "0", CATALOGUE.rules_version, plan, sets=tuple(records))
    (findings,) = judge_session(replace(record, **changes), found, CATALOGUE).values()
    return {f.rule: f for f in findings}


def short(n: int, **changes: Any) -> Evidence:
    attempts = reps(n, hold_s=9.0)
    return evidence_of(attempts, duration_s=attempts[-1].end_s + 2.0, **changes)


def test_the_repetitions_of_all_sets_count_together_numbered_through_on_the_sessions_clock() -> None:
    assert judged("E6", short(5), short(5))["E6.count"].outcome == "pass"
    over = judged("E6", short(6), short(5))["E6.count"]
    assert (over.outcome, over.value) == ("fail", 11)
    rested = judged("E9", short(6), short(6), pause_s=25.0)["E9.rest"]
    assert rested.outcome == "pass"
    assert "2 series" in in_english(rested.why)
    hurried = judged("E9", short(6), short(6), pause_s=5.0)["E9.rest"]
    assert hurried.outcome == "fail"


def test_an_attack_is_named_by_the_number_that_its_attempt_has_in_the_session() -> None:
    sharp = Measure(3.2, "1")
    first, second = short(4), short(4)
    attempts = list(second.attempts)
    out, back = attempts[1].phases
    attempts[1] = replace(attempts[1], phases=(replace(out, measures={"attack_ratio": sharp}), back))
    attack = Event(attempts[1].start_s + 1.0, "jerk", "attack", attempt=attempts[1].index, size=3.2)
    found = judged("E6", first, replace(second, attempts=tuple(attempts), events=(attack,)))["G1"]
    assert (found.outcome, found.attempts) == ("fail", (6,))


def test_a_set_that_can_not_be_judged_is_named_and_hides_what_it_may_hide() -> None:
    """The other set's fault stands; nothing passes."""
    dark = short(3, unfit=words("the start pose was never still"))
    found = judged("E6", short(5), dark)["E6.count"]
    assert (found.outcome, found.why.code) == ("not_judged", Code.SETS_NOT_JUDGED)
    assert "set 2: the start pose was never still" in in_english(found.why)
    assert judged("E6", dark, short(11))["E6.count"].outcome == "fail"
    assert {f.outcome for f in judged("E6", dark, dark).values() if f.method == "measured"} == {"not_judged"}


def test_what_was_not_followed_in_one_set_leaves_the_count_of_the_session_open() -> None:
    assert judged("E6", short(5), short(5))["E6.count"].outcome == "pass"
    assert judged("E6", short(5), short(5, not_followed=1))["E6.count"].outcome == "not_judged"


def test_without_any_recording_nothing_measured_is_judged_and_the_reason_says_so() -> None:
    for found in judged("E6", None).values():
        if found.method == "measured":
            assert found.outcome == "not_judged"
            assert "no recording" in in_english(found.why)


@pytest.mark.parametrize(
    ("planned", "done", "outcome"), [(10, 12, "fail"), (12, 12, "pass"), (12, 13, "fail"), (14, 12, "pass")]
)
def test_a_limit_that_may_grow_is_held_to_the_plan_that_goes_beyond_it(
    planned: int, done: int, outcome: str
) -> None:
    found = judged("E2", short(done), dose=Dose("E2", repetitions=planned, duration_s=600.0))["G4"]
    assert found.outcome == outcome
    if done <= planned:
        assert (found.why.code, found.at_most) == (Code.GROWN, planned)


def test_a_limit_that_may_grow_stands_where_the_plan_has_no_number() -> None:
    assert judged("E2", short(12), dose=Dose("E2", duration_s=600.0))["G4"].outcome == "fail"
    assert judged("E2", short(12), dose=Dose("E6", repetitions=12))["G4"].outcome == "fail"


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        (None, "not_judged", Code.HANG_OR_STANDING),
        ("no", "not_judged", Code.HANG_DENIED),
        ("yes", "pass", Code.HANG_PASSIVE),
    ],
)
def test_whether_it_was_a_hang_or_standing_under_the_bar_the_person_says(
    answer: str | None, outcome: str, code: Code
) -> None:
    answers = () if answer is None else (Answer(HUNG, answer, AT, "E1"),)
    found = judged("E1", evidence_of(measures=HANG), answers=answers)["E1.passive"]
    assert (found.outcome, found.why.code) == (outcome, code)


def test_the_last_answer_whether_it_was_a_hang_counts() -> None:
    answers = (Answer(HUNG, "yes", AT, "E1"), Answer(HUNG, "no", AT, "E1"))
    found = judged("E1", evidence_of(measures=HANG), answers=answers)["E1.passive"]
    assert found.why.code == Code.HANG_DENIED


def test_a_hang_that_swings_stays_broken_whatever_is_answered() -> None:
    swing = HANG | {"swing_deg": Measure(40.0, "deg")}
    answers = (Answer(HUNG, "yes", AT, "E1"),)
    sets = (evidence_of(measures=HANG), evidence_of(measures=swing), evidence_of(measures=HANG))
    assert judged("E1", *sets, answers=answers)["E1.passive"].outcome == "fail"  # the worst of the three


@pytest.mark.parametrize(
    "unknown",
    [
        {},
        {"swing_deg": invalid("deg", words("a knock"))},
        {"swing_deg": Measure(2.0, "deg", valid=False, why=words("a knock"))},
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_hang_whose_swing_or_attacks_are_not_known_is_not_excused_by_another_set(
    unknown: dict[str, Measure], first: bool
) -> None:
    answers, dark = (Answer(HUNG, "yes", AT, "E1"),), evidence_of(measures=unknown)

    def both(measures: dict[str, Measure]) -> dict[str, Finding]:
        bright = evidence_of(measures=measures)
        return judged("E1", *((dark, bright) if first else (bright, dark)), answers=answers)

    still = both(HANG)
    assert (still["E1.passive"].outcome, still["G1"].outcome) == ("not_judged", "not_judged")
    assert still["E1.passive"].why.code == Code.SWING_UNKNOWN
    assert both(HANG | {"swing_deg": Measure(40.0, "deg")})["E1.passive"].outcome == "fail"
    assert both(HANG | {"attack_ratio": Measure(4.0, "1")})["G1"].outcome == "fail"


def test_a_person_who_stops_owes_no_repetition_but_what_was_too_much_stays_so() -> None:
    stop = Stop(40.0, AT, "set", "key", "pain", exercise="E10", set_number=1)
    assert judged("E10", short(3))["E10.count"].outcome == "fail"
    excused = judged("E10", short(3), stop=stop)["E10.count"]
    assert (excused.outcome, excused.why.code) == ("not_judged", Code.STOPPED_BEFORE)
    assert "fewer than 5" in in_english(excused.why)
    assert judged("E10", short(8), stop=stop)["E10.count"].outcome == "fail"
    elsewhere = replace(stop, exercise="E6")
    assert judged("E10", short(3), stop=elsewhere)["E10.count"].outcome == "fail"


def test_a_gap_in_one_set_may_hide_a_repetition_of_the_session() -> None:
    whole, torn = short(5), short(5, gaps=(Gap(20.0, 25.0),))
    assert judged("E6", whole, torn)["E6.count"].outcome == "not_judged"
    assert judged("E6", short(11), torn)["E6.count"].outcome == "fail"


def test_one_rate_that_is_not_known_or_one_without_a_gyroscope_is_enough_to_leave_attacks_open() -> None:
    assert judged("E6", short(3), short(3))["G1"].outcome == "pass"
    assert judged("E6", short(3), short(3, has_gyroscope=False))["G1"].outcome == "not_judged"
    unknown = judged("E6", short(3), short(3, rate_hz=None))["G1"]
    assert "rate isn't known" in in_english(unknown.why)


def test_a_short_gap_in_a_later_set_stays_short() -> None:
    assert judged("E6", short(5), short(5, gaps=(Gap(1.0, 1.2),)))["E6.count"].outcome == "pass"


def test_one_declared_rate_that_is_too_low_is_enough_to_leave_attacks_open() -> None:
    assert judged("E6", short(4), short(4, nominal_rate_hz=20.0))["G1"].outcome == "not_judged"


def test_a_limit_that_nobody_reached_has_not_grown() -> None:
    found = judged("E2", short(5), dose=Dose("E2", repetitions=12, duration_s=600.0))["G4"]
    assert (found.outcome, found.limit) == ("pass", 10)
    assert found.why.code != Code.GROWN


def test_a_person_who_stops_is_excused_for_repetitions_and_not_for_a_hold() -> None:
    attempts = reps(3, hold_s=5.0)
    brief = evidence_of(attempts, duration_s=attempts[-1].end_s + 2.0)
    stop = Stop(attempts[-1].end_s, AT, "set", "key", "pain", 6, "E3", 1)
    assert judged("E3", brief, stop=stop)["E3.hold"].outcome == "fail"
