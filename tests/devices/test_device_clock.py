"""Times from a device's clock: unwrapped, aligned with the host, losses known, jumps reported."""

import numpy as np
import pytest

from sensortrack.devices.clock.device_clock import DeviceClock
from sensortrack.devices.clock.device_scale import DeviceScale
from sensortrack.devices.clock.notices import Notices
from sensortrack.devices.clock.timed_samples import TimedSamples
from sensortrack.devices.profile.numbers import NumberType
from sensortrack.devices.profile.time_field import CounterTime, DeviceTime
from sensortrack.records import FloatArray

from .air import batch, many


class Clocked:
    """A clock fed frame by frame; times by the host's clock."""

    def __init__(
        self, kind: str, tick_s: float, rate_hz: float, *, last: bool = False, counter: bool = False
    ) -> None:
        number_type = NumberType(kind)
        self.time = (
            CounterTime(0, number_type, "frames")
            if counter
            else DeviceTime(0, number_type, tick_s, "last" if last else "first")
        )
        self.notices = Notices()
        self.scale = DeviceScale(self.time, rate_hz)
        self.runs: list[TimedSamples] = []
        self.clock = DeviceClock(self.time, rate_hz, self.scale, self.notices, self._keep)
        self.bits = number_type.bits
        self.fed = 0

    def _keep(self, run: TimedSamples) -> None:
        self.runs.append(run._replace(at=self.scale.alignment.times(run.at)))

    def feed(self, tick: int, arrival_s: float, samples: int = 1, number: int | None = None) -> None:
        """A frame of its own values; `number` of an earlier one gives those once more."""
        raw = tick & ((1 << self.bits) - 1)
        one = batch(samples, arrival_s, [raw], samples)
        one.readings.values[:, 1] = self.fed if number is None else number
        self.fed += 1
        self.clock.feed(one)

    def feed_long(self, ticks: list[int], arrivals_s: FloatArray) -> None:
        """Many frames of a sample each, fifty at once: the same times as one by one, in a tenth of the time."""
        raw, in_order_s = [tick & ((1 << self.bits) - 1) for tick in ticks], np.sort(arrivals_s)
        for at in range(0, len(raw), 50):
            some_s = in_order_s[at : at + 50]
            self.clock.feed(many(np.ones(len(some_s)), some_s, raw[at : at + 50]))

    @property
    def times(self) -> FloatArray:
        return np.concatenate([run.at for run in self.runs])

    @property
    def gaps(self) -> list[int]:
        starts = np.cumsum([0, *(len(run.at) for run in self.runs)])
        return [int(s) for s, run in zip(starts, self.runs, strict=False) if run.after_gap]


LATE_S = (0.002, 0.05)
"""How late a frame arrives, at least and at most."""


def late(rng: np.random.Generator) -> float:
    return float(rng.uniform(*LATE_S))


@pytest.mark.parametrize(
    ("kind", "tick_s"), [("u24", 2.0**-15), ("u16", 0.001), ("u32", 1e-6), ("u64", 1e-9)]
)
def test_a_clock_that_rolls_over_goes_on(kind: str, tick_s: float) -> None:
    rng = np.random.default_rng(0)
    c = Clocked(kind, tick_s, 100.0)
    first = (1 << c.bits) - round(20.0 / tick_s)
    ticks = [first + round(i * 0.01 / tick_s) for i in range(6000)]
    c.feed_long(ticks, 3.0 + 0.01 * np.arange(6000) + rng.uniform(*LATE_S, 6000))
    assert c.gaps == []
    assert c.notices.reported == ()
    steps = np.diff(c.times)
    assert (steps > 0.0).all()
    true = 3.0 + 0.01 * np.arange(6000)
    error = (c.times - true)[1000:]
    assert np.percentile(np.abs(error - np.median(error)), 95) < 0.003


def test_a_silence_longer_than_the_clock_is_wide_is_told_by_the_hosts_clock() -> None:
    c = Clocked("u16", 0.001, 100.0)  # rolls over every 65.5 s
    for i in range(100):
        c.feed(10 * i, 3.0 + 0.01 * i)
    for i in range(100):
        c.feed(200_000 + 10 * i, 203.0 + 0.01 * i)
    assert c.gaps == [100]
    assert c.times[100] - c.times[99] == pytest.approx(199.01, abs=0.01)


