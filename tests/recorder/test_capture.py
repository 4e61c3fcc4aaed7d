from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from sensortrack.devices import CaptureHeader, LinkLost, LinkUp, Notification
from sensortrack.errors import CannotCreateError
from sensortrack.files import read
from sensortrack.recorder import CaptureRecorder, Recorder, RecordingSink
from sensortrack.records import Description

from .blocks import block, within_a_second


def header() -> CaptureHeader:
    return CaptureHeader("p", None, None, "2026-01-01T00:00:00+00:00", None)


CHAR = "0000ffe4-0000-1000-8000-00805f9a34fb"


def test_a_capture_is_a_header_and_a_line_for_each_message(tmp_path: Path) -> None:
    path = tmp_path / "a.capture.jsonl"
    with CaptureRecorder(path, header) as capture:
        assert path.read_text() == "", "the sensor isn't known yet"
        capture(Notification(0.0, CHAR, b"\x55\x61"))
        capture(Notification(0.0421234, "a/b", b""))
        capture(LinkLost(1.5))
        capture(LinkUp(2.5, {}))
        assert capture.count == 4
        within_a_second(lambda: len(path.read_text().splitlines()) == 5)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert (lines[0]["schema"], lines[0]["profile"]) == ("sensortrack.capture/1", "p")
    assert lines[1] == {"t": 0.0, "char": CHAR, "hex": "5561"}
    assert lines[2] == {"t": pytest.approx(0.042123, abs=1e-6), "char": "a/b", "hex": ""}
    assert [line.get("event") for line in lines] == [None, None, None, "link_lost", "link_up"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_sink_sorts_what_a_source_tells(tmp_path: Path) -> None:
    with (
        Recorder(tmp_path / "a.csv", Description(rate_hz=100.0)) as recording,
        CaptureRecorder(tmp_path / "a.capture.jsonl", header) as capture,
    ):
        known = Description(rate_hz=100.0, device={"sensor": "WT1"})
        sink = RecordingSink(recording, capture, lambda: known)
        for item in (LinkUp(0.0), Notification(0.1, CHAR, b"a"), block(0.0, 5), "an event", LinkLost(0.2)):
            sink(item)
        RecordingSink(recording)(Notification(0.1, CHAR, b"a"))
        assert (recording.samples, capture.count) == (5, 3)
    assert read(tmp_path / "a.csv").description == known


def test_a_capture_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.capture.jsonl"
    path.write_text("mine")
    with pytest.raises(CannotCreateError, match="nothing is overwritten"):
        CaptureRecorder(path, header)
    assert path.read_text() == "mine"


def test_the_name_of_a_capture_tells_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(CannotCreateError, match=r"\.capture\.jsonl"):
        CaptureRecorder(tmp_path / "a.jsonl", header)
