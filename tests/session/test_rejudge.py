"""A session judged again from its recordings: the same comes out, and what can't be used is named with its reason."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sensortrack
from sensortrack.language import in_english
from sensortrack.protocol import Catalogue, load_catalogue
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.records import (
    Annotations,
    Code,
    Correction,
    Finding,
    FindingOutcome,
    SessionRecord,
    SetRecord,
)
from sensortrack.session.keeping import SessionOutcome
from sensortrack.session.rejudge import changes, rejudge

from ..protocol.bow import BOW, written
from .people import CATALOGUE, run_session

PLAN = Plan((Dose("E10", repetitions=2),))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> SessionOutcome:
    """A short session, with its recording."""
    return run_session(tmp_path_factory.mktemp("home"), [], plan=PLAN)


def again(record: SessionRecord, changed: Mapping[str, Any], catalogue: Catalogue = CATALOGUE) -> list[str]:
    """What is noted where the session's set is another one."""
    (one,) = record.sets
    judged = rejudge(replace(record, sets=(replace(one, **changed),)), catalogue)
    return [in_english(note) for note in judged.notes]


def test_by_the_same_rules_the_same_comes_out(done: SessionOutcome) -> None:
    judged = rejudge(done.record, CATALOGUE)
    assert judged.notes == ()
    assert changes(done.findings, judged.findings) == ()


def test_a_finding_that_is_another_one_is_named_with_what_it_was_and_mere_words_are_not(
    done: SessionOutcome,
) -> None:
    (exercise, found), *_ = done.findings.items()
    first, second, *rest = found
    other: FindingOutcome = "fail" if second.outcome == "pass" else "pass"
    now = (replace(first, why=second.why), replace(second, outcome=other), *rest[:-1])
    (change, gone) = changes(done.findings, {exercise: now})
    assert (change.exercise, change.rule, change.before, change.after) == (
        exercise,
        second.rule,
        second,
        now[1],
    )
    assert (gone.rule, gone.after) == (rest[-1].rule, None)
    (came,) = changes({exercise: found[:-1]}, {exercise: found})
    assert (came.before, came.after) == (None, found[-1])


def garbage(path: Path) -> Path:
    path.write_text("time_s,acc_x\nno,thing\n")
    return path


CHANGED: dict[str, Callable[[Path, SetRecord], dict[str, object]]] = {
    "no recording was made": lambda folder, one: {"recording": None},
    "isn't there any more": lambda folder, one: {"recording": str(folder / "gone.csv")},
    "was changed since": lambda folder, one: {"sha256": "0" * 64},
    "can't be read": lambda folder, one: {"recording": str(garbage(folder / "x.csv")), "sha256": None},
}


@pytest.mark.parametrize("why", CHANGED)
def test_a_recording_that_can_not_be_used_is_named_with_its_reason_and_proves_nothing(
    done: SessionOutcome, tmp_path: Path, why: str
) -> None:
    (note,) = again(done.record, CHANGED[why](tmp_path, done.record.sets[0]))
    assert why in note
    assert "E10, set 1" in note


def test_an_exercise_that_other_rules_do_not_have_is_left_out(done: SessionOutcome, tmp_path: Path) -> None:
    own = load_catalogue(written(tmp_path, BOW))
    (note,) = again(done.record, {}, own)
    assert "has no such exercise" in note
    assert rejudge(done.record, own).findings == {}


def test_what_a_person_corrected_counts_and_is_noted(done: SessionOutcome, tmp_path: Path) -> None:
    path = Path(done.record.sets[0].recording or "")
    for file in (path, path.with_suffix(".json")):
        shutil.copy(file, tmp_path)
    copy = tmp_path / path.name
    recording = sensortrack.read(copy)
    second = sensortrack.analyse(recording, "E10").attempts[1]
    rejected = Correction(1, "rejected", "E10", "anna", "2026-11-28T10:00:00Z", "a cough", at_s=second.peak_s)
    sensortrack.write_annotations(copy, Annotations((), (rejected,)))
    (one,) = done.record.sets
    judged = rejudge(replace(done.record, sets=(replace(one, recording=str(copy)),)), CATALOGUE)
    assert [n.code for n in judged.notes] == [Code.CORRECTED_BY_HAND]
    count = next(f for f in judged.findings["E10"] if f.rule == "E10.count")
    assert isinstance(count, Finding)
    assert count.value == 1


def test_a_set_of_an_exercise_that_there_is_no_more_keeps_no_other_from_being_judged(
    done: SessionOutcome,
) -> None:
    (one,) = done.record.sets
    judged = rejudge(replace(done.record, sets=(replace(one, exercise="E99"), one)), CATALOGUE)
    assert [s.exercise for s in judged.record.sets] == ["E10"]
    assert [note.code for note in judged.notes] == [Code.NOT_USED]
    assert changes(done.findings, judged.findings) == ()
