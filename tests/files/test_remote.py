"""Recordings elsewhere: read by their address as if they were here, behind the same guard."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sensortrack as st
from sensortrack.data_files import data_folder
from sensortrack.errors import (
    CannotCreateError,
    DataError,
    FileIOError,
    NoInputError,
    RecordingError,
    SensortrackError,
    UsageError,
)
from sensortrack.outside import remote
from sensortrack.outside.remote import is_address, without_secrets

RECORDINGS = data_folder("recordings")


@pytest.fixture
def memory() -> Iterator[Any]:
    """fsspec's file system in memory, with some of our recordings in it."""
    fsspec = pytest.importorskip("fsspec", reason='pip install -e ".[remote]"')
    system = fsspec.filesystem("memory")
    system.store.clear()
    for name in ("E6_ordinary", "E6_jerky", "E10_ordinary"):
        for kind in (".csv", ".json"):
            system.pipe(f"/set/{name}{kind}", (RECORDINGS / f"{name}{kind}").read_bytes())
    yield system
    system.store.clear()


def test_an_address_reads_as_the_file_does_with_its_json(memory: Any) -> None:
    del memory
    here, there = st.read(RECORDINGS / "E6_jerky.csv"), st.read("memory://set/E6_jerky.csv")
    assert there.path == "memory://set/E6_jerky.csv"
    assert there.description == here.description
    pd.testing.assert_frame_equal(here.to_frame(), there.to_frame())
    streamed = st.open_recording("memory://set/E6_jerky.csv", chunk_bytes=1000)
    assert sum(map(len, streamed.blocks)) == sum(map(len, here.blocks))
    result = st.analyse(there)
    assert set(result.to_frame("attempts").file) == {"memory://set/E6_jerky.csv"}
    assert repr(there).startswith("Recording(E6_jerky.csv, ")


def test_what_a_format_keeps_beside_a_file_is_fetched_too(memory: Any, tmp_path: Path) -> None:
    path = st.write_bids(
        tmp_path / "set", st.read(RECORDINGS / "E6_ordinary.csv"), subject="01", task="bridge"
    )
    memory.put(str(path.parent), "/bids", recursive=True)
    (there,) = (one for one in memory.find("/bids") if one.endswith("_motion.tsv"))
    pd.testing.assert_frame_equal(st.read(f"memory://{there}").to_frame(), st.read(path).to_frame())
    memory.pipe("/packed/x.csv.gz", gzip.compress((RECORDINGS / "E6_jerky.csv").read_bytes()))
    assert (
        st.read("memory://packed/x.csv.gz", frame="body").rate_hz
        == st.read("memory://set/E6_jerky.csv").rate_hz
    )


def test_the_command_line_takes_an_address(memory: Any, run: Any) -> None:
    del memory
    here = json.loads(run("analyse", RECORDINGS / "E6_jerky.csv", "--json").out)
    there = json.loads(run("analyse", "memory://set/E6_jerky.csv", "--json").out)
    assert there["recording"].pop("path") == "memory://set/E6_jerky.csv"
    for one in (here, there):
        for key in ("path", "sha256"):
            one["recording"].pop(key, None)
    assert there == here
    ended = run("analyse", "memory://set/none.csv")
    assert (ended.code, ended.out) == (66, "")
    assert "memory://set/none.csv: no such file" in ended.err


def test_a_study_of_a_folder_and_of_a_glob_elsewhere(memory: Any, tmp_path: Path) -> None:
    memory.pipe("/set/notes.txt", b"not one")
    memory.pipe("/set/bad.csv", b"a,b\n1,2\n")
    study = st.analyse_many(["memory://set"], out=tmp_path / "run")
    assert sorted(study.tables["summary"].file) == [
        f"memory:///set/{name}.csv" for name in ("E10_ordinary", "E6_jerky", "E6_ordinary")
    ]
    assert list(study.failures.file) == ["memory:///set/bad.csv"]
    assert "memory:///set/bad.csv" in study.failures.message[0]
    here = st.analyse_many([RECORDINGS / "E6_jerky.csv"])
    there = st.analyse_many(["memory://set/E6_j*.csv"])
    for name, table in here.tables.items():
        columns = [c for c in table.columns if c not in ("file", "sha256")]
        pd.testing.assert_frame_equal(table[columns], there.tables[name][columns])


