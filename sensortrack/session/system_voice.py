"""The voice of this system, if it has one, as a speech port: one speech program at a time, watched to its end.

A program that can't be started, dies, never ends, or returns at once (as espeak-ng does without a sound device) is
reported as failed, with the reason. From then on each line is shown for as long as it takes to read it. Every now and
then one is tried again, unless the program hung: a headset comes back, and a person with closed eyes reads nothing.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import time

from .events import Say
from .speech import Spoken
from .voice import usual_duration_s

COMMANDS = {
    "espeak-ng": ["espeak-ng", "-v", "{language}", "--", "{text}"],
    "espeak": ["espeak", "-v", "{language}", "--", "{text}"],
    "say": ["say", "--", "{text}"],
    "spd-say": ["spd-say", "-w", "-l", "{language}", "--", "{text}"],
}
WINDOWS = (
    "Add-Type -AssemblyName System.Speech; "
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak([Console]::In.ReadToEnd())"
)
SILENT_SHARE = 0.15
"""A line that is over within this share of its usual duration wasn't heard: no voice speaks six times as fast."""
LEAST_TO_TELL_S = 1.0
"""Only a line that usually takes longer than this, in s, shows whether it was spoken."""
SLOWEST = 4.0
"""A line that takes this many times its usual duration, and `GRACE_S` more, hangs."""
GRACE_S = 3.0
"""Time that a speech program may take to begin on a busy machine, in s."""
TRY_AGAIN_S = 10.0
"""A voice that failed is tried again with the first line after this time, in s."""
NO_PROGRAM = "no speech program was found; install espeak-ng (Linux) to hear the coach"
NO_SOUND = "the speech program returned without speaking: is there a sound device?"


class SystemVoice:
    """Speaks with this system's speech program.

    Parameters
    ----------
    language : str
        Code of the language.

    Attributes
    ----------
    failed : str or None
        Why lines aren't spoken now.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._name = next((name for name in COMMANDS if shutil.which(name)), None)
        self._program: subprocess.Popen[bytes] | None = None
        self._id, self._text, self._begun_s = 0, "", 0.0
        self._shown_until_s: float | None = None
        self._reports: list[Spoken] = []
        self._try_s: float | None = None
        self.failed: str | None = None
        if self._name is None and sys.platform != "win32":
            self.failed = NO_PROGRAM

    def say(self, say: Say) -> None:
        """Begin to speak; a line that is being spoken is cut off."""
        self.cut_off()
        self._id, self._text, self._begun_s = say.id, say.cue.text, time.monotonic()
        if self.failed is None or (self._try_s is not None and self._begun_s >= self._try_s):
            try:
                self._program = self._start(self._text)
            except OSError as error:
                self._fail(f"the speech program can't be started: {error}", again=True)
        if self._program is None:
            self._shown_until_s = self._begun_s + usual_duration_s(self._text)
        self._reports.append(Spoken(say.id, "started"))

    def cut_off(self) -> None:
        """Be silent at once."""
        program, self._program = self._program, None
        if program is not None:
            _end(program)
        if program is not None or self._shown_until_s is not None:
            self._shown_until_s = None
            self._reports.append(Spoken(self._id, "cut_off"))

    def reports(self) -> list[Spoken]:
        """What has happened since the last call."""
        if self._program is not None:
            self._look_at(self._program)
        elif self._shown_until_s is not None and time.monotonic() >= self._shown_until_s:
            self._shown_until_s = None
            self._reports.append(Spoken(self._id, "finished"))
        reports, self._reports = self._reports, []
        return reports

    def close(self) -> None:
        """Cut off the line that is being spoken; no more lines follow."""
        self.cut_off()

    def _look_at(self, program: subprocess.Popen[bytes]) -> None:
        code, took_s = program.poll(), time.monotonic() - self._begun_s
        usual_s = usual_duration_s(self._text)
        if code is None:
            if took_s > SLOWEST * usual_s + GRACE_S:
                _end(program)
                self._program = None
                self._fail("the speech program doesn't come to the end of a line")
            return
        self._program = None
        if code != 0:
            self._fail(f"the speech program ended with exit code {code}", again=True)
        elif took_s < SILENT_SHARE * usual_s and (usual_s > LEAST_TO_TELL_S or self.failed is not None):
            self._fail(NO_SOUND, again=True)
        else:
            self.failed = None
            self._reports.append(Spoken(self._id, "finished"))

    def _fail(self, why: str, *, again: bool = False) -> None:
        """Lines are shown; the one that failed is, too. `again` tells whether another one is tried later."""
        self._try_s = time.monotonic() + TRY_AGAIN_S if again else None
        if self.failed is None:
            self._reports.append(Spoken(self._id, "failed", why))
        else:
            self._shown_until_s = self._begun_s + usual_duration_s(self._text)
        self.failed = why

    def _start(self, text: str) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        if self._name is not None:
            # The text goes as an argument of its own, never through a shell.
            command = [part.format(language=self._language, text=text) for part in COMMANDS[self._name]]
            return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
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


def _end(program: subprocess.Popen[bytes]) -> None:
    """Kill a program outright: it might ignore SIGTERM."""
    with contextlib.suppress(OSError):
        program.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(0.2)
