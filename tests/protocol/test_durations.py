"""Holds, efforts, rests and the duration of the walk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sensortrack.language import in_english
from sensortrack.records import Gap, invalid

from .hand import bare, evidence_of, finding, numbered, rep, reps, words

LONG_GAP = (Gap(500.0, 501.0),)


# --- holds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "hold_s", "outcome", "limit"),
    [
        ("E3.hold", 7.9, "fail", 8.0),
        ("E3.hold", 8.0, "pass", 12.0),
        ("E3.hold", 10.0, "pass", 12.0),
        ("E3.hold", 12.0, "pass", 12.0),
        ("E3.hold", 12.01, "fail", 12.0),
        ("E11.hold", 1.9, "fail", 2.0),
        ("E11.hold", 2.0, "pass", 10.5),
        ("E11.hold", 10.5, "pass", 10.5),
        ("E11.hold", 11.0, "fail", 10.5),
    ],
)
def test_a_hold_passes_within_its_range_only(rule: str, hold_s: float, outcome: str, limit: float) -> None:
    found = finding(rule, evidence_of(reps(3, hold_s=hold_s)))
    assert (found.outcome, found.value, found.limit, found.unit) == (outcome, hold_s, limit, "s")
    assert found.attempts == (0, 1, 2)
    assert (found.at_least, found.at_most) == ((8.0, 12.0) if rule == "E3.hold" else (2.0, 10.5))


def test_a_hold_that_is_too_short_was_not_reached_and_one_beyond_is_too_long() -> None:
    attempts = numbered([rep(0, hold_s=9.0), rep(20, hold_s=5.0), rep(40, hold_s=6.0)])
    short = finding("E3.hold", evidence_of(attempts))
    assert in_english(short.why).startswith("not reached: 2 of 3 holds, the shortest 5.00 s")
    assert (short.value, short.attempts) == (5.0, (1, 2))
    assert short.why.values["least_s"] == 8.0
    attempts = numbered([rep(0, hold_s=9.0), rep(20, hold_s=14.0), rep(40, hold_s=13.0)])
    long = finding("E3.hold", evidence_of(attempts))
    assert in_english(long.why).startswith("too long: 2 of 3 holds, the longest 14.00 s, beyond 12 s")
    assert "2 s of tolerance" in in_english(long.why)
    assert (long.why.values["most_s"], long.why.values["limit_s"]) == (12.0, 10.0)
    assert (long.value, long.attempts) == (14.0, (1, 2))


def test_of_holds_too_long_and_too_short_the_long_ones_decide_and_both_are_evidence() -> None:
    attempts = numbered([rep(0, hold_s=5.0), rep(20, hold_s=14.0), rep(40, hold_s=9.0)])
    found = finding("E3.hold", evidence_of(attempts))
    assert (found.value, found.limit, found.attempts) == (14.0, 12.0, (0, 1))
    assert "1 not reached" in in_english(found.why)
    assert [also.values["least_s"] for also in found.why.values["also"]] == [8.0]


def test_a_hold_that_cannot_be_timed_keeps_the_rule_from_passing_but_not_from_failing() -> None:
    untimed = rep(20, hold_s=None, reason=words("swings through the start pose"))
    outcome = finding("E3.hold", evidence_of(numbered([rep(0, hold_s=9.0), untimed])))
    assert (outcome.outcome, outcome.value) == ("not_judged", 9.0)
    assert "swings through the start pose" in in_english(outcome.why)
    broken = finding("E3.hold", evidence_of(numbered([rep(0, hold_s=14.0), untimed])))
    assert (broken.outcome, broken.attempts) == ("fail", (0,))


def test_a_hold_whose_measure_is_not_valid_is_not_judged() -> None:
    doubtful = rep(hold_s=9.0, measures={"hold_s": invalid("s", words("a gap lies in it"), 9.0)})
    found = finding("E3.hold", evidence_of((doubtful,)))
    assert (found.outcome, found.value) == ("not_judged", None)
    assert "a gap lies in it" in in_english(found.why)


def test_a_hold_that_is_not_a_number_is_not_judged() -> None:
    nan = replace(rep(hold_s=9.0), hold_s=float("nan"))
    found = finding("E3.hold", evidence_of(numbered([rep(20, hold_s=9.0), nan])))
    assert (found.outcome, found.value) == ("not_judged", 9.0)


@pytest.mark.parametrize("rule", ["E3.hold", "E11.hold", "E4.effort", "E9.rest"])
def test_without_a_repetition_there_is_nothing_to_judge(rule: str) -> None:
    assert finding(rule, evidence_of((bare(0, "aborted", "turned back"),))).outcome == "not_judged"


def test_a_gap_or_an_interrupted_attempt_may_hide_a_hold_that_breaks_the_rule() -> None:
    assert finding("E3.hold", evidence_of(reps(3, hold_s=9.0), gaps=LONG_GAP)).outcome == "not_judged"
    cut = numbered([*reps(3, hold_s=9.0), bare(90, "interrupted", "a gap")])
    assert finding("E3.hold", evidence_of(cut)).outcome == "not_judged"
    assert finding("E3.hold", evidence_of(reps(3, hold_s=14.0), gaps=LONG_GAP)).outcome == "fail"


# --- efforts -----------------------------------------------------------------------------------------


def test_an_effort_is_out_hold_and_return_together() -> None:
    assert finding("E4.effort", evidence_of(reps(10, hold_s=6.5))).outcome == "pass"
    attempts = numbered([rep(0), rep(20, hold_s=6.6), rep(40)])
    found = finding("E4.effort", evidence_of(attempts))
    assert (found.outcome, found.limit, found.attempts) == ("fail", 10.5, (1,))
    assert found.value == pytest.approx(10.6)
    assert found.at_least is None


def test_an_effort_without_its_phases_is_not_judged() -> None:
    found = finding("E4.effort", evidence_of((rep(phases=(), reason=words("no end to be seen")),)))
    assert found.outcome == "not_judged"
    assert "no end to be seen" in in_english(found.why)
    for phase in rep().phases:
        assert finding("E4.effort", evidence_of((rep(phases=(phase,)),))).outcome == "not_judged"


# --- rests -------------------------------------------------------------------------------------------


def test_two_series_with_a_rest_of_twenty_seconds_between_them_pass() -> None:
    attempts = numbered([*reps(10), *reps(10, start_s=reps(10)[-1].end_s + 20.0)])
    found = finding("E9.rest", evidence_of(attempts))
    assert (found.outcome, found.limit, found.at_least, found.unit) == ("pass", 20.0, 20.0, "s")
    assert found.value == pytest.approx(20.0)
    assert len(found.attempts) == 20


def test_more_than_ten_without_a_rest_fail() -> None:
    attempts = numbered([*reps(10), *reps(2, start_s=reps(10)[-1].end_s + 19.0)])
    found = finding("E9.rest", evidence_of(attempts))
    assert (found.outcome, found.attempts) == ("fail", (10, 11))
    assert found.value == pytest.approx(19.0)
    hurried = finding("E9.rest", evidence_of(reps(11, pause_s=0.5)))
    assert hurried.outcome == "fail"
    assert hurried.value == pytest.approx(0.5)


def test_an_attempt_before_the_first_repetition_is_none_of_the_series() -> None:
    first = reps(10, start_s=20.0)
    attempts = numbered(
        [bare(10.0, "aborted", "turned back"), *first, *reps(5, start_s=first[-1].end_s + 30.0)]
    )
    assert finding("E9.rest", evidence_of(attempts)).outcome == "pass"


def test_an_attempt_within_the_rest_breaks_it_but_a_shift_in_the_chair_does_not() -> None:
    end = reps(10)[-1].end_s
    second = reps(5, start_s=end + 30.0)
    aborted = numbered([*reps(10), bare(end + 15.0, "aborted", "turned back"), *second])
    assert finding("E9.rest", evidence_of(aborted)).outcome == "fail"
    shifted = numbered([*reps(10), bare(end + 15.0, "too_small", "too small"), *second])
    assert finding("E9.rest", evidence_of(shifted)).outcome == "pass"


def test_one_series_shows_no_rest() -> None:
    assert "only one series" in in_english(finding("E9.rest", evidence_of(reps(10))).why)
    alone = numbered([*reps(10), bare(300.0, "aborted", "turned back")])
    assert finding("E9.rest", evidence_of(alone)).outcome == "not_judged"


def test_a_gap_may_hide_an_attempt_in_the_rest() -> None:
    attempts = numbered([*reps(5), *reps(5, start_s=100.0)])
    assert finding("E9.rest", evidence_of(attempts)).outcome == "pass"
    assert finding("E9.rest", evidence_of(attempts, gaps=(Gap(80.0, 81.0),))).outcome == "not_judged"


# --- the walk ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duration_s", "outcome"), [(60.0, "pass"), (1200.0, "pass"), (1200.1, "fail"), (1260.0, "fail")]
)
def test_the_walk_lasts_at_most_twenty_minutes(duration_s: float, outcome: str) -> None:
    found = finding("E2.duration", evidence_of(reps(8), duration_s=duration_s))
    assert (found.outcome, found.value, found.limit, found.unit) == (outcome, duration_s, 1200.0, "s")
    assert found.why.values["lasted_min"] == pytest.approx(duration_s / 60.0)


@pytest.mark.parametrize(
    ("before_s", "duration_s", "outcome"),
    [
        (40.0, 1236.0, "pass"),
        (40.0, 1241.0, "fail"),
        (60.0, 1256.0, "pass"),
        (90.0, 1199.0, "pass"),
        (90.0, 1286.0, "not_judged"),
    ],
)
def test_the_walk_is_timed_from_the_start_pose_on(before_s: float, duration_s: float, outcome: str) -> None:
    """Kneeling down takes its time; what takes much longer may have been the walk already."""
    found = finding("E2.duration", evidence_of(reps(8), duration_s=duration_s, before_s=before_s))
    assert (found.outcome, found.value) == (outcome, duration_s - before_s)


def test_time_that_was_lost_may_have_been_a_pause() -> None:
    lost = (Gap(100.0, 200.0),)
    assert finding("E2.duration", evidence_of(reps(8), duration_s=1260.0, gaps=lost)).outcome == "not_judged"
    assert finding("E2.duration", evidence_of(reps(8), duration_s=1301.0, gaps=lost)).outcome == "fail"
    assert finding("E2.duration", evidence_of(reps(8), duration_s=1200.0, gaps=lost)).outcome == "pass"


def test_a_recording_without_a_movement_says_nothing_of_the_walk() -> None:
    assert finding("E2.duration", evidence_of(duration_s=1260.0)).outcome == "not_judged"
    assert finding("E2.duration", evidence_of(reps(1), duration_s=float("nan"))).value is None
