"""The amplitude that is reported is the one that decides: nothing smaller than the exercise's least is a repetition."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensortrack
from sensortrack.records import Code
from sensortrack.sources.simulator import Sensor, plan_for, simulate
from sensortrack.sources.simulator.difficulty import LEVELS


@pytest.mark.parametrize("exercise", ["E3", "E6", "E10"])
@settings(max_examples=6)
@given(seed=st.integers(0, 100_000))
def test_no_repetition_is_reported_smaller_than_the_least_of_its_exercise(exercise: str, seed: int) -> None:
    least_deg = sensortrack.load_catalogue().exercise(exercise).movement.least_amplitude_deg
    near = plan_for(exercise, amplitude_deg=1.02 * least_deg, repetitions=8)
    recording = simulate(near, sensor=Sensor(rate_hz=50.0), difficulty=LEVELS["hard"], seed=seed)
    for attempt in sensortrack.analyse(recording, exercise=exercise).attempts:
        assert attempt.amplitude_deg is not None
        if attempt.outcome == "repetition":
            assert attempt.amplitude_deg >= least_deg
        elif attempt.reason is not None and attempt.reason.code is Code.TOO_SMALL:
            assert attempt.reason.values["peak_deg"] < least_deg