def test_a_study_elsewhere_goes_on_and_does_again_what_changed(memory: Any, tmp_path: Path) -> None:
    analysed: list[str] = []

    def again() -> st.Study:
        before = (
            {p.name for p in (tmp_path / "run" / ".rows").glob("*")} if (tmp_path / "run").exists() else set()
        )
        study = st.analyse_many(["memory://set/E6_*.csv"], out=tmp_path / "run")
        analysed.append(str(len({p.name for p in (tmp_path / "run" / ".rows").glob("*")} - before)))
        return study

    again()
    again()
    document = json.loads(memory.cat("/set/E6_jerky.json"))
    memory.pipe("/set/E6_jerky.json", json.dumps(document | {"person": "p7"}).encode())
    study = again()
    assert analysed == ["2", "0", "1"]
    assert set(study.tables["summary"].person.dropna()) == {"p7"}


def test_a_participants_table_says_more_of_addresses_and_opens_none(memory: Any, tmp_path: Path) -> None:
    del memory
    table = tmp_path / "who.csv"
    table.write_text("file,person\nE6_jerky.csv,a\nset/E6_ordinary.csv,b\n")
    study = st.analyse_many(["memory://set/E6_*.csv"], participants=table)
    assert dict(zip(study.tables["summary"].file, study.tables["summary"].person, strict=True)) == {
        "memory:///set/E6_jerky.csv": "a",
        "memory:///set/E6_ordinary.csv": "b",
    }
    table.write_text("file,person\nmemory://set/E6_jerky.csv,a\n")
    with pytest.raises(DataError, match="line 2: an address"):
        st.analyse_many(participants=table)


def test_recordings_are_written_on_this_machine_only(memory: Any) -> None:
    recording = st.read("memory://set/E6_jerky.csv")
    for write in (
        lambda: st.write_recording("memory://out/a.csv", recording),
        lambda: st.write_bids("memory://out", recording, subject="1", task="x"),
    ):
        with pytest.raises(UsageError, match="on this machine only"):
            write()
    assert memory.find("/out") == []


def test_a_study_is_kept_elsewhere_as_it_is_here(memory: Any, tmp_path: Path, run: Any) -> None:
    sources = [str(RECORDINGS / f"E6_{name}.csv") for name in ("jerky", "ordinary")]
    run("analyse", *sources, "--out", tmp_path / "run", "--workers", 1)
    ended = run("analyse", *sources, "--out", "memory://run", "--workers", 1)
    assert (ended.code, "2 analysed, 0 not; tables in memory://run" in ended.err) == (0, True)
    here = {
        path.relative_to(tmp_path / "run").as_posix(): path.read_bytes()
        for path in (tmp_path / "run").rglob("*")
        if path.is_file()
    }
    there = {name.removeprefix("/run/"): memory.cat(name) for name in memory.find("/run")}
    del here["manifest.json"]  # it has the command
    assert json.loads(there.pop("manifest.json"))["tables"]["summary"]["rows"] == 2
    assert there == here


def test_a_study_elsewhere_makes_again_what_is_torn_and_begins_nowhere_else(memory: Any) -> None:
    source = RECORDINGS / "E6_jerky.csv"
    st.analyse_many([source], out="memory://run")
    (rows,) = memory.find("/run/.rows")
    whole = memory.cat(rows)
    memory.pipe(rows, whole[:100])
    calls: list[tuple[int, int, int]] = []
    st.analyse_many([source], out="memory://run/", progress=lambda *document: calls.append(document))
    assert (memory.cat(rows), calls) == (whole, [(1, 1, 0)])
    with pytest.raises(CannotCreateError, match="holds other things"):
        st.analyse_many([source], out="memory://set")


