"""What a frame of a stream tells of its time."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from ...outside.reader import Positive, Table, Wrong
from .numbers import NumberType

TimeSource = Literal["host", "device", "counter", "calendar"]
"""Arrival times only; a clock of the device's; a counter of frames or samples; date and time in 8 bytes."""

Place = Annotated[int, Meta(ge=0, le=4096)]
"""An offset within a frame."""


class TimeField(Table, frozen=True):
    """What a frame tells of its time: one of the four below; what a kind hasn't got is as here."""

    @property
    def source(self) -> TimeSource:
        """Where the time is from."""
        found: TimeSource = self.__struct_config__.tag  # type: ignore[assignment]
        return found

    @property
    def offset(self) -> int | None:
        """Where the clock or counter stands in the frame."""
        return None

    @property
    def type(self) -> NumberType | None:
        """The number that it is."""
        return None

    @property
    def tick_s(self) -> float:
        """Length of one tick in s."""
        return 1.0

    @property
    def refers_to(self) -> Literal["first", "last"]:
        """Which sample of the frame the clock was read at."""
        return "first"

    @property
    def counts(self) -> Literal["frames", "samples"]:
        """What a counter counts."""
        return "frames"

    @property
    def shared(self) -> bool:
        """Whether streams of this profile read one and the same clock, so that they are paired by it."""
        return True


class HostTime(TimeField, frozen=True, tag_field="source", tag="host"):
    """Arrival times only."""


class DeviceTime(TimeField, frozen=True, tag_field="source", tag="device"):
    """A clock of the device's."""

    offset: Place
    type: NumberType
    tick_s: Positive
    refers_to: Literal["first", "last"]
    shared: bool = True

    def __post_init__(self) -> None:
        whole(self.type)


class CounterTime(TimeField, frozen=True, tag_field="source", tag="counter"):
    """A counter of frames or samples."""

    offset: Place
    type: NumberType
    counts: Literal["frames", "samples"]

    def __post_init__(self) -> None:
        whole(self.type)


class CalendarTime(TimeField, frozen=True, tag_field="source", tag="calendar"):
    """Date and time in 8 bytes, to the millisecond."""

    offset: Place

    @property
    def tick_s(self) -> float:
        """A millisecond."""
        return 1e-3


def whole(kind: NumberType) -> None:
    """Refuse a number type that has fractions."""
    if kind.is_float:
        expected = " or ".join(f'"{t.value}"' for t in NumberType if not t.is_float)
        raise Wrong(f'"{kind.value}"', expected, key="type")
