"""What browsers and machines do by themselves: screens lock, tabs hide and hang, laptops sleep, clocks jump."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from sensortrack.app.bridge import RELOAD_S
from sensortrack.app.socket import ASLEEP_S

from .browsing import BREAKS, Visit, visit, wait_for
from .serving import Page, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FASTER = 10.0
FAKES = """
window.fake = { visible: "visible", jump: 0, locks: 0, released: 0, media: {} };
Object.defineProperty(document, "visibilityState", { get: () => fake.visible });
Object.defineProperty(document, "hidden", { get: () => fake.visible !== "visible" });
const wall = Date.now;
Date.now = () => wall() + fake.jump;
let lost = () => {};
Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
  fake.locks += 1;
  return { addEventListener: (_, listener) => { lost = listener; }, release: () => { fake.released += 1; lost(); } };
} } });
window.fake.show = (how) => {
  fake.visible = how;
  if (how !== "visible") lost();  // a browser takes the lock from a page that is hidden
  document.dispatchEvent(new Event("visibilitychange"));
};
navigator.mediaSession.setActionHandler = (action, handler) => { fake.media[action] = handler; };
"""

HANGS = """
window.hang = (ms) => { const ends = performance.now() + ms; while (performance.now() < ends); };
const waiting = [];
let late = false;
const Prompt = WebSocket;
window.WebSocket = class extends Prompt {
  set onmessage(hear) { super.onmessage = (event) => { late ? waiting.push(() => hear(event)) : hear(event); }; }
};
window.hangAndHearLater = (ms) => {
  late = true;
  hang(ms);
  setTimeout(() => { late = false; waiting.splice(0).forEach((hear) => hear()); }, 50);
};
"""
"""A page that hangs; what the program says meanwhile may come to it a moment after it goes on, as where the whole
browser was held up."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with served(tmp_path_factory.mktemp("home"), speed=FASTER) as page:
        yield page


@pytest.fixture(autouse=True)
def _left_as_it_was_found(page: Page) -> Iterator[None]:
    """Whatever became of a test, the next one finds no session under way."""
    yield
    page.leave()


@contextmanager
def in_a_set(browser: Browser, page: Page) -> Iterator[Visit]:
    """A session whose set is on, in a page whose surroundings are a test's to change."""
    with visit(browser, page, script=FAKES + BREAKS + HANGS) as here:
        here.begin(exercises=["E9", "E10", "E11", "E6"])
        here.state("set")
        yield here


def test_the_screen_stays_awake_in_a_session_and_the_lock_is_taken_again_after_it_was_lost(
    browser: Browser, page: Page
) -> None:
    with in_a_set(browser, page) as here:
        assert here.tab.evaluate("fake.locks") == 1
        here.tab.evaluate("fake.show('hidden')")
        here.tab.evaluate("fake.show('visible')")
        wait_for(here.tab, "fake.locks === 2")
        here.tab.click("#stop")
        here.tab.get_by_role("button", name="I'd rather not say").click()
        here.tab.get_by_role("button", name="I'd rather not say").click()
        here.tab.get_by_text("How it went").wait_for()
        assert here.tab.evaluate("fake.released") == 1


def test_a_page_that_is_hidden_pauses_and_a_glance_elsewhere_does_not(browser: Browser, page: Page) -> None:
    with in_a_set(browser, page) as here:
        here.tab.evaluate("fake.show('hidden')")
        here.tab.evaluate("fake.show('visible')")
        here.tab.wait_for_timeout(1200)
        assert here.standing()["state"] != "paused"
        here.tab.evaluate("fake.show('hidden')")
        here.state("paused")
        here.tab.get_by_text("The page was hidden, so the session was paused").wait_for()
        here.tab.evaluate("fake.show('visible')")
        here.tab.get_by_role("button", name="Go on").click()
        here.state("set", "start_pose", "introduction", "rest")


@pytest.mark.parametrize("jump_ms", [30_000, 3 * 3_600_000])
def test_a_laptop_that_slept_finds_the_session_paused(browser: Browser, page: Page, jump_ms: int) -> None:
    """The steady clock stands while Linux sleeps; only the wall's tells. A clock that is set forward looks the same."""
    with in_a_set(browser, page) as here:
        here.tab.evaluate(f"fake.jump = {jump_ms}")
        here.state("paused")
        here.tab.get_by_text("This device was asleep").wait_for()
        assert here.tab.locator("#alarm").is_hidden()  # the program isn't lost


@pytest.mark.parametrize("jump_ms", [-3_600_000, 2000])
def test_a_clock_that_is_set_back_or_corrected_changes_nothing(
    browser: Browser, page: Page, jump_ms: int
) -> None:
    with in_a_set(browser, page) as here:
        done = here.standing()["frame"]["done"]
        here.tab.evaluate(f"fake.jump = {jump_ms}")
        here.until(
            lambda s: (s["frame"] or {}).get("done", 0) > done or s["state"] not in ("set", "start_pose")
        )
        assert here.standing()["state"] != "paused"
        assert here.tab.locator("#alarm").is_hidden()


def test_a_tab_that_hangs_is_paused_though_its_socket_died_meanwhile(browser: Browser, page: Page) -> None:
    # Long enough for its socket to be given up; it is back before the session takes it for gone.
    hangs_ms = 1000.0 * (ASLEEP_S + 0.75 * RELOAD_S)
    with in_a_set(browser, page) as here:
        here.tab.evaluate("(ms) => hang(ms)", hangs_ms)
        here.state("paused")
        here.tab.get_by_role("button", name="Go on").click()
        here.state("set", "start_pose", "introduction", "rest")


def test_a_page_that_was_held_up_for_a_moment_does_not_take_the_program_for_lost(
    browser: Browser, page: Page
) -> None:
    """It is shorter than a sleep, and longer than the program may be silent: what it said comes late."""
    with in_a_set(browser, page) as here:
        for ms in (1500, 2500, 3500):
            here.tab.evaluate("(ms) => hangAndHearLater(ms)", ms)
            here.tab.wait_for_timeout(1000)
        assert not here.tab.evaluate("sensortrack.log.some((line) => line.key === 'safety.program_lost')")


def test_a_page_that_was_away_for_long_finds_a_pause_and_says_so(browser: Browser, page: Page) -> None:
    with in_a_set(browser, page) as here:
        here.tab.evaluate("heldBack = true; breakSocket()")
        here.tab.wait_for_timeout(1500 * RELOAD_S)  # then the session takes it for gone
        here.tab.evaluate("heldBack = false")
        wait_for(here.tab, "sensortrack.log.some((line) => line.key === 'session.page_was_away')")


@pytest.mark.parametrize("action", ["pause", "stop", "play", "nexttrack", "previoustrack"])
def test_every_media_key_is_stop_in_a_session_and_nothing_outside_of_one(
    browser: Browser, page: Page, action: str
) -> None:
    with visit(browser, page, script=FAKES) as here:
        here.tab.click("#look")
        here.tab.click("#begin")
        here.until(lambda s: s["stage"] == "running")
        here.tab.evaluate(f"fake.media.{action}()")
        here.until(lambda s: s["stopped"] > 0)
        here.tab.get_by_role("button", name="Pain", exact=True).wait_for()
