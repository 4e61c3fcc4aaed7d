"""What a movement is taken apart into: attempts, phases, measures, events."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .codes import Code
from .finite import check_times, finite
from .reason import Reason

Outcome = Literal["repetition", "aborted", "interrupted", "too_small"]
Side = Literal["left", "right"]
PhaseName = Literal["out", "hold", "return"]


NOT_COMPUTED = Reason(Code.NOT_COMPUTED)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit, whether it is valid, and the reason where it isn't.

    `uncertainty` is one standard deviation in the same unit, or None where it isn't known.
    A value that isn't valid stays, marked; one that doesn't exist is None. Neither is ever NaN or infinite: what
    could not be computed is None, and not valid. One that isn't valid always has its reason.
    """

    value: float | None
    unit: str
    valid: bool = True
    why: Reason | None = None
    uncertainty: float | None = None

    def __post_init__(self) -> None:
        value, uncertainty = self.value, self.uncertainty
        if value is not None and not math.isfinite(value):
            object.__setattr__(self, "value", None)
            value = None
        if uncertainty is not None and not math.isfinite(uncertainty):
            object.__setattr__(self, "uncertainty", None)
        if value is None and self.valid:
            object.__setattr__(self, "valid", False)
        if not self.valid and self.why is None:
            object.__setattr__(self, "why", NOT_COMPUTED)


def invalid(unit: str, why: Reason, value: float | None = None) -> Measure:
    """A measure that isn't valid, with the reason."""
    return Measure(value, unit, valid=False, why=why)


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of an attempt, `[start_s, end_s)`, with its measures."""

    name: PhaseName
    start_s: float
    end_s: float
    measures: Mapping[str, Measure] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_times(self.start_s, self.end_s)

    @property
    def duration_s(self) -> float:
        """Length of the phase in s."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Attempt:
    """One excursion from the start pose, whatever came of it.

    `direction` is +1 or −1 along the exercise's axis; `side` names it where the mounting is known.
    `hold_s` and the phases are None and empty where they aren't defined; `reason` then says why.
    A time that isn't finite is a fault of the program: ValueError.
    """

    index: int
    outcome: Outcome
    reason: Reason | None
    side: Side | None
    start_s: float
    end_s: float
    amplitude_deg: float | None
    hold_s: float | None
    peak_s: float
    decided_s: float
    direction: int = 1
    measures: Mapping[str, Measure] = field(default_factory=dict)
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        finite(self, "amplitude_deg")
        finite(self, "hold_s")
        check_times(self.start_s, self.end_s, self.peak_s, self.decided_s)

    def phase(self, name: PhaseName) -> Phase | None:
        """The phase of that name, or None."""
        return next((p for p in self.phases if p.name == name), None)


@dataclass(frozen=True, slots=True)
class Event:
    """Something at a time.

    `type` is one of start_pose, phase, repetition, jerk, gap, note; `kind` says which one
    (for a jerk: attack, hesitation or tremor). `size` and `limit` are in `unit`. `t_s` is when it
    happened, `told_s` the time of the sample at which the tracker could say so.
    `size` and `limit` are None where they aren't finite; a time that isn't is a fault of the program: ValueError.
    """

    t_s: float
    type: str
    kind: str | None = None
    size: float | None = None
    unit: str | None = None
    limit: float | None = None
    attempt: int | None = None
    told_s: float | None = None

    def __post_init__(self) -> None:
        finite(self, "size")
        finite(self, "limit")
        check_times(self.t_s)
        finite(self, "told_s")
