"""Files that a logger disturbed: each comes out right, with what was done, or is refused with the true reason."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sensortrack import analyse
from sensortrack.errors import SensortrackError
from sensortrack.files import open_recording, read
from sensortrack.records import Code
from sensortrack.sources.simulator import CLEAN
from tests.files.disturbed import KINDS, Outcome, outcome
from tests.simulated import simulated_set, true_repetitions

seeds = st.integers(0, 2**31)
draws = settings(max_examples=10)
MOST_WRONG = 40
"""Steps whose time may be off, at the edges of the nine parts of a file."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("disturbed")


def drawn(kind: str, seed: int, folder: Path) -> Outcome:
    return outcome(KINDS[kind](np.random.default_rng(seed)), folder)


def counted(result: Outcome, words: str) -> int:
    """The number in the message of these words; 0 where there is none."""
    numbers = (re.search(r"\d+", m) for m in result.messages if words in m)
    return sum(int(number.group()) for number in numbers if number is not None)


@pytest.mark.parametrize("kind", ["short_part", "short_parts", "short_start", "short_end"])
@draws
@given(seed=seeds)
@example(seed=15536)  # two rates took turns for ever
@example(seed=300002)  # two changes of rate were the ends of one notification
def test_a_moment_at_another_rate_is_left_out_or_has_its_own(folder: Path, kind: str, seed: int) -> None:
    """Up to 127 samples at another rate were once taken at the recording's, without a word."""
    result = drawn(kind, seed, folder)
    assert not result.refused
    assert result.wrong <= MOST_WRONG
    assert (result.unordered, result.twice) == (0, 0)
    assert result.missing == counted(result, "at another rate, for too short a time")


@pytest.mark.parametrize("kind", ["change_and_swaps", "change_at_edge", "change_at_edge_and_lost"])
@draws
@given(seed=seeds)
def test_a_change_of_rate_is_found_wherever_it_lies_and_rows_near_it_are_put_in_order(
    folder: Path, kind: str, seed: int
) -> None:
    """Rows that overtook others where the rate changed were once taken for wrong stamps."""
    result = drawn(kind, seed, folder)
    assert not result.refused
    assert result.wrong <= MOST_WRONG
    assert (result.unordered, result.twice) == (0, 0)
    assert result.missing == counted(result, "at another rate, for too short a time")
    assert result.missing < 128  # where the change and rows out of order meet at the edge of a piece


@draws
@given(seed=seeds)
def test_a_rate_that_goes_to_and_fro_is_followed_and_reported(folder: Path, seed: int) -> None:
    """One file in ten was once refused, as arrays in memory whose rate their times disprove."""
    result = drawn("to_and_fro", seed, folder)
    assert not result.refused
    assert (result.unordered, result.twice, result.missing, result.gaps) == (0, 0, 0, 0)
    assert any("strays from" in message or "rate changed from" in message for message in result.messages)


@pytest.mark.parametrize("kind", ["each_twice", "buffers_twice", "all_again"])
@draws
@given(seed=seeds)
def test_rows_written_twice_or_again_are_taken_once_and_counted(folder: Path, kind: str, seed: int) -> None:
    """From mid-file on they once doubled the rate, or ended in "times that go to and fro"."""
    file = KINDS[kind](np.random.default_rng(seed))
    result = outcome(file, folder)
    assert (result.refused, result.wrong, result.unordered, result.twice, result.missing, result.gaps) == (
        "",
        0,
        0,
        0,
        0,
        0,
    )
    assert counted(result, "stood in the file twice") == len(file.numbers) - len(set(file.numbers.tolist()))


@pytest.mark.parametrize("kind", ["chunks_swapped", "chunks_shuffled", "halves_swapped"])
@draws
@given(seed=seeds)
def test_chunks_out_of_order_are_put_in_order_or_refused_as_that(folder: Path, kind: str, seed: int) -> None:
    """They were once taken for a clock that was set back."""
    result = drawn(kind, seed, folder)
    if result.refused:
        assert "chunks of rows are out of order" in result.refused
    else:
        assert (result.wrong, result.unordered, result.twice, result.missing, result.gaps) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("kind", ["wraps", "wraps_and_swaps"])
@draws
@given(seed=seeds)
def test_a_counter_that_begins_anew_goes_on_and_is_told_as_that(folder: Path, kind: str, seed: int) -> None:
    """Where samples were lost at it, or rows overtook others, it was once a clock set back by nobody knows what."""
    result = drawn(kind, seed, folder)
    assert (result.refused, result.wrong, result.unordered, result.twice, result.missing) == ("", 0, 0, 0, 0)
    assert not any("clock was set" in message for message in result.messages)


@draws
@given(seed=seeds)
def test_rows_in_reverse_are_refused_as_that(folder: Path, seed: int) -> None:
    assert "the rows stand in reverse order" in drawn("reversed_rows", seed, folder).refused


@draws
@given(seed=seeds)
def test_stamps_in_another_unit_are_refused_with_the_unit_that_fits(folder: Path, seed: int) -> None:
    """Stamps in ns that were declared as ms once gave a rate of 0.0001 Hz."""
    assert re.search(
        "they are rather in (ms|us|ns), which gives", drawn("another_unit", seed, folder).refused
    )


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in ("reversed_rows", "another_unit")])
@settings(max_examples=3)
@given(seed=seeds, chunk=st.integers(3_000, 300_000))
def test_what_comes_does_not_depend_on_the_pieces_read(
    folder: Path, kind: str, seed: int, chunk: int
) -> None:
    path, profile = KINDS[kind](np.random.default_rng(seed)).written(folder)
    format_ = None if profile is None else str(profile)
    result: list[object] = []
    for size in (1 << 22, chunk):
        recording = open_recording(path, format=format_, chunk_bytes=size)
        try:
            rows = [(b.time_s.tobytes(), b.after_gap, b.rate_hz) for b in recording.blocks]
        except SensortrackError as error:
            result.append(str(error))
        else:
            times = b"".join(r[0] for r in rows)
            result.append((times, [b for _, b, _ in rows], [r for _, _, r in rows], recording.messages))
    assert result[0] == result[1]


@settings(max_examples=8)
@given(
    exercise=st.sampled_from(["E6", "E10"]),
    seed=st.integers(1, 40),
    number=st.integers(2, 8),
    share=st.floats(0.15, 0.75),
    ahead_s=st.floats(0.6, 5.0),
)
def test_a_clock_set_forward_within_a_repetition_leaves_it_interrupted_and_the_count_open(
    folder: Path, exercise: str, seed: int, number: int, share: float, ahead_s: float
) -> None:
    whole = simulated_set(exercise, seed, difficulty=CLEAN)
    assert whole.description.truth is not None
    true = true_repetitions(whole)[number]
    (block,) = whole.blocks
    at_s = true["start_s"] + share * (true["end_s"] - true["start_s"])
    path = folder / "set.csv"
    rows = np.column_stack([block.time_s + ahead_s * (block.time_s > at_s), block.acc, block.gyr])  # type: ignore[list-item]
    header = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
    np.savetxt(path, rows, fmt="%.6f", delimiter=",", header=header, comments="")
    result = analyse(read(path).described(frame="body"), exercise)
    cut = [a for a in result.attempts if a.start_s < at_s < a.end_s + 0.5]
    assert [a.outcome for a in cut] == ["interrupted"]
    assert [a.reason.code for a in cut if a.reason is not None] == [Code.LONG_GAP]
    assert len(result.attempts) == 10
