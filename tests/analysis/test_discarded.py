"""Where more movements were thrown away than counted, the count isn't judged."""

from __future__ import annotations

import pytest

import sensortrack
from benchmarks.accuracy.worlds.draw import world
from benchmarks.accuracy.worlds.score import outcome_of
from sensortrack.analysis import Result
from sensortrack.language import load_language
from sensortrack.records import Code
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
