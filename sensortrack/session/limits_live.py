"""When the person must be called back so that no limit of the document is passed, and which rules the cues keep."""

from __future__ import annotations

from dataclasses import dataclass

from ..protocol.catalogue_model import Catalogue
from ..protocol.exercise import Exercise
from ..protocol.limits import bounds_of
from ..protocol.plan import PlanException
from ..protocol.rule import Rule

REACTION_S = 1.0
"""From the word to the movement, in s."""
SEEN_AFTER_S = 0.6
"""A way back is seen this long after it began, in s: nobody is called back who is on the way."""
RETURN_S = 2.0
"""What coming back takes, in s, where out, hold and return together have a limit."""


@dataclass(frozen=True, slots=True)
class LiveLimits:
    """The times after which "return now" is said, the counts at which a set ends, and the rules that cues keep.

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
    smooth_rule, breath_rule, passive_rule : str or None
        Ids of the rules that corrections and breath cues keep.
    """

    hold_s: float | None = None
    hold_rule: str | None = None
    effort_s: float | None = None
    effort_rule: str | None = None
    duration_s: float | None = None
    duration_rule: str | None = None
    count: int | None = None
    count_rule: str | None = None
    smooth_rule: str | None = None
    breath_rule: str | None = None
    passive_rule: str | None = None


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
    passive = catalogue.rule_of("passive", exercise)
    return LiveLimits(
        hold_s=None if hold is None else _alarm_s(hold[0], catalogue.rule_of("hold", exercise)),
        hold_rule=None if hold is None else hold[1],
        effort_s=None if effort is None else effort[0] - REACTION_S - RETURN_S,
        effort_rule=None if effort is None else effort[1],
        duration_s=None if duration is None else duration[0],
        duration_rule=None if duration is None else duration[1],
        count=None if count is None else int(count[0]),
        count_rule=None if count is None else count[1],
        smooth_rule=catalogue.rule_of("smooth").id,
        breath_rule=catalogue.rule_of("breath").id,
        passive_rule=None if passive is None else passive.id,
    )


def _alarm_s(most_s: float, rule: Rule | None) -> float:
    """A bound is kept by an alarm before it; a target is called out itself, and the alarm is for whoever stays on."""
    if rule is not None and rule.target is not None:
        return max(most_s, rule.at_most or most_s) + SEEN_AFTER_S
    return most_s - REACTION_S
