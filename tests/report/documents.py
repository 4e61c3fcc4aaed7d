"""Sessions for the report's tests: simulated sets, judged, with any answers, cues, plan, STOP and screening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sensortrack
from sensortrack.analysis import Result
from sensortrack.language import Language, load_language
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.judge_session import SetEvidence, judge_session
from sensortrack.protocol.plan import LADDER, Dose, Plan, PlanException
from sensortrack.records import (
    Answer,
    Cue,
    Reason,
    ScreeningRecord,
    SessionEnd,
    SessionRecord,
    SetRecord,
    Stop,
)
from sensortrack.report.session_document import session_document
from sensortrack.sources.simulator import CLEAN, parse_jerk
from tests.simulated import simulated_set

CATALOGUE = load_catalogue()
ENGLISH = load_language("en")
AT = "2026-03-01T22:30:00+00:00"
AHEAD_S = 7200
"""Of UTC: by the person's clock it is the next day."""
WHOLE = {c.id: "no" for c in CATALOGUE.screening} | {"G2": "yes", "G7": "yes"}


@lru_cache
def analysed(
    exercise: str, repetitions: int, jerk: str | None, rate_hz: float, more: tuple[tuple[str, Any], ...]
) -> Result:
    plan = dict(more)
    gaps = plan.pop("gaps", ())
    if jerk is not None:
        plan["jerks"] = (parse_jerk(jerk),)
    recording = simulated_set(
        exercise,
        5,
        difficulty=CLEAN,
        rate_hz=max(rate_hz, 25.0),
        repetitions=0 if exercise == "E1" else repetitions,
        sensor={"gaps": gaps},
        **plan,
    )
    if rate_hz < 25.0:  # too slow for the simulator, and for the judge
        recording = recording.described(rate_hz=rate_hz)
    return sensortrack.analyse(recording, exercise)


def a_set(
    exercise: str,
    repetitions: int = 5,
    *,
    jerk: str | None = None,
    number: int = 1,
    planned: int | None = 5,
    ended_by: Any = "done",
    start_s: float = 60.0,
    rate_hz: float = 50.0,
    **more: Any,
) -> tuple[SetRecord, SetEvidence]:
    """A set that was done, and its evidence."""
    result = analysed(exercise, repetitions, jerk, rate_hz, tuple(more.items()))
    assert result.evidence is not None
    end_s = start_s + result.recording.duration_s
    done = SetRecord(exercise, number, start_s, end_s, ended_by, planned, result=result.to_dict())
    return done, SetEvidence(done, result.evidence)


def a_document(
    *sets: tuple[SetRecord, SetEvidence],
    doses: Sequence[Dose] | None = None,
    exceptions: tuple[PlanException, ...] = (),
    by: str | None = None,
    ended: SessionEnd | None = "complete",
    stop: Stop | None = None,
    answers: Mapping[Any, str] | None = None,
    screening: dict[str, Any] | None = WHOLE,
    cues: tuple[Cue, ...] = (),
    notes: Sequence[Reason] = (),
    language: Language = ENGLISH,
) -> dict[str, Any]:
    """The document of a session; `answers` by question, or by (question, exercise)."""
    if doses is None:
        doses = [Dose(done.exercise, repetitions=done.planned) for done, _ in sets]
    plan = Plan(tuple(doses), "plan.toml" if by else LADDER, exceptions, by)
    given: dict[Any, str] = {"pain_before": "1", **(answers or {})}
    listed = [
        Answer(q[0], value, AT, q[1]) if isinstance(q, tuple) else Answer(q, value, AT)
        for q, value in given.items()
    ]
    record = SessionRecord(
        "an-id", "anna", AT, language.code, "1.2.3", CATALOGUE.rules_version, plan.to_document(),
        end_utc=AT, ended=ended, answers=tuple(listed), cues=cues, sets=tuple(done for done, _ in sets), stop=stop,
        screening=None if screening is None else ScreeningRecord(AT, CATALOGUE.rules_version, screening),
        utc_offset_s=AHEAD_S,
    )  # fmt: skip
    findings = judge_session(record, [evidence for _, evidence in sets], CATALOGUE)
    return session_document(record, findings, CATALOGUE, language, notes=notes)


def a_stop(exercise: str | None = "E6", by: str = "key", reason: Any = "pain", pain: int | None = 5) -> Stop:
    return Stop(
        80.0, AT, "set" if exercise else "asking", by, reason, pain, exercise, 1 if exercise else None
    )
