"""A report is whole in its language: with every line and text of a language marked, no unmarked word is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from string import Formatter
from typing import Any, get_args

import pytest

from sensortrack.language import Language, load_language
from sensortrack.protocol.plan import Dose, PlanException
from sensortrack.records import Code, Cue, Reason
from sensortrack.report.session_page import session_page
from sensortrack.session.events import State

from .documents import CATALOGUE, WHOLE, a_document, a_set, a_stop

MARK = {ord(a): chr(0x0430 + i % 32) for i, a in enumerate("abcdefghijklmnopqrstuvwxyz")}
MARK |= {ord(a): chr(0x0410 + i % 32) for i, a in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
KEPT = {"anna", "Dr", "sensortrack", "plan", "toml", "UTC", "Hz", "kg", "deg", "athlete", "an", "virtual"}
"""Names, units, and what people wrote themselves."""
IDS = [r.id for e in CATALOGUE.exercises for r in CATALOGUE.rules_of(e)] + [c.id for c in CATALOGUE.screening]


def marked(line: str) -> str:
    """A line in an unknown script, its places as they were; the words within a place's `|one|more` as well."""
    parts = []
    for literal, name, spec, _ in Formatter().parse(line):
        parts.append(literal.translate(MARK))
        if name is not None:
            words = spec and (spec.startswith("|") or " " in spec)
            parts.append(f"{{{name}{':' + (spec.translate(MARK) if words else spec) if spec else ''}}}")
    return "".join(parts)


def unknown_language() -> Language:
    """English in an unknown script: its lines, and the catalogue's texts that German has."""
    english, german = load_language("en"), load_language("de")
    return Language(
        "xx",
        "unknown",
        {key: marked(line) for key, line in english.lines.items()},
        {text: text.translate(MARK) for text in german.texts},
        ",",
    )


class Words(HTMLParser):
    """All that a reader sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag == "style"
        self.found += [v for k, v in attrs if k in ("aria-label", "data-name", "title", "alt") and v]

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)


def unmarked(page: str) -> list[str]:
    words = Words()
    words.feed(page)
    text = " ".join(words.found)
    for id in sorted(IDS, key=len, reverse=True):
        text = text.replace(id, " ")
    text = re.sub(r"\S*/\S*|\b[0-9a-f]{8,}\b|\S+\.csv", " ", text)
    return [w for w in re.findall(r"[A-Za-z]{2,}", text) if w not in KEPT]


XX = unknown_language()
STOPS = {"key": "weakness", "Ctrl-C": None, "pain score": "pain", "answer": None}


def cue(text: str, rule: str | None = None) -> Cue:
    return Cue(1.0, "a.key", text.translate(MARK), "E6", 1, rule)


def broken() -> dict[str, Any]:
    """Rules broken in every way that fits into one session, an exception among them."""
    planned = {"E6": 12, "E3": 2, "E8": 5}
    return a_document(
        a_set("E6", 12, jerk="attack@2:out"),
        a_set("E3", 4, planned=2, hold_s=14.0),
        a_set("E10", 4),
        a_set("E11", 5, hold_s=0.8),
        a_set("E9", 12, planned=12),
        a_set("E1", planned=None, swing_deg=25.0),
        doses=[*(Dose(id, repetitions=n) for id, n in planned.items()), Dose("E1", duration_s=10.0)],
        exceptions=(PlanException("E6.count", 12.0, "Dr", "an athlete", unit="repetitions"),),
        by="Dr",
        answers={("E3.bent_leg", "E3"): "no", ("E3.weight", "E3"): "no", "G6": "no"},
        language=XX,
    )  # fmt: skip


def faults() -> list[Reason]:
    path = "/home/anna/E6_1.csv"
    whys = [
        Reason(Code.NOT_RECORDED),
        Reason(Code.NO_SUCH_EXERCISE, file="/x/plan.toml"),
        *(
            Reason(c, path=path)
            for c in (Code.RECORDING_GONE, Code.RECORDING_CHANGED, Code.RECORDING_UNREADABLE)
        ),
    ]
    return [
        Reason(Code.JUDGED_AFTERWARDS),
        *(Reason(Code.BROKEN_OFF, fault=fault) for fault in ("sensor", "file", "data", "program")),
        *(Reason(Code.NOT_USED, exercise="E6", set_number=1, why=why) for why in whys),
    ]


def ordinary() -> dict[str, Any]:
    return a_document(
        a_set("E6"),
        a_set("E7", 10),
        a_set("E1", planned=None),
        doses=[Dose("E6", repetitions=5), Dose("E7", repetitions=5), Dose("E1", duration_s=10.0)],
        cues=(cue("Begin"), cue("Breathe", "G3"), cue("No load", "G6")),
        answers={("pain_after", "E6"): "1", ("G5", "E6"): "no"},
        language=XX,
    )


def not_judged() -> dict[str, Any]:
    sets = (a_set("E6", rate_hz=20.0), a_set("E5"), a_set("E8", gaps=((12.0, 1.5),)))
    return a_document(*sets, language=XX)


def stopped(by: str, reason: Any) -> dict[str, Any]:
    done = a_set("E6", 2, ended_by="stopped")
    return a_document(done, stop=a_stop("E6", by, reason), ended="stopped", language=XX)


def screened(id: str) -> dict[str, Any]:
    return a_document(screening=WHOLE | {id: "yes"}, ended="blocked", language=XX)


DOCUMENTS: dict[str, Callable[[], dict[str, Any]]] = {
    "ordinary": ordinary,
    "broken rules": broken,
    "not judged": not_judged,
    "judged again": lambda: a_document(a_set("E6"), notes=faults(), ended=None, language=XX),
    "too much pain": lambda: a_document(ended="blocked", answers={"pain_before": "9"}, language=XX),
    "left": lambda: a_document(ended="left", screening=None, language=XX),
    **{c.kind: partial(screened, c.id) for c in CATALOGUE.screening},
    **{f"stopped by {by}": partial(stopped, by, reason) for by, reason in STOPS.items()},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_word_of_a_report_is_left_in_english(name: str) -> None:
    assert unmarked(session_page(DOCUMENTS[name](), XX)) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nor_is_one_in_the_terminal(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    from sensortrack.cli.session_report import print_report

    print_report(DOCUMENTS[name](), XX)
    assert unmarked(capsys.readouterr().out) == []


def test_an_unmarked_word_is_found() -> None:
    document = ordinary() | {"notes": ["an English sentence"]}
    assert unmarked(session_page(document, XX)) == ["English", "sentence"]


def test_every_line_of_german_is_german() -> None:
    """Where a line has words, it isn't the English one; a few words are both."""
    english, german = load_language("en"), load_language("de")
    same = [
        k
        for k, line in english.lines.items()
        if line == german.lines[k] and re.search(r"[A-Za-z]{2,} [a-z]{2,}", line)
    ]
    assert same == []


@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize("state", sorted({*get_args(State)} - {"stopped"}))
def test_a_stop_has_a_report_whatever_the_session_was_doing(code: str, state: str) -> None:
    stop = replace(a_stop(), state=state)
    page = session_page(
        a_document(ended="stopped", stop=stop, doses=[Dose("E6", repetitions=3)]), load_language(code)
    )
    assert "STOP" in page
