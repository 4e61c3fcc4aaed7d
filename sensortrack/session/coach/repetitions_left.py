"""What was done in a set and what is left: by side where the exercise has sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ...records import SetEnd, Side

SIDES: tuple[Side, ...] = ("left", "right")


class Counts:
    """Counts repetitions.

    Parameters
    ----------
    wanted : int or None
        Repetitions of the set, for each side where there are sides; None where it goes by time.
    most : int or None
        The limit of the exercise in the session, for each side.
    before : mapping of side (or None) to int
        Repetitions of the exercise earlier in the session.

    Attributes
    ----------
    done : Counter of side (or None)
        Confirmed repetitions; None counts those whose side isn't known.
    unconfirmed : int
        Movements that are over, look like repetitions, and aren't confirmed yet.
    """

    def __init__(
        self, *, two_sided: bool, wanted: int | None, most: int | None, before: Mapping[Side | None, int]
    ) -> None:
        self._two_sided, self._wanted, self._most = two_sided, wanted, most
        self._before, self.done = Counter(before), Counter[Side | None]()
        self.unconfirmed = 0

    @property
    def total(self) -> int:
        """Repetitions of this set on all sides, the unconfirmed ones included."""
        return sum(self.done.values()) + self.unconfirmed

    def confirm(self, side: Side | None) -> None:
        """A repetition is confirmed; what was seen until now is part of it or was none."""
        self.done[side] += 1
        self.unconfirmed = 0

    @property
    def next_side(self) -> Side | None:
        """The side that comes next, None where the exercise has none or it isn't known."""
        if not self._two_sided:
            return None
        if self.done[None] or self.unconfirmed:
            return None
        return "left" if self.done["left"] <= self.done["right"] else "right"

    @property
    def left(self) -> int:
        """How many confirmed repetitions are still to be done, on all sides."""
        wanted = self._wanted or 0
        if not self._two_sided:
            return wanted - sum(self.done.values())
        return sum(max(0, wanted - self.done[s]) for s in SIDES) - self.done[None]

    def over(self) -> SetEnd | None:
        """How the set ends by its counts, the unconfirmed ones included, or None: a count that is said is kept to."""
        if self._wanted is not None and self.left <= self.unconfirmed:
            return "done"
        if self._most is None:
            return None
        # A count at its limit isn't beyond it; one side may wait there for the other.
        sides: tuple[Side | None, ...] = SIDES if self._two_sided else (None,)
        counts = self._before + self.done
        total = counts.total() + self.unconfirmed
        over = any(counts[s] > self._most for s in sides) or total >= self._most * len(sides)
        return "cap" if over else None
