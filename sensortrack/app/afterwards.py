"""A session as its person wants to know it: what was done, the best thing, the one thing to do better, pain.

The best and the better thing are findings of the report, each named, in plain words. To have done less than planned is
no broken rule that anybody is blamed for: it is told kindly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ..language import Language
from ..protocol.model import Catalogue, Rule
from ..report.timeline import drawing
from ..report.words import limit_of, limits, moment, pain_line, set_line, stop_lines, value_of, why_of

BEST = (
    "hold_target",
    "hold_range",
    "no_attack",
    "passive_hang",
    "effort_at_most",
    "count_at_most",
    "count_range",
)
"""Checks in the order in which one that was passed is worth telling."""
BETTER = (
    "no_attack",
    "passive_hang",
    "effort_at_most",
    "hold_target",
    "hold_range",
    "count_at_most",
    "count_range",
    "duration_at_most",
    "rest_between_series",
)
"""Checks in the order in which one that failed is to be mended: what may hurt comes first."""

Row = Mapping[str, Any]


def afterwards(document: Row, catalogue: Catalogue, language: Language) -> dict[str, Any]:
    """What the page shows after a session.

    Parameters
    ----------
    document : mapping
        `sensortrack.session/1`.
    catalogue : Catalogue
    language : Language
    """
    session = document["session"]
    measured = [
        (e, f, rule)
        for e in document["exercises"]
        for f in e["findings"]
        if (rule := _rule(f, e["id"], catalogue)) is not None and rule.check is not None
    ]
    passed = [m for m in measured if m[1]["outcome"] == "pass"]
    failed = [m for m in measured if m[1]["outcome"] == "fail"]
    best = min(passed, key=lambda m: _place(m[2], BEST), default=None)
    better = min(failed, key=lambda m: _place(m[2], BETTER), default=None)
    return {
        "id": session["id"],
        "when": moment(session["start_utc"], session),
        "ended": language.say(f"report.end_{session['ended'] or 'none'}"),
        "end": session["ended"],
        "did": _did(document, language),
        "best": None if best is None else _said(best, "best", language),
        "better": None if better is None else _said(better, "better", language),
        "pain": pain_line(document, language),
        "scores": document["pain"],
        "stop": stop_lines(document, language),
        "exercises": [_exercise(e, language) for e in document["exercises"]],
        "findings": [_finding(f, e["name"], language) for e in document["exercises"] for f in e["findings"]]
        + [_finding(f, "", language) for f in document["general"]],
        "notes": [*document["notes"], *document["plan"]["exceptions"], *limits(document, language)],
        "advice": [] if document["screening"] is None else document["screening"]["advice"],
        "simulated": session["simulated"],
    }


def _rule(finding: Row, exercise: str, catalogue: Catalogue) -> Rule | None:
    rules = catalogue.rules_of(catalogue.exercise(exercise))
    return next((r for r in rules if r.id == finding["rule"]), None)


def _place(rule: Rule, order: Sequence[str]) -> int:
    return order.index(rule.check) if rule.check in order else len(order)


def _said(found: tuple[Row, Row, Rule], which: str, language: Language) -> dict[str, str]:
    """A finding in plain words, with what it rests on."""
    exercise, finding, rule = found
    key = f"app.{which}_{rule.check}"
    if which == "better":
        value, least = finding["value"], finding["at_least"]
        short = value is not None and least is not None and value < least
        key = f"{key}_less" if short and f"{key}_less" in language.lines else key
    text = language.say(key if key in language.lines else f"app.{which}_other", name=exercise["name"])
    return {"text": text, "rule": finding["rule"], "why": why_of(finding, language)}


def _did(document: Row, language: Language) -> str:
    """How much of what was planned was done, in a sentence."""
    sets = [s for e in document["exercises"] for s in e["sets"]]
    planned = {d["exercise"] for d in document["plan"]["doses"]}
    done = {e["id"] for e in document["exercises"] if any(s["ended_by"] == "done" for s in e["sets"])}
    repetitions = sum(s["repetitions"] or 0 for s in sets)
    return language.say("app.did", n=len(done), planned=max(len(planned), len(done)), repetitions=repetitions)


def _exercise(exercise: Row, language: Language) -> dict[str, Any]:
    sets = []
    for one in exercise["sets"]:
        of_it = [a for a in exercise["attempts"] if a["set"] == one["number"]]
        drawn = drawing(of_it, one, language)
        sets.append(
            {
                "line": set_line(one, language),
                "done": one["repetitions"],
                "planned": one["planned"],
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
        "outcome_said": say(f"report.outcome_{finding['outcome']}"),
        "kept": say(f"report.kept_{finding['kept']}"),
        "value": value_of(finding, language),
        "limit": limit_of(finding, language),
        "why": why_of(finding, language),
    }
