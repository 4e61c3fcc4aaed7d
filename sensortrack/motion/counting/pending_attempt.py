"""An excursion that has ended: what it was, by what it is asked, and why."""

from __future__ import annotations

from dataclasses import dataclass

from ...records import Code, Criterion, Outcome, Reason
from .ask_end import ask_end
from .asked import Asked
from .excursion import Excursion


@dataclass(slots=True)
class PendingAttempt:
    """An excursion that has ended and waits for its outcome and its last samples.

    Attributes
    ----------
    earliest : int
        Where the one before it ended.
    asked : Asked
        What it was asked.
    complete : bool
        Whether it came back.
    outcome : Outcome or None
        None while there is nothing to compare it with.
    """

    excursion: Excursion
    earliest: int
    asked: Asked
    complete: bool
    outcome: Outcome | None = None
    reason: Reason | None = None

    def take(self, outcome: Outcome, reason: Reason | None) -> None:
        """This is what it was."""
        self.outcome, self.reason = outcome, reason

    def take_size(self, yes: bool | None, usual_deg: float) -> None:
        """This is what the rule says of its size, beside the usual one; None is nothing yet."""
        e = self.excursion
        if yes:
            self.take("repetition", None)
        elif yes is not None:
            small, quick = self.asked.failed(Criterion.LEAST), self.asked.failed(Criterion.TOOK)
            if small is not None:
                self.take("too_small", Reason(Code.TOO_SMALL, peak_deg=e.peak_deg, least_deg=small.limit))
            elif quick is not None:
                self.take("aborted", Reason(Code.TOO_QUICK, took_s=quick.value, quickest_s=quick.limit))
            else:
                code = Code.TOO_LARGE if e.peak_deg > usual_deg else Code.TURNED_BACK
                self.take("aborted", Reason(code, peak_deg=e.peak_deg, usual_deg=usual_deg))


def ended(
    e: Excursion, earliest: int, usual_deg: float, rate_hz: float, cut_by: Reason | None
) -> PendingAttempt:
    """An excursion that has just ended, with its outcome where it never came back.

    `cut_by` is why the samples ended before it did.
    """
    asked = Asked(usual_deg)
    closed = PendingAttempt(e, earliest, asked, ask_end(e, asked))
    if e.ended_by == "moved":
        closed.take("aborted", Reason(Code.ENDED_ELSEWHERE, away_deg=e.lowest_deg))
    elif not closed.complete:
        closed.take("interrupted", _interrupted_by(e, rate_hz, cut_by))
    return closed


def _interrupted_by(e: Excursion, rate_hz: float, cut_by: Reason | None) -> Reason | None:
    if e.ended_by in ("steps", "turning"):
        return Reason(Code.STEPS_BEGAN)
    if e.ended_by == "lost":
        return Reason(Code.NEVER_CAME_BACK, after_s=(e.end - e.onset) / rate_hz)
    return cut_by
