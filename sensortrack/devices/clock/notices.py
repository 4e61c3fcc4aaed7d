"""What a person should know about the data: a few lines of each kind, the rest as a number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

NoticeKind = Literal[
    "clock_jumped",
    "clock_stands_still",
    "redelivered",
    "out_of_order",
    "unset_clock",
    "cut",
    "stall",
    "loss",
    "no_gyroscope_data",
    "link_lost",
]
CountedKind = Literal["clock_stands_still", "redelivered", "out_of_order", "unset_clock"]

_LISTED = 5
"""So many notices of a kind are listed one by one; a broken sensor has more, and they are counted."""

_COUNTED: dict[CountedKind, str] = {
    "clock_stands_still": "the sensor's clock stands still: samples without a time of their own were left out ({n})",
    "redelivered": "notifications that had been taken already came again; each was taken once ({n} left out)",
    "out_of_order": "notifications came after later ones had been given out, too late to be placed ({n} left out)",
    "unset_clock": "records without a time of their own were counted on from their neighbours ({n})",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the data, in words, at the host's time t_s (s)."""

    t_s: float
    kind: NoticeKind
    text: str


@dataclass(slots=True)
class _Kind:
    """The notices of one kind."""

    listed: list[Notice] = field(default_factory=list)
    more: int = 0
    more_from_s: float = 0.0
    last_s: float = 0.0


class Notices:
    """All notices until now; it doesn't grow with the number of faults."""

    def __init__(self) -> None:
        self._kinds: dict[NoticeKind, _Kind] = {}
        self._counted: dict[CountedKind, tuple[float, int]] = {}

    def add(self, t_s: float, kind: NoticeKind, text: str) -> None:
        """One more, in its own words."""
        known = self._kinds.setdefault(kind, _Kind())
        if len(known.listed) < _LISTED:
            known.listed.append(Notice(t_s, kind, text))
            return
        if not known.more:
            known.more_from_s = t_s
        known.more, known.last_s = known.more + 1, t_s

    def count(self, t_s: float, kind: CountedKind, n: int = 1) -> None:
        """`n` more of what is only counted; `t_s` is when."""
        first_s, before = self._counted.get(kind, (t_s, 0))
        self._counted[kind] = first_s, before + n

    @property
    def reported(self) -> tuple[Notice, ...]:
        """All of them, by time."""
        found = [notice for known in self._kinds.values() for notice in known.listed]
        for kind, known in self._kinds.items():
            if known.more:
                text = f"the same {known.more} times more until {known.last_s:.2f} s: {known.listed[-1].text}"
                found.append(Notice(known.more_from_s, kind, text))
        found += [
            Notice(first_s, kind, _COUNTED[kind].format(n=n)) for kind, (first_s, n) in self._counted.items()
        ]
        return tuple(sorted(found, key=lambda notice: notice.t_s))
