"""The rate, and the gaps."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sensortrack.files import open_recording, read
from sensortrack.records import FloatArray, Recording

Make = Callable[..., Path]


def recording(make: Make, time_s: FloatArray, **sidecar: object) -> Recording:
    text = "time_s,acc_x,acc_y,acc_z\n" + "".join(f"{t:.6f},1,2,3\n" for t in time_s)
    known = {"schema": "sensortrack.recording/1", "frame": "sensor", **sidecar} if sidecar else None
    return read(make(text, known))


def gap_times(recording: Recording) -> list[float]:
    return [float(block.time_s[0]) for block in recording.blocks if block.after_gap]


@pytest.mark.parametrize("rate_hz", [5.0, 25.0, 104.0, 128.0, 285.7])
def test_the_rate_is_told_from_the_time_stamps(make: Make, rate_hz: float) -> None:
    assert recording(make, np.arange(3000) / rate_hz).rate_hz == pytest.approx(rate_hz, rel=1e-5)


def test_rounded_time_stamps_give_the_exact_rate(make: Make) -> None:
    found = recording(make, np.round(np.arange(3000) / 30.0 / 0.02) * 0.02)
    assert found.rate_hz == pytest.approx(30.0, rel=1e-3)
    assert gap_times(found) == []


def test_gaps_do_not_change_the_rate(make: Make) -> None:
    time_s = np.arange(3000) / 100.0
    found = recording(make, np.delete(time_s, [*range(100, 103), 700, *range(1000, 1400)]))
    assert found.rate_hz == pytest.approx(100.0, rel=1e-6)
    assert gap_times(found) == [1.03, 7.01, 14.0]


def test_jitter_is_no_gap_but_half_a_second_always_is(make: Make) -> None:
    rng = np.random.default_rng(1)
    time_s = np.arange(2000) / 50.0 + rng.uniform(0.0, 0.0199, 2000)
    assert gap_times(recording(make, time_s)) == []
    burst = np.sort(np.concatenate([np.arange(0, 100, 0.4), np.arange(0.001, 100, 0.4)]))
    burst = burst[(burst < 40.0) | (burst > 40.5)]
    assert gap_times(recording(make, burst)) == [pytest.approx(40.8)]


def test_a_rate_below_two_per_second_is_not_all_gaps(make: Make) -> None:
    assert gap_times(recording(make, np.arange(20.0))) == []


def test_a_time_that_leaps_is_a_gap_not_an_error(make: Make) -> None:
    assert gap_times(recording(make, np.append(np.arange(50) / 100.0, 86400.0))) == [86400.0]


def test_declared_gaps_are_kept_even_where_the_times_hide_them(make: Make) -> None:
    gaps = [{"start_s": 0.1, "end_s": 0.2}, {"start_s": 0.3, "end_s": 0.3000004}, {"start_s": -1, "end_s": 0}]
    found = recording(make, np.arange(50) / 100.0, gaps=gaps)
    assert gap_times(found) == [0.2, 0.3]
    assert [gap.end_s for gap in found.description.gaps] == [0.2, 0.3000004, 0.0]


def test_a_gap_between_two_pieces_of_a_stream_is_found_once(make: Make) -> None:
    whole = recording(make, np.delete(np.arange(900) / 100.0, range(300, 350)), gaps=[])
    assert whole.path is not None
    for chunk_bytes in (60, 997, 1000, 1003, 5000):
        assert gap_times(open_recording(whole.path, chunk_bytes=chunk_bytes)) == [3.5]


def test_rates_that_differ_are_said_and_the_time_stamps_believed(make: Make) -> None:
    found = recording(make, np.arange(50) / 100.0, rate_hz=50)
    assert found.rate_hz == pytest.approx(100.0)
    assert found.description.rate_hz == 50.0
    assert found.messages == [
        "the time stamps tell 100 Hz, the JSON beside it says 50 Hz; the time stamps are believed"
    ]
    assert recording(make, np.arange(50) / 100.0, rate_hz=98).messages == [
        "the time stamps tell 100 Hz, the JSON beside it says 98 Hz; the declared rate is taken, as a sensor's may be"
        " off so much"
    ]
    assert recording(make, np.arange(50) / 100.0, rate_hz=99.7).messages == []
