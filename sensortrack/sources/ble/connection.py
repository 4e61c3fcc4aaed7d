"""One connection to a sensor, from connecting to letting go."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from functools import partial
from types import TracebackType
from typing import Literal, Self

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic

from ...devices import CharacteristicName
from ...errors import LinkLostError, SensorUnavailableError
from .advice import NEAR_TO_IT
from .characteristics import ServiceTable
from .faults import translating
from .radio import Radio
from .scan import Sighting

_log = logging.getLogger(__name__)

_LET_GO_S = 12.0
"""bleak itself waits ten seconds for the sensor to be disconnected."""

_ASK_S = 10.0
"""The system's own limit for a request is 30 s; a person doesn't wait that long."""

Arrived = Callable[[float, str, bytes, bool], None]
"""Takes the arrival (`time.monotonic()`, s), the characteristic's key, the bytes, and whether they are the
answer that something waited for; it must be quick."""


class Connection:
    """`async with Connection(...)`: connected within; afterwards nothing of it is left.

    Parameters
    ----------
    arrived : callable
        Called with each notification, in the order they came.
    connect_s : float
        How long connecting may take, with the finding of services.
    pair : bool
        Whether the sensor has to be paired first.
    """

    def __init__(
        self, sighting: Sighting, radio: Radio, arrived: Arrived, *, connect_s: float, pair: bool = False
    ) -> None:
        self.sensor = sighting.title
        self.last_s = time.monotonic()
        self.count = 0
        self.table: ServiceTable
        self._arrived = arrived
        self._connect_s = connect_s
        self._gone = asyncio.Event()
        self._waiters: list[Callable[[str, bytes], bool]] = []
        # A new client for each connection: a used one keeps its D-Bus socket (bleak 3.1).
        self._client = BleakClient(
            sighting.device,
            disconnected_callback=self._on_gone,
            timeout=connect_s,
            pair=pair,
            **radio.client_options(),
        )

    async def __aenter__(self) -> Self:
        try:
            with translating("connecting", self.sensor):
                async with asyncio.timeout(self._connect_s + 1.0):
                    await self._client.connect()
                self.table = ServiceTable(self._client.services, self.sensor)
        except BaseException:
            await self._let_go()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._let_go()

    async def subscribe(self, wanted: CharacteristicName) -> None:
        """Switch notifications on.

        Raises SensorUnavailableError where the sensor refuses, hasn't got it, or is gone.
        """
        found = self.table.find(wanted)
        with self._asking("to send its data"):
            async with asyncio.timeout(_ASK_S):
                await self._client.start_notify(found, partial(self._on_notification, self.table.key(found)))

    async def unsubscribe(self, wanted: CharacteristicName) -> None:
        """Switch notifications off; raises as `subscribe`."""
        found = self.table.find(wanted)
        with self._asking("to end sending its data"):
            async with asyncio.timeout(_ASK_S):
                await self._client.stop_notify(found)

    async def write(self, wanted: CharacteristicName, data: bytes, response: bool | None) -> None:
        """Write, with or without response (None: what the sensor offers); raises as `subscribe`."""
        found = self.table.find(wanted)
        if response is None:
            response = "write" in found.properties
        with self._asking("the command " + data.hex(" ")):
            async with asyncio.timeout(_ASK_S):
                await self._client.write_gatt_char(found, data, response=response)

    async def read(self, wanted: CharacteristicName) -> bytes:
        """Read a value; raises as `subscribe`."""
        found = self.table.find(wanted)
        with self._asking("to be read"):
            async with asyncio.timeout(_ASK_S):
                return bytes(await self._client.read_gatt_char(found))

    @contextlib.contextmanager
    def answers(
        self, wanted: CharacteristicName, accepts: Callable[[bytes], bool]
    ) -> Iterator[asyncio.Future[bytes]]:
        """While it is open, the first notification that is accepted; open it before asking."""
        key = self.table.key(self.table.find(wanted))
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        def look(char: str, data: bytes) -> bool:
            is_it = char == key and not answer.done() and accepts(data)
            if is_it:
                answer.set_result(data)
            return is_it

        self._waiters.append(look)
        try:
            yield answer
        finally:
            self._waiters.remove(look)
            answer.cancel()

    async def until_over(self, silent_s: float) -> Literal["lost", "silent"]:
        """Wait until the link is lost, or nothing has come for `silent_s` seconds.

        A BlueZ that was killed says nothing of it, and the link still seems to stand: then only
        the silence tells.
        """
        self.last_s = time.monotonic()
        while not self._gone.is_set():
            rest = self.last_s + silent_s - time.monotonic()
            if rest <= 0.0:
                # Where the program itself was held up, what came meanwhile is still to be taken in.
                before = self.count
                await asyncio.sleep(0.05)
                if before == self.count:
                    return "silent"
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await self._gone.wait()
        return "lost"

    @contextlib.contextmanager
    def _asking(self, doing: str) -> Iterator[None]:
        try:
            with translating(doing, self.sensor):
                yield
        except SensorUnavailableError as error:
            # What bleak says of a link that breaks during a request is misleading.
            if self._gone.is_set() and not isinstance(error, LinkLostError):
                raise LinkLostError(f"the link to {self.sensor} broke", hint=NEAR_TO_IT) from error
            raise

    def _on_notification(self, key: str, _: BleakGATTCharacteristic, data: bytearray) -> None:
        now = time.monotonic()
        whole = bytes(data)
        is_answer = False
        for look in self._waiters:  # each of them has to see it
            is_answer |= look(key, whole)
        if not is_answer:  # a sensor that answers and sends no samples is silent all the same
            self.last_s = now
            self.count += 1
        self._arrived(now, key, whole, is_answer)

    def _on_gone(self, _: BleakClient) -> None:
        self._gone.set()

    async def _let_go(self) -> None:
        # Always, after a loss too: bleak frees its D-Bus socket only here.
        try:
            async with asyncio.timeout(_LET_GO_S):
                await self._client.disconnect()
        except Exception as error:
            _log.debug("disconnecting from %s: %r", self.sensor, error)
