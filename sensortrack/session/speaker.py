"""The voice of this system, where it has one: cues are spoken, safety breaks off what is being said."""

from __future__ import annotations

import shutil
import subprocess
import sys

COMMANDS = {
    "espeak-ng": ["espeak-ng", "-v", "{language}", "{text}"],
    "espeak": ["espeak", "-v", "{language}", "{text}"],
    "say": ["say", "{text}"],
    "spd-say": ["spd-say", "-w", "-l", "{language}", "{text}"],
}
WINDOWS = (
    "Add-Type -AssemblyName System.Speech; "
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak([Console]::In.ReadToEnd())"
)


class Speaker:
    """Speaks one text at a time.

    Parameters
    ----------
    language : str
        Code of the language.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._name = next((name for name in COMMANDS if shutil.which(name)), None)
        self._saying: subprocess.Popen[bytes] | None = None

    @property
    def missing(self) -> str | None:
        """What to do where this system has no voice, or None."""
        if self._name is not None or sys.platform == "win32":
            return None
        return "no speech program was found; install espeak-ng (Linux) to hear the coach"

    def say(self, text: str, *, urgent: bool = False) -> None:
        """Say a text; one that isn't urgent is dropped while another is being said."""
        if self._saying is not None and self._saying.poll() is None:
            if not urgent:
                return
            self._saying.terminate()
            self._saying.wait()
        self._saying = self._start(text)

    def close(self) -> None:
        """Let the last text come to its end."""
        if self._saying is not None:
            self._saying.wait()

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
