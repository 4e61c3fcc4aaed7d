"""What a connected sensor needs from time to time: to be kept awake, to be asked for its charge."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from ...devices import Profile, SensorSettings
from ...errors import SensorUnavailableError
from .connection import Connection

_ANSWER_S = 1.0
_READ_EVERY_S = 300.0


async def housekeeping(
    connection: Connection, profile: Profile, settings: SensorSettings, on_battery: Callable[[float], None]
) -> None:
    """Keep the sensor awake and tell its charge in %, at once and every few minutes; runs until cancelled.

    What goes wrong here isn't reported: a link that is lost is noticed elsewhere, and a charge that isn't
    known stops nothing.
    """
    battery, keepalive = profile.battery, profile.keepalive
    poll = battery.poll if battery is not None else None
    battery_every_s = _READ_EVERY_S if poll is None else poll.interval_s
    due_battery = time.monotonic() if battery is not None else float("inf")
    due_keepalive = time.monotonic() + keepalive.every_s if keepalive is not None else float("inf")
    while min(due_battery, due_keepalive) < float("inf"):
        await asyncio.sleep(max(0.0, min(due_battery, due_keepalive) - time.monotonic()))
        try:
            if keepalive is not None and time.monotonic() >= due_keepalive:
                due_keepalive = time.monotonic() + keepalive.every_s
                data = keepalive.data.fill(profile.variables(settings))
                await connection.write(profile.gatt[keepalive.char], data, keepalive.response)
            if time.monotonic() >= due_battery:
                due_battery = time.monotonic() + battery_every_s
                percent = await charge(connection, profile, settings)
                if percent is not None:
                    on_battery(percent)
        except SensorUnavailableError:
            continue


async def charge(connection: Connection, profile: Profile, settings: SensorSettings) -> float | None:
    """The battery's charge in %; None where the sensor doesn't tell.

    Raises SensorUnavailableError where it refuses, or is gone.
    """
    battery = profile.battery
    if battery is None:
        return None
    poll = battery.poll
    if poll is None:
        assert battery.char is not None, "one of the two is there"
        return battery.percent(await connection.read(profile.gatt[battery.char]))
    data = poll.data.fill(profile.variables(settings))
    reply = profile.gatt[poll.reply]
    match: bytes = poll.match
    with connection.answers(reply, lambda answer: match in answer) as waiting:
        await connection.write(profile.gatt[poll.char], data, poll.response)
        try:
            async with asyncio.timeout(_ANSWER_S):
                answer = await waiting
        except TimeoutError:
            return None
    # Among samples, the answer may stand anywhere in a notification.
    return battery.percent(answer[answer.index(match) :])
