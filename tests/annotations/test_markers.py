"""Markers: kept beside a recording, refused where they can't be right, and carried wherever the recording goes."""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sensortrack
from sensortrack.analysis import Result
from sensortrack.errors import DataError, RecordingError
from sensortrack.files import annotations_path, read_annotations, write_annotations
from sensortrack.files.annotations import annotations_text
from sensortrack.outside.document import Kind, parse_document
from sensortrack.records import Annotations, Correction, Gap, Marker, Recording
from sensortrack.study import compare
from tests.simulated import simulated_set

WHO = {"by": "anna", "at_utc": "2026-11-28T10:00:00Z"}
MARKUP = "<b onload=x>a & b</b> $x_1$ [red]=SUM(A1)"
HASH = "0" * 64


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "set.csv"
    sensortrack.write_recording(path, simulated_set("E6", 3, repetitions=3, rest_s=2.0))
    return path


seconds = st.floats(-1e6, 1e6)
lines = st.text(string.printable[:-5] + "äß漢字😀", min_size=1, max_size=40).filter(lambda text: text.strip())


@given(
    st.lists(st.tuples(seconds, st.none() | st.floats(0.001, 100.0), lines, lines), max_size=5),
    st.lists(
        st.tuples(st.floats(0.0, 9.0), st.floats(0.5, 1.0), lines), max_size=4, unique_by=lambda t: int(t[0])
    ),
)
def test_what_is_said_comes_back_from_the_file_whatever_its_text(
    markers: list[tuple[float, float | None, str, str]], added: list[tuple[float, float, str]]
) -> None:
    from sensortrack.files.annotations import AnnotationsFile
    from sensortrack.outside.reader import read

    said = Annotations(
        tuple(
            Marker(k, start, None if length is None else start + length, label, by, WHO["at_utc"])
            for k, (start, length, label, by) in enumerate(markers, 1)
        ),
        tuple(
            Correction(
                k, "added", "E6", WHO["by"], WHO["at_utc"], why, None, float(int(at)), int(at) + length
            )
            for k, (at, length, why) in enumerate(added, 1)
        ),
    )
    document = parse_document(annotations_text(said, HASH).encode(), Kind("x", "x"))
    parsed = read(document, AnnotationsFile)
    both: tuple[tuple[Any, Any], ...] = (
        (parsed.marker, said.markers),
        (parsed.correction, said.corrections),
    )
    for rows, records in both:
        assert len(rows) == len(records)
        for row, record in zip(rows, records, strict=True):
            assert all(getattr(row, name) == getattr(record, name) for name in record.__dataclass_fields__)


def test_markers_are_added_changed_listed_and_removed_and_the_recording_stays(
    file: Path, run: Callable[..., Any]
) -> None:
    before = file.read_bytes()
    assert run("markers", "add", file, "--at", 2, "--label", MARKUP, "--by", "anna").code == 0
    assert run("markers", "add", file, "--at", 1, "--to", 9, "--label", "E6", "--by", "ben").code == 0
    listed = json.loads(run("markers", "list", file, "--json").out)
    assert [(m["id"], m["start_s"], m["end_s"], m["label"], m["by"]) for m in listed] == [
        (2, 1.0, 9.0, "E6", "ben"),
        (1, 2.0, None, MARKUP, "anna"),
    ]
    assert all(m["at_utc"].endswith("Z") for m in listed)
    assert run("markers", "edit", file, 1, "--at", 3, "--by", "cleo").code == 0
    (changed,) = [m for m in read_annotations(file).markers if m.id == 1]
    assert (changed.start_s, changed.label, changed.by) == (3.0, MARKUP, "cleo")
    assert MARKUP in run("markers", "list", file).out
    assert MARKUP in run("analyse", file).out
    assert run("markers", "remove", file, 1).code == 0
    assert [m.id for m in read_annotations(file).markers] == [2]
    ended = run("markers", "remove", file, 7)
    assert ended.code == 2
    assert "there are: 2" in ended.err
    assert run("markers", "remove", file, 2).code == 0
    assert not annotations_path(file).exists()
    assert file.read_bytes() == before
    assert sorted(p.name for p in file.parent.iterdir()) == ["set.csv", "set.json"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (("--at", 900), "within the recording"),
        (("--at", -3), "within the recording"),
        (("--at", 2, "--to", 900), "within the recording"),
        (("--at", 5, "--to", 4), "after start_s"),
        (("--at", "nan"), None),
        (("--at", 2, "--label", "two\nlines"), "one line"),
        (("--at", 2, "--label", "  "), "an empty text"),
        (("--at", 2, "--label", "\x1b[2J"), "one line"),
        (("--at", 2, "--label", "x" * 201), "at most 200 letters"),
        (("--at", 2, "--by", ""), "an empty text"),
    ],
)
def test_a_marker_that_cannot_be_right_is_refused_and_nothing_is_written(
    file: Path, run: Callable[..., Any], wrong: tuple[Any, ...], why: str | None
) -> None:
    given = {"--label": "x", "--by": "anna", **dict(zip(wrong[::2], wrong[1::2], strict=True))}
    ended = run("markers", "add", file, *(part for pair in given.items() for part in pair))
    assert ended.code in (2, 65)
    assert why is None or why in ended.err
    assert not annotations_path(file).exists()


