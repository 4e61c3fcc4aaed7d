"""The document that `analyse` prints keeps its shape, and holds only what JSON can."""

from __future__ import annotations

import json
from typing import Any

import pytest

import sensortrack
from sensortrack.analysis import Result
from sensortrack.records import Code
from tests.simulated import simulated_set

SHAPE = {
    "": {"schema", "software", "recording", "exercise", "summary", "attempts", "events", "findings"},
    "software": {"name", "version", "rules_version"},
    "recording": {
        "path", "sha256", "duration_s", "rate_hz", "nominal_rate_hz", "loss", "gaps", "mounting", "person",
        "start_utc",
    },
    "summary": {"repetitions", "left", "right", "why", "reason", "measures"},
    "attempts": {
        "index", "outcome", "why", "reason", "side", "start_s", "end_s", "amplitude_deg", "hold_s", "measures",
        "phases",
    },
    "events": {"t_s", "type", "kind", "size", "unit", "limit", "attempt"},
    "findings": {"rule", "outcome", "method", "value", "limit", "unit", "attempts", "why", "reason"},
    "phases": {"name", "start_s", "end_s", "measures"},
    "MEASURE": {"value", "unit", "valid", "why", "reason", "uncertainty", "band_hz"},
    "gaps": {"start_s", "end_s"},
}  # fmt: skip


def walk(node: Any, name: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Every object of the document, with the name of the list or key that it stands under."""
    if isinstance(node, list):
        return [found for item in node for found in walk(item, name)]
    if not isinstance(node, dict):
        return []
    found = [(name, node)]
    for key, value in node.items():
        found += walk(value, "MEASURE" if name == "measures" else key)
    return found


@pytest.fixture(scope="module")
def result() -> Result:
    sensor = {"gaps": ((10.0, 0.2), (30.0, 2.0))}
    recording = simulated_set("E3", 4, repetitions=4, hold_s=3.0, sensor=sensor)
    return sensortrack.analyse(recording)


def test_no_object_loses_a_key(result: Result) -> None:
    names = set()
    for name, node in walk(result.to_dict()):
        if name in SHAPE:
            assert SHAPE[name] <= set(node), name
            names.add(name)
    assert names == set(SHAPE)


def test_document_is_json_without_nan_and_comes_back_the_same(result: Result) -> None:
    document = result.to_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_outcomes_and_kinds_are_those_of_the_schema(result: Result) -> None:
    document = result.to_dict()
    assert document["schema"] == "sensortrack.analysis/1"
    assert {a["outcome"] for a in document["attempts"]} <= {
        "repetition",
        "aborted",
        "interrupted",
        "too_small",
    }
    assert {f["outcome"] for f in document["findings"]} <= {"pass", "fail", "not_judged"}
    assert {f["method"] for f in document["findings"]} == {"measured", "asked", "cued"}
    assert all(f["why"] for f in document["findings"])
    assert [a["index"] for a in document["attempts"]] == list(range(len(document["attempts"])))


def test_a_value_that_is_not_valid_says_why(result: Result) -> None:
    for name, node in walk(result.to_dict()):
        if name == "MEASURE" and not node["valid"]:
            assert node["why"]


def test_phases_that_touch_a_gap_are_not_valid_for_smoothness() -> None:
    recording = simulated_set("E6", 9, repetitions=3, rest_s=3.0)
    whole = sensortrack.analyse(recording)
    second = whole.attempts[1].phases[0]
    middle = (second.start_s + second.end_s) / 2
    torn = sensortrack.analyse(
        simulated_set("E6", 9, repetitions=3, rest_s=3.0, sensor={"gaps": ((middle, 0.2),)})
    )
    assert torn.summary.repetitions == 3
    touched = torn.attempts[1].phases[0].measures["sparc"]
    assert not touched.valid
    assert touched.why is not None
    assert touched.why.code == Code.TOUCHES_GAP
    assert torn.attempts[2].phases[0].measures["sparc"].valid


def test_a_long_gap_interrupts_the_attempt_and_a_still_pose_is_needed_anew() -> None:
    plan = {"repetitions": 4, "rest_s": 4.0, "hold_s": 4.0}
    hold = sensortrack.analyse(simulated_set("E6", 9, **plan)).attempts[1].phases[1]  # type: ignore[arg-type]
    sensor = {"gaps": ((hold.start_s + 1.0, 1.0),)}
    result = sensortrack.analyse(simulated_set("E6", 9, sensor=sensor, **plan))  # type: ignore[arg-type]
    assert result.attempts[1].outcome == "interrupted"
    assert result.attempts[1].reason is not None
    assert result.attempts[1].reason.code == Code.LONG_GAP
    assert len([e for e in result.events if e.type == "start_pose"]) == 2
