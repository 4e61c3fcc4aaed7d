"""A gyroscope that can't be right is found by gravity's turn, with what fits; one that is right never is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensortrack
from sensortrack import analyse
from sensortrack.analysis import Analysis
from sensortrack.plausibility import Disagreement, SignalComparison, Stray
from sensortrack.records import CONTRADICTED, Block, Code, Event, Recording
from tests.simulated import COUNTED, simulated_set

Change = Callable[[np.ndarray], np.ndarray]


def delayed(gyr: np.ndarray) -> np.ndarray:
    return np.concatenate([np.repeat(gyr[:1], 50, axis=0), gyr[:-50]])


ERRORS: dict[str, tuple[Change, Code]] = {
    "rad/s": (np.radians, Code.GYROSCOPE_IN_RADIANS),
    "deg/s taken for rad/s": (np.degrees, Code.GYROSCOPE_FACTOR),
    "half": (lambda g: 0.5 * g, Code.GYROSCOPE_FACTOR),
    "twice": (lambda g: 2.0 * g, Code.GYROSCOPE_FACTOR),
    "two thirds": (lambda g: g / 1.5, Code.GYROSCOPE_FACTOR),
    "inverted": (np.negative, Code.GYROSCOPE_AXES),
    "0.5 s late": (delayed, Code.GYROSCOPE_LATE),
}


@cache
def one_set(exercise: str, seed: int) -> Recording:
    return simulated_set(exercise, seed, repetitions=6)


def with_gyroscope(recording: Recording, change: Change) -> Recording:
    (block,) = recording.blocks
    assert block.gyr is not None
    return replace(recording, blocks=(replace(block, gyr=change(block.gyr)),))


def verdict(block: Block, rate_hz: float, cuts: tuple[int, ...] = ()) -> Disagreement | Stray | bool:
    agreement = SignalComparison(rate_hz)
    for start, stop in pairwise([0, *(c for c in cuts if c < len(block)), len(block)]):
        agreement.feed(block.cut(start, stop))
    return agreement.verdict()


@pytest.mark.parametrize("exercise", [*COUNTED, "E2"])
def test_a_gyroscope_that_is_right_is_never_accused(exercise: str) -> None:
    (block,) = one_set(exercise, 5).blocks
    assert isinstance(verdict(block, 100.0), bool)


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("exercise", ["E6", "E7", "E10"])
def test_each_error_is_found_and_nothing_measured_is_judged(exercise: str, error: str) -> None:
    change, code = ERRORS[error]
    result = analyse(with_gyroscope(one_set(exercise, 5), change), exercise)
    measured = [f for f in result.findings if f.method == "measured"]
    assert {f.outcome for f in measured} == {"not_judged"}
    assert result.evidence is not None
    reason = result.evidence.unfit
    assert reason is not None
    if reason.code == Code.GYROSCOPE_CONTRADICTS:
        assert code in [c.code for c in reason.values["changes"]]
    else:  # a gyroscope that sees no stillness
        assert error == "deg/s taken for rad/s"


@settings(max_examples=15)
@given(
    axis=st.integers(0, 2), exercise=st.sampled_from(["E6", "E7", "E8", "E10", "E11"]), seed=st.integers(1, 4)
)
def test_a_mirrored_axis_is_found_or_it_didnt_turn(axis: int, exercise: str, seed: int) -> None:
    signs = np.ones(3)
    signs[axis] = -1.0
    recording = one_set(exercise, seed)
    (block,) = with_gyroscope(recording, lambda g: signs * g).blocks
    found = verdict(block, 100.0)
    main = int(np.argmax(np.abs(np.array(sensortrack.load_catalogue().exercise(exercise).movement.axis))))
    if axis == main:
        assert found is False or (isinstance(found, Disagreement) and "−" + "xyz"[axis] in found.axes)


@settings(max_examples=15)
@given(cuts=st.lists(st.integers(1, 2000), max_size=30, unique=True).map(lambda c: tuple(sorted(c))))
def test_any_cutting_gives_the_same_verdict(cuts: tuple[int, ...]) -> None:
    (block,) = with_gyroscope(one_set("E6", 5), np.negative).blocks
    assert verdict(block, 100.0, cuts) == verdict(block, 100.0)


def test_trials_of_people_agree_and_their_inverted_rates_dont(data: Path) -> None:
    found = early = 0
    for file in sorted(data.glob("trunkyxl/*/*/R/Back/Sensor 3.csv")):
        right, wrong = SignalComparison(50.0), SignalComparison(50.0)
        for block in sensortrack.read(file).blocks:
            assert block.gyr is not None
            right.feed(block)
            wrong.feed(replace(block, gyr=-block.gyr))
        agrees, contradicts = right.verdict(), wrong.verdict()
        assert isinstance(agrees, bool), file
        assert isinstance(contradicts, Disagreement) or not agrees, file
        found += agrees
        early += isinstance(contradicts, Disagreement) and not agrees  # that shows in a smaller turn
    assert found >= 10
    assert early >= 1


def at_another_rate(block: Block, every: int, start_s: float) -> Block:
    """Every so manieth sample, later, as a block of its own rate."""
    assert block.gyr is not None
    return Block(
        block.time_s[::every] - block.time_s[0] + start_s,
        block.acc[::every].copy(),
        block.gyr[::every].copy(),
        after_gap=True,
        rate_hz=100.0 / every,
    )


@pytest.mark.parametrize("every", [2, 4])
def test_where_the_rate_changes_the_two_are_compared_at_each_rate(every: int) -> None:
    """A recording whose rate had halved was once reported as if its gyroscope was wrong by a factor of two."""
    recording = one_set("E6", 5)
    (block,) = recording.blocks
    later = at_another_rate(block, every, float(block.time_s[-1]) + 5.0)
    assert not accused(replace(recording, blocks=(block, later)))
    assert later.gyr is not None
    assert accused(replace(recording, blocks=(block, replace(later, gyr=2.0 * later.gyr))))


def accused(recording: Recording) -> bool:
    return any(
        f.why is not None and f.why.code == Code.GYROSCOPE_CONTRADICTS
        for f in analyse(recording, "E6").findings
    )


@settings(max_examples=8, deadline=None)
@given(size=st.sampled_from([1, 7, 64, 5000]), factor=st.sampled_from([0.5, 2.0, 57.3, -1.0]))
def test_a_disagreement_is_told_while_it_goes_on_in_any_cutting(size: int, factor: float) -> None:
    recording = with_gyroscope(one_set("E6", 5), lambda g: factor * g)
    (block,) = recording.blocks
    catalogue = sensortrack.load_catalogue()
    analysis = Analysis(catalogue.exercise("E6"), catalogue, recording.description, 100.0)
    notes = []
    for piece in block.chunks(size):
        notes += [
            (e.t_s, float(piece.time_s[-1]))
            for e in analysis.feed(piece)
            if isinstance(e, Event) and e.kind == CONTRADICTED
        ]
    ((t_s, came_s),) = notes
    assert t_s <= 41.0
    assert came_s - t_s < max(2.0, 0.01 * size)
    result = analysis.finish()[1]
    assert [e.t_s for e in result.events if e.kind == CONTRADICTED] == [t_s]
    measured = [f for f in result.findings if f.method == "measured"]
    assert measured
    assert {f.outcome for f in measured} == {"not_judged"}


def test_who_only_turns_about_the_vertical_is_told_that_nothing_was_checked() -> None:
    time_s = np.arange(6000) / 100.0
    noise = np.random.default_rng(1).normal(0.0, 0.02, (6000, 6))
    acc = np.tile([9.80665, 0.0, 0.0], (6000, 1)) + noise[:, :3]
    turn = np.column_stack([40.0 * np.sin(time_s), np.zeros(6000), np.zeros(6000)])
    still = sensortrack.Recording.from_arrays(
        time_s, acc, turn + noise[:, 3:], units={"acc": "m/s2", "gyr": "deg/s"}, frame="body"
    )
    messages = [m for m in analyse(still, "E6").recording.messages if "held against one another" in m]
    assert len(messages) == 1
    moved = analyse(one_set("E6", 5), "E6").recording.messages
    assert not [m for m in moved if "held against one another" in m]
    without = analyse(replace(still, blocks=(Block(time_s, acc, None),)), "E6")
    assert not [m for m in without.recording.messages if "held against one another" in m]


def test_of_a_gyroscope_that_gives_nothing_no_change_is_said_to_fit() -> None:
    (block,) = one_set("E6", 5).blocks
    assert block.gyr is not None
    assert isinstance(verdict(replace(block, gyr=np.zeros_like(block.gyr)), 100.0), Stray)
