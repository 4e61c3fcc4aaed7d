"""Who exercises today, and what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..protocol.due import Due
from ..protocol.plan import Plan
from ..records import ScreeningRecord


@dataclass(frozen=True, slots=True)
class Appointment:
    """What is known of a session before it begins.

    Attributes
    ----------
    person : str
        The pseudonym.
    screening : ScreeningRecord or None
        The one that still holds; None where it must be asked.
    due : Due or None
        Why it must be asked.
    calibration : mapping or None
        How the sensor sits on the body, where the source gives samples in the sensor's axes and that is known.
    finds_mounting : bool
        Whether that is found, or held against gravity, before the first exercise.
    """

    person: str
    plan: Plan
    screening: ScreeningRecord | None = None
    due: Due | None = None
    calibration: Mapping[str, Any] | None = None
    finds_mounting: bool = False
