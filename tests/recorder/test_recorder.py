from __future__ import annotations

import json
import shutil
import stat
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sensortrack.errors import CannotCreateError, FileIOError, RecordingError
from sensortrack.files import read
from sensortrack.recorder import Recorder
from sensortrack.records import Block, Description, Gap

from .blocks import block, within_a_second

WAIT_S = 60.0
"""What is waited for takes less than a second, unless the machine does much else; a wait ends as it comes."""
LIVE = Description(rate_hz=100.0, loss="detected", placement="lower back")


def test_what_was_recorded_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with Recorder(path, LIVE) as record:
        for part in block(0.0, 250).chunks(4):
            record(part)
        assert record.samples == 250
    back = read(path)
    whole = back.to_frame().to_numpy()
    sent = block(0.0, 250)
    np.testing.assert_allclose(whole[:, 0], sent.time_s, atol=1e-6)
    np.testing.assert_allclose(whole[:, 1:4], sent.acc, atol=1e-6)
    assert back.description == LIVE
    assert not back.messages


def test_both_files_are_there_before_the_first_sample_and_for_their_owner_only(tmp_path: Path) -> None:
    with Recorder(tmp_path / "a.csv", LIVE):
        for name in ("a.csv", "a.json"):
            assert (tmp_path / name).exists()
            if sys.platform != "win32":
                assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        assert json.loads((tmp_path / "a.json").read_text())["rate_hz"] == 100.0


@pytest.mark.parametrize("there", ["a.csv", "a.json"])
def test_nothing_is_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(CannotCreateError, match="nothing is overwritten"):
        Recorder(tmp_path / "a.csv", LIVE)
    assert [p.name for p in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "mine"


@pytest.mark.parametrize("name", ["a.csv.gz", "a.txt", "a"])
def test_a_live_recording_is_a_csv_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotCreateError, match=r"ends in \.csv"):
        Recorder(tmp_path / name, LIVE)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotCreateError, match="No such file"):
        Recorder(tmp_path / "none" / "a.csv", LIVE)


def test_gaps_stand_in_the_sidecar_within_a_second_and_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with Recorder(path, LIVE) as record:
        record(block(0.0, 100))
        record(block(1.5, 100, after_gap=True))
        within_a_second(lambda: "gaps" in json.loads(path.with_suffix(".json").read_text()))
        record(block(3.0, 10, after_gap=True))
    assert read(path).description.gaps == (Gap(1.0, 1.5), Gap(2.5, 3.0))
    assert [len(b) for b in read(path).blocks] == [100, 100, 10]


def test_a_gap_that_was_declared_is_not_declared_again(tmp_path: Path) -> None:
    description = Description(rate_hz=100.0, gaps=(Gap(0.9, 1.5),))
    with Recorder(tmp_path / "a.csv", description) as record:
        record(block(0.0, 90))
        record(block(1.5, 10, after_gap=True))
    assert record.gaps == (Gap(0.9, 1.5),)


def _marks(path: Path) -> list[tuple[float, str]]:
    return [mark for b in read(path).blocks for mark in b.markers]


