"""A disk or a database that keeps the session waiting: STOP is taken, spoken and noted all the same, and kept later."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sensortrack.history import History
from sensortrack.history.stop_note import noted_stops
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.recorder import append
from sensortrack.session.clocks import WallClock
from sensortrack.session.events import Say, SessionEvent, StateChanged
from sensortrack.session.ports import Command
from sensortrack.session.speech import PacedSpeech

from .people import Answering, run_session

PLAN = Plan((Dose("E10", repetitions=2),))
MOST_WAIT_S = 60.0
BUSY_BEFORE_STOP_S = 0.3


class Disk:
    """A disk that can be held up: whatever is written waits until it is let go."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "history.sqlite"
        self._goes = threading.Event()
        self._goes.set()
        self._lock: sqlite3.Connection | None = None
        self.held_up = 0

    def hold(self) -> None:
        self._goes.clear()

    def lock(self) -> None:
        """As another program does that writes to the history."""
        self._lock = sqlite3.connect(self.path, check_same_thread=False)
        self._lock.execute("BEGIN IMMEDIATE")
        self.hold()

    def let_go(self) -> None:
        if self._lock is not None:
            self._lock.close()
        self._goes.set()

    @property
    def waits(self) -> bool:
        return not self._goes.is_set()

    def pass_(self) -> None:
        if self.waits:
            self.held_up += 1
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


class PressesStop(Answering):
    """Presses STOP a moment after the disk was held up, and lets the disk go once everything about it was said."""

    def __init__(self, disk: Disk, state: str, how: str) -> None:
        super().__init__()
        self._disk, self._in, self._how = disk, state, how
        self._held_s: float | None = None
        self._has_pressed = False
        self.said: list[tuple[str, bool]] = []
        self.noted = False

    def hear(self, event: SessionEvent) -> None:
        super().hear(event)
        if isinstance(event, StateChanged) and event.state == self._in and self._held_s is None:
            (self._disk.lock if self._how == "lock" else self._disk.hold)()
            self._held_s = time.monotonic()
            threading.Timer(MOST_WAIT_S / 2, self._disk.let_go).start()
        if isinstance(event, Say):
            self.said.append((event.cue.key, self._disk.waits))
            if event.cue.key == "safety.call_help":
                ends_s = time.monotonic() + MOST_WAIT_S / 4
                while not self.noted and time.monotonic() < ends_s:
                    self.noted = bool(noted_stops(self._disk.path))
                self._disk.let_go()

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
        ("history", "start_pose"),
        ("recording", "start_pose"),
    ],
)
def test_stop_is_taken_spoken_and_noted_at_once_whatever_the_disk_does(
    tmp_path: Path, how: str, state: str
) -> None:
    disk = Disk(tmp_path)
    person = PressesStop(disk, state, how)
    with pytest.MonkeyPatch.context() as patch:
        if how == "history":
            hold_up_history(patch, disk)
        elif how == "recording":
            hold_up_recording(patch, disk)
        done = run_session(
            tmp_path,
            [],
            person,
            plan=PLAN,
            clock=WallClock(20.0),
            speech=lambda clock: PacedSpeech(clock.now, lambda _: 0.2),
        )
    said = dict(person.said)
    assert said["safety.stopped"], "spoken while the disk was waited for"
    assert said["safety.call_help"]
    assert person.noted
    assert done.record.ended == "stopped"
    with History(tmp_path / "history.sqlite") as history:
        (saved,) = history.sessions()
        assert saved == done.record
        assert history.obligations("p1")
    assert not noted_stops(tmp_path / "history.sqlite")
