"""The promise on which all trust rests: cutting the same samples anywhere gives the same result, to the byte."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sensortrack
from benchmarks.accuracy.worlds.draw import world
from benchmarks.accuracy.worlds.sensor import make
from sensortrack.analysis import Analysis
from sensortrack.protocol import load_catalogue
from sensortrack.records import Block, Recording
from tests.simulated import simulated_set

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "bridge": ("E6", {}),
    "rotation to both sides": ("E7", {}),
    "limbs in turn": ("E3", {"hold_s": 2.0}),
    "mounted anyhow": ("E10", {"sensor": {"frame": "sensor"}}),
    "with gaps": ("E8", {"sensor": {"gaps": ((8.0, 0.2), (16.0, 1.2))}}),
    "accelerometer only": ("E11", {"sensor": {"has_gyroscope": False}}),
    "hang": ("E1", {"repetitions": 0}),
    "all fours": ("E2", {}),
    "200 Hz": ("E9", {"rate_hz": 200.0}),
}
CATALOGUE = load_catalogue()


@cache
def case(name: str) -> tuple[Recording, str, str]:
    exercise, options = CASES[name]
    recording = simulated_set(exercise, 31, **({"repetitions": 3} | options))
    return recording, exercise, document(recording, exercise, [])


def document(recording: Recording, exercise: str, cuts: list[int]) -> str:
    analysis = Analysis(
        CATALOGUE.exercise(exercise), CATALOGUE, recording.description, recording.rate_hz, recording.path
    )
    at = 0
    for block in recording.blocks:
        for part in pieces(block, [c - at for c in cuts]):
            analysis.feed(part)
        at += len(block)
    return json.dumps(analysis.finish()[1].to_dict(), allow_nan=False)


def pieces(block: Block, cuts: list[int]) -> list[Block]:
    inner = sorted({c for c in cuts if 0 < c < len(block)})
    return [block.cut(a, b) for a, b in zip([0, *inner], [*inner, len(block)], strict=True)]


@pytest.mark.parametrize("name", sorted(CASES))
@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_feeding_a_fixed_number_of_samples_gives_the_same_bytes(name: str, size: int) -> None:
    recording, exercise, whole = case(name)
    total = sum(len(b) for b in recording.blocks)
    assert document(recording, exercise, list(range(0, total, size))) == whole


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(sorted(CASES)), data=st.data())
def test_cutting_anywhere_gives_the_same_bytes(name: str, data: st.DataObject) -> None:
    recording, exercise, whole = case(name)
    total = sum(len(b) for b in recording.blocks)
    cuts = data.draw(st.lists(st.integers(0, total), max_size=40))
    assert document(recording, exercise, cuts) == whole


def test_a_real_recording_cut_anywhere_gives_the_same_bytes(data: Path) -> None:
    file = sorted(data.glob("trunkyxl/*/*/R/Back/Sensor 3.csv"))[1]
    recording = sensortrack.read(file)
    whole = document(recording, "E10", [])
    total = sum(len(b) for b in recording.blocks)

    @settings(max_examples=15, deadline=None)
    @given(cuts=st.lists(st.integers(0, total), max_size=60))
    def any_cut(cuts: list[int]) -> None:
        assert document(recording, "E10", cuts) == whole

    any_cut()
    assert document(recording, "E10", list(range(total))) == whole


@pytest.mark.parametrize("seed", range(465, 475))
def test_a_set_that_begins_in_a_hold_gives_the_same_excursions_however_it_is_cut(seed: int) -> None:
    """While it is open where a set starts from, each pose is followed as far as the samples go."""
    begun_up = {"beginning": "in the hold", "order": "alternating"}
    recording, _ = make(world(seed, "ordinary", "E7", begun_up))
    cut = replace(recording, blocks=tuple(part for b in recording.blocks for part in b.chunks(37)))
    whole, pieces_of_it = (sensortrack.analyse(r, "E7").to_dict(explain=True) for r in (recording, cut))
    assert whole == pieces_of_it
