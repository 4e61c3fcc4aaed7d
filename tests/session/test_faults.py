"""STOP in the middle of every write, and every write failing: recording and history open and agree."""

from __future__ import annotations

import contextlib
import errno
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import sensortrack
from sensortrack.cli.keyboard import SignalRequests
from sensortrack.errors import SensortrackError
from sensortrack.history import History
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.recorder import append
from sensortrack.records import Code, SessionRecord
from sensortrack.session.events import Ask, Say, SessionEvent
from sensortrack.session.ports import Command
from sensortrack.session.rejudge import rejudge

from .people import CATALOGUE, FAREWELL, Answering, check_database, run_session

PLAN = Plan((Dose("E10", repetitions=2),))
TIMED_WRITES = 30
"""A recording is written every 0.2 s: a dry run has 60 writes, and up to so many more on a busy machine."""


class Writes:
    """Counts the writes of a session, and does something in the middle of one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, do: Callable[[str], None]) -> None:
        self.count, self._at, self._do = 0, at, do
        transaction, write = History.writing, append._write

        @contextlib.contextmanager
        def writing(history: History) -> Iterator[sqlite3.Connection]:
            with transaction(history) as db:
                yield db
                self._here("history")

        def written(fd: int, offset: int, data: bytes) -> tuple[int, OSError | None]:
            half = len(data) // 2
            done, error = write(fd, offset, data[:half])
            if error is None:
                try:
                    self._here("recording")
                except OSError as failed:
                    return done, failed
                more, error = write(fd, offset + half, data[half:])
                done += more
            return done, error

        monkeypatch.setattr(History, "writing", writing)
        monkeypatch.setattr(append, "_write", written)

    def _here(self, what: str) -> None:
        self.count += 1
        if self.count >= self._at:
            self._do(what)


class StopsWhen(Answering):
    """Presses STOP as soon as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.now = False
        self.heard: list[SessionEvent] = []

    def command(self) -> Command | None:
        return Command("stop", by="key", reason="other") if self.now else None

    def answer(self, ask: Ask) -> Command | None:
        return self.command() or super().answer(ask)


def how_many(tmp_path: Path, person: Answering) -> int:
    with pytest.MonkeyPatch.context() as patch:
        writes = Writes(patch, 10**9, lambda _: None)
        run_session(tmp_path / "dry", [], person, plan=PLAN, asks=True)
    return writes.count


def opened(folder: Path) -> SessionRecord:
    """The session that is there afterwards, its history and recordings checked."""
    check_database(folder / "history.sqlite")
    with History(folder / "history.sqlite") as history:
        history.recover()
        sessions = history.sessions()
    assert len(sessions) == 1
    (session,) = sessions
    files = {Path(s.recording).name for s in session.sets if s.recording is not None}
    there = {p.name for p in folder.glob("*.csv")}
    assert there <= files
    for done in session.sets:
        if done.recording is None or not Path(done.recording).exists():
            continue
        text = Path(done.recording).read_text()
        assert not text or text.endswith("\n")  # whole lines only
        if text.count("\n") > 1:
            sensortrack.read(done.recording)
    # What the history says of a recording is true of it.
    assert not [
        n for n in rejudge(session, CATALOGUE).notes if n.values["why"].code == Code.RECORDING_CHANGED
    ]
    return session


def folder_for(tmp_path: Path, k: int) -> Path:
    folder = tmp_path / f"{k}"
    folder.mkdir()
    return folder


def test_stop_in_the_middle_of_every_write(tmp_path: Path) -> None:
    (tmp_path / "dry").mkdir()
    n = how_many(tmp_path, StopsWhen())
    assert n > 25
    for k in range(1, n + 1):
        folder, person = folder_for(tmp_path, k), StopsWhen()
        with pytest.MonkeyPatch.context() as patch:
            Writes(patch, k, lambda _, person=person: setattr(person, "now", True))  # type: ignore[misc]
            done = run_session(folder, [], person, plan=PLAN, asks=True, listen=person.heard.append)
        saved = opened(folder)
        assert saved == done.record
        if not person.now:
            assert k > n - TIMED_WRITES
            continue
        assert saved.ended == "stopped"  # in one of the last writes, too
        stops = [e.cue.key for e in person.heard if isinstance(e, Say)]
        assert [key for key in stops if key not in FAREWELL][-1] == "safety.stopped_other"
        assert stops[-1] == FAREWELL[-1]
        for one in saved.sets:
            if one.recording is not None:
                marks = [m for b in sensortrack.read(one.recording).blocks for m in b.markers]
                assert one.ended_by in ("stopped", "done", "cap")
                assert one.ended_by != "stopped" or [text for _, text in marks] == ["STOP other"]


