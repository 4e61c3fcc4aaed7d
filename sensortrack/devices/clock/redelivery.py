"""Finds notifications that are delivered a second time, where no clock in them says so.

After a reconnect every notification may come twice, or the last ones before the loss may come once more. Two
notifications of a measuring sensor are hardly ever alike, but a coarse sensor at rest may send the same one twice. So a
notification like the one before it is left out only while notifications come in pairs. One like an older notification
is left out only right after a lost link, and only in the order in which the older ones came. A frozen sensor sends the
same again and again: those aren't pairs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import islice
from operator import eq

_REMEMBERED = 512
"""Notifications that are remembered from before a lost link; sensors' own queues are shorter."""

_PAIRS = 3
"""This many pairs in a row aren't chance."""

_LONG, _VARIED = 40, 10
"""Fewest bytes, and fewest different bytes, of a notification with several samples: noise alone makes no two alike."""


class Redelivery:
    """Looks through the notifications of one characteristic, as they come."""

    def __init__(self) -> None:
        self._lately: deque[bytes] = deque(maxlen=_REMEMBERED)
        self._old: list[bytes] = []
        self._at = 0
        self._alike = 0
        self._pairs = 0

    def link_lost(self) -> None:
        """The next notifications may be repeats from before the loss."""
        self._old, self._at = list(self._lately), 0

    def is_new(self, data: bytes) -> bool:
        """Whether a notification is new, and not one that is delivered again."""
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
        """Whether all are new beyond doubt: no repeats are under way, and none is like the one before."""
        if self._old or self._pairs or (self._lately and several[0] == self._lately[-1]):
            return False
        return not any(map(eq, several, islice(several, 1, None)))

    def take(self, several: Sequence[bytes]) -> None:
        """Take notifications that are all new."""
        self._alike = 0
        self._lately.extend(several)

    def _came_before(self, data: bytes) -> bool:
        """Whether the notification repeats one from before the loss, in their order."""
        for i in range(self._at, len(self._old)):
            if self._old[i] == data and (i == 0 or self._old[i - 1] != data):
                self._at = i + 1
                return True
        self._old = []
        return False

    def _one_more(self, data: bytes) -> bool:
        """Whether a notification like the one before is new: it may be half of a pair, or come from a frozen sensor."""
        self._alike += 1
        if self._alike > 1:  # three alike are no pair
            self._pairs = 0
            return True
        self._pairs += 1
        return self._pairs < _PAIRS and not _varied(data)


def _varied(data: bytes) -> bool:
    """Whether a notification holds so many different numbers that no two notifications are alike."""
    return len(data) >= _LONG and len(set(data)) >= _VARIED
