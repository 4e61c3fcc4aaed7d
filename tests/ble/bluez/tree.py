"""The objects of a D-Bus service, with their properties, and the signals of their changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

OBJECT_MANAGER = "org.freedesktop.DBus.ObjectManager"
PROPERTIES = "org.freedesktop.DBus.Properties"

Properties = dict[str, Variant]


class Tree:
    """What GetManagedObjects tells: interfaces and their properties by path."""

    def __init__(self, bus: MessageBus) -> None:
        self._bus = bus
        self.objects: dict[str, dict[str, Properties]] = {}

    def add(self, path: str, interface: str, properties: Properties) -> None:
        """Add an object, and say so."""
        self.objects[path] = {interface: properties}
        self.signal("/", OBJECT_MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, self.objects[path]])

    def remove(self, path: str) -> None:
        """Remove an object and all below it, and say so; the deepest go first."""
        below = [p for p in self.objects if p == path or p.startswith(path + "/")]
        for gone in sorted(below, reverse=True):
            names = list(self.objects.pop(gone))
            self.signal("/", OBJECT_MANAGER, "InterfacesRemoved", "oas", [gone, names])

    def change(self, path: str, changed: Mapping[str, Variant], dropped: Iterable[str] = ()) -> None:
        """Change properties of an object, and say so."""
        (interface, properties), *_ = self.objects[path].items()
        properties.update(changed)
        for name in dropped:
            properties.pop(name, None)
        body = [interface, dict(changed), list(dropped)]
        self.signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", body)

    def get(self, path: str, name: str) -> Any:
        """The value of a property."""
        (_, properties), *_ = self.objects[path].items()
        return properties[name].value

    def signal(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        """Send a signal."""
        if self._bus.connected:
            message = Message(
                message_type=MessageType.SIGNAL,
                path=path,
                interface=interface,
                member=member,
                signature=signature,
                body=body,
            )
            self._bus.send(message)

    def answer(self, message: Message) -> Message | None:
        """The answer to a call that every service with objects takes; None for other calls."""
        if (message.interface, message.member) == (OBJECT_MANAGER, "GetManagedObjects"):
            return Message.new_method_return(message, "a{oa{sa{sv}}}", [self.objects])
        if message.path is None or message.path not in self.objects:
            text = f'Method "{message.member}" with signature "{message.signature}" doesn\'t exist'
            return Message.new_error(message, "org.freedesktop.DBus.Error.UnknownObject", text)
        return None
