"""A sensor made of its profile: it answers as the profile expects, and streams bytes that it decodes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...devices import Encoder, Profile, SensorSettings
from .emulated_sensor import EmulatedSensor
from .sample_source import SampleSource, slow_turn
from .service_table import name_for, path_of, services_of
from .write_answers import Commands, RecognisedWrite


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingManner:
    """How an emulated sensor sends.

    Attributes
    ----------
    interval_s : float
        Connection interval: all that is due is sent at once, every so often.
    skipped : float
        Share of the intervals in which nothing gets through, so that the next one brings twice as much.
    rate_error : float
        How much faster than its nominal rate the sensor really is, 0.01 for one percent.
    frames_per_notification : int or None
        None takes what the encoder finds fitting.
    seed : int
        Of the intervals that are skipped.
    """

    interval_s: float = 0.045
    skipped: float = 0.1
    rate_error: float = 0.0
    frames_per_notification: int | None = None
    charge_percent: float = 75.0
    seed: int = 0


class ProfileSensor(EmulatedSensor):
    """A virtual sensor; it streams as soon as it is started and subscribed to, in real time.

    Its own clock runs on while no client is there, as a real one's does.

    Parameters
    ----------
    settings : SensorSettings
        What it is set to; a client that sets it to the same gets what it expects.
    samples : SampleSource or None
        What it reads; a slow turn by default.
    name, address, rssi
        As `EmulatedSensor`'s; the name is one that the profile knows by default.

    Raises
    ------
    UsageError
        The profile's bytes can't be made, only read.
    """

    def __init__(
        self,
        profile: Profile,
        settings: SensorSettings,
        samples: SampleSource | None = None,
        *,
        name: str | None = None,
        address: str = "C0:FF:EE:00:00:01",
        rssi: int = -60,
        manner: SendingManner = SendingManner(),
    ) -> None:
        services = services_of(profile)
        super().__init__(
            name=name or name_for(profile),
            address=address,
            services=services,
            advertised=profile.match.service_uuids[:1],
            manufacturer_data=dict.fromkeys(profile.match.manufacturer_ids[:1], b"\x00\x01"),
            rssi=rssi,
        )
        self.profile, self.settings, self.manner = profile, settings, manner
        self.distort: Callable[[bytes], list[bytes]] = lambda data: [data]
        self.mute = False
        self.sent = 0
        self._paths = {alias: path_of(services, named) for alias, named in profile.gatt.items()}
        self._commands = Commands(profile, settings)
        self.settings = settings.with_captured(self._commands.captured)
        self._samples = samples or slow_turn()
        self._new_encoder()  # a profile that can't be encoded fails now, not when a client comes
        self._pieces: dict[str, bytes] = {}
        self._needs_start = any(c.starts for c in self._commands.recognisable)
        self._started = False
        self._streaming: asyncio.Task[None] | None = None
        self._switched_on: float | None = None
        variant = profile.match.variant
        if variant is not None:
            uuid = variant.read if variant.read not in profile.gatt else profile.gatt[variant.read].uuid
            for path in (f"{s.uuid}/{c.uuid}" for s in services for c in s.characteristics if c.uuid == uuid):
                self.values[path] = variant.equals_ascii.encode()

    def on_read(self, path: str) -> bytes:
        """The charge, a value that was written, or zeros."""
        battery = self.profile.battery
        if battery is not None and battery.char is not None and self._paths[battery.char] == path:
            return self._commands.battery(self.manner.charge_percent)
        return self.values.get(path, bytes(32))

    def on_write(self, path: str, data: bytes) -> None:
        """Answer, start, or stop, as the profile says."""
        self.values[path] = data
        for alias in (alias for alias, where in self._paths.items() if where == path):
            whole = self._pieces.get(alias, b"") + data
            found = self._commands.recognise(alias, whole) or self._commands.recognise(alias, data)
            # A long command comes in pieces; the last one makes it whole.
            self._pieces[alias] = b"" if found else whole[-64:]
            self._obey(found)

    def on_subscribe(self, path: str) -> None:
        """Stream, if that is all it takes."""
        self._update()

    def on_unsubscribe(self, path: str) -> None:
        """End to stream, if nothing is left to be sent."""
        self._update()

    def on_idle(self) -> None:
        """End to stream; the next client has to start it anew."""
        self._started = False
        self._pieces.clear()
        self._update()

    def _new_encoder(self) -> Encoder:
        return Encoder(self.profile, self.settings, self.manner.frames_per_notification)

    def _obey(self, commands: list[RecognisedWrite]) -> None:
        for expect in {id(c.step.expect): c.step.expect for c in commands}.values():
            if expect is not None:
                self.send(self._paths[expect.source], self._commands.answer(expect))
        if any(c.is_battery for c in commands):
            self.send(
                self._paths[self._commands.battery_reply], self._commands.battery(self.manner.charge_percent)
            )
        for command in commands:
            if command.starts is not None:
                self._started = command.starts
        self._update()

    def _update(self) -> None:
        wanted = any(self._paths[s.char] in self.subscribed for s in self.profile.streams)
        ready = wanted and (self._started or not self._needs_start)
        if ready and self._streaming is None:
            self._streaming = asyncio.get_running_loop().create_task(self._stream())
        elif not ready and self._streaming is not None:
            self._streaming.cancel()
            self._streaming = None

    async def _stream(self) -> None:
        loop = asyncio.get_running_loop()
        manner, random = self.manner, np.random.default_rng(self.manner.seed + self.connections)
        rate_hz = self.settings.rate_hz * (1.0 + manner.rate_error)
        if self._switched_on is None:
            self._switched_on = loop.time()
        encoder = self._new_encoder()
        next_one = int((loop.time() - self._switched_on) * rate_hz) + 1
        due = loop.time()
        while True:
            due += manner.interval_s * (2 if random.random() < manner.skipped else 1)
            await asyncio.sleep(max(0.0, due - loop.time()))
            stop = int((loop.time() - self._switched_on) * rate_hz) + 1
            acc, gyr = self._samples.at(next_one, stop)
            time_s = np.arange(next_one, stop) / rate_hz
            next_one = max(stop, next_one)
            for _, key, data in encoder.feed(time_s, acc, gyr) if len(time_s) else ():
                self._notify(key, data)

    def _notify(self, key: str, data: bytes) -> None:
        alias = self.profile.alias(key)
        assert alias is not None, f"the encoder writes to a characteristic of the profile, not {key}"
        if self.mute:
            return
        for piece in self.distort(data):
            self.sent += self.send(self._paths[alias], piece)
