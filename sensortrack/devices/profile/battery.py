"""What a sensor needs on the way: its battery looked at, and a write repeated to keep it alive."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from ...outside.reader import Positive, Table, Wrong
from ...outside.showing import shown
from .steps import AnswerValue, Write
from .values import Alias, HexBytes


class BatteryPoll(Write, frozen=True, kw_only=True):
    """A question, and how its answer is known."""

    reply: Alias
    match: HexBytes
    interval_s: Positive


class Charge(AnswerValue, frozen=True, kw_only=True):
    """Where the number stands, and what it means."""

    scale: Positive = 1.0
    unit: Literal["%", "V"]


class Battery(Table, frozen=True, kw_only=True):
    """Where the charge stands: a characteristic, or the answer to a question.

    Attributes
    ----------
    char, poll : Alias or None, BatteryPoll or None
        One of them.
    ladder : tuple of (float, float)
        From volts down, the percentage that is left from there on.
    """

    char: Alias | None = None
    poll: BatteryPoll | None = None
    value: Charge
    ladder: Annotated[
        tuple[Annotated[tuple[float, ...], Meta(description="[volts, percent]")], ...],
        Meta(description="a list of [volts, percent]"),
    ] = ()

    def __post_init__(self) -> None:
        if (self.char is None) == (self.poll is None):
            raise Wrong("both or none of 'char' and 'poll'", "one of them", key="char")
        if (self.value.unit == "V") != bool(self.ladder) or any(len(step) != 2 for step in self.ladder):
            expected = "a list of [volts, percent] where, and only where, the unit is V"
            raise Wrong(shown(self.ladder), expected, key="ladder")

    def percent(self, data: bytes) -> float | None:
        """Charge in %, or None where the bytes don't tell."""
        piece = self.value.read(data)
        if piece is None:
            return None
        value = float(self.value.type.read(piece, 0)) * self.value.scale
        if self.value.unit == "%":
            return value if 0.0 <= value <= 100.0 else None
        return next((percent for volts, percent in self.ladder if value >= volts), None)


class Keepalive(Write, frozen=True, kw_only=True):
    """A write that has to be repeated, or the sensor goes away."""

    every_s: Positive
