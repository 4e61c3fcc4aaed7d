"""What a plan may say, and what is answered when it says something else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sensortrack.errors import UsageError
from sensortrack.sources.simulator import EXERCISES, HARD, Jerk, Sensor, parse_jerk, plan_for, simulate


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_has_a_typical_plan(name: str) -> None:
    plan = plan_for(name, lead_in_s=2.0)
    assert plan.exercise == name
    assert plan.lead_in_s == 2.0


def test_an_unknown_exercise_is_answered_with_those_that_exist() -> None:
    with pytest.raises(UsageError, match=r"'E12'.*E1, E2, E3.*E11"):
        plan_for("E12")


@pytest.mark.parametrize(
    ("exercise", "wrong", "said"),
    [
        ("E6", {"tempo": 3}, "no 'tempo'"),
        ("E6", {"repetitions": -1}, "0 or more"),
        ("E1", {"repetitions": 3}, "a hang has none"),
        ("E1", {"duration_s": 0.0}, "more than 0 s"),
        ("E6", {"duration_s": 3.0}, "a hang or a walk only"),
        ("E6", {"hold_s": (1.0, 2.0)}, "one for each"),
        ("E6", {"out_s": 0.0}, "more than 0 s"),
        ("E6", {"rest_s": -1.0}, "0 s or more"),
        ("E6", {"amplitude_deg": 0.0}, "more than 0°"),
        ("E6", {"jerks": (Jerk(11, "out", "attack"),)}, "expected 1 to 10"),
        ("E6", {"jerks": (Jerk(1, "out", "attack"), Jerk(1, "out", "catch"))}, "at most one"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused(exercise: str, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        plan_for(exercise, **wrong)


def test_a_jerk_is_told_as_kind_repetition_and_phase() -> None:
    assert parse_jerk("attack@3:out") == Jerk(3, "out", "attack")
    assert parse_jerk(" tremor@12:return ") == Jerk(12, "return", "tremor")


@pytest.mark.parametrize(
    "text", ["", "attack", "attack@0:out", "push@1:out", "attack@1:hold", "attack@x:out"]
)
def test_a_jerk_that_cannot_be_read_is_answered_with_how_to_write_it(text: str) -> None:
    with pytest.raises(UsageError, match="KIND@REPETITION:PHASE"):
        parse_jerk(text)


@pytest.mark.parametrize("odd", [{"lead_in_s": 0.0}, {"rest_s": 0.0}, {"hold_s": 0.0}, {"repetitions": 0}])
@pytest.mark.parametrize("name", ["E2", "E3", "E6"])
def test_a_plan_at_its_limits_is_still_followed(name: str, odd: dict[str, Any]) -> None:
    plan = plan_for(name, **{"repetitions": 2} | odd)
    recording = simulate(plan, sensor=Sensor(rate_hz=50), difficulty=HARD, seed=0)
    assert all(np.isfinite(block.acc).all() for block in recording.blocks)
