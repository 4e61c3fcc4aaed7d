"""The report of a session as a page: one file, nothing loaded from elsewhere, fit for paper.

The pages are templates of jinja2 in `pages/`, which escapes whatever is put into them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from ..language import Language
from ..private_files import new_file
from . import earlier, page_beginning, physio, planned_and_done, report_words
from .first_page import summary
from .set_drawing import drawing
from .templates import templates


def session_page(document: Mapping[str, Any], language: Language) -> str:
    """The page of a session's document: for the person, for the physiotherapist, the findings with details.

    A session that didn't start has a short page of its own.

    Parameters
    ----------
    document : mapping
        `sensortrack.session/1`.
    language : Language
        That the page is written in.

    Returns
    -------
    str
        HTML.
    """

    def tenths(value: float | None) -> str:
        return "" if value is None else language.number(value, ".1f")

    page = _pages().get_template("session.html")
    return page.render(
        document=earlier.as_today(document), language=language, say=language.say, tenths=tenths
    )


@cache
def _pages() -> Environment:
    pages = templates()
    parts = (
        planned_and_done.set_line,
        drawing,
        page_beginning.after_stop,
        page_beginning.not_started,
        physio.numbers,
        physio.sensor_lines,
        summary,
        report_words.anchor,
        report_words.counts_line,
        report_words.day,
        report_words.evidence_of,
        report_words.facts,
        report_words.jerk_words,
        report_words.limit_of,
        report_words.limits,
        report_words.moment,
        report_words.standing,
        report_words.stop_lines,
        report_words.value_of,
        report_words.why_of,
    )
    pages.globals |= {part.__name__: part for part in parts}
    pages.globals |= {
        "by_id": lambda exercises: {e["id"]: e for e in exercises},
        "file_name": lambda path: Path(path).name,
        "findings_of": physio.found,
        "rules_in": _rules,
    }
    return pages


def _rules(document: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Each rule that has a finding once: id, what it says, how it is kept."""
    rows = [f for _, f in report_words.all_findings(document)]
    rows += [f for e in document["not_done"] for f in e["findings"]]
    return list(dict.fromkeys((f["rule"], f["says"], f["method"]) for f in rows))


def write_page(path: Path, page: str) -> None:
    """Write a page into a new file, readable by its owner only; raises what `private_files.new_file` raises."""
    with new_file(path) as file:
        file.write(page.encode("utf-8", "replace"))
