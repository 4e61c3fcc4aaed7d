import errno
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.errors import CannotCreateError, FileIOError, RecordingError
from sensortrack.files import Columns, create, open_recording, read, sidecar_text, write_recording, writing
from sensortrack.records import Block, Description, Gap, Recording


def block(n: int = 4, start_s: float = 0.0, **options: Any) -> Block:
    time_s = start_s + np.arange(n) / 100.0
    return Block(time_s, np.full((n, 3), 9.80665), np.full((n, 3), -1.0), **options)


def recorded(*blocks: Block, **description: Any) -> Recording:
    return Recording(Description(**description), 100.0, blocks)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    has_gyr, has_host, has_gap = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    blocks, start_s = [], draw(st.sampled_from([0.0, 12.345678, 1e5]))
    for i, n in enumerate(draw(st.lists(st.integers(1, 40), min_size=1, max_size=4))):
        time_s = start_s + np.arange(n) / 100.0
        after_gap = i > 0 and has_gap
        start_s = float(time_s[-1]) + (0.01 if not has_gap else draw(st.sampled_from([0.01, 0.05, 3.0])))
        marks = draw(st.lists(st.tuples(st.sampled_from(time_s.tolist()), TEXT), max_size=3))
        blocks.append(
            Block(
                time_s,
                rng.normal(0, 20, (n, 3)),
                rng.normal(0, 300, (n, 3)) if has_gyr else None,
                time_s + 0.123 if has_host else None,
                tuple(sorted(marks)),
                after_gap,
            )
        )
    gaps = draw(st.sampled_from([(), (Gap(0.013, 0.0200004),)]))
    return Recording(Description("body", 100.0, person="P1", gaps=gaps), 100.0, tuple(blocks))


@given(original=recordings(), name=st.sampled_from(["a.csv", "a.csv.gz"]))
def test_what_was_written_is_read_again_and_written_again_as_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, original: Recording, name: str
) -> None:
    folder = tmp_path_factory.mktemp("round")
    write_recording(folder / name, original)
    again = open_recording(folder / name, chunk_bytes=1000)
    frame, expected = again.to_frame(), original.to_frame()
    np.testing.assert_allclose(frame, expected, rtol=0, atol=1e-6)
    assert not any("cut short" in message for message in again.messages)

    sent = [t for b in original.blocks for t, _ in b.markers]
    markers = [m for b in again.blocks for m in b.markers]
    assert [t for t, _ in markers] == pytest.approx(sent, abs=1e-6)
    declared = {g.end_s for g in original.description.gaps}
    starts = [float(b.time_s[0]) for b in again.blocks if b.after_gap and declared.isdisjoint([b.time_s[0]])]
    for b in original.blocks:
        if b.after_gap:
            assert min(abs(s - float(b.time_s[0])) for s in starts) < 1e-6

    (folder / "again").mkdir()
    write_recording(folder / "again" / name, again)
    for written in (name, "a.json"):
        assert (folder / "again" / written).read_bytes() == (folder / written).read_bytes()


def test_a_gap_after_one_that_was_declared_a_moment_too_late_is_kept(tmp_path: Path) -> None:
    blocks = tuple(block(1, 0.01 * k, after_gap=k > 0) for k in range(4))
    original = recorded(*blocks, rate_hz=100.0, gaps=(Gap(0.013, 0.0200004),))
    write_recording(tmp_path / "r.csv", original)
    assert [b.after_gap for b in read(tmp_path / "r.csv").blocks] == [False, True, True, True]


def test_the_lines_of_a_recording(tmp_path: Path) -> None:
    marks = ((0.0, "go"), (0.005, 'a "b", c'), (0.01, "x\ny|z"), (0.015, ""))
    write_recording(tmp_path / "r.csv", recorded(block(2, markers=marks), frame="body", rate_hz=100.0))
    assert (tmp_path / "r.csv").read_text() == (
        "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z,marker\n"
        '0.000000,9.806650,9.806650,9.806650,-1.000000,-1.000000,-1.000000,"go | a ""b"", c"\n'
        "0.010000,9.806650,9.806650,9.806650,-1.000000,-1.000000,-1.000000,x y/z | mark\n"
    )
    assert (tmp_path / "r.json").read_text() == (
        '{\n  "schema": "sensortrack.recording/1",\n  "rate_hz": 100.0,\n  "frame": "body"\n}\n'
    )


