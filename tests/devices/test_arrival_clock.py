"""Times without a device clock: the true rate is found from arrivals that come late and in bursts."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sensortrack.devices.clock.arrival_clock import ArrivalClock
from sensortrack.devices.clock.notices import Notices
from sensortrack.devices.clock.timed_samples import TimedSamples
from sensortrack.records import FloatArray

from .air import START_S, arrivals, batch, many


class Clocked:
    """A clock, its runs and its notices."""

    def __init__(self, nominal_hz: float = 100.0) -> None:
        self.runs: list[TimedSamples] = []
        self.notices = Notices()
        self.clock = ArrivalClock(nominal_hz, self.notices, self.runs.append)

    def feed(self, times_s: FloatArray, samples: int = 4) -> list[TimedSamples]:
        for t in times_s:
            self.clock.feed(batch(samples, float(t)))
        return self.runs


def feed(
    times_s: FloatArray, nominal_hz: float = 100.0, samples: int = 4
) -> tuple[list[TimedSamples], ArrivalClock, Notices]:
    c = Clocked(nominal_hz)
    c.feed(times_s, samples)
    c.clock.finish()
    return c.runs, c.clock, c.notices


def all_times(runs: list[TimedSamples]) -> FloatArray:
    return np.concatenate([run.at for run in runs])


def late_error_s(
    runs: list[TimedSamples], numbers: FloatArray, rate_hz: float, after_s: float = 10.0
) -> FloatArray:
    """Error of each sample's time after `after_s`, a constant removed."""
    true = START_S + numbers / rate_hz
    error = (all_times(runs) - true)[true > START_S + after_s]
    return np.abs(error - np.median(error))


@pytest.mark.parametrize("interval_s", [0.0075, 0.0298, 0.03, 0.05])
@pytest.mark.parametrize("rate_hz", [98.0, 99.26, 100.0, 100.5, 102.0])
def test_sample_times_and_rate_are_found(rate_hz: float, interval_s: float) -> None:
    for seed in range(2):
        air = arrivals(rate_hz, 40.0, np.random.default_rng(seed), interval_s=interval_s)
        runs, clock, _ = feed(air)
        numbers = np.arange(1.0, 4 * len(air) + 1)
        assert np.percentile(late_error_s(runs, numbers, rate_hz), 95) < 0.005
        assert 1.0 / clock.period_s == pytest.approx(rate_hz, rel=1e-3)


@pytest.mark.parametrize("samples", [1, 2, 4, 8])
def test_the_size_of_notifications_does_not_matter(samples: int) -> None:
    air = arrivals(99.3, 40.0, np.random.default_rng(3), samples=samples)
    runs, clock, _ = feed(air, samples=samples)
    assert np.percentile(late_error_s(runs, np.arange(1.0, samples * len(air) + 1), 99.3), 95) < 0.005
    assert 1.0 / clock.period_s == pytest.approx(99.3, rel=1e-3)


@pytest.mark.parametrize("rate_hz", [50.0, 200.0])
def test_a_sensor_at_half_or_twice_the_rate_that_was_asked_for_is_followed(rate_hz: float) -> None:
    runs, clock, _ = feed(arrivals(rate_hz, 60.0, np.random.default_rng(1)))
    assert (np.diff(all_times(runs)) > 0.0).all()
    assert 1.0 / clock.period_s == pytest.approx(rate_hz, rel=1e-3)


