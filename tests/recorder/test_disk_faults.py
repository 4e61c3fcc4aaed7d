"""A full disk and a killed program, for real: in a process of its own."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

import sensortrack
from sensortrack.devices import CaptureHeader, Notification, read_capture
from sensortrack.files import read, read_sidecar
from sensortrack.recorder import CaptureRecorder, Recorder, append
from sensortrack.records import Description

from .blocks import block

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and signals of Linux")

ROOT = Path(sensortrack.__file__).parents[1]

WRITER = """
import sys, time
from pathlib import Path
import numpy as np
from sensortrack.records import Block, Description
from sensortrack.recorder import CaptureRecorder, Recorder
from sensortrack.errors import FileIOError
from sensortrack.devices import CaptureHeader, Notification

def block(k):
    t = (4 * k + np.arange(4)) / 100
    return Block(t, np.ones((4, 3)), np.ones((4, 3)), t, after_gap=k > 0 and k % 50 == 0)

"""


def script(body: str) -> list[str]:
    return [sys.executable, "-c", WRITER + textwrap.dedent(body)]


FILL = """
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_001, 20_001))
    record = Recorder(Path(sys.argv[1]), Description(rate_hz=100.0))
    written = 0
    try:
        for k in range(10_000):
            record(block(k))
            written += 4
            time.sleep(0.001)
    except FileIOError as error:
        print(written, error)
    try:
        record(block(k + 1))
    except FileIOError:
        print("told again")
    try:
        record.close()
    except FileIOError:
        pass
"""


def test_a_full_disk_is_told_at_once_and_what_was_written_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    done = subprocess.run([*script(FILL), str(path)], check=True, capture_output=True, text=True, cwd=ROOT)
    first, again = done.stdout.splitlines()
    written, message = first.split(" ", 1)
    assert "a.csv: writing failed: File too large" in message
    assert "What was written until now is kept" in message
    assert again == "told again"
    recording = read(path)
    back = recording.to_frame()["time_s"].to_numpy()
    # Half a second is written at once, so that as much was taken when it was reported.
    assert 200 < len(back) <= int(written)
    np.testing.assert_allclose(back, np.arange(len(back)) / 100.0, atol=1e-6)
    assert not recording.messages
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["a.csv", "a.json"]


FULL = """
    where = Path(sys.argv[1])
    record = Recorder(where / "a.csv", Description(rate_hz=100.0))
    capture = CaptureRecorder(where / "a.capture.jsonl", lambda: CaptureHeader("p", None, None, None, None))
    written, faults = 0, 0
    for k in range(100_000):
        try:
            record(block(k))
            written += 4
            time.sleep(0.002)
            capture(Notification(k / 25, "c", b"x" * 80))
        except FileIOError as error:
            assert "No space left" in str(error), error
            break
    else:
        raise SystemExit("never full")
    for closing in (record, capture):
        try:
            closing.close()
        except FileIOError:
            pass
    from sensortrack.files import read
    recording = read(where / "a.csv")
    back = recording.to_frame()["time_s"].to_numpy()
    assert 100 < len(back) <= written
    np.testing.assert_allclose(back, np.arange(len(back)) / 100.0, atol=1e-6)
    assert not recording.messages
    print("whole")
"""


def test_a_file_system_without_room_leaves_whole_files(tmp_path: Path) -> None:
    if shutil.which("unshare") is None:
        pytest.skip("no unshare")
    mount = f'mount -t tmpfs -o size=256k tmpfs {tmp_path} && exec "$@"'
    command = ["unshare", "-rm", "sh", "-c", mount, "sh", *script(FULL), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"no small file system to be had: {done.stderr.strip()}")
    assert done.stdout.strip() == "whole", done.stderr


RUN = """
    record = Recorder(Path(sys.argv[1]), Description(rate_hz=100.0, loss="detected"))
    capture = CaptureRecorder(Path(sys.argv[2]), lambda: CaptureHeader("p", None, None, None, None))
    start = time.monotonic()
    k = 0
    while True:
        while time.monotonic() - start > 0.04 * k:
            capture(Notification(k / 25, "c", b"x" * 80))
            record(block(k))
            if k % 30 == 0:
                record.mark(k / 25, f"mark {k}")
            k += 1
            sys.stdout.write(f"{4 * k}\\n")
            sys.stdout.flush()
        time.sleep(0.002)
