"""The screening as it is asked: one question after another, until it is whole or an emergency ends it."""

from __future__ import annotations

from collections.abc import Callable

from ..protocol.catalogue_model import Catalogue
from ..protocol.due import Due
from ..protocol.screening import Screened, next_question, screen, screening_order, screening_record
from ..records import Reply, ScreeningRecord
from .announcer import Announcer
from .asking import Asking
from .events import TookScreening
from .interview import Question
from .voice import Line, Urgency


class ScreeningStep:
    """Asks the screening, and says what doesn't let the session start."""

    def __init__(
        self, catalogue: Catalogue, utc: Callable[[], str], announcer: Announcer, asking: Asking
    ) -> None:
        self._catalogue, self._utc = catalogue, utc
        self._announcer, self._asking = announcer, asking
        self._replies: dict[str, Reply] = {}

    def begin(self, t_s: float, due: Due | None) -> None:
        """Say why it is asked, and ask the first question."""
        if due is not None and due != "never":
            self._announcer.say("safety.why_questions", why=self._announcer.language.due(due))
        self._announcer.say("safety.some_questions", n=len(screening_order(self._catalogue)))
        self._announcer.enter(t_s, "screening")
        self._asking.ask(self._next())

    def take(self, asked: Question, value: str) -> Screened | None:
        """Take an answer, and ask on; what comes of the screening once it is over."""
        self._replies[asked.id] = "yes" if value == "yes" else "no"
        if questions := self._next():
            self._asking.ask(questions)
            return None
        record = screening_record(self._utc(), self._replies, self._catalogue)
        self._announcer.report(TookScreening(record))
        outcome = screen(record, self._catalogue)
        if not outcome.may_start:
            if not outcome.emergency:  # then help is the first and only thing that is said
                self._say_what_blocks(record, outcome.blocked_by)
            for advice in outcome.advice:
                text = self._announcer.language.advice(advice)
                self._announcer.queue(Line(f"advice.{advice.key}", text, Urgency.SAFETY))
        return outcome

    def _next(self) -> list[Question]:
        asked = next_question(self._replies, self._catalogue)
        if asked is None:
            return []
        text = self._announcer.language.screening_question(asked)
        return [Question(asked.id, "screening", text, "yes_no")]

    def _say_what_blocks(self, record: ScreeningRecord, blocked_by: tuple[str, ...]) -> None:
        """Name the answers for which the session doesn't start."""
        key, language = "safety.blocked", self._announcer.language
        for asked in screening_order(self._catalogue):
            if asked.id in blocked_by and asked.id in record.answers:
                answer = language.say(f"ask.{record.answers[asked.id]}")
                question = language.screening_question(asked)
                self._announcer.say(key, Urgency.SAFETY, answer=answer, question=question)
                key = "safety.blocked_also"
