"""Simulated sets, and what the guard makes of their samples."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np

from sensortrack.plausibility import Guard
from sensortrack.records import Block, Recording
from sensortrack.sources.simulator import CLEAN, ORDINARY
from tests.simulated import simulated_set

EXERCISES = ("E1", "E2", "E3", "E4", "E6", "E7", "E8", "E9", "E10", "E11")


@cache
def one_set(exercise: str, rate_hz: float = 100.0, difficulty: str = "ordinary") -> Recording:
    count = 0 if exercise == "E1" else 3
    chosen = ORDINARY if difficulty == "ordinary" else CLEAN
    return simulated_set(exercise, 77, rate_hz=rate_hz, repetitions=count, difficulty=chosen)


def block_of(recording: Recording) -> Block:
    (block,) = recording.blocks
    return block


def with_columns(block: Block, columns: np.ndarray) -> Block:
    return replace(block, acc=columns[:, :3].copy(), gyr=columns[:, 3:].copy())


def columns_of(block: Block) -> np.ndarray:
    assert block.gyr is not None
    return np.column_stack([block.acc, block.gyr])


def guarded(
    block: Block, rate_hz: float, cuts: list[int] | None = None
) -> tuple[list[Block], tuple[str, ...]]:
    guard = Guard(rate_hz)
    edges = [0, *sorted({c for c in cuts or [] if 0 < c < len(block)}), len(block)]
    passed: list[Block] = []
    for start, stop in pairwise(edges):
        passed += guard.feed(block.cut(start, stop))
    return passed + guard.finish(), guard.messages()


def missing(block: Block, passed: list[Block]) -> set[int]:
    times = np.concatenate([b.time_s for b in passed]) if passed else np.empty(0)
    return set(np.flatnonzero(~np.isin(block.time_s, times)).tolist())


def gaps(passed: list[Block]) -> list[float]:
    return [float(b.time_s[0]) for b in passed if b.after_gap]
