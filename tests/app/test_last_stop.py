"""A STOP at the page as its session ends: it is taken, or the person hears that all was over already."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sensortrack.app.bridge import Bridge
from sensortrack.app.page_messages import StopPressed
from sensortrack.app.page_socket import Client
from sensortrack.app.page_sources import Choice
from sensortrack.app.sitting import SessionOrder, Sitting
from sensortrack.history import History
from sensortrack.home.home_folder import FILE
from sensortrack.language import load_language
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.report.session_page import write_page
from sensortrack.session.listening import ListeningPatient
from sensortrack.session.ports import Clock
from sensortrack.session.set_sources import Opened

from .browsing import BREAKS, visit, wait_for
from .serving import Page, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CATALOGUE = load_catalogue()
PLAN = Plan((Dose("E10", repetitions=1),))
ORDER = SessionOrder("virtual", Choice(True), load_language("en"), lambda history: PLAN)
WITHIN_S = 120.0
PRESS = StopPressed("press", "space")


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with served(tmp_path, speed=10.0) as page:
        yield page


def sent_to(client: Client) -> list[str]:
    """The kinds of message that wait for a page."""

    async def read() -> list[str]:
        client.close(1000, "")
        kinds = []
        while (message := await client.next()) is not None:
            kinds.append(message["t"])
        return kinds

    return asyncio.run(read())


def test_a_stop_that_comes_while_the_report_is_kept_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bridge, tab, write, written = Bridge(), Client("p", "t"), write_page, list[str]()

    def write_slowly(path: Path, text: str) -> None:
        write(path, text)
        written.append(text)
        if len(written) == 1:
            bridge.stop_pressed(tab, PRESS)

    monkeypatch.setattr("sensortrack.home.reports.write_page", write_slowly)

    def opened(choice: object, catalogue: object, clock: Clock, *_: object) -> Opened:
        patient = ListeningPatient(clock.now, rate_hz=50.0)
        return Opened(patient, hear=patient.hear)

    sitting = Sitting(tmp_path, CATALOGUE, bridge, ORDER, opened, speed=100.0, tell=lambda text: None)
    ends_s = time.monotonic() + WITHIN_S
    while sitting.on:
        assert time.monotonic() < ends_s
        time.sleep(0.05)
    with History(tmp_path / FILE) as history:
        (saved,) = history.sessions("virtual")
        assert (saved.ended, saved.stop is not None) == ("stopped", True)
        assert history.obligations("virtual")
    assert len(written) == 2


def test_a_stop_after_the_session_was_kept_is_answered_by_the_truth_once() -> None:
    bridge, tab = Bridge(), Client("p", "t")
    bridge.joined(tab, take=False)
    bridge.clear()
    bridge.stop_pressed(tab, StopPressed("in time", "space"))
    assert bridge.take_stop() is not None
    bridge.over()
    bridge.stop_pressed(tab, StopPressed("in time", "space"))  # sent again: it was taken
    bridge.stop_pressed(tab, StopPressed("too late", "space"))
    assert bridge.take_stop() is None
    assert not bridge.stop_waits
    bridge.clear()
    bridge.stop_pressed(tab, StopPressed("in the next session", "space"))
    assert bridge.take_stop() is not None
    assert sent_to(tab) == ["welcome", "held", "stop_taken", "stop_taken", "stop_late", "stop_taken"]


def test_who_presses_stop_and_the_session_was_over_hears_that_it_is(browser: Browser, page: Page) -> None:
    with visit(browser, page, script=BREAKS) as here:
        here.begin(exercises=["E6"])
        here.state("introduction", "start_pose", "set")
        here.tab.evaluate("heldBack = true; breakSocket()")
        page.leave()
        here.tab.keyboard.press(" ")
        wait_for(here.tab, "sensortrack.log.some((line) => line.key === 'safety.stopped')")
        here.tab.evaluate("heldBack = false")
        wait_for(here.tab, "sensortrack.log.some((line) => line.key === 'safety.after_stop')")
        assert here.standing()["stopped"] == 0
