"""The guard before the tracker: blocks in, the samples that may be used out, in the same way for any cutting."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..records import Block
from ..records.joining import joined
from .frozen import FrozenFilter
from .left_out import LeftOut
from .limits import mark_impossible
from .ranges import GAIN, Ranges
from .sample_marks import AFTER_GAP, OUT, SORTS
from .spikes import SpikeFilter
from .straight import StraightFilter

WIDEST = Ranges()
PIECE = 8192
"""A block is looked at in pieces of so many samples, so that memory doesn't follow its length."""


class Guard:
    """Leaves out what no sensor, no body and no continuous signal can give, and keeps count of it.

    Samples wait in one buffer until all filters have decided on them: some samples long, up to a second where a value
    is repeated, never depending on how the blocks are cut. The samples themselves are never altered.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    ranges : Ranges
        What the sensor can measure.

    Attributes
    ----------
    void_until_s : list of float
        Times of samples before which nothing counts: it turned out that the sensor stood still.
    """

    def __init__(self, rate_hz: float, ranges: Ranges = WIDEST) -> None:
        self._left_out = LeftOut(rate_hz, ranges)
        self._usual_hz = self._rate_hz = rate_hz
        self._most_acc_ms2, self._most_gyr_dps = GAIN * ranges.acc_ms2, GAIN * ranges.gyr_dps
        self._spikes = SpikeFilter()
        self._frozen: FrozenFilter | None = None
        self._straight = StraightFilter(rate_hz)
        self._held: Block | None = None
        self._marks = np.empty(0, np.uint8)
        self._judged = self._base = 0
        self._torn = False
        self.void_until_s: list[float] = []

    def feed(self, block: Block) -> list[Block]:
        """Take the next samples; those that may be used."""
        count = len(block)
        if not count:
            return []
        if count > PIECE:
            return [part for piece in block.chunks(PIECE) for part in self.feed(piece)]
        passed: list[Block] = []
        rate_hz, has_gyroscope = block.rate_hz or self._usual_hz, block.gyr is not None
        if self._frozen is not None and self._frozen.has_gyroscope != has_gyroscope:
            passed = self.finish()
            self._frozen = None
        if self._frozen is None:
            self._frozen, self._base = FrozenFilter(rate_hz, has_gyroscope=has_gyroscope), 0
            self._straight = StraightFilter(rate_hz)
        elif rate_hz != self._rate_hz:
            passed = self._flush()
            self._frozen.at_rate(rate_hz)
            self._straight.at_rate(rate_hz)
        self._rate_hz = rate_hz
        fresh = np.zeros(count, np.uint8)
        fresh[0] = AFTER_GAP * block.after_gap
        if self._held is None:
            self._held, self._marks, begin = block, fresh, 0
        else:
            begin = len(self._held)
            self._held, self._marks = joined([self._held, block]), np.concatenate([self._marks, fresh])
        mark_impossible(
            self._held.acc, self._held.gyr, self._marks, begin, self._most_acc_ms2, self._most_gyr_dps
        )
        return passed + self._advance(self._held, self._frozen, ended=False)

    def finish(self) -> list[Block]:
        """The recording is over: the last samples that may be used."""
        passed = self._flush()
        if self._frozen is not None:
            self._frozen.finish()
            self._note_voids(self._frozen)
        return passed

    def messages(self) -> tuple[str, ...]:
        """What was left out, one line for each sort."""
        return self._left_out.messages()

    def _flush(self) -> list[Block]:
        """Nothing follows that belongs to what is held back."""
        if self._held is None or self._frozen is None:
            return []
        passed = self._advance(self._held, self._frozen, ended=True)
        return passed if self._held is None else passed + self._give(self._held, len(self._held))

    def _advance(self, held: Block, frozen: FrozenFilter, *, ended: bool) -> list[Block]:
        self._judged = self._spikes.mark(held.acc, held.gyr, self._marks, self._judged, ended)
        measured = self._straight.mark(held.acc, held.gyr, self._marks, self._base, self._judged, ended)
        decided = frozen.mark(held.time_s, held.acc, held.gyr, self._marks, self._base, measured)
        self._note_voids(frozen)
        return self._give(held, decided) if decided else []

    def _note_voids(self, frozen: FrozenFilter) -> None:
        for void in frozen.voids:
            self.void_until_s.append(void.until_s)
            self._left_out.note_stretch(
                "stuck" if void.axis else "frozen", void.first_s, void.last_s, void.samples
            )
        frozen.voids.clear()

    def _give(self, held: Block, count: int) -> list[Block]:
        """Let go of the first `count` samples that are held back; those that may be used."""
        marks, self._marks = self._marks[:count], self._marks[count:]
        self._held = held.cut(count, len(held)) if count < len(held) else None
        self._judged -= count
        self._base += count
        given = held if self._held is None else held.cut(0, count)
        return self._parts(given, marks) if self._torn or np.count_nonzero(marks) else [given]

    def _parts(self, block: Block, marks: NDArray[np.uint8]) -> list[Block]:
        """The samples of a block that aren't left out: a block of its own after each gap."""
        sorts = marks & OUT
        for mark, sort in SORTS.items():
            self._left_out.note(sort, block.time_s[sorts == mark])
        out = sorts > 0
        after_out = np.insert(out[:-1], 0, self._torn)
        after_gap = after_out | (marks & AFTER_GAP > 0)
        self._torn = bool(out[-1])
        edges = np.flatnonzero(np.where(out, ~after_out, after_gap)).tolist()
        return [
            replace(block.cut(start, stop), after_gap=bool(after_gap[start]))
            for start, stop in pairwise([0, *edges, len(block)])
            if start < stop and not out[start]
        ]
