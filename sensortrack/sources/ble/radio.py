"""Which radio is used: the computer's own, one of its adapters, or an emulated one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bleak.backends.adapter import BaseBleakAdapter
    from bleak.backends.client import BaseBleakClient
    from bleak.backends.scanner import BaseBleakScanner


@dataclass(frozen=True, slots=True, eq=False)
class Radio:
    """A radio, shared by all sensors of a program.

    Attributes
    ----------
    adapter : str or None
        Linux: the adapter ("hci1"), where there are several.
    scanner, client, system : type or None
        Other backends for bleak, as the emulator has them.
    scanning : asyncio.Lock
        Held while a scan runs: BlueZ refuses a second one in the same program.
    """

    adapter: str | None = None
    scanner: type[BaseBleakScanner] | None = None
    client: type[BaseBleakClient] | None = None
    system: type[BaseBleakAdapter] | None = None
    scanning: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def emulated(self) -> bool:
        """Whether it isn't the computer's own."""
        return self.scanner is not None

    def scanner_options(self) -> dict[str, Any]:
        """What BleakScanner is made with."""
        return {"bluez": self._bluez(), "backend": self.scanner}

    def client_options(self) -> dict[str, Any]:
        """What BleakClient is made with."""
        return {"bluez": self._bluez(), "backend": self.client}

    def system_options(self) -> dict[str, Any]:
        """What BleakAdapter is got with."""
        return {"bluez": self._bluez(), "backend": self.system}

    def _bluez(self) -> dict[str, str]:
        return {} if self.adapter is None else {"adapter": self.adapter}