def test_annotations_of_another_recording_are_refused(file: Path, run: Callable[..., Any]) -> None:
    write_annotations(file, Annotations((Marker(1, 2.0, None, "x", **WHO),)))
    with file.open("a") as opened:
        opened.write("")
    assert len(sensortrack.read(file).annotations.markers) == 1
    text = file.read_text().splitlines(keepends=True)
    file.write_text("".join(text[:-1]))
    with pytest.raises(RecordingError, match="another recording"):
        sensortrack.read(file)
    ended = run("analyse", file)
    assert ended.code == 65
    assert "take it away" in ended.err


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "schema"),
        ('schema = "sensortrack.annotations/1"\nrecording = "abc"', "64 digits"),
        ("[[marker]]\nid = 1\nstart_s = 1.0\nlabel = 'x'\nby = 'a'\nat_utc = 'soon'", "ISO 8601"),
        (
            "[[marker]]\nid = 1\nstart_s = inf\nlabel = 'x'\nby = 'a'\nat_utc = '2026-01-01T00:00:00Z'",
            "finite|inf",
        ),
        ("[[marker]]\nid = 1\nstart_s = 1.0\nby = 'a'\nat_utc = '2026-01-01T00:00:00Z'", "label"),
        (
            "[[marker]]\nid = 1\nstart_s = 1.0\nlabel = 'x'\nby = 'a'\nat_utc = '2026-01-01T00:00:00'",
            "its zone",
        ),
        (
            "".join(
                f"[[marker]]\nid = 1\nstart_s = {k}.0\nlabel = 'x'\nby = 'a'\nat_utc = '2026-01-01T00:00:00Z'\n"
                for k in range(2)
            ),
            "no other one has",
        ),
    ],
)
def test_a_file_that_isnt_as_it_should_be_is_refused_with_its_place(file: Path, text: str, why: str) -> None:
    from sensortrack.files import sha256_of

    head = f'schema = "sensortrack.annotations/1"\nrecording = "{sha256_of(file)}"\n'
    annotations_path(file).write_text(text if "schema" in text or not text else head + text)
    with pytest.raises(DataError, match=why):
        sensortrack.read(file)


def analysed(
    markers: tuple[Marker, ...] = (), within: tuple[tuple[float, str], ...] = ()
) -> tuple[Recording, Result]:
    recording = simulated_set("E6", 3, repetitions=3, rest_s=2.0)
    (block,) = recording.blocks
    recording = replace(recording, blocks=(replace(block, markers=within),), annotations=Annotations(markers))
    return recording, sensortrack.analyse(recording)


def test_markers_stand_in_tables_documents_and_pictures_and_a_label_is_no_markup() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("svg")
    markers = (Marker(1, 2.0, 8.0, MARKUP, **WHO),)
    recording, result = analysed(markers, within=((4.0, "stop"),))
    table = result.to_frame("markers")
    assert list(table["source"]) == ["person", "machine"]
    assert list(table["label"]) == [MARKUP, "stop"]
    assert table["marker"].isna().tolist() == [False, True]
    assert json.loads(json.dumps(result.to_dict()["markers"]))[0]["label"] == MARKUP
    html = result._repr_html_()
    assert "<b onload" not in html
    assert "&lt;b onload" in html
    ax = sensortrack.plot.signal(result, recording)
    assert MARKUP.replace("$", r"\$") in [text.get_text().strip() for text in ax.texts]
    ax.figure.canvas.draw()  # a label that were a formula would fail here
    without, same = analysed()
    del without
    assert result.findings == same.findings


def test_a_marker_outside_the_samples_is_refused_and_one_across_a_stretch_is_cut_to_it() -> None:
    recording, _ = analysed()
    outside = replace(recording, annotations=Annotations((Marker(3, 900.0, None, "x", **WHO),)))
    with pytest.raises(RecordingError, match="marker 3 at 900 s"):
        sensortrack.analyse(outside)
    said = Annotations((Marker(1, 1.0, 20.0, "long", **WHO), Marker(2, 19.0, None, "late", **WHO)))
    part = replace(recording, annotations=said).between(3.0, 18.0)
    assert [(m.start_s, m.end_s) for m in part.annotations.markers] == [(3.0, 18.0)]
    assert len(sensortrack.analyse(part).markers) == 1


