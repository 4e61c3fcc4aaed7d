"""A phone or tablet of the home network as the display: this machine's addresses there, and the link as a QR code."""

from __future__ import annotations

import io
import ipaddress
import socket
from collections.abc import Iterable

import segno

_ANYWHERE = ("192.168.0.1", "10.0.0.1", "172.16.0.1")
"""Addresses of home networks: which of our own would be used to get there is asked of the system; nothing is sent."""


def addresses() -> tuple[str, ...]:
    """This machine's own addresses in home networks, the likeliest first."""
    found: dict[str, None] = {}
    for there in _ANYWHERE:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            try:
                asking.connect((there, 9))
            except OSError:
                continue
            found[asking.getsockname()[0]] = None
    try:
        infos = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        infos = []
    found |= dict.fromkeys(str(info[4][0]) for info in infos)
    return home_addresses(found)


def home_addresses(found: Iterable[str]) -> tuple[str, ...]:
    """Of these addresses those of a home network: private ones, no loopback; a public one is never served."""
    private = [a for a in found if ipaddress.ip_address(a).is_private]
    return tuple(a for a in private if not ipaddress.ip_address(a).is_loopback)


def qr_code(link: str) -> str:
    """The link as a QR code for a terminal."""
    drawn = io.StringIO()
    segno.make(link, error="m", micro=False).terminal(drawn, compact=True)
    return drawn.getvalue()
