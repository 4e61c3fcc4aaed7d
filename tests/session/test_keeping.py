"""What a session keeps: its findings, and at once a STOP that waits for its turn."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sensortrack.history import History
from sensortrack.language import load_language
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.records import Stop
from sensortrack.session.appointment import Appointment
from sensortrack.session.keeping import Archive, SessionKeeper

from .people import CATALOGUE, run_session, screening

PLAN = Plan((Dose("E10", repetitions=1),))


def test_what_was_found_is_in_the_history(tmp_path: Path) -> None:
    done = run_session(tmp_path, [], plan=PLAN)
    assert done.findings["E10"]
    with History(tmp_path / "history.sqlite") as history:
        assert history.findings(done.record.id) == done.findings


def test_a_stop_is_noted_without_a_wait_and_no_program_that_ends_waits_for_the_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted, goes = list[Stop](), threading.Event()

    def note(history: History, session_id: str, stop: Stop) -> None:
        assert goes.wait(60.0)
        noted.append(stop)

    monkeypatch.setattr(History, "note_stop", note)
    stop = Stop(3.0, "2026-01-01T08:00:03+00:00", "set", "key")
    with History(tmp_path / "history.sqlite") as history:
        appointment, archive = Appointment("p1", PLAN, screening()), Archive(history, None)
        SessionKeeper(appointment, archive, CATALOGUE, load_language("en")).note(stop)
        (thread,) = (t for t in threading.enumerate() if t.name == "STOP")
        assert (noted, thread.daemon) == ([], True)
        goes.set()
        thread.join()
    assert noted == [stop]
