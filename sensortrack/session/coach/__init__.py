"""Coaching of one set: what is due to be said at each moment, and when the set is over.

A coach listens to the tracker and is asked, whenever the voice is free or something urgent may cut in, what is due now.
What wasn't said is still due; what is too late isn't offered any more.
"""

from __future__ import annotations

from .base import Coach, SetTask
from .guided import GuidedCoach
from .paced import PACED_PHASE_S, PacedCoach
from .timed import TimedCoach

__all__ = ["PACED_PHASE_S", "Coach", "SetTask", "coach_for"]


def coach_for(task: SetTask) -> Coach:
    """The coach for a set."""
    if task.dose.duration_s is not None:
        return TimedCoach(task)
    hardly = task.catalogue.exercise(task.dose.exercise).observability == "hardly"
    return PacedCoach(task) if hardly else GuidedCoach(task)
