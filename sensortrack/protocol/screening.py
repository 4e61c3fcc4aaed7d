"""Screening: what is asked before any exercise, and what the answers stop. It never clears anyone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from ..records import ScreeningRecord
from .model import Catalogue, Rule, Screening
from .roles import SafetyRole

WITH_THE_SCREENING: tuple[SafetyRole, ...] = ("surroundings", "doctor")
"""The roles of the two asked rules that belong to the screening."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What an answer means: a key, by which it is translated, and the English text."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Screened:
    """What the answers mean.

    Attributes
    ----------
    blocked_by : tuple of str
        Ids of what stops the session: a condition answered "yes", a question without an answer, a rule
        whose answer isn't the good one, a "not recommended" condition without the doctor's word.
    get_help : tuple of str
        Those of them that say to get medical help.
    advice : tuple of Advice
        What to tell the person, once each; the urgent first.
    """

    blocked_by: tuple[str, ...]
    get_help: tuple[str, ...]
    advice: tuple[Advice, ...]

    @property
    def may_start(self) -> bool:
        """That nothing in the answers stops the session: no more than that."""
        return not self.blocked_by


UNANSWERED = "Answer every question: without an answer the session does not start."


def asked_first(catalogue: Catalogue) -> tuple[Rule, ...]:
    """The rules that are asked with the screening: surroundings, and a doctor."""
    return tuple(catalogue.rule_of(role) for role in WITH_THE_SCREENING)


def screen(record: ScreeningRecord, catalogue: Catalogue) -> Screened:
    """What the answers of a screening stop."""
    blocking: list[Screening] = []
    missing: list[str] = []
    for condition in catalogue.screening:
        reply = record.answers.get(condition.id)
        if reply is None:
            missing.append(condition.id)
        elif reply == "yes" and not (condition.kind == "not_recommended" and record.doctor_agreed):
            blocking.append(condition)
    rules = [r for r in asked_first(catalogue) if record.answers.get(r.id) != r.good_answer]
    blocking.sort(key=lambda c: c.kind != "get_help")
    advice: list[Advice] = []
    for c in blocking:
        advice += [Advice(c.id, c.note)] if c.note is not None else []
        advice.append(Advice(c.kind, c.advice))
    advice += [Advice(r.id, r.says) for r in rules]
    if missing:
        advice.append(Advice("unanswered", UNANSWERED))
    return Screened(
        blocked_by=(*(c.id for c in blocking), *missing, *(r.id for r in rules)),
        get_help=tuple(c.id for c in blocking if c.kind == "get_help"),
        advice=tuple(dict.fromkeys(advice)),
    )


def screening_due(
    last: ScreeningRecord | None, now_utc: datetime, catalogue: Catalogue, *, after_stop: bool
) -> str | None:
    """Why the screening must be asked now, or None where the last answers still hold.

    Parameters
    ----------
    last : ScreeningRecord or None
        The person's last one.
    now_utc : datetime
        With its time zone.
    after_stop : bool
        Whether the last session ended with a STOP.
    """
    if last is None:
        return "it was never asked"
    if after_stop:
        return "the last session was stopped"
    if last.rules_version != catalogue.rules_version:
        return (
            f"the questions have changed since (version {last.rules_version}, now {catalogue.rules_version})"
        )
    if not screen(last, catalogue).may_start:
        return "the last answers stopped the session"
    age = now_utc - datetime.fromisoformat(last.at_utc).astimezone(UTC)
    most = catalogue.screening_max_age
    if most is not None and age.total_seconds() > most.value * 86400.0:
        return f"the answers are {age.days} days old; they hold for {most.value:g}"
    if age.total_seconds() < 0:
        return "the last answers lie in the future: the clock was changed"
    return None
