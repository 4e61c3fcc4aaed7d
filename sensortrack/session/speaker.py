"""The voice of this system, where it has one: cues are spoken, safety breaks off what is being said."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import threading
import time
from collections import deque

COMMANDS = {
    "espeak-ng": ["espeak-ng", "-v", "{language}", "--", "{text}"],
    "espeak": ["espeak", "-v", "{language}", "--", "{text}"],
    "say": ["say", "{text}"],
    "spd-say": ["spd-say", "-w", "-l", "{language}", "--", "{text}"],
}
WINDOWS = (
    "Add-Type -AssemblyName System.Speech; "
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak([Console]::In.ReadToEnd())"
)
LATE_S = 1.0
"""A cue that is bound to a moment isn't said later than that."""
GRACE_S = 2.0


class Speaker:
    """Speaks one text at a time, in a thread of its own, so that a session never waits for it.

    Parameters
    ----------
    language : str
        Code of the language.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._name = next((name for name in COMMANDS if shutil.which(name)), None)
        self._waiting: deque[str] = deque()
        self._moment: tuple[float, str] | None = None
        self._saying: subprocess.Popen[bytes] | None = None
        self._changed = threading.Condition()
        self._closing = False
        self.failed: OSError | None = None
        self._thread = threading.Thread(target=self._work, name="speaker", daemon=True)
        self._thread.start()

    @property
    def missing(self) -> str | None:
        """What to do where this system has no voice, or None."""
        if self._name is not None or sys.platform == "win32":
            return None
        return "no speech program was found; install espeak-ng (Linux) to hear the coach"

    def say(self, text: str, *, urgent: bool = False, waits: bool = False) -> None:
        """Say a text.

        An urgent one breaks off what is being said, and all that waits. One that waits is said in its turn.
        Any other is said as soon as nothing is being said, unless a newer one came, or it is late by then.
        """
        with self._changed:
            if urgent:
                self._waiting.clear()
                self._moment = None
                self._break_off()
            if urgent or waits:
                self._waiting.append(text)
            else:
                self._moment = (time.monotonic(), text)
            self._changed.notify()

    def close(self, *, at_most_s: float = 20.0) -> None:
        """Let what waits come to its end; after `at_most_s` it is broken off."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(at_most_s)
        with self._changed:
            self._waiting.clear()
            self._break_off()
        self._thread.join(GRACE_S)

    def _break_off(self) -> None:
        if self._saying is not None:
            with contextlib.suppress(OSError):
                self._saying.terminate()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not (self._waiting or self._moment or self._closing):
                    self._changed.wait()
                text = self._next()
                if text is None:
                    if self._closing:
                        return
                    continue
                try:
                    self._saying = self._start(text)
                except OSError as error:
                    self.failed = error
            if self._saying is not None:
                self._saying.wait()

    def _next(self) -> str | None:
        if self._waiting:
            return self._waiting.popleft()
        moment, self._moment = self._moment, None
        if moment is None or time.monotonic() - moment[0] > LATE_S:
            return None
        return moment[1]

    def _start(self, text: str) -> subprocess.Popen[bytes] | None:
        quiet = subprocess.DEVNULL
        if self._name is not None:
            # The text goes as an argument of its own, never through a shell.
            command = [part.format(language=self._language, text=text) for part in COMMANDS[self._name]]
            return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
        if sys.platform == "win32":
            speaking = subprocess.Popen(
                ["powershell", "-NoProfile", "-Command", WINDOWS],
                stdin=subprocess.PIPE,
                stdout=quiet,
                stderr=quiet,
            )
            assert speaking.stdin is not None
            speaking.stdin.write(text.encode())
            speaking.stdin.close()
            return speaking
        return None
