"""`sensortrack app`: the patient's page, opened in the browser of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError
from .home import Home_, Language_
from .options import Catalogue_, catalogue_of
from .say import tell

if TYPE_CHECKING:
    from ..app.serving import Serving


def app(
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help="Default: 8737, or a free one where that is taken."),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Print the link, and open no browser.")] = False,
    lan: Annotated[
        bool,
        typer.Option(
            "--lan", help="A phone or tablet of the home network may be the display; read the warning."
        ),
    ] = False,
    speed: Annotated[
        float, typer.Option("--speed", min=0.1, max=100.0, help="The virtual patient's time, times as fast.")
    ] = 1.0,
    install_shortcut: Annotated[
        bool,
        typer.Option("--install-shortcut", help="Put a starter onto the desktop, and do nothing else."),
    ] = False,
    language: Language_ = "en",
    home: Home_ = None,
    catalogue: Catalogue_ = None,
) -> None:
    """Open the page: a session done lying on the floor, coached by voice, STOP always in reach.

    Not a medical device: it makes no diagnosis, and can't tell you that you are well. All stays on this machine.
    """
    if install_shortcut:
        from ..app.shortcut import install
        from ..language import load_language

        tell(load_language(language).say("app.shortcut_made", path=install()))
        return
    from ..app.run import free_socket, serve_app

    # What is wrong with a catalogue is reported before there is a page.
    own = None if catalogue is None else catalogue_of(catalogue)
    hosts: tuple[str, ...] = ()
    if lan:
        from ..app.lan import addresses, qr_code

        hosts = addresses()
    if lan and not hosts:
        raise UsageError(
            "--lan: this machine has no address in a home network; connect it, or leave --lan out."
        )

    def ready(serving: Serving) -> None:
        from ..language import load_language

        if lan:
            tell(load_language(language).say("app.lan_warning"))
        for host in hosts:
            link = serving.door.link(host, local=False)
            tell(f"{qr_code(link)}\n{link}")

    serve_app(
        home,
        lambda: own or catalogue_of(None),
        free_socket(port, lan=lan),
        hosts=hosts,
        open_browser=not no_open,
        speed=speed,
        tell=tell,
        ready=ready,
    )
