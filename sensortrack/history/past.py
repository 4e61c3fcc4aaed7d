"""A person's sessions as progression looks at them."""

from __future__ import annotations

from ..protocol.plan import Plan
from ..protocol.progression import PastSession
from ..records import Finding, SessionRecord
from .store import History

PAIN_QUESTIONS = ("pain_before", "pain_after")


def past_sessions(history: History, person: str) -> tuple[PastSession, ...]:
    """The sessions of a person that are over, in the order in which they were entered; a STOP ends one at once."""
    return tuple(
        past_session(record, history.findings(record.id))
        for record in history.sessions(person)
        if record.end is not None
    )


def past_session(record: SessionRecord, findings: dict[str, tuple[Finding, ...]]) -> PastSession:
    """What progression needs of a session; an exercise counts where each of its sets was done to its end."""
    end = record.end
    assert end is not None, "the session is over"
    whole = {
        exercise: all(s.ended_by == "done" for s in record.sets if s.exercise == exercise)
        for exercise in dict.fromkeys(s.exercise for s in record.sets)
    }
    return PastSession(
        record.day.isoformat(),
        end,
        tuple(int(a.value) for question in PAIN_QUESTIONS for a in record.answers_to(question)),
        {
            exercise: tuple(f.rule for f in findings.get(exercise, ()) if f.outcome == "fail")
            for exercise, done in whole.items()
            if done and findings.get(exercise)
        },
        {d.exercise: d for d in Plan.from_document(record.plan).doses} if record.plan else {},
    )
