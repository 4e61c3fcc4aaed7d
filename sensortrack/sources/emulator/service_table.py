"""The table of services and the name that a profile's sensor has."""

from __future__ import annotations

import re

from ...devices import CharacteristicName as Named
from ...devices import Patch, Profile, Subscribe, Write
from .gatt import Characteristic, Property, Service

_UNNAMED_SERVICE = "0000fff0-0000-1000-8000-00805f9b34fb"
_UNNAMED = "0000fff1-0000-1000-8000-00805f9b34fb"


def services_of(profile: Profile) -> tuple[Service, ...]:
    """The services that the profile confirms, with every characteristic that it uses.

    A profile doesn't have to name the service of a characteristic; such ones stand in the first service.
    """
    first = next(iter(profile.match.gatt_services), _UNNAMED_SERVICE)
    tables: dict[str, dict[str, list[Property]]] = {s: {} for s in profile.match.gatt_services}
    for alias, named in profile.gatt.items():
        table = tables.setdefault(named.service or first, {})
        declared = table.setdefault(named.uuid, [])
        declared += [p for p in _properties(profile, alias) if p not in declared]
    variant = profile.match.variant
    if variant is not None and variant.read not in profile.gatt:
        tables.setdefault(first, {}).setdefault(variant.read, ["read"])
    for table in tables.values():
        if not table:
            table[_UNNAMED] = ["read"]  # a service holds something, also where the profile doesn't say what
    return tuple(
        Service(uuid, tuple(Characteristic(c, tuple(properties)) for c, properties in table.items()))
        for uuid, table in tables.items()
    )


def path_of(services: tuple[Service, ...], named: Named) -> str:
    """`service/characteristic` of a characteristic that the profile names."""
    for service in services:
        if named.service in (None, service.uuid):
            for characteristic in service.characteristics:
                if characteristic.uuid == named.uuid:
                    return f"{service.uuid}/{characteristic.uuid}"
    raise AssertionError(f"{named.key} isn't in the table that was made of its profile")


def name_for(profile: Profile) -> str | None:
    """A name that the profile knows its sensors by; None where it knows them by something else."""
    pattern = profile.match.name
    if pattern is None:
        return None
    head = _spelled_out(pattern.text)
    words = re.split(r"[/,()]\s*|\s+", profile.name)
    tried = [*words, head, f"{head}1", f"{head}12345678", profile.name, profile.id]
    return next((name for name in tried if name and pattern.found_in(name)), None)


def _spelled_out(pattern: str) -> str:
    """Text that a simple pattern means: of alternatives the first one, of repeats one."""
    text = re.sub(r"\(\?[!=][^)]*\)", "", pattern)
    text = re.sub(r"\((?:\?:)?([^|)]*)[^)]*\)", r"\1", text).split("|")[0]
    text = re.sub(r"\\d|\[0-9\]", "1", text)
    text = re.sub(r"\[(.)[^\]]*\]", r"\1", text)
    return re.sub(r"\\(.)|[\^$+?*]|\{[\d,]*\}", r"\1", text)


def _properties(profile: Profile, alias: str) -> list[Property]:
    found: list[Property] = []
    sequence = profile.sequence
    for step in (*sequence.setup, *sequence.start, *sequence.stop):
        if isinstance(step, Subscribe) and step.char == alias:
            found.append("notify")
        elif isinstance(step, Write) and step.char == alias:
            found += _writable(step.response)
        elif isinstance(step, Patch) and step.char == alias:
            found += ["read", *_writable(step.response)]
    if any(stream.char == alias for stream in profile.streams):
        found.append("notify")
    if profile.battery is not None:
        poll = profile.battery.poll
        if poll is not None:
            found += _writable(poll.response) if poll.char == alias else []
        elif profile.battery.char == alias:
            found.append("read")
    if profile.keepalive is not None and profile.keepalive.char == alias:
        found += _writable(profile.keepalive.response)
    return found


def _writable(response: bool | None) -> list[Property]:
    return ["write-without-response"] if response is False else ["write"]
