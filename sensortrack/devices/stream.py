"""How samples stand in the bytes of a characteristic: frames, clock, fields."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from ..outside.reader import Positive, Table, Text, Wrong
from ..outside.showing import shown
from ..units import ACCELERATION, ANGULAR_RATE
from .numbers import NumberType
from .values import Alias, HexBytes, HexTemplate, Scale

Framing = Literal["notification", "bytestream", "parts"]
"""A frame is one notification; frames follow one another in a stream of bytes; a frame may come in two parts."""

TimeSource = Literal["host", "device", "counter", "calendar"]
"""Arrival times only; a clock of the device's; a counter of frames or samples; date and time in 8 bytes."""

Sensor = Literal["accel", "gyro"]
SENSORS: tuple[Sensor, ...] = get_args(Sensor)
_Place = Annotated[int, Meta(ge=0, le=4096)]
_Short = Annotated[int, Meta(ge=0, le=512)]


class Pattern(Table, frozen=True):
    """Bytes that stand at an offset of each frame."""

    offset: _Short
    data: HexTemplate = msgspec.field(name="hex")


class LengthField(Table, frozen=True):
    """A frame tells its own length: the number at `offset`, plus `add`."""

    offset: Annotated[int, Meta(ge=0, le=64)]
    type: NumberType
    add: Annotated[int, Meta(ge=-64, le=64)] = 0

    def __post_init__(self) -> None:
        _whole(self.type)


class Skip(Table, frozen=True):
    """Other frames in the same stream of bytes (answers, register replies)."""

    start: HexBytes = msgspec.field(name="sync")
    frame_len: Annotated[int, Meta(ge=1, le=512)]


class Checksum(Table, frozen=True):
    """The sum of all other bytes of the frame, modulo 256, at an offset (negative: from the end)."""

    kind: Literal["sum8"]
    at: Annotated[int, Meta(ge=-512, le=512)]


class Parts(Table, frozen=True):
    """A message in one or two notifications: how each begins, and how long that beginning is."""

    first: HexTemplate
    more: HexTemplate
    header_len: Annotated[int, Meta(ge=0, le=64)]


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

    offset: _Place
    type: NumberType
    tick_s: Positive
    refers_to: Literal["first", "last"]
    shared: bool = True

    def __post_init__(self) -> None:
        _whole(self.type)


class CounterTime(TimeField, frozen=True, tag_field="source", tag="counter"):
    """A counter of frames or samples."""

    offset: _Place
    type: NumberType
    counts: Literal["frames", "samples"]

    def __post_init__(self) -> None:
        _whole(self.type)


class CalendarTime(TimeField, frozen=True, tag_field="source", tag="calendar"):
    """Date and time in 8 bytes, to the millisecond."""

    offset: _Place

    @property
    def tick_s(self) -> float:
        """A millisecond."""
        return 1e-3


def _whole(kind: NumberType) -> None:
    if kind.is_float:
        whole = " or ".join(f'"{t.value}"' for t in NumberType if not t.is_float)
        raise Wrong(f'"{kind.value}"', whole, key="type")


class CountField(Table, frozen=True):
    """A frame tells how many samples it holds."""

    offset: _Place
    type: NumberType

    def __post_init__(self) -> None:
        _whole(self.type)


class Samples(Table, frozen=True):
    """Where the samples of a frame stand.

    Attributes
    ----------
    offset : int
        Of the first sample.
    count : int, "fill", "rate" or CountField
        Fixed; as many as fit; as the chosen rate says; as the frame says.
    stride : int
        Bytes of one sample.
    layout : {"interleaved", "planar"}
        Sample after sample, or first all of one field, then all of the next.
    """

    offset: _Place
    count: Annotated[
        Annotated[int, Meta(ge=1, le=1000)] | Literal["fill", "rate"] | CountField,
        Meta(description='"fill", "rate", a number from 1 to 1000, or { offset, type }'),
    ]
    stride: Annotated[int, Meta(ge=1, le=512)]
    layout: Literal["interleaved", "planar"] = "interleaved"


