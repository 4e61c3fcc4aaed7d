"""Brings a session's reports to the voice and the listeners: speech comes first, and no disk delays it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .events import CutOff, Say, SessionEvent, StateChanged, VoiceFailed
from .speech import Speech

SHOWN_AT_ONCE = (Say, CutOff, StateChanged, VoiceFailed)
"""Events that listeners get before anything is kept, so that no disk delays a voice or a picture."""


class Delivery:
    """Speaks and shows events.

    Parameters
    ----------
    listen : callable
        Gets each event once.
    """

    def __init__(self, speech: Speech, listen: Callable[[SessionEvent], None]) -> None:
        self._speech, self._listen = speech, listen
        self._failed: Exception | None = None

    def speak(self, events: Iterable[SessionEvent]) -> None:
        """Speak and show, in order, the events that needn't be kept first."""
        for event in events:
            if isinstance(event, Say):
                self._speech.say(event)
            elif isinstance(event, CutOff):
                self._speech.cut_off()
            if isinstance(event, SHOWN_AT_ONCE):
                self._show(event)

    def show_kept(self, event: SessionEvent) -> None:
        """Show an event that has been kept by now, unless it was shown before that."""
        if not isinstance(event, SHOWN_AT_ONCE):
            self._show(event)

    def check(self) -> None:
        """Raise, once, the error of a listener that failed; its failure stopped nothing from being spoken or kept."""
        if self._failed is not None:
            error, self._failed = self._failed, None
            raise error

    def _show(self, event: SessionEvent) -> None:
        try:
            self._listen(event)
        except Exception as error:
            self._failed = self._failed or error
