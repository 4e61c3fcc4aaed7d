"""A queue that wakes its reader seldom: waking up costs more than all that is then to be done."""

from __future__ import annotations

import asyncio
import time
from typing import Generic, TypeVar

_T = TypeVar("_T")

_PATIENCE = 2.0
"""What came last is handed over after so many times `gather_s`, where nothing more comes."""


class Mailbox(Generic[_T]):
    """Items in their order, for one reader.

    Parameters
    ----------
    gather_s : float
        What comes within this time of the last reading waits for the next one.
    """

    def __init__(self, gather_s: float) -> None:
        self._gather_s = gather_s
        self._items: list[_T] = []
        self._due_s = 0.0
        self._reader: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def put(self, item: _T) -> None:
        """Add an item that can wait."""
        self._items.append(item)
        if self._reader is None:
            return
        if time.monotonic() >= self._due_s:
            self._wake()
        elif self._timer is None:
            self._timer = self._reader.get_loop().call_later(_PATIENCE * self._gather_s, self._hurry)

    def put_urgent(self, item: _T) -> None:
        """Add an item that is to be read at once, with all before it."""
        self._items.append(item)
        self._hurry()

    async def take(self) -> list[_T]:
        """Wait until there is something to be read; all of it. What is there stays there if this is cancelled."""
        while not self._items or time.monotonic() < self._due_s:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
                if self._timer is not None:
                    self._timer.cancel()
                    self._timer = None
        return self.take_now()

    def take_now(self) -> list[_T]:
        """Everything that is there."""
        items, self._items = self._items, []
        self._due_s = time.monotonic() + self._gather_s
        return items

    def _hurry(self) -> None:
        self._due_s = 0.0
        self._wake()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)
