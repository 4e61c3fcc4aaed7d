"""The page on a telephone and on paper: nothing is wider than the screen, no word is broken, few sheets."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sensortrack.language import Language, load_language
from sensortrack.protocol.plan import Dose
from sensortrack.report.session_page import session_page
from sensortrack.report.templates import PAGES
from tests.browser import launched

from .documents import a_document, a_set, a_stop

TELEPHONE_PX = 360
MEASURE = """(width) => {
  const broken = [], wide = [];
  document.querySelectorAll("details").forEach((d) => { d.open = true; });
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.parentElement.closest(".path, svg, style")) continue;
    for (const word of node.data.matchAll(/[^\\s\\/–-]+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
      const boxes = [...range.getClientRects()].filter((r) => r.width > 0);
      if (new Set(boxes.map((r) => Math.round(r.top))).size > 1) broken.push(word[0]);
      if (boxes.some((r) => r.right > width)) wide.push(word[0]);
    }
  }
  return { broken, wide, width: document.documentElement.scrollWidth };
}"""


def document_in(language: Language) -> dict[str, Any]:
    """Of everything something: a STOP, findings of all kinds, an exercise that wasn't begun."""
    return a_document(
        a_set("E3", 4, planned=2, hold_s=14.0), a_set("E6", 2, ended_by="stopped"), a_set("E10", 4),
        doses=[Dose("E3", repetitions=2), Dose("E6", repetitions=5), Dose("E1", duration_s=10.0)],
        stop=a_stop(), ended="stopped", language=language,
    )  # fmt: skip


@pytest.mark.parametrize("code", ["en", "de"])
def test_on_a_telephone_no_word_is_broken_and_nothing_is_cut_off(code: str) -> None:
    language = load_language(code)
    with launched() as browser:
        tab = browser.new_page(viewport={"width": TELEPHONE_PX, "height": 800})
        tab.set_content(session_page(document_in(language), language))
        found = tab.evaluate(MEASURE, TELEPHONE_PX)
    assert (found["broken"], found["wide"]) == ([], [])
    assert found["width"] <= TELEPHONE_PX


def test_person_and_physiotherapist_have_a_sheet_each() -> None:
    language = load_language("de")
    with launched() as browser:
        tab = browser.new_page()
        tab.set_content(session_page(document_in(language), language))
        sheets = len(re.findall(rb"/Type\s*/Page\b", tab.pdf(prefer_css_page_size=True)))
    assert 3 <= sheets <= 4  # and the findings have the rest


def test_only_file_names_may_be_broken() -> None:
    css = (PAGES / "page.css").read_text()
    assert re.findall(r"([.\w]+) \{ overflow-wrap: anywhere", css) == [".path"]
    assert css.count("anywhere") == 1
    assert "word-break" not in css
    assert "hyphens" not in css
