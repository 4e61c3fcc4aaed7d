"""The keys of a session at a real terminal: STOP, Ctrl-C, skip, leave, a terminal that is closed."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import sensortrack
from sensortrack.history import History
from sensortrack.history.database import BUSY_S
from sensortrack.records import SessionRecord

if sys.platform == "win32":
    pytest.skip("terminals as on POSIX", allow_module_level=True)

import fcntl
import pty
import termios

FASTER = 8.0
"""How much faster than the wall's the session's clock goes, at most: the keys are the person's own, in real time."""
HURRIED = f"""
import sensortrack.cli.session_run as run
from sensortrack.cli import main
from sensortrack.session.clocks import HurriedClock

run.WallClock = lambda: HurriedClock({FASTER})
main()
"""


class Terminal:
    """A program at a terminal of its own."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.master, slave = pty.openpty()
        environment = os.environ | {"SENSORTRACK_HOME": str(home), "COLUMNS": "120", "TERM": "xterm"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", HURRIED, "session", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        self.shown = ""

    def until(self, text: str, within_s: float = 60.0) -> None:
        """Wait until that is shown."""
        ends = time.monotonic() + within_s
        while text not in self.shown:
            assert time.monotonic() < ends, self.shown
            self._read(0.2)

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def ended(self, within_s: float = 60.0) -> int:
        ends = time.monotonic() + within_s
        while self.process.poll() is None:
            assert time.monotonic() < ends, self.shown
            self._read(0.1)
        self._read(0.1)
        return self.process.returncode

    def hang_up(self) -> None:
        os.close(self.master)
        self.master = -1

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.master >= 0:
            os.close(self.master)

    def _read(self, wait_s: float) -> None:
        if self.master >= 0 and select.select([self.master], [], [], wait_s)[0]:
            with contextlib.suppress(OSError):  # Linux: the other end was closed
                self.shown += os.read(self.master, 65536).decode(errors="replace")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@contextlib.contextmanager
def session_of(home: Path, *arguments: str) -> Iterator[Terminal]:
    terminal = Terminal(home, "--virtual", "--level", "clean", *arguments)
    try:
        yield terminal
    finally:
        terminal.close()


def saved_session(home: Path) -> SessionRecord:
    with History(home / "history.sqlite") as history:
        (session,) = history.sessions()
        return session


@pytest.mark.parametrize("key", [" ", "\x1b", "s"], ids=["space", "escape", "s"])
def test_a_key_stops_the_set_at_once(home: Path, key: str) -> None:
    with session_of(home, "-e", "E10", "--answers", "good") as terminal:
        terminal.until("Begin.")
        time.sleep(0.3)
        terminal.press(key)
        begun = time.monotonic()
        terminal.until("Stopped. Come down slowly and rest.")
        assert time.monotonic() - begun < 10.0  # well below a second on an idle machine; the set takes longer
        terminal.until("The session is over.")
        terminal.until("q ends now")
        terminal.press("q")  # the rest of what is said after a STOP isn't heard
        assert terminal.ended() == 0
    session = saved_session(home)
    assert session.ended == "stopped"
    assert session.stop is not None
    assert (session.stop.state, session.stop.by) == ("set", "key")
    (one,) = session.sets
    assert one.recording is not None
    assert [t for b in sensortrack.read(one.recording).blocks for _, t in b.markers] == ["STOP"]


def test_a_key_stops_the_set_at_once_while_another_program_holds_the_history(home: Path) -> None:
    with session_of(home, "-e", "E10", "--answers", "good") as terminal:
        terminal.until("Begin.")
        with contextlib.closing(sqlite3.connect(home / "history.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(1.0)  # by now something waits for it
            terminal.press(" ")
            terminal.until("Stopped. Come down slowly and rest.", within_s=0.8 * BUSY_S)
            terminal.until("call the emergency number")
        terminal.until("The session is over.")
        terminal.press("q")
        assert terminal.ended() == 0
    session = saved_session(home)
    assert session.stop is not None
    assert (session.ended, session.stop.by) == ("stopped", "key")


def test_stop_in_a_question_and_the_reason_and_pain_that_are_told_afterwards(home: Path) -> None:
    with session_of(home, "-e", "E10") as terminal:
        terminal.until("bladder")
        terminal.press("nn\x7fo\n")  # typed wrong, and mended
        terminal.until("bowels")
        terminal.press(" ")
        terminal.until("What was it")
        assert saved_session(home).stop is not None  # kept before anything is asked
        terminal.press("h\n")
        terminal.until("How strong")
        terminal.press("6\n")
        terminal.until("The session is over.")
        terminal.press("q")
        assert terminal.ended() == 0
    stop = saved_session(home).stop
    assert stop is not None
    assert (stop.state, stop.reason, stop.pain) == ("screening", "headache", 6)
    assert "Reason: headache" in terminal.shown


def test_ctrl_c_is_stop(home: Path) -> None:
    with session_of(home, "-e", "E10", "--answers", "good") as terminal:
        terminal.until("Begin.")
        terminal.press("\x03")
        terminal.until("The session is over.")
        terminal.press("q")
        assert terminal.ended() == 130
    session = saved_session(home)
    assert session.stop is not None
    assert (session.ended, session.stop.by) == ("stopped", "Ctrl-C")
    assert "Traceback" not in terminal.shown
    assert "Session report" in terminal.shown


def test_an_exercise_is_left_out_and_the_session_ended_by_keys(home: Path) -> None:
    with session_of(home, "-e", "E10", "-e", "E6", "--answers", "good") as terminal:
        terminal.until("Begin. Breathe in, lean")
        terminal.press("n")
        terminal.until("Left out: floor-seated forward lean.")
        terminal.until("Get into the starting position")
        terminal.until("Begin. Breathe in, raise")
        terminal.press("q")
        terminal.until("Ended for today.")
        assert terminal.ended() == 0
    session = saved_session(home)
    assert (session.ended, session.stop) == ("left", None)
    assert [s.ended_by for s in session.sets] == ["person", "person"]


def test_a_terminal_that_is_closed_ends_the_session_and_keeps_it(home: Path) -> None:
    with session_of(home, "-e", "E10", "--answers", "good") as terminal:
        terminal.until("Begin.")
        time.sleep(0.3)
        terminal.hang_up()
        terminal.process.wait(timeout=60)
    session = saved_session(home)
    assert session.ended == "left"
    (one,) = session.sets
    assert one.sha256 is not None


def test_the_keys_are_the_shells_again_afterwards(home: Path) -> None:
    with session_of(home, "-e", "E10", "--answers", "good") as terminal:
        before = termios.tcgetattr(terminal.master)
        terminal.until("Begin.")
        assert termios.tcgetattr(terminal.master) != before
        terminal.process.send_signal(signal.SIGTERM)
        terminal.ended()
        assert termios.tcgetattr(terminal.master)[3] == before[3]
    assert saved_session(home).ended == "left"
