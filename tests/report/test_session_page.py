"""The report's page shows every text from outside as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sensortrack.language import load_language
from sensortrack.report.session_page import session_page
from tests.conftest import Ended

from .documents import a_document, a_set

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"' onload=a {{ 7*7 }} {% x %} &lt;"
FREE = {
    "person", "source", "notes", "exceptions", "name", "says", "question", "text", "recording", "sha256",
    "rule", "id", "rules_version", "advice", "unseen", "software", "exercise", "unit",
}  # fmt: skip
"""The keys whose texts come from a person, a file or a device, or may."""


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def _of(page: str) -> tuple[set[str], set[str]]:
    parser = _Tags()
    parser.feed(page)
    return parser.tags, parser.attributes


def _hostile(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {k: _hostile(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_hostile(v, key) for v in value]
    return HOSTILE + value if isinstance(value, str) and key in FREE else value


def test_no_text_of_a_session_becomes_markup(run: Callable[..., Ended], tmp_path: Path) -> None:
    ended = run(
        "session", "--virtual", "--fast", "--answers", "good", "-e", "E6", "--home", tmp_path, "--json"
    )
    document = json.loads(ended.out)
    document["notes"] = ["a note"]
    document["plan"]["exceptions"] = ["an exception"]
    hostile = _hostile(document)
    for phase in (p for e in hostile["exercises"] for a in e["attempts"] for p in a["phases"]):
        phase["name"] = phase["name"].removeprefix(HOSTILE)  # a word of the program's own
    for code in ("en", "de"):
        language = load_language(code)
        assert _of(session_page(hostile, language)) == _of(session_page(document, language))
        assert "alert(1)" in session_page(hostile, language)
        assert "49" not in session_page(hostile, language).split("alert(1)")[1][:120]


def test_a_report_that_an_earlier_version_kept_is_still_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Without what is new, with the keys of then, and with a jerk as the sentence that it was."""
    from sensortrack.cli.session_report import print_report

    document = a_document(a_set("E6", jerk="attack@2:out"), by="Dr. N.")
    page = session_page(document, load_language("en"))
    del document["plan"]["by"], document["screening"]["emergency"]
    for dose in document["plan"]["doses"]:
        del dose["each_side"]
    for e in document["exercises"]:
        del e["each_side"], e["observability"]
        for one in e["sets"]:
            del one["mounting"]
        for a in e["attempts"]:
            a["jerks"] = [f"{j['kind']} {j['t_s']:.1f} s" for j in a["jerks"]]
        for f in e["findings"]:
            del f["role"]
            f["kept"] = f.pop("method")
    before = session_page(document, load_language("en"))
    assert before.count("<polygon") == page.count("<polygon")
    assert before.count("#b3261e") == page.count("#b3261e") > 1
    print_report(document, load_language("en"))
    assert "begin and end each movement more gently" in capsys.readouterr().out
