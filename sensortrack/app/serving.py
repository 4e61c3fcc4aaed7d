"""The server as it runs: what it is made of, what ends it, and what is imported once the first page is there."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from .bridge import Bridge
from .security import Doorkeeper
from .server import DESK, WHOLE, make_app

if TYPE_CHECKING:
    from ..protocol.catalogue_model import Catalogue
    from .desk import Desk
    from .page_sources import Opener

ALONE_S = 1800.0
"""Without any page for this long, in s, and with no session under way, the program ends."""
LARGEST_MESSAGE = 16_384
"""Bytes of a socket's message; what is longer ends the socket before it is read."""
WARMS_UP_AFTER_S = 2.0
"""What a session needs is imported once a page is there, or after this time, in s."""


@dataclass(frozen=True, slots=True)
class Serving:
    """The page, once it can be opened: who lets in, who answers, what goes through, and what ends it."""

    door: Doorkeeper
    desk: Desk
    bridge: Bridge
    end: Callable[[], None]


def serve(
    door: Doorkeeper,
    home: Path | None,
    catalogue: Callable[[], Catalogue],
    listening: socket.socket,
    *,
    speed: float,
    opener: Opener | None,
    tell: Callable[[str], None],
    ready: Callable[[Serving], None],
) -> None:
    """Serve until it is ended; see `serve_app`.

    Raises SensortrackError where the folder or the catalogue can't be had.
    """
    bridge = Bridge()
    wanted: Future[Desk] = Future()

    def prepare() -> None:
        """Import what answers, while the browser loads the page's files; later what a session needs.

        All in one thread, which the others wait for: modules that import one another must not be begun at two ends.
        """
        try:
            from ..home.home_folder import home_folder
            from . import clips, socket, spoken_lines
            from .desk import Desk

            del clips, socket, spoken_lines
            wanted.set_result(Desk(home_folder(home), catalogue(), bridge, opener, speed=speed, tell=tell))
        except BaseException as error:
            wanted.set_exception(error)
            end()
            return
        shown.wait(WARMS_UP_AFTER_S)
        try:
            from .. import devices
            from ..home import screening_due, todays_plan
            from ..sources import ble
            from . import plan_editor, views, weeks

            del devices, screening_due, todays_plan, ble, plan_editor, views, weeks
            there[DESK].set()
            from ..report import session_page
            from . import afterwards, page_sources, sitting

            del session_page, afterwards, page_sources, sitting
        finally:
            for one in there.values():
                one.set()

    def desk(much: int) -> Desk:
        found = wanted.result()
        if much in there:
            shown.set()
            there[much].wait()
        return found

    shown = threading.Event()
    there = {DESK: threading.Event(), WHOLE: threading.Event()}

    def end() -> None:
        server.should_exit = True

    server = uvicorn.Server(
        uvicorn.Config(
            make_app(door, bridge, desk, quit_=end),
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
            if bridge.clients:
                shown.set()
            if bridge.clients or (wanted.done() and not wanted.exception() and wanted.result().busy):
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
            threading.Thread(target=prepare, name="prepare", daemon=True).start()
            prepared = asyncio.wrap_future(wanted)
            await asyncio.wait({prepared})
            if prepared.exception() is None:  # else it is raised once everything is closed
                ready(Serving(door, prepared.result(), bridge, end))
        await serving
        watching.cancel()
        if wanted.done():
            wanted.result()

    asyncio.run(run())
