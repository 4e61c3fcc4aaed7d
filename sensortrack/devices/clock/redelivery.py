"""Notifications that came before, where no clock in them says so.

After a reconnect they may all come twice, or the last ones before the loss once more. Notifications of a sensor that
measures are hardly ever alike, but a coarse one at rest may say the same twice. So one that is like the one before is
left out only while they come in pairs, and one like an older one only right after a lost link, in the order of then. A
sensor that is frozen says the same again and again: those aren't pairs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import islice
from operator import eq

_REMEMBERED = 512
"""Notifications before a lost link; sensors' own queues are shorter."""

_PAIRS = 3
"""So many pairs, one after another, aren't chance."""

_LONG, _VARIED = 40, 10
"""Bytes, and different ones, of a notification that holds several samples: noise alone makes each unlike others."""


class Redelivery:
    """Looks through the notifications of one characteristic, as they come."""

    def __init__(self) -> None:
        self._lately: deque[bytes] = deque(maxlen=_REMEMBERED)
        self._old: list[bytes] = []
        self._at = 0
        self._alike = 0
        self._pairs = 0

    def link_lost(self) -> None:
        """What comes next may be from before."""
        self._old, self._at = list(self._lately), 0

    def is_new(self, data: bytes) -> bool:
        """Whether a notification is one that wasn't taken before."""
        if self._old and self._came_before(data):
            return False
        if self._lately and data == self._lately[-1]:
            return self._one_more(data)
        if self._alike != 1:
            self._pairs = 0
        self._alike = 0
        self._lately.append(data)
        return True

    def all_new(self, several: Sequence[bytes]) -> bool:
        """Whether all are new beyond doubt: nothing is going on, and none is like the one before."""
        if self._old or self._pairs or (self._lately and several[0] == self._lately[-1]):
            return False
        return not any(map(eq, several, islice(several, 1, None)))

    def take(self, several: Sequence[bytes]) -> None:
        """Notifications that are all new."""
        self._alike = 0
        self._lately.extend(several)

    def _came_before(self, data: bytes) -> bool:
        """Whether it is the next one of those from before the loss."""
        for i in range(self._at, len(self._old)):
            if self._old[i] == data and (i == 0 or self._old[i - 1] != data):
                self._at = i + 1
                return True
        self._old = []
        return False

    def _one_more(self, data: bytes) -> bool:
        """One like the one before: the second of a pair, or one more of a sensor that is frozen."""
        self._alike += 1
        if self._alike > 1:  # three alike are no pair
            self._pairs = 0
            return True
        self._pairs += 1
        return self._pairs < _PAIRS and not _varied(data)


def _varied(data: bytes) -> bool:
    """Whether a notification holds so many numbers that two are never alike."""
    return len(data) >= _LONG and len(set(data)) >= _VARIED
