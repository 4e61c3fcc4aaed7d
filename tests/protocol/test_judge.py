"""The judge gives one finding for every rule, and none where the recording can't carry it."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack.language import in_english
from sensortrack.protocol import Exercise, judge
from sensortrack.records import Attempt, Code, Event, Gap, Measure

from .hand import CATALOGUE, evidence_of, findings, numbered, ratio, rep, reps, words

EXERCISES = pytest.mark.parametrize("exercise", CATALOGUE.exercises, ids=lambda e: str(e.id))


@EXERCISES
def test_there_is_one_finding_for_each_general_rule_and_each_of_the_exercise(exercise: Exercise) -> None:
    found = judge(exercise, CATALOGUE, evidence_of(reps(6, hold_s=9.0)))
    assert [f.rule for f in found] == [r.id for r in (*CATALOGUE.rules, *exercise.rules)]
    assert [f.method for f in found] == [r.method for r in (*CATALOGUE.rules, *exercise.rules)]


@EXERCISES
def test_asked_and_cued_rules_are_never_judged_and_say_how_they_are_kept(exercise: Exercise) -> None:
    rules = {r.id: r for r in CATALOGUE.rules_of(exercise)}
    for f in judge(exercise, CATALOGUE, evidence_of(reps(6))):
        if f.method != "measured":
            assert f.outcome == "not_judged"
            assert f.value is None
        if f.method == "asked":
            assert in_english(f.why).startswith("asked: no answer with this recording")
            assert str(rules[f.rule].question) in in_english(f.why)
        if f.method == "cued":
            assert in_english(f.why).startswith("cued: ")
            assert str(rules[f.rule].cue) in in_english(f.why)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"nominal_rate_hz": 20.0, "rate_hz": 25.0}, "nominal rate of 20 Hz"),
        ({"nominal_rate_hz": 25.0, "rate_hz": 23.9}, "real rate of 23.9 Hz"),
        ({"nominal_rate_hz": None, "rate_hz": 5.0}, "real rate of 5.0 Hz"),
        ({"rate_hz": None}, "rate isn't known"),
        ({"rate_hz": math.nan}, "rate isn't known"),
        ({"unfit": words("the start pose was never still")}, "the start pose was never still"),
    ],
)
@EXERCISES
def test_nothing_measured_is_judged_in_a_recording_that_cannot_carry_it(
    exercise: Exercise, changes: dict[str, Any], why: str
) -> None:
    for f in judge(exercise, CATALOGUE, evidence_of(reps(12, hold_s=12.0), **changes)):
        if f.method == "measured":
            assert (f.outcome, f.value, f.attempts) == ("not_judged", None, ())
            assert why in in_english(f.why)
            assert f.limit is not None


@pytest.mark.parametrize(("nominal", "real"), [(25.0, 24.0), (None, 24.0), (100.0, 99.0)])
def test_the_least_rates_are_enough(nominal: float | None, real: float) -> None:
    found = findings("E6", evidence_of(reps(10), nominal_rate_hz=nominal, rate_hz=real))
    assert found["E6.count"].outcome == "pass"


@EXERCISES
def test_where_nothing_was_done_nothing_is_judged(exercise: Exercise) -> None:
    assert {f.outcome for f in judge(exercise, CATALOGUE, evidence_of())} == {"not_judged"}


SETS = {
    "E3": reps(5, hold_s=9.0),
    "E4": reps(10),
    "E5": reps(10),
    "E6": reps(10),
    "E7": reps(10),
    "E8": reps(10),
    "E10": reps(6),
    "E11": reps(6, hold_s=4.0),
}


@pytest.mark.parametrize("exercise", SETS)
def test_an_ordinary_set_keeps_every_measured_rule(exercise: str) -> None:
    measured = [f for f in findings(exercise, evidence_of(SETS[exercise])).values() if f.method == "measured"]
    assert {f.outcome for f in measured} == {"pass"}


# --- laws --------------------------------------------------------------------------------------------

FIT = st.none() | st.floats(0.0, 5.0) | st.just(math.nan)


@st.composite
def attempts(draw: st.DrawFn) -> tuple[Attempt, ...]:
    out, t = [], 0.0
    for _ in range(draw(st.integers(0, 25))):
        hold = draw(st.none() | st.floats(0.0, 14.0))
        side = draw(st.sampled_from(("left", "right", None)))
        outcome = draw(st.sampled_from(("repetition",) * 5 + ("aborted", "interrupted", "too_small")))
        a = rep(
            t,
            hold_s=hold,
            out=ratio(draw(FIT)),
            side=side,
            direction=draw(st.sampled_from((1, -1))),
            outcome=outcome,
            reason=None if outcome == "repetition" else "so it was drawn",
        )
        out.append(a)
        t = a.end_s + draw(st.floats(0.0, 40.0))
    return numbered(out)


gaps = st.lists(st.tuples(st.floats(0, 500), st.floats(0, 30)), max_size=2).map(
    lambda found: tuple(Gap(start, start + lasts) for start, lasts in found)
)
exercises = st.sampled_from(CATALOGUE.exercises)


@settings(max_examples=80, deadline=None)
@given(exercises, attempts(), gaps, st.booleans(), FIT)
def test_every_finding_has_a_reason_and_no_number_that_is_none(
    exercise: Exercise,
    attempts: tuple[Attempt, ...],
    gaps: tuple[Gap, ...],
    gyroscope: bool,
    swing: float | None,
) -> None:
    evidence = evidence_of(
        attempts,
        gaps=gaps,
        has_gyroscope=gyroscope,
        measures={"swing_deg": Measure(swing, "deg"), "attack_ratio": Measure(swing, "1")},
        events=(Event(1.0, "jerk", "tremor"),),
    )
    found = judge(exercise, CATALOGUE, evidence)
    assert found == judge(exercise, CATALOGUE, evidence)
    known = {a.index for a in attempts}
    for f in found:
        assert in_english(f.why).strip()
        assert "nan" not in in_english(f.why)
        assert "None" not in in_english(f.why)
        assert f.value is None or math.isfinite(f.value)
        assert set(f.attempts) <= known
        if f.method == "measured":
            assert f.limit is not None
            assert f.unit is not None


def worse(exercise: Exercise, less: tuple[Attempt, ...], more: tuple[Attempt, ...]) -> set[str]:
    """Rules that the smaller set breaks and the larger one doesn't; "not completed" aside."""
    broken = {f.rule for f in judge(exercise, CATALOGUE, evidence_of(more)) if f.outcome == "fail"}
    return {
        f.rule
        for f in judge(exercise, CATALOGUE, evidence_of(less))
        if f.outcome == "fail" and f.why.code != Code.COUNT_UNDER
    } - broken


@settings(max_examples=80, deadline=None)
@given(exercises, attempts())
def test_who_does_less_of_the_same_set_breaks_no_further_limit(
    exercise: Exercise, attempts: tuple[Attempt, ...]
) -> None:
    assert not worse(exercise, attempts[:-1], attempts)


@settings(max_examples=60, deadline=None)
@given(exercises, attempts(), gaps)
def test_a_gap_never_makes_a_rule_pass_nor_excuses_one_that_is_broken(
    exercise: Exercise, attempts: tuple[Attempt, ...], gaps: tuple[Gap, ...]
) -> None:
    for whole, cut in zip(
        judge(exercise, CATALOGUE, evidence_of(attempts)),
        judge(exercise, CATALOGUE, evidence_of(attempts, gaps=gaps)),
        strict=True,
    ):
        if whole.outcome != "pass":
            assert cut.outcome != "pass"
        if whole.outcome == "fail" and whole.why.code != Code.COUNT_UNDER:
            assert cut.outcome == "fail"
