"""The first page: what was done of what was planned, the best, the one thing to do better; nothing is made up."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.protocol.plan import Dose, PlanException
from sensortrack.report.first_page import summary
from sensortrack.report.planned_and_done import amounts
from sensortrack.report.report_words import all_findings, anchor, counts_line, standing
from sensortrack.report.session_page import session_page

from .documents import ENGLISH, a_document, a_set, a_stop

Document = dict[str, Any]
TAG = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(TAG.sub(" ", page)))


def a_count(n: int | None, left: int | None, right: int | None, planned: int, *, each_side: bool) -> Document:
    """A session of one set, in which so many were counted."""
    one = {
        "number": 1, "start_s": 0.0, "end_s": 60.0, "ended_by": "done", "planned": planned,
        "repetitions": n, "left": left, "right": right,
    }  # fmt: skip
    exercise = {
        "id": "E7", "name": "turning", "each_side": each_side, "observability": "clearly", "unseen": None,
        "sets": [one], "attempts": [], "findings": [],
    }  # fmt: skip
    dose = {"exercise": "E7", "name": "turning", "series": 1, "repetitions": planned, "duration_s": None}
    return {"exercises": [exercise], "plan": {"doses": [dose]}, "stop": None}


@given(n=st.integers(0, 30), planned=st.integers(1, 15))
def test_only_what_was_planned_is_as_planned(n: int, planned: int) -> None:
    (amount,) = amounts(a_count(n, None, None, planned, each_side=False), ENGLISH)
    expected = "none" if n == 0 else "as_planned" if n == planned else "more" if n > planned else "fewer"
    assert amount.kind == expected
    assert amount.done == f"{n} of {planned}"


@given(left=st.integers(0, 12), right=st.integers(0, 12), planned=st.integers(1, 10))
def test_each_side_has_to_have_its_own(left: int, right: int, planned: int) -> None:
    (amount,) = amounts(a_count(left + right, left, right, planned, each_side=True), ENGLISH)
    if max(left, right) == 0:
        assert amount.kind == "none"
    elif max(left, right) > planned:
        assert amount.kind == "more"
    else:
        assert (amount.kind == "as_planned") == (left == right == planned)
    assert f"left {left}, right {right}" in amount.done


@given(n=st.integers(1, 30), planned=st.integers(1, 15))
def test_where_the_sides_are_not_known_both_together_are_compared(n: int, planned: int) -> None:
    (amount,) = amounts(a_count(n, None, None, planned, each_side=True), ENGLISH)
    assert (amount.kind == "as_planned") == (n == 2 * planned)


def test_what_the_sensor_hardly_sees_is_never_the_persons_fault() -> None:
    document = a_count(0, None, None, 5, each_side=False)
    document["exercises"][0]["observability"] = "hardly"
    assert amounts(document, ENGLISH)[0].kind == "hardly"


def by_exception() -> Document:
    allowed = (PlanException("E6.count", 12.0, "Dr. N.", "an athlete", unit="repetitions"),)
    done, dose = a_set("E6", 12, planned=12), Dose("E6", repetitions=12)
    return a_document(done, doses=[dose], exceptions=allowed, by="Dr. N.")


PAGES: dict[str, Callable[[], Document]] = {
    "as planned": lambda: a_document(a_set("E6"), a_set("E10")),
    "more": lambda: a_document(a_set("E6", 7)),
    "fewer": lambda: a_document(a_set("E6", 4), a_set("E10", 4)),
    "a jerk": lambda: a_document(a_set("E6", jerk="attack@2:out")),
    "too long": lambda: a_document(a_set("E3", 4, planned=2, hold_s=14.0)),
    "too short": lambda: a_document(a_set("E3", 4, planned=2, hold_s=5.0)),
    "by exception": by_exception,
    "too slow to be judged": lambda: a_document(a_set("E6", rate_hz=20.0)),
    "nothing": lambda: a_document(a_set("E6", 5, amplitude_deg=1.0)),
    "stopped": lambda: a_document(a_set("E6", 2, ended_by="stopped"), stop=a_stop(), ended="stopped"),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_best_rests_on_a_finding_that_passed_and_advice_on_one_that_failed(name: str) -> None:
    document = PAGES[name]()
    short, page = summary(document, ENGLISH), session_page(document, ENGLISH)
    at = {anchor(f, e): f for e, f in all_findings(document)}
    assert all(page.count(f'id="{one}"') == 1 for one in at)  # each finding stands on the page once
    assert short.best.anchor is None or at[short.best.anchor]["outcome"] == "pass"
    for one in (short.best, short.better):
        if one is not None and one.anchor is not None:
            assert f'href="#{one.anchor}"' in page
    failed = [f for f in at.values() if f["outcome"] == "fail"]
    if failed and name != "stopped":
        assert short.better is not None
        assert short.better.anchor is not None
        assert at[short.better.anchor] in failed


def test_what_went_best_and_what_to_do_better_are_the_right_ones() -> None:
    said = {name: summary(document(), ENGLISH) for name, document in PAGES.items()}
    assert "without a jerk" in said["as planned"].best.text
    assert said["as planned"].heading == "You did everything that was planned."
    assert {n: s.better.text.split(":")[-1].split(".")[0].strip() for n, s in said.items() if s.better} == {
        "as planned": "Nothing stood out",
        "more": "Nothing stood out",
        "fewer": "a few more repetitions, if they feel good",
        "a jerk": "begin and end each movement more gently",
        "too long": "come back a little sooner",
        "too short": "stay a little longer, if it feels good",
        "by exception": "Nothing stood out",
        "too slow to be judged": "Not enough could be judged today to give advice",
        "nothing": "Not enough could be judged today to give advice",
    }


def test_less_than_asked_for_is_no_broken_rule_on_the_page() -> None:
    for name in ("fewer", "too short"):
        found = [standing(f) for _, f in all_findings(PAGES[name]())]
        assert "short" in found
        assert "fail" not in found
        text = text_of(session_page(PAGES[name](), ENGLISH))
        assert "not reached" in text
        assert "FAIL" not in text
        assert "0 broken" in counts_line(PAGES[name](), ENGLISH)
    assert "FAIL" in text_of(session_page(PAGES["too long"](), ENGLISH))


def test_more_than_planned_is_named_so_and_nothing_is_no_success() -> None:
    more = text_of(session_page(PAGES["more"](), ENGLISH))
    assert "7 of 5: more than planned" in more
    assert "7 of 5, more than planned" in more  # in the details, too
    nothing = text_of(session_page(PAGES["nothing"](), ENGLISH))
    assert "No repetition was counted today." in nothing
    assert "Not enough could be judged today to name one thing." in nothing
    for praise in ("well done", "all smooth", "everything that was planned", "as planned"):
        assert praise not in nothing.lower()


def test_times_are_the_persons_own() -> None:
    text = text_of(session_page(PAGES["as planned"](), ENGLISH))
    assert "2 March 2026, 00:30" in text
    assert "asked on 2026-03-02" in text
    assert "22:30" not in text
    assert "2026-03-01" not in text


def test_pain_before_and_after_is_said() -> None:
    for after, said in (("0", "less than before"), ("1", "neither more nor less"), (None, "weren't asked")):
        answers = {} if after is None else {("pain_after", "E6"): after}
        assert said in summary(a_document(a_set("E6"), answers=answers), ENGLISH).pain.said
