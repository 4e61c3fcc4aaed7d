"""The virtual patient does what a catalogue says, whatever its exercises are called and however they go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

import sensortrack
from sensortrack.protocol import Catalogue, load_catalogue
from sensortrack.protocol.catalogue import OURS
from sensortrack.sources.simulator import CLEAN, ORDINARY, Difficulty, Patient, Sensor, plan_for, simulate
from sensortrack.units import STANDARD_GRAVITY_MS2
from tests.own_catalogue import new_id, renamed

CATALOGUE = load_catalogue()


def written(folder: Path, text: str) -> Catalogue:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return load_catalogue(path)


@pytest.fixture
def own(tmp_path: Path) -> Catalogue:
    return written(tmp_path, renamed())


@pytest.mark.parametrize("id", [e.id for e in CATALOGUE.exercises])
def test_an_exercise_under_another_id_is_done_to_the_bit_alike(own: Catalogue, id: str) -> None:
    sensor = Sensor(rate_hz=50)
    ours = simulate(plan_for(id), sensor=sensor, difficulty=ORDINARY, seed=8)
    theirs = simulate(plan_for(new_id(id), own), sensor=sensor, difficulty=ORDINARY, seed=8)
    assert theirs.description.truth == ours.description.truth
    assert theirs.description.exercise == new_id(id)
    for a, b in zip(ours.blocks, theirs.blocks, strict=True):
        assert np.array_equal(a.acc, b.acc)
        assert a.gyr is not None
        assert b.gyr is not None
        assert np.array_equal(a.gyr, b.gyr)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_exercise_that_we_do_not_have_is_counted_on_each_side(own: Catalogue, seed: int) -> None:
    recording = simulate(
        plan_for("side_bend", own), sensor=Sensor(rate_hz=50), difficulty=ORDINARY, seed=seed
    )
    result = sensortrack.analyse(recording, catalogue=own)
    assert (result.summary.left, result.summary.right) == (3, 3)
    assert recording.description.truth is not None
    true = [a["side"] for a in recording.description.truth["attempts"] if a["outcome"] == "repetition"]
    assert [a.side for a in result.attempts if a.outcome == "repetition"] == true


def test_as_often_as_the_catalogue_allows(own: Catalogue) -> None:
    assert plan_for("side_bend", own).repetitions == 6
    assert plan_for(new_id("E10"), own).repetitions == 6
    assert plan_for(new_id("E1"), own).repetitions == 0


@settings(max_examples=30, deadline=None)
@given(
    st.tuples(*[st.floats(-1.0, 1.0)] * 3).filter(lambda v: np.linalg.norm(v) > 0.3),
    st.tuples(*[st.floats(-1.0, 1.0)] * 3),
    st.floats(8.0, 40.0),
)
def test_whatever_points_up_and_whichever_way_it_goes_the_person_starts_there_and_is_counted(
    up: tuple[float, float, float], way: tuple[float, float, float], amplitude_deg: float
) -> None:
    start_up = np.array(up) / np.linalg.norm(up)
    across = np.cross(start_up, way)
    if np.linalg.norm(across) < 0.2:
        return
    across /= np.linalg.norm(across)
    entry = CATALOGUE.exercise("E6")
    moves = structs.replace(
        entry.moves,
        axis=tuple(across.tolist()),
        start_up=tuple(start_up.tolist()),
        amplitude=structs.replace(entry.moves.amplitude, value=amplitude_deg),
        either_way=False,
    )
    turned = structs.replace(entry, id="turned", moves=moves)
    catalogue = replace(CATALOGUE, exercises=(turned,))
    plan = plan_for("turned", catalogue, repetitions=3)
    force = Patient(plan, CLEAN, 1).at(50, 20).force_ms2
    tilt_deg = plan.moves.typical.tilt_deg  # sitting rounds the lower back
    off_deg = np.degrees(np.arccos(np.clip(force[0] @ start_up / STANDARD_GRAVITY_MS2, -1.0, 1.0)))
    assert off_deg <= tilt_deg + 0.01
    recording = simulate(plan, sensor=Sensor(rate_hz=50), difficulty=CLEAN, seed=1)
    assert sensortrack.analyse(recording, catalogue=catalogue).summary.repetitions == 3


def truth_of(catalogue: Catalogue, repetitions: int, difficulty: Difficulty = CLEAN) -> list[dict[str, Any]]:
    plan = plan_for("E6", catalogue, repetitions=repetitions)
    truth = simulate(plan, sensor=Sensor(rate_hz=25), difficulty=difficulty, seed=4).description.truth
    assert truth is not None
    attempts: list[dict[str, Any]] = truth["attempts"]
    return attempts


def test_the_truth_goes_by_the_catalogues_repetition(tmp_path: Path) -> None:
    text = OURS.read_text(encoding="utf-8")
    strict = text.replace("short_share = { value = 50", "short_share = { value = 95")
    strict = strict.replace("long_share = { value = 20", "long_share = { value = 95")
    assert strict.count("value = 95") == 2
    unlike = replace(ORDINARY, amplitude_sd=0.3)

    def count(catalogue: Catalogue) -> int:
        return sum(a["outcome"] == "repetition" for a in truth_of(catalogue, 20, unlike))

    assert count(written(tmp_path, strict)) < count(CATALOGUE)


def test_the_truth_is_cut_at_the_catalogues_share_of_the_peak_speed(tmp_path: Path) -> None:
    wide = OURS.read_text(encoding="utf-8").replace("boundary = { value = 5", "boundary = { value = 10")
    (ours,), (theirs,) = truth_of(CATALOGUE, 1), truth_of(written(tmp_path, wide), 1)
    assert ours["start_s"] < theirs["start_s"] < theirs["end_s"] < ours["end_s"]
