"""What is kept of a session: answers, cues, sets, the stop; enough for a report made later to be the same report.

Times `at_utc` are ISO 8601 in UTC; times `t_s` are seconds since the session began.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any, Literal

Reply = Literal["yes", "no"]
StopReason = Literal["pain", "headache", "nausea", "weakness", "other"]
SessionEnd = Literal["complete", "stopped", "blocked", "left"]
"""left: the person ended it early without a symptom, or the program ended before the session did."""
SetEnd = Literal["done", "cap", "time", "person", "stopped", "sensor_lost", "no_start_pose", "left"]
"""done: the planned repetitions or time; cap: a limit of the document was reached before."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person answered: to a rule that is asked, or a pain score.

    Attributes
    ----------
    question : str
        Id of the rule (`E3.bent_leg`), or `pain_before`, `pain_after`, `symptom`.
    value : str
        "yes", "no", a pain score "0" … "10", a symptom's name.
    exercise : str or None
        The exercise that it was asked about; None for the whole session.
    """

    question: str
    value: str
    at_utc: str
    exercise: str | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """What the coach said, and the rule that it keeps, where it keeps one."""

    t_s: float
    key: str
    text: str
    exercise: str | None = None
    set_number: int | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """The STOP: when, in which state, by whom, and what the person said of it.

    `by` names the listener (key, button, page, voice); `pain` is 0 to 10 where the person liked to say.
    """

    t_s: float
    at_utc: str
    state: str
    by: str
    reason: StopReason | None = None
    pain: int | None = None
    exercise: str | None = None
    set_number: int | None = None


@dataclass(frozen=True, slots=True)
class ScreeningRecord:
    """The answers to a screening: condition id to reply, rule id (`G2`, `G7`) to reply.

    `doctor_agreed` is the note that a doctor knows of a "not recommended" condition and agreed.
    """

    at_utc: str
    rules_version: str
    answers: Mapping[str, Reply]
    doctor_agreed: bool = False


@dataclass(frozen=True, slots=True)
class SetRecord:
    """One set: an exercise done once through, with one recording.

    Attributes
    ----------
    number : int
        Counted from 1 within the exercise.
    start_s, end_s : float
        Since the session began.
    planned : int or None
        Repetitions that were planned; None where the exercise goes by time.
    recording : str or None
        Path of the recording's CSV; None where there was no sensor.
    sha256 : str or None
        Of that file.
    result : mapping or None
        The document `sensortrack.analysis/1` that the live run gave.
    """

    exercise: str
    number: int
    start_s: float
    end_s: float
    ended_by: SetEnd
    planned: int | None = None
    weight_kg: float = 0.0
    recording: str | None = None
    sha256: str | None = None
    result: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A whole session.

    Attributes
    ----------
    id : str
        Of the session, unique (a UUID).
    person : str
        A pseudonym.
    plan : mapping
        The plan that it followed, as a document.
    screening : ScreeningRecord or None
        The one that it relied on.
    software, rules_version : str
        What judged it.
    utc_offset_s : int or None
        How far the person's clock was ahead of UTC when the session began, in s; None where that wasn't kept:
        then the person's day is taken to be that of UTC.
    time_zone : str or None
        The IANA name of their time zone, where it is known.
    entry : int or None
        The number that the history gave it: sessions are in the order of these, whatever their dates say.
        None until it has one.
    """

    id: str
    person: str
    start_utc: str
    language: str
    software: str
    rules_version: str
    plan: Mapping[str, Any] = field(default_factory=dict)
    end_utc: str | None = None
    ended: SessionEnd | None = None
    screening: ScreeningRecord | None = None
    answers: tuple[Answer, ...] = ()
    cues: tuple[Cue, ...] = ()
    sets: tuple[SetRecord, ...] = ()
    stop: Stop | None = None
    utc_offset_s: int | None = None
    time_zone: str | None = None
    entry: int | None = None

    def local(self, at_utc: str) -> datetime:
        """A moment of the session (ISO 8601, UTC) by the person's clock."""
        return local_time(at_utc, self.utc_offset_s)

    @property
    def end(self) -> SessionEnd | None:
        """How it ended: one with a STOP was stopped, whatever could still be written after it."""
        return self.ended if self.stop is None else "stopped"

    @property
    def day(self) -> date:
        """The person's day on which it began."""
        return self.local(self.start_utc).date()

    def answers_to(self, question: str, exercise: str | None = None) -> tuple[Answer, ...]:
        """The answers to a question, of one exercise where one is named, in their order."""
        return tuple(
            a for a in self.answers if a.question == question and (exercise is None or a.exercise == exercise)
        )


@dataclass(frozen=True, slots=True)
class Obligation:
    """The screening is due: it must be answered whole in a later session before anything is coached.

    Attributes
    ----------
    cause : str
        "stop": a session was stopped; "repair": the history was damaged, and a STOP may be among what was lost.
    entry : int
        Of the session that was stopped, or the last one before the repair.
    session : str or None
        Id of the session that was stopped.
    """

    cause: Literal["stop", "repair"]
    entry: int
    at_utc: str
    session: str | None = None


def local_time(at_utc: str, utc_offset_s: int | None) -> datetime:
    """A moment (ISO 8601) by a clock that is so many seconds ahead of UTC; UTC where that isn't known."""
    return datetime.fromisoformat(at_utc).astimezone(timezone(timedelta(seconds=utc_offset_s or 0)))
