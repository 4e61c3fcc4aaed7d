"""Today's plan: the ladder's for the rung that the person stands on, and how many sessions a week are meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from ..history import History
from ..history.past import past_sessions
from ..protocol.catalogue_model import Catalogue
from ..protocol.plan import Plan, needed_for, plan_for_stages
from ..protocol.progression import progress

WEEK = timedelta(days=7)


def ladder_plan(
    history: History,
    person: str,
    catalogue: Catalogue,
    exercises: Sequence[str] | None = None,
    *,
    can_hang: bool = True,
) -> Plan:
    """The ladder's plan for the rung that the person stands on.

    Parameters
    ----------
    exercises : sequence of str or None
        Ids, in the order in which they are done; None for all that have a ladder.
    can_hang : bool
        Whether there is a bar and the person can hang from it.

    Raises
    ------
    UsageError
        No such exercise.
    """
    stages = progress(past_sessions(history, person), catalogue).stages
    bar = () if can_hang else needed_for("hang", catalogue)
    return plan_for_stages(catalogue, stages, exercises, without=bar)


def sessions_a_week(
    history: History, person: str, catalogue: Catalogue, plan: Plan
) -> tuple[int, float | None]:
    """How many sessions there were in the last seven days, and the fewest a week that any rung of the plan asks for."""
    since = datetime.now(UTC) - WEEK
    sessions = [s for s in history.sessions(person) if s.sets]
    recent = sum(datetime.fromisoformat(s.start_utc) > since for s in sessions)
    stages = progress(past_sessions(history, person), catalogue).stages
    rungs = [catalogue.exercise(d.exercise).stages for d in plan.doses]
    a_week = [
        rung[max(0, min(stages.get(d.exercise, 0), len(rung) - 1))].number("per_week")
        for d, rung in zip(plan.doses, rungs, strict=True)
        if rung
    ]
    return recent, min((n for n in a_week if n is not None), default=None)
