"""What a person should be told about the data, and where it is collected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NoticeKind = Literal[
    "clock_jumped", "clock_stands_still", "stall", "loss", "no_gyroscope_data", "link_lost", "too_many"
]
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the data, in words, at the host's time t_s (s)."""

    t_s: float
    kind: NoticeKind
    text: str


class Notices:
    """A list that doesn't grow for ever: a broken sensor has a lot to tell."""

    def __init__(self) -> None:
        self._kept: list[Notice] = []

    def add(self, t_s: float, kind: NoticeKind, text: str) -> None:
        """One more."""
        if len(self._kept) < _MOST:
            self._kept.append(Notice(t_s, kind, text))
        elif len(self._kept) == _MOST:
            self._kept.append(Notice(t_s, "too_many", "there was more to tell; the list ends here"))

    @property
    def kept(self) -> tuple[Notice, ...]:
        """All of them, in order."""
        return tuple(self._kept)
