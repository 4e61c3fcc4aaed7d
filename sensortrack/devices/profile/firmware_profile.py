"""A firmware profile: how a sensor is found, started and decoded, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Literal

import msgspec

from ...errors import UsageError
from ...outside.reader import Name, Positive, Table, Text, Wrong
from ...records import Loss
from .battery import Battery, Keepalive
from .match import LinkRequirements, Match
from .sensor_settings import AccelRange, Defaults, GyroRange, Rate, SensorSettings
from .steps import AnswerValue, Sequence, Step, Write
from .stream import Stream
from .values import CharacteristicName, Variables
from .vector import Vector

Status = Literal["captured", "documented", "draft"]
"""Bytes of a real device; a vendor's document or unit test; one source, or bytes made up from a layout."""


class Pairing(Table, frozen=True):
    """Gyroscope readings of a stream of their own are interpolated onto the accelerometer's times.

    `max_wait_s`: how long accelerometer samples wait for them.
    """

    reference: Literal["accel"]
    method: Literal["interpolate"]
    max_wait_s: Positive = 2.0


class Device(Table, frozen=True, kw_only=True):
    """What is known of the sensor itself: see `Profile`."""

    id: Name
    name: Text
    status: Status
    transport: Literal["ble", "file"] = "ble"
    sources: tuple[Text, ...]
    notes: tuple[Text, ...] = ()


class ProfileFile(Table, frozen=True, kw_only=True):
    """A firmware profile, as its file has it."""

    kinds: ClassVar = Step.kinds

    schema: Literal["sensortrack.firmware/1"]
    device: Device
    match: Match | None = None
    gatt: dict[Name, CharacteristicName]
    link: LinkRequirements = LinkRequirements()
    defaults: Defaults
    rates: tuple[Rate, ...] = msgspec.field(name="rate")
    accel_ranges: tuple[AccelRange, ...] = msgspec.field(name="accel_range", default=())
    gyro_ranges: tuple[GyroRange, ...] = msgspec.field(name="gyro_range", default=())
    fallbacks: Variables = msgspec.field(default_factory=dict)
    sequence: Sequence | None = None
    streams: tuple[Stream, ...] = msgspec.field(name="stream")
    pairing: Pairing | None = None
    battery: Battery | None = None
    keepalive: Keepalive | None = None
    vectors: tuple[Vector, ...] = msgspec.field(name="vector")

    def __post_init__(self) -> None:
        for key, table in (("match", self.match), ("sequence", self.sequence)):
            if self.device.transport == "ble" and table is None:
                raise Wrong("the key is missing", "a table", key=key)
        if (m := self.match) and m.name is None and not m.manufacturer_ids and not m.service_uuids:
            expected = "name_regex, manufacturer_ids or service_uuids"
            raise Wrong("nothing to find the sensor by", expected, key="match")