class Field(Table, frozen=True):
    """Numbers of one sample: a sensor's three axes, or something else that an encoder has to write.

    Attributes
    ----------
    name : str
        "accel", "gyro", or any other name for what isn't decoded (angles, say).
    at : int
        Offset within the sample in bytes.
    type : NumberType
    n : int
        How many numbers; three for "accel" and "gyro".
    scale : float, "range" or str
        What one unit of the number is worth in `unit`; "range" takes that of the chosen range; a name in braces,
        such as "{accel_factor}", a value that the set-up captured.
    unit : str
    axes : tuple of str
        Ours out of the device's, such as ("-x", "y", "-z").
    """

    name: Text
    at: _Short
    type: NumberType
    n: Annotated[int, Meta(ge=1, le=64)]
    scale: Scale
    unit: Text
    axes: tuple[str, ...] = ("x", "y", "z")

    def __post_init__(self) -> None:
        if self.name not in SENSORS:
            msgspec.structs.force_setattr(self, "axes", ())
            return
        if self.n != 3:
            raise Wrong(f"{self.n}", "3 axes", key="n")
        _check_unit(self.name, self.unit)
        if any(a not in _AXES for a in self.axes) or sorted(a[-1] for a in self.axes) != ["x", "y", "z"]:
            expected = 'x, y and z once each, such as ["-x", "y", "-z"]'
            raise Wrong(shown(list(self.axes)), expected, key="axes")


_AXES = tuple(sign + axis for sign in ("", "-") for axis in "xyz")


def _check_unit(sensor: str, unit: str) -> None:
    known = ACCELERATION if sensor == "accel" else ANGULAR_RATE
    if unit not in known:
        raise Wrong(shown(unit), " or ".join(f'"{u}"' for u in known), key="unit")


class DecoderCall(Table, frozen=True):
    """A decoder that ships with the program, by name, and what it is to know."""

    name: Text
    sensor: Sensor
    scale: Scale
    unit: Text

    def __post_init__(self) -> None:
        _check_unit(self.sensor, self.unit)


class Constant(Table, frozen=True):
    """Bytes that stand at an offset of each frame."""

    offset: _Short
    data: HexBytes = msgspec.field(name="hex")


class Stream(Table, frozen=True, kw_only=True):
    """One kind of frame on one characteristic; the first stream that matches takes a notification.

    Attributes
    ----------
    char : str
        Alias of the characteristic.
    framing : {"notification", "bytestream", "parts"}
    time : TimeField
    samples : Samples or None
        None where a decoder is named.
    fields : tuple of Field
    match : tuple of Pattern
        How a notification is known ("notification").
    sync : tuple of Pattern
        How a frame is known ("bytestream").
    frame_len : int, LengthField or None
        Bytes of a frame ("bytestream"); of a notification, where it is fixed.
    min_len : int
        A shorter notification is no frame.
    pad_to : int or None
        Length to which an encoder fills a notification with zeros.
    skip : tuple of Skip
    confirm : int
        How many further headers confirm the first frame after bytes that weren't understood.
    checksum : Checksum or None
    parts : Parts or None
    decoder : DecoderCall or None
    constants : tuple of Constant
        Bytes that an encoder writes at offsets of the frame, and that aren't looked at.
    frames_per_notification : int
        How many an encoder puts into one.
    """

    char: Alias
    framing: Framing
    time: HostTime | DeviceTime | CounterTime | CalendarTime
    samples: Samples | None = None
    fields: tuple[Field, ...] = ()
    match: tuple[Pattern, ...] = ()
    sync: tuple[Pattern, ...] = ()
    frame_len: Annotated[int, Meta(ge=1, le=4096)] | LengthField | None = None
    min_len: Annotated[int, Meta(ge=0, le=4096)] = 0
    pad_to: Annotated[int, Meta(ge=1, le=512)] | None = None
    skip: tuple[Skip, ...] = ()
    confirm: Annotated[int, Meta(ge=1, le=8)] = 1
    checksum: Checksum | None = None
    parts: Parts | None = None
    decoder: DecoderCall | None = None
    constants: tuple[Constant, ...] = ()
    frames_per_notification: Annotated[int, Meta(ge=1, le=100)] = 1

    @property
    def sensors(self) -> tuple[Sensor, ...]:
        """Which sensors' readings the stream brings."""
        if self.decoder is not None:
            return (self.decoder.sensor,)
        names = {f.name for f in self.fields}
        found: list[Sensor] = []
        if "accel" in names:
            found.append("accel")
        if "gyro" in names:
            found.append("gyro")
        return tuple(found)
