"""What is printed of a session: nothing that only a screen can open, nothing cut at an edge or at a page's end."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from .browsing import SESSION_MS, visit
from .serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

A4_PX = 794 - 2 * 38
"""Width of a sheet of A4 within margins of a centimetre, at 96 pixels an inch."""
PHONE_PX = 360
VISIBLE = "(what) => [...document.querySelectorAll(what)].filter((e) => e.checkVisibility()).length"


def fits(tab: Tab, width_px: int) -> bool:
    tab.set_viewport_size({"width": width_px, "height": 800})
    return bool(tab.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_what_came_of_a_session_is_printed_whole_and_its_report_too(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, speed=40.0) as page, visit(browser, page) as here:
        tab = here.tab
        here.begin(exercises=["E6", "E3"])
        tab.get_by_text("How it went").wait_for(timeout=SESSION_MS)
        assert fits(tab, PHONE_PX)
        tab.emulate_media(media="print")
        assert tab.evaluate(VISIBLE, "button, a.button, summary") == 0
        assert tab.evaluate(VISIBLE, "table") == 0  # one tap away on a screen: what is closed isn't printed
        for details in tab.locator("details").all():
            details.evaluate("(e) => { e.open = true; }")
        assert tab.evaluate(VISIBLE, "table") == 1
        assert fits(tab, A4_PX)
        whole = tab.locator(".card").evaluate_all("(c) => c.map((e) => getComputedStyle(e).breakInside)")
        assert set(whole) == {"avoid"}
        tab.emulate_media(media="screen")
        link = tab.locator("a.button").get_attribute("href")
        report = here.watch(here.context.new_page())
        report.goto(page.url + str(link))
        assert fits(report, PHONE_PX)
        report.emulate_media(media="print")
        assert report.evaluate(VISIBLE, "summary") == 0
        assert fits(report, A4_PX)
        sheets = len(re.findall(rb"/Type\s*/Page\b", report.pdf(format="A4")))
        assert sheets <= 4  # the person's, the physiotherapist's, the findings
