"""What a session says and shows: lines through the one voice, states and other events, in one order."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..language import Language
from ..records import Cue, SessionEnd
from .agenda import Agenda
from .coach import Coach
from .events import CutOff, Ended, Say, SessionEvent, State, StateChanged, VoiceFailed
from .speech import Spoken
from .voice import Line, Urgency, Utterance, Voice, line


class Announcer:
    """Every part of a session reports through it; it decides nothing.

    Parameters
    ----------
    agenda : Agenda
        Names the exercise and the set that a line or a state belongs to.

    Attributes
    ----------
    state : State
        The session's state.
    since_s : float
        When it began, in s.
    ended : SessionEnd or None
        How the session ended; None while it goes on.
    """

    def __init__(self, language: Language, agenda: Agenda) -> None:
        self.language, self._agenda = language, agenda
        self._voice, self._line = Voice(), partial(line, language)
        self._events: list[SessionEvent] = []
        self._voice_failed = False
        self.state: State = "screening"
        self.since_s = 0.0
        self.ended: SessionEnd | None = None

    # -- what has happened ------------------------------------------------------------------------------

    def report(self, event: SessionEvent) -> None:
        """Tell the listeners."""
        self._events.append(event)

    def enter(self, t_s: float, state: State) -> None:
        """The session is in another state, or anew in the same."""
        self.state, self.since_s = state, t_s
        self.report(StateChanged(t_s, state, *self._agenda.where))

    def end(self, t_s: float, end: SessionEnd) -> None:
        """The session is over; what waits to be said still is."""
        self.ended = end
        self.enter(t_s, "stopped" if end == "stopped" else "ended")
        self.report(Ended(t_s, end))

    def take_events(self, t_s: float, coach: Coach | None) -> list[SessionEvent]:
        """Begin the next line, where one is due; then everything that was reported since the last call.

        `coach` may have a line that is due at this moment.
        """
        due = None if coach is None else coach.due(t_s, self.quiet_s(t_s))
        begun = self._voice.step(t_s, due)
        if begun is not None:
            if coach is not None:
                coach.said(t_s, begun.line)
            self._speak(t_s, begun)
        events, self._events = self._events, []
        return events

    # -- what is said -----------------------------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """Whether nothing is spoken and nothing waits."""
        return self._voice.idle

    def quiet_s(self, t_s: float) -> float:
        """How long nothing has been spoken, in s; 0 while a line is spoken or waits."""
        return self._voice.quiet_s(t_s)

    def say(self, key: str, urgency: Urgency = Urgency.GUIDE, rule: str | None = None, **values: Any) -> None:
        """Say the language's line of that key, which must be heard, in its turn."""
        self.queue(self._line(key, urgency, 0.0, rule, **values))

    def queue(self, line: Line) -> None:
        """Say this, which must be heard, in its turn."""
        self._voice.queue(line)

    def say_now(self, t_s: float, key: str, rule: str | None = None) -> None:
        """Say it at once: what is being said is cut off, and what waited is dropped."""
        self._speak(t_s, self._voice.interrupt(t_s, self._line(key, Urgency.SAFETY, rule=rule)))

    def hush(self, t_s: float) -> None:
        """What is being said and what waits is stale; safety lines stay."""
        if self._voice.flush(t_s):
            self.report(CutOff(t_s))

    def hush_all_but_rules(self, t_s: float) -> None:
        """What is being said and what waits is stale, but for lines that keep a rule."""
        if self._voice.keep_rules(t_s):
            self.report(CutOff(t_s))

    def drop_waiting(self, *, safety_too: bool = False) -> None:
        """Drop what waits; what is being said is said to its end. Safety lines stay unless `safety_too`."""
        self._voice.drop_waiting(safety_too=safety_too)

    # -- what becomes of it -----------------------------------------------------------------------------

    def spoken(self, t_s: float, report: Spoken) -> Line | None:
        """Take what the speech port reports; the line that is over by it, or None."""
        if report.fate == "started":
            return None
        over = self._voice.ended(t_s, report.id)
        if over is None:
            return None
        if report.fate == "failed":
            self._voice_has_failed(t_s, report.why)
        return over.line

    def give_up_hanging_line(self, t_s: float) -> None:
        """Where the speech port doesn't come to the end of a line, go on without."""
        if self._voice.give_up(t_s):
            self.report(CutOff(t_s))
            self._voice_has_failed(t_s, "the speech program doesn't come to the end of a line")

    def _voice_has_failed(self, t_s: float, why: str) -> None:
        if not self._voice_failed:
            self._voice_failed = True
            self.report(VoiceFailed(t_s, why))

    def _speak(self, t_s: float, said: Utterance) -> None:
        exercise, number = (None, None) if said.line.of_session else self._agenda.where
        cue = Cue(t_s, said.line.key, said.line.text, exercise, number, said.line.rule)
        self.report(Say(said.id, cue, said.line.urgency == Urgency.SAFETY))
