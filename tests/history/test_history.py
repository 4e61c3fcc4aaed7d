"""The history: what is given to it is there again, durable, private, and a person's to take and to delete."""

from __future__ import annotations

import json
import sqlite3
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sensortrack.errors import HistoryError, UsageError
from sensortrack.history import History
from sensortrack.history.export import export_person
from sensortrack.history.personal import delete_person
from sensortrack.records import SessionRecord

from ..session.people import Answering, run_session


def begun(person: str = "p1", id: str = "a1") -> SessionRecord:
    return SessionRecord(id, person, "2026-01-02T08:00:00+00:00", "en", "0.1", "1.0")


def test_a_session_is_read_as_it_was_told(tmp_path: Path) -> None:
    done = run_session(tmp_path, ["E6"], asks=True)
    with History(tmp_path / "history.sqlite") as history:
        assert history.session(done.record.id) == done.record
        assert history.session(done.record.id[:8]) == done.record
        assert history.findings(done.record.id) == done.findings
        assert history.last_screening("p1") == done.record.screening


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_files_are_their_owners_only(tmp_path: Path) -> None:
    done = run_session(tmp_path, ["E10"])
    files = [tmp_path / "history.sqlite", *(Path(s.recording or "") for s in done.record.sets)]
    assert all(stat.S_IMODE(f.stat().st_mode) == 0o600 for f in files)


def test_a_session_that_a_killed_program_left_open_is_ended_and_logged(tmp_path: Path) -> None:
    with History(tmp_path / "h.sqlite") as history:
        history.begin(begun())
    with History(tmp_path / "h.sqlite") as history:
        assert history.recover() == ("a1",)
        assert history.session("a1").ended == "left"
        assert any("recovered" in entry["what"] for entry in history.log())
        assert history.recover() == ()


def test_the_log_can_not_be_changed(tmp_path: Path) -> None:
    with History(tmp_path / "h.sqlite") as history:
        history.begin(begun())
        db = sqlite3.connect(tmp_path / "h.sqlite")
        for change in ("UPDATE log SET what = 'nothing'", "DELETE FROM log"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(change)
        db.close()


def test_a_person_is_exported_whole_and_deleted_whole(tmp_path: Path) -> None:
    done = run_session(tmp_path, ["E10"], Answering({"pain_before": "1", "pain_after": "1"}), asks=True)
    with History(tmp_path / "history.sqlite") as history:
        history.begin(begun("somebody else", "b2"))
        folder = tmp_path / "export"
        export_person(history, "p1", folder)
        document = json.loads((folder / "history.json").read_text())
        assert [s["id"] for s in document["sessions"]] == [done.record.id]
        assert len(list((folder / "recordings").glob("*.csv"))) == 1
        delete_person(history, "p1")
        assert history.persons() == ("somebody else",)
        with pytest.raises(UsageError):
            history.session(done.record.id)
        with pytest.raises(UsageError, match="somebody else"):
            delete_person(history, "p1")
    assert not list(tmp_path.glob("*E10*"))
    left = b"".join(p.read_bytes() for p in tmp_path.glob("history.sqlite*"))
    assert b"pain_after" not in left


def test_what_is_no_history_is_told(tmp_path: Path) -> None:
    (tmp_path / "h.sqlite").write_text("not a database, but long enough to be looked at " * 30)
    with pytest.raises(HistoryError, match="not a history"):
        History(tmp_path / "h.sqlite")


def test_a_newer_versions_history_is_left_alone(tmp_path: Path) -> None:
    with History(tmp_path / "h.sqlite"):
        pass
    db = sqlite3.connect(tmp_path / "h.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(HistoryError, match="version 99"):
        History(tmp_path / "h.sqlite")


def test_a_stop_is_kept_before_anything_that_follows_it(tmp_path: Path) -> None:
    with History(tmp_path / "h.sqlite") as history:
        history.begin(begun())
        from sensortrack.records import Stop

        stop = Stop(3.0, "2026-01-02T08:00:03+00:00", "set", "key")
        history.stopped("a1", stop)
        history.stopped("a1", replace(stop, reason="pain", pain=4))
        assert history.session("a1").stop == replace(stop, reason="pain", pain=4)
        assert history.recover() == ("a1",)
        assert history.session("a1").ended == "stopped"
