"""STOP is spoken before anything is written, and a program that is killed before it is written doesn't lose it."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sensortrack.errors import FileIOError
from sensortrack.history import History
from sensortrack.history.stop_note import noted_stops
from sensortrack.records import Stop
from sensortrack.session.events import Ask, Say, SessionEvent
from sensortrack.session.ports import Clock, Command
from sensortrack.session.speech import PacedSpeech

from .people import FAREWELL, Answering, run_session

STATES = ("screening", "asking", "introduction", "start_pose", "set", "coming_to_rest")


class StopsIn(Answering):
    """Presses STOP as soon as the session is in that state."""

    def __init__(self, state: str) -> None:
        super().__init__()
        self._in = state

    def command(self) -> Command | None:
        return Command("stop", by="key", pain=9) if self.state == self._in else super().command()

    def answer(self, ask: Ask) -> Command | None:
        return self.command() if self.state == self._in else super().answer(ask)


class Ordered(PacedSpeech):
    """Notes in a common log when a line is handed to it."""

    def __init__(self, clock: Clock, log: list[str]) -> None:
        super().__init__(clock.now)
        self._log = log

    def say(self, say: Say) -> None:
        self._log.append(f"say {say.cue.key}")
        super().say(say)


@pytest.mark.parametrize("state", STATES)
def test_stop_is_spoken_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    log: list[str] = []
    writing = History.writing

    def written(self: History) -> object:
        log.append("write")
        return writing(self)

    monkeypatch.setattr(History, "writing", written)
    pressed = StopsIn.command

    def command(self: StopsIn) -> Command | None:
        wanted = pressed(self)
        if wanted is not None and wanted.what == "stop":
            log.append("pressed")
        return wanted

    monkeypatch.setattr(StopsIn, "command", command)
    run_session(
        tmp_path, ["E10"], StopsIn(state), asks=state == "screening", speech=lambda clock: Ordered(clock, log)
    )
    at = log.index("pressed")
    assert log[at + 1] == "say safety.stopped"


class Breaks(PacedSpeech):
    """A voice that fails, once, as it is to say that the session was stopped."""

    def __init__(self, clock: Clock, error: BaseException) -> None:
        super().__init__(clock.now)
        self._error: BaseException | None = error

    def say(self, say: Say) -> None:
        error = self._error
        if error is not None and say.cue.key == "safety.stopped":
            self._error = None
            raise error
        super().say(say)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(5, "no voice")], ids=["Ctrl-C", "the voice"])
def test_a_stop_is_kept_though_the_voice_is_interrupted_in_it(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises(type(error)):
        run_session(tmp_path, ["E10"], StopsIn("set"), speech=lambda clock: Breaks(clock, error))
    with History(tmp_path / "history.sqlite") as history:
        (record,) = history.sessions()
        assert record.ended == "stopped"
        assert record.stop is not None
        assert history.obligations("p1")


class Hangs(StopsIn):
    """Presses STOP, and is gone."""

    _gone = False

    def command(self) -> Command | None:
        if self._gone:
            raise OSError(5, "no terminal")
        wanted = super().command()
        self._gone = wanted is not None and wanted.what == "stop"
        return wanted


def test_a_stop_is_kept_though_the_voice_and_the_terminal_are_gone(tmp_path: Path) -> None:
    error = OSError(5, "no voice")
    with pytest.raises(OSError, match="no voice"):
        run_session(tmp_path, ["E10"], Hangs("set"), speech=lambda clock: Breaks(clock, error))
    with History(tmp_path / "history.sqlite") as history:
        (record,) = history.sessions()
        assert record.stop is not None
        assert history.obligations("p1")


@pytest.mark.parametrize("error", [FileIOError("no room"), RuntimeError("a fault of the program")])
def test_a_program_that_fails_after_a_stop_says_what_to_do_now_and_waits_for_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(self: History, session_id: str, stop: Stop) -> None:
        raise error

    monkeypatch.setattr(History, "stopped", fails)
    heard: list[SessionEvent] = []
    with pytest.raises(type(error)):
        run_session(tmp_path, ["E6"], StopsIn("set"), listen=heard.append)
    said = tuple(e.cue.key for e in heard if isinstance(e, Say))
    stopped = said.index("safety.stopped")
    assert said[stopped + 1 :] == (FAREWELL[0], "advice.get_help", *FAREWELL[1:])  # the pain was strong


def test_a_stop_that_can_not_be_kept_at_once_is_kept_on_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, tried = History.stopped, []

    def fails_once(self: History, session_id: str, stop: Stop) -> None:
        tried.append(stop)
        if len(tried) == 1:
            raise FileIOError("locked")
        keep(self, session_id, stop)

    monkeypatch.setattr(History, "stopped", fails_once)
    with pytest.raises(FileIOError):
        run_session(tmp_path, ["E6"], StopsIn("set"))
    with History(tmp_path / "history.sqlite") as history:
        (record,) = history.sessions()
        assert record.stop is not None
        assert record.stop.pain == 9
        assert history.obligations("p1")


def killed(folder: Path, when: Callable[[SessionEvent], None]) -> None:
    """A session in a child process that STOP and then a kill -9 ends, while the history is locked by another."""
    child = os.fork()
    if child == 0:
        try:
            run_session(folder, ["E10"], StopsIn("set"), listen=when)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_stop_that_waits_for_a_locked_history_outlives_a_kill(tmp_path: Path) -> None:
    def lock_and_be_killed(event: SessionEvent) -> None:
        if isinstance(event, Say) and event.cue.key == "safety.stopped":
            other = sqlite3.connect(tmp_path / "history.sqlite")
            other.execute("BEGIN IMMEDIATE")  # nothing can be kept from now on
            connections.append(other)
            if os.fork() == 0:
                time.sleep(1.0)
                os.kill(os.getppid(), signal.SIGKILL)
                os._exit(0)

    connections: list[sqlite3.Connection] = []
    killed(tmp_path, lock_and_be_killed)
    assert noted_stops(tmp_path / "history.sqlite")
    with History(tmp_path / "history.sqlite") as history:
        (lost,) = history.recover()
        record = history.session(lost)
        assert record.ended == "stopped"
        assert record.stop is not None
        assert record.stop.pain == 9
        assert history.obligations("p1")
    assert not noted_stops(tmp_path / "history.sqlite")


def test_a_torn_note_of_a_stop_is_none_and_a_whole_one_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    from sensortrack.history.stop_note import note_stop

    stop = Stop(3.0, "2026-01-02T08:00:03+00:00", "set", "key", "pain", 9)
    note_stop(path, "a", stop)
    with (tmp_path / "history.sqlite.stop").open("a") as file:
        file.write('{"session": "b", "t_s": 3')
    assert noted_stops(path) == {"a": stop}
