"""What a service asks of the D-Bus daemon itself."""

from __future__ import annotations

from dbus_fast import Message
from dbus_fast.aio import MessageBus

_DAEMON = "org.freedesktop.DBus"
_PATH = "/org/freedesktop/DBus"


async def watch_names(bus: MessageBus) -> None:
    """Be told when a client of the daemon goes."""
    rule = f"type='signal',sender='{_DAEMON}',member='NameOwnerChanged'"
    await bus.call(
        Message(
            destination=_DAEMON, path=_PATH, interface=_DAEMON, member="AddMatch", signature="s", body=[rule]
        )
    )
