"""A pause is offered in a long series of long holds, between two repetitions."""

from __future__ import annotations

PAUSE_LINE = "coach.pause"
"""Key of the line; it names the key that makes the pause."""
OFFERED_AFTER_S = 50.0
"""After so much planned holding, in s, a pause is offered: in the middle of ten holds of 10 s."""
MOMENT_S = 5.0
"""The next repetition is asked for this time after the offer was heard, in s: a breather, and time to press the key."""


class PauseOffer:
    """When a pause is to be offered, and how long its answer is waited for."""

    def __init__(self, hold_s: float | None) -> None:
        self._hold_s = hold_s or 0.0
        self._held_s = 0.0
        self._until_s: float | None = None
        self.is_due = False

    def count(self, *, may_offer: bool) -> None:
        """A repetition is done; `may_offer` tells whether what comes next leaves room for a pause."""
        self._held_s += self._hold_s
        self.is_due = self.is_due or (may_offer and self._held_s >= OFFERED_AFTER_S)

    def said(self, key: str) -> None:
        """A line begins to be spoken."""
        if key == PAUSE_LINE:
            self.is_due, self._held_s = False, 0.0

    def heard(self, t_s: float, key: str) -> None:
        """A line was spoken to its end."""
        if key == PAUSE_LINE:
            self._until_s = t_s + MOMENT_S

    def waits(self, t_s: float) -> bool:
        """Whether the person is resting a moment, and nothing is to be asked for."""
        return self._until_s is not None and t_s < self._until_s

    def drop(self) -> None:
        """The person has rested by something else."""
        self._held_s, self._until_s, self.is_due = 0.0, None, False
