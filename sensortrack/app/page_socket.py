"""One page at its socket: what is to be sent to it, in order, and never more than it reads."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Any

MOST_WAITING = 256
"""So many messages may wait for a page; one that reads slower than that is let go, and gets the picture when it
comes again."""
TOO_SLOW = 4008


class Client:
    """A page.

    Attributes
    ----------
    page, tab : str
        The page as it was loaded, and its tab, which outlives a reload.
    credit : bool
        Whether it has asked for a frame.
    unheard_s : float
        For how long it has been pinged without being heard, in s. Where the program itself is held up it pings nobody,
        and what the page has said waits to be read: that time isn't counted.
    closing : tuple of (int, str) or None
        Close code and reason, once it is to be closed.
    """

    def __init__(self, page: str, tab: str) -> None:
        self.page, self.tab = page, tab
        self.credit = False
        self.unheard_s = 0.0
        self.closing: tuple[int, str] | None = None
        self._waiting: deque[Mapping[str, Any]] = deque()
        self._more = asyncio.Event()

    def send(self, message: Mapping[str, Any]) -> None:
        """Put a message into its turn; in the server's loop."""
        if len(self._waiting) >= MOST_WAITING:
            self.close(TOO_SLOW, "this page doesn't read what it is sent")
            return
        self._waiting.append(message)
        self._more.set()

    def close(self, code: int, why: str) -> None:
        """Let it go after what waits was sent."""
        if self.closing is None:
            self.closing = code, why
        self._more.set()

    async def next(self) -> Mapping[str, Any] | None:
        """The next message, waited for; None where it is to be closed."""
        while not self._waiting:
            if self.closing is not None:
                return None
            self._more.clear()
            await self._more.wait()
        return self._waiting.popleft()
