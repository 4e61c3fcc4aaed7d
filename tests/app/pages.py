"""A page for the tests, in a browser without a window; they skip where there is none."""

from __future__ import annotations

import shutil
import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import pytest

from sensortrack.app.clips import FOLDER

STATIC = FOLDER.parent
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine")
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run")
PAGE = """<!doctype html><meta charset="utf-8"><body><script type="module">
const say = (said) => fetch("/said", { method: "POST", body: said });
window.onerror = (why) => say(`error: ${why}`);
window.onunhandledrejection = (event) => say(`error: ${event.reason}`);
%s
</script>"""


class _Handler(SimpleHTTPRequestHandler):
    """Serves our files, the page in their midst, and takes what the page says."""

    def __init__(self, *args: Any, page: str, said: Queue[str]) -> None:
        self._page, self._said = page.encode(), said
        super().__init__(*args, directory=str(STATIC))

    def do_GET(self) -> None:
        if self.path != "/page":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self._page)

    def do_POST(self) -> None:
        self._said.put(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        del format, args


def said_by_page(script: str) -> str:
    """What a module script among our modules hands to `say`."""
    assert BROWSER is not None
    said: Queue[str] = Queue()
    handler = partial(_Handler, page=PAGE % script, said=said)
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
    ):
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/page"
        nowhere = subprocess.DEVNULL
        browser = subprocess.Popen(
            [BROWSER, *OPTIONS, f"--user-data-dir={profile}", address], stdout=nowhere, stderr=nowhere
        )
        try:
            return said.get(timeout=60)
        finally:
            browser.terminate()
            browser.wait(10)
            server.shutdown()
