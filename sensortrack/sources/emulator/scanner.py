"""Scanning and the adapter of the in-process backend, as bleak asks for them."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, ClassVar, Self

from bleak.backends.adapter import BaseBleakAdapter
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason

from .air import Air
from .emulated_sensor import EmulatedSensor


def check_power(air: Air) -> None:
    """Raise what bleak raises where the radio is off."""
    if not air.powered:
        raise BleakBluetoothNotAvailableError(
            "No powered Bluetooth adapters found.", BleakBluetoothNotAvailableReason.POWERED_OFF
        )


def device_of(sensor: EmulatedSensor) -> BLEDevice:
    """The sensor as bleak names it."""
    return BLEDevice(sensor.address, sensor.name, sensor)


class EmulatedScanner(BaseBleakScanner):
    """Sees the sensors that advertise in its air; `backend=` takes a subclass that is bound to one."""

    air: ClassVar[Air]

    def __init__(
        self, detection_callback: Any, service_uuids: Any, scanning_mode: str, **options: Any
    ) -> None:
        super().__init__(detection_callback, service_uuids)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen."""
        check_power(self.air)
        self.seen_devices = {}
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """End to listen."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _listen(self) -> None:
        while True:
            for sensor in self.air.sensors:
                if sensor.advertising and self.air.powered:
                    self._hear(sensor)
            await asyncio.sleep(self.air.advertise_s)

    def _hear(self, sensor: EmulatedSensor) -> None:
        if not self.is_allowed_uuid(list(sensor.advertised)):
            return
        heard = AdvertisementData(
            local_name=sensor.name,
            manufacturer_data=dict(sensor.manufacturer_data),
            service_data={},
            service_uuids=list(sensor.advertised),
            tx_power=None,
            rssi=sensor.rssi,
            platform_data=(sensor,),
        )
        device = self.create_or_update_device(sensor.address, sensor.address, sensor.name, sensor, heard)
        self.call_detection_callbacks(device, heard)


class EmulatedAdapter(BaseBleakAdapter):
    """The radio of the computer, in its air."""

    air: ClassVar[Air]

    @classmethod
    async def get(cls, **options: Any) -> Self:
        """The radio, where it is on."""
        check_power(cls.air)
        return cls()

    async def get_connected_devices(self, service_uuids: frozenset[str]) -> list[BLEDevice]:
        """The sensors that are connected already."""
        return [device_of(s) for s in self.air.sensors if s.connected]
