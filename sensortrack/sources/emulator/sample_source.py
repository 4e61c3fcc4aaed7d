"""The samples that an emulated sensor reads: those of a recording, over and over."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...records import Block, FloatArray
from ...units import STANDARD_GRAVITY_MS2


class SampleSource:
    """Values without end, for sample numbers from 0 on.

    Parameters
    ----------
    blocks : iterable of Block
        The samples to read. Their gaps are closed, and after the last sample they begin again.
    """

    def __init__(self, blocks: Iterable[Block]) -> None:
        parts = [block for block in blocks if len(block)]
        self._acc = np.concatenate([p.acc for p in parts])
        self._gyr = np.concatenate([np.zeros_like(p.acc) if p.gyr is None else p.gyr for p in parts])

    def at(self, first: int, stop: int) -> tuple[FloatArray, FloatArray]:
        """Specific force (n, 3) in m/s² and angular rate (n, 3) in deg/s of samples `[first, stop)`."""
        wanted = np.arange(first, stop) % len(self._acc)
        return self._acc[wanted], self._gyr[wanted]


def slow_turn() -> SampleSource:
    """Ten seconds of a slow turn about two axes, so that each sample is unlike the one before."""
    time_s = np.arange(1000) / 100.0
    turn = 2.0 * np.pi * time_s / 10.0
    acc = STANDARD_GRAVITY_MS2 * np.column_stack([np.cos(turn), np.zeros_like(turn), np.sin(turn)])
    gyr = np.column_stack([36.0 * np.ones_like(turn), 20.0 * np.sin(turn), -36.0 * np.ones_like(turn)])
    return SampleSource([Block(time_s, acc, gyr)])
