"""Repetitions corrected by hand: beside the program's, measured by the same code, and named wherever they count."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sensortrack
from sensortrack.analysis import Result
from sensortrack.analysis.columns import Table
from sensortrack.errors import RecordingError, UsageError
from sensortrack.files import read_annotations
from sensortrack.records import Annotations, Attempt, Code, Correction, CorrectionKind, Recording
from sensortrack.study import machine_and_person
from tests.simulated import simulated_set

EDGES = ("start_s", "end_s")


def said(kind: CorrectionKind, exercise_: str = "E6", **times: Any) -> Correction:
    return Correction(0, kind, exercise_, "anna", "2026-11-28T10:00:00Z", "seen on the video", **times)


def corrected(recording: Recording, *corrections: Correction) -> Result:
    numbered = tuple(replace(c, id=k) for k, c in enumerate(corrections, 1))
    return sensortrack.analyse(replace(recording, annotations=Annotations((), numbered)))


def repetitions(result: Result) -> list[Attempt]:
    return [a for a in result.attempts if a.outcome == "repetition"]


def around(a: Attempt) -> dict[str, Any]:
    return {"start_s": a.start_s, "end_s": a.end_s}


@pytest.fixture(scope="module")
def recording() -> Recording:
    return simulated_set("E6", 4, repetitions=5, hold_s=3.0, rest_s=3.0)


@pytest.fixture(scope="module")
def machine(recording: Recording) -> Result:
    return sensortrack.analyse(recording)


@pytest.mark.parametrize("exercise", ["E2", "E3", "E6", "E7", "E10"])
def test_between_the_programs_own_edges_a_person_gets_the_programs_numbers(exercise: str) -> None:
    recording = simulated_set(exercise, 4, repetitions=5, hold_s=3.0, rest_s=3.0)
    machine = repetitions(sensortrack.analyse(recording))
    moved = [said("moved", exercise, at_s=a.peak_s, **around(a)) for a in machine]
    person = repetitions(corrected(recording, *moved))
    assert len(person) == len(machine)
    for theirs, mine in zip(machine, person, strict=True):
        assert (mine.source, mine.side, mine.direction) == ("person", theirs.side, theirs.direction)
        assert (mine.start_s, mine.end_s) == (theirs.start_s, theirs.end_s)
        assert theirs.amplitude_deg is not None
        assert theirs.hold_s is not None
        assert mine.amplitude_deg == pytest.approx(theirs.amplitude_deg, abs=0.5)
        assert mine.hold_s == pytest.approx(theirs.hold_s, abs=0.05)
        assert [p.name for p in mine.phases] == [p.name for p in theirs.phases]
        for p, q in zip(mine.phases, theirs.phases, strict=True):
            for name, tolerance in (("sparc", 0.03), ("peak_speed_dps", 1.0)):
                # What is just valid by the axis of the moment needn't be by the one that all repetitions tell.
                if name in p.measures and p.measures[name].valid and q.measures[name].valid:
                    assert p.measures[name].value == pytest.approx(q.measures[name].value, abs=tolerance)


def test_what_the_person_left_alone_stays_as_it_was_to_the_bit(recording: Recording, machine: Result) -> None:
    second, fourth = machine.attempts[1], machine.attempts[3]
    wider: dict[str, Any] = {"start_s": fourth.start_s - 0.3, "end_s": fourth.end_s + 0.4}
    result = corrected(
        recording, said("rejected", at_s=second.peak_s), said("moved", at_s=fourth.peak_s, **wider)
    )
    untouched = [a for a in machine.attempts if a not in (second, fourth)]
    assert [a for a in result.attempts if a.source == "machine"] == untouched
    (mine,) = [a for a in result.attempts if a.source == "person"]
    assert {name: getattr(mine, name) for name in EDGES} == wider
    assert (mine.phases[0].start_s, mine.phases[-1].end_s) == tuple(wider.values())
    assert mine.index not in [a.index for a in machine.attempts]
    assert mine.measures["duration_s"].value == pytest.approx(wider["end_s"] - wider["start_s"])
    assert [one.replaces for one in result.corrected] == [(second,), (fourth,)]
    assert result.summary.repetitions == 4
    assert all(e.attempt not in (second.index, fourth.index) for e in result.events)


def test_an_attempt_that_was_rejected_and_added_again_is_measured_as_before(
    recording: Recording, machine: Result
) -> None:
    third = machine.attempts[2]
    result = corrected(recording, said("rejected", at_s=third.peak_s), said("added", **around(third)))
    (mine,) = [a for a in result.attempts if a.source == "person"]
    assert mine.amplitude_deg == pytest.approx(third.amplitude_deg, abs=0.5)
    assert result.summary.repetitions == 5


def test_tables_findings_and_documents_say_that_they_rest_on_corrections(
    recording: Recording, machine: Result
) -> None:
    assert all(set(table["source"]) <= {"machine"} for table in machine.frames().values())
    second = machine.attempts[1]
    result = corrected(recording, said("moved", at_s=second.peak_s, **around(second)))
    assert dict(result.summary.corrections) == {"added": 0, "moved": 1, "rejected": 0}
    assert all(f.corrections == (f.method == "measured") for f in result.findings)
    tables: tuple[Table, ...] = ("summary", "measures", "corrections")
    for table in tables:
        assert set(result.to_frame(table)["source"]) == {"person"}
    attempts = result.to_frame("attempts").set_index("attempt")
    assert list(attempts["source"]) == ["machine", "person", "machine", "machine", "machine"]
    for frame in (result.signals(recording), result.curves(recording), result.to_frame("phases")):
        sources = frame.dropna(subset=["attempt"]).groupby("attempt")["source"].unique()
        assert {int(str(k)): set(v) for k, v in sources.items()} == {
            int(str(k)): {v} for k, v in attempts["source"].items()
        }
    row = result.to_frame("corrections").iloc[0]
    assert (row["by"], row["why"], row["kind"]) == ("anna", "seen on the video", "moved")
    assert (row["machine_start_s"], row["machine_amplitude_deg"]) == (second.start_s, second.amplitude_deg)
    document = json.loads(json.dumps(result.to_dict()))
    assert document["corrections"][0]["replaces"][0]["index"] == second.index
    assert "1 corrected by hand" in repr(result)


def test_however_the_samples_are_cut_a_corrected_repetition_has_the_same_numbers(
    recording: Recording,
) -> None:
    (whole,) = recording.blocks
    machine = sensortrack.analyse(recording)
    second = machine.attempts[1]
    move = said("moved", at_s=second.peak_s, start_s=second.start_s + 0.1, end_s=second.end_s - 0.1)
    want = corrected(recording, move)
    cuts = np.sort(np.random.default_rng(3).integers(1, len(whole), 40))
    edges = [0, *dict.fromkeys(cuts.tolist()), len(whole)]
    blocks = tuple(whole.cut(a, b) for a, b in pairwise(edges))
    assert corrected(replace(recording, blocks=blocks), move).attempts == want.attempts


def test_what_the_program_took_for_none_gives_way_to_an_added_repetition() -> None:
    recording = simulated_set("E6", 8, repetitions=5, rest_s=3.0, hold_s=2.0)
    machine = sensortrack.analyse(recording)
    small = replace(machine.attempts[2], outcome="too_small")
    from sensortrack.analysis.corrections import ByHand

    by_hand = ByHand((replace(said("added", **around(small)), id=1),))
    replaced, _ = by_hand._replaced((*machine.attempts[:2], small))
    assert replaced == {1: (small,)}


def wrong(machine: Result, name: str) -> list[Correction]:
    second = machine.attempts[1]
    return {
        "outside": [said("added", start_s=900.0, end_s=903.0)],
        "beyond": [said("moved", at_s=second.peak_s, start_s=second.start_s, end_s=900.0)],
        "over": [said("added", **around(second))],
        "twice": [said("rejected", at_s=second.peak_s), said("rejected", at_s=second.peak_s + 0.1)],
    }[name]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("outside", "within the recording"),
        ("beyond", "within the recording"),
        ("over", "lies over the one found"),
        ("twice", "one correction of an attempt"),
    ],
)
def test_corrections_that_contradict_the_recording_or_each_other_are_refused(
    recording: Recording, machine: Result, name: str, why: str
) -> None:
    with pytest.raises(RecordingError, match=why):
        corrected(recording, *wrong(machine, name))


def test_a_hang_has_nothing_to_correct() -> None:
    hang = simulated_set("E1", 1, repetitions=0, duration_s=20.0)
    with pytest.raises(UsageError, match="no repetitions"):
        corrected(hang, said("added", "E1", start_s=2.0, end_s=4.0))


def test_an_attempt_that_is_not_found_any_more_is_reported_and_a_move_stands_by_its_edges(
    recording: Recording, machine: Result
) -> None:
    before_s = machine.attempts[0].start_s
    (times,) = [b.time_s for b in recording.blocks]
    result = corrected(recording, said("rejected", at_s=float(times[0]) + 0.01))
    assert before_s > times[0] + 0.1
    assert result.summary.repetitions == machine.summary.repetitions
    assert any("no attempt is found any more" in message for message in result.recording.messages)


@pytest.mark.parametrize("gap_s", [0.2, 1.5])
def test_a_repetition_over_a_gap_is_judged_no_further_than_its_samples_go(gap_s: float) -> None:
    free = sensortrack.analyse(simulated_set("E6", 4, repetitions=5, hold_s=3.0, rest_s=3.0))
    third = free.attempts[2]
    out = third.phase("out")
    assert out is not None
    middle_s = 0.5 * (out.start_s + out.end_s)
    torn = simulated_set(
        "E6", 4, repetitions=5, hold_s=3.0, rest_s=3.0, sensor={"gaps": ((middle_s - gap_s / 2, gap_s),)}
    )
    machine = sensortrack.analyse(torn)
    found = [a for a in machine.attempts if a.start_s < middle_s < a.end_s and a.outcome == "repetition"]
    kind = said("moved", at_s=middle_s, **around(third)) if found else said("added", **around(third))
    (mine,) = [a for a in corrected(torn, kind).attempts if a.source == "person"]
    if gap_s > 0.5:
        assert mine.amplitude_deg is None
        assert mine.reason is not None
        assert mine.reason.code == Code.TOUCHES_GAP
        assert not mine.phases
        assert not mine.measures["amplitude_deg"].valid
    else:
        assert not mine.phases[0].measures["sparc"].valid
        assert mine.phases[-1].measures["sparc"].value is not None


def test_where_nothing_was_followed_a_persons_repetition_counts_and_has_no_numbers() -> None:
    recording = simulated_set("E6", 4, repetitions=3, rest_s=3.0)
    result = sensortrack.analyse(
        replace(
            recording,
            annotations=Annotations((), (replace(said("added", "E2", start_s=5.0, end_s=9.0), id=1),)),
        ),
        "E2",
    )
    (mine,) = [a for a in result.attempts if a.source == "person"]
    assert mine.reason is not None
    assert mine.reason.code == Code.NOT_FOLLOWED_THERE
    assert mine.amplitude_deg is None
    assert all(f.outcome == "not_judged" for f in result.findings)


def test_program_and_person_are_held_against_each_other(recording: Recording, machine: Result) -> None:
    first, second, third, fourth, fifth = machine.attempts
    moved = [
        said("moved", at_s=a.peak_s, start_s=a.start_s + 0.1 * k, end_s=a.end_s)
        for k, a in enumerate((second, third, fourth), 1)
    ]
    result = corrected(recording, said("rejected", at_s=fifth.peak_s), *moved)
    compared = machine_and_person([result, machine])
    assert (compared.recordings, compared.found, compared.wrong, compared.missed, compared.moved) == (
        2,
        9,
        1,
        0,
        3,
    )
    assert compared.precision == pytest.approx(0.9)
    assert compared.recall == 1.0
    assert compared.edges["start_s"].bias == pytest.approx(-0.2)
    assert compared.edges["end_s"].bias == 0.0
    assert "precision 0.900" in str(compared)
    with pytest.raises(UsageError):
        machine_and_person([])
    # The first was seen too early: what was rejected and added elsewhere is one wrong and one missed.
    apart: dict[str, Any] = {"start_s": first.end_s + 0.2, "end_s": first.end_s + 1.5}
    compared = machine_and_person(
        [corrected(recording, said("rejected", at_s=first.peak_s), said("added", **apart))]
    )
    assert (compared.found, compared.wrong, compared.missed) == (4, 1, 1)
    assert compared.edges == {}


def test_the_command_line_corrects_lists_agrees_and_takes_back(
    recording: Recording, machine: Result, tmp_path: Path, run: Callable[..., Any]
) -> None:
    file = tmp_path / "set.csv"
    sensortrack.write_recording(file, recording)
    before = file.read_bytes()
    a = machine.attempts[1]
    who = ("--by", "anna", "--why", "video <b>")
    assert "rejected" in run("correct", "reject", file, "--at", a.peak_s, *who).out
    moved = run("correct", "move", file, "--at", machine.attempts[2].peak_s, "--from", 0, "--to", 999, *who)
    assert moved.code == 65
    assert "within the recording" in moved.err
    lost = run("correct", "reject", file, "--at", a.end_s + 0.3, *who)
    assert lost.code == 2
    assert "finds no attempt of E6" in lost.err
    assert run("correct", "add", file, "--from", 1, "--to", 2, "--by", "anna").code == 2  # why is needed
    assert len(read_annotations(file).corrections) == 1
    ended = run("analyse", file)
    assert "rest on corrections by hand: 1 rejected" in ended.out
    assert json.loads(run("correct", "list", file, "--json").out)[0]["why"] == "video <b>"
    assert "1 rejected, 0 missed" in run("agreement", file).out
    assert run("correct", "remove", file, 1).code == 0
    assert run("analyse", file, "--json").out.count('"source": "person"') == 0
    assert file.read_bytes() == before


def test_corrections_that_overlap_are_refused_before_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "set.csv"
    sensortrack.write_recording(file, simulated_set("E6", 3, repetitions=2, rest_s=2.0))
    both = tuple(replace(said("added", start_s=1.0 + k, end_s=3.0 + k), id=k + 1) for k in range(2))
    with pytest.raises(RecordingError, match="don't overlap"):
        sensortrack.write_annotations(file, Annotations((), both))
    assert not read_annotations(file)
