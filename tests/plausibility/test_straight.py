"""Lost samples that were filled in by straight lines are left out, and nothing that a sensor measured."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.accuracy.worlds.draw import world
from benchmarks.accuracy.worlds.sensor import make
from sensortrack.plausibility import Guard
from sensortrack.records import Block

from .guarded import EXERCISES, block_of, columns_of, guarded, missing, one_set, with_columns


@settings(max_examples=40, deadline=None)
@given(
    data=st.data(),
    exercise=st.sampled_from(EXERCISES),
    rate_hz=st.sampled_from([50.0, 100.0, 200.0]),
    decimals=st.sampled_from([3, 4, 6, 15]),
    cuts=st.lists(st.integers(1, 6000), max_size=5),
)
def test_lost_samples_that_were_filled_in_by_a_straight_line_are_left_out(
    data: st.DataObject, exercise: str, rate_hz: float, decimals: int, cuts: list[int]
) -> None:
    """Angles were off by up to 17°, and holds by 3 s, without a word."""
    block = block_of(one_set(exercise, rate_hz))
    first = data.draw(st.integers(200, len(block) - round(2.0 * rate_hz) - 2))
    last = first + data.draw(st.integers(max(12, round(0.12 * rate_hz)), round(2.0 * rate_hz)))
    columns = columns_of(block)
    share = np.linspace(0.0, 1.0, last - first + 1)[:, None]
    columns[first : last + 1] = columns[first] + share * (columns[last] - columns[first])
    filled = with_columns(block, columns.round(decimals))
    passed, messages = guarded(filled, rate_hz, cuts)
    out = missing(filled, passed)
    assert set(range(first + 2, last)) <= out <= set(range(first + 1, last + 2))
    assert len(messages) == 1
    assert "straight line" in messages[0]


@pytest.mark.parametrize("seed", range(680_227, 680_247))
def test_stillness_after_a_walk_is_no_straight_line_however_coarse_the_sensor(seed: int) -> None:
    """A walk goes to and fro as noise does; what came after it was once left out as filled in."""
    recording, _ = make(
        world(seed, "restless", None, {"beginning": "walking in", "resolution": 3e-3, "rate": 40.0})
    )
    guard = Guard(recording.rate_hz)
    for block in recording.blocks:
        guard.feed(block)
    guard.finish()
    assert not [m for m in guard.messages() if "straight" in m]


@pytest.mark.parametrize("times", [2, 3, 4, 10])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_set_that_was_brought_to_a_higher_rate_by_straight_lines_is_not_torn(
    exercise: str, times: int
) -> None:
    columns = columns_of(block_of(one_set(exercise, 25.0)))
    number = np.arange(0.0, len(columns) - 1, 1.0 / times)
    more = np.column_stack([np.interp(number, np.arange(len(columns)), c) for c in columns.T])
    block = Block(np.arange(len(more)) / (25.0 * times), more[:, :3], more[:, 3:])
    assert not guarded(block, 25.0 * times)[1]
