"""Blocks to be recorded, and how it is waited for what becomes of them."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from sensortrack.records import Block


def block(
    first_s: float,
    count: int,
    *,
    rate_hz: float = 100.0,
    gyr: bool = True,
    after_gap: bool = False,
    markers: tuple[tuple[float, str], ...] = (),
) -> Block:
    time_s = first_s + np.arange(count) / rate_hz
    values = np.column_stack([np.sin(time_s + axis) for axis in range(3)])
    return Block(
        time_s, 9.8 * values, 50.0 * values if gyr else None, time_s + 0.05, markers, after_gap=after_gap
    )


def within_a_second(done: Callable[[], bool]) -> None:
    """Wait for it a hundred times 10 ms, however long those take: a machine that halts halts the recorder as well."""
    for _ in range(100):
        if done():
            return
        time.sleep(0.01)
    raise AssertionError("a second went by")
