"""The ports of a session: the person who is asked and commands, the sensor, the clock, the voice, the onlookers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ..records import StopReason
from .events import Ask, SessionEvent
from .set_sources import SetSource
from .speech import Speech


@dataclass(frozen=True, slots=True)
class Command:
    """What the person wants: `answer`, `stop`, `ready`, `pause` (in a pause: go on), `go_on`, `skip` an exercise,
    `mounting` (find anew how the sensor sits), `leave`.

    `by` names the listener that a STOP came through.
    """

    what: str
    value: str = ""
    by: str = "key"
    reason: StopReason | None = None
    pain: int | None = None


class Person(Protocol):
    """The side that is asked and that commands: the terminal, the page, a test."""

    def answer(self, ask: Ask) -> Command | None:
        """The answer to the question that is open, or None where there is none yet; STOP may come instead."""
        ...

    def command(self) -> Command | None:
        """What the person wants now, or None; never waits."""
        ...


class Clock(Protocol):
    """Time since the session began, in s; a simulated one may be faster than the wall's."""

    def now(self) -> float:
        """The time now."""
        ...

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        ...

    def reach(self, t_s: float) -> None:
        """A sample of that time has come."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The six of one session.

    Attributes
    ----------
    speech : Speech
        Speaks the lines.
    listen : callable
        Gets every event of the session, in its order: what is spoken before it is kept, the rest once it is kept.
        Where it fails with an OSError, nobody sees the session any more, and it is left; any other error ends it.
    """

    source: SetSource
    asked: Person
    clock: Clock
    speech: Speech
    listen: Callable[[SessionEvent], None]
