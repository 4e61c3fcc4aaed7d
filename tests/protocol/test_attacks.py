"""Attacks (G1) and the passive hang (E1.passive)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sensortrack.language import in_english
from sensortrack.records import Event, Gap, Measure, Phase, invalid

from .hand import bare, evidence_of, finding, numbered, ratio, rep, reps, words

TOO_SLOW = ratio(9.0, "the movement is too slow")


def test_a_smooth_set_passes_with_its_largest_ratio() -> None:
    found = finding("G1", evidence_of(reps(4)), "E6")
    assert (found.outcome, found.value, found.limit, found.unit) == ("pass", 1.2, 2.5, "1")
    assert found.attempts == (0, 1, 2, 3)


@pytest.mark.parametrize("phase", ["out", "back"])
def test_an_attack_in_either_phase_fails_with_its_attempt_as_evidence(phase: str) -> None:
    sharp: dict[str, Any] = {phase: ratio(3.1)}
    just: dict[str, Any] = {phase: ratio(2.5)}
    attempts = numbered([rep(0), rep(10, **sharp), rep(20, **just), rep(30)])
    found = finding("G1", evidence_of(attempts), "E6")
    assert (found.outcome, found.value, found.attempts) == ("fail", 3.1, (1, 2))


def test_just_below_the_limit_is_no_attack_and_at_the_limit_is_one() -> None:
    assert finding("G1", evidence_of((rep(out=ratio(2.49)),)), "E6").outcome == "pass"
    found = finding("G1", evidence_of((rep(out=ratio(2.5)),)), "E6")
    assert (found.outcome, found.why.values["n"]) == ("fail", 1)


def test_an_attack_on_the_way_back_from_a_hold_fails() -> None:
    out, back = rep(back=ratio(3.1)).phases
    held = rep(phases=(out, Phase("hold", 2.0, 4.0), back))
    assert finding("G1", evidence_of((held,)), "E6").outcome == "fail"


def test_an_attack_in_an_aborted_attempt_fails_too() -> None:
    aborted = rep(10, out=ratio(3.0), outcome="aborted", reason="turned back")
    assert finding("G1", evidence_of(numbered([rep(0), aborted])), "E6").attempts == (1,)


def test_a_movement_too_small_to_be_the_exercise_is_no_attack() -> None:
    small = rep(10, out=ratio(3.0), outcome="too_small", reason="too small")
    assert finding("G1", evidence_of(numbered([rep(0), small])), "E6").outcome == "pass"


def test_a_ratio_that_is_not_valid_neither_fails_nor_passes() -> None:
    mixed = numbered([rep(0), rep(10, out=TOO_SLOW)])
    found = finding("G1", evidence_of(mixed), "E6")
    assert (found.outcome, found.value) == ("pass", 1.2)
    assert "no attack in 3 phases; 1 other can't be judged" in in_english(found.why)
    nothing = numbered([rep(0, out=TOO_SLOW, back=TOO_SLOW), rep(10, out=TOO_SLOW, back=ratio(None))])
    found = finding("G1", evidence_of(nothing), "E6")
    assert (found.outcome, found.value) == ("not_judged", None)
    assert "most often because: the movement is too slow" in in_english(found.why)


def test_phases_without_the_measure_or_attempts_without_phases_are_not_judged() -> None:
    bare_phase = rep(phases=(Phase("out", 0.0, 2.0), Phase("hold", 2.0, 4.0), Phase("return", 4.0, 6.0)))
    assert "wasn't measured" in in_english(finding("G1", evidence_of((bare_phase,)), "E6").why)
    assert "turned back" in in_english(
        finding("G1", evidence_of((bare(0, "aborted", "turned back"),)), "E6").why
    )


def test_without_a_gyroscope_or_a_movement_there_is_no_judgement() -> None:
    assert "no gyroscope" in in_english(finding("G1", evidence_of(reps(3), has_gyroscope=False), "E6").why)
    assert finding("G1", evidence_of(), "E6").outcome == "not_judged"


# --- the hang ----------------------------------------------------------------------------------------

HANG = {
    "swing_deg": Measure(4.0, "deg"),
    "sway_rms_deg": Measure(0.8, "deg"),
    "peak_rate_dps": Measure(12.0, "deg/s"),
    "attack_ratio": Measure(1.3, "1"),
}
ATTACK = Event(3.0, "jerk", "attack", size=3.4, unit="1", limit=2.5)


def test_a_quiet_hang_is_not_told_from_standing_and_reports_its_sway() -> None:
    found = finding("E1.passive", evidence_of(measures=HANG))
    assert (found.outcome, found.value, found.limit, found.unit) == ("not_judged", 4.0, 15.0, "deg")
    assert "can't tell a hang from standing" in in_english(found.why)
    assert "sway 0.8° rms, peak rate 12.0°/s" in in_english(found.why)
    assert finding("G1", evidence_of(measures=HANG), "E1").outcome == "pass"


@pytest.mark.parametrize(("swing", "outcome"), [(15.0, "not_judged"), (15.1, "fail")])
def test_a_swing_of_more_than_fifteen_degrees_fails(swing: float, outcome: str) -> None:
    found = finding("E1.passive", evidence_of(measures=HANG | {"swing_deg": Measure(swing, "deg")}))
    assert (found.outcome, found.value) == (outcome, swing)


def test_an_attack_in_the_hang_fails_whether_it_comes_as_event_or_as_ratio() -> None:
    as_event = evidence_of(measures=HANG, events=(ATTACK,))
    as_ratio = evidence_of(measures=HANG | {"attack_ratio": Measure(3.4, "1")})
    for evidence in (as_event, as_ratio):
        passive, smooth = finding("E1.passive", evidence), finding("G1", evidence, "E1")
        assert (passive.outcome, passive.value, passive.limit, passive.unit) == ("fail", 3.4, 2.5, "1")
        assert (smooth.outcome, smooth.value, smooth.limit) == ("fail", 3.4, 2.5)


@pytest.mark.parametrize("changes", [{"size": None}, {"size": 40.0, "unit": "m/s²"}])
def test_an_attack_without_a_ratio_is_an_attack_all_the_same(changes: dict[str, Any]) -> None:
    found = finding("E1.passive", evidence_of(measures={}, events=(replace(ATTACK, **changes),)))
    assert (found.outcome, found.value) == ("fail", None)


def test_a_hang_whose_ratio_is_at_the_limit_fails_and_one_whose_ratio_is_not_valid_says_why() -> None:
    at_limit = evidence_of(measures=HANG | {"attack_ratio": Measure(2.5, "1")})
    assert finding("G1", at_limit, "E1").outcome == "fail"
    found = finding("G1", evidence_of(measures=HANG | {"attack_ratio": TOO_SLOW}), "E1")
    assert (found.outcome, found.value) == ("not_judged", None)
    assert "the movement is too slow" in in_english(found.why)


def test_a_swing_and_an_attack_are_both_told() -> None:
    both = evidence_of(measures=HANG | {"swing_deg": Measure(20.0, "deg")}, events=(ATTACK,))
    assert "there was an attack, too" in in_english(finding("E1.passive", both).why)


def test_a_hesitation_or_a_tremor_is_no_attack() -> None:
    events = tuple(replace(ATTACK, kind=kind) for kind in ("hesitation", "tremor"))
    assert finding("E1.passive", evidence_of(measures=HANG, events=events)).outcome == "not_judged"


def test_a_hang_in_which_attacks_were_not_looked_for_does_not_pass() -> None:
    quiet = {k: v for k, v in HANG.items() if k != "attack_ratio"}
    for evidence in (evidence_of(measures=quiet), evidence_of(measures=HANG, has_gyroscope=False)):
        found = finding("E1.passive", evidence)
        assert (found.outcome, found.value) == ("not_judged", 4.0)
        assert finding("G1", evidence, "E1").outcome == "not_judged"


def test_a_swing_that_is_not_valid_is_not_judged() -> None:
    found = finding(
        "E1.passive",
        evidence_of(measures=HANG | {"swing_deg": invalid("deg", words("the pose drifted"), 3.0)}),
    )
    assert found.outcome == "not_judged"
    assert "the pose drifted" in in_english(found.why)
    assert "wasn't measured" in in_english(finding("E1.passive", evidence_of()).why)


def test_a_gap_may_hide_a_swing_or_an_attack() -> None:
    lost = (Gap(10.0, 11.0),)
    assert finding("E1.passive", evidence_of(measures=HANG, gaps=lost)).outcome == "not_judged"
    assert finding("G1", evidence_of(measures=HANG, gaps=lost), "E1").outcome == "not_judged"
    swinging = HANG | {"swing_deg": Measure(20.0, "deg")}
    assert finding("E1.passive", evidence_of(measures=swinging, gaps=lost)).outcome == "fail"
