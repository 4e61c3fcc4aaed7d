"""A gyroscope that becomes wrong in mid-file is found, with when; one that is right never is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensortrack
from sensortrack import analyse
from sensortrack.language import load_language
from sensortrack.plausibility import Disagreement, SignalComparison, Stray
from sensortrack.records import Block, Code, Recording
from sensortrack.sources.simulator.difficulty import LEVELS
from tests.simulated import simulated_set

Change = Callable[[np.ndarray], np.ndarray]
CHANGES: dict[str, Change] = {
    "rad/s from deg/s": np.radians,
    "deg/s from rad/s": np.degrees,
    "axes swapped": lambda g: g[:, [1, 0, 2]],
    "axes exchanged": lambda g: g[:, [1, 2, 0]],
    "inverted": np.negative,
    "doubled": lambda g: 2.0 * g,
    "bias": lambda g: g + np.array([3.0, 5.0, 3.0]),
}
EXERCISES = ("E6", "E7", "E10", "E11")


def changed(recording: Recording, change: Change, share: float) -> tuple[Recording, float]:
    """The recording with its rates changed from that share of it on, and the time of it."""
    (block,) = recording.blocks
    assert block.gyr is not None
    at = int(share * len(block))
    gyr = np.concatenate([block.gyr[:at], change(block.gyr[at:])])
    return replace(recording, blocks=(replace(block, gyr=gyr),)), float(block.time_s[at])


def verdict(blocks: tuple[Block, ...], cuts: tuple[int, ...] = ()) -> Disagreement | Stray | bool:
    agreement = SignalComparison(100.0)
    for block in blocks:
        for start, stop in pairwise([0, *(c for c in cuts if c < len(block)), len(block)]):
            agreement.feed(block.cut(start, stop))
    return agreement.verdict()


@pytest.mark.parametrize("kind", CHANGES)
@settings(max_examples=4)
@given(
    exercise=st.sampled_from(EXERCISES),
    level=st.sampled_from(["clean", "ordinary", "hard"]),
    seed=st.integers(1, 50),
    share=st.floats(0.45, 0.6),
)
def test_a_gyroscope_that_becomes_wrong_is_found_with_when_and_nothing_measured_is_judged(
    kind: str, exercise: str, level: str, seed: int, share: float
) -> None:
    """Axes swapped, a unit changed or a bias that jumped in mid-file passed, with 5 to 8 of 10 repetitions."""
    recording, since_s = changed(
        simulated_set(exercise, seed, difficulty=LEVELS[level]), CHANGES[kind], share
    )
    result = analyse(recording, exercise)
    assert {f.outcome for f in result.findings if f.method == "measured"} == {"not_judged"}
    assert result.evidence is not None
    why = result.evidence.unfit
    assert why is not None
    if why.code == Code.GYROSCOPE_CONTRADICTS:
        return  # the change explains what was before the better, too
    # Where the change isn't clear, that the two part is.
    assert why.code == Code.GYROSCOPE_STRAYS or (
        kind != "bias" and why.code == Code.GYROSCOPE_CONTRADICTS_FROM
    )
    assert why.values["from_s"] == pytest.approx(since_s, abs=20.0)  # within two repetitions
    assert f"{why.values['from_s']:.1f} s" in load_language("en").reason(why)


@settings(max_examples=6)
@given(exercise=st.sampled_from(EXERCISES), seed=st.integers(1, 50))
def test_one_that_was_wrong_at_first_is_told_until_when(exercise: str, seed: int) -> None:
    recording = simulated_set(exercise, seed)
    (block,) = recording.blocks
    assert block.gyr is not None
    at = len(block) // 2
    gyr = np.concatenate([np.radians(block.gyr[:at]), block.gyr[at:]])
    found = verdict((replace(block, gyr=gyr),))
    assert isinstance(found, Disagreement)
    assert found.until_s is None or found.until_s == pytest.approx(float(block.time_s[at]), abs=12.0)


@settings(max_examples=20)
@given(
    exercise=st.sampled_from(["E2", "E3", "E4", "E6", "E7", "E8", "E9", "E10", "E11"]),
    level=st.sampled_from(["clean", "ordinary", "hard"]),
    seed=st.integers(0, 10_000),
)
def test_one_that_is_right_is_never_accused(exercise: str, level: str, seed: int) -> None:
    recording = simulated_set(exercise, seed, difficulty=LEVELS[level], repetitions=6)
    assert isinstance(verdict(tuple(recording.blocks)), bool)


@settings(max_examples=8)
@given(cuts=st.lists(st.integers(1, 9000), max_size=30, unique=True).map(lambda c: tuple(sorted(c))))
def test_any_cutting_gives_the_same_time(cuts: tuple[int, ...]) -> None:
    recording, _ = changed(simulated_set("E6", 5), CHANGES["axes swapped"], 0.5)
    assert verdict(tuple(recording.blocks), cuts) == verdict(tuple(recording.blocks))


def test_recordings_of_people_show_none(data: Path) -> None:
    checked = 0
    for file in sorted(
        [*data.glob("sisfall_waist/**/*.txt*"), *data.glob("trunkyxl/*/*/R/Back/Sensor 3.csv")]
    ):
        recording = sensortrack.read(file)
        agreement = SignalComparison(recording.rate_hz)
        for block in recording.blocks:
            agreement.feed(block)
        found = agreement.verdict()
        assert isinstance(found, bool) or (found.from_s is None and found.until_s is None), file
        checked += 1
    assert checked > 20
