"""What a connected sensor needs from time to time: to be kept awake, to be asked for its charge."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from ...devices import BatteryPoll, Profile, Settings
from ...errors import SensorUnavailableError
from .connection import Connection

_ANSWER_S = 1.0
_READ_EVERY_S = 300.0


async def care_for(
    connection: Connection, profile: Profile, settings: Settings, on_battery: Callable[[float], None]
) -> None:
    """Keep the sensor awake and tell its charge in %, at once and every few minutes; runs until cancelled.

    What goes wrong here isn't told: a link that is lost is noticed elsewhere, and a charge that isn't
    known stops nothing.
    """
    battery, keepalive = profile.battery, profile.keepalive
    poll = battery.source if battery is not None else None
    battery_every_s = poll.interval_s if isinstance(poll, BatteryPoll) else _READ_EVERY_S
    due_battery = time.monotonic() if battery is not None else float("inf")
    due_keepalive = time.monotonic() + keepalive.every_s if keepalive is not None else float("inf")
    while min(due_battery, due_keepalive) < float("inf"):
        await asyncio.sleep(max(0.0, min(due_battery, due_keepalive) - time.monotonic()))
        try:
            if keepalive is not None and time.monotonic() >= due_keepalive:
                due_keepalive = time.monotonic() + keepalive.every_s
                write = keepalive.write
                data = write.data.fill(profile.variables(settings))
                await connection.write(profile.gatt[write.char], data, write.response)
            if time.monotonic() >= due_battery:
                due_battery = time.monotonic() + battery_every_s
                percent = await charge(connection, profile, settings)
                if percent is not None:
                    on_battery(percent)
        except SensorUnavailableError:
            continue


async def charge(connection: Connection, profile: Profile, settings: Settings) -> float | None:
    """The battery's charge in %; None where the sensor doesn't tell.

    Raises
    ------
    SensorUnavailableError
        It refuses, or is gone.
    """
    battery = profile.battery
    if battery is None:
        return None
    source = battery.source
    if not isinstance(source, BatteryPoll):
        return battery.percent(await connection.read(profile.gatt[source]))
    data = source.write.data.fill(profile.variables(settings))
    reply = profile.gatt[source.reply]
    with connection.answers(reply, lambda answer: source.match in answer) as waiting:
        await connection.write(profile.gatt[source.write.char], data, source.write.response)
        try:
            async with asyncio.timeout(_ANSWER_S):
                answer = await waiting
        except TimeoutError:
            return None
    # Among samples, the answer may stand anywhere in a notification.
    return battery.percent(answer[answer.index(source.match) :])
