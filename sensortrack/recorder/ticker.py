"""Calls a function again and again in a thread of its own, so that a slow disk never holds up the stream."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Ticker:
    """Calls `tick` every `every_s` seconds until `stop`; it is called once more at the end.

    What `tick` raises ends the calls and is kept in `error`.
    """

    def __init__(self, tick: Callable[[], None], every_s: float) -> None:
        self.error: Exception | None = None
        self._tick = tick
        self._every_s = every_s
        self._ended = threading.Event()
        # A daemon: a program that ends without `close` isn't kept alive by it.
        self._thread = threading.Thread(target=self._run, name="sensortrack-recorder", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the calls, and wait for the last one."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            ended = False
            while not ended:
                ended = self._ended.wait(self._every_s)
                self._tick()
        except Exception as error:
            self.error = error
