"""Which exercises a recording holds: what looks alike is named together, and a name that stands alone is right."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sensortrack
from benchmarks.accuracy.finding import held_against, session
from sensortrack.files import open_recording
from sensortrack.records import Annotations, Code, Correction, Marker, Recording
from tests.simulated import simulated_set


@pytest.mark.parametrize("kind", ["simulator, ordinary", "worlds"])
def test_the_sets_of_a_session_are_found_and_a_name_that_stands_alone_is_right(kind: str) -> None:
    sets = among = false = 0
    for seed in (40, 42):
        recording, truth = session(kind, seed)
        compared = held_against(sensortrack.find_exercises(recording), truth, 0.0)
        sets, among, false = sets + compared.sets, among + compared.among, false + compared.false_named
    assert false == 0
    assert among >= 0.7 * sets


def test_a_trunk_rotation_can_only_be_itself_and_a_bridge_may_be_another() -> None:
    found = {
        e: sensortrack.find_exercises(simulated_set(e, 5, repetitions=6, rest_s=3.0)) for e in ("E7", "E6")
    }
    (rotation,), (bridge,) = found["E7"], found["E6"]
    assert rotation.exercise == "E7"
    assert rotation.why.code == Code.CAN_ONLY_BE
    assert "E6" in bridge.could_be
    assert (rotation.movements, bridge.movements) == (6, 6)
    assert {rotation.posture, bridge.posture} == {"on_back"}


def still(seconds: float, *, hole_s: float = 0.0) -> Recording:
    time_s = np.arange(0.0, seconds, 0.02)
    time_s = time_s[(time_s < 20.0) | (time_s >= 20.0 + hole_s)]
    noise = np.random.default_rng(2).normal(0.0, 0.02, (2, len(time_s), 3))
    gaps = [sensortrack.records.Gap(20.0, 20.0 + hole_s)] if hole_s else []
    units = {"acc": "m/s2", "gyr": "deg/s"}
    acc = noise[0] + [9.81, 0.0, 0.0]
    return Recording.from_arrays(time_s, acc, noise[1], units=units, rate_hz=50.0, frame="body", gaps=gaps)


@pytest.mark.parametrize("hole_s", [0.0, 60.0])
def test_where_nothing_is_repeated_nothing_is_found(hole_s: float) -> None:
    assert sensortrack.find_exercises(still(120.0, hole_s=hole_s)) == ()


def test_without_axes_it_cannot_be_told() -> None:
    recording = simulated_set("E6", 5, repetitions=4, rest_s=2.0).described(frame="sensor")
    (found,) = sensortrack.find_exercises(recording)
    assert (found.could_be, found.exercise) == ((), None)
    assert found.why.code == Code.AXES_UNKNOWN


def test_at_too_low_a_rate_it_cannot_be_told() -> None:
    acc = np.tile([9.81, 0.0, 0.0], (60, 1))
    units = {"acc": "m/s2"}
    slow = Recording.from_arrays(np.arange(60) / 5.0, acc, units=units, rate_hz=5.0, frame="body")
    single = Recording.from_arrays([0.0], acc[:1], units=units, frame="body")
    for recording in (slow, single):
        (found,) = sensortrack.find_exercises(recording)
        assert found.why.code == Code.TRACKING_RATE_LOW


def test_what_people_said_of_it_changes_nothing() -> None:
    recording = simulated_set("E7", 5, repetitions=4, rest_s=2.0)
    said = ("anna", "2026-11-28T10:00:00Z")
    second = sensortrack.analyse(recording).attempts[1]
    rejected = Correction(1, "rejected", "E7", *said, "a cough", at_s=second.peak_s)
    marked = replace(recording, annotations=Annotations((Marker(1, 1.0, None, "E6", *said),), (rejected,)))
    assert sensortrack.find_exercises(marked) == sensortrack.find_exercises(recording)


def test_a_person_who_walks_and_goes_about_the_day_does_no_exercise(data: Path) -> None:
    for path in sorted((data / "mobgap_lumbar_gait").glob("data_csv/**/*.csv"))[:3]:
        assert not [f for f in sensortrack.find_exercises(open_recording(path, frame="body")) if f.exercise]


def test_the_command_line_says_what_it_could_be(tmp_path: Path, run: Callable[..., Any]) -> None:
    file = tmp_path / "set.csv"
    sensortrack.write_recording(file, simulated_set("E7", 5, repetitions=4, rest_s=2.0))
    ended = run("analyse", "--find", file)
    assert ended.code == 0
    assert "E7" in ended.out
    assert "only this one" in ended.out
    assert json.loads(run("analyse", "--find", file, "--json").out)[0]["exercise"] == "E7"
    for wrong in (("--out", tmp_path / "x"), ("-e", "E6"), ("--plot", tmp_path / "x.svg")):
        assert run("analyse", "--find", file, *wrong).code == 2