def test_marks_stand_at_the_sample_at_or_before_their_time(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with Recorder(path, LIVE) as record:
        record.mark(-1.0, "ready")
        record(block(0.0, 50, markers=((0.305, "of the source"),)))
        record.mark(0.756, "pain, left")
        record(block(0.5, 10))
        record(block(0.6, 40))
    assert _marks(path) == [(0.0, "ready"), (0.30, "of the source"), (0.75, "pain, left")]


def test_stop_is_kept_when_the_sensor_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    record = Recorder(path, LIVE)
    record(block(0.0, 50))
    record.mark(7.0, "STOP")
    within_a_second(lambda: "STOP" in path.read_text())
    record.mark(7.5, 'he said "ouch"')
    record.mark(7.6, "")
    record(block(9.0, 20, after_gap=True))
    record.close()
    assert _marks(path) == [(0.49, "STOP"), (0.49, 'he said "ouch"'), (0.49, "mark")]
    assert [len(b) for b in read(path).blocks] == [50, 20]


def test_a_mark_that_no_sample_took_is_not_forgotten(tmp_path: Path) -> None:
    record = Recorder(tmp_path / "a.csv", LIVE)
    record.mark(0.5, "STOP")
    record.close()
    assert record.waiting_marks == ((0.5, "STOP"),)


@pytest.mark.parametrize(
    "bad",
    [
        block(0.2, 10),
        block(0.49, 1),
        block(0.5, 10, gyr=False),
        Block(np.array([0.6]), np.full((1, 3), np.nan), np.zeros((1, 3)), np.array([0.6])),
    ],
    ids=["back in time", "twice", "without gyroscope", "not finite"],
)
def test_a_block_that_cannot_be_written_is_left_out_and_the_next_one_is_not(
    tmp_path: Path, bad: Block
) -> None:
    path = tmp_path / "a.csv"
    record = Recorder(path, LIVE)
    record(block(0.0, 50))
    record.mark(0.65, "kept")
    record(bad)
    record(block(0.6, 10))
    with pytest.raises(RecordingError, match="was left out"):
        record.close()
    assert len(read(path).to_frame()) == 60
    assert _marks(path) == [(0.65, "kept")]


def test_a_block_that_cannot_be_written_is_told_while_recording(tmp_path: Path) -> None:
    with Recorder(tmp_path / "a.csv", LIVE) as record:
        record(block(0.0, 50))
        record(block(0.2, 10))
        taken, ends, reported = 50, time.monotonic() + WAIT_S, False
        while time.monotonic() < ends and not reported:
            try:
                record(block(taken / 100.0, 10))
            except RecordingError as error:
                reported = "not in order" in str(error)
            taken += 10  # the block at which it is reported is taken, too
            time.sleep(0.01)
        assert reported
        time.sleep(0.3)
        record(block(taken / 100.0, 10))  # once is enough
    assert len(read(tmp_path / "a.csv").to_frame()) == taken + 10


def test_the_description_can_grow_while_recording(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with Recorder(path, LIVE) as record:
        record(block(0.0, 10))
        record.describe(Description(rate_hz=100.0, frame="body"))
        record(block(0.5, 10, after_gap=True))
    assert read(path).description == Description(rate_hz=100.0, frame="body", gaps=(Gap(0.1, 0.5),))


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


def test_a_description_that_says_nothing_new_leaves_its_file_alone(tmp_path: Path) -> None:
    description = Description(rate_hz=50.0, placement="sacrum")
    with Recorder(tmp_path / "a.csv", description) as record:
        record(block(0.0, 5))
        before = (tmp_path / "a.json").stat()
        record.describe(description)
    after = (tmp_path / "a.json").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_folder_that_is_gone_when_the_description_is_to_be_written_is_a_failed_write(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    record = Recorder(folder / "a.csv", Description(rate_hz=50.0))
    shutil.rmtree(folder)
    record.describe(Description(rate_hz=50.0, placement="sacrum"))
    with pytest.raises(FileIOError, match=r"a\.json: writing failed: No such file"):
        record.close()


def test_closing_twice_is_allowed_and_nothing_is_left_over(tmp_path: Path) -> None:
    before = _open_files()
    record = Recorder(tmp_path / "a.csv", LIVE)
    record(block(0.0, 10))
    record.close()
    record.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "a.json"]
    assert _open_files() == before
    with pytest.raises(RecordingError, match="closed"):
        record(block(1.0, 10))


def test_an_empty_block_only_brings_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with Recorder(path, LIVE) as record:
        record(block(0.0, 10))
        record(block(0.1, 0, markers=((0.05, "cue"),)))
    assert _marks(path) == [(0.09, "cue")]
