"""A disk or a database that keeps the session waiting: STOP is taken, spoken and noted all the same, and kept later."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sensortrack.errors import FileIOError
from sensortrack.history import History
from sensortrack.history.stop_note import noted_stops
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.recorder import append
from sensortrack.records import Attempt, Block, Event
from sensortrack.session import runner
from sensortrack.session.clocks import WallClock
from sensortrack.session.disk_thread import LOOKS_EVERY_S
from sensortrack.session.events import Say, SessionEvent, StateChanged
from sensortrack.session.keeping import SessionOutcome
from sensortrack.session.open_set import OpenSet
from sensortrack.session.ports import Command
from sensortrack.session.speech import PacedSpeech

from .people import Answering, run_session

PLAN = Plan((Dose("E10", repetitions=2),))
MOST_WAIT_S = 60.0
BUSY_BEFORE_STOP_S = 0.3
LONG_WAIT_S = 2.0
"""40 s of the session."""


class Disk:
    """A disk that can be held up: whatever is written waits until it is let go; where it is full, the first fails."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "history.sqlite"
        self._goes = threading.Event()
        self._goes.set()
        self._lock: sqlite3.Connection | None = None
        self._ends: threading.Timer | None = None
        self.is_full = False

    def hold(self, most_s: float) -> None:
        self._goes.clear()
        self._ends = threading.Timer(most_s, self.let_go)
        self._ends.start()

    def lock(self, most_s: float) -> None:
        """As another program does that writes to the history."""
        self._lock = sqlite3.connect(self.path, check_same_thread=False)
        self._lock.execute("BEGIN IMMEDIATE")
        self.hold(most_s)

    def let_go(self) -> None:
        if self._ends is not None:
            self._ends.cancel()
        if self._lock is not None:
            self._lock.close()
        self._goes.set()

    @property
    def waits(self) -> bool:
        return not self._goes.is_set()

    def pass_(self) -> None:
        if self.waits:
            if self.is_full:
                self.is_full = False
                raise FileIOError("no room")
            assert self._goes.wait(MOST_WAIT_S)


def hold_up_history(patch: pytest.MonkeyPatch, disk: Disk) -> None:
    transaction = History.writing

    @contextlib.contextmanager
    def writing(history: History) -> Iterator[sqlite3.Connection]:
        with transaction(history) as db:
            disk.pass_()
            yield db

    patch.setattr(History, "writing", writing)


def hold_up_recording(patch: pytest.MonkeyPatch, disk: Disk) -> None:
    write = append._write

    def written(fd: int, offset: int, data: bytes) -> tuple[int, OSError | None]:
        disk.pass_()
        return write(fd, offset, data)

    patch.setattr(append, "_write", written)


def at_speed(folder: Path, person: Answering | None = None, **more: Any) -> SessionOutcome:
    """A session in which the time passes whatever is waited for, as the wall's does, but faster."""
    return run_session(
        folder,
        [],
        person,
        plan=PLAN,
        clock=WallClock(20.0),
        speech=lambda clock: PacedSpeech(clock.now, lambda _: 0.2),
        **more,
    )


class PressesStop(Answering):
    """Presses STOP a moment after the disk was held up, and lets the disk go once everything about it was said."""

    def __init__(self, disk: Disk, state: str, how: str) -> None:
        super().__init__()
        self._disk, self._in, self._how = disk, state, how
        self._held_s: float | None = None
        if not state:
            self._hold()
        self._has_pressed = False
        self.said: list[tuple[str, bool]] = []
        self.noted = False

    def hear(self, event: SessionEvent) -> None:
        super().hear(event)
        if isinstance(event, StateChanged) and event.state == self._in and self._held_s is None:
            self._hold()
        if isinstance(event, Say):
            self.said.append((event.cue.key, self._disk.waits))
            if event.cue.key == "safety.call_help":
                ends_s = time.monotonic() + MOST_WAIT_S / 4
                while not self.noted and time.monotonic() < ends_s:
                    self.noted = bool(noted_stops(self._disk.path))
                self._disk.let_go()

    def _hold(self) -> None:
        (self._disk.lock if self._how == "lock" else self._disk.hold)(MOST_WAIT_S / 2)
        self._held_s = time.monotonic()

    def command(self) -> Command | None:
        waited_s = 0.0 if self._held_s is None else time.monotonic() - self._held_s
        if waited_s > BUSY_BEFORE_STOP_S and not self._has_pressed:
            self._has_pressed = True
            return Command("stop", by="key", pain=9)
        return super().command()


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ("lock", "introduction"),
        ("lock", "start_pose"),
        ("history", ""),
        ("history", "start_pose"),
        ("recording", "start_pose"),
        ("full", "set"),
    ],
)
def test_stop_is_taken_spoken_and_noted_at_once_whatever_the_disk_does(
    tmp_path: Path, how: str, state: str
) -> None:
    disk = Disk(tmp_path)
    disk.is_full = how == "full"
    person = PressesStop(disk, state, how)
    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(FileIOError):
        if how in ("history", "full"):
            hold_up_history(patch, disk)
        elif how == "recording":
            hold_up_recording(patch, disk)
        at_speed(tmp_path, person)
    said = dict(person.said)
    assert said["safety.stopped"], "spoken while the disk was waited for"
    assert said["safety.call_help"]
    assert person.noted
    with History(tmp_path / "history.sqlite") as history:
        (saved,) = history.sessions()
        assert saved.ended == "stopped"
        assert saved.stop is not None
        assert saved.stop.pain == 9
        assert history.obligations("p1")
    assert not noted_stops(tmp_path / "history.sqlite")


