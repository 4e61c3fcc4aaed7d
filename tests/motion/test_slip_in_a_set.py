"""A sensor that slips in mid set is noted in the result; one that keeps its place isn't."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from sensortrack import analyse
from sensortrack.records import Recording

from ..simulated import simulated_set


def slipped(recording: Recording, from_s: float, turn_deg: float) -> Recording:
    """The same recording with the sensor turned about its y axis from a time on."""
    turn = Rotation.from_euler("y", turn_deg, degrees=True)

    def turned(values: np.ndarray, later: np.ndarray) -> np.ndarray:
        return np.where(later[:, None], turn.apply(values), values)

    blocks = []
    for b in recording.blocks:
        later = b.time_s >= from_s
        assert b.gyr is not None
        blocks.append(replace(b, acc=turned(b.acc, later), gyr=turned(b.gyr, later)))
    return replace(recording, blocks=tuple(blocks))


@pytest.mark.parametrize("exercise", ["E6", "E10"])
def test_a_sensor_that_slips_is_noted_and_one_that_sits_is_not(exercise: str) -> None:
    recording = simulated_set(exercise, 1010, repetitions=8)
    truth = recording.description.truth
    assert truth is not None
    third, fourth = truth["attempts"][2], truth["attempts"][3]
    at_s = 0.5 * (third["end_s"] + fourth["start_s"])
    assert not [e for e in analyse(recording, exercise).events if e.type == "note"]
    notes = [e for e in analyse(slipped(recording, at_s, 20.0), exercise).events if e.type == "note"]
    assert [e.kind for e in notes] == ["slip_tilt"]
    assert notes[0].size == pytest.approx(20.0, abs=4.0)
    assert abs(notes[0].t_s - at_s) < 15.0
