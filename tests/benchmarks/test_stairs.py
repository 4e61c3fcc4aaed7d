"""The person who climbs stairs: the samples agree with one another and with what was drawn."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import butter, periodogram, sosfiltfilt

import benchmarks.accuracy.worlds as package
from benchmarks.accuracy.worlds.movement import FINE_HZ
from benchmarks.accuracy.worlds.stairs import LEAST_S, PACES, Climb, _felt, _ranges, _Way, climb, recording_of
from sensortrack.records import FloatArray, Recording

SEEDS = range(60, 66)
"""Two of each pace, none of the table's."""


@cache
def climbed(seed: int) -> tuple[Climb, Recording]:
    c = climb(seed, declared=True)
    return c, recording_of(c)


def samples(recording: Recording) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Times, specific force and angular rate on an even grid, straight across what was lost."""
    parts = [(b.time_s, b.acc, b.gyr) for b in recording.blocks]
    time_s = np.concatenate([t for t, _, _ in parts])
    even = np.arange(time_s[0], time_s[-1], 1.0 / recording.rate_hz)
    acc, gyr = (
        np.stack([np.interp(even, time_s, v) for v in np.concatenate(x).T], axis=1)
        for x in ([a for _, a, _ in parts], [g for _, _, g in parts if g is not None])
    )
    return even, acc, gyr


def test_no_world_uses_code_of_the_products_simulator() -> None:
    for path in Path(package.__path__[0]).glob("*.py"):
        imported = {
            n.module or "" for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom)
        }
        # The page's versions and the table's rows are no part of a generator.
        of_ours = imported - {"page", "groups"} if path.name in ("map_page.py", "rows.py") else imported
        assert not [m for m in of_ours if "simulator" in m or m in ("sets", "page", "groups")], path.name


def test_the_same_seed_gives_the_same_bytes_and_each_pace_has_its_turn() -> None:
    one, two = (recording_of(climb(60, declared=True)) for _ in range(2))
    assert [b.acc.tobytes() for b in one.blocks] == [b.acc.tobytes() for b in two.blocks]
    assert {climbed(seed)[0].pace for seed in SEEDS} == set(PACES)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_drawn_lies_in_the_ranges_of_its_pace(seed: int) -> None:
    c, recording = climbed(seed)
    for name, of in _ranges().items():
        low, high = of[c.pace]
        assert low <= c.values[name] <= high
    time_s, _, _ = samples(recording)
    assert time_s[-1] - time_s[0] > 0.9 * LEAST_S


@pytest.mark.parametrize("seed", SEEDS)
def test_feet_strike_in_the_rhythm_of_the_steps(seed: int) -> None:
    c, recording = climbed(seed)
    _, acc, _ = samples(recording)
    f, power = periodogram(acc[:, 0] - np.mean(acc[:, 0]), recording.rate_hz)
    near = [
        np.sum(power[(f > 0.85 * k * c.values["steps"]) & (f < 1.15 * k * c.values["steps"])]) for k in (1, 2)
    ]
    assert near[0] > 0.15 * np.sum(power)
    assert near[1] > 0.0
    if c.pace == "running":
        assert np.percentile(acc[:, 0], 99) > 14.0


@pytest.mark.parametrize("seed", SEEDS)
def test_gravity_is_felt_on_the_whole_and_only_the_trunk_of_a_person_who_stands(seed: int) -> None:
    _, recording = climbed(seed)
    _, acc, _ = samples(recording)
    mean = np.mean(acc, axis=0)
    assert np.sqrt(mean @ mean) == pytest.approx(9.81, rel=0.06)
    first = np.mean(acc[: int(1.5 * recording.rate_hz)], axis=0)
    assert first[0] > 9.0  # upright but for the mounting, which is askew by up to 12 degrees


@pytest.mark.parametrize("seed", SEEDS)
def test_the_trunk_leans_on_the_way_up_and_comes_upright_on_a_landing(seed: int) -> None:
    c, _ = climbed(seed)
    way = _Way(c, np.random.default_rng([c.seed, 80]))
    way.go()
    count, size, _, lean, heading = way.columns
    for levels, most in ((lean, 180.0), (size, 12.0), (heading, 1500.0)):
        assert np.max(np.abs(np.diff(levels))) * FINE_HZ < most
    assert np.all(np.diff(count) > -1e-9)
    assert np.max(lean) == pytest.approx(c.values["lean_up"], rel=0.05)
    assert lean[0] == pytest.approx(0.0, abs=1e-6)
    assert np.mean(np.abs(lean) < 0.1) > 0.02
    assert np.max(size) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_gyroscope_turns_as_gravity_does(seed: int) -> None:
    """Slowly, sideways on: what the low-passed force says of the lean, the integrated rate says, too."""
    c, _ = climbed(seed)
    rng = np.random.default_rng([c.seed, 80])
    way = _Way(c, rng)
    way.go()
    force, rate = _felt(way, c, rng)
    band = butter(2, [0.05, 0.25], "bandpass", fs=FINE_HZ, output="sos")
    low = sosfiltfilt(butter(2, 0.25, fs=FINE_HZ, output="sos"), force, axis=0)
    tilt = sosfiltfilt(band, np.degrees(np.arctan2(low[:, 2], low[:, 0])))
    turned = sosfiltfilt(band, np.cumsum(rate[:, 1]) / FINE_HZ)
    middle = slice(int(10 * FINE_HZ), -int(10 * FINE_HZ))
    assert np.corrcoef(tilt[middle], turned[middle])[0, 1] > 0.9
    assert np.std(turned[middle]) == pytest.approx(np.std(tilt[middle]), rel=0.2)
