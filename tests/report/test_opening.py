"""A session that didn't start has a short page: help first, why, what to do. After a STOP it says what comes next."""

from __future__ import annotations

from typing import Any

import pytest

from sensortrack.language import load_language
from sensortrack.report.session_page import session_page

from .documents import CATALOGUE, ENGLISH, WHOLE, a_document, a_set, a_stop
from .test_summary import text_of

GERMAN = load_language("de")


def body(document: dict[str, Any], language: Any = ENGLISH) -> str:
    return text_of(session_page(document, language).split("<body>")[1]).strip()


def screened(**answers: str | None) -> dict[str, Any]:
    replies = {id: a for id, a in (WHOLE | answers).items() if a is not None}
    return a_document(screening=replies, ended="blocked", answers={"pain_before": "0"})


@pytest.mark.parametrize("condition", [c.id for c in CATALOGUE.screening])
def test_a_condition_has_a_short_page_with_the_answer_and_whom_to_call(condition: str) -> None:
    (asked,) = [c for c in CATALOGUE.screening if c.id == condition]
    document = screened(**{condition: "yes"})
    text = body(document)
    assert f"{asked.question} Your answer: yes" in text
    first = text.split(asked.question)[0]
    assert asked.advice in first
    assert "physiotherapist" not in text
    if asked.kind == "emergency":
        assert text.startswith("Call 112, 999 or 911 now.")
        assert len(text) < 800
        assert body(document, GERMAN).startswith("Rufen Sie jetzt die 112 an.")
    else:
        assert text.startswith("The session did not start")
        assert "Call your doctor's practice." in first


def test_in_an_emergency_nothing_but_that_is_said() -> None:
    text = body(screened(**{"X.saddle": "yes", "C1.kidney": "yes", "G7": None}))
    kidney = next(c for c in CATALOGUE.screening if c.id == "C1.kidney")
    assert kidney.question not in text
    assert kidney.advice not in text


def test_who_has_too_much_pain_or_leaves_at_the_beginning_has_a_short_page_too() -> None:
    pain = body(a_document(ended="blocked", answers={"pain_before": "9"}))
    assert "Your pain was 9 of 10." in pain
    assert "See a doctor if it doesn't pass." in pain
    left = body(a_document(ended="left", screening=None, answers={}))
    assert "You ended the session before the first exercise." in left
    assert "asked again next time" in left
    assert "Nothing was recorded." in body(a_document(ended="left"))
    assert "The program ended before the first exercise." in body(a_document(ended=None))
    assert all("What went best" not in text for text in (pain, left))


def test_after_a_stop_the_page_begins_with_what_it_means_and_what_comes_next() -> None:
    text = body(a_document(a_set("E6", 2, ended_by="stopped"), stop=a_stop(), ended="stopped"))
    order = [
        "You stopped because of pain. That was right.",
        "call the emergency number now",
        "What comes next",
        "all questions are asked again",
        "one step easier",
        "What you did",
    ]
    at = [text.index(part) for part in order]
    assert at == sorted(at)
    assert "One thing for next time" not in text  # nothing tells them to go on
    assert "just like this" not in text


def test_after_a_stop_nothing_is_promised_of_a_clinicians_plan() -> None:
    done = a_set("E6", 2, ended_by="stopped")
    text = body(a_document(done, stop=a_stop(), ended="stopped", by="Dr. N."))
    assert "ask Dr. N. whether it should be less" in text
    assert "one step easier" not in text


@pytest.mark.parametrize(
    ("by", "reason", "said"),
    [
        ("pain score", "pain", "it hurt more than before"),
        ("answer", None, "you reported a bad sign"),
        ("key", None, "always right when something feels wrong"),
        ("key", "nausea", "because of nausea"),
    ],
)
def test_who_or_what_stopped_is_said(by: str, reason: Any, said: str) -> None:
    assert said in body(a_document(stop=a_stop(None, by, reason, None), ended="stopped"))
