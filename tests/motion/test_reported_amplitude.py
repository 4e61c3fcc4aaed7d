"""The amplitude that is reported: it decides what is a repetition, and its uncertainty is that of its error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensortrack
from sensortrack.motion.window_stats import deviation
from sensortrack.records import Code
from sensortrack.sources.simulator import Sensor, plan_for, simulate
from sensortrack.sources.simulator.difficulty import LEVELS
from tests.simulated import matched, repetitions, simulated_set, true_repetitions


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


@pytest.mark.parametrize(("level", "seeds"), [("ordinary", range(6)), ("hard", range(12))])
def test_amplitudes_lie_within_their_uncertainty_of_the_angle_that_was_meant_as_often_as_it_says(
    level: str, seeds: range
) -> None:
    off = []
    for exercise in ("E6", "E8", "E10"):
        for seed in seeds:
            recording = simulated_set(exercise, seed, difficulty=LEVELS[level], rate_hz=50.0)
            result = sensortrack.analyse(recording, exercise=exercise)
            if not matched(result, recording):
                continue
            for attempt, t in zip(repetitions(result), true_repetitions(recording), strict=True):
                amplitude = attempt.measures["amplitude_deg"]
                assert amplitude.value is not None
                assert amplitude.uncertainty is not None
                off.append(abs(amplitude.value - t["amplitude_deg"]) / amplitude.uncertainty)
    assert len(off) > 50
    assert np.mean(np.array(off) <= 1.0) >= 0.68
    assert np.mean(np.array(off) <= 2.0) >= 0.95


def test_a_person_who_sways_more_and_one_who_goes_further_have_less_certain_amplitudes() -> None:
    def uncertainty_deg(sway_deg: float, amplitude_deg: float) -> float:
        difficulty = replace(LEVELS["ordinary"], sway_deg=sway_deg)
        recording = simulated_set("E10", 3, difficulty=difficulty, repetitions=4, amplitude_deg=amplitude_deg)
        result = sensortrack.analyse(recording, exercise="E10")
        measures = [a.measures["amplitude_deg"] for a in repetitions(result)]
        return float(np.median([m.uncertainty or 0.0 for m in measures]))

    assert uncertainty_deg(0.6, 30.0) > uncertainty_deg(0.05, 30.0) + 0.2
    assert uncertainty_deg(0.05, 60.0) > uncertainty_deg(0.05, 30.0) + 0.2


@given(st.lists(st.floats(-100.0, 100.0), min_size=2, max_size=50), st.integers(0, 40), st.integers(1, 40))
def test_a_deviation_is_that_of_the_samples_that_there_are(
    values: list[float], begin: int, count: int
) -> None:
    signal = np.array(values)
    begin = min(begin, len(signal) - 1)
    expected = float(np.std(signal[begin : begin + count]))
    assert deviation(signal, begin, begin + count) == pytest.approx(expected, abs=1e-5)
