"""Accelerometer and gyroscope in streams of their own: paired by time, never beyond what was measured."""

import numpy as np
import pytest

from sensortrack.devices import Notification, Pipeline, encode, load_profile
from sensortrack.devices.clock.notices import Notices
from sensortrack.devices.clock.pairing import Pairer
from sensortrack.devices.clock.timed_samples import TimedSamples
from sensortrack.devices.messages import Message
from sensortrack.records import Block


def acc(at: list[float], after_gap: bool = False) -> TimedSamples:
    times = 0.1 * np.array(at)
    return TimedSamples(times, ("accel",), np.column_stack([times] * 3), times + 0.1, after_gap)


def gyr(at: list[float], after_gap: bool = False) -> TimedSamples:
    times = 0.1 * np.array(at)
    return TimedSamples(times, ("gyro",), np.column_stack([10.0 * times] * 3), times + 0.1, after_gap)


def tenths(run: TimedSamples) -> list[float]:
    return [round(10.0 * t, 6) for t in run.at.tolist()]


def feed(*runs: TimedSamples) -> tuple[list[TimedSamples], Notices]:
    notices = Notices()
    pairer = Pairer(1.0, notices)
    return [paired for run in runs for paired in pairer.feed(run)], notices


def test_rates_are_interpolated_between_readings_and_nowhere_else() -> None:
    runs, _ = feed(acc([0.0, 1.0, 1.5, 2.0, 2.5]), gyr([1.0, 2.0]), gyr([2.4]))
    assert [tenths(run) for run in runs] == [[1.0, 1.5, 2.0]]
    assert runs[0].values[:, 3] == pytest.approx([1.0, 1.5, 2.0])
    assert not runs[0].after_gap
    runs, _ = feed(acc([2.5]), gyr([1.0, 2.0, 2.4]))
    assert runs == []  # it waits


def test_nothing_is_interpolated_across_a_gap() -> None:
    runs, _ = feed(acc([1.0, 1.5, 2.0, 2.5, 3.0]), gyr([1.0, 1.6]), gyr([2.4, 3.0], after_gap=True))
    assert [tenths(run) for run in runs] == [[1.0, 1.5], [2.5, 3.0]]
    assert [run.after_gap for run in runs] == [False, True]


def test_a_gap_of_the_accelerometer_stays_one() -> None:
    runs, _ = feed(gyr([0.0, 2.0, 4.0, 6.0]), acc([1.0, 2.0]), acc([5.0, 6.0], after_gap=True))
    assert [run.after_gap for run in runs] == [False, True]


def test_accelerometer_readings_that_wait_in_vain_are_left_out_and_told() -> None:
    runs, notices = feed(
        gyr([0.0, 1.0]), acc([0.5]), *(acc([float(t)]) for t in range(1, 60)), gyr([59.0, 60.0])
    )
    assert [n.kind for n in notices.reported] == ["no_gyroscope_data"]
    assert tenths(runs[0]) == [0.5]
    assert [tenths(runs[-1])] == [[59.0]]
    assert runs[-1].after_gap


def polar(lost_gyr: range = range(0)) -> list[Message]:
    """Frames of 18 samples at 52 Hz, by hand: reference and one block of deltas of 0, the rates half a frame later."""
    messages: list[Message] = []
    for k in range(60):
        for type_, offset, value in ((2, 0.0, 4096), (5, 0.17, 100)):
            if type_ == 5 and k in lost_gyr:
                continue
            t = 1000.0 + k * 18 / 52 + offset
            body = value.to_bytes(2, "little") * 3 + bytes([1, 17]) + bytes(-(-17 * 3 // 8))
            data = bytes([type_]) + round(t * 1e9).to_bytes(8, "little") + b"\x80" + body
            messages.append(Notification(t - 990.0 + 0.02, "fb005c82-02e7-f387-1cad-8acd2d8df0c8", data))
    return sorted(messages, key=lambda m: m.t_s)


def blocks_of(messages: list[Message]) -> tuple[list[Block], Pipeline]:
    profile = load_profile("polar_verity")
    pipeline = Pipeline(profile, profile.settings())
    blocks = [b for m in messages for b in pipeline.feed(m)]
    return blocks + pipeline.finish(), pipeline


def test_two_streams_of_one_clock_become_one() -> None:
    blocks, pipeline = blocks_of(polar())
    assert all(b.gyr is not None for b in blocks)
    total = sum(len(b) for b in blocks)
    assert total > 57 * 18
    assert not any(b.after_gap for b in blocks)
    times = np.concatenate([b.time_s for b in blocks])
    assert np.diff(times) == pytest.approx(1 / 52, rel=0.02)
    assert blocks[3].acc[0] == pytest.approx([4096 * 0.000244 * 9.80665] * 3, rel=1e-6)
    assert blocks[3].gyr is not None
    assert blocks[3].gyr[0] == pytest.approx([100.0] * 3)
    assert pipeline.state.loss == "detected"


def test_rates_that_are_lost_leave_a_gap_in_both() -> None:
    blocks, pipeline = blocks_of(polar(range(20, 23)))
    assert sum(b.after_gap for b in blocks) == 1
    (gap,) = pipeline.state.gaps
    assert gap.end_s - gap.start_s == pytest.approx(3 * 18 / 52, abs=0.05)


def test_two_streams_without_a_clock_are_paired_by_their_times() -> None:
    profile = load_profile("adafruit_bluefruit")
    n = 1000
    t = np.arange(n) / 50.0
    turning = np.column_stack([100.0 * np.sin(t)] * 3)
    sent = encode(profile, np.column_stack([t] * 3), turning)
    pipeline = Pipeline(profile, profile.settings())
    blocks: list[Block] = []
    for i, (char, data) in enumerate(sent):
        late = 0.03 if i % 6 < 4 else 0.0
        blocks += pipeline.feed(Notification(5.0 + (i // 2) / 50.0 + late + 0.001 * (i % 2), char, data))
    blocks += pipeline.finish()
    own = np.concatenate([b.acc[:, 0] for b in blocks])  # when each was taken
    rates = np.concatenate([b.gyr[:, 0] for b in blocks if b.gyr is not None])
    assert len(rates) > n - 10
    assert np.abs(rates - 100.0 * np.sin(own))[300:].max() < 4.0
    assert pipeline.state.loss == "not_detectable"
