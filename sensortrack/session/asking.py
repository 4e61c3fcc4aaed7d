"""The questions that are due, one open at a time."""

from __future__ import annotations

from collections.abc import Iterable

from .announcer import Announcer
from .events import Ask
from .interview import Question
from .voice import Line


class Asking:
    """Asks: on the screen at once, aloud in its turn. What an answer leads to, others know.

    Attributes
    ----------
    open : Question or None
        The question that waits for its answer.
    """

    def __init__(self, announcer: Announcer) -> None:
        self._announcer = announcer
        self._due: list[Question] = []
        self.open: Question | None = None

    def ask(self, questions: Iterable[Question]) -> None:
        """Ask these, one after another, instead of what was due."""
        self._due = list(questions)
        self.next()

    def next(self) -> bool:
        """Put the next question, unless one is open; whether one is open now."""
        if self.open is None and self._due:
            self.open = self._due.pop(0)
            self._put(self.open)
        return self.open is not None

    def take(self, value: str) -> Question | None:
        """The question that this answers, closed; None where it isn't understood, and is asked again."""
        asked = self.open
        assert asked is not None, "an answer is taken while a question is open"
        if asked.understands(value):
            self.open = None
            return asked
        expected = self._announcer.language.say(f"ask.expect_{asked.kind}")
        self._announcer.say("ask.not_understood", expected=expected)
        self._put(asked)
        return None

    def ask_again(self) -> None:
        """Say the open question again."""
        if self.open is not None:
            self._announcer.queue(_line_of(self.open))

    def drop(self) -> None:
        """Nothing is to be answered any more."""
        self.open, self._due = None, []

    def _put(self, question: Question) -> None:
        self._announcer.report(Ask(question.id, question.text, question.kind))
        self._announcer.queue(_line_of(question))


def _line_of(question: Question) -> Line:
    return Line(f"ask.{question.id}", question.text)
