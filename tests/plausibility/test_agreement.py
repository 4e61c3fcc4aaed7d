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
from sensortrack.plausibility import Agreement, Disagreement
from sensortrack.records import Block, Code, Recording
from tests.simulated import COUNTED, simulated_set

Change = Callable[[np.ndarray], np.ndarray]


def delayed(gyr: np.ndarray) -> np.ndarray:
    return np.concatenate([np.repeat(gyr[:1], 50, axis=0), gyr[:-50]])


ERRORS: dict[str, tuple[Change, Code]] = {
    "rad/s": (np.radians, Code.GYROSCOPE_IN_RADIANS),
    "deg/s taken for rad/s": (np.degrees, Code.GYROSCOPE_FACTOR),
    "half": (lambda g: 0.4 * g, Code.GYROSCOPE_FACTOR),
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


def verdict(block: Block, rate_hz: float, cuts: tuple[int, ...] = ()) -> Disagreement | bool:
    agreement = Agreement(rate_hz)
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
    measured = [f for f in result.findings if f.kept == "measured"]
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
    found = 0
    for file in sorted(data.glob("trunkyxl/*/*/R/Back/Sensor 3.csv")):
        right, wrong = Agreement(50.0), Agreement(50.0)
        for block in sensortrack.read(file).blocks:
            assert block.gyr is not None
            right.feed(block)
            wrong.feed(replace(block, gyr=-block.gyr))
        agrees, contradicts = right.verdict(), wrong.verdict()
        assert isinstance(agrees, bool), file
        assert agrees == isinstance(contradicts, Disagreement), file
        found += agrees
    assert found >= 10
