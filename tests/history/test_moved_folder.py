"""A data folder that was moved, copied or torn apart: found again, or what is missing is named."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sensortrack.history import History
from sensortrack.history.belongings import belongings_of
from sensortrack.history.schema import MIGRATIONS
from sensortrack.session.rejudge import rejudge
from tests.conftest import Ended

from ..session.people import CATALOGUE

Run = Callable[..., Ended]
VIRTUAL = ("session", "--virtual", "--fast", "--level", "clean", "--answers", "good", "-e", "E10")


@pytest.fixture
def home(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    for person in ("anna", "ben"):
        assert run(*VIRTUAL, "--person", person, "--home", folder).code == 0
    return folder


def names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()}


def test_a_moved_folder_is_as_good_as_it_was(run: Run, home: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere" / "new"
    moved.parent.mkdir()
    home.rename(moved)
    with History(moved / "history.sqlite") as history:
        for session in history.sessions():
            assert rejudge(session, CATALOGUE).notes == ()
            assert all(Path(s.recording or "").is_relative_to(moved) for s in session.sets)
    assert " 0 changed" in run("rejudge", "--home", moved).out
    exported = run("history", "export", "anna", "-o", tmp_path / "anna", "--home", moved)
    assert exported.code == 0
    assert "missing" not in exported.err
    kinds = sorted(name.split("_")[-1] for name in names(tmp_path / "anna" / "recordings"))
    assert kinds == ["1.csv", "1.json", "report.html"]
    assert run("history", "delete", "anna", "--yes", "--home", moved).code == 0
    assert len(names(moved / "recordings")) == 3
    assert not (tmp_path / "home").exists()


def test_the_paths_of_an_older_history_are_found_in_a_folder_that_was_moved(
    home: Path, tmp_path: Path
) -> None:
    """Whole paths stood in it; the folder is somewhere else by now, or a copy of one that is still there."""
    db = sqlite3.connect(home / "history.sqlite")
    tables = db.execute("SELECT session_id, recording FROM exercise_set").fetchall()
    files = db.execute("SELECT session_id, path FROM session_file").fetchall()
    db.close()
    for kind in ("moved", "copied"):
        folder = tmp_path / kind
        shutil.copytree(home / "recordings", folder / "recordings")
        old = "/nowhere/data" if kind == "moved" else str(home)
        db = sqlite3.connect(folder / "history.sqlite")
        for script in MIGRATIONS[:2]:
            db.executescript(script)
        db.execute("INSERT INTO person VALUES (1, 'anna', 'x')")
        for id, recording in tables:
            db.execute(
                "INSERT INTO session (id, person_id, start_utc, ended, language, software, rules_version, plan)"
                " VALUES (?, 1, '2026-01-01T00:00:00+00:00', 'complete', 'en', '0', '1', '{}')",
                (id,),
            )
            db.execute(
                "INSERT INTO exercise_set (session_id, exercise, number, start_s, weight_kg, recording, sha256)"
                " VALUES (?, 'E10', 1, 0, 0, ?, 'x')",
                (id, f"{old}/{recording}"),
            )
        for id, path in files:
            db.execute("INSERT INTO session_file VALUES (?, ?)", (id, f"{old}/{path}"))
        db.execute("INSERT INTO session_file VALUES (?, ?)", (files[0][0], "/elsewhere/page.html"))
        db.execute("PRAGMA user_version = 2")
        db.commit()
        db.close()
        with History(folder / "history.sqlite") as history:
            belongings = belongings_of(history, "anna")
            assert {p.parent for p in belongings.there} == {folder / "recordings"}
            assert len(belongings.there) == 6
            assert belongings.missing == (Path("/elsewhere/page.html"),)


def test_what_is_missing_is_named_by_export_and_by_delete(run: Run, home: Path, tmp_path: Path) -> None:
    (home / "recordings").rename(tmp_path / "away")
    (home / "recordings").mkdir()
    exported = run("history", "export", "anna", "-o", tmp_path / "anna.zip", "--home", home)
    assert exported.code == 0
    assert exported.err.count("isn't there, so it isn't in the export") == 2
    assert "2 missing" in exported.err
    with zipfile.ZipFile(tmp_path / "anna.zip") as archive:
        document = json.loads(archive.read("anna/history.json"))
    assert sorted(Path(p).suffix for p in document["missing"]) == [".csv", ".html"]
    deleted = run("history", "delete", "anna", "--yes", "--home", home)
    assert deleted.code == 66
    assert deleted.err.count("if it was moved, delete it there") == 2
    assert "deleted 1 session and 0 files of 'anna'" in deleted.err


def test_delete_finds_what_the_history_has_lost_by_its_content(run: Run, home: Path) -> None:
    """Renamed, moved within the folder, or not known to the history at all."""
    recordings = home / "recordings"
    with History(home / "history.sqlite") as history:
        (anna,) = history.sessions("anna")
        table = Path(anna.sets[0].recording or "")
    (recordings / "old").mkdir()
    for path in (table, table.with_suffix(".json")):
        path.rename(recordings / "old" / f"renamed{path.suffix}")
    (page,) = recordings.glob(f"*{anna.id[:8]}_report.html")
    page.rename(recordings / "page.html")
    (recordings / "old" / "renamed.capture.jsonl").write_text("{}\n")
    (recordings / ".renamed.json.x.part").write_text("half")
    deleted = run("history", "delete", "anna", "--yes", "--home", home)
    assert deleted.code == 66  # the history named them elsewhere
    assert not list((recordings / "old").iterdir())
    with History(home / "history.sqlite") as history:
        belongings = belongings_of(history, "ben")
        assert names(recordings) >= {p.name for p in belongings.there}
        assert len(belongings.there) == 3
        assert belongings.missing == ()
    assert not any(anna.id[:8] in name for name in names(recordings))


def test_a_file_that_can_not_be_deleted_is_named_and_the_history_keeps_the_person(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refuse(self: Path, missing_ok: bool = False) -> None:
        if self.suffix == ".html":
            raise PermissionError(13, "Permission denied", str(self))
        unlink(self, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        deleted = run("history", "delete", "anna", "--yes", "--home", home)
    assert deleted.code == 74
    assert "report.html is still there: Permission denied" in deleted.err
    assert "the history still has 'anna'" in deleted.err
    again = run("history", "delete", "anna", "--yes", "--home", home)
    assert again.code == 0, again.err
    assert "deleted 1 session and 1 file of 'anna'" in again.err


def test_delete_reaches_into_the_backups_and_names_the_copy_that_it_can_not_change(
    run: Run, home: Path
) -> None:
    assert run("history", "backup", "--home", home).code == 0
    (backup,) = home.glob("history.backup-*")
    assert b"anna" in backup.read_bytes()
    deleted = run("history", "delete", "anna", "--yes", "--home", home)
    assert deleted.code == 0, deleted.err
    assert b"anna" not in backup.read_bytes()
    with History(backup) as history:
        assert history.persons() == ("ben",)
    torn = home / "history.damaged-1.sqlite"
    pages = bytearray(backup.read_bytes())
    pages[100:108] = b"\xff" * 8  # the head of the first page's tree
    torn.write_bytes(pages)
    assert b"ben" in pages
    deleted = run("history", "delete", "ben", "--yes", "--home", home)
    assert deleted.code == 74
    assert "history.damaged-1.sqlite is still there" in deleted.err
    assert torn.read_bytes() == pages
    assert "no history" not in run("history", "list", "--home", home).err