def test_a_folder_elsewhere_that_cannot_be_written_to_is_an_error_of_ours(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("no quota left")

    monkeypatch.setattr(type(memory), "pipe_file", fails)
    with pytest.raises(FileIOError, match="writing failed: no quota left"):
        st.analyse_many([RECORDINGS / "E6_jerky.csv"], out="memory://run")


@pytest.mark.parametrize(
    ("address", "error", "said"),
    [
        ("memory://set", NoInputError, "is a directory"),
        ("memory://nowhere/x.csv", NoInputError, "no such file"),
        ("file:///dev/zero", NoInputError, "is not a regular file"),
        ("nobody://knows/it.csv", UsageError, "Protocol not known"),
        ("memory://set/torn.csv", RecordingError, "memory://set/torn.csv, line 40"),
    ],
)
def test_the_guard_holds_for_addresses(memory: Any, address: str, error: type[Exception], said: str) -> None:
    lines = (RECORDINGS / "E6_jerky.csv").read_text().splitlines()
    memory.pipe("/set/torn.csv", "\n".join([*lines[:39], "0.9,nonsense,1,2,3,4,5", *lines[40:]]).encode())
    with pytest.raises(error, match=said):
        st.read(address)


def test_a_fault_far_into_a_streamed_file_names_the_address(memory: Any) -> None:
    rows = [f"{n / 100:.2f},9.8,{0.01 * (n % 7):.2f},0.1" for n in range(60_000)]
    rows[50_000] = "500.00,nonsense,0,0"
    memory.pipe("/set/late.csv", "\n".join(["time_s,acc_x,acc_y,acc_z", *rows]).encode())
    recording = st.open_recording("memory://set/late.csv", chunk_bytes=4096)
    with pytest.raises(RecordingError, match=r"memory://set/late\.csv, line 50002"):
        list(recording.blocks)


def test_a_file_that_is_too_large_is_left_in_time(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    del memory
    monkeypatch.setattr(remote, "MOST_BYTES", 1000)
    with pytest.raises(FileIOError, match="Fetch it"):
        st.read("memory://set/E6_jerky.csv")


@pytest.mark.parametrize(
    "fault", [RuntimeError, ValueError, KeyError, OSError, TimeoutError, PermissionError]
)
@pytest.mark.parametrize("where", ["info", "open", "isfile"])
def test_whatever_a_file_system_raises_becomes_an_error_of_ours(
    memory: Any, monkeypatch: pytest.MonkeyPatch, fault: type[Exception], where: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise fault("the far end said no")

    monkeypatch.setattr(type(memory), where, fails)
    with pytest.raises(SensortrackError, match="the far end said no"):
        st.read("memory://set/E6_jerky.csv")


@pytest.mark.parametrize("fault", [ConnectionRefusedError, KeyError])
def test_a_file_system_that_cannot_connect_is_no_wrong_address(
    memory: Any, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    """Some connect as they are made: that was reported as an address which nobody knows, with the code of a typo."""
    del memory

    def fails(address: str) -> None:
        raise fault("the far end is closed")

    monkeypatch.setattr("fsspec.core.url_to_fs", fails)
    with pytest.raises(FileIOError, match="the far end is closed"):
        st.read("sftp://host/a.csv")


def test_no_connection_is_not_taken_for_no_file(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise FileNotFoundError("x.csv") from ConnectionError("connection refused")

    monkeypatch.setattr(type(memory), "info", fails)
    with pytest.raises(FileIOError, match="connection refused"):
        st.read("memory://set/E6_jerky.csv")


def test_without_fsspec_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, run: Any) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    for words in (("analyse", "s3://bucket/a.csv"), ("analyse", "s3://bucket/*.csv", "--out", "x")):
        ended = run(*words)
        assert (ended.code, ended.out) == (2, "")
        assert "sensortrack[remote]" in ended.err


def test_fsspec_is_imported_for_addresses_only() -> None:
    code = (
        "import sys, sensortrack as st; st.read(sys.argv[1]); "
        "assert not [m for m in sys.modules if m.startswith('fsspec')]"
    )
    subprocess.run([sys.executable, "-c", code, str(RECORDINGS / "E6_jerky.csv")], check=True, timeout=60)


@pytest.mark.parametrize(
    ("text", "address"),
    [("s3://a/b.csv", True), ("zip://a.csv::s3://b/c.zip", True), ("C:\\a.csv", False), ("C://a.csv", False),
     ("a.csv", False), ("/tmp/a://b", False), ("", False), ("a/b://c", False)],
)  # fmt: skip
def test_what_is_an_address(text: str, address: bool) -> None:
    assert is_address(text) == address
    assert not is_address(Path("s3://a"))


def test_secrets_of_an_address_stay_out_of_results() -> None:
    assert without_secrets("https://me:word@host/a.csv?X-Signature=abc") == "https://host/a.csv"
    assert without_secrets("s3://bucket/a b.csv") == "s3://bucket/a b.csv"


def test_samples_are_the_same_to_the_bit(memory: Any) -> None:
    del memory
    here, there = (st.read(w) for w in (RECORDINGS / "E10_ordinary.csv", "memory://set/E10_ordinary.csv"))
    for one, other in zip(here.blocks, there.blocks, strict=True):
        np.testing.assert_array_equal(one.acc, other.acc)


def test_what_people_said_of_a_recording_elsewhere_comes_with_it_and_is_not_written_there(
    memory: Any, tmp_path: Path
) -> None:
    here = tmp_path / "E6_jerky.csv"
    here.write_bytes((RECORDINGS / "E6_jerky.csv").read_bytes())
    said = st.Annotations((st.Marker(1, 1.0, 2.0, "talked", "anna", "2026-11-28T10:00:00Z"),))
    beside = st.write_annotations(here, said)
    memory.pipe(f"/set/{beside.name}", beside.read_bytes())
    assert st.read("memory://set/E6_jerky.csv").annotations == said
    with pytest.raises(UsageError, match="on this machine"):
        st.write_annotations("memory://set/E6_jerky.csv", said)
