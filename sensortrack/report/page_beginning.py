"""How a page begins that isn't the page of an ordinary session: it didn't start, or it was stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..language import Language
from ..protocol.plan import LADDER

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NotStarted:
    """A session in which no exercise was begun.

    Attributes
    ----------
    emergency : bool
        Then `to_do` comes first, largest, and nearly nothing else.
    to_do : sequence of str
        What to do, and whom to call.
    why : sequence of str
        Why it didn't start.
    answers : sequence of (str, str)
        The questions whose answers stood against it, with the answers.
    """

    emergency: bool
    to_do: Sequence[str]
    why: Sequence[str]
    answers: Sequence[tuple[str, str]]


def not_started(document: Row, language: Language) -> NotStarted | None:
    """Why nothing was begun, and what to do; None where something was, or the session was stopped."""
    if document["exercises"] or document["stop"] is not None:
        return None
    screening, ended, say = document["screening"], document["session"]["ended"], language.say
    if screening is not None and screening["blocked_by"]:
        return _screened(screening, language)
    before = [p["score"] for p in document["pain"]]
    if ended == "blocked" and before:
        why = say("page.too_much_pain", score=before[-1])
        return NotStarted(False, (say("page.too_much_pain_do"), say("page.call_doctor")), (why,), ())
    if screening is None and ended == "left":
        return NotStarted(False, (say("page.left_questions"),), (say("page.left"),), ())
    key = {"left": "page.left", "complete": "page.left_nothing_possible"}.get(ended, "page.broken_off_start")
    return NotStarted(False, (say("page.left_next"),), (say(key),), ())


def _screened(screening: Row, language: Language) -> NotStarted:
    say = language.say
    against = [a for a in screening["answers"] if a["against"] and a["answer"] is not None]
    unanswered = [a for a in screening["answers"] if a["answer"] is None]
    emergency = bool(screening["emergency"])
    if emergency:
        against = [a for a in against if a["id"] in screening["emergency"]]
    answers = [(a["question"], say("page.your_answer", answer=say(f"report.{a['answer']}"))) for a in against]
    why = [] if emergency or not unanswered else [say("page.unanswered", n=len(unanswered))]
    if emergency:
        to_do = [say("page.call_now"), *screening["advice"], say("page.call_where")]
    else:
        to_do = [*screening["advice"], *([say("page.call_doctor")] if against else [])]
    return NotStarted(emergency, to_do, why, answers)


@dataclass(frozen=True, slots=True)
class AfterStop:
    """What a STOP means, what to do now, and what comes next."""

    stopped: str
    now: Sequence[str]
    next: Sequence[str]


def after_stop(document: Row, language: Language) -> AfterStop | None:
    """What the page of a stopped session begins with; None where there was no STOP."""
    stop, plan, say = document["stop"], document["plan"], language.say
    if stop is None:
        return None
    by = {"pain score": "page.stopped_by_score", "answer": "page.stopped_by_answer"}.get(stop["by"])
    key = by or (f"page.stopped_{stop['reason']}" if stop["reason"] else "page.stopped")
    return AfterStop(say(key), (say("page.rest_now"), say("safety.call_help")), next_steps(plan, language))


def next_steps(plan: Row, language: Language) -> list[str]:
    """What a STOP demands: the screening whole, and a step down on the ladder, which a clinician's plan isn't on."""
    say = language.say
    if plan["source"] == LADDER:
        return [say("page.next_screening"), say("page.next_easier")]
    return [say("page.next_screening"), say("page.next_plan", by=plan["by"] or plan["source"])]
