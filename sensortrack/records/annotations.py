"""What people say of a recording: markers, and repetitions that they added, moved or rejected by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeVar

CorrectionKind = Literal["added", "moved", "rejected"]
Source = Literal["machine", "person"]
"""Who found it: the program, or a person who corrected it."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A moment (`end_s` is None) or a stretch `[start_s, end_s)` with a label, in s on the recording's own clock.

    `by` and `at_utc` (ISO 8601) say who wrote it and when; both are None for one that the recording itself holds, and
    `id` is 0.
    """

    id: int
    start_s: float
    end_s: float | None
    label: str
    by: str | None = None
    at_utc: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A repetition as a person sees it; what the program found stays beside it.

    Attributes
    ----------
    kind : {"added", "moved", "rejected"}
        `added` where the program found none; `moved` and `rejected` mean the attempt that it found around `at_s`.
    exercise : str
        Id of the exercise in whose repetitions it is.
    at_s : float or None
        A time within the program's attempt; None for one that was added.
    start_s, end_s : float or None
        The repetition's edges `[start_s, end_s)`; None for one that was rejected.
    by, at_utc, why : str
        Who, when (ISO 8601), and for what reason.
    """

    id: int
    kind: CorrectionKind
    exercise: str
    by: str
    at_utc: str
    why: str
    at_s: float | None = None
    start_s: float | None = None
    end_s: float | None = None

    @property
    def span(self) -> tuple[float, float]:
        """The stretch that it is about; of one that was rejected, the time within it."""
        if self.start_s is not None and self.end_s is not None:
            return self.start_s, self.end_s
        assert self.at_s is not None
        return self.at_s, self.at_s


class _Numbered(Protocol):
    @property
    def id(self) -> int: ...


N = TypeVar("N", bound=_Numbered)


@dataclass(frozen=True, slots=True)
class Annotations:
    """The markers and corrections of one recording, each in the order of time."""

    markers: tuple[Marker, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "markers", tuple(sorted(self.markers, key=lambda m: (m.start_s, m.id))))
        object.__setattr__(self, "corrections", tuple(sorted(self.corrections, key=lambda c: (c.span, c.id))))

    def __bool__(self) -> bool:
        return bool(self.markers or self.corrections)

    def between(self, start_s: float, end_s: float) -> Annotations:
        """Those that touch the stretch `[start_s, end_s)`; of a marker the part that lies in it."""

        def touches(begin: float, end: float | None) -> bool:
            last = begin if end is None else end
            return begin < end_s and (start_s < last or start_s <= begin)

        return Annotations(
            tuple(
                replace(
                    m, start_s=max(m.start_s, start_s), end_s=None if m.end_s is None else min(m.end_s, end_s)
                )
                for m in self.markers
                if touches(m.start_s, m.end_s)
            ),
            tuple(c for c in self.corrections if touches(*c.span)),
        )

    def with_marker(self, marker: Marker) -> Annotations:
        """With one more, or instead of the one that has its number."""
        return replace(self, markers=(*without(self.markers, marker.id), marker))

    def with_correction(self, correction: Correction) -> Annotations:
        """With one more, or instead of the one that has its number."""
        return replace(self, corrections=(*without(self.corrections, correction.id), correction))


def without(numbered: Iterable[N], number: int) -> tuple[N, ...]:
    """All but the one of that number."""
    return tuple(one for one in numbered if one.id != number)


def next_id(numbered: Iterable[_Numbered]) -> int:
    """A number that none of them has."""
    return max((one.id for one in numbered), default=0) + 1
