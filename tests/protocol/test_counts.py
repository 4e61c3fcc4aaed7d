"""Counts pass only when nothing that was hidden could break them, and fail only when it is certain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sensortrack.language import in_english
from sensortrack.records import Gap, Measure

from .hand import CATALOGUE, bare, evidence_of, finding, findings, numbered, rep, reps, sided

ONE_SIDED = ["E4.count", "E5.count", "E6.count", "E8.count"]


@pytest.mark.parametrize("rule", ONE_SIDED)
def test_ten_pass_and_eleven_fail_with_the_eleventh_as_evidence(rule: str) -> None:
    ten = finding(rule, evidence_of(reps(10)))
    assert (ten.outcome, ten.value, ten.limit, ten.unit) == ("pass", 10.0, 10.0, "repetitions")
    assert ten.attempts == tuple(range(10))
    eleven = finding(rule, evidence_of(reps(11)))
    assert (eleven.outcome, eleven.value, eleven.attempts) == ("fail", 11.0, (10,))
    assert "11 repetitions" in in_english(eleven.why)


@pytest.mark.parametrize("rule", ["E10.count", "E11.count"])
@pytest.mark.parametrize(
    ("n", "outcome", "limit"),
    [
        (0, "not_judged", 6),
        (1, "fail", 5),
        (4, "fail", 5),
        (5, "pass", 6),
        (6, "pass", 6),
        (7, "fail", 6),
    ],
)
def test_the_floor_seated_movements_are_done_five_to_six_times(
    rule: str, n: int, outcome: str, limit: float
) -> None:
    found = finding(rule, evidence_of(reps(n)))
    assert (found.outcome, found.value, found.limit) == (outcome, float(n), limit)
    assert (found.at_least, found.at_most) == (5.0, 6.0)
    if 0 < n < 5:
        assert "not completed" in in_english(found.why)
        assert found.attempts == tuple(range(n))
    if n == 7:
        assert found.attempts == (6,)


def test_attempts_that_were_no_repetitions_are_not_counted() -> None:
    attempts = numbered([*reps(10), bare(200, "aborted", "turned back"), bare(210, "too_small", "too small")])
    assert finding("E6.count", evidence_of(attempts)).outcome == "pass"


@pytest.mark.parametrize("rule", [*ONE_SIDED, "E7.count", "E3.count"])
def test_no_repetition_is_not_judged(rule: str) -> None:
    found = finding(rule, evidence_of())
    assert (found.outcome, found.value) == ("not_judged", 0.0)


# --- two sides ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["E3.count", "E7.count", "G4"])
def test_each_side_counts_for_itself(rule: str) -> None:
    exercise = "E3" if rule == "E3.count" else "E7"
    ten = finding(rule, evidence_of(sided(("left", 10), ("right", 10))), exercise)
    assert (ten.outcome, ten.value) == ("pass", 10.0)
    eleven = finding(rule, evidence_of(sided(("left", 10), ("right", 11))), exercise)
    assert (eleven.outcome, eleven.value, eleven.attempts) == ("fail", 11.0, (20,))
    assert "left 10, right 11" in in_english(eleven.why)


def test_a_limit_is_said_to_be_each_sides_only_where_there_are_two() -> None:
    two = finding("E7.count", evidence_of(sided(("left", 10), ("right", 11))))
    assert "more than 10 on each side" in in_english(two.why)
    assert "each side" not in in_english(finding("E6.count", evidence_of(reps(11))).why)


def test_an_empty_side_is_named_unless_repetitions_of_an_unknown_side_may_be_its() -> None:
    known = finding("E3.count", evidence_of(sided(("left", 11))))
    assert "left 11, right 0 in" in in_english(known.why)
    unknown = finding("E3.count", evidence_of(sided(("left", 5), (None, 3))))
    assert "left 5, side not known 3 in" in in_english(unknown.why)


@pytest.mark.parametrize(("left", "unknown", "value"), [(5, 3, 8.0), (0, 21, 11.0), (5, 16, 11.0)])
def test_the_value_is_what_the_fuller_side_may_have(left: int, unknown: int, value: float) -> None:
    assert finding("E3.count", evidence_of(sided(("left", left), (None, unknown)))).value == value


def test_without_a_mounting_each_way_of_the_rotation_is_a_side() -> None:
    def ways(one: int, other: int) -> str:
        turns = [rep(10.0 * i, direction=1 if i < one else -1) for i in range(one + other)]
        return finding("E7.count", evidence_of(numbered(turns))).outcome

    assert ways(10, 10) == "pass"
    assert ways(11, 9) == "fail"
    assert ways(9, 11) == "fail"


@pytest.mark.parametrize(
    ("left", "right", "unknown", "outcome"),
    [
        (0, 0, 10, "pass"),
        (0, 0, 11, "not_judged"),
        (0, 0, 20, "not_judged"),
        (0, 0, 21, "fail"),
        (5, 5, 5, "pass"),
        (5, 6, 5, "not_judged"),
        (11, 0, 3, "fail"),
    ],
)
def test_legs_that_are_not_known_are_judged_only_where_they_cannot_matter(
    left: int, right: int, unknown: int, outcome: str
) -> None:
    attempts = sided(("left", left), ("right", right), (None, unknown))
    found = finding("E3.count", evidence_of(attempts))
    assert found.outcome == outcome
    if outcome == "not_judged":
        assert "isn't known" in in_english(found.why)


# --- what a gap may hide -----------------------------------------------------------------------------


def gap(start_s: float, lasts_s: float) -> tuple[Gap, ...]:
    return (Gap(start_s, start_s + lasts_s),)


def test_a_gap_of_half_a_second_changes_nothing() -> None:
    assert finding("E6.count", evidence_of(reps(10), gaps=gap(1.0, 0.5))).outcome == "pass"


def test_a_longer_gap_keeps_ten_from_passing_but_not_eight() -> None:
    # Each repetition takes 6 s, so a gap of 1 s hides at most the one that was under way.
    ten = finding("E6.count", evidence_of(reps(10), gaps=gap(100.0, 1.0)))
    assert (ten.outcome, ten.value) == ("not_judged", 10.0)
    assert "gap" in in_english(ten.why)
    assert finding("E6.count", evidence_of(reps(9), gaps=gap(100.0, 1.0))).outcome == "pass"
    assert finding("E6.count", evidence_of(reps(8), gaps=gap(100.0, 12.5))).outcome == "not_judged"
    assert finding("E6.count", evidence_of(reps(7), gaps=gap(100.0, 12.5))).outcome == "pass"


def test_a_gap_hides_as_many_as_fit_in_at_the_quickest_pace_seen_whenever_that_was() -> None:
    late = reps(8, start_s=50.0)  # 6 s each
    assert finding("E6.count", evidence_of(late, gaps=gap(300.0, 5.0))).outcome == "pass"
    assert finding("E6.count", evidence_of(late, gaps=gap(300.0, 12.5))).outcome == "not_judged"
    quick = numbered([replace(a, end_s=a.start_s + 0.8) for a in reps(6)])
    assert finding("E6.count", evidence_of(quick, gaps=gap(300.0, 1.0))).outcome == "pass"
    assert finding("E6.count", evidence_of(quick, gaps=gap(300.0, 3.3))).outcome == "not_judged"


def test_an_interrupted_attempt_may_have_been_a_repetition() -> None:
    nine = numbered([*reps(9), bare(100.0, "interrupted", "a gap")])
    ten = numbered([*reps(10), bare(100.0, "interrupted", "a gap")])
    assert finding("E6.count", evidence_of(nine)).outcome == "pass"
    assert finding("E6.count", evidence_of(ten)).outcome == "not_judged"
    assert "interrupted attempt" in in_english(finding("E6.count", evidence_of(ten)).why)


def test_too_many_stay_too_many_whatever_a_gap_hides() -> None:
    assert finding("E6.count", evidence_of(reps(11), gaps=gap(200.0, 30.0))).outcome == "fail"


def test_what_a_gap_hides_may_complete_the_count() -> None:
    hidden = gap(100.0, 1.0)
    assert finding("E10.count", evidence_of(reps(3), gaps=hidden)).outcome == "fail"
    assert finding("E10.count", evidence_of(reps(4), gaps=hidden)).outcome == "not_judged"
    assert finding("E10.count", evidence_of(reps(5), gaps=hidden)).outcome == "pass"
    assert finding("E10.count", evidence_of(reps(6), gaps=hidden)).outcome == "not_judged"


def test_where_the_lower_back_hardly_moves_small_movements_may_have_been_repetitions() -> None:
    small = bare(200.0, "too_small", "below the least amplitude")
    attempts = numbered([*reps(10), small])
    assert finding("E5.count", evidence_of(attempts)).outcome == "not_judged"
    assert "hardly moves" in in_english(finding("E5.count", evidence_of(attempts)).why)
    assert finding("E8.count", evidence_of(attempts)).outcome == "pass"
    assert finding("E5.count", evidence_of(numbered([*reps(9), small]))).outcome == "pass"


@pytest.mark.parametrize(("short_by_deg", "outcome"), [(0.9, "not_judged"), (1.1, "pass")])
def test_a_movement_that_falls_short_by_less_than_the_angles_uncertainty_may_have_been_a_repetition(
    short_by_deg: float, outcome: str
) -> None:
    least_deg = CATALOGUE.exercise("E6").movement.least_amplitude_deg
    small = bare(200.0, "too_small", "below the least amplitude")
    amplitude_deg = least_deg - short_by_deg
    small = replace(
        small,
        amplitude_deg=amplitude_deg,
        measures={"amplitude_deg": Measure(amplitude_deg, "deg", uncertainty=1.0)},
    )
    found = finding("E6.count", evidence_of(numbered([*reps(10), small])))
    assert found.outcome == outcome
    assert ("1 movement falls short of 6°" in in_english(found.why)) == (outcome == "not_judged")
    assert finding("E6.count", evidence_of(numbered([*reps(9), small]))).outcome == "pass"
    assert finding("E6.count", evidence_of(numbered([*reps(11), small]))).outcome == "fail"


@pytest.mark.parametrize(("times_the_least", "outcome"), [(2.9, "not_judged"), (3.0, "pass"), (3.9, "pass")])
def test_where_repetitions_barely_stand_out_others_may_have_gone_unseen(
    times_the_least: float, outcome: str
) -> None:
    least_deg = CATALOGUE.exercise("E5").movement.least_amplitude_deg
    found = finding("E5.count", evidence_of(reps(5, amplitude_deg=times_the_least * least_deg)))
    assert found.outcome == outcome
    assert ("5 repetitions stood out so little" in in_english(found.why)) == (outcome == "not_judged")


# --- ten at first ------------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", [f"E{i}" for i in range(2, 12)])
def test_more_than_ten_at_first_fail_in_every_exercise_that_is_counted(exercise: str) -> None:
    ten, eleven = sided(("left", 10)), sided(("left", 11))
    assert finding("G4", evidence_of(ten), exercise).outcome == "pass"
    assert finding("G4", evidence_of(eleven), exercise).outcome == "fail"


@pytest.mark.parametrize("exercise", ["E2", "E9"])
def test_where_the_document_gives_no_number_the_history_decides_on_more(exercise: str) -> None:
    assert "the history decides" in in_english(finding("G4", evidence_of(reps(11)), exercise).why)


def test_an_exercises_own_number_stands_for_good() -> None:
    assert "E6.count, stands for good" in in_english(finding("G4", evidence_of(reps(11)), "E6").why)


def test_a_hang_has_nothing_to_count() -> None:
    found = findings("E1", evidence_of())["G4"]
    assert (found.outcome, found.value) == ("not_judged", None)
    assert "hang" in in_english(found.why)


def test_repetitions_without_a_length_still_say_that_a_gap_may_hide_more() -> None:
    instant = numbered([replace(a, end_s=a.start_s) for a in reps(9)])
    assert finding("E6.count", evidence_of(instant, gaps=gap(200.0, 1.0))).outcome == "not_judged"


@pytest.mark.parametrize(
    ("n", "not_followed", "outcome"), [(9, 1, "pass"), (10, 1, "not_judged"), (11, 1, "fail")]
)
def test_what_was_not_followed_may_have_been_a_repetition_before_a_count_passes_never_before_it_fails(
    n: int, not_followed: int, outcome: str
) -> None:
    found = finding("E6.count", replace(evidence_of(reps(n)), not_followed=not_followed))
    assert found.outcome == outcome
    assert ("could not be followed" in in_english(found.why)) == (outcome == "not_judged")


def test_too_few_may_have_been_enough_where_movements_were_not_followed() -> None:
    four = replace(evidence_of(reps(4)), not_followed=1)
    assert finding("E10.count", four).outcome == "not_judged"


@pytest.mark.parametrize(("lasted_s", "outcome"), [(5.0, "pass"), (11.0, "pass"), (60.0, "not_judged")])
def test_an_interrupted_attempt_hides_as_many_repetitions_as_fit_in(lasted_s: float, outcome: str) -> None:
    attempts = [*reps(6), replace(bare(200, "interrupted", "the recording ended"), end_s=200.0 + lasted_s)]
    longest_s = max(a.end_s - a.start_s for a in reps(6))
    assert longest_s < 11.0
    assert finding("E6.count", evidence_of(numbered(attempts))).outcome == outcome
