"""People who climb stairs do no exercise, however softly they step."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.accuracy.worlds.stairs import PACES, Pace, climb, recording_of
from sensortrack.analysis import Result, analyse
from sensortrack.records import Code, Criterion

CLIMBS = 3
MOST_A_MINUTE = {"slow": 4.0, "ordinary": 0.5, "running": 0.5}
"""A person who climbs slowly leans forward on a flight for some seconds, which is what E10 and E11 are."""


@cache
def climbed(pace: Pace, exercise: str, *, declared: bool) -> list[Result]:
    first = next(seed for seed in range(640_000, 640_003) if climb(seed, declared=declared).pace == pace)
    seeds = range(first, first + len(PACES) * CLIMBS, len(PACES))
    return [analyse(recording_of(climb(seed, declared=declared)), exercise) for seed in seeds]


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("exercise", ["E3", "E9", "E10"])
@pytest.mark.parametrize("pace", PACES)
def test_a_person_who_climbs_stairs_is_hardly_ever_counted(pace: Pace, exercise: str, declared: bool) -> None:
    results = climbed(pace, exercise, declared=declared)
    counted = [a for result in results for a in result.attempts if a.outcome == "repetition"]
    minutes = sum(result.recording.duration_s for result in results) / 60.0
    assert len(counted) <= MOST_A_MINUTE[pace] * minutes


def test_what_soft_steps_ended_says_for_how_long_the_pelvis_had_turned() -> None:
    ended = [
        v
        for result in climbed("slow", "E3", declared=True)
        for v in result.excursions
        if v.ended_by == "turning"
    ]
    assert ended
    for v in ended:
        assert v.reason is not None
        assert v.reason.code == Code.STEPS_BEGAN
        (test,) = [t for t in v.tests if t.passed is False]
        assert test.name == Criterion.TURNING
        assert test.value > test.limit