def test_markers_become_the_events_of_bids(tmp_path: Path) -> None:
    time_s = [5.0 + k / 50.0 for k in range(500)]
    recording = Recording.from_arrays(
        time_s,
        [[9.8, 0.0, 0.0]] * 500,
        [[0.0, 0.0, 1.0]] * 500,
        units={"acc": "m/s2", "gyr": "deg/s"},
        rate_hz=50.0,
    )
    said = Annotations((Marker(1, 6.0, 8.5, "E6\tis <b>", **WHO), Marker(2, 5.5, None, "cue", **WHO)))
    path = sensortrack.write_bids(tmp_path, replace(recording, annotations=said), subject="01", task="x")
    events = path.with_name(path.name.replace("_motion.tsv", "_events.tsv"))
    table = pd.read_csv(events, sep="\t")
    assert list(table.columns[:2]) == ["onset", "duration"]
    assert table.iloc[:, :4].to_numpy().tolist() == [
        [0.5, 0.0, "cue", "anna"],
        [1.0, 2.5, "E6 is <b>", "anna"],
    ]
    described = json.loads(events.with_suffix(".json").read_text())
    assert set(described) == set(table.columns) - {"onset", "duration"}
    assert len(sensortrack.read(path).annotations.markers) == 0


def test_a_study_is_cut_by_markers_and_holds_them(tmp_path: Path) -> None:
    first, second = (simulated_set(e, 3, repetitions=2, rest_s=2.0) for e in ("E6", "E7"))
    frames = [one.to_frame() for one in (first, second)]
    cut_s = float(frames[0]["time_s"].iloc[-1]) + 0.005
    frames[1]["time_s"] += cut_s + 0.005 - float(frames[1]["time_s"].iloc[0])
    both = pd.concat(frames, ignore_index=True)
    end_s = float(both["time_s"].iloc[-1]) + 0.01
    units = {"acc": "m/s2", "gyr": "deg/s"}
    file = tmp_path / "whole.csv"
    sensortrack.write_recording(file, Recording.from_frame(both, units=units, frame="body", rate_hz=100.0))
    marks = (
        Marker(1, 0.0, cut_s, "E6", **WHO),
        Marker(2, cut_s, end_s, "E7", **WHO),
        Marker(3, 1.0, 2.0, "hm", **WHO),
    )
    write_annotations(file, Annotations(marks))
    foreign = tmp_path / "other.csv"
    sensortrack.write_recording(foreign, first)
    annotations_path(foreign).write_bytes(annotations_path(file).read_bytes())
    study = sensortrack.analyse_many([file, foreign], by_markers=True, out=tmp_path / "out")
    summary = study.tables["summary"]
    assert list(summary["exercise"]) == ["E6", "E7"]
    assert list(summary["repetitions"]) == [2, 2]
    assert list(study.tables["markers"]["label"]) == ["E6", "hm", "E7"]
    assert "another recording" in study.failures["message"].iloc[0]
    # What people say is part of what a result depends on.
    write_annotations(file, Annotations(marks[:2]))
    again = sensortrack.analyse_many([file], by_markers=True, out=tmp_path / "again")
    assert list(again.tables["markers"]["label"]) == ["E6", "E7"]
    changes = compare(tmp_path / "out", tmp_path / "again")["changes"]
    assert {(c["table"], c["why"]) for c in changes if "whole.csv" in c["file"]} == {
        ("markers", "what is said of the recording changed")
    }


def test_what_is_said_of_a_recording_is_among_the_files_of_the_person(file: Path) -> None:
    from sensortrack.history.belongings import _with_what_is_beside

    write_annotations(file, Annotations((Marker(1, 2.0, None, "x", **WHO),)))
    torn = file.with_name(f".{annotations_path(file).name}.123.part")
    torn.write_text("left by a killed program")
    assert {annotations_path(file), torn} <= set(_with_what_is_beside(file))


def test_gaps_and_markers_dont_disturb_each_other() -> None:
    recording = simulated_set("E6", 3, repetitions=3, rest_s=2.0, sensor={"gaps": ((5.0, 1.0),)})
    marked = replace(recording, annotations=Annotations((Marker(1, 5.2, 5.8, "lost", **WHO),)))
    result = sensortrack.analyse(marked)
    assert [type(g) for g in result.recording.gaps] == [Gap]
    assert [m.label for m in result.markers] == ["lost"]
