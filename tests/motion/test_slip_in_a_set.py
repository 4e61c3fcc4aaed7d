"""A sensor that slips in mid set is noted in the result; one that keeps its place isn't."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from sensortrack import analyse
from sensortrack.records import FloatArray, Recording

from ..simulated import simulated_set

SLIP_S = 0.3


def slipped(recording: Recording, from_s: float, turn_deg: float, about: FloatArray) -> Recording:
    """The same recording from a sensor that turns about a unit vector in its axes within `SLIP_S` from a time on."""
    (block,) = recording.blocks
    assert block.gyr is not None
    share = np.clip((block.time_s - from_s) / SLIP_S, 0.0, 1.0)
    # The sensor turns on the body, so in its own axes what it feels turns the other way.
    turn = Rotation.from_rotvec(np.outer(-turn_deg * share, about), degrees=True)
    rate_dps = np.gradient(turn_deg * share) * recording.rate_hz
    gyr = turn.apply(block.gyr) + np.outer(rate_dps, about)
    return replace(recording, blocks=(replace(block, acc=turn.apply(block.acc), gyr=gyr),))


@pytest.mark.parametrize("exercise", ["E6", "E10"])
def test_a_sensor_that_slips_is_noted_and_one_that_sits_is_not(exercise: str) -> None:
    recording = simulated_set(exercise, 1010, repetitions=8)
    truth = recording.description.truth
    assert truth is not None
    third, fourth = truth["attempts"][2], truth["attempts"][3]
    at_s = 0.5 * (third["end_s"] + fourth["start_s"])
    assert not [e for e in analyse(recording, exercise).events if e.type == "note"]
    notes = [
        e
        for e in analyse(slipped(recording, at_s, 20.0, np.array([0.0, 1.0, 0.0])), exercise).events
        if e.type == "note"
    ]
    assert [e.kind for e in notes] == ["slip_tilt"]
    assert notes[0].size == pytest.approx(20.0, abs=4.0)
    assert abs(notes[0].t_s - at_s) < 15.0


@pytest.mark.parametrize("exercise", ["E9", "E10"])
@pytest.mark.parametrize("turn_deg", [-30.0, 30.0])
def test_a_belt_that_slides_around_the_upright_body_is_noted(exercise: str, turn_deg: float) -> None:
    recording = simulated_set(exercise, 1011, repetitions=10)
    truth = recording.description.truth
    assert truth is not None
    at_s = truth["attempts"][4]["peak_s"]
    (block,) = recording.blocks
    up = np.mean(block.acc[:100], axis=0)
    up /= np.sqrt(np.sum(up * up))
    notes = [e for e in analyse(slipped(recording, at_s, turn_deg, up), exercise).events if e.type == "note"]
    assert [e.kind for e in notes] == ["slip_turn"]
    assert notes[0].size == pytest.approx(30.0, abs=10.0)
    assert at_s - 20.0 < notes[0].t_s < at_s < notes[0].reported_s < at_s + 60.0
