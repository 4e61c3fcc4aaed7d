"""Coaching of one set: what is due to be said at each moment, and when the set is over.

A coach listens to the tracker and is asked, whenever the voice is free or something urgent may cut in, what is due now.
What wasn't said is still due; what is too late isn't offered any more.
"""

from __future__ import annotations

from ...language import Language
from ...protocol.catalogue_model import Catalogue
from ...protocol.plan import Dose, PlanException
from ...records import Side
from .base import Coach
from .guided import GuidedCoach
from .paced import PACED_PHASE_S, PacedCoach
from .timed import TimedCoach

__all__ = ["PACED_PHASE_S", "Coach", "coach_for"]


def coach_for(
    dose: Dose,
    catalogue: Catalogue,
    language: Language,
    *,
    done_before: dict[Side | None, int],
    lasted_before_s: float = 0.0,
    exceptions: tuple[PlanException, ...] = (),
) -> Coach:
    """The coach for a set.

    Parameters
    ----------
    dose : Dose
    catalogue : Catalogue
    language : Language
    done_before : mapping of side (or None) to int
        Repetitions of the exercise earlier in the session.
    lasted_before_s : float
        How long the exercise was done earlier in the session, in s.
    exceptions : tuple of PlanException
        Of the plan.
    """
    exercise = catalogue.exercise(dose.exercise)
    if dose.duration_s is not None:
        return TimedCoach(dose, catalogue, language, done_before, exceptions, lasted_before_s=lasted_before_s)
    kind = PacedCoach if exercise.observability == "hardly" else GuidedCoach
    return kind(dose, catalogue, language, done_before, exceptions)
