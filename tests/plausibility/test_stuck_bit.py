"""A bit of the accelerometer that never changes is found, and no sound sensor is accused of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack import analyse
from sensortrack.language import load_language
from sensortrack.plausibility.stuck_bit import StuckBits
from sensortrack.records import Code, Recording
from sensortrack.sources.simulator.difficulty import LEVELS
from tests.simulated import simulated_set

STEP_MS2 = 16.0 * 9.80665 / 32768.0
EXERCISES = ("E6", "E7", "E9", "E10")


def with_stuck_bit(recording: Recording, bit: int, *, high: bool, share: float = 0.0) -> Recording:
    """The recording, its axis that moves most without that bit from some share of it on."""
    (block,) = recording.blocks
    axis = int(np.argmax(np.ptp(block.acc, axis=0)))
    acc = block.acc.copy()
    at = int(share * len(acc))
    counts = np.round(acc[at:, axis] / STEP_MS2).astype(np.int64)
    acc[at:, axis] = (counts | 1 << bit if high else counts & ~(1 << bit)) * STEP_MS2
    return replace(recording, blocks=(replace(block, acc=acc),))


@pytest.mark.parametrize(("bit", "least"), [(8, 9), (9, 8), (10, 8)])
def test_of_drawn_sets_with_a_stuck_bit_most_are_not_judged(bit: int, least: int) -> None:
    """Angles were off by up to 7° for it, without a word."""
    rng = np.random.default_rng(bit)
    found = 0
    for k in range(12):
        exercise = EXERCISES[k % len(EXERCISES)]
        recording = simulated_set(exercise, int(rng.integers(1, 1000)))
        result = analyse(with_stuck_bit(recording, bit, high=bool(rng.integers(2))), exercise)
        assert result.evidence is not None
        why = result.evidence.unfit
        if why is not None:
            assert {f.outcome for f in result.findings if f.method == "measured"} == {"not_judged"}
            found += 1
            if why.code == Code.STUCK_BIT:
                assert "a bit of it is stuck" in load_language("en").reason(why)
    assert found >= least


@settings(max_examples=25, deadline=None)
@given(
    exercise=st.sampled_from(EXERCISES),
    level=st.sampled_from(["clean", "ordinary", "hard"]),
    seed=st.integers(1, 1000),
    step=st.sampled_from([0.0, STEP_MS2, 0.04, 0.153]),
)
def test_a_sound_accelerometer_is_never_accused(exercise: str, level: str, seed: int, step: float) -> None:
    (block,) = simulated_set(exercise, seed, difficulty=LEVELS[level]).blocks
    acc = np.round(block.acc / step) * step if step else block.acc
    bits = StuckBits(100.0)
    bits.feed(replace(block, acc=acc))
    assert bits.found() is None


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(1, 1000), cuts=st.lists(st.integers(1, 8000), max_size=6))
def test_it_is_the_same_for_any_cutting(seed: int, cuts: list[int]) -> None:
    (block,) = with_stuck_bit(simulated_set("E6", seed), 8, high=True).blocks
    whole, parts = StuckBits(100.0), StuckBits(100.0)
    whole.feed(block)
    for start, stop in pairwise([0, *sorted({c for c in cuts if c < len(block)}), len(block)]):
        parts.feed(block.cut(start, stop))
    assert whole.found() == parts.found()
