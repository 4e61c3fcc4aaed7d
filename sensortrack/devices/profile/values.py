"""What stands in many places of a profile: UUIDs, characteristics by alias, bytes, bytes with names in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec import Meta

from ...outside.reader import Name

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SHORT_UUID = re.compile(r"[0-9a-f]{4}")
_SIG_BASE = "-0000-1000-8000-00805f9b34fb"
_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


class Uuid(str):
    """A UUID in lower case; in a profile four digits stand for one of the Bluetooth SIG's."""

    __slots__ = ()
    expected: ClassVar[str] = "a UUID such as 0000ffe4-0000-1000-8000-00805f9a34fb, or 2a19"

    @classmethod
    def from_document(cls, value: object) -> Uuid:
        """The UUID that a profile has."""
        found = value.strip().lower() if isinstance(value, str) else ""
        if _SHORT_UUID.fullmatch(found):
            found = f"0000{found}{_SIG_BASE}"
        if not _UUID.fullmatch(found):
            raise ValueError
        return cls(found)


class CharacteristicName(str):
    """A characteristic as a capture calls it: its UUID; service/UUID where that stands twice in a device's table."""

    __slots__ = ()
    expected: ClassVar[str] = f"{Uuid.expected}, or service/characteristic"

    @classmethod
    def from_document(cls, value: object) -> CharacteristicName:
        """The characteristic that a profile has."""
        service, slash, char = value.rpartition("/") if isinstance(value, str) else ("", "", "")
        uuid = Uuid.from_document(char)
        return cls(f"{Uuid.from_document(service)}/{uuid}" if slash else uuid)

    @property
    def key(self) -> str:
        """What a capture calls it."""
        return str(self)

    @property
    def uuid(self) -> str:
        """Its UUID."""
        return self.rpartition("/")[2]

    @property
    def service(self) -> str | None:
        """UUID of its service, where it is needed."""
        return self.rpartition("/")[0] or None


class Alias(str):
    """What a profile calls one of its characteristics: a key of [gatt]."""

    __slots__ = ()
    expected: ClassVar[str] = "the alias of a characteristic, a key of [gatt]"

    @classmethod
    def from_document(cls, value: object) -> Alias:
        """The alias that a profile has."""
        if not isinstance(value, str):
            raise ValueError
        return cls(value)


class HexBytes(bytes):
    """Bytes, in hexadecimal in a profile."""

    __slots__ = ()
    expected: ClassVar[str] = 'bytes in hexadecimal, such as "FF AA 03"'

    @classmethod
    def from_document(cls, value: object) -> HexBytes:
        """The bytes that a profile has."""
        if not isinstance(value, str) or not value.strip():
            raise ValueError
        try:
            return cls(bytes.fromhex(value))
        except ValueError:
            raise ValueError from None


class HexTemplate(str):
    """Bytes in hexadecimal, some of them named: `FF AA 03 {rate} 00`."""

    __slots__ = ()
    expected: ClassVar[str] = 'bytes in hexadecimal with names in braces, such as "FF AA 03 {rate} 00"'

    @classmethod
    def from_document(cls, value: object) -> HexTemplate:
        """The template that a profile has."""
        if not isinstance(value, str) or not value.strip():
            raise ValueError
        made = cls(value)
        try:
            made.fill(dict.fromkeys(made.names, b"\x00"))
        except (ValueError, KeyError):
            raise ValueError from None
        return made

    @property
    def names(self) -> tuple[str, ...]:
        """The names that have to be known before there are bytes."""
        return tuple(_PLACE.findall(self))

    def fill(self, variables: Mapping[str, bytes]) -> bytes:
        """The bytes, with each name replaced.

        Raises KeyError for a name that `variables` hasn't got, ValueError where what stands beside the names isn't
        hexadecimal.
        """
        return bytes.fromhex(_PLACE.sub(lambda name: variables[name[1]].hex(" ") + " ", self))


Variables = dict[Name, HexBytes]
"""Names and their bytes."""
Scale = Annotated[
    Annotated[float, Meta(gt=0)] | Annotated[str, Meta(pattern=r"^(range|\{.+\})$")],
    Meta(description='a number above zero, "range", or a captured name such as "{factor}"'),
]
"""What one unit of a number is worth: itself, by the chosen range, or as the sensor said it."""