def test_stop_is_taken_while_the_first_sample_of_a_set_waits_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, stopped, taken = threading.Event(), threading.Event(), list[bool]()
    feed = OpenSet.feed

    def slow(on: OpenSet, block: Block, now_s: float) -> list[Event | Attempt]:
        if not on.has_begun:
            waits.set()
            taken.append(stopped.wait(MOST_WAIT_S / 4))
        return feed(on, block, now_s)

    class Presses(Answering):
        def hear(self, event: SessionEvent) -> None:
            super().hear(event)
            if isinstance(event, Say) and event.cue.key == "safety.stopped":
                stopped.set()

        def command(self) -> Command | None:
            if waits.is_set() and not stopped.is_set():
                return Command("stop", by="key")
            return super().command()

    monkeypatch.setattr(OpenSet, "feed", slow)
    assert at_speed(tmp_path, Presses()).record.ended == "stopped"
    assert taken == [True]


class Waits(Answering):
    """In the set the disk is held up for a while; the person does nothing about it."""

    def __init__(self, disk: Disk) -> None:
        super().__init__()
        self._disk, self._is_held = disk, False
        self.said: list[tuple[str, bool]] = []

    def hear(self, event: SessionEvent) -> None:
        super().hear(event)
        if isinstance(event, Say):
            self.said.append((event.cue.key, self._disk.waits))
            if event.cue.key == "session.begin" and not self._is_held:
                self._is_held = True
                self._disk.hold(LONG_WAIT_S)


def test_who_is_in_a_set_is_asked_to_come_down_and_no_more_while_the_disk_keeps_their_samples_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(tmp_path)
    person = Waits(disk)
    hold_up_history(monkeypatch, disk)
    monkeypatch.setattr(runner, "UNSEEN_S", 0.3)
    at_speed(tmp_path, person)
    lost = [key for key, _ in person.said].index("safety.sensor_lost")
    meanwhile = {key for key, waits in person.said[lost:] if waits}
    assert meanwhile == {"safety.sensor_lost", "safety.still_looking"}
    assert ("safety.sensor_back", False) in person.said


def test_when_the_report_is_made_recordings_and_history_have_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transaction = History.writing

    @contextlib.contextmanager
    def slow(history: History) -> Iterator[sqlite3.Connection]:
        with transaction(history) as db:
            time.sleep(0.05)
            yield db

    monkeypatch.setattr(History, "writing", slow)
    reports: list[SessionOutcome] = []

    def keep(outcome: SessionOutcome) -> None:
        with History(tmp_path / "history.sqlite") as reader:
            assert reader.session(outcome.record.id) == outcome.record
        for done in outcome.record.sets:
            assert done.recording is not None
            assert hashlib.sha256(Path(done.recording).read_bytes()).hexdigest() == done.sha256
        reports.append(outcome)

    at_speed(tmp_path, keep=keep)
    assert [s.ended_by for report in reports for s in report.record.sets] == ["done"]


class InterruptsLate(Answering):
    """Interrupts the program while the report is kept."""

    is_kept = False

    def command(self) -> Command | None:
        if self.is_kept:
            raise KeyboardInterrupt
        return super().command()


def test_a_session_that_is_interrupted_leaves_nothing_behind_that_is_still_written(tmp_path: Path) -> None:
    person, reports = InterruptsLate(), list[SessionOutcome]()

    def keep(outcome: SessionOutcome) -> None:
        person.is_kept = True
        time.sleep(4.0 * LOOKS_EVERY_S)
        reports.append(outcome)

    with pytest.raises(KeyboardInterrupt):
        at_speed(tmp_path, person, keep=keep)
    assert reports
