"""The speech port: what speaks a session's lines, and reports what became of each.

The terminal's system voice, the page, and tests implement it. The session hands over one line at a time and goes on
when it is reported as finished, so that speech and session share one clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from .events import Say
from .voice import usual_duration_s

Fate = Literal["started", "finished", "cut_off", "failed"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What became of the line with that number; `why` says in words why it failed."""

    id: int
    fate: Fate
    why: str = ""


class Speech(Protocol):
    """Speaks one line at a time."""

    def say(self, say: Say) -> None:
        """Begin to speak; what is being spoken is cut off. Never waits."""
        ...

    def cut_off(self) -> None:
        """Be silent at once."""
        ...

    def reports(self) -> list[Spoken]:
        """What has happened since the last call; never waits."""
        ...

    def close(self) -> None:
        """Nothing further will be spoken."""
        ...


class PacedSpeech:
    """No sound: each line takes the time that a person needs to read it, by the session's clock.

    Parameters
    ----------
    now : callable
        The session's time in s.
    duration_s : callable
        How long a text takes, in s.
    """

    def __init__(
        self, now: Callable[[], float], duration_s: Callable[[str], float] = usual_duration_s
    ) -> None:
        self._now, self._duration_s = now, duration_s
        self._saying: tuple[int, float] | None = None
        self._reports: list[Spoken] = []

    def say(self, say: Say) -> None:
        """Begin a line."""
        self.cut_off()
        self._saying = say.id, self._now() + self._duration_s(say.cue.text)
        self._reports.append(Spoken(say.id, "started"))

    def cut_off(self) -> None:
        """End the line that is on."""
        if self._saying is not None:
            self._reports.append(Spoken(self._saying[0], "cut_off"))
            self._saying = None

    def reports(self) -> list[Spoken]:
        """What has become of the lines since the last call."""
        if self._saying is not None and self._now() >= self._saying[1]:
            self._reports.append(Spoken(self._saying[0], "finished"))
            self._saying = None
        reports, self._reports = self._reports, []
        return reports

    def close(self) -> None:
        """Nothing to free."""