"""


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_program_leaves_a_recording_that_opens(tmp_path: Path, seed: int) -> None:
    path, raw = tmp_path / "a.csv", tmp_path / "a.capture.jsonl"
    with subprocess.Popen(
        [*script(RUN), str(path), str(raw)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(random.Random(seed).uniform(0.0, 2.0))
        process.kill()
        out, err = process.communicate()
    assert err == ""
    counted = [int(line) for line in out.split("\n")[:-1] if line]
    recording = read(path)
    back = len(recording.to_frame())
    # The promise is a second of samples; the first one is there at once.
    assert back >= max((counted[-1] if counted else 0) - 100, 4)
    assert recording.description == read_sidecar(path.with_suffix(".json"), [])
    assert recording.description.rate_hz == 100.0
    # And of the capture: 25 notifications. Killed before its first second, it has no header yet.
    if raw.stat().st_size or counted[-1] > 100:
        assert len(list(read_capture(raw))) >= counted[-1] // 4 - 25


def test_what_was_taken_is_on_the_disk_within_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sync is watched, and done: nothing that was taken waits for one longer than a second."""
    synced: list[tuple[int, str, int]] = []
    k, at_least_s = 0, 0.04

    def watched(fd: int) -> None:
        size, began = os.fstat(fd).st_size, k
        os.fsync(fd)
        synced.append((began, Path(f"/proc/self/fd/{fd}").readlink().name, size))

    monkeypatch.setattr(append, "_sync", watched)
    lengths: dict[str, list[int]] = {"a.csv": [], "a.capture.jsonl": []}
    with (
        Recorder(tmp_path / "a.csv", Description(rate_hz=100.0)) as record,
        CaptureRecorder(tmp_path / "a.capture.jsonl", lambda: CaptureHeader("p")) as capture,
    ):
        for k in range(60):
            record(block(0.04 * k, 4))
            capture(Notification(0.04 * k, "c", b"x"))
            for name in lengths:
                lengths[name].append((tmp_path / name).stat().st_size)
            time.sleep(at_least_s)
    # The second is counted in what was taken: a machine that halts takes nothing either.
    for name, sizes in lengths.items():
        mine = [(at, size) for at, file, size in synced if file == name]
        for taken, before in enumerate(sizes):
            assert any(at <= taken + 1.0 / at_least_s and size > before for at, size in mine), (name, taken)


def test_no_write_waits_for_a_disk_that_takes_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two seconds for each sync, as under heavy load: what a killed program would lose is still less than a second."""
    monkeypatch.setattr(append, "_sync", lambda fd: time.sleep(2.0))
    path, raw = tmp_path / "a.csv", tmp_path / "a.capture.jsonl"
    rows: list[tuple[int, int]] = []
    with (
        Recorder(path, Description(rate_hz=100.0)) as record,
        CaptureRecorder(raw, lambda: CaptureHeader("p")) as capture,
    ):
        for k in range(75):
            record(block(0.04 * k, 4))
            capture(Notification(0.04 * k, "c", b"x"))
            rows.append((path.read_bytes().count(b"\n") - 1, raw.read_bytes().count(b"\n") - 1))
            time.sleep(0.04)
    for k, (samples, messages) in enumerate(rows):
        assert samples >= 4 * (k + 1) - 100
        assert messages >= k + 1 - 25


def test_a_slow_disk_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second for each write: who records and who marks goes on meanwhile, and nothing is lost."""
    quick = os.write
    writing_s: list[float] = []

    def slow(fd: int, data: bytes) -> int:
        began = time.monotonic()
        time.sleep(0.5)
        writing_s.append(time.monotonic() - began)
        return quick(fd, data)

    path, held_up_s = tmp_path / "a.csv", 0.0
    with Recorder(path, Description(rate_hz=100.0)) as record:
        record(block(0.0, 4))  # the first one is written at once
        monkeypatch.setattr(os, "write", slow)
        for k in range(1, 60):
            began = time.monotonic()
            record(block(0.04 * k, 4))
            record.mark(0.04 * k, f"mark {k}")
            held_up_s += time.monotonic() - began
            time.sleep(0.03)
        monkeypatch.undo()
    assert held_up_s < 0.5 * sum(writing_s)
    back = read(path)
    assert len(back.to_frame()) == record.samples == 240
    marks = [text for b in back.blocks for _, text in b.markers]
    assert marks == [f"mark {k}" for k in range(1, 60)]
