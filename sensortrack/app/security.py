"""Who may ask: this machine's own page, with the token of the link that was opened.

Looked at on every request and every socket, before anything else: the Host header (against DNS rebinding), the
Origin (against other pages, also those of other ports on this machine), and the cookie that the link's token was
exchanged for.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

TOKEN_HOLDS_S = 600.0
"""A link that wasn't opened within this time, in s, is void: it may lie in somebody's history or on a printer."""
READ = frozenset({"GET", "HEAD"})
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self' {sockets}; manifest-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The report is a page by itself that is fit to be sent on: its style stands in it, and it has no script."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)",
    "Cache-Control": "no-store",
}


@dataclass(slots=True)
class Guest:
    """A browser that has exchanged a token: the person whose data it may see, and whether it is on this machine."""

    local: bool
    person: str | None = None


@dataclass
class Doorkeeper:
    """Lets in.

    Attributes
    ----------
    hosts : tuple of str
        Names and addresses under which the page is served, the loopback's first.
    """

    port: int
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    _tokens: dict[str, tuple[float, bool]] = field(default_factory=dict)
    _guests: dict[str, Guest] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        """Name of the cookie; cookies know no ports, so the port stands in it."""
        return f"sensortrack_{self.port}"

    @property
    def origins(self) -> tuple[str, ...]:
        """Origins of our own pages."""
        return tuple(f"http://{host}:{self.port}" for host in self.hosts)

    @property
    def page_policy(self) -> str:
        """What the page may load: its own files, and its own socket."""
        return PAGE_POLICY.format(sockets=" ".join(f"ws://{host}:{self.port}" for host in self.hosts))

    def link(self, host: str | None = None, *, local: bool = True) -> str:
        """A new link, good for one browser."""
        token = secrets.token_urlsafe(24)
        self._tokens[token] = time.monotonic() + TOKEN_HOLDS_S, local
        return f"http://{host or self.hosts[0]}:{self.port}/?k={token}"

    def exchange(self, token: str) -> str | None:
        """The cookie's value for a token, which is used up by it; None where it is none, was used, or is too old."""
        found = next((t for t in self._tokens if hmac.compare_digest(t.encode(), token.encode())), None)
        if found is None:
            return None
        until_s, local = self._tokens.pop(found)
        if time.monotonic() > until_s:
            return None
        value = secrets.token_urlsafe(24)
        self._guests[value] = Guest(local)
        return value

    def guest(self, cookie: str | None) -> Guest | None:
        """Whose cookie that is."""
        if not cookie:
            return None
        found = next((g for g in self._guests if hmac.compare_digest(g.encode(), cookie.encode())), None)
        return None if found is None else self._guests[found]

    def why_not(self, headers: Mapping[str, str], *, method: str = "GET", socket: bool = False) -> str | None:
        """Why a request is refused by where it is from, or None."""
        host = headers.get("host", "")
        if host not in {f"{h}:{self.port}" for h in self.hosts}:
            return f"this page isn't served as '{host}'; open {self.origins[0]}"
        origin = headers.get("origin")
        if origin is not None and origin not in self.origins:
            return "another page asked for this; only the sensortrack page itself may"
        if origin is None and (socket or method not in READ):
            return "a request that changes something must say which page it is from (Origin)"
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            # A link in another page may lead here, to be looked at; it must not bring our data into that page.
            navigates = headers.get("sec-fetch-mode") == "navigate" and method in READ
            if not navigates:
                return "another page asked for this; only the sensortrack page itself may"
        return None
