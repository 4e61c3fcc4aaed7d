"""Whether the screening must be asked before this session, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from ..history import History
from ..protocol.catalogue_model import Catalogue
from ..protocol.due import Due, screening_due
from ..records import ScreeningRecord


@dataclass(frozen=True, slots=True)
class Held:
    """The screening that still holds, or why it must be asked."""

    screening: ScreeningRecord | None
    due: Due | None


def screening_that_holds(history: History, person: str, catalogue: Catalogue) -> Held:
    """The person's last screening where it still holds; else why it is asked again."""
    last = history.last_screening(person)
    owed = history.obligations(person)
    due = screening_due(last, datetime.now(UTC), catalogue, after_stop=bool(owed))
    if due == "after_stop" and all(one.cause == "repair" for one in owed):
        due = "after_repair"
    return Held(last if due is None else None, due)