@pytest.mark.parametrize("ppm", [-200, 200, 7000])
def test_a_device_clock_that_runs_otherwise_is_aligned_with_the_hosts(ppm: float) -> None:
    rng = np.random.default_rng(1)
    c = Clocked("u32", 1e-6, 100.0)
    true = 3.0 + 0.01 * np.arange(30_000)
    ticks = [round(i * 0.01 * (1.0 + 1e-6 * ppm) / 1e-6) for i in range(30_000)]
    c.feed_long(ticks, true + rng.uniform(*LATE_S, 30_000))
    error = (c.times - true)[20_000:]
    assert np.abs(error - np.median(error)).max() < 0.01
    assert c.scale.alignment.slope == pytest.approx(1.0 / (1.0 + 1e-6 * ppm), abs=5e-5)
    assert c.gaps == []


@pytest.mark.parametrize("lost", [1, 2, 50])
def test_lost_frames_are_a_gap_of_their_length(lost: int) -> None:
    c = Clocked("u32", 0.001, 100.0)
    for i in [*range(500), *range(500 + lost, 1000)]:
        c.feed(10 * i, 3.0 + 0.01 * i + 0.005)
    assert c.gaps == [500]
    assert c.times[500] - c.times[499] == pytest.approx(0.01 * (lost + 1), rel=0.03)


def test_a_frame_of_many_samples_that_is_lost_is_a_gap() -> None:
    c = Clocked("u32", 0.001, 104.0)
    for k in [*range(200), *range(202, 400)]:
        c.feed(round(k * 8 / 104 * 1000), 3.0 + k * 8 / 104 + 0.1, samples=8)
    assert c.gaps == [1600]
    assert c.times[1600] - c.times[1599] == pytest.approx(17 / 104, rel=0.02)
    within = np.diff(c.times)[np.arange(len(c.times) - 1) != 1599]
    assert within.min() > 0.0
    assert np.abs(within[800:] - 1 / 104).max() < 0.0015  # the clock tells whole milliseconds


def test_a_stamp_of_the_last_sample_spreads_the_samples_before_it() -> None:
    c = Clocked("u64", 1e-9, 52.0, last=True)
    epoch = 599_618_164_814_402_794  # ns since 2000: beyond what a float can tell apart
    for k in range(100):
        c.feed(epoch + round(k * 36 / 51.7 * 1e9), 3.0 + k * 36 / 51.7 + 0.05, samples=36)
    steps = np.diff(c.times)
    assert steps[36 * 10 :] == pytest.approx(1 / 51.7, rel=0.01)
    assert c.gaps == []
    assert c.times[-1] == pytest.approx(3.0 + 99 * 36 / 51.7 + 0.05, abs=0.01)


def test_a_clock_that_is_set_back_or_ahead_begins_a_new_run_and_is_told() -> None:
    c = Clocked("u32", 0.001, 100.0)
    for i in range(300):
        c.feed(50_000 + 10 * i, 3.0 + 0.01 * i)
    for i in range(300, 600):
        c.feed(10 * i, 3.0 + 0.01 * i)
    for i in range(600, 900):
        c.feed(900_000 + 10 * i, 3.0 + 0.01 * i)
    assert c.gaps == [300, 600]
    assert [n.kind for n in c.notices.reported] == ["clock_jumped", "clock_jumped"]
    assert (np.diff(c.times) > 0.0).all()
    assert np.abs(np.diff(c.times) - 0.01).max() < 0.005


