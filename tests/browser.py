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


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser; skips where there is none."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright isn't installed: extra 'browser'"
    )
    if CHROMIUM is None:
        pytest.skip("there is no chromium here: apt-get install chromium")
    with playwright.sync_playwright() as started:
        # Sound may begin only with a person's touch, as it is everywhere.
        options = ["--no-sandbox", "--autoplay-policy=user-gesture-required"]
        browser = started.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()
