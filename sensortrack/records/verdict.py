"""Why a movement was counted or not: the tests that it was put to, each with its value and its limit."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from math import isnan, nan
from struct import Struct
from typing import Literal, NamedTuple

from .movement import Outcome
from .reason import Reason

Bound = Literal["at_least", "at_most"]
"""Which side of the limit passes."""
Unattempted = Literal["unattempted"]
"""What moved, and never became an attempt."""


class Criterion(StrEnum):
    """What is asked of a movement, in the order in which it is asked (docs/measures.md says what each means).

    Attributes
    ----------
    bound : {"at_least", "at_most"}
        Which side of the limit passes.
    """

    unit: str
    bound: Bound

    def __new__(cls, name: str, unit: str, bound: Bound) -> Criterion:
        """Make a member."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.unit, member.bound = unit, bound
        return member

    # Whether it was an excursion at all.
    ONSET = "onset_deg", "deg", "at_least"
    # How it ended.
    HOME = "home_deg", "deg", "at_most"
    NEXT = "next_deg", "deg", "at_least"
    STAYED = "stayed_deg", "deg", "at_most"
    WENT_ON = "went_on_deg", "deg", "at_most"
    LASTED = "lasted_s", "s", "at_most"
    STEPS = "steps_ms2", "m/s²", "at_most"
    TURNING = "turning_s", "s", "at_most"
    # Which way it went.
    SHAKEN = "shake_ms2", "m/s²", "at_most"
    SHAKEN_OFF_AXIS = "shaken_turn", "1", "at_most"
    OFF_AXIS = "turn", "1", "at_most"
    SIDEWAYS = "sideways_deg", "deg", "at_most"
    # How large it was.
    LEAST = "least_deg", "deg", "at_least"
    SHARE = "share_deg", "deg", "at_least"
    MOST = "most_deg", "deg", "at_most"
    TOOK = "took_s", "s", "at_least"
    SHARE_LATER = "share_later_deg", "deg", "at_least"
    MOST_LATER = "most_later_deg", "deg", "at_most"
    REPORTED = "reported_deg", "deg", "at_least"


class ExcursionTest(NamedTuple):
    """One test of a movement: `value` held against `limit`, both in `unit`.

    `passed` is None where the value is beyond the limit and another test then decided.
    """

    name: Criterion
    value: float
    limit: float
    passed: bool | None

    @property
    def unit(self) -> str:
        """Unit of value and limit."""
        return self.name.unit

    @property
    def bound(self) -> Bound:
        """Which side of the limit passes."""
        return self.name.bound


class Verdict(NamedTuple):
    """What became of one movement, and by which tests.

    Attributes
    ----------
    attempt : int or None
        Index of the attempt that it is; None where it never became one.
    outcome : str
        That of the attempt, or "unattempted".
    reason : Reason or None
        Why it is no repetition; None for a repetition.
    onset_s, peak_s, end_s : float
        When it was noticed, was farthest out, and had ended.
    direction : int
        +1 or −1 along the exercise's axis; 0 where it wasn't measured along it.
    peak_deg : float
        Its height above the rest level; of what was no excursion, how far it tilted the sensor.
    tests : tuple of ExcursionTest
        What it was asked, in that order; the last one that failed decided.
    ended_by : str or None
        home, next, settled, moved, lost, steps, turning or cut; None where it was no excursion.
    raised_s, off_axis, shaken_ms2 : float or None
        For how long it was raised; turning about other axes as a share of that about the exercise's; mean shake.
    usual_deg : float or None
        The usual amplitude by which it was judged: the running median of the repetitions, or the expected one.
    """

    attempt: int | None
    outcome: Outcome | Unattempted
    reason: Reason | None
    onset_s: float
    peak_s: float
    end_s: float
    direction: int
    peak_deg: float
    tests: tuple[ExcursionTest, ...]
    ended_by: str | None = None
    raised_s: float | None = None
    off_axis: float | None = None
    shaken_ms2: float | None = None
    usual_deg: float | None = None


_CRITERIA = tuple(Criterion)
_PLACES = {criterion: k for k, criterion in enumerate(_CRITERIA)}
_PASSED = {False: 0, True: 1, None: 2}
_DECIDED = tuple(_PASSED)
_OUTCOMES: tuple[Outcome | Unattempted, ...] = (
    "repetition",
    "aborted",
    "interrupted",
    "too_small",
    "unattempted",
)
_ENDS = ("", "home", "next", "settled", "moved", "lost", "steps", "turning", "cut")
_HEAD, _TEST = Struct("<8diibBBB"), Struct("<2d2B")


@lru_cache
def _layout(tests: int) -> Struct:
    """That of a verdict with so many tests: its head, and one after the other."""
    return Struct("<8diibBBB" + "2d2B" * tests)


class Verdicts:
    """Verdicts, packed: a day has ten thousand of them. They come out in the order of their onset."""

    __slots__ = ("_count", "_packed", "_reasons")

    def __init__(self) -> None:
        self._packed = bytearray()
        self._reasons: list[Reason] = []
        self._count = 0

    def append(self, v: Verdict) -> None:
        """Keep another one."""
        numbers = (v.peak_deg, v.raised_s, v.off_axis, v.shaken_ms2, v.usual_deg)
        flat = [part for t in v.tests for part in (t[1], t[2], _PLACES[t[0]], _PASSED[t[3]])]
        self._packed += _layout(len(v.tests)).pack(
            *(v.onset_s, v.peak_s, v.end_s),
            *[nan if number is None else number for number in numbers],
            -1 if v.attempt is None else v.attempt,
            -1 if v.reason is None else len(self._reasons),
            v.direction,
            _OUTCOMES.index(v.outcome),
            _ENDS.index(v.ended_by or ""),
            len(v.tests),
            *flat,
        )
        if v.reason is not None:
            self._reasons.append(v.reason)
        self._count += 1

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why movements are no repetitions, in the order in which that became known: nothing is unpacked for it."""
        return tuple(self._reasons)

    def __iter__(self) -> Iterator[Verdict]:
        return iter(sorted(self._unpacked(), key=lambda v: (v.onset_s, v.end_s)))

    def __len__(self) -> int:
        return self._count

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Verdicts) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Verdicts({len(self)})"

    def _unpacked(self) -> Iterator[Verdict]:
        at = 0
        while at < len(self._packed):
            *numbers, attempt, why, direction, outcome, ended_by, tests = _HEAD.unpack_from(self._packed, at)
            at += _HEAD.size
            onset_s, peak_s, end_s, peak_deg, *others = numbers
            raised_s, off_axis, shaken_ms2, usual_deg = (None if isnan(n) else n for n in others)
            yield Verdict(
                None if attempt < 0 else attempt,
                _OUTCOMES[outcome],
                None if why < 0 else self._reasons[why],
                onset_s=onset_s,
                peak_s=peak_s,
                end_s=end_s,
                direction=direction,
                peak_deg=peak_deg,
                tests=tuple(self._tests(at, tests)),
                ended_by=_ENDS[ended_by] or None,
                raised_s=raised_s,
                off_axis=off_axis,
                shaken_ms2=shaken_ms2,
                usual_deg=usual_deg,
            )
            at += tests * _TEST.size

    def _tests(self, at: int, count: int) -> Iterator[ExcursionTest]:
        for k in range(count):
            value, limit, name, passed = _TEST.unpack_from(self._packed, at + k * _TEST.size)
            yield ExcursionTest(_CRITERIA[name], value, limit, _DECIDED[passed])
