"""A socket for dbus-fast that waits where it is full.

dbus-fast 5.2 takes EAGAIN for the end of the connection. An emulated BlueZ that sends faster than a
client reads would be cut off, where bluetoothd waits.
"""

from __future__ import annotations

import socket
from typing import Any

from dbus_fast.aio import MessageBus


class GentleSocket:
    """Sends nothing instead of raising where the socket is full."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def send(self, data: memoryview) -> int:
        """Bytes that were sent."""
        try:
            return self._sock.send(data)
        except BlockingIOError:
            return 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def make_gentle(bus: MessageBus) -> None:
    """Give a connected bus such a socket to write to."""
    writer = bus._writer
    assert writer is not None
    assert writer.sock is not None
    writer.sock = GentleSocket(writer.sock)  # type: ignore[assignment]
