"""Values that stand exactly still in the first second, before the sensor's noise is known.

What follows tells: a sensor with noise shows it from the first sample that isn't a repeat on, sample by sample to and
fro. One that is simulated without noise, or too coarse for it, goes on smoothly or not at all: of these nothing is
said.
"""

from __future__ import annotations

import math

import numpy as np

from ..records import Block, FloatArray
from .cut_out import BoolArray, CutOut, every, joined
from .frozen import LEAST_REPEATS, LEAST_S, MOST_SHARE, window_of
from .left_out import LeftOut

MOST_S = 3.0
"""The longest that a stretch is held back, in s: a person who lies still waits for the start pose to be found.
A longer one is given on (`lasting.py`)."""
FOLLOWING = 16
"""Samples after a stretch that tell whether there is noise."""
TO_AND_FRO = 0.8
"""Differences of second order are at least so many times those of first order: 1.7 in white noise, 0.1 in a
movement."""
LEAST_ACC_MS2, LEAST_GYR_DPS = 2e-3, 2e-2
"""Smaller steps may be those of a decimal that was rounded."""


class OpeningFilter:
    """Leaves out what stands still at the start, of the accelerometer or of the gyroscope, where noise follows.

    Parameters
    ----------
    rate_hz : float
    left_out : LeftOut
        Is given what is left out.
    """

    def __init__(self, rate_hz: float, left_out: LeftOut) -> None:
        self._left_out = left_out
        self._cut_out = CutOut()
        # What begins later is recognised by the noise before it (`frozen.py`).
        self._first = window_of(rate_hz)
        self._least = max(LEAST_REPEATS, math.ceil(LEAST_S * rate_hz))
        self._most = math.ceil(MOST_S * rate_hz)
        self._held: Block | None = None
        self._given = 0
        self._over = False

    @property
    def open(self) -> bool:
        """Whether the next sample comes after one that was left out."""
        return self._cut_out.open

    def feed(self, block: Block) -> list[Block]:
        """Take the next samples; those that may be used."""
        if self._over:
            return self._cut_out.cut(block, np.zeros(len(block), dtype=bool))
        if block.after_gap and self._held is not None:
            told = self.finish()
            if self._given < self._first:
                self._first, self._given, self._over = self._first - self._given, 0, False
            return [*told, *self.feed(block)]
        self._held = block if self._held is None else joined(self._held, block)
        return self._advance(self._held, ended=False)

    def finish(self) -> list[Block]:
        """No sample follows without a gap: what was held back is given on, and the opening is over."""
        return [] if self._over or self._held is None else self._advance(self._held, ended=True)

    def _advance(self, held: Block, *, ended: bool) -> list[Block]:
        out = np.zeros(len(held), dtype=bool)
        until = len(held)
        for x in (held.acc, held.gyr):
            if x is not None:
                until = min(until, self._judge(held, x, out, ended))
        fresh, left = held.cut(self._given, until), out[self._given : until]
        self._given = until
        self._left_out.note("frozen", fresh.time_s[left])
        if ended or (until == len(held) and until >= self._first + FOLLOWING):
            self._held, self._over = None, True
        return self._cut_out.cut(fresh, left) if len(fresh) else []

    def _judge(self, held: Block, x: FloatArray, out: BoolArray, ended: bool) -> int:
        """Mark what is left out for values (n, 3) that stand still; how many samples are decided."""
        still = every(x[1:] == x[:-1])
        edges = np.flatnonzero(np.diff(still, prepend=False, append=False)) + 1
        for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            length = stop - start
            if start >= self._first or length > self._most:
                continue
            if not ended and (stop == len(x) or (length >= self._least and len(x) - stop < FOLLOWING)):
                return int(start)
            out[start:stop] |= length >= self._least and noisy(held.cut(stop, stop + FOLLOWING))
        return len(x)


def noisy(block: Block) -> bool:
    """Whether at least half of the channels of `FOLLOWING` samples go to and fro from one to the next."""
    if len(block) < FOLLOWING:
        return False
    count = 0
    columns = [(block.acc, LEAST_ACC_MS2), *([] if block.gyr is None else [(block.gyr, LEAST_GYR_DPS)])]
    for x, least in columns:
        step = np.diff(x, axis=0)
        first, second = np.mean(np.abs(step), axis=0), np.mean(np.abs(np.diff(step, axis=0)), axis=0)
        fine = np.mean(step == 0.0, axis=0) <= MOST_SHARE
        count += int(np.sum(fine & (first > least) & (second > TO_AND_FRO * first)))
    return 2 * count >= 3 * len(columns)
