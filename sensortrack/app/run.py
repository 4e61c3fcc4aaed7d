"""Runs the server: a port of its own on this machine, the browser opened, ended in an orderly way."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import time
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from ..errors import UsageError
from ..protocol.model import Catalogue
from .bridge import Bridge
from .desk import Desk
from .security import Doorkeeper
from .server import make_app
from .sources import Opener, open_source

PORT = 8737
"""The page's own: an installed page finds the program there again."""
LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"
ALONE_S = 1800.0
"""Without any page for this long, in s, and with no session under way, the program ends."""
LARGEST_MESSAGE = 16_384
"""Bytes of a socket's message; what is longer ends the socket before it is read."""


@dataclass(frozen=True, slots=True)
class Serving:
    """The page, once it can be opened: who lets in, who answers, and what ends the program."""

    door: Doorkeeper
    desk: Desk
    end: Callable[[], None]


def free_socket(port: int | None, *, lan: bool = False) -> socket.socket:
    """A socket that listens on the port that was asked for, or on ours, or where that is taken on a free one.

    Raises
    ------
    UsageError
        The port that was asked for is taken.
    """
    host = EVERYWHERE if lan else LOOPBACK
    for number in (PORT, 0) if port is None else (port,):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if os.name != "nt":  # there it would let another program take the port as well
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, number))
            listening.listen()
        except OSError as error:
            listening.close()
            if number == 0 or (error.errno != errno.EADDRINUSE and port is not None):
                raise
        else:
            return listening
    raise UsageError(
        f"port {port} is taken by another program (another `sensortrack app`, perhaps); "
        "name another --port, or leave it out."
    )


def serve_app(
    home: Path,
    catalogue: Catalogue,
    listening: socket.socket,
    *,
    hosts: Sequence[str] = (),
    open_browser: bool = True,
    speed: float = 1.0,
    opener: Opener = open_source,
    tell: Callable[[str], None],
    ready: Callable[[Serving], None] = lambda serving: None,
) -> None:
    """Serve the page until it is ended: Ctrl-C, the page's own button, or half an hour without a page.

    Parameters
    ----------
    home : pathlib.Path
        The folder of the history.
    catalogue : Catalogue
    listening : socket.socket
        From `free_socket`.
    hosts : sequence of str
        Further addresses of this machine under which the page is served.
    open_browser : bool
    speed : float
        Of the virtual patient's time.
    opener : callable
        Opens a session's source.
    tell : callable
        Gets what is to be shown in the terminal.
    ready : callable
        Called when the page can be opened.
    """
    door = Doorkeeper(listening.getsockname()[1], (LOOPBACK, "localhost", *hosts))
    bridge = Bridge()
    desk = Desk(home, catalogue, bridge, opener, speed=speed, tell=tell)

    def end() -> None:
        server.should_exit = True

    server = uvicorn.Server(
        uvicorn.Config(
            make_app(door, bridge, desk, quit_=end).asgi,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="websockets-sansio",
            ws_max_size=LARGEST_MESSAGE,
            timeout_graceful_shutdown=2,
        )
    )

    async def watch() -> None:
        alone_since_s = time.monotonic()
        while not server.should_exit:
            await asyncio.sleep(0.05 if not server.started else 1.0)
            if bridge.clients or desk.busy:
                alone_since_s = time.monotonic()
            if time.monotonic() - alone_since_s > ALONE_S:
                tell("sensortrack: no page was open for half an hour; ended.")
                end()

    async def run() -> None:
        watching = asyncio.create_task(watch())
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        if server.started:
            link = door.link()
            tell(f"sensortrack: the page is at {link}\n(the link is good once, for one browser; Ctrl-C ends)")
            ready(Serving(door, desk, end))
            # Opening a browser may take seconds, or wait for it to be closed.
            opened = not open_browser or await asyncio.to_thread(_open, link)
            if not opened:
                tell("sensortrack: no browser could be opened; open the link yourself.")
        await serving
        watching.cancel()

    asyncio.run(run())


def _open(link: str) -> bool:
    try:
        return webbrowser.open(link)
    except (webbrowser.Error, OSError):
        return False
