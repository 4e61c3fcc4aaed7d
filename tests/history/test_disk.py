"""A full disk, a read-only folder, no permission: reported as what they are, and read where reading is possible."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sensortrack
from sensortrack.errors import CannotCreateError, FileIOError, SensortrackError, UsageError
from sensortrack.history import History
from sensortrack.history.lock import session_lock
from sensortrack.protocol.plan import Dose, Plan
from tests.conftest import Ended

from ..session.people import run_session

Run = Callable[..., Ended]
ROOT = Path(sensortrack.__file__).parents[1]
VIRTUAL = ("session", "--virtual", "--fast", "--level", "clean", "--answers", "good", "-e", "E10")
PLAN = Plan((Dose("E10", repetitions=2),))
FAULTS = [
    ("SQLITE_FULL", "database or disk is full", FileIOError, 74),
    ("SQLITE_IOERR_WRITE", "disk I/O error", FileIOError, 74),
    ("SQLITE_READONLY", "attempt to write a readonly database", CannotCreateError, 73),
    ("SQLITE_READONLY_DIRECTORY", "attempt to write a readonly database", CannotCreateError, 73),
    ("SQLITE_CANTOPEN", "unable to open database file", CannotCreateError, 73),
    ("SQLITE_BUSY", "database is locked", FileIOError, 74),
]


MADE: list[Path] = []
"""One history, of which each test gets a copy: a session takes its time."""


@pytest.fixture
def home(
    run: Run, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    if not MADE:
        made = tmp_path_factory.mktemp("made") / "home"
        assert run(*VIRTUAL, "--home", made).code == 0
        MADE.append(made)
    folder = tmp_path / "home"
    shutil.copytree(MADE[0], folder)
    monkeypatch.setenv("SENSORTRACK_HOME", str(folder))
    return folder


class Faults:
    """Makes one of SQLite's statements fail, the k-th and all after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, text: str, at: int) -> None:
        faults = self
        self.count = 0
        connect = sqlite3.connect

        class Failing(sqlite3.Connection):
            def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
                faults.count += 1
                if faults.count >= at and not sql.startswith(("ROLLBACK", "SELECT", "PRAGMA table")):
                    error = sqlite3.OperationalError(text)
                    error.sqlite_errorname = name
                    raise error
                return super().execute(sql, *parameters)

        def failing(database: Any, **options: Any) -> sqlite3.Connection:
            kind = sqlite3.Connection if "memory" in str(database) or options.get("uri") else Failing
            return connect(database, factory=kind, **options)

        monkeypatch.setattr(sqlite3, "connect", failing)


@pytest.mark.parametrize(("name", "text", "kind", "code"), FAULTS)
def test_each_fault_at_any_statement_is_what_it_is(
    tmp_path: Path, name: str, text: str, kind: type[SensortrackError], code: int
) -> None:
    """While a history is opened, made, and a session is given to it; never 'not a history'."""
    with pytest.MonkeyPatch.context() as patch:
        (tmp_path / "dry").mkdir()
        whole = Faults(patch, name, text, 10**9)
        run_session(tmp_path / "dry", [], plan=PLAN, asks=True)
    for at in (*range(1, 30, 7), *range(40, whole.count, 131), whole.count):
        folder = tmp_path / f"{at}"
        folder.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            Faults(patch, name, text, at)
            with pytest.raises(SensortrackError) as raised:
                run_session(folder, [], plan=PLAN, asks=True)
        assert type(raised.value) is kind, raised.value
        assert raised.value.exit_code == code
        assert "not a history" not in str(raised.value)


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (errno.ENOSPC, 74, "No space left"),
        (errno.EDQUOT, 74, "uota"),
        (errno.EROFS, 73, "Read-only file system"),
        (errno.EACCES, 73, "Permission denied"),
    ],
)
@pytest.mark.parametrize("what", ["history.sqlite", "history.sqlite.lock", "_E10_1.csv", "_report.html"])
def test_a_file_that_can_not_be_opened_ends_a_session_with_the_true_reason(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: int, words: str, what: str
) -> None:
    with monkeypatch.context() as patch:
        refuse(patch, number, lambda path: path.endswith(what))
        ended = run(*VIRTUAL)
    assert ended.code == code, ended.err
    assert words in ended.err
    for wrong in ("not a history", "another session", "Traceback"):
        assert wrong not in ended.err


def contents(home: Path) -> dict[Path, bytes]:
    """Everything but what SQLite itself makes to read."""
    return {
        p: p.read_bytes() for p in home.rglob("*") if p.is_file() and not p.name.endswith(("-shm", "-wal"))
    }


