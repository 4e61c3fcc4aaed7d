"""Stretches in which a sensor's value stands exactly still, as loggers fill an idle or lost stretch.

How often a value is repeated by chance is seen in the sensor's quietest second before: of a noise that spans its
resolution a channel repeats some of its values, three channels at once hardly ever, for a tenth of a second never.
A sensor of coarse resolution, one that gives each value several times, and one that is simulated without noise
repeat in quietness anyhow: of these nothing is said.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..records import Block, FloatArray
from .cut_out import BoolArray, CutOut, every, joined
from .left_out import LeftOut

WINDOW_S, LEAST_WINDOW = 1.0, 32
"""Repeats are counted over so long, and at least over so many samples."""
MOST_SHARE = 0.3
"""A channel that repeats more often in its quietest second has less noise than resolution: it may stand still."""
LEAST_SHARE = 0.03
"""A share isn't known better than this from one window."""
CHANCE = 1e-9
"""Of a stretch that is left out, that it came by chance: less than one in a day at 200 Hz by far."""
LEAST_S, LEAST_REPEATS = 0.1, 3
"""What stands for a shorter time does no harm."""


def window_of(rate_hz: float) -> int:
    """In how many samples repeats are counted."""
    return max(LEAST_WINDOW, math.ceil(WINDOW_S * rate_hz))


class FrozenFilter:
    """Leaves out what repeats the last value exactly, of the accelerometer or of the gyroscope, for long enough.

    A value that is repeated is held back until it is clear whether the stretch is frozen: for a tenth of a second,
    or somewhat longer with a sensor of little noise.

    Parameters
    ----------
    rate_hz : float
    left_out : LeftOut
        Is given what is left out.
    """

    def __init__(self, rate_hz: float, left_out: LeftOut) -> None:
        self._left_out = left_out
        self._cut_out = CutOut()
        self._window = window_of(rate_hz)
        self._acc, self._gyr = (_Triad(rate_hz, self._window) for _ in range(2))
        self._seen = 0
        self._held: Block | None = None

    @property
    def open(self) -> bool:
        """Whether the next sample comes after one that was left out."""
        return self._cut_out.open

    def feed(self, block: Block) -> list[Block]:
        """Take the next samples; those that may be used."""
        told: list[Block] = []
        if block.after_gap:
            told += self.finish()
        same = [self._acc.same(block.acc)] + ([] if block.gyr is None else [self._gyr.same(block.gyr)])
        frozen = np.flatnonzero(np.any([every(one) for one in same], axis=0))
        at = 0
        while at < len(block):
            free = self._free(at, len(block), frozen)
            if free:
                told += self._cut_out.cut(block.cut(at, at + free), np.zeros(free, dtype=bool))
                for triad, one in zip((self._acc, self._gyr), same, strict=False):
                    triad.pass_by(one[at : at + free], self._seen)
                self._seen = (self._seen + free) % self._window
                at += free
            else:
                size = self._window - self._seen  # within a window one verdict holds for all samples
                told += self._piece(block.cut(at, at + size))
                at += size
            self._acc.last = block.acc[min(at, len(block)) - 1]
            if block.gyr is not None:
                self._gyr.last = block.gyr[min(at, len(block)) - 1]
        return told

    def _free(self, at: int, end: int, frozen: NDArray[np.intp]) -> int:
        """How many samples from `at` on, up to the end of a window, can be given on without a look at each."""
        if self._held is not None or self._acc.running or self._gyr.running:
            return 0
        after = frozen[np.searchsorted(frozen, at) :]
        if not len(after):
            return end - at
        first = self._window - self._seen
        free = int(after[0]) - at
        return 0 if free < first else free - (free - first) % self._window

    def finish(self) -> list[Block]:
        """No sample follows without a gap: what was held back isn't frozen for long enough."""
        held, self._held = self._held, None
        self._acc.release()
        self._gyr.release()
        return [] if held is None else self._cut_out.cut(held, np.zeros(len(held), dtype=bool))

    def _piece(self, block: Block) -> list[Block]:
        waiting = 0 if self._held is None else len(self._held)
        held = block if self._held is None else joined(self._held, block)
        out, pending = self._acc.feed(block.acc, waiting)
        if block.gyr is not None:
            also_out, also_pending = self._gyr.feed(block.gyr, waiting)
            out, pending = out | also_out, min(pending, also_pending)
        self._seen += len(block)
        if self._seen == self._window:
            self._seen = 0
            self._acc.end_window()
            self._gyr.end_window()
        self._held = held.cut(pending, len(held)) if pending < len(held) else None
        self._acc.drop(pending, len(held))
        self._gyr.drop(pending, len(held))
        fresh = held.cut(0, pending)
        self._left_out.note("frozen", fresh.time_s[out[:pending]])
        return self._cut_out.cut(fresh, out[:pending])


