"""What a sensor needs on the way: its battery looked at, and a write repeated to keep it alive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .steps import AnswerValue, Write


@dataclass(frozen=True, slots=True)
class BatteryPoll:
    """A question and how its answer is known."""

    write: Write
    reply: str
    match: bytes
    interval_s: float


@dataclass(frozen=True, slots=True)
class Battery:
    """Where the charge is told: a characteristic, or the answer to a question.

    Attributes
    ----------
    source : str or BatteryPoll
        Alias of the characteristic, or the question.
    value : AnswerValue
        Where the number stands.
    scale : float
    unit : {"%", "V"}
    ladder : tuple of (float, float)
        From volts down, the percentage that is left from there on.
    """

    source: str | BatteryPoll
    value: AnswerValue
    scale: float = 1.0
    unit: Literal["%", "V"] = "%"
    ladder: tuple[tuple[float, float], ...] = ()

    def percent(self, data: bytes) -> float | None:
        """Charge in %, or None where the bytes don't tell."""
        piece = self.value.read(data)
        if piece is None:
            return None
        value = float(self.value.type.read(piece, 0)) * self.scale
        if self.unit == "%":
            return value if 0.0 <= value <= 100.0 else None
        return next((percent for volts, percent in self.ladder if value >= volts), None)


@dataclass(frozen=True, slots=True)
class Keepalive:
    """A write that has to be repeated, or the sensor goes away."""

    every_s: float
    write: Write
