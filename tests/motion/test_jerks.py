"""The three named faults on the virtual patient: found, placed, and not made up."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest

import sensortrack
from sensortrack.records import Event
from sensortrack.sources.simulator import CLEAN, Jerk
from tests.simulated import COUNTED, repetitions, simulated_set, true_repetitions

NEAR_S = 0.3
NAMED = {
    "attack": {"attack"},
    "catch": {"hesitation"},
    "hesitation": {"hesitation"},
    "tremor": {"tremor"},
}
KINDS = ("attack", "catch", "attack", "hesitation", "attack", "catch", "attack", "catch", "attack", "catch")


def near(events: list[Event], t_s: float) -> set[str | None]:
    return {e.kind for e in events if e.type == "jerk" and abs(e.t_s - t_s) <= NEAR_S}


@pytest.mark.parametrize("kind", sorted(NAMED))
@pytest.mark.parametrize("exercise", ["E6", "E8", "E10"])
def test_each_fault_of_a_steady_person_is_named_in_its_place(exercise: str, kind: Any) -> None:
    jerks = (Jerk(1, "out", kind), Jerk(2, "return", kind))
    recording = simulated_set(exercise, 3, difficulty=CLEAN, repetitions=3, jerks=jerks)
    result = sensortrack.analyse(recording, exercise)
    found = [e for e in result.events if e.type == "jerk"]
    true = [j["t_s"] for a in true_repetitions(recording) for j in a["jerks"]]
    assert len(true) == 2
    for t_s in true:
        assert near(found, t_s) >= NAMED[kind]
    assert all(any(abs(e.t_s - t_s) <= 1.0 for t_s in true) for e in found)
    if kind == "attack":
        assert all(e.size is not None and e.limit == 2.5 and e.size >= 2.5 for e in found)


@cache
def scores() -> Counter[str]:
    """Attacks and catches, found and in all; smooth phases, flagged and in all."""
    counted: Counter[str] = Counter()
    for exercise in COUNTED:
        for seed in (80_001, 80_002):
            jerks = tuple(Jerk(k + 1, "out", kind) for k, kind in enumerate(KINDS))  # type: ignore[arg-type]
            recording = simulated_set(exercise, seed, jerks=jerks)
            result = sensortrack.analyse(recording, exercise)
            events = [e for e in result.events if e.type == "jerk"]
            for found, true in zip(repetitions(result), true_repetitions(recording), strict=False):
                if min(found.end_s, true["end_s"]) - max(found.start_s, true["start_s"]) < 1.0:
                    continue
                for jerk in true["jerks"]:
                    counted[jerk["kind"]] += 1
                    counted[f"{jerk['kind']} found"] += bool(near(events, jerk["t_s"]))
                back = found.phase("return")
                assert back is not None
                if not true["pauses"]:
                    counted["smooth"] += 1
                    counted["smooth flagged"] += any(back.start_s <= e.t_s < back.end_s for e in events)
    return counted


def test_attacks_are_found_in_large_and_in_small_movements() -> None:
    counted = scores()
    assert counted["attack"] >= 70
    assert counted["attack found"] >= 0.98 * counted["attack"]


def test_catches_are_found() -> None:
    counted = scores()
    assert counted["catch"] >= 55
    assert counted["catch found"] >= 0.9 * counted["catch"]


def test_smooth_phases_are_hardly_ever_flagged() -> None:
    counted = scores()
    assert counted["smooth"] >= 120
    assert counted["smooth flagged"] <= 0.01 * counted["smooth"]


def test_where_nothing_can_be_measured_no_fault_is_named() -> None:
    jerks = tuple(Jerk(k + 1, "out", "attack") for k in range(3))
    recording = simulated_set("E6", 3, repetitions=3, jerks=jerks, sensor={"has_gyroscope": False})
    result = sensortrack.analyse(recording, "E6")
    assert len(repetitions(result)) >= 2
    assert not [e for e in result.events if e.type == "jerk"]