class _Triad:
    """The repeats of one sensor: `_out` says of the samples that are held back which ones are left out."""

    def __init__(self, rate_hz: float, window: int) -> None:
        self._least = max(LEAST_REPEATS, math.ceil(LEAST_S * rate_hz))
        self._most = math.ceil(WINDOW_S * rate_hz)
        self._window = window
        self.last = np.full(3, np.nan)
        self._needed = math.inf
        self._run = 0
        self._repeats, self._counted = np.zeros(3), 0
        self._shares = np.zeros(3)
        self._out: BoolArray = np.zeros(0, dtype=bool)

    @property
    def running(self) -> bool:
        """Whether the last sample was a repeat."""
        return self._run > 0

    def same(self, x: FloatArray) -> BoolArray:
        """Which values of samples (n, 3) are those of the sample before."""
        same: BoolArray = x == np.concatenate([self.last[np.newaxis], x[:-1]])
        return same

    def pass_by(self, same: BoolArray, seen: int) -> None:
        """Count the repeats of samples (n, 3) of which none is frozen, from number `seen` of a window on."""
        bounds = np.arange(-seen, len(same), self._window)
        bounds[0] = 0
        repeats = np.add.reduceat(same.astype(np.float64), bounds, axis=0)
        counted = np.diff(np.append(bounds, len(same)))
        repeats[0] += self._repeats
        counted[0] += self._counted
        whole = len(bounds) - ((seen + len(same)) % self._window != 0)
        self._repeats, self._counted = np.zeros(3), 0
        if whole < len(bounds):
            self._repeats, self._counted = repeats[-1], int(counted[-1])
        known = 2 * counted[:whole] >= self._window
        if known.any():
            shares = repeats[:whole][known] / counted[:whole][known, np.newaxis]
            self._learn(np.max(shares, axis=0))

    def feed(self, x: FloatArray, waiting: int) -> tuple[BoolArray, int]:
        """Take samples (n, 3) after the `waiting` ones; which of all are left out, and how many are decided."""
        same = self.same(x)
        self.last = x[-1]
        frozen = every(same)
        out = np.concatenate([self._out, np.zeros(waiting - len(self._out) + len(x), dtype=bool)])
        counted = np.ones(len(x), dtype=bool)
        pending = len(out)
        if frozen.any() or self._run:
            begun = self._run
            edges = np.flatnonzero(np.diff(frozen, prepend=False, append=False))
            if begun and not frozen[0]:
                self._run = 0
            for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                before = begun if start == 0 else 0
                length = before + stop - start
                self._run = length if stop == len(x) else 0
                if length >= self._needed:
                    first = max(waiting + start - before, 0)
                    out[first : waiting + stop] = True
                    counted[start + max(int(self._needed) - before, 0) : stop] = False
                elif stop == len(x) and math.isfinite(self._needed):
                    pending = max(waiting + start - before, 0)
        self._repeats += np.count_nonzero(same & counted[:, np.newaxis], axis=0)
        self._counted += int(np.count_nonzero(counted))
        self._out = out
        return out, pending

    def end_window(self) -> None:
        """A window is over: how often a channel repeats its value by itself is known better."""
        if 2 * self._counted >= self._window:
            self._learn(self._repeats / self._counted)
        self._repeats, self._counted = np.zeros(3), 0

    def _learn(self, shares: FloatArray) -> None:
        """A channel has repeated its value by itself in these shares of a window, (3,)."""
        self._shares = np.maximum(self._shares, np.maximum(shares, LEAST_SHARE))
        repeats = math.ceil(math.log(CHANCE) / float(np.sum(np.log(np.minimum(self._shares, 0.999)))))
        needed = max(self._least, repeats)
        fits = float(np.max(self._shares)) <= MOST_SHARE and needed <= self._most
        if not fits or math.isinf(self._needed):
            self._run = 0
        self._needed = needed if fits else math.inf

    def drop(self, count: int, held: int) -> None:
        """The first `count` of the samples are given on or left out; `held` there were."""
        self._out = self._out[count:held]

    def release(self) -> None:
        """What was held back is given on."""
        self._run = 0
        self._out = self._out[:0]
