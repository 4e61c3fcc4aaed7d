"""What has to be true of a profile as a whole, beyond the types of its keys."""

from __future__ import annotations

from collections.abc import Iterable

from ..outside.document import Document
from .decode.named_decoders import NAMED_DECODERS
from .profile.firmware_profile import Profile
from .profile.steps import Patch, Step, Write
from .profile.stream import CountField, Stream
from .profile.values import HexTemplate
from .self_test import check_vector, decode_vector


def check_profile(profile: Profile, document: Document) -> None:
    """Raise the ProfileError of what doesn't fit together in a profile that was read."""
    _choices(profile, document)
    _names(profile, document)
    for index, stream in enumerate(profile.streams):
        _stream(profile, stream, document, f"stream[{index}]")
    _sensors(profile, document)
    for index, vector in enumerate(profile.vectors):
        wrong = check_vector(profile, vector)
        if wrong is not None:
            raise document.fail(f"vector[{index}]", wrong, "bytes that decode to the values beside them")
    if not profile.vectors:
        raise document.fail(
            "vector", "no test vector", "at least one, so that the profile carries its own test"
        )
    if profile.status == "captured" and not any(v.kind == "captured" for v in profile.vectors):
        raise document.fail("device.status", "no vector is captured", '"documented" or "draft"')
    tested = {s for v in profile.vectors for r in decode_vector(profile, v)[0] for s in [r.stream]}
    if 0 not in tested:
        raise document.fail(
            "vector", "no vector is of the first stream", "one, so that the main stream is tested"
        )


def _choices(profile: Profile, document: Document) -> None:
    """The defaults are among what can be chosen."""
    rates = [r.hz for r in profile.rates]
    if profile.defaults.rate_hz not in rates:
        raise document.fail(
            "defaults.rate_hz", f"{profile.defaults.rate_hz:g}", f"one of the [[rate]] entries: {rates}"
        )
    g, dps = profile.defaults.accel_g, profile.defaults.gyro_dps
    if profile.accel_ranges and g not in [r.g for r in profile.accel_ranges]:
        raise document.fail("defaults.accel_g", f"{g}", "one of the [[accel_range]] entries")
    if profile.gyro_ranges and dps not in [r.dps for r in profile.gyro_ranges]:
        raise document.fail("defaults.gyro_dps", f"{dps}", "one of the [[gyro_range]] entries")
    for key, tables in (
        ("rate", [set(r.variables) for r in profile.rates]),
        ("accel_range", [set(a.variables) for a in profile.accel_ranges]),
        ("gyro_range", [set(r.variables) for r in profile.gyro_ranges]),
    ):
        for index, names in enumerate(tables):
            if names != tables[0]:
                raise document.fail(
                    f"{key}[{index}].vars",
                    f"the names {sorted(names)}",
                    f"those of the first: {sorted(tables[0])}",
                )


def _names(profile: Profile, document: Document) -> None:
    """Every name in braces has bytes by the time it is needed."""
    known = set(profile.fallbacks)
    for name, answer in profile.captures.items():
        if name in known and answer.type.size != len(profile.fallbacks[name]):
            raise document.fail(
                f"fallbacks.{name}",
                f"{len(profile.fallbacks[name])} bytes",
                f"{answer.type.size}, as captured",
            )
    for tables in (profile.rates, profile.accel_ranges, profile.gyro_ranges):
        for entry in tables:
            known |= set(entry.variables)
    later = set(known)
    for phase in ("setup", "start", "stop"):
        for index, step in enumerate(getattr(profile.sequence, phase)):
            _resolve(_templates(step), later, document, f"sequence.{phase}[{index}]")
            if isinstance(step, Write) and step.expect is not None:
                later |= set(step.expect.captures)
    for index, stream in enumerate(profile.streams):
        used = [p.data for p in (*stream.match, *stream.sync)]
        used += [stream.parts.first, stream.parts.more] if stream.parts is not None else []
        # A stream has to be understood without the set-up, too: from a capture of somebody else's.
        _resolve(used, known, document, f"stream[{index}]")
        scales = [f.scale for f in stream.fields] + ([stream.decoder.scale] if stream.decoder else [])
        for scale in scales:
            if isinstance(scale, str) and scale != "range":
                name = scale.strip("{}")
                if name not in known or name not in profile.captures:
                    raise document.fail(
                        f"stream[{index}]",
                        f"the scale '{scale}'",
                        "a name that an 'expect' captures and [fallbacks] has bytes for",
                    )


