"""A damaged history: reported, kept aside untouched, and everything in it that can be read is saved."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sensortrack.errors import HistoryError
from sensortrack.history import History, database, repair
from sensortrack.history.past import past_sessions
from sensortrack.history.repair import repair_history
from sensortrack.history.schema import MIGRATIONS
from tests.conftest import Ended

from .mutations import FILE, KINDS, Mutation, make_home, no_database, one, use_everything

Run = Callable[..., Ended]
SEEDS = int(os.environ.get("SENSORTRACK_MUTATIONS", "2"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("damage") / "home")


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(home, tmp_path / "home"))


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_however_a_history_is_damaged_it_is_told_and_repaired(
    home: Path, tmp_path: Path, kind: Mutation, seed: int
) -> None:
    """No traceback, no hang, nothing lost that SQLite can read, and afterwards all of it works again."""
    one(home, tmp_path / "damaged", kind, random.Random(f"{kind.__name__} {seed}"))


@pytest.mark.parametrize("seed", range(3))
def test_the_verbs_tell_the_damage_and_the_way_out(run: Run, copy: Path, seed: int) -> None:
    path = copy / FILE
    no_database(path, random.Random(seed))
    damaged = path.read_bytes()
    for words in (
        ("history", "list"),
        ("session", "--virtual", "--fast", "--answers", "good", "--person", "new"),
    ):
        ended = run(*words, "--home", copy)
        assert ended.code == 65, ended.err
        assert "history repair" in ended.err
        assert path.read_bytes() == damaged
    repaired = run("history", "repair", "--home", copy)
    assert repaired.code == 65
    for said in (
        "kept aside, untouched",
        "from the recordings",
        "not saved as it was",
        "screening is asked again",
    ):
        assert said in repaired.err
    (aside,) = copy.glob("history.damaged-*.sqlite")
    assert aside.read_bytes() == damaged
    listed = run("history", "list", "--home", copy)
    assert listed.code == 0, listed.err
    again = run("history", "repair", "--home", copy)
    assert again.code == 0
    assert "nothing was changed" in again.err


def test_without_a_history_the_recordings_give_sessions_sets_findings_and_the_stop(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    from ..session.people import Answering, run_session

    class StopsInTheSet(Answering):
        left = 200

        def command(self):  # type: ignore[no-untyped-def]
            from sensortrack.session.ports import Command

            self.left -= 1
            return Command("stop", by="key", reason="nausea") if self.left < 0 else super().command()

    run_session(copy, ["E10"], StopsInTheSet(), recordings=copy / "recordings")
    with History(copy / FILE) as history:
        before = {s.id[:8]: s for s in history.sessions("p1") if s.sets}
    for path in copy.glob("history.sqlite*"):
        path.unlink()
    listed = run("history", "list", "--home", copy)
    assert listed.code == 2
    assert "repair" in listed.err
    assert run("history", "repair", "--home", copy).code == 65
    with History(copy / FILE) as history:
        found = {s.id[:8]: s for s in history.sessions("p1")}
        assert found.keys() == before.keys()
        for id, session in found.items():
            assert [(s.exercise, s.number) for s in session.sets] == [
                (s.exercise, s.number) for s in before[id].sets
            ]
            assert all(s.result is not None for s in session.sets)
            assert history.findings(session.id)
            assert history.report(session.id) is not None
        (stopped,) = [s for s in found.values() if s.stop is not None]
        assert stopped.end == "stopped"
        assert stopped.stop is not None
        assert stopped.stop.reason == "nausea"
        assert {o.cause for o in history.obligations("p1")} == {"stop", "repair"}


def test_a_stop_whose_session_is_lost_still_counts(copy: Path) -> None:
    with closing(sqlite3.connect(copy / FILE)) as db:
        db.executescript("DELETE FROM session; DELETE FROM obligation; DELETE FROM person;")
    assert repair_history(copy / FILE) is not None
    with History(copy / FILE) as history:
        (person,) = history.persons()
        assert person == "p1"  # as the recordings say
        assert "stopped" in [s.ended for s in past_sessions(history, person)]
        assert "stop" in {o.cause for o in history.obligations(person)}


def test_what_is_whole_is_left_alone_and_what_is_newer_is_refused(copy: Path) -> None:
    with History(copy / FILE) as history:
        history.recover()
    before = (copy / FILE).read_bytes()
    assert repair_history(copy / FILE) is None
    with closing(sqlite3.connect(copy / FILE)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(HistoryError, match="version 99"):
        repair_history(copy / FILE)
    with closing(sqlite3.connect(copy / FILE)) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    assert len((copy / FILE).read_bytes()) == len(before)
    assert not list(copy.glob("history.damaged-*"))


@pytest.mark.parametrize("version", [6815748, -5])
def test_a_version_that_can_be_nobodys_is_damage(copy: Path, version: int) -> None:
    with closing(sqlite3.connect(copy / FILE)) as db:
        db.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(HistoryError, match="damaged"):
        History(copy / FILE)
    repaired = repair_history(copy / FILE)
    assert repaired is not None
    assert repaired.lost == ()
    use_everything(copy)


@pytest.mark.skipif(os.name == "nt", reason="fork and kill -9 as on POSIX")
@pytest.mark.parametrize("at", range(5))
def test_a_repair_that_is_killed_leaves_the_old_history_or_the_new_one(copy: Path, at: int) -> None:
    path = copy / FILE
    data = bytearray(path.read_bytes())
    data[4096:8192] = bytes(4096)
    path.write_bytes(data)
    pid = os.fork()
    if pid == 0:
        try:
            kill_at_step(at)
            repair_history(path)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    repair_history(path)
    use_everything(copy)
    assert any(p.read_bytes() == data for p in copy.glob("history.damaged-*.sqlite"))
    with History(path) as history:
        assert len(history.sessions()) == 3


def kill_at_step(at: int) -> None:
    def killing(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    names = ("_salvage", "rebuild", "_take_recordings", "new_file", "finish_repair")
    if names[at] == "finish_repair":
        database.Path.replace = killing  # type: ignore[assignment, method-assign, attr-defined]
    else:
        setattr(repair, names[at], killing)


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_verified_backup_is_made_before_each_migration(tmp_path: Path, version: int) -> None:
    from sensortrack.history.migration import create_version

    path = tmp_path / FILE
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        create_version(db, version, tmp_path)
        db.execute("INSERT INTO person (pseudonym, created_utc) VALUES ('p1', 'x')")
    with History(path) as history:
        assert history.persons() == ("p1",)
    backup = tmp_path / f"history.version-{version}.sqlite"
    assert backup.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(backup)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (version,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT pseudonym FROM person").fetchall() == [("p1",)]


def test_a_finding_of_an_earlier_version_says_how_its_rule_is_checked(tmp_path: Path) -> None:
    from sensortrack.history.migration import create_version

    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        create_version(db, 5, tmp_path)
        db.execute("INSERT INTO person (id, pseudonym, created_utc) VALUES (1, 'p1', 'x')")
        db.execute(
            "INSERT INTO session (id, person_id, start_utc, plan, language, software, rules_version)"
            " VALUES ('s', 1, '2025-01-01T00:00:00+00:00', '{}', 'en', '1', '1')"
        )
        db.execute(
            "INSERT INTO finding"
            " (session_id, exercise, rule, outcome, kept, why, attempts, software, rules_version, judged_utc)"
            " VALUES ('s', 'E6', 'E6.count', 'pass', 'asked', 'asked', '[]', '1', '1', '2025-01-01T00:00:00+00:00')"
        )
    with History(tmp_path / FILE) as history:
        (finding,) = history.findings("s")["E6"]
    assert finding.method == "asked"


def test_a_migration_whose_backup_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sensortrack.errors import FileIOError
    from sensortrack.history.migration import create_version

    path = tmp_path / FILE
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        create_version(db, 2, tmp_path)

    def full(*_: object) -> None:
        raise FileIOError("no room")

    monkeypatch.setattr(database, "back_up", full)
    with pytest.raises(FileIOError):
        History(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (2,)


def test_a_backup_of_a_damaged_history_is_refused_and_leaves_nothing(run: Run, copy: Path) -> None:
    assert run("history", "backup", "-o", copy / "good.sqlite", "--home", copy).code == 0
    with History(copy / "good.sqlite") as history:
        assert len(history.sessions()) == 3
    data = bytearray((copy / FILE).read_bytes())
    data[-4096:] = bytes(4096)
    (copy / FILE).write_bytes(data)
    ended = run("history", "backup", "-o", copy / "bad.sqlite", "--home", copy)
    assert ended.code == 65, ended.err
    assert not (copy / "bad.sqlite").exists()
