"""Blocks to be recorded."""

from __future__ import annotations

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
