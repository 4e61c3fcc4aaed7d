"""How samples stand in the bytes of a characteristic: frames, clock, fields."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from ...outside.reader import Table, Text, Wrong
from ...outside.showing import shown
from ...units import ACCELERATION, ANGULAR_RATE
from .numbers import NumberType
from .time_field import CalendarTime, CounterTime, DeviceTime, HostTime, Place, whole
from .values import Alias, HexBytes, HexTemplate, Scale

Framing = Literal["notification", "bytestream", "parts"]
"""A frame is one notification; frames follow one another in a stream of bytes; a frame may come in two parts."""

Sensor = Literal["accel", "gyro"]
SENSORS: tuple[Sensor, ...] = get_args(Sensor)
_Short = Annotated[int, Meta(ge=0, le=512)]


class BytePattern(Table, frozen=True):
    """Bytes that stand at an offset of each frame."""

    offset: _Short
    data: HexTemplate = msgspec.field(name="hex")


class LengthField(Table, frozen=True):
    """A frame tells its own length: the number at `offset`, plus `add`."""

    offset: Annotated[int, Meta(ge=0, le=64)]
    type: NumberType
    add: Annotated[int, Meta(ge=-64, le=64)] = 0

    def __post_init__(self) -> None:
        whole(self.type)


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


class CountField(Table, frozen=True):
    """A frame tells how many samples it holds."""

    offset: Place
    type: NumberType

    def __post_init__(self) -> None:
        whole(self.type)


class SampleLayout(Table, frozen=True):
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

    offset: Place
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
    n : int
        How many numbers; three for "accel" and "gyro".
    scale : float, "range" or str
        What one unit of the number is worth in `unit`; "range" takes that of the chosen range; a name in braces,
        such as "{accel_factor}", a value that the set-up captured.
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
    samples : SampleLayout or None
        None where a decoder is named.
    match : tuple of BytePattern
        How a notification is known ("notification").
    sync : tuple of BytePattern
        How a frame is known ("bytestream").
    frame_len : int, LengthField or None
        Bytes of a frame ("bytestream"); of a notification, where it is fixed.
    min_len : int
        A shorter notification is no frame.
    pad_to : int or None
        Length to which an encoder fills a notification with zeros.
    confirm : int
        How many further headers confirm the first frame after bytes that weren't understood.
    constants : tuple of Constant
        Bytes that an encoder writes at offsets of the frame, and that aren't looked at.
    frames_per_notification : int
        How many an encoder puts into one.
    """

    char: Alias
    framing: Framing
    time: HostTime | DeviceTime | CounterTime | CalendarTime
    samples: SampleLayout | None = None
    fields: tuple[Field, ...] = ()
    match: tuple[BytePattern, ...] = ()
    sync: tuple[BytePattern, ...] = ()
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
