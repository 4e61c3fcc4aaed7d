"""A session judged again from its recordings: after a crash, or under another catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..analysis import analyse
from ..errors import SensortrackError
from ..files import open_recording
from ..protocol.catalogue_model import Catalogue
from ..protocol.evidence import Evidence
from ..protocol.judge_session import SetEvidence, judge_session
from ..records import Code, Finding, Reason, SessionRecord, SetRecord


@dataclass(frozen=True, slots=True)
class JudgedAgain:
    """Findings by exercise, and what stood in the way of judging: a recording that is gone or was changed.

    `record` is the session with the results that its recordings give now.
    """

    record: SessionRecord
    findings: Mapping[str, tuple[Finding, ...]]
    notes: tuple[Reason, ...]


def rejudge(record: SessionRecord, catalogue: Catalogue) -> JudgedAgain:
    """Judge a session from its recordings and its own record of answers and cues.

    A recording that isn't the one of then (by its sha256) proves nothing and isn't used.
    """
    notes: list[Reason] = []
    sets: list[SetEvidence] = []
    records: list[SetRecord] = []
    known = {e.id for e in catalogue.exercises}
    for done in record.sets:
        if done.exercise not in known:
            notes.append(_not_used(done, Reason(Code.NO_SUCH_EXERCISE, file=catalogue.path.name)))
            continue
        try:
            why = _unusable(done)
            if why is None:
                done, evidence = _analysed(done, catalogue)
                sets.append(SetEvidence(done, evidence))
                if n := evidence.corrections:
                    code = Code.CORRECTED_BY_HAND
                    notes.append(Reason(code, exercise=done.exercise, set_number=done.number, n=n))
        except SensortrackError:
            why = Reason(Code.RECORDING_UNREADABLE, path=str(_path(done)))
        records.append(done)
        if why is not None:
            notes.append(_not_used(done, why))
    record = replace(record, sets=tuple(records))
    return JudgedAgain(record, judge_session(record, sets, catalogue), tuple(notes))


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that isn't what it was; None where the rule wasn't judged then, or isn't there now."""

    exercise: str
    rule: str
    before: Finding | None
    after: Finding | None


def changes(
    before: Mapping[str, tuple[Finding, ...]], after: Mapping[str, tuple[Finding, ...]]
) -> tuple[FindingChange, ...]:
    """What is another finding now, in outcome, value or limits; a mere change of words is none."""
    pairs = [
        (exercise, rule, old.get(rule), new.get(rule))
        for exercise in dict.fromkeys((*before, *after))
        for old in [{f.rule: f for f in before.get(exercise, ())}]
        for new in [{f.rule: f for f in after.get(exercise, ())}]
        for rule in dict.fromkeys((*old, *new))
    ]
    return tuple(FindingChange(*pair) for pair in pairs if _essence(pair[2]) != _essence(pair[3]))


def _essence(f: Finding | None) -> tuple[object, ...] | None:
    return None if f is None else (f.outcome, f.method, f.value, f.limit, f.at_least, f.at_most)


def _analysed(done: SetRecord, catalogue: Catalogue) -> tuple[SetRecord, Evidence]:
    result = analyse(open_recording(_path(done)), done.exercise, catalogue=catalogue)
    assert result.evidence is not None, "an analysis gives its evidence"
    return replace(done, result=result.to_dict(), sha256=result.recording.sha256), result.evidence


def _path(done: SetRecord) -> Path:
    assert done.recording is not None, "the set has a recording"
    return Path(done.recording)


def _not_used(done: SetRecord, why: Reason) -> Reason:
    return Reason(Code.NOT_USED, exercise=done.exercise, set_number=done.number, why=why)


def _unusable(done: SetRecord) -> Reason | None:
    if done.recording is None:
        return Reason(Code.NOT_RECORDED)
    path = _path(done)
    if not path.is_file():
        return Reason(Code.RECORDING_GONE, path=str(path))
    if done.sha256 is not None:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != done.sha256:
                return Reason(Code.RECORDING_CHANGED, path=str(path))
    return None
