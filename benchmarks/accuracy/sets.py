"""Simulated sets: which there are, and how one is scored against its truth."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sensortrack.analysis import Result, analyse
from sensortrack.protocol import load_catalogue
from sensortrack.records import Attempt, FloatArray, Recording
from sensortrack.sources.simulator import (
    HARD,
    ORDINARY,
    Difficulty,
    Patient,
    Sensor,
    plan_for,
    simulate,
)

from .baselines import BASELINES
from .matching import exact, match, matches_moments
from .other import other_set_and_up
from .plateau import known_windows, true_amplitudes

Level = Literal["ordinary", "hard"]
Generator = Literal["simulator", "other"]
LEVELS: Mapping[Level, Difficulty] = {"ordinary": ORDINARY, "hard": HARD}
EXERCISES = ("E3", "E4", "E6", "E7", "E8", "E9", "E10", "E11")
"""The exercises in which the pelvis turns enough to be counted."""
SMALL = ("E3", "E4")
FROZEN_SEED = 500_000
"""Seeds from here on are for validation only: nothing was ever tuned on them."""
SEEDS_AN_EXERCISE = 1000
"""Every set of a level has a seed of its own, so that sets are independent."""


@dataclass(frozen=True, slots=True)
class Set:
    """One simulated set: all that it takes to make it again."""

    generator: Generator
    exercise: str
    level: Level
    seed: int
    rate_hz: float = 100.0

    def recording(self) -> Recording:
        """Make it."""
        return self.make()[0]

    def make(self) -> tuple[Recording, FloatArray]:
        """Make it; and the true up direction (n, 3) in the body's axes at each sample."""
        if self.generator == "other":
            return other_set_and_up(self.exercise, self.level, self.seed, self.rate_hz)
        plan, difficulty = plan_for(self.exercise, repetitions=10), LEVELS[self.level]
        recording = simulate(plan, sensor=Sensor(rate_hz=self.rate_hz), difficulty=difficulty, seed=self.seed)
        count = sum(len(b) for b in recording.blocks)
        motion = Patient(plan, difficulty, self.seed).at(self.rate_hz, count)
        return recording, motion.orientation.apply([0.0, 0.0, 1.0], inverse=True)


