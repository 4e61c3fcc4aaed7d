"""A study: the same tables to the byte whatever ran it, nothing done twice, no file that ends it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy.spatial.transform import Rotation

import sensortrack
from sensortrack.data_files import data_folder
from sensortrack.errors import CannotCreateError, DataError, NoInputError
from sensortrack.files import read, write_calibration, write_recording
from sensortrack.study import Item, Settings, compare, expand, many
from sensortrack.study.one import analyse_item
from sensortrack.study.settings import key_of
from tests.simulated import simulated_set, turned

NAMES = ("E6_jerky", "E7_side_bends")


@pytest.fixture(scope="module")
def shipped() -> list[Path]:
    found = sorted(data_folder("recordings").glob("*.csv"), key=lambda p: p.stat().st_size)
    return found[:3]


@pytest.fixture
def folder(tmp_path: Path, shipped: list[Path]) -> Path:
    """Three recordings, one of them packed and deeper, and three files that can't be read."""
    inside = tmp_path / "data"
    (inside / "deeper").mkdir(parents=True)
    for number, path in enumerate(shipped):
        target = inside / "deeper" if number == 2 else inside
        for one in (path, path.with_suffix(".json")):
            shutil.copy(one, target / one.name)
    (inside / "empty.csv").write_text("")
    (inside / "rubbish.csv").write_text("rubbish\n1,2\n")
    (inside / "noexercise.csv").write_text("time_s,acc_x,acc_y,acc_z\n0,9.8,0,0\n0.01,9.8,0,0\n")
    (inside / "README.txt").write_text("not a recording")
    return inside


def tables(out: Path) -> dict[str, bytes]:
    found = {p.name: p.read_bytes() for p in out.iterdir() if p.suffix in (".csv", ".parquet")}
    return found | {p.name: p.read_bytes() for p in (out / "recordings").iterdir()}


def test_a_bad_file_is_a_row_of_failures_and_ends_nothing(
    folder: Path, tmp_path: Path, shipped: list[Path]
) -> None:
    study = sensortrack.analyse_many([folder], out=tmp_path / "out")
    assert len(study.tables["summary"]) == 3
    assert [Path(name).name for name in study.failures["file"]] == [
        "empty.csv",
        "noexercise.csv",
        "rubbish.csv",
    ]
    assert list(study.failures["error"]) == ["RecordingError", "UsageError", "RecordingError"]
    alone = sensortrack.analyse(read(shipped[0]))
    row = study.tables["summary"].set_index("file").loc[str(folder / shipped[0].name)]
    assert row["repetitions"] == alone.summary.repetitions
    saved = pd.read_parquet(tmp_path / "out" / "attempts.parquet")
    pd.testing.assert_frame_equal(saved, study.tables["attempts"])
    document = json.loads(
        next((tmp_path / "out" / "recordings").glob(f"{shipped[0].name}-*.json")).read_text()
    )
    assert document["summary"]["repetitions"] == alone.summary.repetitions
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {one["status"] for one in manifest["recordings"]} == {"analysed", "failed"}
    assert manifest["tables"]["summary"]["rows"] == 3


