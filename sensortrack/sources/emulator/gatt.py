"""What a Bluetooth sensor offers: services and their characteristics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Property = Literal["read", "write", "write-without-response", "notify", "indicate"]

UNLIKELY_ERROR = 0x0E


class AttError(Exception):
    """The sensor refuses a request; `code` is the error code of the attribute protocol."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"ATT error 0x{code:02x}")


@dataclass(frozen=True, slots=True)
class Characteristic:
    """A characteristic: its full UUID, and what can be done with it."""

    uuid: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its full UUID and its characteristics."""

    uuid: str
    characteristics: tuple[Characteristic, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A characteristic at its place in the table, with the handles that a transport needs."""

    service: Service
    service_handle: int
    characteristic: Characteristic
    handle: int

    @property
    def path(self) -> str:
        """`service/characteristic`, which is never ambiguous in a sensible sensor."""
        return f"{self.service.uuid}/{self.characteristic.uuid}"


def places(services: tuple[Service, ...]) -> Iterator[Place]:
    """All characteristics, with handles numbered as a sensor numbers its attributes."""
    handle = 1
    for service in services:
        service_handle, handle = handle, handle + 1
        for characteristic in service.characteristics:
            yield Place(service, service_handle, characteristic, handle)
            handle += 3  # declaration, value, configuration
