"""Whatever moved is in the table of excursions, each with the tests by which it was counted or wasn't."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensortrack
from sensortrack.analysis import Analysis, Result
from sensortrack.cli.replay import follow
from sensortrack.motion.packed_vectors import PackedVectors
from sensortrack.records import Block, Code, Criterion, Reason, Recording, Verdict, Verdicts
from sensortrack.records.verdict import ExcursionTest
from sensortrack.sources.simulator import HARD
from tests.analysis.composed import CATALOGUE, RATE_HZ, Move, composed, there_and_back, usual
from tests.simulated import COUNTED, simulated_set

EXERCISE = "E6"
MOVEMENT = CATALOGUE.exercise(EXERCISE).movement
AMPLITUDE_DEG, LEAST_DEG = MOVEMENT.amplitude_deg, MOVEMENT.least_amplitude_deg
DONE = usual(EXERCISE, 3)
Draw = Callable[[float, float], float]
KINDS: dict[str, tuple[Code | None, Criterion | None, Callable[[Draw], list[Move]]]] = {
    "a repetition": (None, None, lambda u: there_and_back(u(0.9, 1.1) * AMPLITUDE_DEG)),
    "too small": (Code.TOO_SMALL, Criterion.LEAST, lambda u: there_and_back(u(0.65, 0.9) * LEAST_DEG)),
    "given up": (
        Code.TURNED_BACK,
        Criterion.SHARE,
        lambda u: there_and_back(u(0.3, 0.42) * AMPLITUDE_DEG, moving_s=u(0.4, 0.6), held_s=0.0),
    ),
    "too quick": (
        Code.TOO_QUICK,
        Criterion.TOOK,
        lambda u: there_and_back(u(0.8, 1.2) * AMPLITUDE_DEG, moving_s=u(0.35, 0.45), held_s=0.0),
    ),
    "too large": (
        Code.TOO_LARGE,
        Criterion.MOST,
        lambda u: there_and_back(u(3.1, 3.5) * AMPLITUDE_DEG, moving_s=2.5, held_s=u(0.0, 0.4)),
    ),
    "a posture that changed": (
        Code.ENDED_ELSEWHERE,
        Criterion.STAYED,
        lambda u: [
            Move(u(0.9, 1.0) * AMPLITUDE_DEG, 1.5, 1.0),
            Move(u(0.33, 0.42) * AMPLITUDE_DEG, 1.5, u(12.0, 20.0)),
        ],
    ),
    "a shift that stayed": (
        Code.SHIFTED,
        Criterion.WENT_ON,
        lambda u: [
            Move(0.3 * AMPLITUDE_DEG, u(0.8, 1.2), u(12.0, 20.0)),
            Move(1.3 * AMPLITUDE_DEG, 1.5, 1.0),
        ],
    ),
    "off axis": (
        Code.OFF_AXIS,
        Criterion.OFF_AXIS,
        lambda u: there_and_back(u(0.45, 0.55) * AMPLITUDE_DEG, across_deg=u(1.1, 1.4) * AMPLITUDE_DEG),
    ),
    "to the side alone": (
        Code.UNNOTICED,
        Criterion.ONSET,
        lambda u: there_and_back(0.0, across_deg=u(0.3, 1.2) * AMPLITUDE_DEG),
    ),
    "smaller than an excursion": (
        Code.UNNOTICED,
        Criterion.ONSET,
        lambda u: there_and_back(u(2.2, 2.8)),
    ),
    "the other way": (
        Code.WENT_INWARD,
        Criterion.ONSET,
        lambda u: there_and_back(-u(0.4, 1.0) * AMPLITUDE_DEG),
    ),
    "steps": (Code.WALKED, None, lambda u: [Move(0.0, u(6.0, 12.0), 4.0, steps=True)]),
    "never back": (
        Code.NEVER_CAME_BACK,
        Criterion.LASTED,
        lambda u: [Move(u(0.9, 1.1) * AMPLITUDE_DEG, 1.5, 183.0)],
    ),
    "cut off": (Code.RECORDING_ENDED, None, lambda u: [Move(u(0.8, 1.1) * AMPLITUDE_DEG, 1.5, 1.0)]),
}


def drawing(seed: int) -> Draw:
    rng = np.random.default_rng(seed)
    return lambda low, high: float(rng.uniform(low, high))


def overlapping(result: Result, start_s: float, end_s: float) -> list[Verdict]:
    return [v for v in result.excursions if v.onset_s < end_s and v.end_s > start_s]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_movement_has_its_reason_with_value_and_limit(kind: str, seed: int) -> None:
    code, criterion, moves = KINDS[kind]
    drawn = moves(drawing(seed))
    exercise = "E11" if kind == "steps" else EXERCISE  # nobody walks lying down
    recording, spans = composed(exercise, [*usual(exercise, len(DONE) // 2), *drawn], seed)
    start_s, end_s = spans[len(DONE)][0], spans[-1][1]
    found = overlapping(sensortrack.analyse(recording), start_s, end_s)
    if code is None:
        assert [v.outcome for v in found] == ["repetition"]
        assert all(test.passed for v in found for test in v.tests)
        return
    (v, *_) = [v for v in found if v.reason is not None and v.reason.code == code]
    failed = [test for test in v.tests if test.passed is False]
    assert [test.name for test in failed] == ([] if criterion is None else [criterion])
    assert start_s - 0.5 <= v.onset_s <= v.peak_s <= v.end_s
    if v.attempt is not None:
        assert v.peak_deg == pytest.approx(max(move.along_deg for move in drawn), abs=2.0)


def test_what_moved_in_another_posture_and_before_any_start_pose_has_that_reason() -> None:
    moves = [Move(0.0, 2.0, 4.0, 80.0), Move(30.0, 2.0, 4.0, 80.0), Move(0.0, 2.0, 4.0, 80.0)]
    result = sensortrack.analyse(composed(EXERCISE, moves, 1, lead_s=0.0)[0])
    assert not result.attempts
    codes = [v.reason.code for v in result.excursions if v.reason is not None]
    assert codes
    assert set(codes) <= {Code.ANOTHER_POSTURE, Code.BETWEEN_POSTURES}


def test_what_moved_long_before_the_start_pose_was_told_says_so() -> None:
    lead = [Move(0.0, 1.5, 1.0, 15.0), Move(0.0, 1.5, 320.0)]
    recording, spans = composed(EXERCISE, [*lead, *DONE], 2)
    found = overlapping(sensortrack.analyse(recording), *spans[0])
    assert {v.reason.code for v in found if v.reason} <= {Code.START_POSE_LATE, Code.UNNOTICED}
    assert found


@pytest.mark.parametrize("exercise", COUNTED)
def test_every_commanded_movement_is_in_the_table(exercise: str) -> None:
    rng = np.random.default_rng(11)
    least_deg, usual_deg = 4.0, CATALOGUE.exercise(exercise).movement.amplitude_deg
    for seed in range(4):
        drawn: list[Move] = []
        while len(drawn) < 12:
            along, across = rng.uniform(-1.2, 1.2, 2) * max(usual_deg, 8.0)
            if np.hypot(along, across) > least_deg:
                drawn += there_and_back(
                    along, across_deg=across, moving_s=rng.uniform(0.6, 2.5), held_s=rng.uniform(0.0, 3.0)
                )
        recording, spans = composed(exercise, drawn, seed)
        result = sensortrack.analyse(recording)
        for start_s, end_s in spans:
            assert overlapping(result, start_s, end_s + 1.0), (exercise, seed, start_s, end_s)


@pytest.mark.parametrize("exercise", COUNTED)
def test_each_attempt_is_in_the_table_once_with_the_values_of_its_own(exercise: str) -> None:
    for seed in range(4):
        result = sensortrack.analyse(
            simulated_set(exercise, seed, difficulty=HARD, repetitions=6, rate_hz=50.0)
        )
        of_attempts = {v.attempt: v for v in result.excursions if v.attempt is not None}
        assert sorted(v.attempt for v in result.excursions if v.attempt is not None) == [
            a.index for a in result.attempts
        ]
        for a in result.attempts:
            v = of_attempts[a.index]
            assert (v.outcome, v.reason, v.direction) == (a.outcome, a.reason, a.direction)
            assert a.start_s - 2.0 <= v.onset_s <= v.peak_s <= v.end_s
            assert v.end_s == pytest.approx(a.end_s, abs=3.0)
            failed = [test for test in v.tests if test.passed is False]
            assert bool(failed) == (v.outcome != "repetition" and v.ended_by != "cut")
            tests = {test.name: test for test in v.tests}
            reported = tests.get(Criterion.REPORTED)
            if reported is not None:
                assert reported.value == a.amplitude_deg
            if a.reason is not None and a.reason.code == Code.TOO_SMALL:
                small = reported if reported is not None and not reported.passed else tests[Criterion.LEAST]
                assert a.reason.values == {"peak_deg": small.value, "least_deg": small.limit}
            if a.reason is not None and a.reason.code == Code.OFF_AXIS:
                assert a.reason.values["times"] == tests[Criterion.OFF_AXIS].value


@pytest.mark.parametrize("exercise", COUNTED)
def test_a_test_is_passed_exactly_where_its_value_is_on_the_right_side(exercise: str) -> None:
    result = sensortrack.analyse(simulated_set(exercise, 5, difficulty=HARD, repetitions=6, rate_hz=50.0))
    for v in result.excursions:
        for test in v.tests:
            held = test.value >= test.limit if test.name.bound == "at_least" else test.value <= test.limit
            assert held if test.passed else not held


def document(recording: Recording, exercise: str, cuts: list[int]) -> str:
    analysis = Analysis(CATALOGUE.exercise(exercise), CATALOGUE, recording.description, recording.rate_hz)
    (block,) = recording.blocks
    inner = sorted({c for c in cuts if 0 < c < len(block)})
    for a, b in zip([0, *inner], [*inner, len(block)], strict=True):
        analysis.feed(block.cut(a, b))
    return json.dumps(analysis.finish()[1].to_dict(explain=True), allow_nan=False)


@settings(max_examples=25, deadline=None)
@given(exercise=st.sampled_from(["E3", "E6", "E7", "E10"]), data=st.data())
def test_cutting_anywhere_gives_the_same_table(exercise: str, data: st.DataObject) -> None:
    recording = simulated_set(exercise, 7, difficulty=HARD, repetitions=4, rate_hz=50.0)
    n = len(recording.blocks[0])  # type: ignore[index]
    cuts = data.draw(st.lists(st.integers(0, n), max_size=30))
    assert document(recording, exercise, cuts) == document(recording, exercise, [])


@pytest.mark.parametrize("size", [1, 7, 250])
def test_what_was_not_counted_is_the_same_however_it_is_cut(size: int) -> None:
    u = drawing(3)
    names = ["to the side alone", "the other way", "steps", "off axis", "a shift that stayed"]
    lead = [Move(10.0, 1.0, 0.1, 15.0), Move(0.0, 1.0, 3.0)]
    recording, _ = composed(
        EXERCISE, [*lead, *DONE, *(m for name in names for m in KINDS[name][2](u))], 3, lead_s=0.0
    )
    n = len(recording.blocks[0])  # type: ignore[index]
    assert document(recording, EXERCISE, list(range(0, n, size))) == document(recording, EXERCISE, [])


def test_live_and_offline_give_the_same_table() -> None:
    recording = simulated_set("E7", 3, difficulty=HARD, repetitions=4, rate_hz=50.0)
    live = follow(
        recording, CATALOGUE.exercise("E7"), CATALOGUE, "", speed=None, chunk=2, quiet=True, outlet=None
    )
    offline = sensortrack.analyse(recording)
    assert len(offline.excursions) > 4
    assert live.excursions == offline.excursions
    assert live.to_dict(explain=True) == offline.to_dict(explain=True)


def test_the_document_has_the_excursions_only_where_they_are_asked_for() -> None:
    result = sensortrack.analyse(simulated_set("E6", 1, repetitions=2, rate_hz=50.0))
    assert "excursions" not in result.to_dict()
    explained = result.to_dict(explain=True)
    rows = explained.pop("excursions")
    assert explained == result.to_dict()
    assert [row["attempt"] for row in rows if row["outcome"] != "unattempted"] == [0, 1]
    assert {test["test"] for row in rows for test in row["tests"]} <= set(Criterion)


def test_wide_has_a_row_an_excursion_and_the_same_values() -> None:
    result = sensortrack.analyse(composed(EXERCISE, [*DONE, *KINDS["too small"][2](drawing(1))], 1)[0])
    tidy, wide = result.excursions_frame(), result.excursions_frame(wide=True)
    assert wide.columns.is_unique
    assert list(wide["attempt"].dropna()) == [a.index for a in result.attempts]
    least = tidy[(tidy["test"] == Criterion.LEAST) & (tidy["attempt"] == 3)].iloc[0]
    row = wide[(wide["attempt"] == 3).fillna(False)].iloc[0]
    assert (row["least_deg"], row["least_deg_limit"]) == (least["value"], least["limit"])
    assert not row["least_deg_passed"]
    assert row["reason"] == "too_small"


def test_a_recording_of_samples_that_cannot_be_followed_has_an_empty_table() -> None:
    recording, _ = composed(EXERCISE, DONE, 1)
    (block,) = recording.blocks
    slow = Block(block.time_s[::5].copy(), block.acc[::5].copy(), None)
    description = replace(recording.description, rate_hz=RATE_HZ / 5.0)
    result = sensortrack.analyse(Recording(description, RATE_HZ / 5.0, (slow,)))
    assert len(result.excursions_frame()) == 0


def test_the_page_says_what_each_test_asks_and_the_files_to_read() -> None:
    page = (Path(sensortrack.__file__).parents[1] / "docs" / "measures.md").read_text(encoding="utf-8")
    section = page.partition("## Why a movement was counted")[2].partition("\n## ")[0]
    assert set(re.findall(r"`(\w+)`", section)) >= set(Criterion)
    assert 1 <= len(re.findall(r"^\d\. `sensortrack/", section, re.MULTILINE)) <= 5


NUMBER = st.floats(-1e6, 1e6)
TESTS = st.builds(
    ExcursionTest, st.sampled_from(Criterion), NUMBER, NUMBER, st.sampled_from([True, False, None])
)


@given(
    st.lists(
        st.builds(
            Verdict,
            st.none() | st.integers(0, 10**6),
            st.sampled_from(["repetition", "aborted", "interrupted", "too_small", "unattempted"]),
            st.none() | st.just(Reason(Code.TOUCHES_GAP, end_s=4.25)),
            NUMBER,
            NUMBER,
            NUMBER,
            st.sampled_from([-1, 0, 1]),
            NUMBER,
            st.lists(TESTS, max_size=8).map(tuple),
            st.none()
            | st.sampled_from(["home", "next", "settled", "moved", "lost", "steps", "turning", "cut"]),
            *[st.none() | NUMBER] * 4,
        ),
        max_size=5,
    )
)
def test_packed_verdicts_are_the_ones_that_were_given(given_: list[Verdict]) -> None:
    packed = Verdicts()
    for verdict in given_:
        packed.append(verdict)
    assert len(packed) == len(given_)
    assert sorted(map(repr, packed)) == sorted(map(repr, given_))
    assert pickle.loads(pickle.dumps(packed)) == packed
    assert [v.onset_s for v in packed] == sorted(v.onset_s for v in given_)


@given(st.lists(st.tuples(NUMBER, NUMBER, NUMBER)), st.none() | st.integers(-5, 5))
def test_packed_vectors_are_a_list_of_vectors(
    vectors: list[tuple[float, float, float]], stop: int | None
) -> None:
    packed = PackedVectors()
    for vector in vectors:
        packed.append(vector)
    assert list(packed) == vectors
    assert packed[:stop] == vectors[:stop]
    assert packed[-1:] == vectors[-1:]
    assert bool(packed) == bool(vectors)
