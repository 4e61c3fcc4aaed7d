"""A gyroscope whose rates are some per cent too large is found; one that is right never is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack import analyse
from sensortrack.plausibility import Disagreement
from sensortrack.records import Code
from sensortrack.sources.simulator.difficulty import LEVELS
from tests.plausibility.test_later import changed, verdict
from tests.simulated import simulated_set

sets = {
    "exercise": st.sampled_from(["E6", "E7", "E10", "E11"]),
    "level": st.sampled_from(["clean", "ordinary", "hard"]),
    "seed": st.integers(1, 50),
}


@settings(max_examples=12, deadline=None)
@given(**sets, factor=st.floats(1.15, 1.3))
def test_rates_that_are_some_per_cent_too_large_are_found_and_nothing_measured_is_judged(
    exercise: str, level: str, seed: int, factor: float
) -> None:
    """A scale of 1.15 passed without a word: each angle was 15 % too large."""
    recording, _ = changed(simulated_set(exercise, seed, difficulty=LEVELS[level]), lambda g: factor * g, 0.0)
    result = analyse(recording, exercise)
    assert {f.outcome for f in result.findings if f.method == "measured"} == {"not_judged"}
    assert result.evidence is not None
    why = result.evidence.unfit
    assert why is not None
    assert why.code == Code.GYROSCOPE_CONTRADICTS


@settings(max_examples=12, deadline=None)
@given(**sets, factor=st.floats(1.15, 1.3), share=st.floats(0.4, 0.6))
def test_rates_that_become_too_large_in_mid_file_are_found_with_when(
    exercise: str, level: str, seed: int, factor: float, share: float
) -> None:
    recording, since_s = changed(
        simulated_set(exercise, seed, repetitions=12, difficulty=LEVELS[level]), lambda g: factor * g, share
    )
    found = verdict(tuple(recording.blocks))
    assert isinstance(found, Disagreement)
    if found.from_s is not None:  # else a factor explains what was before the better, too
        assert found.from_s == pytest.approx(since_s, abs=30.0)  # 15 % shows over many spans only
        assert found.factor == pytest.approx(1.0 / factor, abs=0.1)


@settings(max_examples=25, deadline=None)
@given(**sets, factor=st.floats(0.96, 1.04))
def test_a_gain_that_a_sensor_may_have_says_nothing(
    exercise: str, level: str, seed: int, factor: float
) -> None:
    recording, _ = changed(simulated_set(exercise, seed, difficulty=LEVELS[level]), lambda g: factor * g, 0.0)
    assert not isinstance(verdict(tuple(recording.blocks)), Disagreement)
