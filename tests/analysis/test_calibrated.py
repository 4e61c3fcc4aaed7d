"""A recording in the sensor's axes with its mounting in the description is analysed as if it were in the body's."""

from __future__ import annotations

import pytest
from scipy.spatial.transform import Rotation

from sensortrack import analyse
from sensortrack.records import Code

from ..simulated import simulated_set, turned


def test_with_its_mounting_known_a_turned_sensor_gives_the_same_sides_and_angles() -> None:
    body = simulated_set("E7", 1010, repetitions=6)
    rotation = Rotation.from_rotvec([0.4, -1.1, 0.7])  # from the body's axes to the sensor's
    sensor = turned(body, rotation)
    known = {
        "exercise": "E10",
        "repetitions": 1,
        "off_horizontal_deg": 0.0,
        "spread_deg": 0.0,
        "sensor_to_body": rotation.inv().as_matrix().tolist(),
    }
    calibrated = sensor.described(calibration=known)
    unknown, found, expected = (analyse(r, "E7") for r in (sensor, calibrated, body))
    assert {a.side for a in unknown.attempts} == {None}
    assert [a.side for a in found.attempts] == [a.side for a in expected.attempts]
    assert {a.side for a in found.attempts} == {"left", "right"}
    for a, b in zip(found.attempts, expected.attempts, strict=True):
        assert a.amplitude_deg == pytest.approx(b.amplitude_deg, abs=1e-6)
    assert found.recording.mounting_how.code == Code.CALIBRATED
