"""Writes behind the stream, in threads of their own: a slow disk holds up neither the stream nor the next write."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

WRITE_EVERY_S = 0.2
"""How often what was taken is handed to the system, in s: a killed program loses nothing of that. A second is promised,
and a busy machine wakes a thread late."""
SYNC_EVERY_S = 0.7
"""How often what was written is brought onto the disk, in s: together with a write it stays within a second. A disk
takes its time; no write waits for it."""


class Ticker:
    """Calls `tick` every `every_s` seconds until `stop`; it is called once more at the end.

    The time that a call takes doesn't delay the next one, unless it takes longer than `every_s`.
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
            ended, due_s = False, time.monotonic()
            while not ended:
                due_s = max(due_s + self._every_s, time.monotonic())
                ended = self._ended.wait(due_s - time.monotonic())
                self._tick()
        except Exception as error:
            self.error = error


class WriteBehind:
    """Calls `write` and `sync`, each in its own time; the one never waits for the other."""

    def __init__(self, write: Callable[[], None], sync: Callable[[], None]) -> None:
        self._writer, self._syncer = Ticker(write, WRITE_EVERY_S), Ticker(sync, SYNC_EVERY_S)

    @property
    def error(self) -> Exception | None:
        """What ended the one or the other."""
        return self._writer.error or self._syncer.error

    def stop(self) -> None:
        """Write what is left, bring it onto the disk, and end."""
        self._writer.stop()
        self._syncer.stop()
