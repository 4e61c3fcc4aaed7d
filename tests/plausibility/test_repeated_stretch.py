"""A stretch that a logger wrote again under new stamps is found, and no sound recording is accused of one."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sensortrack import analyse
from sensortrack.plausibility.repeated_stretch import RepeatedStretch, RepeatedStretches
from sensortrack.records import Block, Code, Recording
from sensortrack.sources.simulator.difficulty import LEVELS
from tests.simulated import repetitions, simulated_set, true_repetitions

EXERCISES = ("E6", "E7", "E8", "E10")


def written_again(recording: Recording, at_s: float, lasts_s: float) -> Recording:
    """The recording, in which what was measured before a time stands once more from that time on."""
    (block,) = recording.blocks
    at = int(np.searchsorted(block.time_s, at_s))
    size = min(round(lasts_s * recording.rate_hz), at, len(block) - at)
    acc, gyr = block.acc.copy(), None if block.gyr is None else block.gyr.copy()
    acc[at : at + size] = acc[at - size : at]
    if gyr is not None:
        gyr[at : at + size] = gyr[at - size : at]
    return replace(recording, blocks=(replace(block, acc=acc, gyr=gyr),))


def found(*blocks: Block) -> RepeatedStretch | None:
    stretches = RepeatedStretches()
    for block in blocks:
        stretches.feed(block)
    return stretches.found()


@settings(max_examples=12, deadline=None)
@given(
    exercise=st.sampled_from(EXERCISES),
    level=st.sampled_from(["ordinary", "hard"]),
    seed=st.integers(1, 1000),
    number=st.integers(1, 4),
    share=st.floats(0.1, 0.6),
    lasts_s=st.floats(1.5, 8.0),
    rate_hz=st.sampled_from([50.0, 100.0, 104.0]),
)
@example(
    exercise="E8", level="ordinary", seed=23, number=3, share=0.5, lasts_s=1.75, rate_hz=50.0
)  # 2.4° off
def test_what_was_written_again_is_found_and_nothing_is_judged_or_it_did_no_harm(
    exercise: str, level: str, seed: int, number: int, share: float, lasts_s: float, rate_hz: float
) -> None:
    """Angles were off by up to 28°, and repetitions missing or too many, without a word."""
    whole = simulated_set(exercise, seed, difficulty=LEVELS[level], rate_hz=rate_hz, repetitions=6)
    true = true_repetitions(whole)[number]
    at_s = true["start_s"] + share * (true["end_s"] - true["start_s"])
    recording = written_again(whole, at_s, lasts_s)
    result = analyse(recording, exercise)
    assert result.evidence is not None
    unfit = result.evidence.unfit
    if unfit is None:  # within a hold
        sound, same = repetitions(analyse(whole, exercise)), repetitions(result)
        assert [a.amplitude_deg for a in same] == pytest.approx([a.amplitude_deg for a in sound], abs=1.5)
        return
    assert {f.outcome for f in result.findings if f.method == "measured"} == {"not_judged"}
    if unfit.code == Code.REPEATED_STRETCH:
        assert unfit.values["from_s"] == pytest.approx(at_s, abs=0.4)


@settings(max_examples=25, deadline=None)
@given(
    exercise=st.sampled_from([*EXERCISES, "E3", "E4", "E9", "E11"]),
    level=st.sampled_from(["clean", "ordinary", "hard"]),
    seed=st.integers(1, 1000),
    step=st.sampled_from([0.0, 1e-6, 0.005, 0.04]),
)
def test_a_sound_recording_is_never_accused(exercise: str, level: str, seed: int, step: float) -> None:
    (block,) = simulated_set(exercise, seed, difficulty=LEVELS[level], repetitions=4).blocks
    assert block.gyr is not None
    if step:
        block = replace(
            block, acc=np.round(block.acc / step) * step, gyr=np.round(block.gyr / (9 * step)) * 9 * step
        )
    assert found(block) is None


def test_a_movement_without_noise_is_not_accused_and_rest_that_is_laid_end_to_end_does_no_harm() -> None:
    time_s = np.arange(6000) / 100.0
    angle = np.radians(10.0 * (1.0 - np.cos(2.0 * np.pi * time_s / 5.0)))
    acc = 9.81 * np.column_stack([np.cos(angle), 0.0 * angle, np.sin(angle)])
    gyr = np.degrees(np.column_stack([0.0 * angle, -np.gradient(angle, time_s), 0.0 * angle]))
    for digits in (2, 4, 6, 15):
        assert found(Block(time_s, acc.round(digits), gyr.round(digits))) is None
    noise = np.random.default_rng(1).normal(0.0, 1.0, (250, 6))
    rest = np.tile(noise, (24, 1))
    again = found(Block(time_s, acc[0] + 0.05 * rest[:, :3], 0.1 * rest[:, 3:]))
    assert again is not None
    assert not again.moves


@settings(max_examples=12, deadline=None)
@given(
    exercise=st.sampled_from(EXERCISES),
    seed=st.integers(1, 1000),
    number=st.integers(1, 4),
    lasts_s=st.floats(0.7, 1.5),
    rate_hz=st.sampled_from([50.0, 100.0, 104.0]),
)
def test_a_hold_that_was_made_longer_by_its_own_samples_is_judged_with_a_message_or_not_at_all(
    exercise: str, seed: int, number: int, lasts_s: float, rate_hz: float
) -> None:
    """Holds were up to 1.7 s too long without a word."""
    whole = simulated_set(exercise, seed, rate_hz=rate_hz, repetitions=6)
    true = true_repetitions(whole)[number]
    (block,) = whole.blocks
    assert block.gyr is not None
    at = int(np.searchsorted(block.time_s, true["plateau_end_s"]))
    again = slice(at - round(lasts_s * rate_hz), at)
    acc, gyr = (np.concatenate([x[:at], x[again], x[at:]]) for x in (block.acc, block.gyr))
    longer = replace(whole, blocks=(Block(np.arange(len(acc)) / rate_hz, acc, gyr),))
    result = analyse(longer, exercise)
    assert result.evidence is not None
    if result.evidence.unfit is None:
        assert any("once more" in message for message in result.recording.messages)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(1, 1000), at_s=st.floats(15.0, 40.0), cuts=st.lists(st.integers(1, 8000), max_size=6))
def test_it_is_the_same_for_any_cutting(seed: int, at_s: float, cuts: list[int]) -> None:
    (block,) = written_again(simulated_set("E6", seed), at_s, 3.0).blocks
    parts = pairwise([0, *sorted({c for c in cuts if c < len(block)}), len(block)])
    assert found(block) == found(*(block.cut(start, stop) for start, stop in parts))


@pytest.mark.parametrize("has_gyroscope", [(True, False), (False, True), (True, False, True)])
def test_blocks_of_which_some_have_no_gyroscope_are_looked_at_together(
    has_gyroscope: tuple[bool, ...],
) -> None:
    rng = np.random.default_rng(1)
    blocks = [
        Block(
            7.0 * i + np.arange(700) / 100.0, rng.normal(0.0, 2.0, (700, 3)), rng.normal(0.0, 9.0, (700, 3))
        )
        for i in range(len(has_gyroscope))
    ]
    mixed = [b if has else replace(b, gyr=None) for b, has in zip(blocks, has_gyroscope, strict=True)]
    assert found(*mixed) is None
    again = replace(mixed[-1], time_s=mixed[-1].time_s + 7.0)
    assert found(*mixed, again) is not None
