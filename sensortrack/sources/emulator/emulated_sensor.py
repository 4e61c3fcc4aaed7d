"""The sensor, described once and free of any transport: behind an emulated BlueZ or an in-process backend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from .gatt import UNLIKELY_ERROR, AttError, Service

Stage = Literal["connect", "services", "subscribe", "read", "write", "stop"]
"""Where on the way of a client a scripted fault can strike."""


class ClientLink(Protocol):
    """What a transport gives the sensor for as long as a client is connected."""

    def notify(self, path: str, data: bytes) -> None:
        """Deliver a notification of the characteristic at `service/characteristic`."""

    def lost(self) -> None:
        """The radio link broke."""


class EmulatedSensor:
    """A sensor with a name, an address, services, and what it does when it is asked.

    It has one client at most, and advertises while it has none. What a subclass does with reads, writes
    and subscriptions is its own matter; this one keeps values, and refuses what the table doesn't allow.

    Parameters
    ----------
    name : str or None
        The name that it advertises, if it does.
    address : str
        Bluetooth address, `AA:BB:CC:DD:EE:FF`.
    advertised : tuple of str
        UUIDs of the services that it advertises.
    manufacturer_data : mapping of int to bytes
        Advertised data by company id.
    rssi : int
        Signal strength in dBm at the client.
    """

    def __init__(
        self,
        *,
        name: str | None,
        address: str,
        services: tuple[Service, ...],
        advertised: tuple[str, ...] = (),
        manufacturer_data: Mapping[int, bytes] | None = None,
        rssi: int = -60,
    ) -> None:
        self.name, self.address, self.services = name, address, services
        self.advertised, self.rssi = advertised, rssi
        self.manufacturer_data = dict(manufacturer_data or {})
        self.values: dict[str, bytes] = {}
        self.written: list[tuple[str, bytes, bool]] = []
        self.subscribed: set[str] = set()
        self.within_reach = True
        self.connections = 0
        self._link: ClientLink | None = None
        self._traps: list[tuple[Stage, Callable[[], None]]] = []

    @property
    def connected(self) -> bool:
        """Whether a client is connected."""
        return self._link is not None

    @property
    def advertising(self) -> bool:
        """Whether a scan can see it."""
        return self.within_reach and self._link is None

    # What a test or a demo does with it

    def vanish(self) -> None:
        """Go out of reach: the link breaks without a word."""
        self.within_reach = False
        self._drop()

    def hang_up(self) -> None:
        """Break the link and stay within reach."""
        self._drop()

    def come_back(self) -> None:
        """Come within reach again."""
        self.within_reach = True

    def trap(self, stage: Stage, do: Callable[[], None]) -> None:
        """Do this once, when a client gets to that stage; an AttError that it raises is the answer."""
        self._traps.append((stage, do))

    # What a transport does with it

    def reached(self, stage: Stage) -> None:
        """The client has come to a stage; a trap that was set there snaps."""
        for trap in [t for t in self._traps if t[0] == stage][:1]:
            self._traps.remove(trap)
            trap[1]()

    def open(self, link: ClientLink) -> None:
        """A client has connected."""
        self._link = link
        self.connections += 1

    def close(self, link: ClientLink) -> None:
        """The client has gone, by itself or because the link broke."""
        if self._link is link:
            self._link = None
            self.subscribed.clear()
            self.on_idle()

    def read(self, path: str) -> bytes:
        """Answer a read; raises AttError where the sensor refuses."""
        self.reached("read")
        self._still_there()
        return self.on_read(path)

    def write(self, path: str, data: bytes, *, response: bool) -> None:
        """Take what a client writes.

        Raises AttError where the sensor refuses; the client hears of it where it asked for a response.
        """
        self.reached("write")
        self._still_there()
        self.written.append((path, data, response))
        self.on_write(path, data)

    def subscribe(self, path: str) -> None:
        """Begin to notify; raises AttError where the sensor refuses."""
        self.reached("subscribe")
        self._still_there()
        self.subscribed.add(path)
        self.on_subscribe(path)

    def unsubscribe(self, path: str) -> None:
        """End to notify."""
        self.reached("stop")
        self.subscribed.discard(path)
        self.on_unsubscribe(path)

    # What a subclass does, and has

    def send(self, path: str, data: bytes) -> bool:
        """Notify the client, if it has subscribed; whether it has."""
        if self._link is None or path not in self.subscribed:
            return False
        self._link.notify(path, data)
        return True

    def on_read(self, path: str) -> bytes:
        """The value of a characteristic."""
        return self.values.get(path, b"")

    def on_write(self, path: str, data: bytes) -> None:
        """A client wrote."""
        self.values[path] = data

    def on_subscribe(self, path: str) -> None:
        """A client wants to be notified."""

    def on_unsubscribe(self, path: str) -> None:
        """A client no longer wants to be notified."""

    def on_idle(self) -> None:
        """There is no client any more."""

    def _drop(self) -> None:
        link = self._link
        if link is not None:
            self.close(link)
            link.lost()

    def _still_there(self) -> None:
        if self._link is None:
            raise AttError(UNLIKELY_ERROR)  # what BlueZ tells of a link that broke meanwhile
