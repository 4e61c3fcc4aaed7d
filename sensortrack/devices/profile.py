"""A firmware profile: how a sensor is found, started and decoded, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from ..errors import UsageError
from .settings import AccelRange, GyroRange, Rate, Settings
from .steps import AnswerValue, Sequence, Write
from .stream import Stream

Status = Literal["captured", "documented", "draft"]
"""Bytes of a real device; a vendor's document or unit test; one source, or bytes made up from a layout."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A characteristic whose text tells devices apart that are alike otherwise."""

    read: str
    equals_ascii: str


@dataclass(frozen=True, slots=True)
class Match:
    """How the sensor is known.

    Attributes
    ----------
    name_regex : str or None
        Searched for in the advertised name.
    manufacturer_ids : tuple of int
        Any of them in the advertisement.
    service_uuids : tuple of str
        Any of them in the advertisement.
    gatt_services : tuple of str
        All of them, once connected.
    variant : Variant or None
    """

    name_regex: str | None = None
    manufacturer_ids: tuple[int, ...] = ()
    service_uuids: tuple[str, ...] = ()
    gatt_services: tuple[str, ...] = ()
    variant: Variant | None = None

    def advertised(self, name: str | None, manufacturers: tuple[int, ...], services: tuple[str, ...]) -> bool:
        """Whether an advertisement may be this sensor's; the services, once connected, confirm it."""
        by_name = self.name_regex is not None and name is not None and re.search(self.name_regex, name)
        return (
            bool(by_name)
            or any(m in self.manufacturer_ids for m in manufacturers)
            or any(s.lower() in self.service_uuids for s in services)
        )


@dataclass(frozen=True, slots=True)
class Characteristic:
    """A characteristic by UUID, with its service where the UUID stands twice in a device's table."""

    uuid: str
    service: str | None = None

    @property
    def key(self) -> str:
        """What a capture calls it: the UUID, or service/UUID."""
        return self.uuid if self.service is None else f"{self.service}/{self.uuid}"


@dataclass(frozen=True, slots=True)
class Link:
    """What the link should be like; what isn't so is told.

    Attributes
    ----------
    min_mtu : int
    stale_after_s : float
        Silence after which the link is taken for dead.
    pairing : {"none", "may_be_required", "required", "avoid"}
    """

    min_mtu: int = 23
    stale_after_s: float = 2.0
    pairing: Literal["none", "may_be_required", "required", "avoid"] = "none"


@dataclass(frozen=True, slots=True)
class BatteryPoll:
    """A question and how its answer is known."""

    write: Write
    reply: str
    match: bytes
    interval_s: float


@dataclass(frozen=True, slots=True)
class Battery:
    """Where the charge is told: a characteristic, or the answer to a question.

    Attributes
    ----------
    source : str or BatteryPoll
        Alias of the characteristic, or the question.
    value : AnswerValue
        Where the number stands.
    scale : float
    unit : {"%", "V"}
    ladder : tuple of (float, float)
        From volts down, the percentage that is left from there on.
    """

    source: str | BatteryPoll
    value: AnswerValue
    scale: float = 1.0
    unit: Literal["%", "V"] = "%"
    ladder: tuple[tuple[float, float], ...] = ()

    def percent(self, data: bytes) -> float | None:
        """Charge in %, or None where the bytes don't tell."""
        piece = self.value.read(data)
        if piece is None:
            return None
        value = float(self.value.type.read(piece, 0)) * self.scale
        if self.unit == "%":
            return value if 0.0 <= value <= 100.0 else None
        return next((percent for volts, percent in self.ladder if value >= volts), None)


@dataclass(frozen=True, slots=True)
class Keepalive:
    """A write that has to be repeated, or the sensor goes away."""

    every_s: float
    write: Write


@dataclass(frozen=True, slots=True)
class Pairing:
    """Gyroscope readings of a stream of their own are interpolated onto the accelerometer's times.

    `max_wait_s`: how long accelerometer samples wait for them.
    """

    max_wait_s: float = 2.0


