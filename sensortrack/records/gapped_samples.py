"""Samples that were read together, and are cut at their gaps into blocks when these are asked for.

A bad radio link has a gap at every other sample: a block for each, made at once, would take longer than reading.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import overload

from .block import Block


@dataclass(frozen=True, slots=True, eq=False)
class GappedSamples:
    """Samples at one rate.

    Attributes
    ----------
    samples : Block
        All of them; `after_gap` is true where others are missing before the first.
    begins : sequence of int
        The rows, rising and above 0, before which others are missing: there a block begins.
    """

    samples: Block
    begins: Sequence[int]

    def __len__(self) -> int:
        return len(self.begins) + 1

    def blocks(self) -> Iterator[Block]:
        """The blocks, one after the other."""
        if not self.begins:
            yield self.samples
            return
        bounds = [0, *self.begins, len(self.samples)]
        for start, stop in pairwise(bounds):
            yield self._cut(start, stop)

    def block(self, k: int) -> Block:
        """The block number `k`."""
        bounds = [0, *self.begins, len(self.samples)]
        return self._cut(bounds[k], bounds[k + 1])

    def _cut(self, start: int, stop: int) -> Block:
        whole = self.samples
        gyr, host = whole.gyr, whole.host_time_s
        return Block(
            whole.time_s[start:stop],
            whole.acc[start:stop],
            None if gyr is None else gyr[start:stop],
            None if host is None else host[start:stop],
            whole.cut(start, stop).markers if whole.markers else (),
            start > 0 or whole.after_gap,
            whole.rate_hz,
        )


def blocks_of(stretches: Iterable[GappedSamples]) -> Iterator[Block]:
    """The blocks of stretches that follow one another."""
    for stretch in stretches:
        yield from stretch.blocks()


class CutBlocks(Sequence[Block]):
    """The blocks of stretches that follow one another, each made when it is asked for."""

    def __init__(self, stretches: Iterable[GappedSamples]) -> None:
        self.stretches = tuple(stretches)
        self._ends = list(accumulate(map(len, self.stretches)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Block]:
        return blocks_of(self.stretches)

    @overload
    def __getitem__(self, k: int) -> Block: ...
    @overload
    def __getitem__(self, k: slice) -> tuple[Block, ...]: ...
    def __getitem__(self, k: int | slice) -> Block | tuple[Block, ...]:
        if isinstance(k, slice):
            return tuple(self)[k]
        k = range(len(self))[k]
        stretch = bisect_right(self._ends, k)
        return self.stretches[stretch].block(k - (self._ends[stretch - 1] if stretch else 0))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} blocks)"
