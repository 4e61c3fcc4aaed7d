"""The person at the terminal: lines as they are spoken, questions, the set as it is, STOP at any moment."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections.abc import Callable

from rich.text import Text

from ..language import Language
from ..outside.showing import plain
from ..session.events import Ask, Say, SessionEvent, StateChanged, Stopped, VoiceFailed
from ..session.ports import Command
from ..session.set_course import Status
from .answers import AnswerScript
from .keyboard import ESCAPE, Keyboard, SignalRequests
from .replies import Replies
from .show import err

STOP_KEYS = frozenset({" ", ESCAPE})
STOP_LETTERS = frozenset("sS")
"""STOP as well, where no line is typed."""
KEYS = {"n": "skip", "q": "leave", "p": "pause", "\r": "ready", "\n": "ready", "s": "stop"}
"""The keys outside of a question, beside those of STOP."""
KEYS_SHOWN = {
    "introduction": "terminal.keys_ready",
    "stopped": "terminal.keys_over",
    "ended": "terminal.keys_over",
}
"""The line that names the keys, by the session's state, where it isn't the usual one."""
BACKSPACE = frozenset("\x7f\b")
FRAME_S = 0.1
KEY_WAIT_S = 0.1


class TerminalPerson:
    """Shows a session and takes what the person wants; a `Person` and a listener of the runner.

    Parameters
    ----------
    wishes : SignalRequests
        What signals ask for.
    now : callable
        The session's time in s.
    script : AnswerScript or None
        Answers instead of the keyboard's.
    hurried : bool
        Whether the scripted person is in position at once, and hears only the rules of an introduction.
    quiet : bool
        Whether lines aren't printed.
    """

    def __init__(
        self,
        language: Language,
        keyboard: Keyboard,
        wishes: SignalRequests,
        now: Callable[[], float],
        *,
        script: AnswerScript | None = None,
        hurried: bool = False,
        quiet: bool = False,
    ) -> None:
        self._language, self._keyboard, self._wishes, self._now = language, keyboard, wishes, now
        self._script, self._hurried, self._quiet = script, hurried, quiet
        self._replies = Replies(language)
        self._state, self._since_s = "", 0.0
        self._exercise: str | None = None
        self._prompted: Ask | None = None
        self._typed = ""
        self._has_line = False
        self._drawn = 0.0
        self.status: Callable[[], Status | None] = lambda: None

    # -- the runner's person ------------------------------------------------------------------------------

    def answer(self, ask: Ask) -> Command | None:
        """The answer to a question, or STOP, or the wish to leave; None while there is none of them."""
        wish = self._wish()
        if wish is not None:
            return wish
        if self._script is not None:
            command = self._script.answer(ask)
            self.print(f"? {ask.text} → {command.value}", "dim")
            return command
        after_stop = ask.kind in ("reason", "score_or_nothing")
        if after_stop and self._wishes.stopped and not self._keyboard.is_terminal:
            return Command("leave")  # whoever pressed Ctrl-C at a pipe isn't there to say more
        if self._prompted is not ask:
            self._prompt(ask)
        typed = self._keys() if self._keyboard.is_terminal else self._piped()
        if typed is None or isinstance(typed, Command):
            return typed
        self._prompted = None
        return self._replies.understood(typed, ask)

    def command(self) -> Command | None:
        """What the person wants now, or None; doesn't wait."""
        wish = self._wish()
        if wish is not None:
            return wish
        if self._script is not None and self._hurried and self._state == "introduction":
            return Command("ready")
        key = self._keyboard.press(STOP_KEYS | STOP_LETTERS)
        if key is None:
            self._draw()
            return None
        if key in STOP_KEYS:
            return Command("stop", by="key")
        what = KEYS.get(key.lower())
        return None if what is None else Command(what, by="key")

    def hear(self, event: SessionEvent) -> None:
        """Show what the session reports."""
        if isinstance(event, StateChanged):
            self._state, self._exercise = event.state, event.exercise
            self._since_s = self._now()
        elif isinstance(event, Say):
            if not event.cue.key.startswith("ask.") or event.cue.key == "ask.not_understood":
                style = "bold red" if event.urgent else ""
                self.print(f"{event.cue.t_s:7.1f} s  {event.cue.text}", style)
        elif isinstance(event, VoiceFailed):
            self.print(self._language.say("terminal.no_voice", why=event.why), "yellow")
        elif isinstance(event, Ask):
            # Keys that were typed before the question aren't an answer to it.
            self._typed, self._prompted = "", None
            self._keyboard.forget(keep=STOP_KEYS)
        elif isinstance(event, Stopped) and event.stop.reason is None:
            self.print("■ STOP", "bold red")

    # -- what is on the screen ----------------------------------------------------------------------------

    def print(self, text: str, style: str = "") -> None:
        """A line above the status line, or above the question that is open."""
        if self._quiet:
            return
        self._clear()
        err().print(Text(text, style=style), soft_wrap=not sys.stderr.isatty())
        if self._prompted is not None and self._keyboard.is_terminal:
            self._prompt(self._prompted)

    def _prompt(self, ask: Ask) -> None:
        """Print the question with the keys that answer it, followed by what has been typed until now."""
        self._clear()
        self._prompted = ask
        hint = self._language.say(f"terminal.answer_{ask.kind}")
        prompt = plain(f"? {ask.text} ({hint}) ")  # a catalogue's question may contain any text
        sys.stderr.write(f"\x1b[1m{prompt}\x1b[0m{self._typed}" if sys.stderr.isatty() else prompt)
        sys.stderr.flush()

    def _draw(self) -> None:
        if self._quiet or not sys.stderr.isatty() or time.monotonic() - self._drawn < FRAME_S:
            return
        self._drawn = time.monotonic()
        line = self._status_line(self.status())
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\x1b[2K\x1b[1m{plain(line[:width])}\x1b[0m")
        sys.stderr.flush()
        self._has_line = True

    def _status_line(self, s: Status | None) -> str:
        say = self._language.say
        keys = say(KEYS_SHOWN.get(self._state, "terminal.keys"))
        if s is None:
            return keys
        count = f"{s.done}" if s.planned is None else f"{s.done}/{s.planned}"
        phase = say(f"terminal.phase_{s.phase or 'none'}")
        hold = f" {s.hold_s:.1f} s" if s.phase == "hold" else ""
        lost = "" if s.sensor_there else f"  {say('terminal.no_sensor')}"
        where = f"{s.exercise} {say('terminal.set', n=s.set_number)}"
        return f"{where}  {count}  {phase}{hold}  {s.lasted_s:.0f} s{lost}   {keys}"

    def _clear(self) -> None:
        if self._has_line or (self._prompted is not None and sys.stderr.isatty()):
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

    def _keys(self) -> str | Command | None:
        """The line once Enter was pressed, or None; STOP doesn't wait for Enter.

        Within a line that was begun, a space is an ordinary character ("yes please" isn't STOP); two in a row are STOP.
        """
        key = self._keyboard.key(KEY_WAIT_S, first=frozenset({ESCAPE}))
        if key is None:
            return None
        if key == ESCAPE or (key == " " and (not self._typed or self._typed.endswith(" "))):
            if self._keyboard.is_held(key):
                return None
            sys.stderr.write("\n")
            return Command("stop", by="key")
        if key in "\r\n":
            sys.stderr.write("\n")
            typed, self._typed = self._typed.strip(), ""
            return typed
        if key in BACKSPACE:
            sys.stderr.write("\b \b" if self._typed else "")
            self._typed = self._typed[:-1]
        elif key.isprintable():
            self._typed += key
            sys.stderr.write(key)
        sys.stderr.flush()
        return None

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