@dataclass(frozen=True)
class Profile:
    """What is known of one kind of sensor.

    Attributes
    ----------
    status : {"captured", "documented", "draft"}
        How well the bytes are known.
    transport : {"ble", "file"}
        A sensor, or a file that a sensor wrote (an SD card's).
    sources, notes : tuple of str
        Where the facts are from; what a person should know before using it.
    match, link, sequence
        For "ble": how it is found, what the link needs, what is written.
    gatt : mapping of str to CharacteristicName
        By alias.
    rates, accel_ranges, gyro_ranges : tuple
        What can be chosen; `defaults` is the choice when nothing is said.
    fallbacks : mapping of str to bytes
        Values of names that the set-up captures, for when it hasn't yet.
    battery, keepalive
    sha256 : str
        Of the file's bytes.
    """

    id: str
    name: str
    status: Status
    transport: Literal["ble", "file"]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    match: Match
    gatt: Mapping[str, CharacteristicName]
    link: LinkRequirements
    defaults: SensorSettings
    rates: tuple[Rate, ...]
    accel_ranges: tuple[AccelRange, ...]
    gyro_ranges: tuple[GyroRange, ...]
    fallbacks: Mapping[str, bytes]
    sequence: Sequence
    streams: tuple[Stream, ...]
    pairing: Pairing | None
    battery: Battery | None
    keepalive: Keepalive | None
    vectors: tuple[Vector, ...]
    path: Path | None
    sha256: str

    @cached_property
    def has_gyroscope(self) -> bool:
        """Whether angular rates come with the samples; without, much can't be judged."""
        return any("gyro" in s.sensors for s in self.streams)

    @property
    def loss(self) -> Loss:
        """Whether a lost sample can be determined, by the main stream's clock or counter, or not at all."""
        return "not_detectable" if self.streams[0].time.source == "host" else "detected"

    @cached_property
    def captures(self) -> Mapping[str, AnswerValue]:
        """What the sequence captures from answers, by name."""
        steps = (*self.sequence.setup, *self.sequence.start, *self.sequence.stop)
        expects = [s.expect for s in steps if isinstance(s, Write) and s.expect is not None]
        return MappingProxyType({name: c for e in expects for name, c in e.captures.items()})

    def settings(
        self,
        rate_hz: float | None = None,
        accel_g: float | None = None,
        gyro_dps: float | None = None,
        captured: Mapping[str, bytes] | None = None,
    ) -> SensorSettings:
        """What the sensor is to be set to; what isn't said is as the profile's defaults.

        Raises UsageError where the sensor hasn't got that rate or range; the message lists what it has.
        """
        chosen = SensorSettings(
            self.defaults.rate_hz if rate_hz is None else rate_hz,
            self.defaults.accel_g if accel_g is None else accel_g,
            self.defaults.gyro_dps if gyro_dps is None else gyro_dps,
            MappingProxyType(dict(captured or {})),
        )
        _offered(self, "rate", "Hz", chosen.rate_hz, [r.hz for r in self.rates])
        if self.accel_ranges:
            _offered(self, "accelerometer range", "g", chosen.accel_g, [r.g for r in self.accel_ranges])
        if self.gyro_ranges:
            _offered(self, "gyroscope range", "deg/s", chosen.gyro_dps, [r.dps for r in self.gyro_ranges])
        return chosen

    def rate(self, settings: SensorSettings) -> Rate:
        """The chosen rate's entry."""
        return next(r for r in self.rates if r.hz == settings.rate_hz)

    def range_scale(self, sensor: str, settings: SensorSettings) -> float | None:
        """Worth of one unit at the chosen range, in the field's unit."""
        if sensor == "accel":
            return next((r.scale for r in self.accel_ranges if r.g == settings.accel_g), None)
        return next((r.scale for r in self.gyro_ranges if r.dps == settings.gyro_dps), None)

    def variables(self, settings: SensorSettings) -> dict[str, bytes]:
        """The bytes behind each name that a template may hold, under these settings."""
        found = dict(self.fallbacks)
        found.update(self.rate(settings).variables)
        for a in self.accel_ranges:
            if a.g == settings.accel_g:
                found.update(a.variables)
        for g in self.gyro_ranges:
            if g.dps == settings.gyro_dps:
                found.update(g.variables)
        found.update(settings.captured)
        return found

    def alias(self, key: str) -> str | None:
        """The alias of what a capture or a client calls a characteristic (UUID, service/UUID, or alias)."""
        found = self._aliases.get(key) or self._aliases.get(key.lower())
        if found is None and "/" in key:
            # Named with its service, though the profile has no need to.
            found = self._aliases.get(key.lower().rpartition("/")[2])
            if found is not None and self.gatt[found].service is not None:
                return None
        return found

    def summary(self) -> dict[str, Any]:
        """What a recording keeps of the profile it was made with."""
        return {
            "model": self.name,
            "profile": self.id,
            "profile_sha256": self.sha256,
            "profile_status": self.status,
        }

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        # Of two aliases of one characteristic (a command's and its answers'), the one that a stream reads counts.
        read = {s.char for s in self.streams}
        for alias in sorted(self.gatt, key=lambda a: a in read):
            c = self.gatt[alias]
            found[c.uuid] = alias
            found[c.key] = alias
        found.update({alias: alias for alias in self.gatt})
        return MappingProxyType(found)


def _offered(profile: Profile, what: str, unit: str, value: float | None, offered: list[float]) -> None:
    if value not in offered:
        shown = "none" if value is None else f"{value:g} {unit}"
        raise UsageError(
            f"{profile.name} ('{profile.id}') has no {what} of {shown}; expected one of "
            f"{', '.join(f'{v:g}' for v in offered)} {unit}."
        )
