"""Slow isn't still, and isn't an attack: movements of eight to twenty seconds out, and as long back."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.accuracy.matching import match
from benchmarks.accuracy.worlds.draw import world
from benchmarks.accuracy.worlds.score import outcome_of
from sensortrack.analysis import Result, analyse
from sensortrack.records import Recording

CALM = {"beginning": "still", "ending": "still", "shape": "minimum jerk", "knocks": 0.0, "coughs": 0.0}
RATE_HZ = 50.0


def slow_set(way_s: float, size_deg: float, seed: int) -> tuple[Result, list[dict[str, float]]]:
    """Three bridges with a hold of 3 s of a person who sways by 0.15° rms, and the truth."""
    rng = np.random.default_rng(seed)
    u = np.arange(0.0, 1.0, 1.0 / (way_s * RATE_HZ))
    out = size_deg * u**3 * (10.0 - 15.0 * u + 6.0 * u * u)
    rest, hold = np.zeros(round(4.0 * RATE_HZ)), np.full(round(3.0 * RATE_HZ), size_deg)
    pitch = np.concatenate([rest, *[np.concatenate([out, hold, out[::-1], rest]) for _ in range(3)]])
    t = np.arange(len(pitch)) / RATE_HZ
    for hz in rng.uniform(0.15, 0.5, 4):
        pitch = pitch + 0.106 * np.sin(2.0 * np.pi * (hz * t + rng.random()))
    angle = np.radians(pitch)
    acc = 9.81 * np.stack([-np.sin(angle), np.zeros_like(angle), np.cos(angle)], 1)
    gyr = np.zeros((len(angle), 3))
    gyr[:, 1] = np.gradient(pitch) * RATE_HZ
    recording = Recording.from_arrays(
        t,
        acc + 0.02 * rng.standard_normal(acc.shape),
        gyr + 0.1 * rng.standard_normal(gyr.shape),
        units={"acc": "m/s2", "gyr": "deg/s"},
        rate_hz=RATE_HZ,
        frame="body",
        exercise="E6",
    )
    each = 2.0 * way_s + 7.0
    truth = [{"start_s": 4.0 + k * each, "end_s": 4.0 + k * each + 2.0 * way_s + 3.0} for k in range(3)]
    return analyse(recording, "E6"), truth


@pytest.mark.parametrize("way_s", [8.0, 12.0, 15.0, 20.0])
def test_a_slow_repetition_counts_with_its_whole_amplitude_and_is_no_attack(way_s: float) -> None:
    result, truth = slow_set(way_s, 20.0, round(way_s))
    found = [a for a in result.attempts if a.outcome == "repetition"]
    assert len(found) == len(match(found, truth)) == 3
    assert [a.amplitude_deg for a in found] == pytest.approx([20.0] * 3, abs=0.7)
    assert [e for e in result.events if e.kind == "attack"] == []
    assert all(abs(a.start_s - r["start_s"]) < 0.15 * way_s for a, r in zip(found, truth, strict=True))


def test_slow_sets_of_any_person_are_counted() -> None:
    outcomes = [
        outcome_of(world(seed, "ordinary", exercise, {**CALM, "way": way_s, "amplitude": 1.0}))
        for seed, (exercise, way_s) in enumerate((("E6", 12.0), ("E6", 20.0)), 301)
    ]
    assert [str(o.world) for o in outcomes if not o.exact] == []
