from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from sensortrack.errors import CannotCreateError
from sensortrack.recorder import CaptureRecorder

HEADER = {"schema": "sensortrack.capture/1", "profile": "p", "start_utc": "2026-01-01T00:00:00+00:00"}
CHAR = "0000ffe4-0000-1000-8000-00805f9a34fb"


def test_a_capture_is_a_header_and_a_line_for_each_notification(tmp_path: Path) -> None:
    path = tmp_path / "a.capture.jsonl"
    with CaptureRecorder(path, HEADER) as capture:
        capture.write(0.0, CHAR, b"\x55\x61")
        capture.write(0.0421234, "a/b", b"")
        # It is on its way to the disk before the file is closed.
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        assert capture.count == 2
    assert lines == [
        HEADER,
        {"t": 0.0, "char": CHAR, "hex": "5561"},
        {"t": 0.042123, "char": "a/b", "hex": ""},
    ]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_capture_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.capture.jsonl"
    path.write_text("mine")
    with pytest.raises(CannotCreateError, match="nothing is overwritten"):
        CaptureRecorder(path, HEADER)
    assert path.read_text() == "mine"


def test_the_name_of_a_capture_tells_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(CannotCreateError, match=r"\.capture\.jsonl"):
        CaptureRecorder(tmp_path / "a.jsonl", HEADER)
