"""Reading of what stands in many places of a profile: UUIDs, hexadecimal bytes, number types, variables."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..outside.showing import shown
from ..section import Section
from .match import Characteristic
from .numbers import NUMBER_TYPES, NumberType
from .steps import HexTemplate

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SHORT_UUID = re.compile(r"[0-9a-f]{4}")
_SIG_BASE = "-0000-1000-8000-00805f9b34fb"
_ALIAS = re.compile(r"[a-z][a-z0-9_]*")


def uuid(section: Section, key: str, text: str) -> str:
    """A UUID in lower case; four digits stand for one of the Bluetooth SIG's."""
    found = text.strip().lower()
    if _SHORT_UUID.fullmatch(found):
        found = f"0000{found}{_SIG_BASE}"
    if not _UUID.fullmatch(found):
        raise section.fail(key, shown(text), "a UUID such as 0000ffe4-0000-1000-8000-00805f9a34fb, or 2a19")
    return found


def uuids(section: Section, key: str) -> tuple[str, ...]:
    """A list of UUIDs."""
    return tuple(uuid(section, key, text) for text in section.texts(key))


def characteristics(section: Section) -> dict[str, Characteristic]:
    """The table of aliases: `alias = "characteristic"` or `alias = "service/characteristic"`."""
    found: dict[str, Characteristic] = {}
    for alias in section.names():
        if not _ALIAS.fullmatch(alias):
            raise section.fail(alias, f'the alias "{alias}"', "small letters, digits and _")
        service, slash, char = section.text(alias).rpartition("/")
        found[alias] = Characteristic(
            uuid(section, alias, char), uuid(section, alias, service) if slash else None
        )
    return found


def alias(section: Section, key: str, gatt: Mapping[str, Characteristic]) -> str:
    """The alias of a characteristic that the profile has."""
    name = section.text(key)
    if name not in gatt:
        raise section.fail(
            key, f'"{name}", which isn\'t in [gatt]', f"one of {', '.join(gatt) or 'its keys'}"
        )
    return name


def plain_hex(section: Section, key: str, text: str | None = None) -> bytes:
    """Bytes without names in them."""
    text = section.text(key) if text is None else text
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise section.fail(key, shown(text), 'bytes in hexadecimal, such as "FF AA 03"') from error


def template(section: Section, key: str) -> HexTemplate:
    """Bytes, some of them named."""
    text = section.text(key)
    found = HexTemplate(text)
    try:
        found.fill(dict.fromkeys(found.names, b"\x00"))
    except (ValueError, KeyError) as error:
        raise section.fail(
            key, shown(text), 'bytes in hexadecimal with names in braces, such as "FF AA 03 {rate} 00"'
        ) from error
    return found


def number_type(section: Section, key: str) -> NumberType:
    """A number type by name."""
    return NUMBER_TYPES[section.choice(key, tuple(NUMBER_TYPES))]


def integer_type(section: Section, key: str) -> NumberType:
    """The type of a clock, counter or length: a whole number."""
    return NUMBER_TYPES[section.choice(key, tuple(n for n, t in NUMBER_TYPES.items() if t.kind != "f"))]


def variables(section: Section) -> dict[str, bytes]:
    """A table of names and their bytes."""
    found: dict[str, bytes] = {}
    for name in section.names():
        if not _ALIAS.fullmatch(name):
            raise section.fail(name, f'the name "{name}"', "small letters, digits and _")
        found[name] = plain_hex(section, name)
    return found
