"""Emulated sensors behind bumble, and the computer's adapter as a virtual controller on /dev/vhci.

The kernel and bluetoothd see a controller like any other. All that goes through the air goes through bumble:
advertisements, the link, the attribute protocol.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

from bumble import att, hci  # type: ignore[import-not-found, unused-ignore]
from bumble.controller import Controller  # type: ignore[import-not-found, unused-ignore]
from bumble.device import Device  # type: ignore[import-not-found, unused-ignore]
from bumble.gatt import Characteristic, Service  # type: ignore[import-not-found, unused-ignore]
from bumble.link import LocalLink  # type: ignore[import-not-found, unused-ignore]
from bumble.transport import open_transport  # type: ignore[import-not-found, unused-ignore]
from bumble.transport.common import AsyncPipeSink  # type: ignore[import-not-found, unused-ignore]

from sensortrack.sources.emulator import Air, AttError, EmulatedSensor, Place, places

ADVERTISEMENT_BYTES = 31
_FLAGS = bytes([2, 0x01, 0x06])  # found by everybody, Low Energy only


@contextlib.asynccontextmanager
async def on_the_air(air: Air) -> AsyncIterator[None]:
    """An adapter that bluetoothd finds, and the sensors of `air` within its reach, meanwhile."""
    link = Link()
    # BlueZ remembers what it knows by the adapter's address: with a new one it knows nothing.
    address = hci.Address(b"\x00" + secrets.token_bytes(5), hci.Address.PUBLIC_DEVICE_ADDRESS)
    async with contextlib.AsyncExitStack() as stack:
        for sensor in air.sensors:
            await stack.enter_async_context(Peripheral(sensor, link).advertised(air.advertise_s))
        transport = await open_transport("vhci")
        stack.push_async_callback(transport.close)
        Adapter("adapter", transport.source, transport.sink, link, address)
        try:
            yield
        finally:
            for sensor in air.sensors:
                sensor.hang_up()
            await asyncio.sleep(0.1)  # bumble tells its ends in the loop's next turns


class Link(LocalLink):  # type: ignore[misc, unused-ignore]
    """bumble's air, but data comes from the address that the link was made with.

    bumble takes the random one, which the kernel changes for each scan, while it connects with its own.
    """

    def send_acl_data(self, sender_controller: Any, destination_address: Any, *data: Any) -> None:
        connection = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if connection is not None and receiver is not None:
            asyncio.get_running_loop().call_soon(receiver.on_link_acl_data, connection.self_address, *data)


class Adapter(Controller):  # type: ignore[misc, unused-ignore]
    """bumble's controller, without what it promises and has only half of.

    To a controller with LL privacy the kernel leaves it to tell of a connection by the enhanced event, which
    bumble never sends: the kernel would take the link for one that is still being made, and end it after 20 s.
    """

    le_features = Controller.le_features & ~(
        hci.LeFeatureMask.LE_EXTENDED_ADVERTISING
        | hci.LeFeatureMask.LE_PERIODIC_ADVERTISING
        | hci.LeFeatureMask.LL_PRIVACY
    )

    pending_le_connection: Any

    def on_hci_le_create_connection_cancel_command(self, command: Any) -> Any:
        """Call a connection off, and tell so; bumble would go on."""
        wanted, self.pending_le_connection = self.pending_le_connection, None
        if wanted is not None:
            self.send_hci_packet(
                hci.HCI_LE_Connection_Complete_Event(
                    status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                    connection_handle=0,
                    role=hci.Role.CENTRAL,
                    peer_address_type=wanted.peer_address_type,
                    peer_address=wanted.peer_address,
                    connection_interval=0,
                    peripheral_latency=0,
                    supervision_timeout=0,
                    central_clock_accuracy=0,
                )
            )
        return super().on_hci_le_create_connection_cancel_command(command)


class Peripheral:
    """A sensor as a bumble device: what a client does reaches it, what it sends reaches the client."""

    def __init__(self, sensor: EmulatedSensor, link: Any) -> None:
        self.sensor = sensor
        self._controller = Adapter(sensor.address, link=link)
        self._address = hci.Address(sensor.address, hci.Address.RANDOM_DEVICE_ADDRESS)
        self._device = Device.with_hci(
            sensor.name or "", self._address, self._controller, AsyncPipeSink(self._controller)
        )
        self._values: dict[str, Any] = {}
        self._connection: Any = None

    @contextlib.asynccontextmanager
    async def advertised(self, every_s: float) -> AsyncIterator[None]:
        """The sensor is there meanwhile, and advertises while it can be connected to."""
        self._device.add_services(self._services())
        self._device.on("connection", self._connected)
        await self._device.power_on()
        advertising = asyncio.create_task(self._advertise(every_s))
        try:
            yield
        finally:
            advertising.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await advertising
            await self._device.power_off()

    async def _advertise(self, every_s: float) -> None:
        on = False
        while True:
            if self.sensor.advertising != on:
                on = self.sensor.advertising
                await (self._start() if on else self._device.stop_advertising())
            await asyncio.sleep(every_s)

    async def _start(self) -> None:
        await self._device.start_advertising(
            advertising_data=advertisement(self.sensor),
            advertising_interval_min=100,
            advertising_interval_max=100,
        )

    # The client's side

    def _connected(self, connection: Any) -> None:
        self.sensor.reached("connect")
        self._connection = connection
        connection.on("disconnection", self._disconnected)
        if not self.sensor.advertising:
            self._break()
            return
        self.sensor.open(self)
        self.sensor.reached("services")

    def _disconnected(self, reason: int) -> None:
        self._connection = None
        self.sensor.close(self)

    def _services(self) -> list[Any]:
        tables: dict[str, list[Any]] = {service.uuid: [] for service in self.sensor.services}
        for place in places(self.sensor.services):
            self._values[place.path] = self._characteristic(place)
            tables[place.service.uuid].append(self._values[place.path])
        return [Service(uuid, characteristics) for uuid, characteristics in tables.items()]

    def _characteristic(self, place: Place) -> Any:
        properties = Characteristic.Properties(0)
        for name in place.characteristic.properties:
            properties |= Characteristic.Properties[name.upper().replace("-", "_")]
        path, acknowledged = place.path, "write" in place.characteristic.properties
        value = att.AttributeValue(
            read=lambda _: answered(partial(self.sensor.read, path)),
            write=lambda _, data: answered(
                partial(self.sensor.write, path, bytes(data), response=acknowledged)
            ),
        )
        permissions = Characteristic.READABLE | Characteristic.WRITEABLE
        made = Characteristic(place.characteristic.uuid, properties, permissions, value)
        made.on("subscription", partial(self._subscription, path))
        return made

    def _subscription(self, path: str, connection: Any, notify: bool, indicate: bool) -> None:
        if not self.sensor.connected:
            return
        if notify or indicate:
            answered(partial(self.sensor.subscribe, path))
        else:
            answered(partial(self.sensor.unsubscribe, path))

    # The sensor's side: see sensor.Link

    def notify(self, path: str, data: bytes) -> None:
        """Deliver a notification; what is longer than the link allows is cut, as by a real sensor."""
        if self._connection is None:
            return
        notification = att.ATT_Handle_Value_Notification(
            attribute_handle=self._values[path].handle,
            attribute_value=data[: self._connection.att_mtu - 3],
        )
        self._device.gatt_server.send_gatt_pdu(self._connection, bytes(notification))

    def lost(self) -> None:
        """The link broke; both ends find out after the supervision timeout, which is over already."""
        self._break()

    def _break(self) -> None:
        for controller in self._controller.link.controllers:
            for connection in list(controller.le_connections.values()):
                if self._address in (connection.self_address, connection.peer_address):
                    controller.on_le_disconnected(connection, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)


def answered(question: Callable[[], Any]) -> Any:
    """The sensor's answer, and its refusals as bumble has them."""
    try:
        return question()
    except AttError as error:
        raise att.ATT_Error(error.code) from error


def advertisement(sensor: EmulatedSensor) -> bytes:
    """What fits into an advertisement, in this order: name, services, data of the manufacturer."""
    fields = [] if sensor.name is None else [(0x09, sensor.name.encode())]
    for uuid in sensor.advertised:
        short = uuid.endswith("-0000-1000-8000-00805f9b34fb") and uuid.startswith("0000")
        raw = bytes.fromhex(uuid[4:8] if short else uuid.replace("-", ""))
        fields.append((0x03 if short else 0x07, raw[::-1]))
    fields += [(0xFF, k.to_bytes(2, "little") + v) for k, v in sensor.manufacturer_data.items()]
    made = _FLAGS
    for kind, data in fields:
        if len(made) + 2 + len(data) <= ADVERTISEMENT_BYTES:
            made += bytes([1 + len(data), kind]) + data
    return made
