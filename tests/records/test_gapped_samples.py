"""Blocks that are cut at gaps when they are asked for are those that were once made at once."""

from __future__ import annotations

import pickle
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.records import Block
from sensortrack.records.gapped_samples import CutBlocks, GappedSamples


def drawn_stretch(rows: int, begins: list[int], host: bool, after_gap: bool) -> GappedSamples:
    time_s = np.arange(rows) / 100.0
    acc = np.arange(3.0 * rows).reshape(rows, 3)
    marks = tuple((float(time_s[k]), f"mark {k}") for k in range(0, rows, 7))
    block = Block(time_s, acc, -acc, time_s + 1.0 if host else None, marks, after_gap, 50.0)
    return GappedSamples(block, begins)


@st.composite
def stretches(draw: st.DrawFn) -> GappedSamples:
    rows = draw(st.integers(1, 60))
    begins = sorted(draw(st.sets(st.integers(1, rows - 1)))) if rows > 1 else []
    return drawn_stretch(rows, begins, draw(st.booleans()), draw(st.booleans()))


def same(one: Block, other: Block) -> bool:
    arrays = ((b.time_s, b.acc, b.gyr, b.host_time_s) for b in (one, other))
    return all(a is b is None or np.array_equal(a, b) for a, b in zip(*arrays, strict=True)) and (
        one.markers,
        one.after_gap,
        one.rate_hz,
    ) == (other.markers, other.after_gap, other.rate_hz)


@given(drawn=st.lists(stretches(), max_size=5))
def test_blocks_are_cut_where_samples_are_missing_and_each_is_found_by_its_number(
    drawn: list[GappedSamples],
) -> None:
    expected = []
    for stretch in drawn:
        whole = stretch.samples
        for start, stop in pairwise([0, *stretch.begins, len(whole)]):
            block = whole.cut(start, stop)
            gap = start > 0 or whole.after_gap
            expected.append(
                Block(
                    block.time_s, block.acc, block.gyr, block.host_time_s, block.markers, gap, block.rate_hz
                )
            )
    blocks = CutBlocks(drawn)
    assert len(blocks) == len(expected)
    assert all(same(a, b) for a, b in zip(blocks, expected, strict=True))
    for k in range(-len(blocks), len(blocks)):
        assert same(blocks[k], expected[k])
    assert all(same(a, b) for a, b in zip(blocks[1:-1], expected[1:-1], strict=True))
    assert all(same(a, b) for a, b in zip(pickle.loads(pickle.dumps(blocks)), expected, strict=True))
