"""The questions at the page: what is pressed for one is no answer to the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sensortrack.app.bridge import Bridge
from sensortrack.app.page_messages import Reply
from sensortrack.app.page_socket import Client
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.screening import screening_order
from sensortrack.session.events import Ask

from .browsing import Visit, visit
from .serving import served
from .test_person import person_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PRESSES_AT_ONCE = """() => new MutationObserver(
  () => document.querySelectorAll(".ask button")[1]?.click()
).observe(document.getElementById("view"), { childList: true })"""
"""The second click of a double click comes as the next question is shown in the place of the first."""
SEEN_WITHIN_MS = 500
"""Within this time what an answer leads to is seen; it takes a tenth of that."""


def is_open(here: Visit, question: str) -> None:
    here.until(lambda s: (s["ask"] or {}).get("question") == question)


def test_the_second_click_of_a_double_click_is_no_answer_to_the_next_question(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sensortrack.app.person.good_answers", lambda catalogue: {})
    asked = [one.id for one in screening_order(load_catalogue())]
    with served(tmp_path) as page, visit(browser, page) as here:
        here.begin(exercises=["E6"])
        is_open(here, asked[0])
        here.tab.evaluate(PRESSES_AT_ONCE)
        for then in asked[1:3]:
            here.tab.get_by_role("button", name="No", exact=True).click()
            is_open(here, then)
            here.tab.wait_for_timeout(SEEN_WITHIN_MS)
            assert here.standing()["ask"]["question"] == then
        page.leave()


def test_an_answer_to_a_question_that_was_withdrawn_is_none_to_the_one_that_came_instead() -> None:
    bridge = Bridge()
    page = Client("p", "t")
    bridge.joined(page, take=False)
    person = person_at(bridge, virtual=False)
    assert person.answer(Ask("pain_after", "?", "score")) is None
    bridge.replied(page, Reply("pain_after", "9"))  # it is on its way as STOP withdraws the question
    assert person.answer(Ask("stop_pain", "?", "score_or_nothing")) is None
    bridge.replied(page, Reply("stop_pain", "4"))
    answered = person.answer(Ask("stop_pain", "?", "score_or_nothing"))
    assert answered is not None
    assert (answered.what, answered.value) == ("answer", "4")
