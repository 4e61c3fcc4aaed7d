"""The page in Debian's chromium, as a person uses it; without that browser these tests skip, and say so."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .serving import Page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext
    from playwright.sync_api import Page as Tab

WAIT_MS = 60_000
"""What a page is waited for has come long before, unless the machine does much else; a wait ends as it comes."""
SESSION_MS = 300_000
"""So long a whole session may take that is over in 20 s on a machine that does nothing else."""
BREAKS = """
const Whole = WebSocket;
let last = null;
window.heldBack = false;
window.WebSocket = class extends Whole {
  constructor(url) { super(heldBack ? `${url}/nowhere` : url); last = this; }
};
window.breakSocket = () => last.close();
"""
"""Runs before the page's own scripts: its socket can be lost, and held back from coming again."""


@dataclass
class Visit:
    """A browser's visit to the page; nothing may go wrong in it that the test doesn't know of."""

    page: Page
    context: BrowserContext
    tab: Tab
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self, tab: Tab) -> Tab:
        tab.set_default_timeout(WAIT_MS)
        tab.on("pageerror", lambda error: self.errors.append(str(error)))
        tab.on("request", lambda request: self.requests.append(request.url))
        return tab

    def standing(self, tab: Tab | None = None) -> dict[str, Any]:
        found = (tab or self.tab).evaluate("JSON.stringify(sensortrack.standing)")
        return dict(json.loads(found))

    def log(self) -> list[dict[str, Any]]:
        return list(self.tab.evaluate("sensortrack.log"))

    def until(self, true: Callable[[dict[str, Any]], bool], tab: Tab | None = None) -> dict[str, Any]:
        """How things stand once that is so."""
        ends = time.monotonic() + WAIT_MS / 1000.0
        while time.monotonic() < ends:
            standing = self.standing(tab)
            if true(standing):
                return standing
            (tab or self.tab).wait_for_timeout(20)
        raise AssertionError(f"it never came to that: {self.standing(tab)}")

    def state(self, *states: str, tab: Tab | None = None) -> dict[str, Any]:
        return self.until(lambda s: s["state"] in states and s["stage"] == "running", tab)

    def plan(self, *doses: dict[str, Any]) -> None:
        """Write a plan for the virtual patient."""
        answer = self.tab.evaluate(
            """async (doses) => {
              const post = (path, body) => fetch(path, {method: "POST", headers: {"Content-Type": "application/json"},
                body: JSON.stringify(body)}).then((r) => r.json());
              await post("/api/who", {person: "virtual"});
              return post("/api/plan/keep?lang=en", {by: "Dr. A", doses});
            }""",
            doses,
        )
        assert answer["saved"], answer

    def begin(self, **wish: Any) -> None:
        """Begin a session of the virtual patient from the first page."""
        self.tab.evaluate(
            """async (wish) => {
              const post = (path, body) => fetch(path, {method: "POST", headers: {"Content-Type": "application/json"},
                body: JSON.stringify(body)}).then((r) => { if (!r.ok) throw new Error("refused"); });
              await post("/api/who", {person: wish.person ?? "virtual"});
              delete wish.person;
              await post("/api/begin", {language: "en", virtual: true, ...wish});
            }""",
            wish,
        )


def wait_for(tab: Tab, expression: str, within_s: float = WAIT_MS / 1000.0) -> None:
    """Until an expression is true; the page itself may evaluate no text, so it is asked from outside."""
    ends = time.monotonic() + within_s
    while not tab.evaluate(expression):
        assert time.monotonic() < ends, f"it never came to {expression}"
        tab.wait_for_timeout(20)


@contextmanager
def visit(browser: Browser, page: Page, *, script: str = "", **options: Any) -> Iterator[Visit]:
    """Open the page by its link, touch it once, and see that all went well in the end; `script` runs before ours."""
    context = browser.new_context(
        **({"viewport": {"width": 1000, "height": 800}, "locale": "en-GB"} | options)
    )
    if script:
        context.add_init_script(script)
    tab = context.new_page()
    visit = Visit(page, context, tab)
    visit.watch(tab)
    tab.goto(page.link())
    tab.locator("#look").wait_for()
    tab.mouse.click(5, 5)
    try:
        yield visit
        assert not visit.errors
        assert {url.split("/")[2] for url in visit.requests if not url.startswith(("data:", "blob:"))} <= {
            page.url.split("/")[2]
        }
    finally:
        context.close()


def recorded(home: Path) -> Path:
    """The folder of the recordings."""
    return home / "recordings"
