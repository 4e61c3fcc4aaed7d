"""Breathing in the stillness of a set: off unless it is asked for, and the rate of the virtual patient where it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sensortrack import analyse

from ..simulated import simulated_set


def test_breathing_is_measured_only_when_it_is_asked_for() -> None:
    recording = simulated_set("E6", 1003, repetitions=3, rest_s=30.0)
    plain = analyse(recording, "E6")
    asked = analyse(recording, "E6", breathing=True)
    assert not any("rest_breathing_rate" in a.measures for a in plain.attempts)
    rates = [a.measures["rest_breathing_rate"] for a in asked.attempts if "rest_breathing_rate" in a.measures]
    assert len(rates) >= 2
    assert [(a.start_s, a.end_s) for a in plain.attempts] == [(a.start_s, a.end_s) for a in asked.attempts]
    for rate in rates:
        if rate.valid:
            assert rate.value == pytest.approx(14.4, abs=5.0)  # the virtual patient breathes at .18 to .3 Hz


def test_short_rests_are_not_asked_about() -> None:
    asked = analyse(simulated_set("E6", 1003, repetitions=3, rest_s=3.0), "E6", breathing=True)
    assert not any("rest_breathing_rate" in a.measures for a in asked.attempts)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_breathing_is_the_same_however_the_samples_are_cut(size: int) -> None:
    recording = simulated_set("E6", 1003, repetitions=3, rest_s=30.0)
    cut = replace(recording, blocks=tuple(c for b in recording.blocks for c in b.chunks(size)))
    assert analyse(cut, "E6", breathing=True).attempts == analyse(recording, "E6", breathing=True).attempts
