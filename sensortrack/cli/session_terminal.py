"""The person at the terminal: cues one at a time, questions, the set as it is, STOP at any moment."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections.abc import Callable

from rich.text import Text

from ..language import Language
from ..protocol.model import Catalogue
from ..records import Stop, StopReason
from ..session import Ask, Say, SessionEvent, StateChanged, Stopped
from ..session.runner import Command, Explanation
from ..session.session import Status
from ..session.speaker import Speaker
from .answers import Script
from .keyboard import Keyboard, Wishes
from .show import err

STOP_KEYS = frozenset(" \x1b")
STOP_KEYS_IN_A_SET = STOP_KEYS | frozenset("sS\r\n")
BACKSPACE = frozenset("\x7f\b")
REASONS: tuple[StopReason, ...] = ("pain", "headache", "nausea", "weakness", "other")
STOP_WORDS = frozenset({"stop", "stopp"})
FRAME_S = 0.1
KEY_WAIT_S = 0.1


class TerminalPerson:
    """Shows a session and takes what the person wants; a `Person` and a listener of the runner.

    Parameters
    ----------
    catalogue : Catalogue
    language : Language
    keyboard : Keyboard
    wishes : Wishes
        What signals ask for.
    now : callable
        The session's time in s.
    script : Script or None
        Answers instead of the keyboard's.
    speaker : Speaker or None
    quiet : bool
        Whether cues aren't printed.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        language: Language,
        keyboard: Keyboard,
        wishes: Wishes,
        now: Callable[[], float],
        *,
        script: Script | None = None,
        speaker: Speaker | None = None,
        quiet: bool = False,
    ) -> None:
        self._catalogue = catalogue
        self._language, self._keyboard, self._wishes, self._now = language, keyboard, wishes, now
        self._script, self._speaker, self._quiet = script, speaker, quiet
        self._state, self._since_s = "", 0.0
        self._exercise: str | None = None
        self._has_line = False
        self._drawn = 0.0
        self.status: Callable[[], Status | None] = lambda: None

    # -- the runner's person ------------------------------------------------------------------------------

    def answer(self, ask: Ask) -> Command:
        """The answer to a question, or STOP, or the wish to leave."""
        wish = self._wish()
        if wish is not None:
            return wish
        if self._script is not None:
            command = self._script.answer(ask)
            self.print(f"? {ask.text} → {command.value}", "dim")
            return command
        if self._speaker is not None:
            self._speaker.say(ask.text, waits=True)
        hint = self._language.say(f"terminal.answer_{ask.kind}")
        said = self._typed(f"? {ask.text} ({hint}) ")
        return said if isinstance(said, Command) else self._understood(said, ask)

    def command(self) -> Command | None:
        """What the person wants now, or None; never waits."""
        wish = self._wish()
        if wish is not None:
            return wish
        key = self._keyboard.key()
        if key is None:
            self._draw()
            return None
        if key in STOP_KEYS_IN_A_SET:
            return Command("stop", by="key")
        return {"n": Command("skip"), "q": Command("leave")}.get(key.lower())

    def explain(self, stop: Stop) -> Explanation:
        """Ask for the reason of a STOP, and the pain; everything has been closed and kept by now."""
        nobody = not self._keyboard.is_terminal and stop.by == "Ctrl-C"
        if self._script is not None or nobody or self._wishes.leave:
            return None, None
        say = self._language.say
        parts = say("terminal.reasons").split(" · ")
        letters = dict(zip((p[0] for p in parts), REASONS, strict=False))
        reason = self._typed(f"{say('ask.stop_reason')}\n  ({say('terminal.reasons')}) ")
        if isinstance(reason, Command):
            return None, None
        known = letters.get(reason[:1].lower()) if reason else None
        pain = self._typed(f"{say('ask.stop_pain')} ")
        score = int(pain) if isinstance(pain, str) and pain.isdigit() and int(pain) <= 10 else None
        return known, score

    def hear(self, event: SessionEvent) -> None:
        """Show and say what the session tells."""
        if isinstance(event, StateChanged):
            self._state, self._exercise = event.state, event.exercise
            if event.state == "start_pose" and event.set_number == 1 and event.exercise is not None:
                # What is done, step by step, stands on the screen; the voice says the rest.
                for step in self._language.steps(self._catalogue.exercise(event.exercise)):
                    self.print(f"           · {step}", "dim")
            self._since_s = self._now()
        elif isinstance(event, Say):
            urgent = event.urgent
            self.print(f"{event.cue.t_s:7.1f} s  {event.cue.text}", "bold red" if urgent else "")
            if self._speaker is not None:
                self._speaker.say(event.cue.text, urgent=urgent, waits=event.waits)
        elif isinstance(event, Stopped) and event.stop.reason is None:
            self.print("■ STOP", "bold red")

    # -- what is on the screen ----------------------------------------------------------------------------

    def print(self, text: str, style: str = "") -> None:
        """A line above the status line."""
        if self._quiet:
            return
        self._clear()
        err().print(Text(text, style=style), soft_wrap=not sys.stderr.isatty())

    def _draw(self) -> None:
        if self._quiet or not sys.stderr.isatty() or time.monotonic() - self._drawn < FRAME_S:
            return
        self._drawn = time.monotonic()
        line = self._status_line(self.status())
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\x1b[2K\x1b[1m{line[:width]}\x1b[0m")
        sys.stderr.flush()
        self._has_line = True

    def _status_line(self, s: Status | None) -> str:
        say = self._language.say
        keys = say("terminal.keys")
        if s is None:
            return keys
        count = f"{s.done}" if s.planned is None else f"{s.done}/{s.planned}"
        phase = say(f"terminal.phase_{s.phase or 'none'}")
        hold = f" {s.hold_s:.1f} s" if s.phase == "hold" else ""
        lost = "" if s.sensor_there else f"  {say('terminal.no_sensor')}"
        where = f"{s.exercise} {say('terminal.set', n=s.set_number)}"
        return f"{where}  {count}  {phase}{hold}  {s.lasted_s:.0f} s{lost}   {keys}"

    def _clear(self) -> None:
        if self._has_line:
            sys.stderr.write("\r\x1b[2K")
            self._has_line = False

    # -- keys -----------------------------------------------------------------------------------------------

    def _wish(self) -> Command | None:
        if self._wishes.stop:
            self._wishes.stop = False
            return Command("stop", by="Ctrl-C")
        if self._wishes.leave:
            return Command("leave")
        at = None if self._script is None else self._script.stop
        if at is not None and at.due(self._state, self._exercise, self._now() - self._since_s):
            return Command("stop", by="key", reason=at.reason, pain=at.pain)
        return None

    def _typed(self, prompt: str) -> str | Command:
        """A line that is typed; STOP and Ctrl-C don't wait for Enter."""
        self._clear()
        sys.stderr.write(f"\x1b[1m{prompt}\x1b[0m" if sys.stderr.isatty() else prompt)
        sys.stderr.flush()
        return self._keys() if self._keyboard.is_terminal else self._piped()

    def _keys(self) -> str | Command:
        typed = ""
        while True:
            wish = self._wish()
            if wish is not None:
                sys.stderr.write("\n")
                return wish
            key = self._keyboard.key(KEY_WAIT_S)
            if key is None:
                continue
            if key in STOP_KEYS:
                sys.stderr.write("\n")
                return Command("stop", by="key")
            if key in "\r\n":
                sys.stderr.write("\n")
                return typed.strip()
            if key in BACKSPACE:
                sys.stderr.write("\b \b" if typed else "")
                typed = typed[:-1]
            elif key.isprintable():
                typed += key
                sys.stderr.write(key)
            sys.stderr.flush()

    def _piped(self) -> str | Command:
        line: str | None = None
        self._wishes.waiting = True
        try:
            line = self._keyboard.line()
        except KeyboardInterrupt:
            self._wishes.stopped = True
            return Command("stop", by="Ctrl-C")
        finally:
            self._wishes.waiting = False
        with contextlib.suppress(OSError):
            sys.stderr.write("\n")
        return Command("leave") if line is None else line.strip()

    def _understood(self, typed: str, ask: Ask) -> Command:
        text = typed.casefold()
        if text in STOP_WORDS:
            return Command("stop", by="key")
        if text == "q":
            return Command("leave")
        if ask.kind == "yes_no" and text:
            for value in ("yes", "no"):
                words = {value, self._language.say(f"ask.{value}")}
                if any(word.startswith(text) for word in words):
                    return Command("answer", value)
        return Command("answer", text)
