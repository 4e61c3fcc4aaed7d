"""The emulated BlueZ: an adapter, the devices that it saw, and scripted faults."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from sensortrack.sources.emulator import Air, EmulatedSensor

from .daemon_calls import watch_names
from .device import Device, RefusedError
from .gentle_socket import make_gentle
from .tree import PROPERTIES, Tree

ADAPTER = "org.bluez.Adapter1"
HCI0 = "/org/bluez/hci0"


class BlueZ:
    """`async with BlueZ(address, air)`: the sensors of an air behind org.bluez on a D-Bus daemon.

    `faults` names methods (`"Connect"`) that fail with a D-Bus error and its text, once or as often as `fail` says.
    """

    def __init__(self, address: str, air: Air, *, adapter: bool = True, forget_s: float = 30.0) -> None:
        self.air = air
        self.faults: dict[str, tuple[str, str]] = {}
        self._times: dict[str, int] = {}
        self.scan_ends_after_s = self._scan_ending_s = 0.0
        self.calls: list[str] = []
        self.forget_s = forget_s
        self._address = address
        self._with_adapter = adapter
        self._devices: dict[str, Device] = {}
        self._scanners: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._bus = await MessageBus(bus_address=self._address).connect()
        make_gentle(self._bus)
        self.tree = Tree(self._bus)
        if self._with_adapter:
            self.add_adapter()
        self._bus.add_message_handler(self._handle)
        await watch_names(self._bus)
        await self._bus.request_name("org.bluez")
        self.spawn(self._advertise())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.kill()

    # Faults

    def fail(self, member: str, name: str, text: str, times: int) -> None:
        """Let a method fail so many times."""
        self.faults[member], self._times[member] = (name, text), times

    def _fault(self, member: str) -> tuple[str, str] | None:
        left = self._times.get(member, 1) - 1
        if member in self.faults and left > 0:
            self._times[member] = left
            return self.faults[member]
        self._times.pop(member, None)
        return self.faults.pop(member, None)

    async def kill(self) -> None:
        """End without a word, as by SIGKILL."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for device in self._devices.values():
            device.forget(silently=True)
        if self._bus.connected:
            self._bus.disconnect()
        with contextlib.suppress(Exception):
            await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]

    def add_adapter(self, roles: tuple[str, ...] = ("central", "peripheral")) -> None:
        """Plug the radio in."""
        self.tree.add(
            HCI0,
            ADAPTER,
            {
                "Address": Variant("s", "00:11:22:33:44:55"),
                "Name": Variant("s", "emulated"),
                "Alias": Variant("s", "emulated"),
                "Powered": Variant("b", self.air.powered),
                "Discovering": Variant("b", False),
                "Roles": Variant("as", list(roles)),
            },
        )

    def power_off(self) -> None:
        """Switch the radio off."""
        self.air.power_off()
        self._scanners.clear()
        self.tree.change(HCI0, {"Powered": Variant("b", False), "Discovering": Variant("b", False)})

    def power_on(self) -> None:
        """Switch the radio on."""
        self.air.powered = True
        self.tree.change(HCI0, {"Powered": Variant("b", True)})

    def unplug(self) -> None:
        """Pull the radio out."""
        self.air.power_off()
        for device in list(self._devices.values()):
            self._remove(device)
        self.tree.remove(HCI0)

    def remove(self, sensor: EmulatedSensor, *, silently: bool = False) -> None:
        """Remove a device, as another program may; `silently`: without saying first that it was disconnected."""
        device = next(d for d in self._devices.values() if d.sensor is sensor)
        self._remove(device, silently=silently)

    # Calls

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something meanwhile."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _handle(self, message: Message) -> Message | bool | None:
        if message.message_type is MessageType.SIGNAL and message.member == "NameOwnerChanged":
            name, _, owner = message.body
            if not owner:
                self._gone(name)
            return None
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        if message.member == "Ping":
            return None
        assert message.member is not None
        self.calls.append(message.member)
        fault = self._fault(message.member)
        if fault is not None:
            return Message.new_error(message, *fault)
        answer = self.tree.answer(message)
        if answer is not None:
            return answer
        self.spawn(self._answer(message))
        return True

    async def _answer(self, message: Message) -> None:
        assert message.member is not None
        assert message.path is not None
        assert message.sender is not None
        try:
            if message.interface == PROPERTIES:
                reply = self._property(message)
            elif message.interface == ADAPTER:
                reply = self._adapter_call(message)
            else:
                device = next(d for d in self._devices.values() if message.path.startswith(d.path))
                reply = await device.call(message)
        except RefusedError as refusal:
            reply = Message.new_error(message, refusal.name, refusal.text)
        if self._bus.connected:
            self._bus.send(reply)

    def _property(self, message: Message) -> Message:
        assert message.path is not None
        if message.member == "Get":
            (_, properties), *_ = self.tree.objects[message.path].items()
            return Message.new_method_return(message, "v", [properties[message.body[1]]])
        self.tree.change(message.path, {message.body[1]: message.body[2]})
        return Message.new_method_return(message)

    def _adapter_call(self, message: Message) -> Message:
        sender = message.sender or ""
        if message.member in {"StartDiscovery", "StopDiscovery", "SetDiscoveryFilter"}:
            if not self.air.powered:
                raise RefusedError("NotReady", "Resource Not Ready")
            if message.member == "StartDiscovery":
                if sender in self._scanners or asyncio.get_running_loop().time() < self._scan_ending_s:
                    raise RefusedError("InProgress", "Operation already in progress")
                self._scanners.add(sender)
                self.tree.change(HCI0, {"Discovering": Variant("b", True)})
            elif message.member == "StopDiscovery":
                if sender not in self._scanners:
                    raise RefusedError("Failed", "No discovery started")
                self._end_scan(sender)
                # The kernel takes longer to end it than BlueZ to say so.
                self._scan_ending_s = asyncio.get_running_loop().time() + self.scan_ends_after_s
            return Message.new_method_return(message)
        if message.member == "RemoveDevice":
            device = self._devices.get(message.body[0])
            if device is None:
                raise RefusedError("DoesNotExist", "Does Not Exist")
            self._remove(device)
            return Message.new_method_return(message)
        raise RefusedError("NotSupported", f"{message.member} isn't emulated")

    # What happens by itself

    async def _advertise(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self.air.advertise_s)
            if self._scanners and self.air.powered:
                for sensor in self.air.sensors:
                    if sensor.advertising:
                        self._hear(sensor)
            for device in list(self._devices.values()):
                if not device.connected and loop.time() - device.heard_s > self.forget_s:
                    self._remove(device)

    def _hear(self, sensor: EmulatedSensor) -> None:
        path = f"{HCI0}/dev_{sensor.address.replace(':', '_')}"
        device = self._devices.get(path)
        if device is not None and device.sensor is not sensor:
            self._remove(device)
            device = None
        if device is None:
            device = self._devices[path] = Device(path, HCI0, sensor, self.tree, self.air)
        device.hear()

    def _end_scan(self, sender: str) -> None:
        self._scanners.discard(sender)
        if self._scanners or HCI0 not in self.tree.objects:
            return
        self.tree.change(HCI0, {"Discovering": Variant("b", False)})
        for device in self._devices.values():
            device.scan_ended()

    def _remove(self, device: Device, *, silently: bool = False) -> None:
        del self._devices[device.path]
        device.forget(silently=silently)
        self.tree.remove(device.path)

    def _gone(self, name: str) -> None:
        """A client of the daemon has gone: what it had asked for ends."""
        if name in self._scanners:
            self._end_scan(name)
        for device in self._devices.values():
            device.client_gone(name)
