"""Finding the one sensor that was asked for."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

from ...devices import Profile
from ...errors import SensorNotFoundError
from .advice import NEAR_TO_IT
from .radio import Radio
from .scan import Sighting, connected, in_order, sightings


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sensor: by address, by name, or (with neither) the only one that the profile knows."""

    address: str | None = None
    name: str | None = None

    def is_it(self, sighting: Sighting) -> bool:
        """Whether this may be the one."""
        if self.address is not None:
            return sighting.address.lower() == self.address.lower()
        if self.name is not None:
            return sighting.name == self.name
        return bool(sighting.profiles)

    def __str__(self) -> str:
        if self.address is not None:
            return f"the sensor {self.address}"
        return "a sensor" if self.name is None else f"the sensor '{self.name}'"


async def find(wanted: Wanted, profile: Profile, radio: Radio, *, scan_s: float, linger_s: float) -> Sighting:
    """Scan until it is found.

    Parameters
    ----------
    scan_s : float
        How long to look for it at most, in s.
    linger_s : float
        How long to look for a second one of that name, once one was found; one that is heard and was
        asked for by its address needs no such time.

    Raises
    ------
    SensorNotFoundError
        It isn't to be seen, or several are; `sightings` of the error lists what is.
    BluetoothError
        There is no Bluetooth to be had.
    """
    about: dict[str, Sighting] = {}
    found: dict[str, Sighting] = {}
    loop = asyncio.get_running_loop()
    async with sightings((profile,), radio) as heard:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(scan_s) as limit:
                while True:
                    sighting = await heard.get()
                    about[sighting.address] = sighting
                    if not wanted.is_it(sighting):
                        continue
                    # What the system says to be connected may be long gone (BlueZ was killed, say): then it
                    # advertises. So such a one, as one that is known by its name only, is waited for a little.
                    if wanted.address is not None and sighting.rssi_dbm is not None:
                        return sighting
                    if not found:
                        limit.reschedule(min(loop.time() + linger_s, limit.when() or float("inf")))
                    found[sighting.address] = sighting
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise _several(wanted, in_order(found.values()))
    await connected(radio)  # a radio that was switched off meanwhile is the better explanation
    raise _none(wanted, profile, in_order(about.values()), scan_s)


def _several(wanted: Wanted, found: list[Sighting]) -> SensorNotFoundError:
    listed = tuple(_line(sighting) for sighting in found)
    what = f"are called '{wanted.name}'" if wanted.name is not None else "could be meant"
    return SensorNotFoundError(
        f"{len(found)} sensors {what}: {'; '.join(listed)}",
        hint="Name the one you mean by its address, or switch the others off.",
        sightings=listed,
    )


def _none(wanted: Wanted, profile: Profile, about: list[Sighting], scan_s: float) -> SensorNotFoundError:
    listed = tuple(_line(sighting) for sighting in about)
    kind = f" of the profile '{profile.id}'" if wanted == Wanted() else ""
    others = f"; seen: {'; '.join(listed[:8])}" if listed else "; no other Bluetooth device was seen either"
    return SensorNotFoundError(
        f"{wanted}{kind} wasn't found within {scan_s:g} s{others}", hint=NEAR_TO_IT, sightings=listed
    )


def _line(sighting: Sighting) -> str:
    return sighting.title if sighting.rssi_dbm is None else f"{sighting.title}, {sighting.rssi_dbm} dBm"
