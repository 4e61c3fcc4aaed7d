"""Time stamps as loggers write them: samples lost, rounded, late, packed, out of order; clocks that are set."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sensortrack.errors import RecordingError
from sensortrack.files import open_recording, read
from sensortrack.files.estimate_sampling import Pace
from sensortrack.files.rate_changes import change
from sensortrack.records import FloatArray, Recording
from sensortrack.records.rates import STRETCH, commonest_interval

rates = st.sampled_from([20.0, 25.0, 50.0, 51.2, 60.0, 100.0, 104.0, 128.0, 200.0, 285.7, 400.0])
seeds = st.integers(0, 2**31)
draws = settings(max_examples=25)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stamps")


def recording(folder: Path, time_s: FloatArray, values: NDArray[Any] | None = None) -> Recording:
    """Rows with these stamps, each with a value of its own (its number, where none is given)."""
    numbers = list(range(len(time_s))) if values is None else values.tolist()
    path = folder / "r.csv"
    path.write_text(
        "time_s,acc_x,acc_y,acc_z\n"
        + "".join(f"{t:.6f},{v},2,3\n" for t, v in zip(time_s, numbers, strict=True))
    )
    return read(path)


def gaps(found: Recording) -> int:
    return sum(block.after_gap for block in found.blocks)


def count(found: Recording) -> int:
    return sum(map(len, found.blocks))


def times(found: Recording) -> FloatArray:
    return np.concatenate([block.time_s for block in found.blocks])


def lose(n: int, share: float, rng: np.random.Generator) -> FloatArray:
    present = rng.random(n) >= share
    present[[0, 1, -2, -1]] = True
    return np.flatnonzero(present).astype(float)


@draws
@given(
    rate_hz=rates,
    share=st.floats(0.0, 0.2),
    digits=st.sampled_from([3, 4, 6]),
    ppm=st.floats(-200, 200),
    seed=seeds,
)
def test_the_rate_is_the_sensors_whatever_is_lost_and_each_loss_is_a_gap(
    folder: Path, rate_hz: float, share: float, digits: int, ppm: float, seed: int
) -> None:
    k = lose(4000, share, np.random.default_rng(seed))
    found = recording(folder, np.round(k / rate_hz * (1 + ppm * 1e-6), digits))
    assert found.rate_hz == pytest.approx(rate_hz, rel=2e-3)
    assert gaps(found) == int((np.diff(k) > 1).sum())


@draws
@given(
    rate_hz=st.one_of(rates, st.floats(25.0, 400.0)),
    share=st.floats(0.0, 0.2),
    jitter=st.floats(0.0, 0.36),
    normal=st.booleans(),
    seed=seeds,
)
def test_stamps_that_jitter_tell_the_rate_and_the_gaps(
    folder: Path, rate_hz: float, share: float, jitter: float, normal: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    k = lose(4000, share, rng)
    off = (
        rng.normal(0.0, 0.5 * jitter, len(k)).clip(-jitter, jitter)
        if normal
        else rng.uniform(-1, 1, len(k)) * jitter
    )
    found = recording(folder, (k + off) / rate_hz)
    assert found.rate_hz == pytest.approx(rate_hz, rel=5e-3)
    assert abs(gaps(found) - int((np.diff(k) > 1).sum())) <= 0.01 * len(k)


@draws
@given(
    rate_hz=st.one_of(rates, st.floats(25.0, 400.0)),
    share=st.floats(0.0, 0.2),
    spread=st.floats(0.4, 1.0),
    seed=seeds,
)
def test_a_rate_that_the_stamps_hardly_tell_is_right_or_noted(
    folder: Path, rate_hz: float, share: float, spread: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    k = lose(4000, share, rng)
    found = recording(folder, np.sort(k + rng.uniform(-spread, spread, len(k)) + 1.0) / rate_hz)
    assert abs(found.rate_hz / rate_hz - 1.0) < 5e-3 or any("jitter too much" in m for m in found.messages)


def at_rates(found: Recording, rate_hz: float) -> int:
    """How many samples were taken at a rate, to 0.5 %."""
    return sum(len(b) for b in found.blocks if abs((b.rate_hz or found.rate_hz) / rate_hz - 1.0) < 5e-3)


@draws
@given(
    rate_hz=st.one_of(rates, st.floats(25.0, 400.0)),
    ratio=st.one_of(st.floats(1.05, 1.6), st.sampled_from([2.0, 3.0, 4.0])),
    rises=st.booleans(),
    at=st.integers(300, 14_000),
)
def test_where_the_rate_changes_what_follows_has_its_own(
    folder: Path, rate_hz: float, ratio: float, rises: bool, at: int
) -> None:
    """From 104 to 119 Hz once all came out at 105.9 Hz, without a word."""
    pair = (rate_hz, rate_hz * ratio) if rises else (rate_hz * ratio, rate_hz)
    before = np.arange(at) / pair[0]
    found = recording(folder, np.concatenate([before, before[-1] + np.arange(1, 2001) / pair[1]]))
    for hz, samples in zip(pair, (at, 2000), strict=True):
        assert abs(at_rates(found, hz) - samples) <= 8
    assert gaps(found) == 0
    assert len([m for m in found.messages if "rate changed" in m]) == 1


@draws
@given(
    rate_hz=st.floats(25.0, 300.0),
    ratio=st.floats(1.08, 1.9),
    rises=st.booleans(),
    at=st.integers(700, 9000),
    share=st.floats(0.0, 0.2),
    jitter=st.floats(0.0, 0.3),
    seed=seeds,
)
def test_a_change_of_rate_is_found_among_losses_and_jitter(
    folder: Path, rate_hz: float, ratio: float, rises: bool, at: int, share: float, jitter: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    pair = (rate_hz, rate_hz * ratio) if rises else (rate_hz * ratio, rate_hz)
    interval = np.repeat(1.0 / np.array(pair), (at, 4000))
    time_s = np.cumsum(interval) + rng.uniform(-jitter, jitter, len(interval)) * interval
    present = lose(len(time_s), share, rng).astype(int)
    found = recording(folder, np.sort(time_s[present]))
    # Stamps that jitter more tell a rate by four stretches on end, and no closer.
    most = 70 if jitter <= 0.25 else 5 * STRETCH
    for hz, samples in zip(pair, (int((present < at).sum()), int((present >= at).sum())), strict=True):
        assert abs(at_rates(found, hz) - samples) <= most


@draws
@given(rate_hz=rates, at=st.integers(5, 9000), back_s=st.sampled_from([3600.0, 7200.0, 86_400.0]), seed=seeds)
def test_a_clock_set_back_by_hours_loses_nothing_and_is_told(
    folder: Path, rate_hz: float, at: int, back_s: float, seed: int
) -> None:
    true = np.arange(9500) / rate_hz
    found = recording(folder, true + 90_000.0 - back_s * (np.arange(9500) >= at))
    assert count(found) == 9500
    assert times(found) - times(found)[0] == pytest.approx(true, abs=2e-6)
    assert len(found.messages) == 1
    assert f"the clock was set back by {back_s:.9g} s (1×)" in found.messages[0]


@draws
@given(rate_hz=rates, at=st.integers(20, 900), back_s=st.floats(1.0, 1000.0))
def test_a_clock_set_back_by_some_time_is_a_gap_of_unknown_length(
    folder: Path, rate_hz: float, at: int, back_s: float
) -> None:
    back_s = round(back_s * rate_hz) / rate_hz + 0.3 / rate_hz
    # Set back by as long as the file is, the end fits right before the beginning: chunks that are out of order.
    assume(abs(back_s - 1000.0 / rate_hz) > 1.0 / rate_hz)
    found = recording(folder, np.arange(1000) / rate_hz + 5000.0 - back_s * (np.arange(1000) >= at))
    assert count(found) == 1000
    assert gaps(found) == 1
    assert (np.diff(times(found)) > 0.5 / rate_hz).all()
    assert "how long the pause was isn't known" in found.messages[0]


def test_a_date_that_was_unset_at_first_is_told(folder: Path) -> None:
    found = recording(folder, np.arange(1000) / 100.0 + 1.7e9 * (np.arange(1000) >= 300))
    assert count(found) == 1000
    assert gaps(found) == 1
    assert times(found)[-1] == pytest.approx(9.99, abs=1e-5)
    assert "the clock was set forward by" in found.messages[0]


@draws
@given(rate_hz=rates, places=st.sets(st.integers(1, 900), min_size=1, max_size=30))
def test_exchanged_rows_are_put_in_order_and_told_once(
    folder: Path, rate_hz: float, places: set[int]
) -> None:
    order = np.arange(1000)
    apart = [p for k, p in enumerate(sorted(places)) if k == 0 or p - sorted(places)[k - 1] > 9]
    for place in apart:
        order[[place * 1, place + 1]] = order[[place + 1, place]]
    found = recording(folder, order / rate_hz, order)
    assert np.concatenate([b.acc[:, 0] for b in found.blocks]).tolist() == list(range(1000))
    assert gaps(found) == 0
    assert len(found.messages) == 1
    assert found.messages[0].startswith(f"{2 * len(apart)} rows stood out of order")


@draws
@given(rate_hz=rates, at=st.integers(1, 900), length=st.integers(1, 60))
def test_rows_written_twice_are_taken_once_and_counted(
    folder: Path, rate_hz: float, at: int, length: int
) -> None:
    rows = np.concatenate([np.arange(at + length), np.arange(at, 1000)])
    found = recording(folder, rows / rate_hz, rows)
    assert np.concatenate([b.acc[:, 0] for b in found.blocks]).tolist() == list(range(1000))
    assert found.messages[0].startswith(f"{length} rows that stood in the file twice")
    assert len(found.messages) == 1
    assert found.rate_hz == pytest.approx(rate_hz, rel=1e-3)


@draws
@given(rate_hz=rates, packed=st.integers(2, 10), share=st.floats(0.0, 0.15), seed=seeds)
def test_packed_samples_are_spread_evenly_and_it_is_said(
    folder: Path, rate_hz: float, packed: int, share: float, seed: int
) -> None:
    k = lose(600, share, np.random.default_rng(seed))
    found = recording(folder, np.repeat(k * packed / rate_hz, packed))
    assert found.rate_hz == pytest.approx(rate_hz, rel=1e-3)
    true = (np.repeat(k * packed, packed) + np.tile(np.arange(packed), len(k))) / rate_hz
    assert times(found) == pytest.approx(true, abs=5e-6)
    assert gaps(found) == int((np.diff(k) > 1).sum())
    assert "spread evenly" in found.messages[0]


@draws
@given(at=st.sets(st.integers(10, 1900), min_size=1, max_size=20))
def test_doubled_host_stamps_neither_refuse_the_file_nor_make_gaps(folder: Path, at: set[int]) -> None:
    stamps = np.arange(2000) / 100.0
    for place in at:
        stamps[place] = stamps[place - 1]
    found = recording(folder, stamps)
    assert count(found) == 2000
    assert found.rate_hz == pytest.approx(100.0, rel=1e-3)
    assert gaps(found) <= len(at) // 4


@pytest.mark.parametrize("seed", range(12))
def test_notifications_of_many_samples_that_a_host_stamped_refuse_no_file(folder: Path, seed: int) -> None:
    """One in twenty was refused: times that a link had delayed seemed to disprove the rate of a short block."""
    rng = np.random.default_rng([seed, 4])
    rate_hz, packed = float(rng.choice([30.0, 50.0, 60.0, 100.0])), int(rng.integers(6, 16))
    waits_s = rng.uniform(0.02, 0.06)
    came_s = (np.arange(1, 401) * packed - 1) / rate_hz + rng.exponential(0.005, 400)
    came_s = np.maximum.accumulate(np.ceil(came_s / waits_s) * waits_s)
    stay = rng.random(400) > 0.05
    came_s = came_s[stay]
    found = recording(folder, np.repeat(came_s, packed))
    assert any("placed by its number" in message for message in found.messages)
    assert found.rate_hz == pytest.approx(rate_hz, rel=0.002)
    assert count(found) == len(came_s) * packed
    assert gaps(found) == int((np.diff(np.flatnonzero(stay)) > 1).sum())


@draws
@given(at=st.integers(2, 900), off_s=st.sampled_from([-500.0, 99.0, 1e7]))
def test_one_stamp_that_cannot_be_is_taken_from_its_neighbours(folder: Path, at: int, off_s: float) -> None:
    stamps = 1000.0 + np.arange(1000) / 100.0
    stamps[at] += off_s
    found = recording(folder, stamps)
    assert times(found) == pytest.approx(1000.0 + np.arange(1000) / 100.0, abs=1e-5)
    assert gaps(found) == 0
    assert found.messages[0].startswith("1 rows had a time that can't be")


def test_a_column_that_is_no_time_is_refused(folder: Path) -> None:
    with pytest.raises(RecordingError, match="times that go to and fro"):
        recording(folder, np.random.default_rng(1).random(9000))


@draws
@given(seed=seeds, chunk=st.integers(2_000, 300_000))
def test_what_is_made_of_the_stamps_does_not_depend_on_the_pieces_read(
    folder: Path, seed: int, chunk: int
) -> None:
    rng = np.random.default_rng(seed)
    stamps = lose(12_000, 0.1, rng) / 100.0
    for place in rng.integers(20, len(stamps) - 20, 5):
        stamps[place] = stamps[place - 1]
    stamps[rng.integers(100, len(stamps)) :] -= 3600.0
    whole = recording(folder, stamps + 3700.0)
    assert whole.path is not None
    pieces = open_recording(whole.path, chunk_bytes=chunk)
    assert times(pieces).tobytes() == times(whole).tobytes()
    assert [b.after_gap for b in pieces.blocks] == [b.after_gap for b in whole.blocks]
    assert pieces.messages == whole.messages


@draws
@given(
    rate_hz=st.sampled_from([25.0, 50.0, 51.2, 60.0, 100.0, 128.0]),
    ticks=st.floats(1.1, 2.5),
    start_s=st.floats(0.0, 2.0),
)
def test_stamps_that_were_cut_off_to_about_the_interval_tell_the_rate(
    folder: Path, rate_hz: float, ticks: float, start_s: float
) -> None:
    """128 Hz stamped to 10 ms once came out as 200 Hz, 60 Hz stamped to 20 ms as 90 Hz, without a word."""
    tick_s = max(0.001, round(ticks / rate_hz, 3))
    true = start_s + np.arange(3000) / rate_hz
    found = recording(folder, np.floor(true / tick_s + 1e-6) * tick_s)
    assert count(found) == 3000
    assert gaps(found) == 0
    assert found.rate_hz == pytest.approx(rate_hz, rel=0.005)


@draws
@given(packed=st.sampled_from([2, 3, 5]), at=st.integers(200, 1500), count_=st.integers(12, 120))
def test_rows_written_again_among_shared_stamps_are_taken_once(
    folder: Path, packed: int, at: int, count_: int
) -> None:
    """They were found by the first row of a stamp only, and else placed as new ones after a clock set back."""
    stamps = (np.arange(2000) // packed) * packed / 100.0
    values = np.random.default_rng(at).normal(9.8, 0.1, 2000)
    order = np.concatenate([np.arange(at), np.arange(at - count_, at), np.arange(at, 2000)])
    found = recording(folder, stamps[order], values[order])
    assert count(found) == 2000
    assert gaps(found) == 0


@pytest.mark.parametrize("place", [0, 3, 8, 9])
def test_stretches_without_an_interval_tell_no_rate_and_divide_by_nothing(place: int) -> None:
    """A RuntimeWarning (divide) came of them, found by mutated files."""
    local = np.full(10, 0.02)
    local[place : place + 2] = 0.0
    with np.errstate(all="raise"):
        found = change(np.arange(641) / 50.0, Pace(100.0, 0.015, clocked=True), local)
    assert found is None or found[1].rate_hz == pytest.approx(50.0)


@given(st.lists(st.sampled_from([0.0, 0.01, 0.02, np.nan]), max_size=12))
def test_the_commonest_interval_is_none_of_no_length_and_divides_by_nothing(drawn: list[float]) -> None:
    """A RuntimeWarning (invalid value in divide) came of stretches of one stamp, found by mutated files."""
    with np.errstate(all="raise"):
        found = commonest_interval(np.array(drawn))
    most = max((0.01, 0.02), key=drawn.count)
    if 4 * drawn.count(most) < max(len(drawn), 1):
        assert np.isnan(found)
    else:
        assert drawn.count(round(found, 6)) == drawn.count(most)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.sampled_from([1e20, 1e160, 1e300, 1e308, 1.7e308]),
    kind=st.sampled_from(["all", "one", "some", "from here on", "the first"]),
)
def test_a_stamp_that_no_clock_shows_is_refused_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, seed: int, size: float, kind: str
) -> None:
    """Such stamps ended in warnings of numpy that sums of them overflow, or in a gap of 10 to the 300 s."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(20, 400))
    time_s = np.arange(n) / 100.0
    k = int(rng.integers(1, n))
    some = {
        "all": np.arange(n),
        "one": np.array([k]),
        "some": rng.integers(0, n, 5),
        "the first": np.array([0]),
    }
    where = some.get(kind, np.arange(k, n))
    time_s[where] = size * rng.choice([-1.0, 1.0], len(where)) * rng.uniform(0.5, 1.0)
    path = tmp_path_factory.mktemp("far") / "a.csv"
    rows = np.column_stack([time_s, rng.normal(0.0, 1.0, (n, 6))])
    np.savetxt(path, rows, "%.17g", ",", header="time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z", comments="")
    with pytest.raises(RecordingError, match="a time of") as error:
        read(path)
    assert error.value.line == int(np.min(where)) + 2
    with pytest.raises(RecordingError, match="a time of"):
        Recording.from_arrays(time_s, rows[:, 1:4], rows[:, 4:], units={"acc": "m/s2", "gyr": "deg/s"})
