"""Progress over weeks: the days with sessions, the rungs of the ladder, pain; compared with oneself only."""

from __future__ import annotations

from typing import Any

from ..history import History
from ..history.past import past_sessions
from ..language import Language
from ..protocol.catalogue_model import Catalogue
from ..protocol.progression import progress
from ..records import SessionRecord


def session_view(record: SessionRecord, language: Language) -> dict[str, Any]:
    """A session in a line of a list."""
    return {
        "id": record.id,
        "when": f"{record.local(record.start_utc):%Y-%m-%d %H:%M}",
        "day": record.day.isoformat(),
        "end": record.end,
        "ended": language.say(f"report.end_{record.end or 'none'}"),
        "exercises": list(dict.fromkeys(s.exercise for s in record.sets)),
        "before": _score(record, "pain_before"),
        "after": _score(record, "pain_after"),
    }


def weeks_view(history: History, person: str, catalogue: Catalogue, language: Language) -> dict[str, Any]:
    """A person's sessions, and where they stand on the ladder."""
    stands = progress(past_sessions(history, person), catalogue)
    return {
        "sessions": [session_view(r, language) for r in history.sessions(person)],
        "ladder": [
            {
                "id": e.id,
                "name": language.exercise_name(e),
                "rung": stands.stages.get(e.id, 0) + 1,
                "of": len(e.stages),
            }
            for e in catalogue.exercises
            if e.stages
        ],
        "steps": [
            {"day": s.date, "exercise": s.exercise, "up": s.after > s.before, "why": language.reason(s.why)}
            for s in stands.steps
        ],
    }


def _score(record: SessionRecord, question: str) -> int | None:
    answers = record.answers_to(question)
    return int(answers[-1].value) if answers else None