def refuse(patch: pytest.MonkeyPatch, number: int, which: Callable[[str], bool]) -> None:
    """Files of these names can't be opened to be written to."""
    opened = os.open

    def open_(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if flags & os.O_CREAT and which(str(path)):
            raise OSError(number, os.strerror(number), str(path))
        return opened(path, flags, *rest, **more)

    patch.setattr(os, "open", open_)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_history_that_can_not_be_written_to_is_listed_and_shown(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    listed = run("history", "list", "--json").out
    refuse(monkeypatch, number, lambda path: Path(path).is_relative_to(home))
    before = contents(home)
    again = run("history", "list", "--json")
    assert (again.code, again.out) == (0, listed)
    assert "shown as it stands" in again.err
    assert run("history", "show", listed[listed.index('"id": "') + 7 :][:8]).code == 0
    assert run("history", "trend", "virtual").code == 0
    assert run("rejudge").code == 0
    assert run("history", "export", "virtual", "-o", tmp_path / "taken").code == 0
    assert run("history", "backup", "-o", tmp_path / "copy.sqlite").code == 0
    assert run("history", "delete", "virtual", "--yes").code in (73, 74)
    assert contents(home) == before


def test_the_lock_says_who_is_in_the_way_only_where_somebody_is(tmp_path: Path) -> None:
    history = tmp_path / "history.sqlite"
    with session_lock(history), pytest.raises(UsageError, match="another session"), session_lock(history):
        pass
    lock = tmp_path / "history.sqlite.lock"
    for garbage in (b"garbage " * 1000, b"SQLite format 3\x00" + bytes(4080), b"\x00"):
        lock.write_bytes(garbage)
        with session_lock(history), pytest.raises(UsageError, match="another session"), session_lock(history):
            pass
    lock.unlink()
    lock.mkdir()
    with pytest.raises(CannotCreateError), session_lock(history):
        pass


def test_a_name_that_is_no_file_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "link.sqlite"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(CannotCreateError, match="leads nowhere"):
        History(link)
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "folder.sqlite").mkdir()
    with pytest.raises(SensortrackError, match="regular file"):
        History(tmp_path / "folder.sqlite")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.sqlite")
        with pytest.raises(SensortrackError, match="regular file"):
            History(tmp_path / "pipe.sqlite")


@pytest.fixture
def small_disk(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Runs a script of the shell where `$DISK` is a file system of its own, as large as it says first."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        pytest.skip("no unshare")
    disk = tmp_path / "disk"
    disk.mkdir()

    def run_there(script: str, size: str = "64m") -> subprocess.CompletedProcess[str]:
        mount = f"mount -t tmpfs -o size={size} tmpfs {disk} || exit 99\n"
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c", mount + script],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=os.environ | {"SENSORTRACK_HOME": f"{disk}/home", "ST": f"{sys.executable} -m sensortrack"},
        )
        if done.returncode == 99 or "unshare" in done.stderr:
            pytest.skip(f"no file system of one's own to be had: {done.stderr.strip()}")
        return done

    return run_there


SESSION = "$ST session --virtual --fast --level clean --answers good -e E10"


def test_on_a_medium_that_is_read_only_a_history_is_listed_and_shown(small_disk: Any, tmp_path: Path) -> None:
    """For real, with the log of writes of a program that was killed; root is nobody special there."""
    done = small_disk(
        f"""
        {SESSION} >/dev/null 2>&1 || exit 1
        mount -o remount,ro {tmp_path}/disk || exit 99
        $ST history list || exit 2
        $ST history export virtual -o {tmp_path}/taken || exit 3
        {SESSION} --person other; test $? = 73 || exit 4
        $ST history delete virtual --yes; test $? = 73 || exit 5
        """
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "complete" in done.stdout
    assert "Traceback" not in done.stderr
    assert (tmp_path / "taken" / "history.json").exists()


def test_on_a_disk_that_is_full_everything_says_so(small_disk: Any) -> None:
    done = small_disk(
        f"""
        {SESSION} >/dev/null 2>&1 || exit 1
        dd if=/dev/zero of=$SENSORTRACK_HOME/filler bs=4096 2>/dev/null
        {SESSION}; test $? = 74 || exit 2
        {SESSION} --person other; test $? = 74 || exit 3
        $ST history list || exit 4
        $ST history export virtual -o $SENSORTRACK_HOME/out; test $? = 74 || exit 5
        test -e $SENSORTRACK_HOME/out && exit 6
        rm $SENSORTRACK_HOME/filler
        {SESSION} || exit 7
        $ST history list
        """
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for wrong in ("not a history", "another session"):
        assert wrong not in done.stderr
