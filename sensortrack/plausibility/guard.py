"""The guard before the tracker: blocks in, the samples that may be used out, in the same way for any cutting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from ..records import Block
from .lasting import LastingFilter
from .left_out import LeftOut
from .limits import LimitFilter
from .opening import OpeningFilter
from .ranges import Ranges
from .spikes import SpikeFilter

WIDEST = Ranges()


class Filter(Protocol):
    """Takes blocks at one rate and gives those samples on that may be used; what it leaves out becomes a gap."""

    @property
    def open(self) -> bool:
        """Whether the next sample comes after one that was left out."""

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
        self._usual_hz = self._rate_hz = rate_hz
        self._ranges = ranges
        self._opening = LastingFilter(rate_hz, self._left_out)
        self._filters = self._at(rate_hz, self._opening)

    @property
    def void_until_s(self) -> float | None:
        """Time of the first sample that counts, where it turned out that the sensor stood still before it."""
        return self._opening.void_until_s

    def _at(self, rate_hz: float, lasting: LastingFilter) -> tuple[Filter, ...]:
        return (
            LimitFilter(self._ranges, self._left_out),
            SpikeFilter(self._left_out),
            OpeningFilter(rate_hz, self._left_out),
            lasting,
        )

    def feed(self, block: Block) -> list[Block]:
        """Take the next samples; those that may be used."""
        told: list[Block] = []
        rate_hz = block.rate_hz or self._usual_hz
        if rate_hz != self._rate_hz:
            told = self.finish()
            if any(one.open for one in self._filters):
                block = replace(block, after_gap=True)
            self._rate_hz = rate_hz
            self._filters = self._at(rate_hz, LastingFilter(rate_hz, self._left_out))
        return told + self._through(0, [block] if len(block) else [])

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
