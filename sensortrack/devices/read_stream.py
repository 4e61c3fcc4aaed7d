"""Reading of a stream: framing, clock, samples and fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..outside.showing import shown
from ..section import Section
from ..units import ACCELERATION, ANGULAR_RATE
from .match import Characteristic
from .named_decoders import NAMED_DECODERS
from .read_parts import alias, integer_type, number_type, plain_hex, template
from .stream import (
    Checksum,
    CountField,
    DecoderCall,
    Field,
    LengthField,
    Parts,
    Pattern,
    Samples,
    Sensor,
    Skip,
    Stream,
    TimeField,
)

_AXES = tuple(sign + axis for sign in ("", "-") for axis in "xyz")
_SENSORS: tuple[Sensor, ...] = ("accel", "gyro")


def read_stream(section: Section, gatt: Mapping[str, Characteristic]) -> Stream:
    """One kind of frame."""
    framing: Literal["notification", "bytestream", "parts"] = section.choice(
        "framing", ("notification", "bytestream", "parts")
    )
    checksum = section.maybe(section.section, "checksum")
    parts = section.maybe(section.section, "parts")
    call = section.maybe(section.section, "decoder")
    samples = section.maybe(section.section, "samples")
    stream = Stream(
        char=alias(section, "char", gatt),
        framing=framing,
        time=_time(section.section("time")),
        samples=None if samples is None else _samples(samples),
        fields=tuple(_field(s) for s in section.maybe(section.sections, "fields") or ()),
        match=_patterns(section, "match"),
        sync=_patterns(section, "sync"),
        frame_len=_length(section),
        min_len=section.maybe(lambda key: section.whole(key, 1, 4096), "min_len") or 0,
        pad_to=section.maybe(lambda key: section.whole(key, 1, 512), "pad_to"),
        skip=tuple(_skip(s) for s in section.maybe(section.sections, "skip") or ()),
        confirm=section.maybe(lambda key: section.whole(key, 1, 8), "confirm") or 1,
        checksum=None if checksum is None else _checksum(checksum),
        parts=None if parts is None else _parts(parts),
        decoder=None if call is None else _decoder(call),
        constants=_constants(section),
        frames_per_notification=section.maybe(
            lambda key: section.whole(key, 1, 100), "frames_per_notification"
        )
        or 1,
    )
    section.refuse_unknown()
    return stream


def _time(section: Section) -> TimeField:
    source: Literal["host", "device", "counter", "calendar"] = section.choice(
        "source", ("host", "device", "counter", "calendar")
    )
    refers_to: Literal["first", "last"] = "first"
    counts: Literal["frames", "samples"] = "frames"
    offset = kind = None
    tick_s, shared = 1.0, True
    if source != "host":
        offset = section.whole("offset", 0, 4096)
    if source in ("device", "counter"):
        kind = integer_type(section, "type")
    if source == "device":
        tick_s = section.positive("tick_s")
        refers_to = section.choice("refers_to", ("first", "last"))
        shared = True if "shared" not in section else section.maybe(section.flag, "shared") or False
    if source == "counter":
        counts = section.choice("counts", ("frames", "samples"))
    if source == "calendar":
        tick_s = 1e-3
    section.refuse_unknown()
    return TimeField(source, offset, kind, tick_s, refers_to, counts, shared)


def _samples(section: Section) -> Samples:
    count: int | Literal["fill", "rate"] | CountField
    raw = section.raw("count") if "count" in section else None
    if isinstance(raw, dict):
        sub = section.section("count")
        count = CountField(sub.whole("offset", 0, 4096), integer_type(sub, "type"))
        sub.refuse_unknown()
    elif raw == "fill" or raw == "rate":
        count = "fill" if raw == "fill" else "rate"
    elif isinstance(raw, str):
        raise section.fail("count", shown(raw), '"fill", "rate", a number, or { offset, type }')
    else:
        count = section.whole("count", 1, 1000)
    layout: Literal["interleaved", "planar"] = (
        section.choice("layout", ("interleaved", "planar")) if "layout" in section else "interleaved"
    )
    found = Samples(section.whole("offset", 0, 4096), count, section.whole("stride", 1, 512), layout)
    section.refuse_unknown()
    return found


def _field(section: Section) -> Field:
    name = section.text("name")
    n = section.whole("n", 1, 64)
    if name in _SENSORS and n != 3:
        raise section.fail("n", shown(n), "3 axes")
    found = Field(
        name=name,
        at=section.whole("at", 0, 512),
        type=number_type(section, "type"),
        n=n,
        scale=_scale(section),
        unit=_unit(section, name),
        axes=_axes(section) if name in _SENSORS else (),
    )
    section.refuse_unknown()
    return found


def _decoder(section: Section) -> DecoderCall:
    name = section.choice("name", tuple(NAMED_DECODERS))
    sensor = section.choice("sensor", _SENSORS)
    found = DecoderCall(name, sensor, _scale(section), _unit(section, sensor))
    section.refuse_unknown()
    return found


def _scale(section: Section) -> float | str:
    if not isinstance(section.raw("scale"), str):
        return section.positive("scale")
    text = section.text("scale")
    if text == "range" or (text.startswith("{") and text.endswith("}") and len(text) > 2):
        return text
    raise section.fail("scale", shown(text), 'a number, "range", or a captured name such as "{factor}"')


def _unit(section: Section, name: str) -> str:
    if name == "accel":
        return section.choice("unit", tuple(ACCELERATION))
    if name == "gyro":
        return section.choice("unit", tuple(ANGULAR_RATE))
    return section.text("unit")


def _axes(section: Section) -> tuple[str, ...]:
    if "axes" not in section:
        return ("x", "y", "z")
    axes = section.texts("axes")
    if any(a not in _AXES for a in axes) or sorted(a[-1] for a in axes) != ["x", "y", "z"]:
        raise section.fail("axes", shown(list(axes)), 'x, y and z once each, such as ["-x", "y", "-z"]')
    return axes


def _patterns(section: Section, key: str) -> tuple[Pattern, ...]:
    found = []
    for sub in section.maybe(section.sections, key) or ():
        found.append(Pattern(sub.whole("offset", 0, 512), template(sub, "hex")))
        sub.refuse_unknown()
    return tuple(found)


def _length(section: Section) -> int | LengthField | None:
    if "frame_len" not in section:
        section.maybe(section.raw, "frame_len")
        return None
    if not isinstance(section.raw("frame_len"), dict):
        return section.whole("frame_len", 1, 4096)
    sub = section.section("frame_len")
    found = LengthField(
        sub.whole("offset", 0, 64),
        integer_type(sub, "type"),
        sub.maybe(lambda k: sub.whole(k, -64, 64), "add") or 0,
    )
    sub.refuse_unknown()
    return found


def _skip(section: Section) -> Skip:
    found = Skip(plain_hex(section, "sync"), section.whole("frame_len", 1, 512))
    section.refuse_unknown()
    return found


def _checksum(section: Section) -> Checksum:
    section.choice("kind", ("sum8",))
    found = Checksum(section.whole("at", -512, 512))
    section.refuse_unknown()
    return found


def _parts(section: Section) -> Parts:
    found = Parts(template(section, "first"), template(section, "more"), section.whole("header_len", 0, 64))
    section.refuse_unknown()
    return found


def _constants(section: Section) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for sub in section.maybe(section.sections, "constants") or ():
        found[sub.whole("offset", 0, 512)] = plain_hex(sub, "hex")
        sub.refuse_unknown()
    return found
