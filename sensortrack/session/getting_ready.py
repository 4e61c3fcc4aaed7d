"""The time between what was explained and the start pose: the person gets there."""

from __future__ import annotations

from ..motion.vectors import Vector
from .agenda import Agenda
from .announcer import Announcer

GET_READY_S = 10.0
"""What a person needs to get into another posture once the steps were heard, in s; a key ends the wait sooner."""
SAME_POSTURE_S = 2.0
"""The same, in s, where the start pose is that of the exercise before."""


class GettingReady:
    """The time that a person needs to get into a start pose, from when all was heard; the key ends it sooner."""

    def __init__(self, agenda: Agenda, announcer: Announcer) -> None:
        self._agenda, self._announcer = agenda, announcer
        self._since_s: float | None = None
        self._says_ready = False

    def begin(self) -> None:
        """Something is being explained."""
        self._since_s, self._says_ready = None, False

    def press_ready(self, t_s: float) -> None:
        """The person is in position, and wants to hear no more than the rules."""
        self._announcer.hush_all_but_rules(t_s)
        self._says_ready = True

    def is_over(self, t_s: float, start_up: Vector) -> bool:
        """Whether the person can be in that start pose by now."""
        if not self._announcer.idle:
            return False
        if self._says_ready:
            return True
        if self._since_s is None:
            self._since_s = t_s
        needed_s = SAME_POSTURE_S if self._agenda.is_posture(start_up) else GET_READY_S
        return t_s - self._since_s >= needed_s