def test_no_minus_zero_is_written() -> None:
    tiny = replace(block(1), acc=np.full((1, 3), -1e-9))
    assert "-0.000000" not in Columns(gyr=True).rows(tiny)


def test_gaps_of_the_blocks_are_declared(tmp_path: Path) -> None:
    write_recording(tmp_path / "r.csv", recorded(block(4), block(4, 2.0, after_gap=True), block(4, 2.04)))
    again = read(tmp_path / "r.csv")
    assert again.description.gaps == (Gap(0.04, 2.0),)
    assert [b.after_gap for b in again.blocks] == [False, True]


def test_only_the_owner_can_read_the_files(tmp_path: Path) -> None:
    write_recording(tmp_path / "r.csv", recorded(block()))
    for name in ("r.csv", "r.json"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("there", ["r.csv", "r.json"])
def test_nothing_is_overwritten_and_nothing_else_written(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(CannotCreateError, match="nothing is overwritten"):
        write_recording(tmp_path / "r.csv", recorded(block()))
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [(there, "mine")]
    with pytest.raises(CannotCreateError, match="nothing is overwritten"), create(tmp_path / there):
        pass


def test_a_folder_that_is_not_there_or_a_name_that_is_no_csv(tmp_path: Path) -> None:
    with pytest.raises(CannotCreateError, match="No such file or directory"):
        write_recording(tmp_path / "none" / "r.csv", recorded(block()))
    with pytest.raises(CannotCreateError, match=r"ends in \.csv"):
        write_recording(tmp_path / "r.txt", recorded(block()))


@pytest.mark.parametrize("name", ["r.csv", "r.csv.gz"])
def test_a_disk_that_fills_up_is_an_error_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def full(*args: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing.Columns, "rows", full)
    with pytest.raises(FileIOError, match="No space left on device"):
        write_recording(tmp_path / name, recorded(block()))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("blocks", "found"),
    [
        ([], "no samples"),
        ([block(2), block(2)], "times that rise"),
        ([replace(block(2), time_s=np.array([0.0, 1e-8]))], "less than a microsecond apart"),
        ([replace(block(2), acc=np.full((2, 3), np.nan))], "isn't finite"),
        ([block(2), replace(block(2, 1.0), gyr=None)], "without angular rate"),
        ([replace(block(2), gyr=None), block(2, 1.0)], "with angular rate"),
        ([block(2), block(2, 1.0, host_time_s=np.zeros(2))], "with host time"),
    ],
)
def test_samples_that_could_not_be_read_again_are_not_written(
    tmp_path: Path, blocks: list[Block], found: str
) -> None:
    with pytest.raises(RecordingError, match=found):
        write_recording(tmp_path / "r.csv", recorded(*blocks))
    assert list(tmp_path.iterdir()) == []


def test_a_recorder_can_write_a_block_at_a_time(tmp_path: Path) -> None:
    columns = Columns(gyr=True, marker=True)
    with create(tmp_path / "live.csv") as file:
        file.write(columns.header())
        for i in range(5):
            file.write(columns.rows(block(4, i * 0.04, markers=((i * 0.04, f"cue {i}"),))))
            file.flush()
            assert sum(map(len, read(tmp_path / "live.csv").blocks)) == 4 * (i + 1)
    with create(tmp_path / "live.json") as file:
        file.write(sidecar_text(Description("sensor", 100.0)))
    again = read(tmp_path / "live.csv")
    assert again.description.rate_hz == 100.0
    assert [m[1] for b in again.blocks for m in b.markers] == [f"cue {i}" for i in range(5)]
