"""An accelerometer that stands exactly still from the opening on for longer than anybody can wait.

It is given on. If noise follows, the sensor was frozen, and all that came before is void: what follows the movement
begins anew. A gyroscope alone isn't looked at, since some give exactly 0 at rest.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from ..records import Block, FloatArray
from .cut_out import every, joined
from .frozen import FrozenFilter, window_of
from .left_out import LeftOut
from .opening import FOLLOWING, MOST_S, noisy


class LastingFilter:
    """Finds such a stretch, and gives what comes to a `FrozenFilter`: a new one after it.

    Parameters
    ----------
    rate_hz : float
    left_out : LeftOut
        Is given the stretch.

    Attributes
    ----------
    void_until_s : float or None
        Time of the first sample that counts, where those before it don't.
    """

    def __init__(self, rate_hz: float, left_out: LeftOut) -> None:
        self._rate_hz, self._left_out = rate_hz, left_out
        self._frozen = FrozenFilter(rate_hz, left_out)
        self._opening, self._most = window_of(rate_hz), math.ceil(MOST_S * rate_hz)
        self._last: FloatArray = np.full(3, np.nan)
        self._seen = self._stood = 0
        self._since_s = math.inf
        self._given_s: list[FloatArray] = []
        self._held: Block | None = None
        self._over = False
        self.void_until_s: float | None = None

    @property
    def open(self) -> bool:
        """Whether the next sample comes after one that was left out."""
        return self._frozen.open

    def feed(self, block: Block) -> list[Block]:
        """Take the next samples; those that may be used."""
        if self._over:
            return self._frozen.feed(block)
        if self._held is not None:
            return self._tell(block)
        end = self._stands_until(block)
        told = self._give(block.cut(0, end)) if end else []
        return told + (self._tell(block.cut(end, len(block))) if end < len(block) else [])

    def finish(self) -> list[Block]:
        """Nothing follows; what was still held back."""
        held, self._held, self._over = self._held, None, True
        return ([] if held is None else self._frozen.feed(held)) + self._frozen.finish()

    def _give(self, block: Block) -> list[Block]:
        told = self._frozen.feed(block)
        self._given_s += [] if self._over else [part.time_s.copy() for part in told]
        return told

    def _stands_until(self, block: Block) -> int:
        """How many of the samples come before the end of a stretch that lasts, or all of them."""
        at = 0
        while at < len(block):
            still = 0
            if (block.acc[at] == self._last).all():  # the rest of the block is looked at where it may last
                same = every(block.acc[at:] == self._last)
                still = len(same) if same.all() else int(np.argmin(same))
            if still and not self._stood:
                self._since_s = float(block.time_s[at])
            self._stood += still
            at += still
            if at == len(block):
                break
            if self._stood > self._most:
                return at
            self._stood = 0
            self._over = self._seen + at >= self._opening  # what begins from here on is no opening
            if self._over:
                break
            self._last = block.acc[at].copy()
            at += 1
        self._seen += len(block)
        return len(block)

    def _tell(self, block: Block) -> list[Block]:
        """Hold what follows the stretch until it tells what that was."""
        if self._held is not None and block.after_gap:
            return self._go_on(self._held) + self._frozen.feed(block)
        self._held = block if self._held is None else joined(self._held, block)
        if len(self._held) < FOLLOWING:
            return []
        if not noisy(self._held.cut(0, FOLLOWING)):
            return self._go_on(self._held)
        told = self._frozen.finish()
        given_s = np.concatenate([*self._given_s, *(part.time_s for part in told)])
        self._left_out.note("frozen", given_s[given_s >= self._since_s])
        self.void_until_s = float(self._held.time_s[0])
        self._frozen = FrozenFilter(self._rate_hz, self._left_out)
        return told + self._go_on(replace(self._held, after_gap=True))

    def _go_on(self, held: Block) -> list[Block]:
        self._held, self._over, self._given_s = None, True, []
        return self._frozen.feed(held)
