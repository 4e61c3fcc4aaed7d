"""Kinds of sets that the tracker got wrong, drawn by a generator that shares nothing with the product's simulator."""

from __future__ import annotations

import pytest

from benchmarks.accuracy.worlds.draw import world
from benchmarks.accuracy.worlds.score import outcome_of

CALM = {"beginning": "still", "ending": "still", "tremor_kind": "postural", "knocks": 0.0, "loss": 0.0}
BEGUN_UP = ("moving", "in the hold", "at the top")


@pytest.mark.parametrize(("exercise", "tremor_hz"), [("E6", 4.0), ("E10", 6.0), ("E11", 9.0), ("E7", 11.0)])
def test_trembling_is_no_walking(exercise: str, tremor_hz: float) -> None:
    trembling = {**CALM, "tremor": 0.1, "tremor_frequency": tremor_hz, "pivot": 0.45, "way": 2.5}
    outcomes = [outcome_of(world(seed, "ordinary", exercise, trembling)) for seed in range(3)]
    assert all(o.exact for o in outcomes), [str(o.world) for o in outcomes if not o.exact]


def test_a_set_that_begins_raised_is_counted_from_its_rest_or_said_to_be_open() -> None:
    outcomes = [
        outcome_of(world(seed, "ordinary", None, {"beginning": BEGUN_UP[seed % 3]}))
        for seed in range(200, 236)
    ]
    untold = [str(o.world) for o in outcomes if o.inside_out and not o.why_not_judged]
    assert len(untold) <= 3, untold
    lost = [str(o.world) for o in outcomes if not o.exact or o.why_not_judged]
    assert len(lost) <= 14, lost


def test_a_set_that_begins_in_a_hold_soon_left_is_counted_from_its_rest_where_the_levels_tell() -> None:
    begun_up = {"ending": "still", "amplitude": 1.2, "amplitude_scatter": 0.12, "hold": 3.0, "rest": 3.0}
    outcomes = [
        outcome_of(
            world(seed, "ordinary", ("E6", "E10", "E11")[seed % 3], {**begun_up, "beginning": "in the hold"})
        )
        for seed in range(400, 409)
    ]
    assert sum(o.exact and not o.why_not_judged for o in outcomes) >= 7, [
        str(o.world) for o in outcomes if not o.exact
    ]


def test_an_exercise_to_both_sides_is_counted_from_between_them_wherever_it_begins() -> None:
    outcomes = [
        outcome_of(world(seed, "ordinary", "E7", {"beginning": BEGUN_UP[seed % 3], "ending": "still"}))
        for seed in range(410, 416)
    ]
    assert sum(o.exact for o in outcomes) >= 6, [str(o.world) for o in outcomes if not o.exact]


def test_a_set_that_begins_still_is_not_said_to_be_open() -> None:
    outcomes = [outcome_of(world(seed, "ordinary", None, CALM)) for seed in range(24)]
    assert sum(o.why_not_judged == "start_pose_open" for o in outcomes) <= 1
