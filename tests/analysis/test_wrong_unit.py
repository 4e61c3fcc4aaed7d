"""An accelerometer in another unit than it says is recognised by what gravity weighs, and nothing is judged by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sensortrack import analyse
from sensortrack.language import in_english

from ..simulated import simulated_set


@pytest.mark.parametrize("factor", [1.0 / 9.80665, 9.80665, 0.5])
def test_a_gravity_that_is_none_is_told_and_nothing_is_judged(factor: float) -> None:
    recording = simulated_set("E6", 1004, repetitions=3)
    wrong = replace(recording, blocks=tuple(replace(b, acc=factor * b.acc) for b in recording.blocks))
    result = analyse(wrong, "E6")
    assert result.summary.repetitions in (0, None)
    measured = [f for f in result.findings if f.method == "measured"]
    assert measured
    for found in measured:
        assert found.outcome == "not_judged"
        assert "not gravity's 9.8" in in_english(found.why)
