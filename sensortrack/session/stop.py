"""STOP, and what follows: it is spoken at once and kept, then the reason is asked, then the person hears what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..protocol.catalogue_model import Catalogue
from ..protocol.screening import Advice
from ..records import Stop, StopReason
from .agenda import Agenda
from .announcer import Announcer
from .asking import Asking
from .events import Stopped
from .exercise_course import ExerciseCourse
from .interview import REASONS, Question, after_stop
from .voice import Line, Urgency

EXPLAIN_STOP_S = 120.0
"""How long the questions after a STOP wait for an answer, in s; by then the STOP itself has been kept."""


class StopCourse:
    """The one STOP of a session.

    Attributes
    ----------
    stop : Stop or None
        What is known of the STOP; None while nobody has pressed it.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        utc: Callable[[], str],
        agenda: Agenda,
        announcer: Announcer,
        asking: Asking,
        exercises: ExerciseCourse,
    ) -> None:
        self._symptoms = catalogue.rule_of("symptoms").id
        self._pain_most = catalogue.progress.pain_to_start.value
        self._help = [Advice(c.kind, c.advice) for c in catalogue.screening if c.kind == "get_help"][:1]
        self._utc, self._agenda = utc, agenda
        self._announcer, self._asking, self._exercises = announcer, asking, exercises
        self.stop: Stop | None = None
        self._has_said_farewell = False

    def press(
        self, t_s: float, key: str, by: str, reason: StopReason | None = None, pain: int | None = None
    ) -> None:
        """Stop at once, from any state.

        The line being spoken is cut off, the line `key` is said, and then when to call for help; the runner speaks all
        lines before anything is kept. Then the current set is closed, and the reason for the STOP is asked if it isn't
        known.
        """
        self._asking.drop()
        exercise = self._agenda.where[0] if self._agenda.set_number else None
        state, number = self._announcer.state, self._agenda.set_number or None
        self.stop = Stop(t_s, self._utc(), state, by, reason, pain, exercise, number)
        self._announcer.report(Stopped(self.stop))
        self._announcer.say_now(t_s, key, self._symptoms)
        self._exercises.close_set(t_s, "stopped")
        self._announcer.end(t_s, "stopped")
        # Before any question: a person who can't answer one needs it most.
        self._announcer.say("safety.call_help", Urgency.SAFETY)
        if reason is None:
            language = self._announcer.language
            self._asking.ask(after_stop(language, reason_known=False, pain_known=pain is not None))
        else:
            self.say_farewell()

    def explain(self, asked: Question, value: str) -> None:
        """Take what the person says about the STOP afterwards; they needn't answer."""
        assert self.stop is not None, "its reason is asked after a stop"
        known, reason = self.stop, next((r for r in REASONS if r == value), None)
        if asked.about == "stop_pain" and value:
            known = replace(known, pain=int(value))
        elif asked.about == "stop_reason" and reason is not None:
            known = replace(known, reason=reason)
        if known != self.stop:
            self.stop = known
            self._announcer.report(Stopped(known))
        if asked.about == "stop_reason" and reason is not None:
            self._announcer.say(f"safety.stopped_{reason}", Urgency.SAFETY, self._symptoms)

    def tick(self, t_s: float) -> None:
        """Give up the questions that nobody has answered for `EXPLAIN_STOP_S`."""
        if self._asking.open is not None and t_s - self._announcer.since_s > EXPLAIN_STOP_S:
            self.leave_unexplained(t_s)
            self.say_farewell()

    def leave_unexplained(self, t_s: float) -> None:
        """Ask nothing more about the STOP; the safety lines still to be said stay."""
        self._asking.drop()
        self._announcer.hush(t_s)

    def say_farewell(self) -> None:
        """Say once that the person should rest, how to get up, and what comes next time.

        With pain that no session starts with, help comes first: "a little less" next time would be false comfort.
        """
        if self._has_said_farewell:
            return
        self._has_said_farewell = True
        if self.stop is not None and self.stop.pain is not None and self.stop.pain > self._pain_most:
            for advice in self._help:
                text = self._announcer.language.advice(advice)
                self._announcer.queue(Line(f"advice.{advice.key}", text, Urgency.SAFETY, rule=self._symptoms))
        for key in ("after_stop", *(("get_up",) if self._agenda.lies else ()), "next_time"):
            self._announcer.say(f"safety.{key}", Urgency.SAFETY)
