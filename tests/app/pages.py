"""A page for the tests whose script stands among the modules of ours."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from sensortrack.app.clips import FOLDER
from tests.browser import launched

if TYPE_CHECKING:
    from playwright.sync_api import Route

STATIC = FOLDER.parent
HOME = "http://127.0.0.1/"
PAGE = """<!doctype html><meta charset="utf-8"><body><script type="module">
%s
</script>"""


def said_by_page(script: str) -> str:
    """What a module script among our modules hands to `say`."""
    said: list[str] = []
    errors: list[str] = []

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix(HOME)
        if not name:
            route.fulfill(body=PAGE % script, content_type="text/html; charset=utf-8")
        elif (STATIC / name).is_file():
            route.fulfill(path=STATIC / name, content_type=mimetypes.guess_type(name)[0] or "audio/ogg")
        else:
            route.fulfill(status=404)

    with launched() as browser:
        tab = browser.new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.expose_function("say", lambda what: said.append(what))  # playwright sets a mark on the function
        tab.route("**/*", serve)
        tab.goto(HOME)
        for _ in range(600):
            if said or errors:
                break
            tab.wait_for_timeout(100)
    assert not errors
    return said[0]
