"""A device of the emulated BlueZ: a sensor as org.bluez.Device1, with its table of services below it."""

from __future__ import annotations

import asyncio

from dbus_fast import Message, Variant

from sensortrack.sources.emulator import Air, AttError, EmulatedSensor, Place, places

from .tree import Tree

DEVICE = "org.bluez.Device1"
SERVICE = "org.bluez.GattService1"
CHARACTERISTIC = "org.bluez.GattCharacteristic1"

GENERIC_ATTRIBUTE = "00001801-0000-1000-8000-00805f9b34fb"

# How BlueZ tells of the codes of the attribute protocol (src/gatt-client.c, create_gatt_dbus_error).
_ATT = {
    0x02: ("NotPermitted", "Read not permitted"),
    0x03: ("NotPermitted", "Write not permitted"),
    0x05: ("NotPermitted", "Not paired"),
    0x06: ("NotSupported", "Operation is not supported"),
    0x0D: ("InvalidArguments", "Invalid Length"),
}


class RefusedError(Exception):
    """BlueZ answers a call with an error."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = f"org.bluez.Error.{name}", text
        super().__init__(name, text)


def _refusal(code: int) -> RefusedError:
    return RefusedError(*_ATT.get(code, ("Failed", f"Operation failed with ATT error: 0x{code:02x}")))


class Device:
    """One sensor, as long as BlueZ knows it."""

    def __init__(self, path: str, adapter: str, sensor: EmulatedSensor, tree: Tree, air: Air) -> None:
        self.path, self.sensor = path, sensor
        self.heard_s = 0.0
        self._adapter, self._tree, self._air = adapter, tree, air
        self._places: dict[str, Place] = {}
        self._paths: dict[str, str] = {}
        self._notified: dict[str, set[str]] = {}
        self._open = False
        self._connecting: asyncio.Event | None = None

    @property
    def connected(self) -> bool:
        """Whether the link stands."""
        return self._open

    # Scanning

    def hear(self) -> None:
        """The sensor has advertised."""
        self.heard_s = asyncio.get_running_loop().time()
        heard = {"RSSI": Variant("n", self.sensor.rssi)}
        if self.path in self._tree.objects:
            self._tree.change(self.path, heard)
            return
        name, address = self.sensor.name, self.sensor.address
        known = {
            "Address": Variant("s", address),
            "AddressType": Variant("s", "random"),
            "Alias": Variant("s", name or address.replace(":", "-")),
            "Adapter": Variant("o", self._adapter),
            "Paired": Variant("b", False),
            "Connected": Variant("b", False),
            "ServicesResolved": Variant("b", False),
            "UUIDs": Variant("as", list(self.sensor.advertised)),
        }
        if name is not None:
            known["Name"] = Variant("s", name)
        if self.sensor.manufacturer_data:
            data = {k: Variant("ay", v) for k, v in self.sensor.manufacturer_data.items()}
            known["ManufacturerData"] = Variant("a{qv}", data)
        self._tree.add(self.path, DEVICE, known | heard)

    def scan_ended(self) -> None:
        """BlueZ takes the signal strength back when nobody scans."""
        if self.path in self._tree.objects:
            self._tree.change(self.path, {}, ["RSSI"])

    # Calls

    async def call(self, message: Message) -> Message:
        """Answer a call to the device or a characteristic of it.

        Raises
        ------
        RefusedError
            The answer is an error.
        """
        if message.path == self.path:
            if message.member == "Connect":
                await self._connect()
            elif message.member == "Disconnect":
                self._disconnect()
            else:
                raise RefusedError("NotSupported", f"{message.member} isn't emulated")
            return Message.new_method_return(message)
        assert message.path is not None
        if not self._open:
            raise RefusedError("Failed", "Not connected")
        place = self._places[message.path]
        try:
            return self._gatt_call(message, message.path, place)
        except AttError as error:
            raise _refusal(error.code) from error

    def _gatt_call(self, message: Message, path: str, place: Place) -> Message:
        sender = message.sender or ""
        if message.member == "ReadValue":
            return Message.new_method_return(message, "ay", [self.sensor.read(place.path)])
        if message.member == "WriteValue":
            data, options = message.body
            response = options["type"].value == "request"
            try:
                self.sensor.write(place.path, bytes(data), response=response)
            except AttError:
                if response:
                    raise
        elif message.member == "StartNotify":
            if not {"notify", "indicate"} & set(place.characteristic.properties):
                raise RefusedError("NotSupported", "Operation is not supported")
            # The signal follows the answer only where the session is known before the sensor sends.
            self._notified.setdefault(path, set()).add(sender)
            try:
                self.sensor.subscribe(place.path)
            except AttError:
                self._notified.get(path, set()).discard(sender)
                raise
        elif message.member == "StopNotify":
            if sender not in self._notified.get(path, set()):
                raise RefusedError("Failed", "No notify session started")
            self._end_notify(path, sender)
        else:
            raise RefusedError("NotSupported", f"{message.member} isn't emulated")
        return Message.new_method_return(message)

    def client_gone(self, name: str) -> None:
        """A D-Bus client has gone: its notifications end, the link stays."""
        for path in list(self._notified):
            self._end_notify(path, name)

    def _end_notify(self, path: str, sender: str) -> None:
        clients = self._notified.get(path, set())
        if sender in clients:
            clients.discard(sender)
            if not clients:
                self.sensor.unsubscribe(self._places[path].path)

    # The link

    async def _connect(self) -> None:
        self._connecting = asyncio.Event()
        try:
            await asyncio.sleep(self._air.connect_s)
            self.sensor.reached("connect")
            while True:
                if self._connecting.is_set():
                    raise RefusedError("Failed", "le-connection-canceled-by-local")
                if not self._air.powered:
                    raise RefusedError("NotReady", "Resource Not Ready")
                if self.sensor.advertising:
                    break
                # It goes on trying until it is called off; a sensor out of reach isn't an error.
                await asyncio.sleep(self._air.advertise_s)
        finally:
            self._connecting = None
        self._open = True
        self.sensor.open(self)
        self._tree.change(self.path, {"Connected": Variant("b", True)})
        asyncio.get_running_loop().call_later(self._air.connect_s, self._resolve)

    def _resolve(self) -> None:
        if self._open:
            self.sensor.reached("services")
        if self._open:
            self._show_services()

    def _show_services(self) -> None:
        made: set[int] = set()
        for place in places(self.sensor.services):
            service = f"{self.path}/service{place.service_handle:04x}"
            if service not in self._tree.objects and place.service_handle not in made:
                about = {
                    "UUID": Variant("s", place.service.uuid),
                    "Device": Variant("o", self.path),
                    "Primary": Variant("b", True),
                }
                self._tree.add(service, SERVICE, about)
            made.add(place.service_handle)
            path = f"{service}/char{place.handle:04x}"
            self._places[path], self._paths[place.path] = place, path
            if path not in self._tree.objects:
                about = {
                    "UUID": Variant("s", place.characteristic.uuid),
                    "Service": Variant("o", service),
                    "Flags": Variant("as", list(place.characteristic.properties)),
                    "MTU": Variant("q", 247),
                    "Value": Variant("ay", b""),
                }
                self._tree.add(path, CHARACTERISTIC, about)
        uuids = [GENERIC_ATTRIBUTE, *(service.uuid for service in self.sensor.services)]
        self._tree.change(self.path, {"UUIDs": Variant("as", uuids), "ServicesResolved": Variant("b", True)})

    def _disconnect(self) -> None:
        if self._connecting is not None:
            self._connecting.set()
        if self._open:
            self.sensor.close(self)
            self.lost()

    # The sensor's side: see sensor.Link

    def notify(self, path: str, data: bytes) -> None:
        """Deliver a notification to who wants it."""
        where = self._paths.get(path)
        if where is not None and self._notified.get(where):
            self._tree.change(where, {"Value": Variant("ay", data)})

    def lost(self) -> None:
        """The link broke."""
        if not self._open:
            return
        self._open = False
        self._notified.clear()
        self.heard_s = asyncio.get_running_loop().time()
        if self.path in self._tree.objects:
            self._tree.change(
                self.path, {"ServicesResolved": Variant("b", False), "Connected": Variant("b", False)}
            )

    def forget(self, *, silently: bool = False) -> None:
        """BlueZ ends, or removes the device: the sensor is free again."""
        was_open, self._open = self._open, self._open and not silently
        if was_open:
            self.sensor.close(self)
            self.lost()
        self._open = False
