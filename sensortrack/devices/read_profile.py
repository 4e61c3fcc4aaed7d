"""From a profile's TOML to a `Profile`: strict, and checked down to its test vectors."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Literal

from ..errors import ProfileError
from ..outside.document import Document, Kind, parse_document, read_document
from ..outside.pattern import BadPatternError, Pattern
from ..outside.showing import shown
from ..section import Section
from .battery import Battery, BatteryPoll, Keepalive
from .checks import check_profile
from .match import Link, Match, Variant
from .profile import Pairing, Profile, Status
from .read_parts import alias, characteristics, plain_hex, uuid, uuids, variables
from .read_steps import Gatt, read_sequence, read_value, read_write
from .read_stream import read_stream
from .read_vector import read_vector
from .settings import AccelRange, GyroRange, Rate, Settings
from .steps import Sequence

SCHEMA = "sensortrack.firmware/1"
_KIND = Kind(
    "a firmware profile (a .toml file)",
    f'a firmware profile, schema = "{SCHEMA}"',
    error=ProfileError,
    hint="Correct the profile.",
    decimals=True,  # how many digits a test vector was printed with
)
_STATUSES: tuple[Status, ...] = ("captured", "documented", "draft")
_ID = re.compile(r"[a-z][a-z0-9_]*")


def read_profile(path: Path) -> Profile:
    """The profile in a file.

    Raises
    ------
    ProfileError
        The file isn't TOML, doesn't hold to the schema, or one of its vectors doesn't decode.
    NoInputError
        No such file.
    """
    return _checked(read_document(path, _KIND))


def parse_profile(data: bytes, path: Path | None = None) -> Profile:
    """The profile in these bytes of TOML; see `read_profile`."""
    return _checked(parse_document(data, _KIND, path))


def _checked(document: Document) -> Profile:
    root = Section(document.values, document.fail)
    profile = _profile(root, document.path, hashlib.sha256(document.data).hexdigest())
    check_profile(profile, root)
    return profile


def _profile(root: Section, path: Path | None, sha256: str) -> Profile:
    root.choice("schema", (SCHEMA,))
    device = root.section("device")
    transport: Literal["ble", "file"] = (
        device.choice("transport", ("ble", "file")) if "transport" in device else "ble"
    )
    profile_id = device.text("id")
    if not _ID.fullmatch(profile_id):
        raise device.fail("id", shown(profile_id), "small letters, digits and _")
    if path is not None and path.stem != profile_id:
        raise device.fail("id", shown(profile_id), f'the file\'s name, "{path.stem}"', "Rename one of them.")
    gatt = characteristics(root.section("gatt"))
    fallbacks = root.maybe(root.section, "fallbacks")
    match = root.section("match") if transport == "ble" else root.maybe(root.section, "match")
    link = root.maybe(root.section, "link")
    sequence = root.section("sequence") if transport == "ble" else root.maybe(root.section, "sequence")
    pairing = root.maybe(root.section, "pairing")
    battery = root.maybe(root.section, "battery")
    keepalive = root.maybe(root.section, "keepalive")
    profile = Profile(
        id=profile_id,
        name=device.text("name"),
        status=device.choice("status", _STATUSES),
        transport=transport,
        sources=device.texts("sources"),
        notes=device.maybe(device.texts, "notes") or (),
        match=Match() if match is None else _match(match),
        gatt=gatt,
        link=Link() if link is None else _link(link),
        defaults=_defaults(root.section("defaults")),
        rates=tuple(_rate(s) for s in root.sections("rate")),
        accel_ranges=tuple(_accel_range(s) for s in root.maybe(root.sections, "accel_range") or ()),
        gyro_ranges=tuple(_gyro_range(s) for s in root.maybe(root.sections, "gyro_range") or ()),
        fallbacks={} if fallbacks is None else variables(fallbacks),
        sequence=Sequence() if sequence is None else read_sequence(sequence, gatt),
        streams=tuple(read_stream(s, gatt) for s in root.sections("stream")),
        pairing=None if pairing is None else _pairing(pairing),
        battery=None if battery is None else _battery(battery, gatt),
        keepalive=None if keepalive is None else _keepalive(keepalive, gatt),
        vectors=tuple(read_vector(s, gatt) for s in root.sections("vector")),
        path=path,
        sha256=sha256,
    )
    device.refuse_unknown()
    root.refuse_unknown()
    return profile


def _match(section: Section) -> Match:
    regex = section.maybe(section.text, "name_regex")
    try:
        name = None if regex is None else Pattern(regex)
    except BadPatternError as error:
        raise section.fail(
            "name_regex", f"{shown(regex)} ({error})", "a regular expression of RE2"
        ) from error
    variant = section.maybe(section.section, "variant")
    found = Match(
        name=name,
        manufacturer_ids=tuple(
            section.maybe(lambda key: section.values(key, int, "a list of company ids"), "manufacturer_ids")
            or ()
        ),
        service_uuids=section.maybe(lambda key: uuids(section, key), "service_uuids") or (),
        gatt_services=uuids(section, "gatt_services"),
        variant=None
        if variant is None
        else Variant(uuid(variant, "read", variant.text("read")), variant.text("equals_ascii")),
    )
    if name is None and not found.manufacturer_ids and not found.service_uuids:
        raise section.fail(
            "", "nothing to find the sensor by", "name_regex, manufacturer_ids or service_uuids"
        )
    if variant is not None:
        variant.refuse_unknown()
    section.refuse_unknown()
    return found


def _link(section: Section) -> Link:
    mtu = section.maybe(lambda key: section.whole(key, 23, 517), "min_mtu")
    stale = section.maybe(section.positive, "stale_after_s")
    pairing: Literal["none", "may_be_required", "required", "avoid"] = (
        section.choice("pairing", ("none", "may_be_required", "required", "avoid"))
        if "pairing" in section
        else "none"
    )
    section.refuse_unknown()
    return Link(mtu or 23, stale or 2.0, pairing)


def _defaults(section: Section) -> Settings:
    found = Settings(
        section.positive("rate_hz"),
        section.maybe(section.positive, "accel_g"),
        section.maybe(section.positive, "gyro_dps"),
    )
    section.refuse_unknown()
    return found


def _variables(section: Section) -> dict[str, bytes]:
    found = section.maybe(section.section, "vars")
    return {} if found is None else variables(found)


def _rate(section: Section) -> Rate:
    frame_samples = section.maybe(lambda key: section.whole(key, 1, 1000), "frame_samples")
    found = Rate(section.positive("hz"), _variables(section), frame_samples)
    section.refuse_unknown()
    return found


def _accel_range(section: Section) -> AccelRange:
    found = AccelRange(section.positive("g"), section.maybe(section.positive, "scale"), _variables(section))
    section.refuse_unknown()
    return found


def _gyro_range(section: Section) -> GyroRange:
    found = GyroRange(section.positive("dps"), section.maybe(section.positive, "scale"), _variables(section))
    section.refuse_unknown()
    return found


def _pairing(section: Section) -> Pairing:
    section.choice("reference", ("accel",))
    section.choice("method", ("interpolate",))
    wait = section.maybe(section.positive, "max_wait_s")
    section.refuse_unknown()
    return Pairing() if wait is None else Pairing(wait)


def _battery(section: Section, gatt: Gatt) -> Battery:
    value = section.section("value")
    poll = section.maybe(section.section, "poll")
    if (poll is None) == ("char" not in section):
        raise section.fail("char", "both or none of 'char' and 'poll'", "one of them")
    source: str | BatteryPoll
    if poll is None:
        source = alias(section, "char", gatt)
    else:
        reply, match = alias(poll, "reply", gatt), plain_hex(poll, "match")
        interval_s = poll.positive("interval_s")
        source = BatteryPoll(read_write(poll, gatt), reply, match, interval_s)
    unit: Literal["%", "V"] = value.choice("unit", ("%", "V"))
    ladder = (
        section.maybe(lambda key: section.values(key, list, "a list of [volts, percent]"), "ladder") or []
    )
    if (unit == "V") != bool(ladder) or any(len(step) != 2 for step in ladder):
        raise section.fail(
            "ladder", shown(ladder), "a list of [volts, percent] where, and only where, the unit is V"
        )
    found = Battery(
        source,
        read_value(value),
        value.maybe(value.positive, "scale") or 1.0,
        unit,
        tuple((float(volts), float(percent)) for volts, percent in ladder),
    )
    value.refuse_unknown()
    section.refuse_unknown()
    return found


def _keepalive(section: Section, gatt: Gatt) -> Keepalive:
    every_s = section.positive("every_s")
    return Keepalive(every_s, read_write(section, gatt))