@pytest.mark.parametrize("size", [2, 7, 64, 900])
def test_a_clock_that_is_set_gives_the_same_times_however_its_frames_are_grouped(size: int) -> None:
    rng = np.random.default_rng(5)
    numbers = np.arange(900)
    jumps = 10_000 * (numbers // 130)  # the clock is set ahead again and again
    ticks, arrivals = (
        (10 * numbers + jumps).tolist(),
        np.sort(3.0 + 0.0101 * numbers + rng.uniform(0, 0.05, 900)),
    )
    one, grouped = Clocked("u32", 0.001, 100.0), Clocked("u32", 0.001, 100.0)
    for tick, arrival_s in zip(ticks, arrivals.tolist(), strict=True):
        one.feed(tick, arrival_s)
    for at in range(0, 900, size):
        some = arrivals[at : at + size]
        grouped.clock.feed(many(np.ones(len(some)), some, ticks[at : at + size]))
    assert len(one.gaps) == 6
    assert grouped.gaps == one.gaps
    assert np.array_equal(grouped.times, one.times)
    assert grouped.clock.interval == one.clock.interval


def test_a_clock_that_stands_still_is_told_and_its_samples_are_left_out_with_their_number() -> None:
    c = Clocked("u32", 0.001, 100.0)
    for i in range(300):
        c.feed(10 * min(i, 100), 3.0 + 0.01 * i)
    c.feed(1010, 6.0)
    assert 101 <= len(c.times) <= 126
    (notice,) = c.notices.reported
    assert notice.kind == "clock_stands_still"
    assert f"({300 - len(c.times)})" in notice.text
    stood = len(c.times)
    for i in range(301, 400):
        c.feed(10 * (i - 199), 3.0 + 0.01 * i)  # it goes on from where it stood
    c.clock.finish()
    assert c.gaps == [stood]
    assert c.times[stood] == pytest.approx(6.0, abs=0.02)
    assert len(c.times) == stood + 100


def test_a_frame_that_comes_twice_counts_once_and_is_told() -> None:
    c = Clocked("u32", 0.001, 100.0)
    for i in range(200):
        c.feed(10 * i, 3.0 + 0.01 * i)
        if i % 20 == 10:
            c.feed(10 * i, 3.0 + 0.01 * i, number=c.fed - 1)
    assert len(c.times) == 200
    assert c.gaps == []
    (notice,) = c.notices.reported
    assert notice.kind == "redelivered"
    assert "10 left out" in notice.text


def test_a_backlog_after_a_stall_is_no_gap() -> None:
    c = Clocked("u32", 0.001, 100.0)
    for i in range(1000):
        c.feed(10 * i, max(3.0 + 0.01 * i, 9.0) if 300 <= i < 600 else 3.0 + 0.01 * i)
    assert c.gaps == []
    assert c.notices.reported == ()
    assert np.abs(np.diff(c.times) - 0.01).max() < 0.001


def test_after_a_lost_link_the_clock_tells_how_long_it_was_lost() -> None:
    c = Clocked("u32", 0.001, 100.0)
    for i in range(300):
        c.feed(10 * i, 3.0 + 0.01 * i)
    c.clock.link_lost()
    for i in range(1300, 1600):
        c.feed(10 * i, 3.0 + 0.01 * i + 0.04)
    assert c.gaps == [300]
    assert c.times[300] - c.times[299] == pytest.approx(10.01, abs=0.001)
    c.clock.link_lost()
    for i in range(300):  # and here the device was switched off and on
        c.feed(10 * i, 40.0 + 0.01 * i)
    assert c.gaps == [300, 600]
    assert c.times[600] == pytest.approx(40.0, abs=0.05)
    assert c.notices.reported == ()


def test_a_counter_tells_losses_and_the_rate_is_found() -> None:
    rng = np.random.default_rng(3)
    c = Clocked("u16be", 1.0, 52.0, counter=True)
    for k in [*range(2000), *range(2003, 30_000)]:  # rolls over nowhere near a multiple of what is lost
        c.feed(60_000 + k, 3.0 + k * 3 / 51.5 + late(rng), samples=3)
    assert c.gaps == [6000]
    assert c.times[6000] - c.times[5999] == pytest.approx(10 / 51.5, rel=0.05)
    assert 1.0 / c.scale.alignment.slope == pytest.approx(51.5, rel=1e-4)


def test_a_device_that_is_slower_than_it_was_asked_to_be_is_not_all_gaps() -> None:
    c = Clocked("u32", 0.001, 100.0)
    for i in range(600):
        c.feed(20 * i, 3.0 + 0.02 * i)
    assert all(g < 150 for g in c.gaps)


@pytest.mark.parametrize("seed", range(5))
def test_any_ticks_give_rising_times(seed: int) -> None:
    rng = np.random.default_rng(seed)
    c = Clocked("u16", 0.001, 100.0)
    arrival_s = 3.0
    for _ in range(600):
        arrival_s += float(rng.exponential(0.02))
        c.feed(int(rng.integers(0, 1 << 16)), arrival_s, samples=int(rng.integers(1, 6)))
    assert (np.diff(c.times) > 0.0).all()
    assert np.isfinite(c.times).all()