def _templates(step: Step) -> list[HexTemplate]:
    if isinstance(step, Patch):
        return [change.data for change in step.changes]
    if not isinstance(step, Write):
        return []
    expect = step.expect
    found = [step.data]
    if expect is not None:
        found += [t for t in (expect.prefix, expect.contains) if t is not None]
    return found


def _resolve(templates: Iterable[HexTemplate], known: set[str], document: Document, key: str) -> None:
    for template in templates:
        for name in template.names:
            if name not in known:
                raise document.fail(
                    key, f"nothing gives '{{{name}}}' its bytes", f"one of {', '.join(sorted(known))}"
                )


def _stream(profile: Profile, stream: Stream, document: Document, key: str) -> None:
    if stream.decoder is not None:
        if stream.decoder.name not in NAMED_DECODERS:
            expected = f"one of {', '.join(NAMED_DECODERS)}"
            raise document.fail(f"{key}.decoder.name", f'"{stream.decoder.name}"', expected)
        if stream.samples is not None or stream.fields:
            raise document.fail(key, "a decoder beside 'samples' or 'fields'", "one or the other")
        return
    samples = stream.samples
    if samples is None or not stream.fields:
        raise document.fail(key, "neither a decoder nor 'samples' and 'fields'", "one or the other")
    for index, f in enumerate(stream.fields):
        if f.at + f.n * f.type.size > samples.stride:
            raise document.fail(
                f"{key}.fields[{index}]",
                f"it ends at byte {f.at + f.n * f.type.size} of the sample",
                f"at most the stride, {samples.stride}",
            )
        if f.scale == "range" and any(profile.range_scale(f.name, s) is None for s in [profile.defaults]):
            raise document.fail(
                f"{key}.fields[{index}].scale", '"range", but the range has no scale', "a scale there"
            )
    counts = [r.frame_samples for r in profile.rates] if samples.count == "rate" else [samples.count]
    if None in counts:
        raise document.fail(f"{key}.samples.count", '"rate"', "'frame_samples' in each [[rate]]")
    if isinstance(stream.frame_len, int):
        most = max([c for c in counts if isinstance(c, int)], default=1)
        if samples.offset + most * samples.stride > stream.frame_len:
            raise document.fail(
                f"{key}.frame_len",
                f"{stream.frame_len} bytes",
                f"at least {samples.offset + most * samples.stride}, where the samples end",
            )
        clock = stream.time.offset
        if (
            clock is not None
            and clock + (stream.time.type.size if stream.time.type else 8) > stream.frame_len
        ):
            raise document.fail(f"{key}.time.offset", f"{clock}", "a clock within the frame")
    _framing(stream, document, key)


def _framing(stream: Stream, document: Document, key: str) -> None:
    if stream.framing == "bytestream":
        if not stream.sync or stream.sync[0].offset != 0 or stream.frame_len is None:
            raise document.fail(
                key, "a stream of bytes", "'frame_len', and 'sync' whose first entry is at offset 0"
            )
        if any(p.data.names for p in stream.sync):
            raise document.fail(f"{key}.sync", "a name in braces", "plain bytes")
    elif stream.sync or stream.skip or stream.checksum is not None:
        raise document.fail(key, "'sync', 'skip' or 'checksum'", 'framing = "bytestream" for those')
    if (stream.framing == "parts") != (stream.parts is not None):
        raise document.fail(f"{key}.parts", "framing and 'parts' don't agree", "both or neither")
    if stream.framing == "parts":
        assert stream.samples is not None
        if isinstance(stream.samples.count, CountField) or stream.samples.count == "fill":
            raise document.fail(
                f"{key}.samples.count", "a count that isn't known before", 'a number or "rate"'
            )


def _sensors(profile: Profile, document: Document) -> None:
    sensors = {s for stream in profile.streams for s in stream.sensors}
    if "accel" not in sensors:
        raise document.fail("stream", "no accelerometer", "a field or decoder 'accel'")
    apart = not any(set(s.sensors) == {"accel", "gyro"} for s in profile.streams)
    if apart and "gyro" in sensors and profile.pairing is None:
        raise document.fail("stream", "accelerometer and gyroscope apart", "a [pairing]")
    if profile.pairing is not None and not apart:
        raise document.fail("pairing", "a stream that has both sensors", "no [pairing]")
