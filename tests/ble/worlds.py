"""Where a test's sensors live."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Protocol

from sensortrack.sources.ble import Radio
from sensortrack.sources.emulator import Air, EmulatedSensor, emulated_radio

if TYPE_CHECKING:
    from .bluez.bluez import BlueZ


class World(Protocol):
    """`async with world.of(*sensors) as radio`: a radio that reaches these sensors."""

    air: Air

    def of(self, *sensors: EmulatedSensor) -> contextlib.AbstractAsyncContextManager[Radio]: ...

    def power_off(self) -> None: ...


class Direct:
    """The in-process backend."""

    def __init__(self) -> None:
        self.air = Air()

    @contextlib.asynccontextmanager
    async def of(self, *sensors: EmulatedSensor) -> AsyncIterator[Radio]:
        self.air.sensors = list(sensors)
        yield emulated_radio(self.air)

    def power_off(self) -> None:
        self.air.power_off()


class Bluez:
    """bleak's own BlueZ backend on the emulated BlueZ; `service` is that, while it runs."""

    def __init__(self, address: str) -> None:
        self.air = Air()
        self.address = address
        self.service: BlueZ

    @contextlib.asynccontextmanager
    async def of(self, *sensors: EmulatedSensor, adapter: bool = True) -> AsyncIterator[Radio]:
        from .bluez.bluez import BlueZ

        self.air.sensors = list(sensors)
        async with BlueZ(self.address, self.air, adapter=adapter) as service:
            self.service = service
            yield Radio()

    def power_off(self) -> None:
        self.service.power_off()
