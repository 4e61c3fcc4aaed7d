"""Stretches in which a sensor's value stands exactly still, as loggers fill an idle or lost stretch.

How often a value is repeated by chance is seen in the sensor's quietest second before: of a noise that spans its
resolution a channel repeats some of its values, three channels at once hardly ever, for a tenth of a second never.
A sensor of coarse resolution, one that gives each value several times, and one that is simulated without noise
repeat in quietness anyhow: of these nothing is said.
"""

from __future__ import annotations

import math

import numpy as np

from ..records import Block, FloatArray
from .cut_out import BoolArray, CutOut, joined
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
        self._cut = CutOut()
        self._window = max(LEAST_WINDOW, math.ceil(WINDOW_S * rate_hz))
        self._acc, self._gyr = (_Triad(rate_hz, self._window) for _ in range(2))
        self._seen = 0
        self._held: Block | None = None

    def feed(self, block: Block) -> list[Block]:
        """Take the next samples; those that may be used."""
        told: list[Block] = []
        if block.after_gap:
            told += self.finish()
        while len(block):
            size = self._window - self._seen  # within a window one verdict holds for all samples
            told += self._piece(block.cut(0, size))
            block = block.cut(size, len(block))
        return told

    def finish(self) -> list[Block]:
        """No sample follows without a gap: what was held back isn't frozen for long enough."""
        held, self._held = self._held, None
        self._acc.release()
        self._gyr.release()
        return [] if held is None else self._cut.cut(held, np.zeros(len(held), dtype=bool))

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
        return self._cut.cut(fresh, out[:pending])


class _Triad:
    """The repeats of one sensor: `_out` says of the samples that are held back which ones are left out."""

    def __init__(self, rate_hz: float, window: int) -> None:
        self._least = max(LEAST_REPEATS, math.ceil(LEAST_S * rate_hz))
        self._most = math.ceil(WINDOW_S * rate_hz)
        self._window = window
        self._last = np.full(3, np.nan)
        self._needed = math.inf
        self._run = 0
        self._repeats, self._counted = np.zeros(3), 0
        self._shares = np.zeros(3)
        self._out: BoolArray = np.zeros(0, dtype=bool)

    def feed(self, x: FloatArray, waiting: int) -> tuple[BoolArray, int]:
        """Take samples (n, 3) after the `waiting` ones; which of all are left out, and how many are decided."""
        same = x == np.concatenate([self._last[np.newaxis], x[:-1]])
        self._last = x[-1]
        frozen = same[:, 0] & same[:, 1] & same[:, 2]
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
            self._shares = np.maximum(self._shares, np.maximum(self._repeats / self._counted, LEAST_SHARE))
            repeats = math.ceil(math.log(CHANCE) / float(np.sum(np.log(np.minimum(self._shares, 0.999)))))
            needed = max(self._least, repeats)
            fits = float(np.max(self._shares)) <= MOST_SHARE and needed <= self._most
            if not fits or math.isinf(self._needed):
                self._run = 0
            self._needed = needed if fits else math.inf
        self._repeats, self._counted = np.zeros(3), 0

    def drop(self, count: int, held: int) -> None:
        """The first `count` of the samples are given on or left out; `held` there were."""
        self._out = self._out[count:held]

    def release(self) -> None:
        """What was held back is given on."""
        self._run = 0
        self._out = self._out[:0]
