"""What came of a session is shown once, and never over what the person has begun to do since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from sensortrack.errors import UsageError

from .browsing import BREAKS, Visit, visit, wait_for
from .serving import Page, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

HOME, TAKE_OVER = "To the first page", "Go on here"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with served(tmp_path_factory.mktemp("home"), speed=10.0) as page:
        yield page


@contextmanager
def in_a_session(browser: Browser, page: Page, script: str = BREAKS) -> Iterator[Visit]:
    """A page that holds a session."""
    with visit(browser, page, script=script) as here:
        here.begin(exercises=["E6"])
        here.state("introduction", "start_pose", "set")
        yield here


def second_page(here: Visit) -> Tab:
    """Another page of the same person, which sees that the session is open elsewhere."""
    other = here.watch(here.context.new_page())
    other.goto(here.page.url)
    other.get_by_role("button", name=TAKE_OVER).wait_for()
    return other


@contextmanager
def after_a_session(browser: Browser, page: Page, script: str = BREAKS) -> Iterator[Visit]:
    """A page that shows what came of a session."""
    with in_a_session(browser, page, script) as here:
        page.leave()
        here.tab.get_by_role("button", name=HOME).wait_for()
        yield here


def reconnect(here: Visit) -> None:
    """The socket is lost, and comes again: the program says how things stand."""
    with here.tab.expect_websocket() as again:
        here.tab.evaluate("breakSocket()")
    again.value.wait_for_event("framereceived", lambda frame: '"held"' in str(frame))
    here.tab.wait_for_timeout(200)  # longer than a view takes to be drawn


def test_a_socket_that_comes_again_takes_nobody_from_what_they_are_at(browser: Browser, page: Page) -> None:
    with after_a_session(browser, page) as here:
        here.tab.get_by_role("button", name=HOME).click()
        here.tab.click("#look")
        here.tab.locator("#begin").wait_for()
        reconnect(here)
        assert here.tab.locator("#begin").is_visible()


def test_an_outcome_that_is_shown_stays_when_the_socket_comes_again(browser: Browser, page: Page) -> None:
    with after_a_session(browser, page) as here:
        here.tab.evaluate("document.querySelector('h1').dataset.mark = 'mine'")
        reconnect(here)
        assert here.tab.locator("h1[data-mark='mine']").is_visible()


def test_a_page_that_is_loaded_anew_shows_the_outcome_and_not_the_first_page(
    browser: Browser, page: Page
) -> None:
    with after_a_session(browser, page) as here:
        here.tab.reload()
        here.tab.get_by_role("button", name=HOME).wait_for()
        here.tab.wait_for_timeout(1200)  # longer than the first page waits for the socket
        assert here.tab.locator("#look").count() == 0


def test_an_outcome_that_comes_while_the_socket_is_away_is_shown_when_it_comes_again(
    browser: Browser, page: Page
) -> None:
    with in_a_session(browser, page) as here:
        here.tab.evaluate("heldBack = true; breakSocket()")
        page.leave()
        here.tab.evaluate("heldBack = false")
        here.tab.get_by_role("button", name=HOME).wait_for()


def test_an_outcome_that_was_left_is_not_shown_again_by_a_page_that_is_loaded_anew(
    browser: Browser, page: Page
) -> None:
    with after_a_session(browser, page) as here:
        here.tab.get_by_role("button", name=HOME).click()
        here.tab.locator("#look").wait_for()
        here.tab.reload()
        here.tab.locator("#look").wait_for()
        assert not here.tab.get_by_role("button", name=HOME).is_visible()


def test_an_outcome_that_cannot_be_fetched_says_so_and_leads_on(browser: Browser, page: Page) -> None:
    with in_a_session(browser, page) as here:
        here.tab.route("**/api/after/*", lambda route: route.abort())
        page.leave()
        here.tab.get_by_role("button", name="Try again").click()
        here.tab.locator("#look").wait_for()


def test_a_page_that_takes_over_when_all_is_over_shows_the_outcome_and_leads_on(
    browser: Browser, page: Page
) -> None:
    with in_a_session(browser, page) as here:
        other = second_page(here)
        page.leave()
        other.get_by_role("button", name=TAKE_OVER).click()
        other.get_by_role("button", name=HOME).click()
        other.locator("#look").wait_for()
        here.tab.get_by_role("button", name=TAKE_OVER).click()
        here.tab.locator("#look").wait_for()


def test_a_page_that_pressed_stop_elsewhere_hears_the_session_that_it_takes_over(
    browser: Browser, page: Page
) -> None:
    with in_a_session(browser, page) as here:
        other = second_page(here)
        other.click("#stop")
        here.until(lambda s: s["stopped"] > 0)
        other.get_by_role("button", name=TAKE_OVER).click()
        here.until(lambda s: s["stopped"] > 0 and not s["muted"], other)
    page.leave()


HELD = """
const Whole = WebSocket;
let waiting = sessionStorage.held ? [] : null;
window.WebSocket = class extends Whole {
  set onmessage(take) { super.onmessage = (m) => { waiting ? waiting.push(() => take(m)) : take(m); }; }
};
window.release = () => { const all = waiting; waiting = null; all.forEach((take) => take()); };
"""


@contextmanager
def loaded_anew_while_the_socket_is_late(browser: Browser, page: Page) -> Iterator[Visit]:
    """The first page, though there is an outcome to be seen: what the program says waits for `release`."""
    with after_a_session(browser, page, HELD) as here:
        here.tab.evaluate("sessionStorage.held = 'yes'")
        here.tab.reload()
        here.tab.locator("#look").wait_for()
        yield here


def test_an_outcome_that_comes_later_than_the_first_page_takes_its_place(
    browser: Browser, page: Page
) -> None:
    with loaded_anew_while_the_socket_is_late(browser, page) as here:
        here.tab.evaluate("release()")
        here.tab.get_by_role("button", name=HOME).wait_for()


def test_an_outcome_that_comes_later_than_a_touch_of_the_first_page_is_not_shown(
    browser: Browser, page: Page
) -> None:
    with loaded_anew_while_the_socket_is_late(browser, page) as here:
        here.tab.click("#look")
        here.tab.locator("#begin").wait_for()
        here.tab.evaluate("release()")
        wait_for(here.tab, "!!sensortrack.standing.done")
        here.tab.wait_for_timeout(200)
        assert here.tab.locator("#begin").is_visible()


def in_use(*_: object) -> NoReturn:
    raise UsageError("The sensor is in use.")


def test_a_session_that_fails_while_it_is_opened_is_reported_once(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, opener=in_use) as page, visit(browser, page, script=BREAKS) as here:
        here.begin()
        here.tab.get_by_role("button", name="Try again").click()
        here.tab.click("#look")
        here.tab.locator("#begin").wait_for()
        reconnect(here)
        assert here.tab.locator("#begin").is_visible()
