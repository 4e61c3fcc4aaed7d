"""Screening: what is asked before any exercise, in which order, and what the answers stop. It never clears anyone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..records import Reply, ScreeningRecord
from .catalogue_model import Catalogue, Screening, ScreeningKind
from .roles import SafetyRole
from .rule import Rule

WITH_THE_SCREENING: tuple[SafetyRole, ...] = ("doctor", "surroundings")
"""The roles of the two asked rules that belong to the screening, in the order in which they are asked."""
DOCTORS_WORD = "doctor_agreed"
"""Id of the last question: whether a doctor knows of what isn't recommended, and agreed."""
ORDER: tuple[ScreeningKind, ...] = ("emergency", "get_help", "contraindicated", "not_recommended")
"""The kinds of conditions by urgency."""
UNANSWERED = "Answer every question: without an answer the session does not start."

Leads = Literal["next", "emergency", "blocked", "doctors_word"]
"""What an answer leads to.

next: the next question. emergency: the screening ends here, and emergency help is all that is said.
blocked: the other questions are still asked, but the session does not start. doctors_word: the other
questions are asked, and at the end the doctor's word.
"""


@dataclass(frozen=True, slots=True)
class ScreeningQuestion:
    """One question of the screening, answered by yes or no.

    Attributes
    ----------
    id : str
        Of the condition or the rule, or `DOCTORS_WORD`.
    asks : Screening, Rule or None
        What it asks for; None for the doctor's word.
    about : tuple of Screening
        For the doctor's word, the conditions that it is about.
    """

    id: str
    asks: Screening | Rule | None
    about: tuple[Screening, ...] = ()

    def leads_to(self, reply: Reply) -> Leads:
        """What an answer leads to."""
        asks = self.asks
        if asks is None:
            return "next" if reply == "yes" else "blocked"
        if isinstance(asks, Rule):
            return "next" if reply == asks.good_answer else "blocked"
        if reply == "no":
            return "next"
        if asks.kind == "emergency":
            return "emergency"
        return "doctors_word" if asks.kind == "not_recommended" else "blocked"


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
        Ids of what stops the session, the urgent first: a condition answered "yes", a question without an
        answer, a rule whose answer isn't the good one, a "not recommended" condition without the doctor's word.
    emergency : tuple of str
        Those of them that are an emergency.
    get_help : tuple of str
        Those of them that say to get medical help, the emergencies among them.
    advice : tuple of Advice
        What to tell the person, once each; in an emergency nothing but that.
    whole : bool
        Whether every question has its answer: until then the screening stays due.
    """

    blocked_by: tuple[str, ...]
    emergency: tuple[str, ...]
    get_help: tuple[str, ...]
    advice: tuple[Advice, ...]
    whole: bool

    @property
    def may_start(self) -> bool:
        """That nothing in the answers stops the session: no more than that."""
        return not self.blocked_by


def asked_first(catalogue: Catalogue) -> tuple[Rule, ...]:
    """The rules that are asked with the screening: a doctor, and the surroundings."""
    return tuple(catalogue.rule_of(role) for role in WITH_THE_SCREENING)


def conditions_by_urgency(catalogue: Catalogue) -> tuple[Screening, ...]:
    """The conditions, emergencies first; within a kind as the catalogue has them."""
    return tuple(sorted(catalogue.screening, key=lambda c: ORDER.index(c.kind)))


def screening_order(catalogue: Catalogue) -> tuple[ScreeningQuestion, ...]:
    """The questions in the order in which they are asked; the doctor's word may follow (`next_question`)."""
    conditions = [ScreeningQuestion(c.id, c) for c in conditions_by_urgency(catalogue)]
    return (*conditions, *(ScreeningQuestion(r.id, r) for r in asked_first(catalogue)))


def next_question(replies: Mapping[str, Reply], catalogue: Catalogue) -> ScreeningQuestion | None:
    """The question that comes next, or None where the answers leave none to be asked.

    Parameters
    ----------
    replies : mapping of str to Reply
        The answers until now, by the question's id; that to the doctor's word among them.
    """
    about: list[Screening] = []
    blocked = False
    for question in screening_order(catalogue):
        reply = replies.get(question.id)
        if reply is None:
            return question
        leads = question.leads_to(reply)
        if leads == "emergency":
            return None
        blocked |= leads == "blocked"
        if leads == "doctors_word" and isinstance(question.asks, Screening):
            about.append(question.asks)
    if not about or blocked or DOCTORS_WORD in replies:
        return None
    return ScreeningQuestion(DOCTORS_WORD, None, tuple(about))


def screening_record(at_utc: str, replies: Mapping[str, Reply], catalogue: Catalogue) -> ScreeningRecord:
    """The answers until now as they are kept; they need not be whole."""
    answers = {id: reply for id, reply in replies.items() if id != DOCTORS_WORD}
    return ScreeningRecord(at_utc, catalogue.rules_version, answers, replies.get(DOCTORS_WORD) == "yes")


def screen(record: ScreeningRecord, catalogue: Catalogue) -> Screened:
    """What the answers of a screening stop; those that are missing stop it, too."""
    conditions = conditions_by_urgency(catalogue)
    said_yes = [c for c in conditions if record.answers.get(c.id) == "yes"]
    blocking = [c for c in said_yes if c.kind != "not_recommended" or not record.doctor_agreed]
    missing = [q.id for q in screening_order(catalogue) if q.id not in record.answers]
    rules = [r for r in asked_first(catalogue) if record.answers.get(r.id, r.good_answer) != r.good_answer]
    emergency = [c for c in blocking if c.kind == "emergency"]
    advice = [Advice(c.kind, c.advice) for c in emergency or blocking]
    if not emergency:
        advice += [Advice(r.id, r.says) for r in rules]
        advice += [Advice("unanswered", UNANSWERED)] if missing else []
    return Screened(
        blocked_by=(*(c.id for c in blocking), *(r.id for r in rules), *missing),
        emergency=tuple(c.id for c in emergency),
        get_help=tuple(c.id for c in blocking if c.kind in ("emergency", "get_help")),
        advice=tuple(dict.fromkeys(advice)),
        whole=not missing,
    )
