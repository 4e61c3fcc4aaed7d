"""The page as a speech port: it speaks each line with its clips, and reports what became of it.

Where no page is there, or one doesn't begin, the line is paced by the time that it takes to be read: the session's
clock goes on, whatever the page does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from ..session.events import Say
from ..session.speech import Spoken
from ..session.voice import usual_duration_s
from .bridge import Bridge

BEGINS_WITHIN_S = 1.0
"""A page that hasn't begun a line within this time of the session, in s, doesn't speak it."""


class PageSpeech:
    """Speaks by way of the page.

    Parameters
    ----------
    now : callable
        The session's time in s.
    """

    def __init__(self, bridge: Bridge, now: Callable[[], float]) -> None:
        self._bridge, self._now = bridge, now
        self._reports: deque[Spoken] = deque()
        self._on: Say | None = None
        self._since_s = 0.0
        self._begun = self._paced = False

    def say(self, say: Say) -> None:
        """Begin a line; the page cuts off what it is speaking."""
        self._over("cut_off")
        self._on, self._since_s = say, self._now()
        self._begun, self._paced = False, not self._bridge.page_there
        if self._paced:
            self._reports.append(Spoken(say.id, "started"))

    def cut_off(self) -> None:
        """Be silent at once."""
        self._over("cut_off")

    def reports(self) -> list[Spoken]:
        """What has happened since the last call; nothing where STOP waits: no line is begun before it is taken."""
        if self._bridge.stop_waits:
            return []
        for spoken in self._bridge.take_spoken():
            if self._on is None or spoken.id != self._on.id or self._paced:
                continue
            self._begun |= spoken.fate == "started"
            self._reports.append(Spoken(spoken.id, spoken.fate, spoken.why))
            if spoken.fate != "started":
                self._on = None
        if self._on is not None:
            self._keep_pace(self._on)
        reports = list(self._reports)
        self._reports.clear()
        return reports

    def close(self) -> None:
        """Nothing further will be spoken."""
        self._over("cut_off")

    def _keep_pace(self, on: Say) -> None:
        took_s = self._now() - self._since_s
        late_s = BEGINS_WITHIN_S * self._bridge.speed
        if not self._paced and (not self._bridge.page_there or (not self._begun and took_s > late_s)):
            self._paced = True
            if not self._begun:
                self._reports.append(Spoken(on.id, "started"))
        if self._paced and took_s >= usual_duration_s(on.cue.text):
            self._over("finished")

    def _over(self, fate: str) -> None:
        if self._on is not None:
            self._reports.append(Spoken(self._on.id, "cut_off" if fate == "cut_off" else "finished"))
            self._on = None
