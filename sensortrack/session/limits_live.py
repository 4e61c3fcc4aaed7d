"""When the person must be told to return, so that no limit of the document is passed."""

from __future__ import annotations

from dataclasses import dataclass

from ..protocol.limits import bounds_of
from ..protocol.model import Catalogue, Exercise
from ..protocol.plan import PlanException

REACTION_S = 1.0
"""From the word to the movement."""
RETURN_S = 2.0
"""What coming back takes, where out, hold and return together have a limit."""


@dataclass(frozen=True, slots=True)
class LiveLimits:
    """The times after which "return now" is said, and the counts at which a set ends.

    Attributes
    ----------
    hold_s : float or None
        Since the hold began; with `hold_rule` that it keeps.
    effort_s : float or None
        Since the way out began.
    duration_s : float or None
        Of the exercise in the session.
    count : int or None
        Repetitions of the session, for each side.
    """

    hold_s: float | None = None
    hold_rule: str | None = None
    effort_s: float | None = None
    effort_rule: str | None = None
    duration_s: float | None = None
    duration_rule: str | None = None
    count: int | None = None
    count_rule: str | None = None


def live_limits(
    exercise: Exercise, catalogue: Catalogue, exceptions: tuple[PlanException, ...] = ()
) -> LiveLimits:
    """The limits of an exercise, those of the document or, where the plan says so, the clinician's."""
    most: dict[str, tuple[float, str]] = {}
    for bound in bounds_of(exercise, catalogue, initial=False):
        if bound.most is not None:
            allowed = [e.limit for e in exceptions if e.rule == bound.rule]
            most[bound.of] = (max(bound.most, *allowed) if allowed else bound.most, bound.rule)
    hold, effort = most.get("hold"), most.get("effort")
    duration, count = most.get("duration"), most.get("repetitions")
    return LiveLimits(
        hold_s=None if hold is None else hold[0] - REACTION_S,
        hold_rule=None if hold is None else hold[1],
        effort_s=None if effort is None else effort[0] - REACTION_S - RETURN_S,
        effort_rule=None if effort is None else effort[1],
        duration_s=None if duration is None else duration[0],
        duration_rule=None if duration is None else duration[1],
        count=None if count is None else int(count[0]),
        count_rule=None if count is None else count[1],
    )
