"""The page on a telephone and on paper: nothing is wider than the screen, no word is broken, few sheets."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sensortrack.language import Language, load_language
from sensortrack.protocol.plan import Dose
from sensortrack.report.session_page import PAGES, session_page

from .documents import a_document, a_set, a_stop

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
with_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
TELEPHONE_PX = 360
MEASURE = """
<body><iframe id="f" style="width:%dpx;height:4000px;border:0" srcdoc="%s"></iframe><script>
document.getElementById("f").onload = (event) => {
  const page = event.target.contentDocument, broken = [], wide = [];
  page.querySelectorAll("details").forEach((d) => { d.open = true; });
  const walk = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.parentElement.closest(".path, svg, style")) continue;
    for (const word of node.data.matchAll(/[^\\s\\/–-]+/g)) {
      const range = page.createRange();
      range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
      const boxes = [...range.getClientRects()].filter((r) => r.width > 0);
      if (new Set(boxes.map((r) => Math.round(r.top))).size > 1) broken.push(word[0]);
      if (boxes.some((r) => r.right > %d)) wide.push(word[0]);
    }
  }
  const found = { broken, wide, width: page.documentElement.scrollWidth };
  document.body.innerHTML = "<pre>" + JSON.stringify(found).replace(/&/g, "&amp;").replace(/</g, "&lt;") + "</pre>";
};</script></body>
"""


def browser(*arguments: str) -> str:
    assert CHROMIUM is not None
    command = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=5000",
        *arguments,
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def document_in(language: Language) -> dict[str, Any]:
    """Of everything something: a STOP, findings of all kinds, an exercise that wasn't begun."""
    return a_document(
        a_set("E3", 4, planned=2, hold_s=14.0), a_set("E6", 2, ended_by="stopped"), a_set("E10", 4),
        doses=[Dose("E3", repetitions=2), Dose("E6", repetitions=5), Dose("E1", duration_s=10.0)],
        stop=a_stop(), ended="stopped", language=language,
    )  # fmt: skip


@with_a_browser
@pytest.mark.parametrize("code", ["en", "de"])
def test_on_a_telephone_no_word_is_broken_and_nothing_is_cut_off(tmp_path: Path, code: str) -> None:
    language = load_language(code)
    page = html.escape(session_page(document_in(language), language))
    (tmp_path / "frame.html").write_text(MEASURE % (TELEPHONE_PX, page, TELEPHONE_PX))
    dom = browser("--dump-dom", f"file://{tmp_path / 'frame.html'}")
    match = re.search(r"<pre>(.*?)</pre>", dom, re.DOTALL)
    assert match is not None, dom[:500]
    found = json.loads(html.unescape(match[1]))
    assert (found["broken"], found["wide"]) == ([], [])
    assert found["width"] <= TELEPHONE_PX


@with_a_browser
def test_person_and_physiotherapist_have_a_sheet_each(tmp_path: Path) -> None:
    language = load_language("de")
    page, paper = tmp_path / "page.html", tmp_path / "paper.pdf"
    page.write_text(session_page(document_in(language), language))
    browser("--no-pdf-header-footer", f"--print-to-pdf={paper}", f"file://{page}")
    sheets = len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes()))
    assert 3 <= sheets <= 4  # and the findings have the rest


def test_only_file_names_may_be_broken() -> None:
    css = (PAGES / "page.css").read_text()
    assert re.findall(r"([.\w]+) \{ overflow-wrap: anywhere", css) == [".path"]
    assert css.count("anywhere") == 1
    assert "word-break" not in css
    assert "hyphens" not in css
