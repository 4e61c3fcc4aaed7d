"""kill -9 of `record` at random moments: recording, description and capture open, and lose the last second at most."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sensortrack.devices import read_capture
from sensortrack.files import read, read_sidecar
from sensortrack.private_files import clear_parts

HOW_MANY = 50
LOST_AT_MOST_S = 1.0
pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 and fork as on POSIX")


def check_killed(folder: Path, at: float) -> float:
    """A recording that was killed at `at` is whole; how long before it the last sample that it has was taken, in s."""
    path = folder / "a.csv"
    # Killed between two calls of the system it may leave a description half put in place, until the next one begins.
    for part in folder.glob(".a.json.*.part"):
        os.utime(part, (1.0, 1.0))
    clear_parts(folder)
    names = {p.name for p in folder.iterdir()}
    assert names <= {"log", "a.csv", "a.json", "a.capture.jsonl"}, names
    lines = (folder / "log").read_text().splitlines() if "log" in names else []
    taken = [(float(p[0]), int(p[1])) for p in (line.split() for line in lines) if len(p) == 2]
    taken = [(t_s, n) for t_s, n in taken if n]
    if not taken:
        return 0.0
    present = len(read(path).to_frame()) if path.read_text().strip() else 0
    lost_s, count = 0.0, 0
    for t_s, n in taken:
        count += n
        if count > present:
            lost_s = at - t_s
            break
    assert lost_s <= LOST_AT_MOST_S, f"{lost_s:.3f} s lost"
    assert present <= count + 60  # a block may be on its way to the log
    assert read_sidecar(path.with_suffix(".json"), []).rate_hz == 60.0
    raw = path.with_suffix(".capture.jsonl")
    if raw.stat().st_size:
        read_capture(raw)
    return lost_s


def test_a_killed_record_loses_the_last_second_at_most(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.recorder.killed_driver", str(tmp_path), str(HOW_MANY), "5"]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2], timeout=120)
    killed = json.loads((tmp_path / "killed.json").read_text())
    for number, at in killed.items():
        check_killed(tmp_path / number, at)
    begun = [
        n for n in killed if (tmp_path / n / "a.csv").exists() and (tmp_path / n / "a.csv").stat().st_size
    ]
    assert len(begun) > HOW_MANY // 3
