"""The socket of a page: what it says is checked, counted, and handed on; what it gets waits for nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import time

from starlette.websockets import WebSocket, WebSocketDisconnect

from ..errors import DataError
from ..json_text import to_json
from .bridge import Bridge
from .page_messages import (
    VERSION,
    Alive,
    Bye,
    Hello,
    Next,
    Reply,
    SpokenHere,
    StopPressed,
    WantedMessage,
    read_message,
)
from .page_socket import Client

HELLO_WITHIN_S = 5.0
PING_EVERY_S = 0.4
"""A page hears from us at least this often, in s: its watchdog takes silence for the program's end."""
ASLEEP_S = 3.0
"""A page that hasn't answered for this long, in s, is asleep: it can say nothing, so nothing counts on it."""
A_SECOND, AT_ONCE = 80.0, 160.0
"""So many messages a second a page may send, and so many at once; ours sends 30 at most."""
MOST_WRONG = 5
MOST_PAGES = 8
BAD, TOO_MANY, ASLEEP, OLD = 4400, 4029, 4009, 4426


class _Allowance:
    """A page's messages: refilled with time, empty where too many come."""

    def __init__(self) -> None:
        self._left, self._since_s = AT_ONCE, time.monotonic()

    def take(self) -> bool:
        now_s = time.monotonic()
        self._left = min(AT_ONCE, self._left + A_SECOND * (now_s - self._since_s)) - 1.0
        self._since_s = now_s
        return self._left >= 0.0


async def serve(socket: WebSocket, bridge: Bridge, *, may_hold: bool) -> None:
    """Serve a socket that the doorkeeper has let in, until either side ends it.

    `may_hold` says whether the session that is on, if any, is that of the page's person.
    """
    await socket.accept()
    try:
        if len(bridge.clients) >= MOST_PAGES:
            await socket.close(TOO_MANY, f"{MOST_PAGES} pages are open already; close one")
            return
        client = await _welcome(socket, bridge, may_hold=may_hold)
        if client is not None:
            await _talk(socket, bridge, client)
    except (WebSocketDisconnect, RuntimeError, OSError):
        return


async def _welcome(socket: WebSocket, bridge: Bridge, *, may_hold: bool) -> Client | None:
    """The page, once it has said which one it is."""
    try:
        hello = read_message(await asyncio.wait_for(socket.receive_text(), HELLO_WITHIN_S))
    except (TimeoutError, DataError, KeyError) as error:
        await socket.close(BAD, f"expected hello first: {error}"[:120])
        return None
    if not isinstance(hello, Hello):
        await socket.close(BAD, "expected hello first")
        return None
    if hello.v != VERSION:
        await socket.close(OLD, f"this page speaks version {hello.v}, the program {VERSION}; load it anew")
        return None
    client = Client(hello.page[:64], hello.tab[:64])
    bridge.joined(client, take=hello.take, may_hold=may_hold)
    return client


async def _talk(socket: WebSocket, bridge: Bridge, client: Client) -> None:
    tasks = [asyncio.create_task(do(socket, bridge, client)) for do in (_read, _write, _watch)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
                task.result()
    finally:
        bridge.left(client)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read(socket: WebSocket, bridge: Bridge, client: Client) -> None:
    allowance, wrong = _Allowance(), 0
    while True:
        event = await socket.receive()
        if event["type"] == "websocket.disconnect":
            return
        client.unheard_s = 0.0
        within = allowance.take()
        try:
            message = read_message(event.get("text") or "")
            if not within and not isinstance(message, StopPressed):  # STOP is never too much
                await socket.close(TOO_MANY, "too many messages")
                return
        except DataError as error:
            wrong += 1
            if wrong >= MOST_WRONG:
                await socket.close(BAD, str(error)[:120])
                return
            client.send({"t": "error", "text": str(error)})
            continue
        match message:
            case StopPressed():
                bridge.stop_pressed(client, message)
            case Next():
                bridge.asks_for_frame(client)
            case SpokenHere():
                bridge.spoke(client, message)
            case WantedMessage():
                bridge.wants(client, message)
            case Reply():
                bridge.replied(client, message)
            case Bye():
                return
            case Alive() | Hello():
                pass


async def _write(socket: WebSocket, bridge: Bridge, client: Client) -> None:
    del bridge
    while (message := await client.next()) is not None:
        await socket.send_text(to_json(message))
    code, why = client.closing or (1000, "")
    await socket.close(code, why)


async def _watch(socket: WebSocket, bridge: Bridge, client: Client) -> None:
    """Ping, and let go of a page that doesn't answer: a person whom the program can't hear isn't coached."""
    del socket
    while True:
        await asyncio.sleep(PING_EVERY_S)
        client.send({"t": "ping"})
        client.unheard_s += PING_EVERY_S
        if client.unheard_s > ASLEEP_S:
            client.close(ASLEEP, "this page doesn't answer")
            bridge.left(client)
            await asyncio.sleep(1.0)  # what waits for it may never be read
            return
