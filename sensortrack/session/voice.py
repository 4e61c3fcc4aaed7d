"""The coach's one voice: which line is spoken now, which waits for its turn, which is too late to be said.

A line is either queued (it must be heard whole, in its order) or offered (it is due at this moment; unless it begins
now it stays due, and whoever offers it decides when it is stale). The voice never speaks two lines at once: it begins
the next one when the speech port has reported that the last one was finished.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import IntEnum

from ..language import Language

CHARACTERS_PER_S = 18.0
"""How fast a line is spoken, in characters a second: espeak-ng at its usual 175 words a minute, both languages."""
AROUND_S = 0.5
"""What every line takes besides, in s: the voice's run-in and the silence at its end, measured on espeak-ng."""
HANGS_AFTER_S = 5.0
"""How much longer than three times its usual duration a line may take, in s, before the speech is given up."""


class Urgency(IntEnum):
    """What may cut off what: a line cuts off only a less urgent one."""

    GUIDE = 0
    CORRECT = 1
    COUNT = 2
    SAFETY = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the coach: its text by key, how urgent it is, and how long it isn't said again.

    `rule` is the rule that it keeps; one `of_session` keeps it for every exercise.
    """

    key: str
    text: str
    urgency: Urgency = Urgency.GUIDE
    cool_down_s: float = 0.0
    rule: str | None = None
    of_session: bool = False


def line(
    language: Language,
    key: str,
    urgency: Urgency = Urgency.GUIDE,
    cool_down_s: float = 0.0,
    rule: str | None = None,
    **values: object,
) -> Line:
    """The language's line of that key, its places filled in with `values`."""
    return Line(key, language.say(key, **values), urgency, cool_down_s, rule)


def usual_duration_s(text: str) -> float:
    """How long a text usually takes to be spoken or read, in s."""
    return AROUND_S + len(text) / CHARACTERS_PER_S


@dataclass(frozen=True, slots=True)
class Utterance:
    """A line that is being spoken since `since_s`; `queued` ones must be heard whole."""

    id: int
    line: Line
    since_s: float
    queued: bool


class Voice:
    """Decides what is spoken next; knows what is being spoken, and since when it has been quiet."""

    def __init__(self) -> None:
        self._waiting: deque[Line] = deque()
        self._said_s: dict[str, float] = {}
        self._last_id = 0
        self.speaking: Utterance | None = None
        self.quiet_since_s = 0.0

    @property
    def idle(self) -> bool:
        """Whether nothing is spoken and nothing waits."""
        return self.speaking is None and not self._waiting

    def quiet_s(self, t_s: float) -> float:
        """How long nothing has been spoken, in s; 0 while a line is spoken or waits."""
        return t_s - self.quiet_since_s if self.idle else 0.0

    def queue(self, line: Line) -> None:
        """Speak this when all that was queued before has been spoken."""
        self._waiting.append(line)

    def drop_waiting(self, *, safety_too: bool = False) -> None:
        """Drop what waits; safety lines stay unless `safety_too`. What is spoken is spoken to its end."""
        self._waiting = deque(w for w in self._waiting if w.urgency == Urgency.SAFETY and not safety_too)

    def keep_rules(self, t_s: float) -> bool:
        """Drop what is spoken and what waits, but for lines that keep a rule; whether speech must be cut off."""
        self._waiting = deque(w for w in self._waiting if w.rule is not None)
        if self.speaking is None or self.speaking.line.rule is not None:
            return False
        self._end(t_s)
        return True

    def flush(self, t_s: float) -> bool:
        """Drop what waits, and end what is spoken; safety lines stay. Whether speech is cut off."""
        self.drop_waiting()
        if self.speaking is None or self.speaking.line.urgency == Urgency.SAFETY:
            return False
        self._end(t_s)
        return True

    def interrupt(self, t_s: float, line: Line) -> Utterance:
        """Speak this now, whatever is spoken or waits: that is dropped."""
        self._waiting.clear()
        return self._begin(t_s, line, queued=True)

    def step(self, t_s: float, due: Line | None) -> Utterance | None:
        """The line that begins to be spoken now, or None; `due` is what is offered at this moment."""
        if due is not None and not self._may_again(t_s, due):
            due = None
        now = self.speaking
        if now is not None:
            cuts = due is not None and due.urgency > now.line.urgency
            if due is None or not cuts or (now.queued and due.urgency < Urgency.SAFETY):
                return None
            return self._begin(t_s, due, queued=False)
        if due is not None and due.urgency == Urgency.SAFETY:
            return self._begin(t_s, due, queued=False)
        if self._waiting:
            return self._begin(t_s, self._waiting.popleft(), queued=True)
        return None if due is None else self._begin(t_s, due, queued=False)

    def ended(self, t_s: float, id: int) -> Utterance | None:
        """The speech of that number is over: the utterance, or None where another one has cut it off before."""
        if self.speaking is None or self.speaking.id != id:
            return None
        over = self.speaking
        self._end(t_s)
        return over

    def give_up(self, t_s: float) -> bool:
        """End a line that has been spoken for longer than any voice needs; return whether there was one.

        What waits stays: it must be heard.
        """
        if self.speaking is None:
            return False
        most_s = 3.0 * usual_duration_s(self.speaking.line.text) + HANGS_AFTER_S
        if t_s - self.speaking.since_s <= most_s:
            return False
        self._end(t_s)
        return True

    def _begin(self, t_s: float, line: Line, *, queued: bool) -> Utterance:
        self._last_id += 1
        self._said_s[line.key] = t_s
        self.speaking = Utterance(self._last_id, line, t_s, queued)
        return self.speaking

    def _end(self, t_s: float) -> None:
        self.speaking = None
        self.quiet_since_s = t_s

    def _may_again(self, t_s: float, line: Line) -> bool:
        last_s = self._said_s.get(line.key)
        return last_s is None or t_s - last_s >= line.cool_down_s
