"""The third world: sensors behind bumble, the kernel's Bluetooth, and the real bluetoothd."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from sensortrack.sources.ble import Radio
from sensortrack.sources.emulator import Air, EmulatedSensor


class Real:
    """A new adapter for each test, so that bluetoothd knows nothing of the sensors of the last one."""

    def __init__(self) -> None:
        self.air = Air(advertise_s=0.05)

    @contextlib.asynccontextmanager
    async def of(self, *sensors: EmulatedSensor) -> AsyncIterator[Radio]:
        from .over_bumble import on_the_air

        self.air.sensors = list(sensors)
        async with on_the_air(self.air):
            await adapter_is_up()
            yield Radio()

    def power_off(self) -> None:
        raise NotImplementedError


async def adapter_is_up(within_s: float = 20.0) -> None:
    """Wait until bluetoothd has found the adapter and switched it on.

    Not by way of bleak: to import it takes long, and the kernel waits for the controller's answers for 2 s only.
    """
    async with asyncio.timeout(within_s):
        while b"Powered: yes" not in await _shown():
            await asyncio.sleep(0.1)


async def _shown() -> bytes:
    asked = await asyncio.create_subprocess_exec("bluetoothctl", "show", stdout=asyncio.subprocess.PIPE)
    return (await asked.communicate())[0]