def test_interrupted_and_run_by_others_the_tables_are_the_same_to_the_byte(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    sensortrack.analyse_many([folder], out=whole)

    def interrupted(done: int, total: int, failed: int) -> None:
        del total, failed
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sensortrack.analyse_many([folder], out=cut, progress=interrupted)
    assert not (cut / "manifest.json").exists()
    with ThreadPoolExecutor(2) as executor:
        sensortrack.analyse_many([folder], out=cut, executor=executor)
    assert tables(cut) == tables(whole)

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("done twice")

    monkeypatch.setattr(
        many,
        "analyse_item",
        lambda task, settings: never() if task.item.path.name not in BAD else analyse_item(task, settings),
    )
    sensortrack.analyse_many([folder], out=cut)
    assert tables(cut) == tables(whole)


BAD = ("empty.csv", "noexercise.csv", "rubbish.csv")


def test_what_changed_is_done_again_and_compare_says_what_and_why(
    folder: Path, tmp_path: Path, shipped: list[Path]
) -> None:
    before, after, other = tmp_path / "before", tmp_path / "after", tmp_path / "other"
    good = [folder / shipped[0].name, folder / shipped[1].name]
    sensortrack.analyse_many(good, out=before)
    assert compare(before, before)["changes"] == []
    lines = good[0].read_text().splitlines(keepends=True)
    good[0].write_text("".join(lines[: len(lines) // 2]))
    sensortrack.analyse_many(good, out=after)
    for table, now, then in (("findings", "method", "kept"), ("events", "reported_s", "told_s")):
        path = before / f"{table}.csv"  # as an earlier version named the columns
        head, _, rows = path.read_text().partition("\n")
        assert f",{now}," in f"{head},"
        path.write_text("\n".join([f"{head},".replace(f",{now},", f",{then},")[:-1], rows]))
    compared = compare(before, after)
    assert not {"method", "kept", "reported_s", "told_s"} & {
        c["column"] for c in compared["changes"] if c["table"] == "findings"
    }
    assert compared["recordings"]["changed"] == [str(good[0])]
    assert {c["file"] for c in compared["changes"]} == {str(good[0])}
    assert {c["why"] for c in compared["changes"]} == {"the recording changed"}
    assert any(c["table"] == "summary" and c["column"] == "duration_s" for c in compared["changes"])
    sensortrack.analyse_many(good, out=other, settings=sensortrack.Settings(breathing=True, frame="sensor"))
    compared = compare(after, other)
    assert "breathing: False → True" in compared["causes"]
    assert all("frame: None → sensor" in c["why"] for c in compared["changes"])


def test_a_participants_table_says_who_did_what(folder: Path, tmp_path: Path, shipped: list[Path]) -> None:
    table = folder / "who.csv"
    table.write_text(
        f"file;person;exercise;side;condition\n{shipped[0].name};p1;E10;left;before\ndeeper/{shipped[2].name};p2;;right;after\n"
    )
    study = sensortrack.analyse_many(participants=table, out=tmp_path / "out")
    summary = study.tables["summary"]
    assert list(summary["person"]) == ["p1", "p2"]
    assert summary["exercise"][0] == "E10"
    joined = summary.merge(study.tables["participants"], on="file", validate="one_to_one")
    assert list(joined["condition"]) == ["before", "after"]
    items = expand([folder], table)
    assert [item.person for item in items] == ["p1", "p2"]
    table.write_text("file,person\nnobody.csv,p\n")
    with pytest.raises(DataError, match=r"line 2: 'nobody\.csv' names none"):
        expand([folder], table)
    table.write_text("who\nx\n")
    with pytest.raises(DataError, match="a column 'file'"):
        expand([folder], table)


def test_how_a_study_wore_its_sensors_is_an_option_and_of_a_person_a_column(tmp_path: Path) -> None:
    """The mounting once stood in the format of the device, for whoever wore it."""
    for name, seed in (("a", 1), ("b", 2)):
        recording = simulated_set("E10", seed, rate_hz=50.0, repetitions=2, sensor={"frame": "body"})
        rotation = Rotation.from_euler("x", 180.0 if name == "b" else 0.0, degrees=True)
        write_recording(tmp_path / f"{name}.csv", turned(recording, rotation).described(truth=None))
    for name, rows in (
        ("study", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        ("b", [[1, 0, 0], [0, -1, 0], [0, 0, -1]]),
    ):
        write_calibration(tmp_path / f"{name}.calibration.json", {"sensor_to_body": rows})
    worn = sensortrack.Settings(exercise="E10", calibration=tmp_path / "study.calibration.json")
    table = tmp_path / "who.csv"
    table.write_text("file,person\na.csv,p1\nb.csv,p2\n")
    as_one = sensortrack.analyse_many(participants=table, settings=worn)
    assert list(as_one.tables["summary"]["mounting_known"]) == [True, True]
    assert list(as_one.tables["summary"]["reason"].fillna("")) == [
        "",
        "axes_contradicted",
    ]  # p2 wore it turned
    table.write_text("file,person,calibration\na.csv,p1,\nb.csv,p2,b.calibration.json\n")
    study = sensortrack.analyse_many(participants=table, settings=worn, out=tmp_path / "out")
    assert list(study.tables["summary"]["repetitions"]) == [2, 2]
    assert list(study.tables["summary"]["reason"].fillna("")) == ["", ""]
    table.write_text("file,person,calibration\na.csv,p1,nothing.json\n")
    assert list(sensortrack.analyse_many(participants=table, settings=worn).failures["error"]) == [
        "NoInputError"
    ]
    with pytest.raises(NoInputError):
        sensortrack.analyse_many(participants=table, settings=replace(worn, calibration=tmp_path / "no.json"))


def test_a_recording_of_several_exercises_is_cut_by_the_table(tmp_path: Path) -> None:
    first, second = (simulated_set(e, 3, repetitions=2, rest_s=2.0) for e in ("E6", "E7"))
    frames = [one.to_frame() for one in (first, second)]
    cut_s = float(frames[0]["time_s"].iloc[-1]) + 0.005
    frames[1]["time_s"] += cut_s + 0.005 - float(frames[1]["time_s"].iloc[0])
    whole = sensortrack.Recording.from_frame(
        pd.concat(frames, ignore_index=True),
        units={"acc": "m/s2", "gyr": "deg/s"},
        frame="body",
        rate_hz=100.0,
    )
    sensortrack.write_recording(tmp_path / "whole.csv", whole)
    table = tmp_path / "who.csv"
    table.write_text(
        f"file,exercise,start_s,end_s\nwhole.csv,E6,,{cut_s}\nwhole.csv,E7,{cut_s},\nwhole.csv,E7,900,950\n"
    )
    study = sensortrack.analyse_many(participants=table, out=tmp_path / "out")
    summary = study.tables["summary"]
    assert list(summary["file"]) == [f"whole.csv#t=,{cut_s:.10g}", f"whole.csv#t={cut_s:.10g}"]
    alone = [sensortrack.analyse(one) for one in (first, second)]
    assert list(summary["repetitions"]) == [one.summary.repetitions for one in alone] == [2, 2]
    assert list(summary["samples"]) == [one.recording.samples for one in alone]
    starts = study.tables["attempts"].groupby("file")["start_s"].min()
    assert starts.iloc[1] > cut_s > starts.iloc[0]
    assert list(study.failures["file"]) == ["whole.csv#t=900,950"]
    assert "no sample between 900 and 950 s" in study.failures["message"].iloc[0]
    for row, why in (("20,10", "later than start_s"), ("soon,", "seconds on the recording's own clock")):
        table.write_text(f"file,start_s,end_s\nwhole.csv,{row}\n")
        with pytest.raises(DataError, match=why):
            expand([], table)


def test_two_files_of_one_recording_are_one(data: Path, tmp_path: Path) -> None:
    pair = sorted((data / "vendor_formats" / "mbientlab_metabase_csv").glob("*.csv"))
    study = sensortrack.analyse_many(pair, "E10", out=tmp_path / "out")
    assert len(study.tables["summary"]) == 1
    assert len(study.failures) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="a name that is no UTF-8 is possible on Linux only")
def test_names_that_are_no_text_end_nothing(tmp_path: Path, shipped: list[Path]) -> None:
    inside = tmp_path / "data"
    inside.mkdir()
    for name, content in ((b"good\xff", shipped[0].read_bytes()), (b"bad\xff", b"rubbish")):
        (inside / os.fsdecode(name + b".csv")).write_bytes(content)
    study = sensortrack.analyse_many([inside], "E1", out=tmp_path / "out")
    assert list(study.tables["summary"]["file"]) == [str(inside / r"good\xff.csv")]
    assert list(study.failures["file"]) == [str(inside / r"bad\xff.csv")]
    assert (tmp_path / "out" / "summary.parquet").exists()


def test_globs_folders_and_nothing(folder: Path, tmp_path: Path) -> None:
    assert len(expand([str(folder / "**" / "*.csv")])) == 6
    assert len(expand([folder, folder / "empty.csv"])) == 6
    assert [r.path is not None for r in sensortrack.read_many([folder / "deeper"])] == [True]
    for nothing in (tmp_path / "no.csv", tmp_path / "*.none"):
        with pytest.raises(NoInputError):
            expand([str(nothing)])
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x")
    with pytest.raises(CannotCreateError, match="other things"):
        sensortrack.analyse_many([folder / "deeper"], out=tmp_path / "full")
    assert (tmp_path / "full" / "mine.txt").read_text() == "x"


def test_the_command_line_tells_failures_and_compares(folder: Path, tmp_path: Path, run: Any) -> None:
    deeper, out = folder / "deeper", tmp_path / "out"
    ended = run("analyse", deeper, folder / "empty.csv", "--out", out, "--workers", 1)
    assert ended.code == 65
    assert "1 analysed, 1 not" in ended.err
    assert "empty.csv: the file is empty" in ended.err
    assert run("analyse", deeper, "--out", out, "--workers", 1).code == 0
    ended = run("compare", out, out)
    assert (ended.code, ended.out) == (0, "0 cells differ\n")
    assert run("analyse", folder / "a.csv", folder / "b.csv").code == 2
    assert run("analyse", folder / "a.csv", "--workers", 2).code == 2
    assert run("compare", tmp_path, out).code == 66


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("a.csv.gz", "a.json"),
        ("a.parquet", "a.parquet.json"),
        ("sub-1_task-x_motion.tsv", "sub-1_task-x_channels.tsv"),
        ("sub-1_task-x_motion.tsv", "sub-1_task-x_motion.json"),
        ("a.csv", "a.csv.annotations.toml"),
    ],
)
def test_what_changes_beside_a_recording_makes_another_result(tmp_path: Path, name: str, beside: str) -> None:
    """Only NAME.json was seen: a study went on with what an older table of channels had said."""
    recording, other = tmp_path / name, tmp_path / beside
    recording.write_text("")
    keys = {key_of(Item(recording, name), "hash", Settings())}
    for text in ("one", "another"):
        other.write_text(text)
        keys.add(key_of(Item(recording, name), "hash", Settings()))
    (tmp_path / "b.json").write_text("of another recording")
    keys.add(key_of(Item(recording, name), "hash", Settings()))
    assert len(keys) == 3


def test_a_file_is_hashed_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def again(path: Path) -> str:
        raise AssertionError(f"{path} is read once more for its hash")

    monkeypatch.setattr(sys.modules["sensortrack.analysis.following"], "sha256_of", again)
    study = sensortrack.analyse_many([folder])
    summary = study.tables["summary"]
    assert len(summary)
    for file, sha256 in zip(summary["file"], summary["sha256"], strict=True):
        assert sha256 == hashlib.sha256(Path(file).read_bytes()).hexdigest()
