"""The rest between two sets of an exercise."""

from __future__ import annotations

from ..protocol.plan import Dose
from .announcer import Announcer

REST_COUNTDOWN_S = 10.0
"""The end of a longer rest is announced this time before it, in s."""


class RestPause:
    """Says how long it is, announces its end, and is over when its time has passed and all was said."""

    def __init__(self, dose: Dose, announcer: Announcer) -> None:
        self._rest_s, self._announcer = dose.rest_s, announcer
        self._has_announced_end = False

    def begin(self, t_s: float) -> None:
        """After a set."""
        self._has_announced_end = self._rest_s <= 2.0 * REST_COUNTDOWN_S
        duration = self._announcer.language.duration(round(self._rest_s))
        self._announcer.say("session.set_done", duration=duration)
        self._announcer.enter(t_s, "rest")

    def begin_again(self, t_s: float) -> None:
        """After a pause, whole."""
        self._has_announced_end = True
        self._announcer.enter(t_s, "rest")
        self._announcer.say("session.rest_again")

    def is_over(self, t_s: float) -> bool:
        """Whether the next set begins now."""
        left_s = self._rest_s - (t_s - self._announcer.since_s)
        if left_s <= 0.0 and self._announcer.idle:
            self._announcer.say("session.rest_over")
            return True
        if left_s <= REST_COUNTDOWN_S and not self._has_announced_end:
            self._has_announced_end = True
            self._announcer.say("session.rest_left", n=round(REST_COUNTDOWN_S))
        return False
