"""A file that only grows holds whole lines, whatever the disk does; each call after a fault names it."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.devices import CaptureHeader, Notification, read_capture
from sensortrack.errors import CannotCreateError, FileIOError
from sensortrack.files import read
from sensortrack.recorder import CaptureRecorder, Recorder, append
from sensortrack.recorder.append import AppendFile
from sensortrack.records import Description

from .blocks import block


class SmallDisk:
    """A disk with room for so many bytes in all, which takes at most `at_once` of them by one call."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int, at_once: int = 1 << 20) -> None:
        self.room, self.at_once, self._write = room, at_once, os.write
        monkeypatch.setattr(os, "write", self.write)

    def write(self, fd: int, data: bytes) -> int:
        where = os.lseek(fd, 0, os.SEEK_CUR)
        taken = min(len(data), self.at_once, self.room - where)
        if taken <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self._write(fd, data[:taken])


LINES = st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b" ") + b"\n"), min_size=1)


@given(pieces=st.lists(LINES, min_size=1, max_size=6), room=st.integers(0, 200), at_once=st.integers(1, 30))
def test_of_what_does_not_fit_the_first_whole_lines_are_kept_and_nothing_follows(
    pieces: list[list[bytes]], room: int, at_once: int
) -> None:
    all_lines = [line for piece in pieces for line in piece]
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        SmallDisk(patch, room, at_once)
        file = AppendFile(Path(folder, "a"))
        for piece in pieces:
            with contextlib.suppress(FileIOError):
                file.append(b"".join(piece))
        file.close()
        whole = Path(folder, "a").read_bytes()
    fits = 0
    while fits < len(all_lines) and sum(map(len, all_lines[: fits + 1])) <= room:
        fits += 1
    assert whole == b"".join(all_lines[:fits])
    assert file.size == len(whole)
    assert (file.failed is not None) == (fits < len(all_lines))
    if file.failed is not None:
        assert "No space left" in str(file.failed)
        with pytest.raises(FileIOError, match="No space left"):
            file.append(b"")


@given(st.integers(0, 12), st.integers(1, 12))
def test_an_end_that_can_not_be_replaced_stays(room_more: int, at_once: int) -> None:
    first, old, new = b"one\n", b"two,\n", b"two,STOP\n"
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        file = AppendFile(Path(folder, "a"))
        file.append(first + old)
        SmallDisk(patch, len(first + old) + room_more, at_once)
        fits = room_more >= len(new) - len(old)
        if fits:
            file.replace_end(old, new)
        else:
            with pytest.raises(FileIOError, match="No space left"):
                file.replace_end(old, new)
        file.close()
        assert Path(folder, "a").read_bytes() == first + (new if fits else old)


def test_a_disk_that_fails_to_keep_is_named_and_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(fd: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    synced: list[int] = []
    file = AppendFile(tmp_path / "a")
    file.sync()  # nothing was written
    file.append(b"one\n")
    monkeypatch.setattr(append, "_sync", broken)
    with pytest.raises(FileIOError, match=r"a: the disk failed: .*Check the disk"):
        file.sync()
    monkeypatch.setattr(append, "_sync", synced.append)
    file.sync()
    file.sync()  # what is on the disk isn't brought there again
    assert len(synced) == 1
    file.close()
    file.close()
    file.sync()
    assert len(synced) == 1


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotCreateError, match="No such file"):
        AppendFile(tmp_path / "none" / "a")


def test_a_capture_that_can_not_be_written_any_more_says_so_at_the_next_message_and_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.capture.jsonl"
    disk = SmallDisk(monkeypatch, 1 << 20)
    capture = CaptureRecorder(path, lambda: CaptureHeader("p"))
    capture(Notification(0.0, "c", b"x"))
    while path.stat().st_size == 0:
        time.sleep(0.01)
    disk.room = path.stat().st_size
    with pytest.raises(FileIOError, match="No space left"):
        until_told(lambda: capture(Notification(0.1, "c", b"y")))
    with pytest.raises(FileIOError, match="No space left"):
        capture.close()
    capture.close()
    assert [m.data for m in read_capture(path) if isinstance(m, Notification)] == [b"x"]


def test_whoever_marks_in_a_recording_that_can_not_be_written_any_more_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Recorder(tmp_path / "a.csv", Description(rate_hz=100.0))
    record(block(0.0, 10))
    SmallDisk(monkeypatch, (tmp_path / "a.csv").stat().st_size)
    record(block(0.1, 10))
    with pytest.raises(FileIOError, match="No space left"):
        until_told(lambda: record.mark(0.15, "STOP"))
    with pytest.raises(FileIOError, match="No space left"):
        record.close()
    monkeypatch.undo()
    assert len(read(tmp_path / "a.csv").to_frame()) == 10


def until_told(call: Callable[[], object]) -> None:
    """Call it until it raises."""
    while True:
        call()
        time.sleep(0.01)
