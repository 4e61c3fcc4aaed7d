"""How samples stand in the bytes of a characteristic: frames, clock, fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .numbers import NumberType
from .steps import HexTemplate

Framing = Literal["notification", "bytestream", "parts"]
"""A frame is one notification; frames follow one another in a stream of bytes; a frame may come in two parts."""

TimeSource = Literal["host", "device", "counter", "calendar"]
"""Arrival times only; a clock of the device's; a counter of frames or samples; date and time in 8 bytes."""

Sensor = Literal["accel", "gyro"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Bytes that stand at an offset of each frame."""

    offset: int
    data: HexTemplate


@dataclass(frozen=True, slots=True)
class LengthField:
    """A frame tells its own length: the number at `offset`, plus `add`."""

    offset: int
    type: NumberType
    add: int = 0


@dataclass(frozen=True, slots=True)
class Skip:
    """Other frames in the same stream of bytes (answers, register replies)."""

    start: bytes
    frame_len: int


@dataclass(frozen=True, slots=True)
class Checksum:
    """The sum of all other bytes of the frame, modulo 256, at an offset (negative: from the end)."""

    at: int


@dataclass(frozen=True, slots=True)
class Parts:
    """A message in one or two notifications: how each begins, and how long that beginning is."""

    first: HexTemplate
    more: HexTemplate
    header_len: int


@dataclass(frozen=True, slots=True)
class TimeField:
    """What a frame tells of its time.

    Attributes
    ----------
    source : {"host", "device", "counter", "calendar"}
    offset, type
        Where the clock or counter stands; None for "host".
    tick_s : float
        Length of one tick of the device's clock in s.
    refers_to : {"first", "last"}
        Which sample of the frame the clock was read at.
    counts : {"frames", "samples"}
        What a counter counts.
    shared : bool
        Whether streams of this profile read one and the same clock, so that they are paired by it.
    """

    source: TimeSource
    offset: int | None = None
    type: NumberType | None = None
    tick_s: float = 1.0
    refers_to: Literal["first", "last"] = "first"
    counts: Literal["frames", "samples"] = "frames"
    shared: bool = True


@dataclass(frozen=True, slots=True)
class CountField:
    """A frame tells how many samples it holds."""

    offset: int
    type: NumberType


@dataclass(frozen=True, slots=True)
class Samples:
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

    offset: int
    count: int | Literal["fill", "rate"] | CountField
    stride: int
    layout: Literal["interleaved", "planar"] = "interleaved"


@dataclass(frozen=True, slots=True)
class Field:
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

    name: str
    at: int
    type: NumberType
    n: int
    scale: float | str
    unit: str
    axes: tuple[str, ...] = ("x", "y", "z")


@dataclass(frozen=True, slots=True)
class DecoderCall:
    """A decoder that ships with the program, by name, and what it is to know."""

    name: str
    sensor: Sensor
    scale: float | str
    unit: str


@dataclass(frozen=True, slots=True)
class Stream:
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
    constants : mapping of int to bytes
        Bytes that an encoder writes at offsets of the frame, and that aren't looked at.
    frames_per_notification : int
        How many an encoder puts into one.
    """

    char: str
    framing: Framing
    time: TimeField
    samples: Samples | None = None
    fields: tuple[Field, ...] = ()
    match: tuple[Pattern, ...] = ()
    sync: tuple[Pattern, ...] = ()
    frame_len: int | LengthField | None = None
    min_len: int = 0
    pad_to: int | None = None
    skip: tuple[Skip, ...] = ()
    confirm: int = 1
    checksum: Checksum | None = None
    parts: Parts | None = None
    decoder: DecoderCall | None = None
    constants: Mapping[int, bytes] = field(default_factory=dict)
    frames_per_notification: int = 1

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
