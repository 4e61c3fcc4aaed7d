"""One voice: a cue at a time, each kind with its cool-down, safety first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from ..language import Language
from ..records import Cue

CHARACTERS_PER_S = 15.0
LEAST_S = 0.6


class Urgency(IntEnum):
    """What may break off what."""

    GUIDE = 0
    COUNT = 1
    CORRECT = 2
    SAFETY = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A cue that is offered: its text by key, how urgent it is, and how long it isn't said again.

    One that `waits` for its turn is said late rather than never.
    """

    key: str
    text: str
    urgency: Urgency = Urgency.GUIDE
    cool_down_s: float = 0.0
    rule: str | None = None
    waits: bool = False


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


class Voice:
    """Decides what is said: nothing less urgent while something is being said, nothing again too soon."""

    def __init__(self) -> None:
        self._busy_until_s = float("-inf")
        self._urgency = Urgency.GUIDE
        self._said_s: dict[str, float] = {}

    def free(self, t_s: float) -> bool:
        """Whether nothing is being said."""
        return t_s >= self._busy_until_s

    def offer(
        self, t_s: float, line: Line, exercise: str | None = None, set_number: int | None = None
    ) -> Cue | None:
        """The cue, if it is to be said now; None if it is dropped: a late cue is worse than none."""
        if not self.free(t_s) and line.urgency <= self._urgency:
            return None
        last = self._said_s.get(line.key)
        if last is not None and t_s - last < line.cool_down_s:
            return None
        self._busy_until_s = t_s
        return self.queue(t_s, line, exercise, set_number)

    def queue(
        self, t_s: float, line: Line, exercise: str | None = None, set_number: int | None = None
    ) -> Cue:
        """The cue, said when all before it has been said: for what isn't bound to a moment.

        Safety waits for nothing.
        """
        begins_s = t_s if line.urgency == Urgency.SAFETY else max(t_s, self._busy_until_s)
        self._said_s[line.key] = t_s
        self._urgency = line.urgency
        self._busy_until_s = begins_s + max(LEAST_S, len(line.text) / CHARACTERS_PER_S)
        return Cue(t_s, line.key, line.text, exercise, set_number, line.rule)
