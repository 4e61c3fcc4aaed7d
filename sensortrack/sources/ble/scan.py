"""Which sensors are about: the known ones first, the nearest of them first."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bleak import BleakAdapter, BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from ...devices import Profile
from ...errors import BluetoothError
from .faults import translating
from .radio import Radio

_SCAN_ENDS_S, _ASK_AGAIN_S = 3.0, 0.25
"""On a busy computer BlueZ says that a scan has ended a while before it has in the kernel; until then a new one is
refused as in progress. For longer than this, it is another program's."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A device that a scan has seen.

    Attributes
    ----------
    name : str or None
        What it calls itself.
    address : str
        Bluetooth address; on macOS an id that this Mac gave it.
    rssi_dbm : int or None
        Signal strength, the nearer to 0 the better; None where it is connected already and so silent.
    profiles : tuple of str
        Ids of the profiles that it may be of; the services confirm it after connecting.
    device : BLEDevice
        What bleak connects to.
    """

    name: str | None
    address: str
    rssi_dbm: int | None
    profiles: tuple[str, ...]
    device: BLEDevice = field(repr=False, compare=False)

    @property
    def title(self) -> str:
        """Name and address, as messages name it."""
        return f"{self.name} ({self.address})" if self.name else self.address


async def scan(
    duration_s: float,
    profiles: Sequence[Profile],
    radio: Radio,
    *,
    on_seen: Callable[[Sighting], None] | None = None,
) -> list[Sighting]:
    """Look around for `duration_s` seconds.

    Parameters
    ----------
    profiles : sequence of Profile
        The sensors that are known.
    on_seen : callable or None
        Called each time that a device is seen for the first time.

    Returns
    -------
    list of Sighting
        Known ones first, then by signal strength.

    Raises
    ------
    BluetoothError
        There is no Bluetooth to be had.
    """
    found: dict[str, Sighting] = {}
    async with sightings(profiles, radio) as heard:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(duration_s):
                while True:
                    sighting = await heard.get()
                    if on_seen is not None and sighting.address not in found:
                        on_seen(sighting)
                    found[sighting.address] = sighting
    return in_order(found.values())


def in_order(found: Iterable[Sighting]) -> list[Sighting]:
    """Known ones first, then by signal strength."""
    return sorted(found, key=lambda s: (not s.profiles, -(s.rssi_dbm if s.rssi_dbm is not None else -128)))


@contextlib.asynccontextmanager
async def sightings(profiles: Sequence[Profile], radio: Radio) -> AsyncIterator[asyncio.Queue[Sighting]]:
    """While it is open, all that is seen: first what is connected already, then each advertisement.

    Raises BluetoothError where there is no Bluetooth to be had.
    """
    async with radio.scanning:
        heard: asyncio.Queue[Sighting] = asyncio.Queue()

        def hear(device: BLEDevice, data: AdvertisementData) -> None:
            heard.put_nowait(_seen(device, data, profiles))

        for device in await connected(radio):
            heard.put_nowait(_seen(device, None, profiles))
        scanner = await _started(hear, radio)
        try:
            yield heard
        finally:
            # A radio that was pulled out meanwhile has nothing left to stop.
            with contextlib.suppress(Exception):
                async with asyncio.timeout(5.0):
                    await scanner.stop()


async def _started(hear: Callable[[BLEDevice, AdvertisementData], None], radio: Radio) -> BleakScanner:
    """A scan that runs; where one of ours is still ending in the system, that is waited for."""
    until = time.monotonic() + _SCAN_ENDS_S
    while True:
        scanner = BleakScanner(hear, **radio.scanner_options())
        try:
            with translating("scanning"):
                await scanner.start()
        except BluetoothError as error:
            if error.fault != "busy" or time.monotonic() >= until:
                raise
            await asyncio.sleep(_ASK_AGAIN_S)
        else:
            return scanner


async def connected(radio: Radio) -> list[BLEDevice]:
    """What the system is connected to already: after a crash a sensor is, and doesn't advertise then.

    Raises BluetoothError where there is no Bluetooth to be had.
    """
    with translating("asking for connected sensors"):
        try:
            system = await BleakAdapter.get(**radio.system_options())
            return await system.get_connected_devices()
        except NotImplementedError:
            return []


def _seen(device: BLEDevice, data: AdvertisementData | None, profiles: Sequence[Profile]) -> Sighting:
    name = (data.local_name if data is not None else None) or device.name
    makers = tuple(data.manufacturer_data) if data is not None else ()
    services = tuple(data.service_uuids) if data is not None else ()
    known = tuple(p.id for p in profiles if p.match.advertised(name, makers, services))
    return Sighting(name, device.address, None if data is None else data.rssi, known, device)
