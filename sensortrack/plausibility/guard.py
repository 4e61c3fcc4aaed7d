"""The guard before the tracker: blocks in, the samples that may be used out, in the same way for any cutting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from ..records import Block
from .frozen import FrozenFilter
from .left_out import LeftOut
from .limits import LimitFilter
from .opening import OpeningFilter
from .ranges import Ranges
from .spikes import SpikeFilter

WIDEST = Ranges()


class Filter(Protocol):
    """Takes blocks and gives those samples on that may be used; what it leaves out becomes a gap."""

    def feed(self, block: Block) -> list[Block]:
        """Take the next samples; those that may be used."""

    def finish(self) -> list[Block]:
        """Nothing follows; what was still held back."""


class Guard:
    """Leaves out what no sensor, no body and no continuous signal can give, and keeps count of it.

    A sample is given on some samples later, a repeated one up to a second: never depending on how the blocks are
    cut. The samples themselves are never altered.

    Parameters
    ----------
    rate_hz : float
        Sampling rate.
    ranges : Ranges
        What the sensor can measure.
    """

    def __init__(self, rate_hz: float, ranges: Ranges = WIDEST) -> None:
        self._left_out = LeftOut(rate_hz, ranges)
        self._filters: tuple[Filter, ...] = (
            LimitFilter(ranges, self._left_out),
            SpikeFilter(self._left_out),
            OpeningFilter(rate_hz, self._left_out),
            FrozenFilter(rate_hz, self._left_out),
        )

    def feed(self, block: Block) -> list[Block]:
        """Take the next samples; those that may be used."""
        return self._through(0, [block] if len(block) else [])

    def finish(self) -> list[Block]:
        """The recording is over: the last samples that may be used."""
        told: list[Block] = []
        for number, one in enumerate(self._filters):
            told += self._through(number + 1, one.finish())
        return told

    def messages(self) -> tuple[str, ...]:
        """What was left out, one line for each sort."""
        return self._left_out.messages()

    def _through(self, number: int, blocks: Iterable[Block]) -> list[Block]:
        for one in self._filters[number:]:
            blocks = [part for block in blocks for part in one.feed(block)]
        return list(blocks)
