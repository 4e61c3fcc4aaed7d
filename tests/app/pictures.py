"""Takes the pictures of the page, with chromium and pillow: `python -m tests.app.pictures docs/pictures`."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from tests.browser import launched

from .browsing import Visit, visit
from .serving import Page, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SPEED = 8.0
PHONE, TABLET, SCREEN, WINDOW = (360, 740), (820, 1180), (1920, 1080), (1000, 800)
SHEETS = {
    "app-phone-1": (PHONE, ("first", "today", "sound", "mounting", "introduction", "set")),
    "app-phone-2": (PHONE, ("rest", "paused", "why", "pain", "after", "weeks", "plan")),
    "app-tablet": (TABLET, ("mounting", "introduction", "set", "why")),
    "app-wide-1": (SCREEN, ("introduction", "set")),
    "app-wide-2": (SCREEN, ("today", "plan")),
}
"""Pictures side by side."""
HEIGHT = {PHONE: 520, TABLET: 420, SCREEN: 360}
"""Of each of them in its row, in pixels."""
ALONE = ("first", "today", "sound", "mounting", "set", "after")
"""Those of the tutorial."""
GAP, COLOURS = 12, 64


@contextmanager
def home(browser: Browser, size: tuple[int, int]) -> Iterator[Visit]:
    """A visit to a page that has seen no session yet."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), speed=SPEED) as page,
        visit(browser, page, viewport={"width": size[0], "height": size[1]}) as here,
    ):
        yield here
        ended(page)


def ended(page: Page) -> None:
    """Leave the session that is on, if any."""
    page.serving.desk.close()


def views(here: Visit) -> Iterator[str]:
    """Go through the views, and name each one that stands."""
    tab = here.tab
    yield "first"
    tab.click("#start")
    tab.get_by_role("heading", name="How to wear it").wait_for()
    tab.evaluate(
        "document.getElementById('sensors').replaceChildren('Looking for sensors. Switch yours on.')"
    )
    tab.wait_for_timeout(300)
    yield "today"
    tab.get_by_role("button", name="Back").click()
    tab.get_by_role("button", name="Plan (physiotherapist)").click()
    tab.locator("#keep").wait_for()
    tab.check("#plan-E3 input[type=checkbox]")
    tab.fill("input[name='E3 repetitions']", "12")
    tab.locator("#plan-E3 .wrong").wait_for()
    tab.locator("#plan-E3").scroll_into_view_if_needed()
    yield "plan"
    tab.get_by_role("button", name="To the first page").click()
    tab.click("#look")
    tab.locator("#begin").wait_for()
    yield "sound"
    tab.get_by_role("button", name="Back").click()
    tab.locator("#look").wait_for()
    here.plan({"exercise": "E9", "series": 2, "repetitions": 3, "hold_s": 5})
    here.begin(written=True, mounting=True)
    here.until(lambda s: s["state"] == "mounting" and "find out" in s["said"])
    yield "mounting"
    here.until(lambda s: s["state"] == "introduction" and "lean into" in s["said"])
    yield "introduction"
    here.until(lambda s: (s["frame"] or {}).get("done") == 1 and s["frame"]["phase"] == "hold")
    yield "set"
    here.state("rest")
    yield "rest"
    tab.keyboard.press("p")
    here.state("paused")
    yield "paused"
    tab.keyboard.press(" ")
    tab.get_by_role("button", name="Pain", exact=True).wait_for()
    yield "why"
    tab.get_by_role("button", name="Pain", exact=True).click()
    tab.get_by_role("button", name="I'd rather not say").wait_for()
    yield "pain"
    tab.get_by_role("button", name="3", exact=True).click()
    tab.get_by_text("How it went").wait_for()
    yield "after"
    tab.get_by_role("button", name="To the first page").click()
    tab.locator("#look").wait_for()
    tab.fill("input[name=person]", "virtual")
    tab.get_by_role("button", name="My weeks").click()
    tab.get_by_role("heading", name="Days with sessions").wait_for()
    yield "weeks"


def taken(browser: Browser, size: tuple[int, int]) -> dict[str, Image.Image]:
    """A picture of each view at that size."""
    with home(browser, size) as here:
        return {name: Image.open(io.BytesIO(here.tab.screenshot())).convert("RGB") for name in views(here)}


def side_by_side(pictures: Sequence[Image.Image], height: int) -> Image.Image:
    """Pictures of one size in a row."""
    width = round(height * pictures[0].width / pictures[0].height)
    sheet = Image.new("RGB", (len(pictures) * (width + GAP) - GAP, height), "white")
    for k, picture in enumerate(pictures):
        sheet.paste(picture.resize((width, height)), (k * (width + GAP), 0))
    return sheet


def save(picture: Image.Image, path: Path) -> None:
    """Write it with few colours: a page has few."""
    picture.quantize(COLOURS).save(path, optimize=True)
    print(path)


def main(out: Path) -> None:
    """Take all of them."""
    with launched() as browser:
        window = taken(browser, WINDOW)
        for name in ALONE:
            save(window[name], out / f"app-{name}.png")
        by_size = {size: taken(browser, size) for size in (PHONE, TABLET, SCREEN)}
    for name, (size, shown) in SHEETS.items():
        save(side_by_side([by_size[size][view] for view in shown], HEIGHT[size]), out / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
