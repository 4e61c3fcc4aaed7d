"""Simulated sets for the tests, and how a result is matched to their truth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sensortrack.analysis import Result
from sensortrack.records import Attempt, Recording
from sensortrack.sources.simulator import ORDINARY, Difficulty, Sensor, plan_for, simulate

COUNTED = ("E3", "E4", "E6", "E7", "E8", "E9", "E10", "E11")
"""The exercises in which the pelvis turns enough to be counted."""


def simulated_set(
    exercise: str,
    seed: int,
    *,
    difficulty: Difficulty = ORDINARY,
    rate_hz: float = 100.0,
    repetitions: int = 10,
    sensor: dict[str, Any] | None = None,
    **plan: Any,
) -> Recording:
    """A set of an exercise with its truth."""
    return simulate(
        plan_for(exercise, repetitions=repetitions, **plan),
        sensor=Sensor(rate_hz=rate_hz, **(sensor or {})),
        difficulty=difficulty,
        seed=seed,
    )


def turned(recording: Recording, rotation: Any) -> Recording:
    """The same recording with the sensor mounted another way, which nobody declared."""
    blocks = tuple(
        replace(b, acc=rotation.apply(b.acc), gyr=None if b.gyr is None else rotation.apply(b.gyr))
        for b in recording.blocks
    )
    return replace(recording.described(frame="sensor"), blocks=blocks)


def true_repetitions(recording: Recording) -> list[dict[str, Any]]:
    """The repetitions of the truth."""
    truth = recording.description.truth
    assert truth is not None
    return [a for a in truth["attempts"] if a["outcome"] == "repetition"]


def repetitions(result: Result) -> list[Attempt]:
    """The repetitions of the result."""
    return [a for a in result.attempts if a.outcome == "repetition"]


def matched(result: Result, recording: Recording) -> bool:
    """Whether every true repetition was found once, in its place, and nothing else."""
    found, true = repetitions(result), true_repetitions(recording)
    return len(found) == len(true) and all(
        min(a.end_s, t["end_s"]) - max(a.start_s, t["start_s"]) > 0.5 * (t["end_s"] - t["start_s"])
        for a, t in zip(found, true, strict=True)
    )
