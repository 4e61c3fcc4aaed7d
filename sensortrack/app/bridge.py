"""Between the thread of the session and the sockets of the pages.

What the session reports is sent at once and in order. It is also kept as a picture of how things stand: a page that
joins, or joins again, gets that picture. Frames (angle, count, hold) go only to a page that has asked for one, and only
the newest, so that a stalled page never gets old ones. One page holds the session; the others show that the session is
held, and have STOP.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from .page_socket import Client

if TYPE_CHECKING:
    from .page_messages import Reply, SpokenHere, StopPressed, WantedMessage

PICTURE = ("sitting", "link", "state", "exercise", "set", "ask", "stopped", "ended", "done")
"""Kinds of message that make up the picture: the latest one of each tells how things stand."""
RELOAD_S = 2.0
"""A page that lost its socket and comes back within this time, in s, goes on as if nothing had happened."""
STOPS_KEPT = 64


class Bridge:
    """Carries messages between the pages and the session.

    Attributes
    ----------
    speed : float
        How many times faster than wall-clock time the session's time runs.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._clients: list[Client] = []
        self._holder: Client | None = None
        self._page = ""
        self._gone_since_s: float | None = None
        self._loaded_anew = False
        self._picture: dict[str, Mapping[str, Any]] = {}
        self._last_said: Mapping[str, Any] | None = None
        self._frame: Mapping[str, Any] | None = None
        self._stops: deque[StopPressed] = deque()
        self._stop_ids: deque[str] = deque(maxlen=STOPS_KEPT)
        self._is_over = False
        self._wants: deque[WantedMessage] = deque()
        self._replies: deque[Reply] = deque()
        self._spoken: deque[SpokenHere] = deque()
        self.speed = 1.0

    # -- the session's side -------------------------------------------------------------------------------

    def publish(self, message: Mapping[str, Any]) -> None:
        """Send a message to the pages, from any thread. It becomes part of the picture if it tells how things stand."""
        with self._lock:
            kind = message["t"]
            if kind in PICTURE:
                self._picture[kind] = message
            elif kind == "say":
                self._last_said = message
            self._wake(lambda: self._deliver(message))

    def show(self, frame: Mapping[str, Any]) -> None:
        """How the set looks now; sent to the page that holds the session when it asks for a frame."""
        with self._lock:
            self._frame = frame
            holder = self._holder
            if holder is not None and holder.credit:
                self._wake(self._send_frame)

    def clear(self) -> None:
        """A new session: nothing of the last one stands any more."""
        with self._lock:
            self._picture, self._last_said, self._frame = {}, None, None
            self._is_over = False
            for waiting in (self._stops, self._wants, self._replies, self._spoken):
                waiting.clear()
            self._loaded_anew = False

    def take_stop(self) -> StopPressed | None:
        """A STOP that was pressed and not taken yet."""
        with self._lock:
            return self._stops.popleft() if self._stops else None

    def over(self) -> None:
        """The session is over, and kept: a STOP that wasn't taken, or comes from now on, is answered with that."""
        with self._lock:
            self._is_over = True
            while self._stops:
                late = {"t": "stop_late", "id": self._stops.popleft().id}
                self._wake(partial(self._deliver, late))

    @property
    def stop_waits(self) -> bool:
        """Whether STOP was pressed and not taken yet."""
        return bool(self._stops)

    def take_want(self) -> WantedMessage | None:
        """What the person wants; None if that was taken already."""
        with self._lock:
            return self._wants.popleft() if self._wants else None

    def take_reply(self, question: str) -> Reply | None:
        """The answer to that question; answers to other questions are stale, and are dropped."""
        with self._lock:
            while self._replies:
                reply = self._replies.popleft()
                if reply.question == question:
                    return reply
        return None

    def take_spoken(self) -> list[SpokenHere]:
        """What the page has reported of lines since the last call."""
        with self._lock:
            spoken = list(self._spoken)
            self._spoken.clear()
        return spoken

    @property
    def page_there(self) -> bool:
        """Whether a page holds the session, and isn't asleep."""
        return self._holder is not None

    @property
    def away_s(self) -> float:
        """How long no page has held the session, in s of wall-clock time; 0 while one does."""
        since_s = self._gone_since_s
        return 0.0 if since_s is None else time.monotonic() - since_s

    def take_loaded_anew(self) -> bool:
        """Whether the page was reloaded since the last call: its sound and its person start afresh."""
        with self._lock:
            was, self._loaded_anew = self._loaded_anew, False
        return was

    # -- the sockets' side, in the server's loop ------------------------------------------------------------

    def opened(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server's loop runs."""
        self._loop = loop

    def joined(self, client: Client, *, take: bool, may_hold: bool = True) -> None:
        """A page has joined. It holds the session if no other does, if it is the same tab again, or if it takes over.

        A page that may not hold the session, since the session is another person's, has STOP and nothing else.
        """
        with self._lock:
            self._clients.append(client)
            holder = self._holder
            if not may_hold or (holder is not None and holder.tab != client.tab and not take):
                client.send({"t": "busy", "mine": may_hold})
                return
            if holder is not None:
                holder.send({"t": "taken"})
                holder.close(4001, "another page has taken over")
            first = not self._page
            self._loaded_anew |= not first and self._page != client.page
            self._holder, self._page = client, client.page
            self._gone_since_s = None
            self._spoken.clear()
            client.send({"t": "welcome", "said": (self._last_said or {}).get("text", "")})
            for kind in PICTURE:
                if kind in self._picture:
                    client.send(self._picture[kind])
            client.send({"t": "held"})

    def left(self, client: Client) -> None:
        """The page has left: its socket is closed, or it is asleep."""
        with self._lock:
            if client in self._clients:
                self._clients.remove(client)
            if client is self._holder:
                self._holder = None
                self._gone_since_s = time.monotonic()

    def asks_for_frame(self, client: Client) -> None:
        """The page can take one more frame."""
        with self._lock:
            client.credit = True
            self._send_frame()

    def stop_pressed(self, client: Client, stop: StopPressed) -> None:
        """STOP, from any page. A press that is sent again is acknowledged again, and isn't a second STOP."""
        with self._lock:
            is_new = stop.id not in self._stop_ids
            if is_new:
                self._stop_ids.append(stop.id)
            if is_new and not self._is_over:
                self._stops.append(stop)
            client.send({"t": "stop_late" if is_new and self._is_over else "stop_taken", "id": stop.id})

    def wants(self, client: Client, want: WantedMessage) -> None:
        """What the person wants; only the page that holds the session may say it."""
        with self._lock:
            if client is self._holder:
                self._wants.append(want)

    def replied(self, client: Client, reply: Reply) -> None:
        """An answer; only from the page that holds the session."""
        with self._lock:
            if client is self._holder:
                self._replies.append(reply)

    def spoke(self, client: Client, spoken: SpokenHere) -> None:
        """What became of a line."""
        with self._lock:
            if client is self._holder:
                self._spoken.append(spoken)

    @property
    def clients(self) -> tuple[Client, ...]:
        """The pages that are there."""
        return tuple(self._clients)

    def _deliver(self, message: Mapping[str, Any]) -> None:
        with self._lock:
            if self._holder is not None:
                self._holder.send(message)

    def _send_frame(self) -> None:
        holder = self._holder
        if holder is not None and holder.credit and self._frame is not None:
            holder.credit = False
            holder.send(self._frame)
            self._frame = None

    def _wake(self, do: Any) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(do)
