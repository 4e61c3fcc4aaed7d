"""Files of a person are their owner's only, new, never written through a link; an export is whole or isn't there."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sensortrack import private_files
from sensortrack.errors import SensortrackError
from sensortrack.history import History, export
from sensortrack.history.export import export_person
from tests.conftest import Ended

Run = Callable[..., Ended]
VIRTUAL = ("session", "--virtual", "--fast", "--level", "clean", "--answers", "good", "-e", "E10")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


@pytest.fixture
def home(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SENSORTRACK_HOME", str(tmp_path / "home"))
    before = os.umask(0)  # whatever the account lets others do
    yield tmp_path / "home"
    os.umask(before)


@pytest.fixture
def recording(run: Run, home: Path, tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    assert run("simulate", "-e", "E10", "-n", 5, "--rate", 50, "-o", path).code == 0
    assert run(*VIRTUAL).code == 0
    return path


def every_writer(recording: Path) -> dict[str, tuple[object, ...]]:
    """The verbs that write a file where they are asked to, without its name, which comes last."""
    return {
        "plot.png": ("analyse", recording, "--plot"),
        "plot.svg": ("analyse", recording, "--plot"),
        "plot.pdf": ("analyse", recording, "--plot"),
        "trend.png": ("history", "trend", "virtual", "--plot"),
        "page.html": ("history", "show", session_id(), "--report"),
        "session.html": (*VIRTUAL, "--report"),
        "out": ("history", "export", "virtual", "-o"),
        "out.zip": ("history", "export", "virtual", "-o"),
        "copy.sqlite": ("history", "backup", "-o"),
        "b.csv": ("simulate", "-e", "E10", "-n", 5, "--rate", 50, "-o"),
        "c.csv.gz": ("simulate", "-e", "E10", "-n", 5, "--rate", 50, "-o"),
    }


def session_id() -> str:
    with History() as history:
        return history.sessions()[0].id


def modes(path: Path) -> set[tuple[str, int]]:
    """What kind of thing, and who may do what with it."""
    found = [path, *path.rglob("*")] if path.is_dir() else [path]
    return {("folder" if p.is_dir() else "file", stat.S_IMODE(p.stat().st_mode)) for p in found}


def test_every_file_of_a_person_is_their_owners_only(
    run: Run, home: Path, recording: Path, tmp_path: Path
) -> None:
    for name, words in every_writer(recording).items():
        assert run(*words, tmp_path / name).code == 0, name
        assert modes(tmp_path / name) <= {("file", 0o600), ("folder", 0o700)}, name
        assert run(*words, tmp_path / name).code == 73, name  # nothing is overwritten
    assert modes(home) <= {("file", 0o600), ("folder", 0o700)}


def test_nothing_is_written_through_a_link(run: Run, home: Path, recording: Path, tmp_path: Path) -> None:
    target, other = tmp_path / "target", tmp_path / "other"
    other.write_text("somebody's")
    for name, words in every_writer(recording).items():
        for to in (target, other):
            link = tmp_path / f"{to.name}-{name}"
            link.symlink_to(to)
            assert run(*words, link).code == 73, name
            assert link.is_symlink()
    assert not target.exists()
    assert other.read_text() == "somebody's"


def test_a_history_that_others_could_read_is_taken_from_them(run: Run, home: Path, recording: Path) -> None:
    for path in home.glob("history.sqlite*"):
        path.chmod(0o666)
    ended = run(*VIRTUAL)
    assert "readable by this account only" in ended.err
    assert modes(home / "history.sqlite") == {("file", 0o600)}
    assert modes(home) <= {("file", 0o600), ("folder", 0o700), ("file", 0o666)}


def test_where_that_can_not_be_done_the_message_says_so(
    run: Run, home: Path, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "history.sqlite").chmod(0o644)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    ended = run(*VIRTUAL)
    assert ended.code == 0
    assert "OTHER ACCOUNTS CAN READ" in ended.err
    assert "this account only" not in ended.err


@pytest.mark.parametrize("name", ["out", "out.zip"])
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_killed_export_leaves_nothing_that_looks_whole_and_is_cleaned_up(
    run: Run, home: Path, recording: Path, tmp_path: Path, name: str, at: int
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    pid = os.fork()
    if pid == 0:
        kill_at_copy(at)
        try:
            with History(home / "history.sqlite") as history:
                export_person(history, "virtual", place / name)
        finally:
            os._exit(0)
    status = os.waitpid(pid, 0)[1]
    if not os.WIFSIGNALED(status):  # it has fewer copies to make
        assert (place / name).exists()
        return
    assert not (place / name).exists()
    half = list(place.iterdir())
    ended = run("history", "list")
    assert ended.code == 0
    assert not list(place.iterdir())
    assert all(str(path) in ended.err for path in half)
    assert "wasn't finished" not in run("history", "list").err
    assert run("history", "export", "virtual", "-o", place / name).code == 0


def kill_at_copy(at: int) -> None:
    """Kills this program with -9 while it copies the k-th file."""
    copied, count = shutil.copyfileobj, 0

    def killing(source: Any, target: Any, *rest: int) -> None:
        nonlocal count
        count += 1
        if count == at:
            target.write(b"half")
            target.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        copied(source, target, *rest)

    shutil.copyfileobj = killing  # type: ignore[assignment]


def test_an_export_that_fails_leaves_nothing(
    run: Run, home: Path, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "place"
    place.mkdir()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    for name in ("out", "out.zip"):
        ended = run("history", "export", "virtual", "-o", place / name)
        assert ended.code == 74
        assert "No space left" in ended.err
    assert not list(place.iterdir())
    with History(home / "history.sqlite") as history:
        assert history.unfinished() == ()


def test_what_a_damaged_history_says_is_unfinished_does_not_get_removed(home: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    home.mkdir()
    with History(home / "history.sqlite") as history:
        history.is_writing(precious)
        assert export.clean_unfinished(history) == ()
    assert precious.exists()


def test_a_new_file_that_fails_on_the_way_is_gone(tmp_path: Path) -> None:
    def write_half() -> None:
        with private_files.new_file(tmp_path / "a") as file:
            file.write(b"half")
            raise OSError(28, "No space left on device")

    with pytest.raises(SensortrackError, match="No space"):
        write_half()
    assert not (tmp_path / "a").exists()
