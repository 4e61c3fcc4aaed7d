"""Joins blocks that follow one another, so that many small ones cost what one costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from .block import Block, FloatArray


def runs(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks that are one run of samples cut in pieces, together."""
    run: list[Block] = []
    for block in blocks:
        if run and not _goes_on(run[-1], block):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def joined(run: Sequence[Block]) -> Block:
    """One block of the pieces of a run."""
    if len(run) == 1:
        return run[0]
    return Block(
        np.concatenate([b.time_s for b in run]),
        np.concatenate([b.acc for b in run]),
        _all([b.gyr for b in run]),
        _all([b.host_time_s for b in run]),
        tuple(mark for b in run for mark in b.markers),
        run[0].after_gap,
        run[0].rate_hz,
    )


def _goes_on(before: Block, block: Block) -> bool:
    return (
        not block.after_gap
        and (block.gyr is None) == (before.gyr is None)
        and (block.host_time_s is None) == (before.host_time_s is None)
    )


def _all(parts: Sequence[FloatArray | None]) -> FloatArray | None:
    known = [part for part in parts if part is not None]
    return np.concatenate(known) if len(known) == len(parts) else None
