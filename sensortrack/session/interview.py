"""What a session asks, as data: each question with what it is about. What an answer leads to, the session knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ..language import Language
from ..protocol.catalogue_model import Catalogue
from ..protocol.exercise import Exercise
from ..protocol.judge_session import HUNG
from ..protocol.screening import DOCTORS_WORD
from ..records import StopReason
from .events import ReplyKind

About = Literal[
    "screening",  # a condition, a rule that belongs to the screening, or the doctor's word
    "equipment",  # whether what an exercise needs is there today
    "pain_before",
    "rule",  # a rule that only the person can answer
    "pain_after",
    "symptoms",
    "stop_reason",
    "stop_pain",
]
YES_NO = ("yes", "no")
SCORES = tuple(str(n) for n in range(11))
NOTHING = ""
"""The answer of a person who doesn't want to say."""
REASONS: tuple[StopReason, ...] = get_args(StopReason)
REPLIES: dict[ReplyKind, tuple[str, ...]] = {
    "yes_no": YES_NO,
    "score": SCORES,
    "reason": (*REASONS, NOTHING),
    "score_or_nothing": (*SCORES, NOTHING),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its id (a rule's, a condition's, or our own word), what it is about, its text, its kind of answer."""

    id: str
    about: About
    text: str
    kind: ReplyKind

    def understands(self, value: str) -> bool:
        """Whether that is an answer to it."""
        return value in REPLIES[self.kind]


def before_exercising(catalogue: Catalogue, language: Language) -> list[Question]:
    """The pain now, and what is asked once about the load on the spine."""
    once = [r for r in catalogue.rules if r.method == "cued" and r.question is not None]
    return [
        Question("pain_before", "pain_before", language.say("ask.pain_before"), "score"),
        *(Question(r.id, "rule", language.question(r), "yes_no") for r in once),
    ]


def after_exercise(
    exercise: Exercise, catalogue: Catalogue, language: Language, *, first: bool
) -> list[Question]:
    """The pain now, the other symptoms, and the exercise's own questions; in short words after the first exercise."""
    pain = language.say("ask.pain_after" if first else "ask.pain_again")
    symptoms = language.say("ask.symptoms" if first else "ask.symptoms_again")
    asked = [r for r in exercise.rules if r.method == "asked"]
    hangs = exercise.movement.kind == "hang"
    hung = [Question(HUNG, "rule", language.say("ask.hung"), "yes_no")] if hangs else []
    return [
        Question("pain_after", "pain_after", pain, "score"),
        Question(catalogue.rule_of("symptoms").id, "symptoms", symptoms, "yes_no"),
        *hung,
        *(Question(r.id, "rule", language.question(r), "yes_no") for r in asked),
    ]


def after_stop(language: Language, *, reason_known: bool, pain_known: bool) -> list[Question]:
    """The reason of a STOP and the pain; the person needn't say."""
    questions = [
        Question("stop_reason", "stop_reason", language.say("ask.stop_reason"), "reason"),
        Question("stop_pain", "stop_pain", language.say("ask.stop_pain"), "score_or_nothing"),
    ]
    return questions[1 if reason_known else 0 : 1 if pain_known else 2]


def good_answers(catalogue: Catalogue) -> dict[str, str]:
    """The answers with which a session goes on to its end."""
    rules = [*catalogue.rules, *(r for e in catalogue.exercises for r in e.rules)]
    answers = {r.id: r.good_answer for r in rules if r.good_answer is not None}
    answers |= dict.fromkeys((c.id for c in catalogue.screening), "no")
    answers |= dict.fromkeys((e.id for e in catalogue.equipment), "yes")
    scores = dict.fromkeys(("pain_before", "pain_after"), "0")
    return {**answers, DOCTORS_WORD: "no", **scores, HUNG: "yes", "stop_reason": "", "stop_pain": ""}
