"""What moved as far as a repetition and wasn't counted: the tracker threw it away, or never followed it.

Movements are thrown away as steps, or because they go off the exercise's axis. Others never became an attempt: the
sensor was turned on the body, the person went on in another posture, or the tracker took a wrong level for the rest.
Where there are more of either than repetitions, a count of what is left says little: the person did something else,
the axes are other than declared, or the person's way of doing the exercise is one that the tracker doesn't know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median_high

from ..motion.spec import MovementSpec
from ..records import Attempt, Code, Reason, Verdicts

THROWN_AWAY = (Code.STEPS_BEGAN, Code.WALKED, Code.SHAKEN, Code.OFF_AXIS, Code.SIDEWAYS)
NO_ATTEMPT = (Code.BEFORE_START_POSE, Code.INTO_START_POSE, Code.SHIFTED, Code.WALKED)
"""Reasons of movements that are no repetitions: they come before the exercise, belong to another one, or are steps."""
LEAST = 3
"""Fewer of them say nothing of a whole set: a person gets up."""
SIZE = 0.5
"""A movement is as large as a repetition from this share of the usual amplitude on. In the simulated worlds 1 in 140
ordinary sets that were counted exactly has such a movement that wasn't followed, 1 in 24 restless ones, and 2 in 5 of
the sets with a repetition missed."""


@dataclass(frozen=True, slots=True)
class Discarded:
    """The movements as large as a repetition that weren't counted.

    Attributes
    ----------
    counted : int
        How many repetitions there are.
    thrown_away : Counter of Code
        How many movements were thrown away, by reason.
    not_followed : int
        How many never became an attempt. A single one before the first or after the last repetition isn't among
        them: it comes from a person getting into position, or up.
    """

    counted: int = 0
    thrown_away: Counter[Code] = field(default_factory=Counter)
    not_followed: int = 0

    def why_not_judged(self) -> Reason | None:
        """Why a count can't be judged; None where it can."""
        total = self.thrown_away.total()
        if total >= LEAST and total > self.counted:
            off_axis = sum(self.thrown_away[code] for code in (Code.OFF_AXIS, Code.SIDEWAYS))
            code = Code.MOSTLY_OFF_AXIS if 2 * off_axis > total else Code.MOSTLY_STEPS
            return Reason(code, thrown_away=total, counted=self.counted)
        if self.not_followed >= LEAST and self.not_followed > self.counted:
            return Reason(Code.MOSTLY_NOT_FOLLOWED, not_followed=self.not_followed, counted=self.counted)
        return None


def discarded(verdicts: Verdicts, spec: MovementSpec, by_hand: Sequence[Attempt] = ()) -> Discarded:
    """Gather them.

    Parameters
    ----------
    verdicts : Verdicts
        On all that moved.
    by_hand : sequence of Attempt
        Those that a person added or moved: a movement in one of them is counted, or known not to.
    """
    if spec.kind != "repetitions":
        return Discarded()
    every = list(verdicts)
    counted = [v for v in every if v.outcome == "repetition"]
    usual_deg = median_high(v.peak_deg for v in counted) if counted else spec.amplitude_deg
    least_deg = max(SIZE * usual_deg, spec.least_amplitude_deg)
    large = [(v.reason.code, v) for v in every if v.reason is not None and v.peak_deg >= least_deg]
    not_followed = [
        v
        for code, v in large
        if v.outcome == "unattempted"
        and code not in NO_ATTEMPT
        and not any(a.start_s < v.peak_s < a.end_s for a in by_hand)
    ]
    amid = [v for v in not_followed if counted and counted[0].onset_s < v.peak_s < counted[-1].end_s]
    beside = len(not_followed) - len(amid)
    return Discarded(
        len(counted),
        Counter(code for code, _ in large if code in THROWN_AWAY),
        len(amid) + (beside if beside > 1 else 0),
    )
