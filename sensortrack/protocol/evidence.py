"""What the judge is given: everything that one recording shows of one exercise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..records import Attempt, Event, Gap, Measure, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a recording shows of one exercise.

    Attributes
    ----------
    attempts : tuple of Attempt
        In the order of time.
    duration_s : float
        Duration of the recording, gaps included, in s.
    before_s : float
        How much of it lies before the first start pose, in s.
    rate_hz, nominal_rate_hz : float or None
        The rate as it was, and the declared one, in Hz; None where it isn't known.
    gaps : tuple of Gap
        Times for which samples are known to be missing.
    measures : mapping of str to Measure
        Measures of the whole set. For a hang: `swing_deg`, `sway_rms_deg`, `peak_rate_dps`, and
        `attack_ratio` where attacks were looked for.
    corrections : int
        So many attempts were added, moved or rejected by hand.
    not_followed : int
        So many movements as large as a repetition never became an attempt.
    unfit : Reason or None
        Why nothing in this recording can be judged (no still start pose, a wrong posture), or None.
    """

    attempts: tuple[Attempt, ...]
    duration_s: float
    rate_hz: float | None
    nominal_rate_hz: float | None
    has_gyroscope: bool
    events: tuple[Event, ...] = ()
    gaps: tuple[Gap, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    unfit: Reason | None = None
    before_s: float = 0.0
    corrections: int = 0
    not_followed: int = 0
