"""Recordings from memory: checked like files, in units that are named."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.errors import RecordingError
from sensortrack.records import Block, Description, Gap, Recording

T = np.arange(100) / 50.0
ACC = np.tile([0.0, 0.0, 1.0], (100, 1))
UNITS = {"acc": "g", "gyr": "rad/s"}


def test_arrays_and_frames_are_taken_in_the_units_that_are_named() -> None:
    recording = Recording.from_arrays(T, ACC, ACC, units=UNITS, exercise="E6")
    frame = recording.to_frame()
    assert recording.rate_hz == pytest.approx(50.0)
    assert frame["acc_z"][0] == pytest.approx(9.80665)
    assert frame["gyr_z"][0] == pytest.approx(57.29578)
    again = Recording.from_frame(frame, units={"acc": "m/s2", "gyr": "deg/s"}, exercise="E6")
    pd.testing.assert_frame_equal(again.to_frame(), frame)


def test_gaps_are_declared_or_refused() -> None:
    keep = np.r_[0:40, 60:100]
    with pytest.raises(RecordingError, match=r"1 steps of more than 1.5 intervals.*from 0\.78 to 1\.2"):
        Recording.from_arrays(T[keep], ACC[keep], units=UNITS)
    recording = Recording.from_arrays(T[keep], ACC[keep], units=UNITS, gaps=[Gap(0.8, 1.2)])
    assert [(len(b), b.after_gap) for b in recording.blocks] == [(40, False), (40, True)]


@pytest.mark.parametrize(
    ("time_s", "acc", "options", "found"),
    [
        (T[::-1], ACC, {}, "after"),
        (np.repeat(T[:50], 2), ACC, {}, "after"),
        (pd.date_range("2026-01-01", periods=100).to_numpy(), ACC, {}, "datetime64"),
        (T, np.where(np.arange(300).reshape(100, 3) == 7, np.nan, ACC), {}, "finite"),
        (T, ACC[:50], {}, "shape"),
        (T, ACC, {"rate_hz": 100.0}, "the times say 50 Hz"),
        (T, ACC, {"rate_hz": -1.0}, "rate"),
        (T, ACC, {"frame": "Body"}, "'Body'"),
        (T, ACC, {"units": {"acc": "G"}}, "'G'"),
        (T, ACC, {"units": {}}, "None"),
    ],
)
def test_what_cannot_be_a_recording_is_refused(
    time_s: Any, acc: Any, options: dict[str, Any], found: str
) -> None:
    with pytest.raises(RecordingError, match=found):
        Recording.from_arrays(time_s, acc, **({"units": UNITS} | options))


def test_two_stamps_are_shown_with_the_digits_in_which_they_differ() -> None:
    """Both were once shown as 100000 s, one after the other."""
    close = T + 1e5
    close[41] = close[40] - 1e-9
    shown = r"100000\.799999999 s after 100000\.8 s \(block 0, sample 41\)"
    with pytest.raises(RecordingError, match=shown):
        Recording.from_arrays(close, ACC, units=UNITS)
    with pytest.raises(RecordingError, match=shown):
        Recording(Description(rate_hz=50.0), 50.0, [Block(close, ACC, None)])


def test_blocks_are_checked_however_a_recording_is_made() -> None:
    good = Block(T, ACC, None)
    assert Recording(Description(), 50.0, [good]).rate_hz == 50.0
    for bad in (
        [good, good],
        [Block(T[::-1].copy(), ACC, None)],
        [Block(np.append(T[:-1], 60.0), ACC, None)],
        [Block(T, np.full_like(ACC, np.inf), None)],
    ):
        with pytest.raises(RecordingError):
            Recording(Description(), 50.0, bad)
    with pytest.raises(RecordingError, match="the times say 50 Hz"):
        Recording(Description(), 100.0, [good])
    with pytest.raises(RecordingError, match="rate"):
        Recording(Description(), float("nan"), [good])


class Lazy:
    """Blocks that are made when they are gone through."""

    def __init__(self, *blocks: Block) -> None:
        self._blocks = blocks

    def __iter__(self) -> Iterator[Block]:
        yield from self._blocks


@pytest.mark.parametrize(
    ("bad", "found"),
    [
        (Block(T[::-1].copy() + 9.0, ACC, None), "rise"),
        (Block(T, ACC, None), "rise"),
        (Block(T + 9.0, ACC[:50], None), "shape"),
        (Block(T + 9.0, ACC.astype(np.float32), None), "float32"),
        (Block(T + 9.0, np.full_like(ACC, np.nan), None), "finite"),
        (Block(np.append(T[:-1], 60.0) + 9.0, ACC, None), "a step of"),
        (Block(T / 2.0 + 9.0, ACC, None), "the times say 100 Hz"),
    ],
)
def test_blocks_that_are_read_lazily_are_checked_like_the_others(bad: Block, found: str) -> None:
    good = Block(T, ACC, None)
    recording = Recording(Description(), 50.0, Lazy(good, bad)).described(exercise="E6")
    with pytest.raises(RecordingError, match=found):
        list(recording.blocks)
    assert len(list(Recording(Description(), 50.0, Lazy(good, Block(T + 9.0, ACC, None))).blocks)) == 2


@given(
    rate_hz=st.floats(25.0, 400.0),
    ratio=st.floats(1.08, 1.45),
    rises=st.booleans(),
    at=st.integers(300, 1700),
)
def test_a_rate_that_changes_in_an_array_is_refused(
    rate_hz: float, ratio: float, rises: bool, at: int
) -> None:
    interval = np.repeat([1.0, ratio if rises else 1.0 / ratio], (at, 2000 - at)) / rate_hz
    with pytest.raises(RecordingError, match=r"the times say|steps of more than 1\.5 intervals"):
        Recording.from_arrays(np.cumsum(interval), np.tile(ACC, (20, 1)), units=UNITS)


def test_every_second_sample_of_a_recording_is_a_recording() -> None:
    every_second = Block(T[::2], ACC[::2], ACC[::2])
    assert every_second.acc.flags.c_contiguous
    assert every_second.time_s.tolist() == T[::2].tolist()


@pytest.mark.parametrize(("samples", "refused"), [(40, False), (400, True)])
def test_a_short_block_whose_stamps_come_from_arrivals_disproves_no_rate(samples: int, refused: bool) -> None:
    """On a busy computer notifications arrive late and all at once: their stamps are too near to one another."""
    block = Block(np.arange(samples) / 106.7, np.tile([9.81, 0.0, 0.0], (samples, 1)), None)
    if refused:
        with pytest.raises(RecordingError, match=r"the times say 106\.7 Hz"):
            Recording(Description(), 100.0, [block])
    else:
        assert Recording(Description(), 100.0, [block]).rate_hz == 100.0
