"""What a session asks, in its order, and what each answer leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language import Language
from ..protocol.model import Catalogue, Exercise
from ..protocol.screening import next_question
from .events import ReplyKind

if TYPE_CHECKING:
    from .session import Session

Take = Callable[["Session", float, str], None]
YES_NO = ("yes", "no")
SCORES = tuple(str(n) for n in range(11))


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what its answer does; without a text it asks nothing and just goes on."""

    id: str
    text: str
    kind: ReplyKind
    take: Take

    def understands(self, value: str) -> bool:
        """Whether that is an answer to it."""
        return value in (YES_NO if self.kind == "yes_no" else SCORES)


def screening_questions(catalogue: Catalogue, language: Language) -> list[Question]:
    """The screening's questions, the emergencies first; then what the answers lead to."""

    def keep(id: str) -> Take:
        return lambda session, t_s, value: session.take_reply(id, "yes" if value == "yes" else "no")

    def go_on(session: Session, t_s: float, _: str) -> None:
        asked = next_question(session.replies, catalogue)
        if asked is None:
            session.screened(t_s)
        else:
            text = language.screening_question(asked)
            session.ask_now([Question(asked.id, text, "yes_no", keep(asked.id)), _then(go_on)])

    return [_then(go_on)]


def before_session(catalogue: Catalogue, language: Language) -> list[Question]:
    """The pain now, and what is asked once about the load on the spine; then the first exercise."""

    def pain(session: Session, t_s: float, value: str) -> None:
        session.take_answer("pain_before", value, None)
        session.pain_before(t_s, int(value))

    def keep(id: str) -> Take:
        return lambda session, t_s, value: session.take_answer(id, value, None)

    once = [r for r in catalogue.rules if r.kept == "cued" and r.question is not None]
    return [
        Question("pain_before", language.say("ask.pain_before"), "score", pain),
        *(Question(r.id, language.question(r), "yes_no", keep(r.id)) for r in once),
        _then(lambda session, t_s, _: session.begin_exercises(t_s)),
    ]


def after_exercise(exercise: Exercise, language: Language) -> list[Question]:
    """The pain now, and the exercise's rules that only the person can answer; then the next exercise."""

    def pain(session: Session, t_s: float, value: str) -> None:
        session.take_answer("pain_after", value, exercise.id)
        session.pain_after(t_s, int(value))

    def keep(id: str) -> Take:
        return lambda session, t_s, value: session.take_answer(id, value, exercise.id)

    asked = [r for r in exercise.rules if r.kept == "asked"]
    return [
        Question("pain_after", language.say("ask.pain_after"), "score", pain),
        *(Question(r.id, language.question(r), "yes_no", keep(r.id)) for r in asked),
        _then(lambda session, t_s, _: session.next_after_exercise(t_s)),
    ]


def _then(take: Take) -> Question:
    return Question("", "", "yes_no", take)
