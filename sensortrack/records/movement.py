"""What a movement is taken apart into: attempts, phases, measures, events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .annotations import Source
from .finite import check_times, finite
from .measure import Measure
from .packed_measures import packed
from .reason import Reason

Outcome = Literal["repetition", "aborted", "interrupted", "too_small"]
Side = Literal["left", "right"]
PhaseName = Literal["out", "hold", "return"]
CONTRADICTED = "gyroscope_contradicts"
"""Kind of the note that is reported as soon as gyroscope and accelerometer are seen to disagree."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of an attempt, `[start_s, end_s)`, with its measures."""

    name: PhaseName
    start_s: float
    end_s: float
    measures: Mapping[str, Measure] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_times(self.start_s, self.end_s)
        object.__setattr__(self, "measures", packed(self.measures))

    @property
    def duration_s(self) -> float:
        """Length of the phase in s."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Attempt:
    """One excursion from the start pose, whatever came of it.

    `direction` is +1 or −1 along the exercise's axis; `side` names it where the mounting is known.
    `hold_s` and the phases are None and empty where they aren't defined; `reason` then says why.
    `source` is "person" where its edges were set by hand: such a repetition has a `reason` where it can't be measured.
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
    source: Source = "machine"

    def __post_init__(self) -> None:
        finite(self, "amplitude_deg")
        finite(self, "hold_s")
        check_times(self.start_s, self.end_s, self.peak_s, self.decided_s)
        object.__setattr__(self, "measures", packed(self.measures))

    @property
    def span(self) -> tuple[float, float]:
        """From leaving the rest level until being back, `[start_s, end_s)`."""
        return self.start_s, self.end_s

    def phase(self, name: PhaseName) -> Phase | None:
        """The phase of that name, or None."""
        return next((p for p in self.phases if p.name == name), None)


@dataclass(frozen=True, slots=True)
class Event:
    """Something at a time.

    `type` is one of start_pose, phase, repetition, jerk, gap, note; `kind` says which one
    (for a jerk: attack, hesitation or tremor). `size` and `limit` are in `unit`. `t_s` is when it
    happened, `reported_s` the time of the sample at which the tracker could say so.
    `size` and `limit` are None where they aren't finite; a time that isn't is a fault of the program: ValueError.
    """

    t_s: float
    type: str
    kind: str | None = None
    size: float | None = None
    unit: str | None = None
    limit: float | None = None
    attempt: int | None = None
    reported_s: float | None = None

    def __post_init__(self) -> None:
        check_times(self.t_s)
        if self.size is not None:
            finite(self, "size")
        if self.limit is not None:
            finite(self, "limit")
        if self.reported_s is not None:
            finite(self, "reported_s")
