"""A session as its person wants to know it: what was done, the best thing, the one thing to do better, pain.

The words are those of the report's first page (`report/first_page.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..language import Language
from ..report.earlier import as_today
from ..report.first_page import summary
from ..report.planned_and_done import set_line
from ..report.report_words import limit_of, limits, standing, stop_lines, value_of, why_of
from ..report.set_drawing import drawing

Row = Mapping[str, Any]


def afterwards(document: Row, language: Language) -> dict[str, Any]:
    """What the page shows after a session.

    Parameters
    ----------
    document : mapping
        `sensortrack.session/1`.
    """
    document = as_today(document)
    session = document["session"]
    first_page = summary(document, language) if document["exercises"] else None
    return {
        "id": session["id"],
        "end": session["ended"],
        "did": "" if first_page is None else first_page.heading,
        "best": None if first_page is None else asdict(first_page.best),
        "better": None if first_page is None or first_page.better is None else asdict(first_page.better),
        "scores": document["pain"],
        "stop": stop_lines(document, language),
        "exercises": [_exercise(e, language) for e in document["exercises"]],
        "findings": [_finding(f, e["name"], language) for e in document["exercises"] for f in e["findings"]]
        + [_finding(f, "", language) for f in document["general"]],
        "notes": [*document["notes"], *document["plan"]["exceptions"], *limits(document, language)],
        "advice": [] if document["screening"] is None else document["screening"]["advice"],
    }


def _exercise(exercise: Row, language: Language) -> dict[str, Any]:
    sets = []
    for one in exercise["sets"]:
        of_it = [a for a in exercise["attempts"] if a["set"] == one["number"]]
        drawn = drawing(of_it, one, language)
        sets.append(
            {
                "line": set_line(one, exercise, language),
                "drawing": None if drawn is None else asdict(drawn),
            }
        )
    return {"id": exercise["id"], "name": exercise["name"], "sets": sets}


def _finding(finding: Row, name: str, language: Language) -> dict[str, str]:
    say = language.say
    return {
        "exercise": name,
        "rule": finding["rule"],
        "says": language.of(finding["says"]),
        "outcome": finding["outcome"],
        "outcome_said": say(f"report.outcome_{standing(finding)}"),
        "method": say(f"report.method_{finding['method']}"),
        "value": value_of(finding, language),
        "limit": limit_of(finding, language),
        "why": why_of(finding, language),
    }
