"""Brings what a session reports to the voice and to the listeners: what is spoken goes first, and no disk delays it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .events import CutOff, Say, SessionEvent, StateChanged, VoiceFailed
from .speech import Speech

SHOWN_AT_ONCE = (Say, CutOff, StateChanged, VoiceFailed)
"""What listeners get before anything is kept: no disk delays a voice or a picture."""


class Delivery:
    """Speaks and shows events.

    Parameters
    ----------
    speech : Speech
    listen : callable
        Gets each event once.
    """

    def __init__(self, speech: Speech, listen: Callable[[SessionEvent], None]) -> None:
        self._speech, self._listen = speech, listen
        self._failed: Exception | None = None

    def speak(self, events: Iterable[SessionEvent]) -> None:
        """Speak and show, in their order, what needs not be kept first."""
        for event in events:
            if isinstance(event, Say):
                self._speech.say(event)
            elif isinstance(event, CutOff):
                self._speech.cut_off()
            if isinstance(event, SHOWN_AT_ONCE):
                self._show(event)

    def show_kept(self, event: SessionEvent) -> None:
        """Show what is kept by now, unless that was shown when it was spoken."""
        if not isinstance(event, SHOWN_AT_ONCE):
            self._show(event)

    def check(self) -> None:
        """Raise, once, what made a listener fail: it kept nothing from being spoken and kept."""
        if self._failed is not None:
            error, self._failed = self._failed, None
            raise error

    def _show(self, event: SessionEvent) -> None:
        try:
            self._listen(event)
        except Exception as error:
            self._failed = self._failed or error
