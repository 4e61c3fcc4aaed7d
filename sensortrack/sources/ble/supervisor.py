"""Keeps one sensor streaming: finds it, connects, sets it up, and does so again after each loss."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any, TypeAlias

from ...devices import LinkLost, LinkUp, Notification, Profile, SensorSettings
from ...devices.messages import to_the_microsecond
from ...errors import (
    BluetoothError,
    LinkLostError,
    SensorRefusedError,
    SensorUnavailableError,
    WrongSensorError,
)
from .advice import NEAR_TO_IT
from .confirm import confirm
from .connection import Connection
from .find_sensor import Wanted, find
from .housekeeping import housekeeping
from .link_events import LinkEvent, LinkState
from .mailbox import Mailbox
from .policy import LinkPolicy
from .radio import Radio
from .scan import Sighting
from .sequence import run_steps

Item: TypeAlias = Notification | LinkUp | LinkLost | LinkEvent

_STOP_S = 2.0


class Supervisor:
    """The work of a `BleSource`; `run` ends with an error, or by being cancelled.

    Parameters
    ----------
    profile, settings, wanted, radio, policy
        As `BleSource`'s.
    box : Mailbox
        Gets, in their order, events, notifications, and that the link is up or lost.
    start : float
        `time.monotonic()` at t = 0.
    """

    def __init__(
        self,
        profile: Profile,
        settings: SensorSettings,
        wanted: Wanted,
        radio: Radio,
        policy: LinkPolicy,
        box: Mailbox[Any],
        start: float,
    ) -> None:
        self._profile, self._settings, self._wanted = profile, settings, wanted
        self._radio, self._policy, self._box = radio, policy, box
        self.sighting: Sighting | None = None
        self._start = start
        self._found: float | None = None
        self._last_data: float | None = None
        self._attempt = 0
        # Samples that come while the sensor is set up are of another rate or range: they aren't passed on.
        # Those that come while it is started are held until what its answers said is known.
        self._passing = False
        self._held: list[Notification] | None = None

    async def run(self) -> None:
        """Stream until cancelled; raises SensorUnavailableError where the sensor can't be had, or didn't come back."""
        try:
            while True:
                self._attempt += 1
                error = await self._once()
                if not self._goes_on(error):
                    raise self._final(error)
                await self._wait(error)
        except asyncio.CancelledError:
            self._event("stopped", "stopped")
            raise
        except SensorUnavailableError as error:
            self._event("failed", str(error), error=error)
            raise

    async def _once(self) -> SensorUnavailableError:
        """One connection, from the scan to its loss; why it ended."""
        try:
            sighting = await self._find()
            self._event("connecting", f"connecting to {sighting.title}")
            connection = Connection(
                sighting,
                self._radio,
                self._arrived,
                connect_s=self._policy.connect_s,
                pair=self._profile.link.pairing == "required",
            )
            async with connection:
                self._event("setting_up", f"setting {sighting.title} up")
                await confirm(connection, self._profile)
                self._warn_of_short_packets(connection)
                settings = await self._start_up(connection)
                return await self._stream(connection, settings)
        except SensorUnavailableError as error:
            return error
        finally:
            self._passing, self._held = False, None

    def _warn_of_short_packets(self, connection: Connection) -> None:
        carried, wanted = connection.table.largest_packet() + 3, self._profile.link.min_mtu
        if carried < wanted:
            self._event(
                "setting_up",
                f"the link to {connection.sensor} carries {carried} bytes at a time, and its data want {wanted}:"
                " some may be missing. Another Bluetooth adapter may do better.",
            )

    async def _find(self) -> Sighting:
        wanted = self._wanted if self.sighting is None else Wanted(address=self.sighting.address)
        self._event("scanning", f"looking for {wanted if self.sighting is None else self.sighting.title}")
        policy = self._policy
        sighting = await find(
            wanted, self._profile, self._radio, scan_s=policy.scan_s, linger_s=policy.linger_s
        )
        self.sighting = sighting
        if self._found is None:
            self._found = time.monotonic()
        strength = "" if sighting.rssi_dbm is None else f", {sighting.rssi_dbm} dBm"
        self._event("found", f"found {sighting.title}{strength}", rssi_dbm=sighting.rssi_dbm)
        return sighting

    async def _start_up(self, connection: Connection) -> SensorSettings:
        profile = self._profile
        settings = await run_steps(profile.sequence.setup, connection, profile, self._settings)
        held: list[Notification] = []
        self._held = held
        started_s = self._now()
        settings = await run_steps(profile.sequence.start, connection, profile, settings)
        # From here to the end of this function nothing else runs, so that no notification gets between.
        self._box.put_urgent(LinkUp(started_s, settings.captured))
        for notification in held:
            self._box.put(notification)
        self._passing, self._held = True, None
        self._event("streaming", f"{connection.sensor} is streaming")
        return settings

    async def _stream(self, connection: Connection, settings: SensorSettings) -> SensorUnavailableError:
        silent_s = self._policy.silent_s or self._profile.link.stale_after_s
        began = time.monotonic()
        care = asyncio.create_task(housekeeping(connection, self._profile, settings, self._battery))
        try:
            why = await connection.until_over(silent_s)
        except asyncio.CancelledError:
            self._passing = False
            await self._stop(connection, settings)
            raise
        finally:
            care.cancel()
            await asyncio.gather(care, return_exceptions=True)
        self._passing = False
        who = connection.sensor
        if why == "lost":
            error = LinkLostError(f"the link to {who} was lost", hint=NEAR_TO_IT)
        elif self._last_data is not None and self._last_data >= began:
            error = LinkLostError(f"{who} has been silent for {silent_s:g} s", hint=NEAR_TO_IT)
        else:
            error = LinkLostError(
                f"{who} is connected and sends nothing",
                hint="Switch it off and on; where that doesn't help, check the profile against its firmware.",
            )
        self._box.put_urgent(LinkLost(self._now()))
        self._event(why, str(error), error=error)
        return error

    async def _stop(self, connection: Connection, settings: SensorSettings) -> None:
        self._event("stopping", f"stopping {connection.sensor}")
        with contextlib.suppress(SensorUnavailableError, TimeoutError):
            async with asyncio.timeout(_STOP_S):
                await run_steps(self._profile.sequence.stop, connection, self._profile, settings)

    def _goes_on(self, error: SensorUnavailableError) -> bool:
        if isinstance(error, WrongSensorError):
            return False
        if self._last_data is not None:
            return time.monotonic() - self._last_data < self._policy.give_up_after_s
        if isinstance(error, SensorRefusedError):  # an answer of the sensor's: it won't give another
            return False
        if self._found is not None:
            return time.monotonic() - self._found < self._policy.first_give_up_after_s
        passing = isinstance(error, BluetoothError) and error.fault in ("busy", "unknown")
        return passing and self._attempt < self._policy.first_attempts

    def _final(self, error: SensorUnavailableError) -> SensorUnavailableError:
        if self._last_data is None or self.sighting is None or isinstance(error, WrongSensorError):
            return error
        final = LinkLostError(
            f"{self.sighting.title} was lost and didn't come back within {self._policy.give_up_after_s:g} s;"
            f" at last: {error.found}",
            hint=error.hint,
        )
        final.__cause__ = error
        return final

    async def _wait(self, error: SensorUnavailableError) -> None:
        wait_s = self._policy.wait_s(self._attempt)
        text = f"{error.found}; trying again in {wait_s:.2g} s. {error.hint}"
        self._event("waiting", text, error=error)
        await asyncio.sleep(wait_s)

    def _arrived(self, at: float, char: str, data: bytes, is_answer: bool) -> None:
        notification = Notification(at - self._start, char, data)
        if self._passing:
            if not is_answer:
                self._last_data = at
                self._attempt = 0
            self._box.put(notification)
        elif self._held is not None:
            self._held.append(notification)

    def _battery(self, percent: float) -> None:
        self._event("battery", f"battery {percent:.0f} %", battery_percent=percent)

    def _now(self) -> float:
        return to_the_microsecond(time.monotonic() - self._start)

    def _event(self, state: LinkState, text: str, **more: Any) -> None:
        sensor = None if self.sighting is None else self.sighting.title
        self._box.put_urgent(
            LinkEvent(t_s=self._now(), state=state, text=text, sensor=sensor, attempt=self._attempt, **more)
        )
