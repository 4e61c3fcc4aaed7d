"""Numbers that can't be computed with: gaps with a message, or a rate that is refused; never a crash or infinity."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensortrack
from sensortrack.analysis import Analysis, Result
from sensortrack.analysis.carried import MOST
from sensortrack.errors import DataError, SensortrackError
from sensortrack.json_text import to_json
from sensortrack.protocol import load_catalogue
from sensortrack.records import Attempt, Block, Event, FloatArray, Recording
from sensortrack.sources.simulator import CLEAN, HARD, ORDINARY
from tests.simulated import simulated_set

EXERCISES = [f"E{k}" for k in range(1, 12)]
RECORDING = simulated_set("E6", 3, repetitions=3)
(BLOCK,) = RECORDING.blocks
WILD = st.sampled_from(
    [math.nan, math.inf, -math.inf, 1e308, -1e308, 1e155, 1e100, 1e13, -1e13, 1e12, 1e-308]
)


def followed(block: Block, exercise: str = "E6") -> Result:
    """The result of a block as the radio brings it: recordings refuse what this last guard is for."""
    catalogue = load_catalogue()
    analysis = Analysis(
        catalogue.exercise(exercise), catalogue, RECORDING.description, RECORDING.rate_hz, RECORDING.path
    )
    analysis.feed(block)
    return analysis.finish()[1]


def changed(column: int, places: list[int], value: float) -> Block:
    columns = np.column_stack([BLOCK.time_s, BLOCK.acc, BLOCK.gyr])  # type: ignore[list-item]
    columns[places, column] = value
    return replace(BLOCK, time_s=columns[:, 0].copy(), acc=columns[:, 1:4].copy(), gyr=columns[:, 4:].copy())


@given(
    column=st.integers(0, 6),
    places=st.lists(st.integers(0, len(BLOCK) - 1), min_size=1, max_size=5),
    value=WILD,
    exercise=st.sampled_from(["E1", "E3", "E6"]),
)
@settings(max_examples=60, deadline=None)
def test_a_wild_number_anywhere_ends_in_a_strict_document_or_a_message(
    column: int, places: list[int], value: float, exercise: str
) -> None:
    with suppress(SensortrackError):
        to_json(followed(changed(column, places, value), exercise).to_dict())


@pytest.mark.parametrize("column", range(1, 7))
@pytest.mark.parametrize("value", [math.nan, -math.inf, 1e308])
def test_a_sample_that_is_none_is_a_gap_and_the_result_says_so(column: int, value: float) -> None:
    at = [700, 701, 950]
    result = followed(changed(column, at, value))
    gaps = [(round(g.start_s, 3), round(g.end_s, 3)) for g in result.recording.gaps]
    step = 1.0 / result.recording.rate_hz  # type: ignore[operator]
    time = BLOCK.time_s
    assert gaps == [
        (round(time[699] + step, 3), round(time[702], 3)),
        (round(time[949] + step, 3), round(time[951], 3)),
    ]
    assert any("3 samples were left out" in m for m in result.recording.messages)
    assert result.recording.samples == len(BLOCK) - 3
    assert result.summary.repetitions == 3


def test_what_cannot_be_computed_with_is_the_same_in_any_chunks() -> None:
    block = changed(2, [0, 400, 401, 402, 1200, len(BLOCK) - 1], math.nan)
    whole = emitted(block, len(block))
    for size in (1, 7, 402):
        assert emitted(block, size) == whole


def emitted(block: Block, size: int) -> list[Event | Attempt]:
    catalogue = load_catalogue()
    analysis = Analysis(catalogue.exercise("E6"), catalogue, RECORDING.description, RECORDING.rate_hz)
    found = [item for piece in block.chunks(size) for item in analysis.feed(piece)]
    return found + analysis.finish()[0]


def test_nothing_left_is_not_judged() -> None:
    result = followed(changed(1, list(range(len(BLOCK))), math.nan))
    assert result.summary.why is not None
    assert {f.outcome for f in result.findings} == {"not_judged"}


@pytest.mark.parametrize("hz", [math.nan, math.inf, 1e308, 1e6])
def test_a_rate_that_is_none_is_refused(hz: float) -> None:
    with pytest.raises(DataError, match="rate of"):
        sensortrack.analyse(replace(RECORDING, rate_hz=hz).described(rate_hz=None))
    with pytest.raises(DataError, match="rate of"):
        sensortrack.analyse(RECORDING.described(rate_hz=hz))


def test_the_largest_numbers_that_are_let_through_are_computed_with() -> None:
    values: FloatArray = np.resize([MOST, -MOST], BLOCK.acc.shape)
    for block in (
        replace(BLOCK, acc=values),
        replace(BLOCK, gyr=values),
        replace(BLOCK, acc=values, gyr=values),
    ):
        for exercise in ("E1", "E6"):
            to_json(followed(block, exercise).to_dict())


def repetitions_of(exercise: str) -> int:
    return 0 if exercise == "E1" else 3


def strict(recording: Recording, exercise: str) -> None:
    """That its document is JSON without NaN, with a reason wherever something isn't valid."""
    document = sensortrack.analyse(recording, exercise).to_dict()
    assert json.loads(to_json(document)) == document
    for attempt in document["attempts"]:
        for phase in attempt["phases"]:
            for name, m in phase["measures"].items():
                assert m["valid"] == (m["reason"] is None) == (m["why"] is None), name
                assert m["value"] is not None or not m["valid"], name


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("difficulty", [CLEAN, ORDINARY, HARD], ids=["clean", "ordinary", "hard"])
def test_every_simulated_set_gives_a_strict_document(exercise: str, difficulty: object) -> None:
    for seed in range(5):
        recording = simulated_set(exercise, seed, difficulty=difficulty, repetitions=repetitions_of(exercise))  # type: ignore[arg-type]
        strict(recording, exercise)


@given(
    exercise=st.sampled_from(EXERCISES),
    seed=st.integers(0, 10**6),
    rate_hz=st.floats(25.0, 200.0),
    noise=st.floats(0.0, 3.0),
    difficulty=st.sampled_from([CLEAN, ORDINARY, HARD]),
    gyroscope=st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_drawn_rates_and_noise_give_strict_documents(
    exercise: str, seed: int, rate_hz: float, noise: float, difficulty: object, gyroscope: bool
) -> None:
    sensor = {"gyr_noise_dps_rthz": noise, "acc_noise_ms2_rthz": 0.3 * noise, "has_gyroscope": gyroscope}
    recording = simulated_set(
        exercise,
        seed,
        rate_hz=rate_hz,
        difficulty=difficulty,  # type: ignore[arg-type]
        repetitions=repetitions_of(exercise),
        sensor=sensor,
    )
    strict(recording, exercise)
