"""The connection of the in-process backend, as bleak asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, TypeVar

from bleak.args import SizedBuffer
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError

from .air import Air
from .emulated_sensor import EmulatedSensor
from .gatt import AttError, Place, places
from .scanner import check_power

_MTU = 247

_Answer = TypeVar("_Answer")


class EmulatedClient(BaseBleakClient):
    """A connection to a sensor of its air; `backend=` takes a subclass that is bound to one."""

    air: ClassVar[Air]

    def __init__(
        self,
        address_or_ble_device: BLEDevice | str,
        *,
        disconnected_callback: Callable[[], None] | None,
        timeout: float,
        **options: Any,
    ) -> None:
        super().__init__(address_or_ble_device, disconnected_callback=disconnected_callback, timeout=timeout)
        self._sensor: EmulatedSensor | None = None
        self._callbacks: dict[str, NotifyCallback] = {}

    @property
    def name(self) -> str:
        """The sensor's name, or its address."""
        sensor = self.air.at(self.address)
        return (sensor.name if sensor else None) or self.address

    @property
    def mtu_size(self) -> int:
        """What one notification can hold, and three bytes."""
        return _MTU

    @property
    def is_connected(self) -> bool:
        """Whether the link stands."""
        return self._sensor is not None

    async def connect(self, pair: bool, **options: Any) -> None:
        """Connect and read the table of services."""
        check_power(self.air)
        if self.is_connected:
            raise BleakError("Client is already connected")
        sensor = self.air.at(self.address)
        if sensor is None:
            raise BleakDeviceNotFoundError(self.address, f"Device {self.address} was not found.")
        async with asyncio.timeout(self._timeout):
            await asyncio.sleep(self.air.connect_s)
            sensor.reached("connect")
            while not sensor.advertising:
                await asyncio.sleep(self.air.advertise_s)
        self._sensor = sensor
        sensor.open(self)
        try:
            await asyncio.sleep(self.air.connect_s)
            sensor.reached("services")
        except BaseException:
            self._end()
            raise
        if not self._is_open():
            raise BleakError("failed to discover services, device disconnected")
        self.services = _services(sensor)

    async def disconnect(self) -> None:
        """End the connection."""
        self._end()

    async def pair(self, *args: Any, **options: Any) -> None:
        """Do nothing: these sensors need no pairing."""

    async def unpair(self) -> None:
        """Do nothing."""

    async def read_gatt_char(
        self, characteristic: BleakGATTCharacteristic, *, use_cached: bool = False, **options: Any
    ) -> bytearray:
        """Read a value."""
        return bytearray(await self._ask(lambda sensor: sensor.read(characteristic.obj)))

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        """Write a value."""
        path, raw = characteristic.obj, bytes(data)
        try:
            await self._ask(lambda sensor: sensor.write(path, raw, response=response))
        except BleakGATTProtocolError:
            if response:
                raise

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **options: Any
    ) -> None:
        """Subscribe."""
        if not {"notify", "indicate"} & set(characteristic.properties):
            raise BleakError(f"{characteristic.uuid} can't notify")
        self._callbacks[characteristic.obj] = callback
        await self._ask(lambda sensor: sensor.subscribe(characteristic.obj))

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        """Unsubscribe."""
        self._callbacks.pop(characteristic.obj, None)
        await self._ask(lambda sensor: sensor.unsubscribe(characteristic.obj))

    async def read_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, *, use_cached: bool = False, **options: Any
    ) -> bytearray:
        """Fail: there are no descriptors."""
        raise BleakError("the emulated sensor has no descriptors")

    async def write_gatt_descriptor(self, descriptor: BleakGATTDescriptor, data: SizedBuffer) -> None:
        """Fail: there are no descriptors."""
        raise BleakError("the emulated sensor has no descriptors")

    # The sensor's side: see sensor.Link

    def notify(self, path: str, data: bytes) -> None:
        """Deliver a notification, in the loop's next turn as a real stack does."""
        asyncio.get_running_loop().call_soon(self._deliver, path, data)

    def lost(self) -> None:
        """The link broke."""
        self._end()

    async def _ask(self, question: Callable[[EmulatedSensor], _Answer]) -> _Answer:
        if self._sensor is None:
            raise BleakError("Not connected")
        await asyncio.sleep(0)
        if self._sensor is None:
            raise BleakError("Not connected")
        try:
            return question(self._sensor)
        except AttError as error:
            raise BleakGATTProtocolError(error.code) from error

    def _is_open(self) -> bool:
        return self._sensor is not None

    def _deliver(self, path: str, data: bytes) -> None:
        callback = self._callbacks.get(path)
        if callback is not None:
            callback(bytearray(data))

    def _end(self) -> None:
        sensor, self._sensor = self._sensor, None
        if sensor is None:
            return
        sensor.close(self)
        self.services = None
        self._callbacks.clear()
        if self._disconnected_callback is not None:
            self._disconnected_callback()


def _services(sensor: EmulatedSensor) -> BleakGATTServiceCollection:
    table = BleakGATTServiceCollection()
    services: dict[int, BleakGATTService] = {}
    for place in places(sensor.services):
        if place.service_handle not in services:
            services[place.service_handle] = BleakGATTService(None, place.service_handle, place.service.uuid)
            table.add_service(services[place.service_handle])
        table.add_characteristic(_characteristic(place, services[place.service_handle]))
    return table


def _characteristic(place: Place, service: BleakGATTService) -> BleakGATTCharacteristic:
    return BleakGATTCharacteristic(
        place.path,
        place.handle,
        place.characteristic.uuid,
        list(place.characteristic.properties),
        partial(int, _MTU - 3),
        service,
    )
