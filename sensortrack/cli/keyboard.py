"""Single keys as they are pressed, lines where stdin is no terminal, and Ctrl-C as a wish instead of an end."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import select
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator
from types import FrameType
from typing import Any, Self

POLL_S = 0.02
ESCAPE = "\x1b"
SEQUENCE_WITHIN_S = 0.05
"""The rest of an escape sequence follows its Esc within this time, in s; a person's next key doesn't."""
HELD_S = 0.7
"""A key that comes again within this time, in s, is held down: the first repetition takes up to 0.66 s."""
SEQUENCES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.", re.DOTALL)
"""What an arrow key or a function key sends (ECMA-48 control sequences, and SS3): it is no Esc."""
UNFINISHED = re.compile(r"\x1b(\[[0-?]*[ -/]*|O)?\Z")


class Keyboard:
    """The keys of the terminal, without Enter and without an echo; as a context manager.

    Attributes
    ----------
    is_terminal : bool
        Whether there is one; without it only `line` gives anything.
    """

    def __init__(self) -> None:
        self.is_terminal = sys.stdin is not None and sys.stdin.isatty()
        self._restore: list[Any] | None = None
        self._pressed: deque[str] = deque()
        self._taken = "", 0.0

    def __enter__(self) -> Self:
        if self.is_terminal and sys.platform != "win32":
            import termios
            import tty

            self._restore = termios.tcgetattr(sys.stdin.fileno())
            tty.setcbreak(sys.stdin.fileno())
        return self

    def __exit__(self, *_: object) -> None:
        if self._restore is not None and sys.platform != "win32":
            import termios

            # What was pressed and not taken isn't for the shell: the keyboard is held until the program ends.
            with contextlib.suppress(termios.error):
                termios.tcsetattr(sys.stdin.fileno(), termios.TCSAFLUSH, self._restore)
            self._restore = None

    def key(self, wait_s: float = 0.0, first: frozenset[str] = frozenset()) -> str | None:
        """The next key, or None where none is pressed within `wait_s`; one of `first` goes before all others."""
        if not self.is_terminal:
            time.sleep(wait_s)
            return None
        self._pressed.extend(self._keys(0.0 if self._pressed else wait_s))
        urgent = next((key for key in self._pressed if key in first), None)
        if urgent is not None:
            self._pressed.clear()
            return urgent
        return self._pressed.popleft() if self._pressed else None

    def press(self, first: frozenset[str]) -> str | None:
        """As `key`, but a key that is held down is one press: it sends itself faster than it is asked for."""
        key = self.key(first=first)
        while self._pressed and self._pressed[0] == key:
            self._pressed.popleft()
        return None if key is None or self.is_held(key) else key

    def is_held(self, key: str) -> bool:
        """Whether this key, which was taken now, has been down since it was taken before."""
        (before, before_s), now_s = self._taken, time.monotonic()
        self._taken = key, now_s
        return key == before and now_s - before_s < HELD_S

    def forget(self, keep: frozenset[str] = frozenset()) -> None:
        """Forget what was pressed and not taken, but for the keys in `keep`."""
        if self.is_terminal:
            self._pressed.extend(self._keys(0.0))
            self._pressed = deque(key for key in self._pressed if key in keep)

    def _keys(self, wait_s: float) -> str:
        """What is pressed within `wait_s`, without the sequences of arrow and function keys."""
        pressed = _pressed(wait_s)
        while UNFINISHED.search(pressed):
            more = _pressed(SEQUENCE_WITHIN_S)
            if not more:
                break
            pressed += more
        return SEQUENCES.sub("", pressed)

    def line(self) -> str | None:
        """A line of stdin where that is no terminal; None at its end."""
        return sys.stdin.readline() or None


if sys.platform == "win32":
    import msvcrt

    def _pressed(wait_s: float) -> str:
        ends = time.monotonic() + wait_s
        while not msvcrt.kbhit():
            if time.monotonic() >= ends:
                return ""
            time.sleep(POLL_S)
        key = msvcrt.getwch()
        if key in "\x00\xe0":  # the first half of an arrow or function key
            msvcrt.getwch()
            return ""
        return key

else:

    def _pressed(wait_s: float) -> str:
        fd = sys.stdin.fileno()
        if not select.select([fd], [], [], wait_s)[0]:
            return ""
        pressed = os.read(fd, 4096)
        if not pressed:
            raise OSError(errno.EIO, "the terminal was closed")
        return pressed.decode(errors="ignore")


class SignalRequests:
    """What signals ask for: Ctrl-C is STOP; a terminal that is closed, or SIGTERM, ends the session early.

    Attributes
    ----------
    stop, leave : bool
        Asked for, and not taken yet.
    stopped : bool
        Whether Ctrl-C ever was pressed.
    waiting : bool
        Set while a read can't be left otherwise: then Ctrl-C raises KeyboardInterrupt at once.
    """

    def __init__(self) -> None:
        self.stop = self.leave = self.stopped = self.waiting = False

    def on_stop(self, number: int, frame: FrameType | None) -> None:
        """Ctrl-C; a second one, before the first was taken, is Python's own."""
        del number, frame
        if self.stop or self.waiting:
            raise KeyboardInterrupt
        self.stop = self.stopped = True

    def on_leave(self, number: int, frame: FrameType | None) -> None:
        """The terminal was closed (it may be reported twice), or the system wants the program to end."""
        del frame
        if self.leave and number == signal.SIGTERM:
            raise KeyboardInterrupt
        self.leave = True

    @contextlib.contextmanager
    def heard(self) -> Iterator[Self]:
        """Hear the signals meanwhile."""
        numbers = {signal.SIGINT: self.on_stop, signal.SIGTERM: self.on_leave}
        if sys.platform != "win32":
            numbers[signal.SIGHUP] = self.on_leave
        before = {number: signal.signal(number, do) for number, do in numbers.items()}
        try:
            yield self
        finally:
            for number, do in before.items():
                signal.signal(number, do)
