"""A measure: a number that says how far it can be trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .codes import Code
from .reason import Reason

NOT_COMPUTED = Reason(Code.NOT_COMPUTED)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit, whether it is valid, and the reason where it isn't.

    `uncertainty` is one standard deviation in the same unit, or None where it isn't known.
    `band_hz` is the band of frequencies in which it was taken, lower and upper end, or None where it was in none.
    A value that isn't valid stays, marked; one that doesn't exist is None. Neither is ever NaN or infinite: what
    could not be computed is None, and not valid. One that isn't valid always has its reason.
    """

    value: float | None
    unit: str
    valid: bool = True
    why: Reason | None = None
    uncertainty: float | None = None
    band_hz: tuple[float, float] | None = None

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
