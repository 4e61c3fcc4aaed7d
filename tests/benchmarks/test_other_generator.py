"""The second generator: its sensor data agree with one another and with its truth."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt

import benchmarks.accuracy as accuracy
from benchmarks.accuracy.other import Level, other_set
from benchmarks.accuracy.other_person import LONGEST_S
from benchmarks.accuracy.profiles import beta, raised_cosine, trapezoid
from sensortrack.protocol import load_catalogue
from sensortrack.records import FloatArray, Recording

GRAVITY_MS2 = 9.80665


def samples(recording: Recording) -> tuple[FloatArray, FloatArray, FloatArray]:
    (block,) = recording.blocks
    assert block.gyr is not None
    return block.time_s, block.acc, block.gyr


def truth(recording: Recording) -> list[dict[str, Any]]:
    assert recording.description.truth is not None
    attempts: list[dict[str, Any]] = recording.description.truth["attempts"]
    return attempts


def test_it_uses_no_code_of_the_products_simulator() -> None:
    for name in ("other", "other_person", "profiles"):
        tree = ast.parse((Path(accuracy.__file__).parent / f"{name}.py").read_text())
        imported = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        assert not [m for m in imported if "simulator" in m or m == "sets"], name


@pytest.mark.parametrize("level", ["ordinary", "hard"])
def test_the_same_arguments_give_the_same_bytes(level: Level) -> None:
    one, two = (samples(other_set("E8", level, 3)) for _ in range(2))
    assert all(a.tobytes() == b.tobytes() for a, b in zip(one, two, strict=True))
    assert samples(other_set("E8", level, 4))[1].tobytes() != one[1].tobytes()


def test_the_truth_is_in_order_and_has_ten_repetitions() -> None:
    for exercise in ("E3", "E7", "E10"):
        attempts = truth(other_set(exercise, "hard", 1))
        assert sum(a["outcome"] == "repetition" for a in attempts) == 10
        for a in attempts:
            assert a["start_s"] < a["plateau_start_s"] <= a["plateau_end_s"] < a["end_s"]
            assert a["plateau_start_s"] - a["start_s"] < LONGEST_S + 1.5
        assert all(a["end_s"] <= b["start_s"] + 1e-9 for a, b in pairwise(attempts))


def test_in_stillness_the_accelerometer_feels_gravity_alone() -> None:
    recording = other_set("E6", "ordinary", 5)
    time_s, acc, _ = samples(recording)
    still = time_s < truth(recording)[0]["start_s"]
    assert np.sqrt(np.mean(acc[still], axis=0) @ np.mean(acc[still], axis=0)) == pytest.approx(
        GRAVITY_MS2, rel=0.03
    )


def test_the_gyroscope_integrates_to_the_angle_of_the_truth() -> None:
    recording = other_set("E10", "ordinary", 2)
    time_s, _, gyr = samples(recording)
    for a in [a for a in truth(recording) if a["outcome"] == "repetition"]:
        inside = (time_s >= a["start_s"]) & (time_s < a["plateau_start_s"])
        before = (time_s > a["start_s"] - 0.5) & (time_s < a["start_s"])
        turned = np.sum(gyr[inside] - np.mean(gyr[before], axis=0), axis=0) / recording.rate_hz
        assert np.sqrt(turned @ turned) == pytest.approx(a["amplitude_deg"], rel=0.15, abs=1.0)


def test_the_accelerometer_turns_with_the_gyroscope() -> None:
    recording = other_set("E11", "ordinary", 2)
    time_s, acc, _ = samples(recording)
    low = sosfiltfilt(butter(2, 1.0, fs=recording.rate_hz, output="sos"), acc, axis=0)
    low /= np.sqrt(np.sum(low * low, axis=1))[:, None]
    for a in [a for a in truth(recording) if a["outcome"] == "repetition"]:
        rest = np.mean(low[np.abs(time_s - (a["start_s"] - 0.3)) < 0.2], axis=0)
        held = np.mean(low[np.abs(time_s - 0.5 * (a["plateau_start_s"] + a["plateau_end_s"])) < 0.1], axis=0)
        angle = np.degrees(np.arccos(rest @ held / np.sqrt((rest @ rest) * (held @ held))))
        assert angle == pytest.approx(a["amplitude_deg"], rel=0.2, abs=1.5)


def test_directions_are_those_that_the_catalogue_allows() -> None:
    for exercise in ("E6", "E7", "E10"):
        spec = load_catalogue().exercise(exercise).movement
        ways = {
            a["direction"] for seed in range(12) for a in truth(other_set(exercise, "ordinary", seed, 25.0))
        }
        assert ways == ({1, -1} if spec.either_way or spec.sides == "directions" else {1})


@pytest.mark.parametrize("profile", [raised_cosine(), trapezoid(0.2, 0.4), beta(1.5, 4.0)])
def test_profiles_go_from_0_to_1_and_their_edges_are_at_a_twentieth_of_the_peak(profile: Any) -> None:
    assert profile.at(np.array([0.0, 1.0])) == pytest.approx([0.0, 1.0])
    first, last = profile.crossings(0.05 * profile.peak)
    step = 1e-3
    for u in (first, last):
        speed = (profile.at(np.array([u + step])) - profile.at(np.array([u - step])))[0] / (2.0 * step)
        assert speed == pytest.approx(0.05 * profile.peak, rel=0.1)
