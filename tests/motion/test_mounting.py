"""The functional calibration: a start pose and movements whose axis is known give the sensor's mounting."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

import sensortrack
from sensortrack.analysis import calibrate
from sensortrack.errors import DataError
from sensortrack.files import read, write_recording
from sensortrack.motion.spec import MovementSpec
from sensortrack.motion.vectors import Vector
from sensortrack.motion.wearing.mounting import find_mounting, mounting_in
from sensortrack.protocol import load_catalogue
from sensortrack.records import Block, FloatArray, Recording
from tests.simulated import repetitions, simulated_set, true_repetitions


def movement(exercise: str) -> MovementSpec:
    return load_catalogue().exercise(exercise).movement


def vector(v: FloatArray) -> Vector:
    x, y, z = (float(c) for c in v)
    return (x, y, z)


def in_sensor_axes(rotation: Rotation, *body: Vector) -> list[Vector]:
    """Vectors of the body in the axes of a sensor that is mounted so."""
    return [vector(rotation.apply(v, inverse=True)) for v in body]


def true_mounting(recording: Recording) -> Rotation:
    truth = recording.description.truth
    assert truth is not None
    w, x, y, z = truth["mounting_quat_wxyz"]
    return Rotation.from_quat([x, y, z, w])


@given(st.lists(st.floats(-1.0, 1.0), min_size=4, max_size=4).filter(lambda q: sum(c * c for c in q) > 0.01))
def test_clean_movement_gives_the_mounting_exactly(quaternion: list[float]) -> None:
    true = Rotation.from_quat(quaternion)
    for exercise in ("E7", "E10"):
        spec = movement(exercise)
        up, turn = in_sensor_axes(true, spec.start_up, vector(25.0 * np.array(spec.axis)))
        found = find_mounting(up, [turn], spec, exercise)
        np.testing.assert_allclose(found.sensor_to_body, true.as_matrix(), atol=1e-9)
        assert found.off_horizontal_deg == pytest.approx(0.0, abs=1e-5)
        assert found.spread_deg == pytest.approx(0.0, abs=1e-5)


def test_virtual_patients_heading_is_found_to_within_5_degrees() -> None:
    headings = []
    for seed in range(8):
        recording = simulated_set("E10", seed, sensor={"frame": "sensor"}, repetitions=6)
        found = Rotation.from_matrix(calibrate(recording).sensor_to_body)
        headings.append(float((found * true_mounting(recording).inv()).as_rotvec(degrees=True)[0]))
    assert np.sqrt(np.mean(np.square(headings))) <= 3.0
    assert np.max(np.abs(headings)) <= 5.0


@pytest.mark.parametrize("exercise", ["E3", "E7"])
def test_later_recording_with_the_same_mounting_has_its_sides_named(exercise: str) -> None:
    for seed in range(3):
        mounting = calibrate(simulated_set("E10", seed, sensor={"frame": "sensor"}, repetitions=6))
        known = mounting.calibration()
        recording = simulated_set(exercise, seed, sensor={"frame": "sensor"}, repetitions=4)
        found = repetitions(sensortrack.analyse(recording.described(calibration=known), exercise))
        assert [a.side for a in found] == [t["side"] for t in true_repetitions(recording)]


def test_conversion_gives_the_same_bits_however_the_block_is_cut() -> None:
    (block,) = simulated_set("E10", 1, repetitions=1).blocks
    mounting = find_mounting((0.6, 0.8, 0.0), [(8.0, -6.0, 20.0)], movement("E10"), "E10")
    whole = mounting.to_body(block)
    for size in (1, 7, 100):
        parts = [mounting.to_body(part) for part in block.chunks(size)]
        np.testing.assert_array_equal(np.concatenate([p.acc for p in parts]), whole.acc)
        np.testing.assert_array_equal(np.concatenate([p.gyr for p in parts if p.gyr is not None]), whole.gyr)


def test_conversion_keeps_times_marks_and_what_isnt_measured() -> None:
    block = Block(np.array([0.0, 0.1]), np.eye(3)[:2], None, None, ((0.05, "x"),), after_gap=True)
    turned = calibrate(simulated_set("E10", 0, sensor={"frame": "sensor"}, repetitions=6)).to_body(block)
    assert turned.gyr is None
    assert (turned.markers, turned.after_gap) == (block.markers, True)
    assert turned.time_s is block.time_s


def test_calibration_survives_the_sidecar(tmp_path: Path) -> None:
    recording = simulated_set("E10", 5, sensor={"frame": "sensor"}, repetitions=6)
    mounting = calibrate(recording)
    path = tmp_path / "lean.csv"
    write_recording(path, recording.described(calibration=mounting.calibration(), truth=None))
    read_back = mounting_in(read(path).description.calibration)
    assert read_back is not None
    np.testing.assert_allclose(read_back.sensor_to_body, mounting.sensor_to_body, atol=1e-6)
    assert (read_back.exercise, read_back.repetitions) == ("E10", 6)
    assert read_back.spread_deg == pytest.approx(mounting.spread_deg, abs=0.01)
    for row, other in pairwise(read_back.sensor_to_body):
        assert np.dot(row, other) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("calibration", [None, {}, {"how": "pose"}])
def test_other_calibration_tells_no_mounting(calibration: dict[str, Any] | None) -> None:
    assert mounting_in(calibration) is None


@pytest.mark.parametrize(
    "rotation",
    [
        "no",
        [[1, 0, 0]],
        [[1, 0, 0], [0, 1, 0], [0, 0, -1]],
        [[2, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[1, 0], [0, 1]],
    ],
)
def test_what_is_no_rotation_is_refused(rotation: Any) -> None:
    with pytest.raises(DataError, match="rotation") as caught:
        mounting_in({"sensor_to_body": rotation})
    assert caught.value.key == "calibration.sensor_to_body"


def test_quality_that_is_no_number_is_refused() -> None:
    good = find_mounting((1.0, 0.0, 0.0), [(0.0, -20.0, 0.0)], movement("E10"), "E10").calibration()
    with pytest.raises(DataError, match="spread_deg"):
        mounting_in(good | {"spread_deg": "little"})


@pytest.mark.parametrize(
    ("exercise", "turns", "found"),
    [
        ("E6", [(0.0, 25.0, 0.0)], "either way"),
        ("E10", [], "no movement"),
        ("E10", [(0.0, -4.0, 0.0)], "4°"),
        ("E10", [(-15.0, -20.0, 0.0)], "off the horizontal by 37°"),
        ("E10", [(0.0, -20.0, 12.0), (0.0, -20.0, -12.0)], "differ by 31°"),
    ],
)
def test_movement_that_tells_no_mounting_is_refused_with_the_reason(
    exercise: str, turns: list[Vector], found: str
) -> None:
    with pytest.raises(DataError, match=found):
        find_mounting((1.0, 0.0, 0.0), turns, movement(exercise), exercise)
