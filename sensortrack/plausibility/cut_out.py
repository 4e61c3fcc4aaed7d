"""Leaving samples out of a stream of blocks: what follows them comes after a gap."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..records import Block

BoolArray = NDArray[np.bool_]


def every(true: BoolArray) -> BoolArray:
    """Which rows (n, 3) are true throughout: `np.all` along so short an axis takes several times as long."""
    rows: BoolArray = true[:, 0] & true[:, 1] & true[:, 2]
    return rows


class CutOut:
    """Remembers from block to block that the last samples were left out."""

    def __init__(self) -> None:
        self._open = False

    @property
    def open(self) -> bool:
        """Whether the next sample comes after one that was left out."""
        return self._open

    def cut(self, block: Block, out: BoolArray) -> list[Block]:
        """The samples of a block that aren't `out`, (n,) bool; a block of its own after each gap."""
        if not out.any():
            return [self._next(block)] if len(block) else []
        edges = np.flatnonzero(np.diff(out, prepend=True, append=True))
        kept = []
        for start, stop in zip(edges[::2], edges[1::2], strict=True):
            self._open |= int(start) > 0
            part = block.cut(int(start), int(stop))
            kept.append(
                self._next(replace(part, after_gap=part.after_gap or (block.after_gap and start > 0)))
            )
        self._open |= bool(out[-1]) or not kept
        return kept

    def _next(self, block: Block) -> Block:
        open_, self._open = self._open, False
        return replace(block, after_gap=True) if open_ and not block.after_gap else block


def joined(first: Block, second: Block) -> Block:
    """Two blocks that follow one another as one."""
    host = None
    if first.host_time_s is not None and second.host_time_s is not None:
        host = np.concatenate([first.host_time_s, second.host_time_s])
    return Block(
        np.concatenate([first.time_s, second.time_s]),
        np.concatenate([first.acc, second.acc]),
        None if first.gyr is None or second.gyr is None else np.concatenate([first.gyr, second.gyr]),
        host,
        first.markers + second.markers,
        first.after_gap,
        first.rate_hz,
    )