def sets_of(
    generator: Generator,
    level: Level,
    count: int,
    *,
    offset: int = 0,
    rate_hz: float = 100.0,
    exercises: Iterable[str] = EXERCISES,
) -> list[Set]:
    """`count` sets, spread evenly over the exercises; every one with its own frozen seed.

    `offset` moves the seeds: families of measurements that share none can't share their luck either.
    """
    chosen = list(exercises)
    base = FROZEN_SEED + offset + (100_000 if level == "hard" else 0)
    each = -(-count // len(chosen))
    return [
        Set(generator, e, level, base + SEEDS_AN_EXERCISE * EXERCISES.index(e) + k, rate_hz)
        for k in range(each)
        for e in chosen
    ][: max(count, 1)]


@dataclass(frozen=True, slots=True)
class Errors:
    """Errors of one repetition that was matched: found less true, in s and deg; NaN where there is no truth.

    `amplitude` is held against the angle that was truly there, `commanded` against the one that was meant;
    `amplitude_sd` is the standard deviation that was reported with it; `tags` name what was special about it.
    """

    start: float
    plateau_start: float
    plateau_end: float
    end: float
    hold: float
    amplitude: float
    commanded: float
    amplitude_sd: float
    latency: float
    true_hold_s: float
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scored:
    """A set and what became of it.

    `missed` are the tags of true repetitions that weren't found, `extra` says what was taken for one besides;
    `baselines` have a count each and whether it was exact; `floor` is the error in deg of each amplitude with known
    windows.
    """

    set: Set
    true: int
    found: int
    matched: int
    exact: bool
    errors: tuple[Errors, ...]
    missed: tuple[frozenset[str], ...]
    extra: tuple[str, ...]
    baselines: Mapping[str, tuple[int, bool]] = field(default_factory=dict)
    floor: tuple[float, ...] = ()
    samples: int = 0
    cpu_s: float = 0.0


def true_repetitions(recording: Recording) -> list[dict[str, Any]]:
    """The repetitions of a simulated recording's truth."""
    assert recording.description.truth is not None
    return [a for a in recording.description.truth["attempts"] if a["outcome"] == "repetition"]


def repetitions(result: Result) -> list[Attempt]:
    """The repetitions that were found."""
    return [a for a in result.attempts if a.outcome == "repetition"]


def confirmed_s(result: Result) -> dict[int, float]:
    """When each repetition was confirmed live, by its index: its event's time, else that of its decision."""
    confirmed = {a.index: a.decided_s for a in repetitions(result)}
    for event in result.events:
        if event.type == "repetition" and event.attempt in confirmed and event.reported_s is not None:
            confirmed[event.attempt] = event.reported_s
    return confirmed


def score(task: Set) -> Scored:
    """Analyse a set and hold it against its truth."""
    recording, up = task.make()
    begun = time.process_time()
    result = analyse(recording, task.exercise)
    cpu_s = time.process_time() - begun
    return compared(scored(task, recording, result, up, cpu_s), recording, up)


def scored(task: Set, recording: Recording, result: Result, up: FloatArray, cpu_s: float = 0.0) -> Scored:
    """Hold a result against the truth of its recording; `up` (n, 3) is the true up direction at its samples."""
    true, found = true_repetitions(recording), repetitions(result)
    pairs = match(found, true)
    assert recording.description.truth is not None
    truth = recording.description.truth
    confirmed = confirmed_s(result)
    angles = {
        id(t): float(angle) for t, angle in zip(true, _true_angles(task, recording, up, true), strict=True)
    }
    matched_true = [id(t) for _, t in pairs]
    matched_found = {a.index for a, _ in pairs}
    return Scored(
        task,
        len(true),
        len(found),
        len(pairs),
        exact(found, true),
        tuple(_errors(a, t, confirmed[a.index], angles[id(t)], truth) for a, t in pairs),
        tuple(tags(t, truth) for t in true if id(t) not in matched_true),
        tuple(_what(a, truth) for a in found if a.index not in matched_found),
        samples=sum(len(b) for b in recording.blocks),
        cpu_s=cpu_s,
    )


def compared(scored: Scored, recording: Recording, up: FloatArray) -> Scored:
    """The same, with the counts of the baselines and what the amplitudes could be known to."""
    true = true_repetitions(recording)
    counts = {}
    for name, baseline in BASELINES.items():
        count, moments = baseline(recording, scored.set.exercise)
        placed = count == len(true) if moments is None else matches_moments(moments, true)
        counts[name] = (count, placed)
    floor = known_windows(recording, true) - _true_angles(scored.set, recording, up, true)
    return replace(scored, baselines=counts, floor=tuple(floor.tolist()))


def _true_angles(task: Set, recording: Recording, up: FloatArray, true: list[dict[str, Any]]) -> FloatArray:
    axis = load_catalogue().exercise(task.exercise).movement.axis
    (block,) = recording.blocks
    return true_amplitudes(up, block.time_s, true, axis)


def _errors(
    a: Attempt, t: Mapping[str, Any], confirmed: float, angle_deg: float, truth: Mapping[str, Any]
) -> Errors:
    out, back = a.phase("out"), a.phase("return")
    held = t["hold_s"] > 0.0
    amplitude_deg = math.nan if a.amplitude_deg is None else a.amplitude_deg
    return Errors(
        start=a.start_s - t["start_s"],
        plateau_start=out.end_s - t["plateau_start_s"] if held and out is not None else math.nan,
        plateau_end=back.start_s - t["plateau_end_s"] if held and back is not None else math.nan,
        end=a.end_s - t["end_s"],
        hold=(a.hold_s or 0.0) - t["hold_s"] if held else math.nan,
        amplitude=amplitude_deg - angle_deg,
        commanded=amplitude_deg - t["amplitude_deg"],
        amplitude_sd=a.measures["amplitude_deg"].uncertainty or math.nan,
        latency=confirmed - t["end_s"],
        true_hold_s=t["hold_s"],
        tags=tags(t, truth),
    )


NEAR_S = 2.0


def tags(t: Mapping[str, Any], truth: Mapping[str, Any]) -> frozenset[str]:
    """What is special about a true repetition, for the causes of errors."""
    found = {f"pause in its {p['phase']}" for p in t["pauses"]}
    if t["hold_s"] <= 0.0:
        found.add("no hold")
    for other in truth["attempts"]:
        before, after = t["start_s"] - other["end_s"], other["start_s"] - t["end_s"]
        if 0.0 <= before < 0.6:
            found.add("no rest before")
        if 0.0 <= after < 0.6:
            found.add("no rest after")
        near = 0.0 <= before < 2 * NEAR_S or 0.0 <= after < 2 * NEAR_S
        if near and other["outcome"] != "repetition":
            found.add("an aborted attempt beside it")
    for fidget in truth["fidgets"]:
        if fidget["start_s"] < t["end_s"] + NEAR_S and fidget["end_s"] > t["start_s"] - NEAR_S:
            found.add("a fidget beside it")
    if t["amplitude_deg"] < 5.0:
        found.add("smaller than 5°")
    if max(t["plateau_start_s"] - t["start_s"], t["end_s"] - t["plateau_end_s"]) > 3.0:
        found.add("a phase longer than 3 s")
    return frozenset(found) or frozenset({"none of these"})


def _what(a: Attempt, truth: Mapping[str, Any]) -> str:
    """What was taken for a repetition."""
    covered = [
        t
        for t in truth["attempts"]
        if min(a.end_s, t["end_s"]) - max(a.start_s, t["start_s"]) > 0.3 * (t["end_s"] - t["start_s"])
    ]
    if len([t for t in covered if t["outcome"] == "repetition"]) > 1:
        return "two repetitions as one"
    if any(t["outcome"] == "repetition" for t in covered):
        return "a repetition with wrong limits, or a piece of one"
    if covered:
        return "an aborted attempt"
    if any(f["start_s"] < a.end_s and f["end_s"] > a.start_s for f in truth["fidgets"]):
        return "a fidget"
    if any(a.start_s < t["end_s"] and a.end_s > t["start_s"] for t in truth["attempts"]):
        return "a piece of a repetition"
    return "stillness, or what is between repetitions"
