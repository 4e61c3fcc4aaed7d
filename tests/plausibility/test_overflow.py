"""Numbers that overflow are found by their leaps from end to end; what is only quick never is."""

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
from benchmarks.accuracy.worlds.draw import REGIMES, world
from benchmarks.accuracy.worlds.sensor import make
from sensortrack import analyse
from sensortrack.errors import SensortrackError
from sensortrack.language import load_language
from sensortrack.plausibility.overflow import Overflow, Overflows
from sensortrack.records import Block, Code, Recording
from tests.every_file import readable
from tests.simulated import simulated_set


@cache
def one_set(exercise: str, seed: int, rate_hz: float) -> Recording:
    return simulated_set(exercise, seed, repetitions=6, rate_hz=rate_hz)


def in_16_bits(values: np.ndarray, end: float) -> np.ndarray:
    """As a sensor gives them whose range ends there and that doesn't hold its numbers at it."""
    counts = np.rint(values * (32768.0 / end)).astype(np.int64)
    return np.asarray((counts + 32768) % 65536 - 32768) * (end / 32768.0)


def found(blocks: tuple[Block, ...], cuts: tuple[int, ...] = ()) -> Overflow | None:
    overflows = Overflows()
    for block in blocks:
        for start, stop in pairwise([0, *(c for c in cuts if c < len(block)), len(block)]):
            overflows.feed(block.cut(start, stop))
    return overflows.found()


def overflowing(recording: Recording, share: float) -> tuple[Recording, float]:
    """The recording with the gyroscope's range too small by that share of its largest rate, and the end of it."""
    (block,) = recording.blocks
    assert block.gyr is not None
    end = share * float(np.abs(block.gyr).max())
    return replace(recording, blocks=(replace(block, gyr=in_16_bits(block.gyr, end)),)), end


@pytest.mark.parametrize("exercise", ["E6", "E7", "E8", "E10"])
def test_a_gyroscope_that_overflows_is_reported_with_its_end_and_nothing_measured_is_judged(
    exercise: str,
) -> None:
    """Angles were off by up to 8° and holds by 4 s, and passed."""
    recording, end = overflowing(one_set(exercise, 1, 100.0), 0.7)
    result = analyse(recording, exercise)
    assert {f.outcome for f in result.findings if f.method == "measured"} == {"not_judged"}
    assert result.evidence is not None
    why = result.evidence.unfit
    assert why is not None
    assert why.code == Code.GYROSCOPE_OVERFLOWS
    assert why.values["end_dps"] == pytest.approx(end, rel=0.05)
    assert f"{why.values['end_dps']:.0f} deg/s" in load_language("en").reason(why)


def test_of_drawn_ranges_that_are_too_small_nearly_all_are_found() -> None:
    rng = np.random.default_rng(3)
    count = 0
    for _ in range(40):
        exercise, rate_hz = (
            str(rng.choice(["E6", "E7", "E8", "E10"])),
            float(rng.choice([50.0, 100.0, 104.0])),
        )
        recording, _ = overflowing(
            one_set(exercise, int(rng.integers(1, 4)), rate_hz), rng.uniform(0.5, 0.95)
        )
        count += found(tuple(recording.blocks)) is not None
    assert count >= 37


def test_an_accelerometer_that_overflows_in_quick_movements_is_told() -> None:
    (block,) = one_set("E10", 1, 100.0).blocks
    swings = 15.0 * np.sin(2.0 * np.pi * 1.5 * block.time_s) * (np.abs(block.time_s - 20.0) < 5.0)
    acc = block.acc + swings[:, np.newaxis]
    over = found((replace(block, acc=in_16_bits(acc, 19.6)),))
    assert over is not None
    assert over.sensor == 0
    assert over.end == pytest.approx(19.6, rel=0.05)
    assert found((replace(block, acc=np.clip(acc, -19.6, 19.6)),)) is None


@settings(max_examples=15, deadline=None)
@given(cuts=st.lists(st.integers(1, 6000), max_size=40, unique=True).map(lambda c: tuple(sorted(c))))
def test_any_cutting_gives_the_same(cuts: tuple[int, ...]) -> None:
    recording, _ = overflowing(one_set("E7", 2, 100.0), 0.8)
    blocks = tuple(recording.blocks)
    assert found(blocks) is not None
    assert found(blocks, cuts) == found(blocks)


@pytest.mark.parametrize(
    "change",
    [
        lambda g: np.clip(g, -20.0, 20.0),  # held at the end
        lambda g: np.where(np.arange(len(g))[:, np.newaxis] % 1500 == 750, -40.0, g),  # spikes
        lambda g: g + 60.0 * (np.arange(len(g))[:, np.newaxis] == 3000) * [1, -1, 1],  # a knock
        lambda g: np.sign(g) * 30.0,  # held at both
    ],
)
def test_what_only_comes_to_both_ends_does_not_overflow(change: Callable[[np.ndarray], np.ndarray]) -> None:
    (block,) = one_set("E7", 2, 100.0).blocks
    assert block.gyr is not None
    assert found((replace(block, gyr=np.asarray(change(block.gyr), dtype=float)),)) is None


def test_no_leap_is_seen_across_a_gap() -> None:
    (block,) = overflowing(one_set("E7", 2, 100.0), 0.8)[0].blocks
    assert block.gyr is not None
    leaps = np.flatnonzero(np.abs(np.diff(block.gyr, axis=0)).max(axis=1) > 20.0) + 1
    parts = [block.cut(a, b) for a, b in pairwise([0, *leaps.tolist(), len(block)])]
    apart = tuple(replace(part, after_gap=n > 0) for n, part in enumerate(parts))
    assert found((block,)) is not None
    assert found(apart) is None


def test_nobody_of_the_worlds_and_no_recording_of_people_overflows(data: Path) -> None:
    for seed in range(24):
        recording, _ = make(world(seed, REGIMES[seed % 2], None, {}))
        assert found(tuple(recording.blocks)) is None, seed
    checked = 0
    for folder in (
        "sisfall_waist",
        "trunkyxl",
        "bowing_chest",
        "ipol_L5_gait",
        "mobgap_lumbar_gait",
        "pi_bench_sts",
    ):
        for file in readable(data / folder)[::7]:
            try:
                recording = sensortrack.read(file)
            except SensortrackError:
                continue
            assert found(tuple(recording.blocks)) is None, file
            checked += 1
    assert checked > 40
