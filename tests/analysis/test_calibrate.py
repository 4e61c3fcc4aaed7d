"""The functional calibration from a recording: what it needs, and what it says where that is missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sensortrack.analysis import calibrate
from sensortrack.errors import DataError, UsageError
from sensortrack.records import Recording

from ..simulated import simulated_set


@pytest.fixture(scope="module")
def lean() -> Recording:
    return simulated_set("E10", 1003, sensor={"frame": "sensor"}, repetitions=3)


def test_an_earlier_calibration_changes_nothing(lean: Recording) -> None:
    first = calibrate(lean)
    again = calibrate(lean.described(calibration=first.calibration()))
    assert again == first


def test_blocks_of_any_size_give_the_same_mounting(lean: Recording) -> None:
    parts = tuple(part for block in lean.blocks for part in block.chunks(37))
    assert calibrate(replace(lean, blocks=parts)) == calibrate(lean)


def test_a_biased_gyroscope_costs_less_than_a_degree(lean: Recording) -> None:
    bias_dps = np.array([1.0, -1.0, 1.0])
    biased = tuple(replace(b, gyr=b.gyr + bias_dps) for b in lean.blocks if b.gyr is not None)
    true, found = (np.array(calibrate(r).sensor_to_body) for r in (lean, replace(lean, blocks=biased)))
    assert np.degrees(np.max(np.abs(true - found))) < 1.0


def test_axes_that_are_the_bodys_have_no_mounting_to_be_found(lean: Recording) -> None:
    with pytest.raises(UsageError, match="body's"):
        calibrate(lean.described(frame="body"))


def test_without_a_gyroscope_it_is_refused(lean: Recording) -> None:
    blind = tuple(replace(b, gyr=None) for b in lean.blocks)
    with pytest.raises(DataError, match="no gyroscope"):
        calibrate(replace(lean, blocks=blind))


def test_without_a_still_pose_it_is_refused(lean: Recording) -> None:
    (block,) = lean.blocks
    assert block.gyr is not None
    swing_dps = 40.0 * np.sin(2.0 * np.pi * block.time_s)
    shaken = replace(block, gyr=block.gyr + swing_dps[:, np.newaxis])
    with pytest.raises(DataError, match="still"):
        calibrate(replace(lean, blocks=(shaken,)))


def test_without_a_movement_it_is_refused(lean: Recording) -> None:
    (block,) = lean.blocks
    with pytest.raises(DataError, match="no movement"):
        calibrate(replace(lean, blocks=(block.cut(0, 200),)))


def test_a_recording_that_says_another_exercise_is_refused() -> None:
    rotations = simulated_set("E7", 1004, sensor={"frame": "sensor"}, repetitions=10)
    with pytest.raises(DataError, match="recording of E7"):
        calibrate(rotations, "E10")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rotations_to_both_sides_are_no_leans_even_where_nobody_says_so(seed: int) -> None:
    rotations = simulated_set("E7", seed, sensor={"frame": "sensor"}, repetitions=6)
    with pytest.raises(DataError):
        calibrate(rotations.described(exercise=None), "E10")


@pytest.mark.parametrize("repetitions", [1, 10])
def test_another_number_of_leans_is_refused(repetitions: int) -> None:
    leans = simulated_set("E10", 1003, sensor={"frame": "sensor"}, repetitions=repetitions)
    with pytest.raises(DataError, match="movement"):
        calibrate(leans)


def test_the_calibration_says_how_well_it_is_known(lean: Recording) -> None:
    mounting = calibrate(lean)
    assert 0.0 < mounting.uncertainty_deg < 20.0
    assert mounting.calibration()["uncertainty_deg"] == pytest.approx(mounting.uncertainty_deg, abs=0.01)
