"""Getting into position, out of it and into it again: none of it is a repetition, nor the start pose."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

import sensortrack
from sensortrack.analysis import Analysis
from sensortrack.protocol import load_catalogue
from sensortrack.records import Block, FloatArray, Recording
from tests.simulated import repetitions, simulated_set, true_repetitions

RATE_HZ = 100.0
CATALOGUE = load_catalogue()


def turning(start: Rotation, end: Rotation, duration_s: float) -> Rotation:
    """The way from one posture to another, smoothly (minimum jerk)."""
    u = np.arange(round(duration_s * RATE_HZ)) / round(duration_s * RATE_HZ)
    share = u**3 * (10.0 - 15.0 * u + 6.0 * u**2)
    return start * Rotation.from_rotvec(share[:, None] * (start.inv() * end).as_rotvec())


def still(posture: Rotation, duration_s: float) -> Rotation:
    return Rotation.concatenate([posture] * round(duration_s * RATE_HZ))


def felt(
    way: Rotation, force: FloatArray, bias: FloatArray, rng: np.random.Generator
) -> tuple[FloatArray, ...]:
    """Specific force and angular rate of who turns on that way, from the pose in which `force` is felt."""
    turn = np.degrees((way[:-1].inv() * way[1:]).as_rotvec()) * RATE_HZ
    gyr = np.vstack([turn, np.zeros(3)]) + bias + rng.normal(0.0, 0.1, (len(way), 3))
    return way.apply(force, inverse=True) + rng.normal(0.0, 0.02, (len(way), 3)), gyr


def joined(recording: Recording, parts: list[tuple[FloatArray, ...]], frame: str) -> Recording:
    acc, gyr = (np.concatenate(column) for column in zip(*parts, strict=True))
    block = Block(np.arange(len(acc)) / RATE_HZ, acc, gyr)
    return replace(recording.described(frame=frame, truth=None), blocks=(block,))


def in_and_out(exercise: str, seed: int, frame: str, *, again: bool = False) -> Recording:
    """A person stands, lies (or sits) down by way of another posture, does a set, and gets up; and all that again."""
    rng = np.random.default_rng(seed)
    recording = simulated_set(exercise, seed, repetitions=4)
    (block,) = recording.blocks
    assert block.gyr is not None
    first, last = np.mean(block.acc[:50], axis=0), np.mean(block.acc[-50:], axis=0)
    bias = np.mean(block.gyr[:200], axis=0)
    off = Rotation.from_rotvec([80.0, 30.0, 10.0], degrees=True)
    between = Rotation.from_rotvec([10.0, -15.0, 35.0], degrees=True)
    here = Rotation.identity()
    down = Rotation.concatenate(
        [still(off, 2.5), turning(off, between, 1.5), still(between, 0.6), turning(between, here, 1.2)]
    )
    up = Rotation.concatenate([turning(here, between, 1.2), turning(between, off, 1.5), still(off, 3.0)])
    one = [felt(down, first, bias, rng), (block.acc, block.gyr), felt(up, last, bias, rng)]
    return joined(recording, one * (2 if again else 1), frame)


@pytest.mark.parametrize("frame", ["body", "sensor"])
@pytest.mark.parametrize("exercise", ["E3", "E4", "E6", "E7", "E8", "E9", "E10", "E11"])
def test_a_set_is_counted_between_getting_into_position_and_out_of_it(exercise: str, frame: str) -> None:
    result = sensortrack.analyse(in_and_out(exercise, 41, frame), exercise)
    assert result.summary.repetitions == 4


@pytest.mark.parametrize("exercise", ["E6", "E10"])
def test_after_getting_up_and_down_again_the_next_set_is_counted_too(exercise: str) -> None:
    result = sensortrack.analyse(in_and_out(exercise, 42, "body", again=True), exercise)
    assert result.summary.repetitions == 8
    assert [a.index for a in result.attempts] == list(range(len(result.attempts)))


def test_the_start_pose_is_told_where_the_exercise_starts() -> None:
    recording = in_and_out("E8", 43, "sensor")
    result = sensortrack.analyse(recording, "E8")
    poses = [e.t_s for e in result.events if e.type == "start_pose"]
    begins = repetitions(result)[0].start_s
    assert poses[0] < 2.5  # standing is still, too
    assert any(begins - 4.0 < pose < begins for pose in poses)


def test_the_times_are_those_of_the_set_alone() -> None:
    recorded = simulated_set("E6", 44, repetitions=4)
    recording, alone = in_and_out("E6", 44, "body"), true_repetitions(recorded)
    (whole,), (part,) = recording.blocks, recorded.blocks
    begins = (len(whole) - len(part)) / RATE_HZ - 5.7
    found = repetitions(sensortrack.analyse(recording, "E6"))
    for a, t in zip(found, alone, strict=True):
        assert a.start_s == pytest.approx(begins + t["start_s"], abs=0.15)
        assert a.end_s == pytest.approx(begins + t["end_s"], abs=0.15)


def document(recording: Recording, exercise: str, size: int) -> dict[str, Any]:
    description = recording.description
    analysis = Analysis(CATALOGUE.exercise(exercise), CATALOGUE, description, recording.rate_hz, None)
    for block in recording.blocks:
        for part in block.chunks(size):
            analysis.feed(part)
    return analysis.finish()[1].to_dict()


@pytest.mark.parametrize("exercise", ["E4", "E7"])
def test_cutting_the_samples_anyhow_gives_the_same_bytes(exercise: str) -> None:
    recording = in_and_out(exercise, 45, "sensor", again=True)
    whole = json.dumps(document(recording, exercise, 10**9), allow_nan=False)
    for size in (7, 100, 3333):
        assert json.dumps(document(recording, exercise, size), allow_nan=False) == whole


def test_a_movement_that_goes_on_before_the_first_still_pose_is_counted() -> None:
    recording = simulated_set("E10", 46, repetitions=5)
    (block,) = recording.blocks
    peak = true_repetitions(recording)[0]["peak_s"]
    rest = true_repetitions(recording)[0]["end_s"]
    cut = replace(recording, blocks=(block.cut(round((peak - 0.2) * RATE_HZ), len(block)),))
    result = sensortrack.analyse(cut, "E10")
    assert rest > peak
    assert result.summary.repetitions == 4
