"""The session in numbers for a physiotherapist: an exercise in a row, and what was broken, not reached, not judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from ..language import Language
from .planned_and_done import Amount, amounts
from .report_words import Standing, all_findings, anchor, rule_name, standing, why_of

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Numbers:
    """One exercise: medians with their range, how many attacks and other jerks, pain after, rules by outcome."""

    amount: Amount
    angle: str
    hold: str
    attacks: str
    others: str
    pain: str
    rules: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """Findings that have one reason, in one line: the rules, each with where it stands on the page."""

    rules: tuple[tuple[str, str], ...]
    why: str


def numbers(document: Row, language: Language) -> list[Numbers]:
    """A row for each exercise that was begun."""
    exercises = {e["id"]: e for e in document["exercises"]}
    after = {p["exercise"]: p["score"] for p in document["pain"] if p["when"] == "after"}
    return [
        _row(a, exercises[a.exercise], after.get(a.exercise), language)
        for a in amounts(document, language)
        if a.exercise in exercises
    ]


def _row(amount: Amount, exercise: Row, pain: int | None, language: Language) -> Numbers:
    done = [a for a in exercise["attempts"] if a["outcome"] == "repetition"]
    jerks = [j["kind"] for a in exercise["attempts"] for j in a["jerks"]]
    rules = [standing(f) for f in exercise["findings"]]
    order: Sequence[Standing] = ("pass", "short", "fail", "not_judged")
    return Numbers(
        amount,
        _range([a["amplitude_deg"] for a in done], language),
        _range([a["hold_s"] for a in done], language),
        str(jerks.count("attack")),
        str(len(jerks) - jerks.count("attack")),
        "" if pain is None else str(pain),
        " / ".join(str(rules.count(s)) for s in order),
    )


def _range(values: Sequence[float | None], language: Language) -> str:
    known = [v for v in values if v is not None]
    if not known:
        return ""
    return language.say("physio.range", middle=median(known), least=min(known), most=max(known))


def found(document: Row, which: Standing, language: Language) -> list[FindingLine]:
    """The findings of one standing, in the order of the page; of those not judged the measured ones alone."""
    by_reason: dict[str, list[tuple[str, str]]] = {}
    for e, f in all_findings(document):
        if standing(f) == which and (which != "not_judged" or f["method"] == "measured"):
            by_reason.setdefault(why_of(f, language), []).append((rule_name(f, e), anchor(f, e)))
    return [FindingLine(tuple(rules), why) for why, rules in by_reason.items()]


def sensor_lines(document: Row, language: Language) -> list[str]:
    """How the sensor's axes were known, and the rates, once each."""
    sets = [s for e in document["exercises"] for s in e["sets"]]
    rates = [language.say("physio.rate", rate_hz=s["rate_hz"]) for s in sets if s["rate_hz"] is not None]
    axes = [why_of(s["mounting"], language) for s in sets]
    return [text for text in dict.fromkeys((*axes, *rates)) if text]
