"""Coach of a set that the sensor hardly sees: the voice sets the pace, and counts what it has asked for."""

from __future__ import annotations

from ...records import Attempt
from ..voice import Line, Urgency
from .base import QUIET_S, SECOND_LATE_S, Coach, SetTask
from .pause_offer import MOMENT_S, PAUSE_LINE, PauseOffer

PACED_PHASE_S = 2.0
"""Time for the way out, for the way back and for the rest after it, in s, from the moment the word was heard."""


class PacedCoach(Coach):
    """Asks for each part of each repetition, and goes on when the word for it was heard to its end."""

    def __init__(self, task: SetTask) -> None:
        super().__init__(task)
        self._hold_s = self._dose.hold_s or 0.0
        holds = (("hold", self._hold_s),) if self._hold_s > 0.0 else ()
        self._parts: tuple[tuple[str, float], ...] = (
            ("out", PACED_PHASE_S),
            *holds,
            ("back", 2.0 * PACED_PHASE_S),
        )
        self._part = self._number = self._second = 0
        self._next_s: float | None = None
        self._pause = PauseOffer(self._dose.hold_s)

    def heard(self, t_s: float, line: Line) -> None:
        """What was asked for is being done now."""
        if line.key == "session.go_on":
            self._part = 0
        if line.key in ("session.begin", "session.go_on"):
            self._next_s = t_s
        elif line.key == PAUSE_LINE:
            self._next_s = t_s + MOMENT_S
        elif self._next_s is None and line.key.startswith("breath."):
            self._next_s = t_s + self._parts[self._part][1]
            self._part += 1
            if self._part == len(self._parts):
                self._part, self._number = 0, self._number + 1
                self._pause.count(may_offer=self._number < (self._dose.repetitions or 0))

    def suspend(self, t_s: float) -> None:
        """The repetition that was going on is asked for anew."""
        super().suspend(t_s)
        self._part, self._next_s = 0, None
        self._pause.drop()

    def _attempt(self, t_s: float, attempt: Attempt) -> None:
        """What the sensor saw of it is kept for the findings; the voice counts what it asked for."""
        if attempt.outcome == "repetition":
            self.counts.confirm(attempt.side)

    def due(self, t_s: float, quiet_s: float) -> Line | None:
        """The next part, when its time has come."""
        if self.begun_s is None or self.finished is not None:
            return None
        if self._next_s is None:  # something cut the word off: it is still due
            self._next_s = t_s if quiet_s >= QUIET_S else None
            return None
        if t_s < self._next_s:
            return self._noticed(self._correction, t_s) or self._hold_second(t_s)
        if self._number >= (self._dose.repetitions or 0):
            self.finished = "done"
            return None
        if self._pause.is_due:
            return self._line(PAUSE_LINE)
        which = self._parts[self._part][0]
        return self._cue(which, Urgency.COUNT, prefix=f"{self._number + 1}." if which == "out" else "")

    def _held_s(self, t_s: float) -> float:
        """How long the hold that was asked for has gone on, in s; 0 where none is."""
        if self._next_s is None or self._part == 0 or self._parts[self._part - 1][0] != "hold":
            return 0.0
        return t_s - (self._next_s - self._hold_s)

    def _hold_second(self, t_s: float) -> Line | None:
        """A second of the hold; the last one is the word for the way back."""
        held_s = self._held_s(t_s)
        second = int(held_s)
        if second > self._second and held_s - second <= SECOND_LATE_S:
            return self._line("coach.hold_second", n=second)
        return None

    def said(self, t_s: float, line: Line) -> None:
        """A line begins to be spoken."""
        super().said(t_s, line)
        self._pause.said(line.key)
        if line.key.startswith("breath.") or line.key == PAUSE_LINE:
            self._next_s = None
            self._second = 0
        elif line.key == "coach.hold_second":
            self._second = int(self._held_s(t_s))

    @property
    def done(self) -> int:
        """Repetitions that were asked for to their end."""
        return self._number