def no_room(_: str) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def full(what: str) -> None:
    if what == "history":
        raise sqlite3.OperationalError("database or disk is full")
    no_room(what)


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "from then on"])
def test_a_write_that_fails_takes_nothing_else_with_it(tmp_path: Path, for_good: bool) -> None:
    (tmp_path / "dry").mkdir()
    n = how_many(tmp_path, Answering())
    for k in range(3, n + 1):
        folder = folder_for(tmp_path, k)
        with pytest.MonkeyPatch.context() as patch:
            failed = iter([True])

            def fail(what: str, failed: Iterator[bool] = failed) -> None:
                if for_good or next(failed, False):
                    full(what)

            Writes(patch, k, fail)
            with contextlib.suppress(SensortrackError):
                run_session(folder, [], plan=PLAN, asks=True)
        session = opened(folder)
        assert session.ended in ("left", "complete")


class AtCtrlC(Answering):
    """Is asked for STOP by Ctrl-C, as the terminal's person is."""

    def __init__(self) -> None:
        super().__init__()
        self.wishes = SignalRequests()

    def press(self) -> None:
        self.wishes.on_stop(signal.SIGINT, None)

    def command(self) -> Command | None:
        if not self.wishes.stop:
            return super().command()
        self.wishes.stop = False
        return Command("stop", by="Ctrl-C")

    def answer(self, ask: Ask) -> Command | None:
        return self.command() if self.wishes.stop else super().answer(ask)


def test_a_second_ctrl_c_in_any_transaction_leaves_it_whole_and_the_first_one_is_a_stop(
    tmp_path: Path,
) -> None:
    (tmp_path / "dry").mkdir()
    n = how_many(tmp_path, AtCtrlC())
    for k in range(3, n + 1):
        folder, person = folder_for(tmp_path, k), AtCtrlC()
        heard: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            pressed = iter([True])

            def interrupt(
                what: str, pressed: Iterator[bool] = pressed, press: Callable[[], None] = person.press
            ) -> None:
                if what == "history" and next(pressed, False):
                    press()
                    press()

            Writes(patch, k, interrupt)
            with contextlib.suppress(KeyboardInterrupt):
                run_session(folder, [], person, plan=PLAN, asks=True, listen=said_into(heard))
        session = opened(folder)
        if next(pressed, False):
            assert k > n - 3  # nothing was pressed
            continue
        assert session.ended == "stopped"
        assert session.stop is not None
        assert session.stop.by == "Ctrl-C"
        assert heard[heard.index("safety.stopped") + 1 :] == [f for f in FAREWELL if f in heard]
        with History(folder / "history.sqlite") as history:
            assert history.obligations("p1")


def said_into(heard: list[str]) -> Callable[[SessionEvent], None]:
    def hear(event: SessionEvent) -> None:
        if isinstance(event, Say):
            heard.append(event.cue.key)

    return hear


def test_a_stop_that_was_pressed_while_the_disk_failed_is_said_and_kept(tmp_path: Path) -> None:
    (tmp_path / "dry").mkdir()
    n = how_many(tmp_path, StopsWhen())
    for k in range(3, n + 1):
        folder, person, heard = folder_for(tmp_path, k), StopsWhen(), list[str]()
        with pytest.MonkeyPatch.context() as patch:
            failed = iter([True])

            def fail(what: str, failed: Iterator[bool] = failed, person: StopsWhen = person) -> None:
                if next(failed, False):
                    person.now = True
                    full(what)

            Writes(patch, k, fail)
            with contextlib.suppress(SensortrackError):
                run_session(folder, [], person, plan=PLAN, asks=True, listen=said_into(heard))
        if not person.now:
            assert k > n - TIMED_WRITES
            continue
        assert opened(folder).ended == "stopped"
        assert "safety.stopped_other" in heard
        assert "session.left" not in heard
        with History(folder / "history.sqlite") as history:
            assert history.obligations("p1")
