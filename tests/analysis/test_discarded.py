"""What moved as far as a repetition and wasn't counted leaves the count open, or the set not judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

import sensortrack
from benchmarks.accuracy.worlds.draw import world
from benchmarks.accuracy.worlds.score import outcome_of
from sensortrack.analysis import Result
from sensortrack.language import load_language
from sensortrack.records import Annotations, Block, Code, Correction, Recording
from tests.analysis.composed import CATALOGUE, Move, composed, there_and_back, usual


def why(result: Result) -> Code | None:
    assert result.evidence is not None
    return None if result.evidence.unfit is None else result.evidence.unfit.code


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("exercise", ["E6", "E8", "E10"])
def test_a_set_that_goes_off_the_axis_is_not_judged_and_says_by_how_many(exercise: str, seed: int) -> None:
    a_deg = CATALOGUE.exercise(exercise).movement.amplitude_deg
    off = there_and_back(0.6 * a_deg, across_deg=(0.9 + 0.1 * seed) * a_deg) * (4 + seed)
    result = sensortrack.analyse(composed(exercise, [*usual(exercise, 2), *off], seed)[0])
    assert why(result) == Code.MOSTLY_OFF_AXIS
    assert result.evidence is not None
    assert result.evidence.unfit is not None
    assert dict(result.evidence.unfit.values) == {"thrown_away": 4 + seed, "counted": 2}
    assert {f.outcome for f in result.findings if f.method == "measured"} == {"not_judged"}
    for language in ("en", "de"):
        assert f"{4 + seed} " in load_language(language).reason(result.evidence.unfit)


@pytest.mark.parametrize("seed", range(3))
def test_bends_amid_steps_are_not_judged(seed: int) -> None:
    a_deg = CATALOGUE.exercise("E11").movement.amplitude_deg
    far_deg = (1.0 + 0.1 * seed) * a_deg
    steps = [Move(far_deg, 2.5, 0.1, steps=True), Move(0.0, 2.5, 3.0, steps=True)] * 6
    result = sensortrack.analyse(composed("E11", [*usual("E11", 1), *steps], seed)[0])
    assert why(result) == Code.MOSTLY_STEPS


@pytest.mark.parametrize("seed", range(6))
def test_a_few_movements_off_the_axis_leave_the_count_as_it_is(seed: int) -> None:
    off = there_and_back(15.0, across_deg=28.0) * 3
    result = sensortrack.analyse(composed("E6", [*usual("E6", 4 + seed), *off], seed)[0])
    assert why(result) is None
    assert result.summary.repetitions == 4 + seed


@pytest.mark.parametrize("seed", range(450, 462))
def test_a_person_who_walks_in_and_off_has_a_count_all_the_same(seed: int) -> None:
    outcome = outcome_of(world(seed, "ordinary", None, {"beginning": "walking in", "ending": "walking off"}))
    assert not outcome.why_not_judged.startswith("mostly"), str(outcome.world)


def aside(exercise: str) -> list[Move]:
    """There and back, as far as a repetition, but not along the exercise's axis at all."""
    return there_and_back(0.0, across_deg=CATALOGUE.exercise(exercise).movement.amplitude_deg)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("exercise", ["E6", "E8"])
def test_movements_amid_the_set_that_were_not_followed_leave_the_count_open(exercise: str, seed: int) -> None:
    moves = [*usual(exercise, 4), *aside(exercise) * (1 + seed), *usual(exercise, 6)]
    result = sensortrack.analyse(composed(exercise, moves, seed)[0])
    ways = 2 * (1 + seed)
    assert (result.summary.repetitions, result.summary.not_followed) == (10, ways)
    assert why(result) is None
    count = next(f for f in result.findings if f.rule == f"{exercise}.count")
    assert count.outcome == "not_judged"
    for language in ("en", "de"):
        assert f"{ways} " in load_language(language).reason(count.why)
    assert result.to_dict()["summary"]["not_followed"] == ways
    assert result.to_frame("summary")["not_followed"].tolist() == [ways]


def test_a_movement_that_a_person_added_by_hand_is_not_counted_among_those_that_were_not_followed() -> None:
    recording, spans = composed("E6", [*usual("E6", 3), *aside("E6"), *usual("E6", 3)], 1)
    (start_s, _), (_, end_s) = spans[6:8]
    said = ("anna", "2026-11-28T10:00:00Z", "the sensor was turned")
    added = Correction(1, "added", "E6", *said, start_s=start_s, end_s=end_s)
    corrected = replace(recording, annotations=Annotations((), (added,)))
    result = sensortrack.analyse(corrected)
    assert (result.summary.repetitions, result.summary.not_followed) == (7, 0)


@pytest.mark.parametrize("exercise", ["E6", "E8"])
def test_a_movement_after_the_set_leaves_the_count_as_it_is(exercise: str) -> None:
    moves = [*usual(exercise, 10), aside(exercise)[0]]
    result = sensortrack.analyse(composed(exercise, moves, 1)[0])
    assert (result.summary.repetitions, result.summary.not_followed) == (10, 0)
    assert next(f for f in result.findings if f.rule == f"{exercise}.count").outcome == "pass"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("exercise", ["E6", "E8", "E9", "E10"])
def test_a_sensor_that_was_turned_on_the_body_amid_the_set_is_noticed(exercise: str, seed: int) -> None:
    recording, spans = composed(exercise, usual(exercise, 9), seed)
    (block,) = recording.blocks
    assert block.gyr is not None
    begins = int(np.searchsorted(block.time_s, spans[2 * (2 + seed % 3)][0] - 1.0))
    turned = Rotation.from_euler("xyz"[seed % 3], 180.0, degrees=True)
    acc, gyr = (np.concatenate([x[:begins], turned.apply(x[begins:])]) for x in (block.acc, block.gyr))
    other = Recording(
        description=recording.description,
        blocks=(Block(block.time_s, acc, gyr),),
        rate_hz=recording.rate_hz,
    )
    result = sensortrack.analyse(other)
    missed = 9 - result.summary.repetitions
    assert missed <= 0 or why(result) is not None or result.summary.not_followed >= missed // 2
