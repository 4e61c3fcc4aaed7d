"""Single samples that no continuous signal can give: alone, far off what surrounds them.

A movement that is sampled often enough to be measured leads into its peak and out of it: where a sample is far
off the middle of its neighbours, these differ, too. Around a corrupt sample they don't: the signal goes on as if
it weren't there. In the recordings of people that were looked at (docs/validation.md), a ratio of 6 between the two
is exceeded nowhere but in files whose spikes are known, in knocks against the sensor, and at 20 Hz.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..records import Block, FloatArray
from .cut_out import BoolArray, CutOut, joined
from .left_out import LeftOut

ACC_LEAST_MS2, GYR_LEAST_DPS = 5.0, 30.0
"""A smaller spike is left in: for one sample of 10 ms it turns nothing by more than 0.3°."""
RATIO = 6.0
"""A spike is so many times farther off than the samples around it differ."""
LONGEST = 2
"""So many samples in a row may be corrupt; a knock against the sensor is seen in three and more."""
AHEAD = LONGEST + 1
"""Samples after a doubtful one that its verdict waits for."""


class SpikeFilter:
    """Leaves spikes out. Each verdict needs `AHEAD` samples more, so that it is the same in any cutting."""

    def __init__(self, left_out: LeftOut) -> None:
        self._left_out = left_out
        self._cut_out = CutOut()
        self._held: Block | None = None
        self._context = 0

    @property
    def open(self) -> bool:
        """Whether the next sample comes after one that was left out."""
        return self._cut_out.open

    def feed(self, block: Block) -> list[Block]:
        """Take the next samples; those that may be used."""
        told: list[Block] = []
        if self._held is None or block.after_gap:
            told += self.finish()
            self._held, self._context = block, 0
        else:
            self._held = joined(self._held, block)
        return told + self._advance(self._held, len(self._held) - AHEAD)

    def finish(self) -> list[Block]:
        """No sample follows the last ones without a gap."""
        held, self._held = self._held, None
        return [] if held is None else self._advance(held, len(held))

    def _advance(self, held: Block, until: int) -> list[Block]:
        """Judge the samples before number `until`; the first `_context` ones were judged already."""
        begin = self._context
        if until <= begin:
            return []
        out = _spikes(held, begin, until)
        until = max(until, int(np.flatnonzero(out)[-1]) + 1) if out.any() else until
        fresh = held.cut(begin, until)
        spikes = out[begin:until]
        self._left_out.note("spike", fresh.time_s[spikes])
        if self._held is not None:
            kept = np.flatnonzero(~out[:until])[-2:]  # what the next verdicts look back on
            rows = np.concatenate([kept, np.arange(until, len(held))])
            self._held, self._context = _taken(held, rows), len(kept)
        return self._cut_out.cut(fresh, spikes)


def _taken(block: Block, rows: NDArray[np.intp]) -> Block:
    """Some samples of a block; its marks stay with those that weren't given on."""
    after = tuple(m for m in block.markers if len(rows) and m[0] >= block.time_s[rows[0]])
    host = None if block.host_time_s is None else block.host_time_s[rows]
    gyr = None if block.gyr is None else block.gyr[rows]
    return Block(block.time_s[rows], block.acc[rows], gyr, host, after, block.after_gap, block.rate_hz)


def _spikes(block: Block, begin: int, until: int) -> BoolArray:
    """Which samples are spikes, (n,) bool: none before number `begin`, none that begins at `until` or later."""
    out = np.zeros(len(block), dtype=bool)
    triads = [(block.acc, ACC_LEAST_MS2)]
    if block.gyr is not None:
        triads.append((block.gyr, GYR_LEAST_DPS))
    doubtful = np.zeros(len(block), dtype=bool)
    for x, least in triads:
        jump = _sizes(np.diff(x, axis=0))
        back = np.full(len(jump), np.inf)
        for length in range(1, LONGEST + 1):
            back[:-length] = np.minimum(back[:-length], _sizes(x[length + 1 :] - x[: -length - 1]))
        doubtful[1:] |= (jump > least) & (
            jump > (RATIO - 0.5) * back
        )  # no spike is missed by it, few are asked
    for first in np.flatnonzero(doubtful[:until]):
        if first < begin or out[first] or out[first - 1]:
            continue  # after a spike the signal goes on
        before = int(first) - 2
        while before >= 0 and out[before]:
            before -= 1
        length = max(_length(x, int(first), before, least) for x, least in triads)
        out[first : first + length] = True
    return out


def _length(x: FloatArray, first: int, before: int, least: float) -> int:
    """How many samples from number `first` on are a spike; `before` is the last but one that may be used, or −1."""
    start = x[first - 1]
    for length in range(1, LONGEST + 1):
        back = first + length
        if back >= len(x):
            return 0
        end = x[back]
        around = _size(end - start)
        if before >= 0:
            around = max(around, _size(start - x[before]))
        if back + 1 < len(x):
            around = max(around, _size(x[back + 1] - end))
        bound = max(least, RATIO * around)
        if all(_size(x[k] - 0.5 * (start + end)) > bound for k in range(first, back)):
            return length
    return 0


def _sizes(d: FloatArray) -> FloatArray:
    # By component: a sum over an axis may be rounded otherwise with another number of rows.
    sizes: FloatArray = np.sqrt(d[:, 0] * d[:, 0] + d[:, 1] * d[:, 1] + d[:, 2] * d[:, 2])
    return sizes


def _size(v: FloatArray) -> float:
    return float(np.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]))
