"""Debian's chromium, driven by playwright; without either the tests that need it skip, and say so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)

OPTIONS = ["--no-sandbox", "--autoplay-policy=user-gesture-required"]
"""Sound may begin only with a person's touch, as it is everywhere."""


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser; skips where there is none."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright isn't installed: extra 'browser'"
    )
    if CHROMIUM is None:
        pytest.skip("there is no chromium here: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@contextmanager
def launched_again(browser: Browser) -> Iterator[Browser]:
    """Another one like it, started anew."""
    another = browser.browser_type.launch(executable_path=CHROMIUM, args=OPTIONS)
    yield another
    another.close()
