"""Runs the page: a port of its own on this machine, the browser opened, the server, ended in an orderly way.

The port and the link come first, and the browser is opened on them: while it starts, what serves is imported.
"""

from __future__ import annotations

import errno
import os
import socket
import threading
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from .security import Doorkeeper

if TYPE_CHECKING:
    from ..protocol.catalogue_model import Catalogue
    from .page_sources import Opener
    from .serving import Serving

PORT = 8737
"""The page's own: an installed page finds the program there again."""
LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"


def free_socket(port: int | None, *, lan: bool = False) -> socket.socket:
    """A socket that listens on the port that was asked for, or on ours, or where that is taken on a free one.

    Raises UsageError where the port that was asked for is taken.
    """
    host = EVERYWHERE if lan else LOOPBACK
    for number in (PORT, 0) if port is None else (port,):
        # Only where its protocol is named does asyncio let an answer's second part not wait for an acknowledgement.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
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
    home: Path | None,
    catalogue: Callable[[], Catalogue],
    listening: socket.socket,
    *,
    hosts: Sequence[str] = (),
    open_browser: bool = True,
    speed: float = 1.0,
    opener: Opener | None = None,
    tell: Callable[[str], None],
    ready: Callable[[Serving], None] = lambda serving: None,
) -> None:
    """Serve the page until it is ended: Ctrl-C, the page's own button, or half an hour without a page.

    Parameters
    ----------
    home : pathlib.Path or None
        The folder of the history; None takes this account's.
    catalogue : callable
        Gives the catalogue, once it is needed.
    listening : socket.socket
        From `free_socket`.
    hosts : sequence of str
        Further addresses of this machine under which the page is served.
    speed : float
        Of the virtual patient's time.
    opener : callable or None
        Opens a session's source; None opens what was chosen.
    tell : callable
        Gets what is to be shown in the terminal.
    ready : callable
        Called when the page can be opened.
    """
    door = Doorkeeper(listening.getsockname()[1], (LOOPBACK, "localhost", *hosts))
    link = door.link()
    tell(f"sensortrack: the page is at {link}\n(the link is good once, for one browser; Ctrl-C ends)")
    if open_browser:
        # It may take seconds, or wait for the browser to be closed.
        threading.Thread(target=_open, args=(link, tell), daemon=True).start()
    from .serving import serve

    serve(door, home, catalogue, listening, speed=speed, opener=opener, tell=tell, ready=ready)


def _open(link: str, tell: Callable[[str], None]) -> None:
    try:
        opened = webbrowser.open(link)
    except (webbrowser.Error, OSError):
        opened = False
    if not opened:
        tell("sensortrack: no browser could be opened; open the link yourself.")
