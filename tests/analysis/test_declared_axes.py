"""A sensor that is declared to be worn in the body's axes and isn't is reported, not turned inside out."""

from __future__ import annotations

import pytest
from scipy.spatial.transform import Rotation

from sensortrack import analyse
from sensortrack.records import Code

from ..simulated import simulated_set, turned


@pytest.mark.parametrize("yaw_deg", [180.0, 90.0, -90.0, 150.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_sensor_turned_about_the_vertical_is_reported(yaw_deg: float, seed: int) -> None:
    rotation = Rotation.from_rotvec([yaw_deg, 0.0, 0.0], degrees=True)
    worn = turned(simulated_set("E10", seed, repetitions=3), rotation).described(frame="body")
    result = analyse(worn, "E10")
    assert result.evidence is not None
    assert result.evidence.unfit is not None
    assert result.evidence.unfit.code == Code.AXES_CONTRADICTED
    assert {f.outcome for f in result.findings if f.kept == "measured"} == {"not_judged"}


@pytest.mark.parametrize("exercise", ["E6", "E8", "E9", "E10", "E11"])
def test_axes_that_are_the_bodys_stand(exercise: str) -> None:
    result = analyse(simulated_set(exercise, 3, repetitions=3), exercise)
    assert result.evidence is not None
    assert result.evidence.unfit is None