@settings(deadline=None, max_examples=40)
@given(
    st.integers(0, 10**6),
    st.lists(st.integers(1, 400), min_size=1, max_size=12),
    st.sampled_from([0.0, 0.3, 2.0]),
)
def test_any_grouping_of_the_notifications_gives_the_same_times(
    seed: int, sizes: list[int], stalls: float
) -> None:
    air = arrivals(99.3, 30.0, np.random.default_rng(seed), stalls_per_s=stalls)
    one_by_one, _, _ = feed(air)
    c = Clocked()
    at = 0
    for size in [*sizes, len(air)]:
        piece = air[at : at + size]
        at += size
        if len(piece):
            c.clock.feed(many(np.full(len(piece), 4), piece))
    c.clock.finish()
    runs = c.runs
    assert np.array_equal(all_times(runs), all_times(one_by_one))
    gaps = [run.at[0] for run in runs if run.after_gap]
    assert gaps == [run.at[0] for run in one_by_one if run.after_gap]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0.0, 3.0), min_size=1, max_size=120), st.integers(1, 9))
def test_times_rise_whatever_the_arrivals(silences: list[float], samples: int) -> None:
    runs, _, _ = feed(1.0 + np.cumsum(silences), samples=samples)
    times = all_times(runs)
    assert len(times) == samples * len(silences)
    assert (np.diff(times) > 0.0).all()


@settings(deadline=None, max_examples=100)
@given(
    rate_hz=st.floats(8.0, 400.0),
    samples=st.integers(1, 20),
    off=st.floats(0.98, 1.02),
    late_s=st.floats(0.05, 1.5),
    busy_s=st.floats(0.2, 4.0),
    at_s=st.floats(0.0, 2.0),
    how=st.sampled_from(["late", "more and more", "at once"]),
    seed=st.integers(0, 10**6),
)
@example(10.0, 1, 1.0, 1.0, 0.5, 0.25, "late", 0)
@example(37.6, 9, 0.9889, 1.4, 1.73, 0.12, "more and more", 168)
def test_no_second_lasts_long_however_soon_the_computer_is_busy(
    rate_hz: float, samples: int, off: float, late_s: float, busy_s: float, at_s: float, how: str, seed: int
) -> None:
    """Two late arrivals in the first second once gave an interval of twice the true one."""
    rng = np.random.default_rng(seed)
    samples = min(samples, max(1, int(0.3 * rate_hz)))
    true_hz = off * rate_hz
    ready = START_S + np.arange(1, int(12.0 * true_hz / samples) + 1) * samples / true_hz
    air = np.maximum.accumulate(ready + rng.uniform(0.0, 0.045, len(ready)))
    busy = (air >= air[0] + at_s) & (air < air[0] + at_s + busy_s)
    if how == "late":
        air[busy] += late_s
    elif how == "more and more":
        air[busy] += rng.uniform(0.0, late_s, int(busy.sum()))
    else:
        air[busy] = air[0] + at_s + busy_s
    c = Clocked(rate_hz)
    c.clock.feed(many(np.full(len(air), samples), np.maximum.accumulate(air)))
    c.clock.finish()
    if not any(run.after_gap for run in c.runs):
        second = round(true_hz)
        times = all_times(c.runs)
        lasted_s = (times[second:] - times[:-second]) / (second / true_hz)
        # 0.03 each is that of the tilt and of the gradual change to a better line. Delays that grow steadily look like
        # a slower sensor.
        assert np.abs(lasted_s - 1.0).max() < (0.16 if how == "more and more" else 0.1)


def test_a_time_once_given_does_not_depend_on_what_comes_later() -> None:
    air = arrivals(99.3, 20.0, np.random.default_rng(8))
    whole, _, _ = feed(air)
    given_times = all_times(Clocked().feed(air[:300]))
    assert np.array_equal(given_times, all_times(whole)[: len(given_times)])


def stalled(at: int, lost: int, queued: int = 3) -> tuple[FloatArray, FloatArray]:
    """Arrivals where a stall swallowed notifications but the first few, and the number of each sample."""
    air = arrivals(99.3, 40.0, np.random.default_rng(4), stalls_per_s=0.0)
    end = at + queued + lost
    air[at : at + queued] = air[end] - 0.003 + 0.0005 * np.arange(queued)
    keep = np.ones(len(air), np.bool_)
    keep[at + queued : end] = False
    numbers = np.arange(1.0, 4 * len(air) + 1).reshape(-1, 4)[keep].ravel()
    return air[keep], numbers


