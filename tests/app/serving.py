"""The app as it is served, in a thread of the test, with sources of the test's own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sensortrack.app.page_sources import Opener
from sensortrack.app.run import free_socket, serve_app
from sensortrack.app.serving import Serving
from sensortrack.protocol import load_catalogue

STARTS_WITHIN_S = 60.0
LEAVES_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Page:
    """The page that is served: its link is good once."""

    serving: Serving
    home: Path
    loop: asyncio.AbstractEventLoop

    @property
    def url(self) -> str:
        return self.serving.door.origins[0]

    def link(self) -> str:
        return self.serving.door.link()

    def leave(self) -> None:
        """Leave the session that is on, as the program does when it ends; a busy machine may take longer over it."""
        ends = time.monotonic() + LEAVES_WITHIN_S
        self.serving.desk.close()
        while self.serving.desk.busy:
            assert time.monotonic() < ends, "the session didn't end"
            time.sleep(0.02)

    def empty(self) -> None:
        """Leave the session, and wait until the program has seen that no page is there any more."""
        self.leave()
        ends = time.monotonic() + LEAVES_WITHIN_S
        while self.serving.bridge.clients:
            assert time.monotonic() < ends, "a page is still there"
            time.sleep(0.02)

    def hold_up(self, for_s: float) -> None:
        """The program reads and sends nothing for so many seconds, as on a computer that has much else to do."""
        self.loop.call_soon_threadsafe(time.sleep, for_s)


@contextmanager
def served(
    home: Path,
    *,
    speed: float = 1.0,
    opener: Opener | None = None,
    tell: Callable[[str], None] = lambda text: None,
) -> Iterator[Page]:
    there = threading.Event()
    found: list[Page] = []

    def ready(serving: Serving) -> None:
        found.append(Page(serving, home, asyncio.get_running_loop()))
        there.set()

    thread = threading.Thread(
        target=serve_app,
        args=(home, load_catalogue, free_socket(0)),
        kwargs={"open_browser": False, "speed": speed, "opener": opener, "tell": tell, "ready": ready},
        daemon=True,
    )
    thread.start()
    assert there.wait(STARTS_WITHIN_S)
    try:
        yield found[0]
    finally:
        found[0].serving.end()
        thread.join(20.0)
