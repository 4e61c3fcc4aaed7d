"""The clock of a logger: set back, set late, never set, in whole seconds; the records themselves tell the rate."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensortrack.devices import decode_capture, decode_file, encode, load_profile, read_capture
from sensortrack.devices.clock.file_stamps import file_stamps
from sensortrack.devices.decode.readings import Readings
from sensortrack.errors import RecordingError
from sensortrack.records import FloatArray, Recording

PROFILE = load_profile("witmotion_sd")
MORNING_MS = 835_454_461_000
"""2026-06-22 14:41:01 in ms since 2000."""


def decoded(folder: Path, clock_s: FloatArray, unset: slice = slice(0, 0), unset_byte: int = 0) -> Recording:
    rng = np.random.default_rng(1)
    n = len(clock_s)
    ticks = [MORNING_MS + round(1000.0 * t) for t in clock_s.tolist()]
    records = [
        data for _, data in encode(PROFILE, rng.normal(0, 4, (n, 3)), rng.normal(0, 30, (n, 3)), ticks)
    ]
    for i in range(n)[unset]:
        records[i] = records[i][:20] + bytes([unset_byte]) * 8
    path = folder / f"{rng.integers(1 << 60)}{abs(hash(clock_s.tobytes()))}.bin"
    path.write_bytes(b"".join(records))
    return decode_file(path, PROFILE)


def times(recording: Recording) -> FloatArray:
    return np.concatenate([b.time_s for b in recording.blocks])


@settings(max_examples=30)
@given(
    rate_hz=st.sampled_from([10, 20, 50, 100, 200]), at=st.integers(50, 900), by_s=st.floats(-7200.0, -0.25)
)
def test_a_clock_that_is_set_back_is_one_notice_and_the_rate_stays(
    tmp_path_factory: pytest.TempPathFactory, rate_hz: int, at: int, by_s: float
) -> None:
    clock = np.arange(1000) / rate_hz
    clock[at:] += min(by_s, -10.0 / rate_hz)
    recording = decoded(tmp_path_factory.mktemp("sd"), clock)
    found = times(recording)
    assert found == pytest.approx(np.arange(1000) / rate_hz, abs=0.003)
    assert recording.rate_hz == pytest.approx(rate_hz, rel=1e-3)
    assert len(recording.messages) == 1
    assert "set back" in recording.messages[0]


@pytest.mark.parametrize("unset_byte", [0, 255])
@pytest.mark.parametrize("unset", [slice(0, 300), slice(300, 500), slice(800, 1000)])
def test_records_whose_date_was_not_set_are_counted_and_that_is_said(
    tmp_path: Path, unset: slice, unset_byte: int
) -> None:
    recording = decoded(tmp_path, np.arange(1000) / 50.0, unset, unset_byte)
    found = times(recording)
    assert np.diff(found) == pytest.approx(0.02, abs=0.0011)
    assert len(found) == 1000
    (message,) = recording.messages
    assert f"({unset.stop - unset.start})" in message


def test_a_file_without_any_time_is_refused_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="clock was never set"):
        decoded(tmp_path, np.arange(200) / 50.0, slice(0, 200))


def test_a_clock_of_whole_seconds_is_spread_evenly(tmp_path: Path) -> None:
    recording = decoded(tmp_path, np.floor(0.4 + np.arange(1000) / 50.0))
    assert np.diff(times(recording)) == pytest.approx(0.02, abs=0.0011)
    assert recording.rate_hz == pytest.approx(50.0, rel=0.01)
    assert recording.messages == []


@pytest.mark.parametrize("name", ["sd_DST_back_by_1_h", "sd_date_does_not_roll_at_midnight"])
def test_the_field_s_files_run_on_through_the_jump(data: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(
        gzip.decompress((data / "field" / "18_sd_clock_goes_back" / f"{name}.bin.gz").read_bytes())
    )
    recording = decode_file(path, PROFILE)
    found = times(recording)
    assert len(found) == 4571
    assert found[-1] == pytest.approx(91.4, abs=0.03)
    assert recording.rate_hz == pytest.approx(50.0, rel=1e-3)
    assert len(recording.messages) == 1


def test_the_field_s_stale_notifications_are_left_out(data: Path, tmp_path: Path) -> None:
    packed = data / "field" / "07_stale_data_after_reconnect" / "stale_movella_dot.capture.jsonl.gz"
    path = tmp_path / "a.capture.jsonl"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    recording = decode_capture(read_capture(path))
    (gap,) = recording.description.gaps
    assert gap.start_s == pytest.approx(40.0, abs=0.05)
    assert gap.end_s == pytest.approx(42.2, abs=0.05)
    assert any("came again" in m and "72" in m for m in recording.messages)


def test_stamps_of_which_no_two_paces_agree_tell_the_middle_one() -> None:
    ticks = np.array([0, 10, 40, 140, 540], np.int64)
    readings = Readings(0, ("accel",), np.arange(15.0).reshape(5, 3), ticks, frame_samples=1, arrival_s=0.0)
    found = file_stamps(readings, 0.001)
    assert found is not None
    assert found.interval_s == 0.1