@pytest.mark.parametrize("lost", [2, 5, 20, 60])
def test_what_a_stall_swallowed_is_a_gap_of_its_length(lost: int) -> None:
    air, numbers = stalled(400, lost)
    runs, _, notices = feed(air)
    gaps = [run for run in runs if run.after_gap]
    assert len(gaps) == 1
    true = np.flatnonzero(np.diff(numbers) > 1)[0]
    times = all_times(runs)
    found = int(np.searchsorted(times, gaps[0].at[0]))
    assert found in (true + 1, true - 3)  # behind what had waited in the queue, give or take a notification
    assert times[found] - times[found - 1] == pytest.approx((4 * lost + 1) / 99.3, abs=0.015)
    assert np.percentile(late_error_s(runs, numbers, 99.3), 95) < 0.005
    assert [n.kind for n in notices.reported] == ["stall"]


@pytest.mark.parametrize("stall_s", [0.2, 0.5, 1.5])
def test_a_stall_that_swallowed_nothing_is_no_gap(stall_s: float) -> None:
    air = arrivals(99.3, 40.0, np.random.default_rng(4), stalls_per_s=0.0)
    late = int(stall_s * 99.3 / 4)
    end = air[400 + late]
    air[400 : 400 + late] = end - 0.001 + 0.00001 * np.arange(late)
    runs, _, notices = feed(air)
    assert not any(run.after_gap for run in runs)
    assert notices.reported == ()
    assert np.percentile(late_error_s(runs, np.arange(1.0, 4 * len(air) + 1), 99.3), 95) < 0.005


def test_stalls_that_turn_out_to_be_mere_delay_are_not_taken_for_gaps_again() -> None:
    """A link that holds everything up by 0.12 s for a while, and catches up later, again and again."""
    n = 1400
    ready = START_S + 4 * np.arange(1, n + 1) / 99.3
    held_up = (np.arange(n) % 36 >= 9) * 0.12
    air = np.maximum.accumulate(ready + held_up) + 1e-6 * np.arange(n)
    runs, clock, _ = feed(air)
    assert sum(run.after_gap for run in runs) <= 2
    assert np.percentile(late_error_s(runs, np.arange(1.0, 4 * n + 1), 99.3), 95) < 0.005
    assert 1.0 / clock.period_s == pytest.approx(99.3, rel=1e-3)


def test_a_lost_link_is_a_gap_and_the_rate_stays_known() -> None:
    air = arrivals(99.3, 60.0, np.random.default_rng(2))
    c = Clocked()
    c.feed(air[:700])
    c.clock.link_lost()
    before, rate_hz = list(c.runs), 1.0 / c.clock.period_s
    after = c.feed(air[1000:])[len(before) :]
    assert after[0].after_gap
    assert not any(run.after_gap for run in (*before, *after[1:]))
    assert after[0].at[0] - before[-1].at[-1] == pytest.approx(air[1000] - air[699], abs=0.08)
    assert rate_hz == pytest.approx(99.3, rel=1e-3)
    assert 1.0 / c.clock.period_s == pytest.approx(99.3, rel=1e-3)
    assert (np.diff(all_times(before + after)) > 0.0).all()


def test_a_rate_that_drifts_is_followed() -> None:
    n = 15_000  # ten minutes, in which the sensor warms up and gets 0.2 % slower
    period = 0.04 * (1.0 + 0.002 * np.arange(n) / n)
    ready = START_S + np.cumsum(period)
    rng = np.random.default_rng(0)
    air = np.maximum.accumulate(ready + rng.uniform(0.0, 0.03, n))
    runs, _, _ = feed(air)
    last_of_each = all_times(runs)[3::4]
    error = (last_of_each - ready)[250:]
    assert np.abs(error - np.median(error)).max() < 0.005