@dataclass(frozen=True, slots=True)
class Vector:
    """Bytes and what they say: a profile carries its own test.

    Attributes
    ----------
    kind : {"captured", "documented", "derived", "synthetic"}
    source : str
    notify : tuple of (str, bytes)
        Characteristic (alias) and bytes, in order.
    rate_hz, accel_g, gyro_dps : float or None
        The settings they were made with; None takes the profile's.
    captured : mapping of str to bytes
        What the set-up had captured.
    acc, gyr : tuple of rows
        Expected values in m/s² and deg/s; rows of numbers.
    acc_digit, gyr_digit, tick_digit : tuple
        Worth of the last printed digit of each number, in the same unit.
    ticks_s : tuple of float
        Expected clock, in s, of each frame.
    count : int or None
        How many samples there are, where not all are printed.
    others : mapping of str to rows
        Values of further fields, for the encoder, in the field's unit.
    """

    kind: Literal["captured", "documented", "derived", "synthetic"]
    source: str
    notify: tuple[tuple[str, bytes], ...]
    rate_hz: float | None = None
    accel_g: float | None = None
    gyro_dps: float | None = None
    captured: Mapping[str, bytes] = field(default_factory=dict)
    acc: tuple[tuple[float, ...], ...] | None = None
    gyr: tuple[tuple[float, ...], ...] | None = None
    acc_digit: tuple[tuple[float, ...], ...] | None = None
    gyr_digit: tuple[tuple[float, ...], ...] | None = None
    clock_s: tuple[float, ...] | None = None
    clock_digit: tuple[float, ...] | None = None
    count: int | None = None
    others: Mapping[str, tuple[tuple[float, ...], ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """What is known of one kind of sensor.

    Attributes
    ----------
    id, name : str
    status : {"captured", "documented", "draft"}
        How well the bytes are known.
    transport : {"ble", "file"}
        A sensor, or a file that a sensor wrote (an SD card's).
    sources, notes : tuple of str
        Where the facts are from; what a person should know before using it.
    match, link, sequence
        For "ble": how it is found, what the link needs, what is written.
    gatt : mapping of str to Characteristic
        By alias.
    rates, accel_ranges, gyro_ranges : tuple
        What can be chosen; `defaults` is the choice when nothing is said.
    fallbacks : mapping of str to bytes
        Values of names that the set-up captures, for when it hasn't yet.
    streams : tuple of Stream
    pairing : Pairing or None
    battery, keepalive
    vectors : tuple of Vector
    path : pathlib.Path or None
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
    gatt: Mapping[str, Characteristic]
    link: Link
    defaults: Settings
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
    def loss(self) -> Literal["detected", "not_detectable"]:
        """Whether a lost sample can be told: by a clock or counter, or not at all."""
        return "not_detectable" if any(s.time.source == "host" for s in self.streams) else "detected"

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
    ) -> Settings:
        """What the sensor is to be set to; what isn't said is as the profile's defaults.

        Raises
        ------
        UsageError
            The sensor hasn't got that rate or range; the message lists what it has.
        """
        chosen = Settings(
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

    def rate(self, settings: Settings) -> Rate:
        """The chosen rate's entry."""
        return next(r for r in self.rates if r.hz == settings.rate_hz)

    def range_scale(self, sensor: str, settings: Settings) -> float | None:
        """Worth of one unit at the chosen range, in the field's unit."""
        if sensor == "accel":
            return next((r.scale for r in self.accel_ranges if r.g == settings.accel_g), None)
        return next((r.scale for r in self.gyro_ranges if r.dps == settings.gyro_dps), None)

    def variables(self, settings: Settings) -> dict[str, bytes]:
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
        return self._aliases.get(key) or self._aliases.get(key.lower())

    def summary(self) -> dict[str, Any]:
        """What a recording keeps of the profile it was made with."""
        return {"profile": self.id, "profile_sha256": self.sha256, "status": self.status, "name": self.name}

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
        # A capture may name the service although the profile doesn't have to: found by its last part in `Decoder`.
        return MappingProxyType(found)


def _offered(profile: Profile, what: str, unit: str, value: float | None, offered: list[float]) -> None:
    if value not in offered:
        shown = "none" if value is None else f"{value:g} {unit}"
        raise UsageError(
            f"{profile.name} ('{profile.id}') has no {what} of {shown}; expected one of "
            f"{', '.join(f'{v:g}' for v in offered)} {unit}."
        )
