"""What a STOP demands stays due until the screening is answered whole in a later session, whatever comes between."""

from __future__ import annotations

import io
import os
import signal
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack import local_time
from sensortrack.history import History
from sensortrack.history.past import past_sessions
from sensortrack.history.schema import MIGRATIONS
from sensortrack.protocol.progression import progress
from sensortrack.records import ScreeningRecord, SessionRecord, Stop
from sensortrack.session import runner
from sensortrack.session.events import SessionEvent, Stopped
from sensortrack.session.keeping import SessionKeeper
from sensortrack.session.ports import Command
from sensortrack.session.rejudge import rejudge
from tests.conftest import Ended

from ..session.people import CATALOGUE, Answering, run_session

Run = Callable[..., Ended]
VIRTUAL = ("session", "--virtual", "--fast", "--level", "clean", "-e", "E10")
STOP = Stop(3.0, "2026-01-02T08:00:03+00:00", "set", "key", "pain", 9)


class StopsAtOnce(Answering):
    """Presses STOP at the pain score, with pain 9."""

    def answer(self, ask: object) -> Command:
        if getattr(ask, "question", "") == "pain_before":
            return Command("stop", by="key", reason="pain", pain=9)
        return super().answer(ask)  # type: ignore[arg-type, return-value]


class LeavesAtOnce(Answering):
    """Leaves at the first question."""

    def answer(self, ask: object) -> Command:
        return Command("leave")


def due(folder: Path, person: str = "p1") -> bool:
    with History(folder / "history.sqlite") as history:
        history.recover()
        return bool(history.obligations(person))


def killed(folder: Path, at: Callable[[SessionEvent], bool], person: Answering, *, asks: bool) -> None:
    """A session whose program is killed with -9 once an event is kept, before anything else is written."""

    class Killed(SessionKeeper):
        def keep(self, event: SessionEvent) -> None:
            super().keep(event)
            if at(event):
                os.kill(os.getpid(), signal.SIGKILL)

    pid = os.fork()
    if pid == 0:
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(runner, "SessionKeeper", Killed)
                run_session(folder, ["E10"], person, asks=asks)
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL


def test_a_session_that_is_opened_and_left_at_once_discharges_no_stop(tmp_path: Path) -> None:
    assert not due(tmp_path)
    run_session(tmp_path, ["E10"], StopsAtOnce())
    assert due(tmp_path)
    run_session(tmp_path, ["E10"], LeavesAtOnce(), asks=True)
    assert due(tmp_path)
    run_session(tmp_path, ["E10"], asks=True)
    assert not due(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="fork and kill -9 as on POSIX")
def test_neither_a_stop_nor_what_follows_it_is_lost_to_a_killed_program(tmp_path: Path) -> None:
    killed(tmp_path, lambda e: isinstance(e, Stopped), StopsAtOnce(), asks=False)
    with History(tmp_path / "history.sqlite") as history:
        (session,) = history.sessions("p1")
        assert session.ended is None  # nothing but the STOP was written
        assert not history.findings(session.id)
        assert [o.session for o in history.obligations("p1")] == [session.id]
        assert [s.ended for s in past_sessions(history, "p1")] == ["stopped"]
    killed(tmp_path, lambda e: type(e).__name__ == "Ask", Answering(), asks=True)  # at question 1
    assert due(tmp_path)
    run_session(tmp_path, ["E10"], asks=True)
    assert not due(tmp_path)


def test_a_screening_that_was_not_answered_whole_discharges_nothing(tmp_path: Path) -> None:
    run_session(tmp_path, ["E10"], StopsAtOnce())
    last = CATALOGUE.screening[-1].id
    run_session(tmp_path, ["E10"], Answering(stop_at=lambda what: what == f"asked {last}"), asks=True)
    with History(tmp_path / "history.sqlite") as history:
        assert len(history.obligations("p1")) == 2


def test_a_screening_that_an_emergency_ended_discharges_nothing(tmp_path: Path) -> None:
    run_session(tmp_path, ["E10"], StopsAtOnce())
    emergency = next(c.id for c in CATALOGUE.screening if c.kind == "emergency")
    run_session(tmp_path, ["E10"], Answering({emergency: "yes"}), asks=True)
    assert due(tmp_path)
    run_session(tmp_path, ["E10"], asks=True)
    assert not due(tmp_path)


@pytest.mark.parametrize("years", [-30, 30], ids=["in the past", "in the future"])
def test_a_wrong_clock_discharges_no_stop_and_hides_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    """The session between has a date far off; order is by entry."""
    monkeypatch.setenv("SENSORTRACK_HOME", str(tmp_path))

    def wrong() -> str:
        return (datetime.now(UTC) + timedelta(days=365 * years)).isoformat()

    first = run(*VIRTUAL, "--answers", "good")
    assert first.code == 0, first.err
    stop = tmp_path / "stop.toml"
    stop.write_text(
        'schema = "sensortrack.answers/1"\ndefault = "good"\n[stop]\nstate = "set"\nreason = "pain"\npain = 9\n'
    )
    with monkeypatch.context() as patch:
        patch.setattr(local_time, "utc_now", wrong)
        assert run(*VIRTUAL, "--answers", stop).code == 0
    with monkeypatch.context() as patch:
        patch.setattr(local_time, "utc_now", wrong)
        patch.setattr("sys.stdin", io.StringIO("q\n"))
        run(*VIRTUAL)
    after = run(*VIRTUAL, "--answers", "good")
    assert "The questions about your health come first" in after.err
    assert "still hold" not in after.err
    with History(tmp_path / "history.sqlite") as history:
        ends = [s.ended for s in history.sessions("virtual")]
        entries = [s.entry for s in history.sessions("virtual")]
        assert history.obligations("virtual") == ()
    assert ends == ["complete", "stopped", "left", "complete"]
    assert entries == [1, 2, 3, 4]


@pytest.mark.parametrize("hours", [-48, 48], ids=["back", "forward"])
def test_a_clock_that_is_set_in_a_session_changes_only_the_times_of_day(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """Each time that it is looked at it has been set again, by two days."""
    monkeypatch.setenv("SENSORTRACK_HOME", str(tmp_path))
    looked = count()

    def set_again() -> str:
        return (datetime.now(UTC) + timedelta(hours=hours * next(looked))).isoformat()

    stop = tmp_path / "stop.toml"
    stop.write_text(
        'schema = "sensortrack.answers/1"\ndefault = "good"\n[stop]\nstate = "set"\nreason = "pain"\npain = 9\n'
    )
    for answers in ("good", stop):
        with monkeypatch.context() as patch:
            patch.setattr(local_time, "utc_now", set_again)
            done = run(*VIRTUAL, "--answers", answers)
        assert done.code == 0, done.err
    with History(tmp_path / "history.sqlite") as history:
        complete, stopped = history.sessions("virtual")
        assert (complete.ended, stopped.ended) == ("complete", "stopped")
        assert [one.session for one in history.obligations("virtual")] == [stopped.id]
        for session in (complete, stopped):
            again = rejudge(session, CATALOGUE)
            assert not again.notes
            assert all(done.end_s > done.start_s for done in session.sets)
    for verb in ("list", "trend"):
        listed = run("history", verb, "virtual")
        assert listed.code == 0, listed.err
    assert "was stopped" in " ".join(run(*VIRTUAL, "--answers", "good").err.split())


def test_the_command_asks_the_screening_after_a_stop_and_a_session_left_at_question_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENSORTRACK_HOME", str(tmp_path))
    stop = tmp_path / "stop.toml"
    stop.write_text(
        'schema = "sensortrack.answers/1"\ndefault = "good"\n[stop]\nstate = "set"\nreason = "pain"\npain = 9\n'
    )
    assert run(*VIRTUAL, "--answers", stop).code == 0
    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdin", io.StringIO("q\n"))
            assert "stopped" in run(*VIRTUAL).err
    assert "was stopped" in " ".join(run(*VIRTUAL, "--answers", "good").err.split())
    assert "still hold" in run(*VIRTUAL, "--answers", "good").err


EVENTS = st.lists(st.sampled_from(["clean", "stop", "left", "screened", "stop then killed"]), max_size=12)


@given(events=EVENTS, seconds=st.lists(st.integers(-(10**9), 10**9), min_size=12, max_size=12))
def test_the_screening_is_due_exactly_from_a_stop_to_the_next_screening_by_entry(
    tmp_path_factory: pytest.TempPathFactory, events: list[str], seconds: list[int]
) -> None:
    """Whatever the dates say; and every STOP sets the ladder back in its place."""
    folder = tmp_path_factory.mktemp("h")
    base, expected = datetime(2026, 1, 1, tzinfo=UTC), False
    with History(folder / "h.sqlite") as history:
        for k, (what, shift) in enumerate(zip(events, seconds, strict=False)):
            at = (base + timedelta(seconds=shift)).isoformat()
            history.begin(SessionRecord(f"{k}", "p1", at, "en", "0", "1", utc_offset_s=0))
            if what == "screened":
                history.screened(f"{k}", ScreeningRecord(at, "1", {"C1.spine": "no"}))
                expected = False
            if what.startswith("stop"):
                history.stopped(f"{k}", STOP)
                expected = True
            if what in ("clean", "left", "screened"):
                history.ended(f"{k}", "left" if what == "left" else "complete", at)
            elif what == "stop":
                history.ended(f"{k}", "stopped", at)
            assert bool(history.obligations("p1")) == expected
        order = [s.ended for s in past_sessions(history, "p1")]
    assert order == [
        {"left": "left", "clean": "complete", "screened": "complete"}.get(e, "stopped") for e in events
    ]
    assert all(rung == 0 for rung in progress((), CATALOGUE).stages.values())


def test_an_older_history_owes_what_its_last_stop_demanded(tmp_path: Path) -> None:
    """Before there were entries: the order of the rows, whatever their dates."""
    db = sqlite3.connect(tmp_path / "h.sqlite")
    for script in MIGRATIONS[:2]:
        db.executescript(script)
    db.executescript(
        """
        PRAGMA user_version = 2;
        INSERT INTO person VALUES (1, 'owes', 'x'), (2, 'answered', 'x');
        INSERT INTO screening VALUES (1, 1, '2030-01-01T00:00:00+00:00', '1', '{}', 0),
            (2, 2, '2020-01-01T00:00:00+00:00', '1', '{}', 0);
        """
    )
    rows = [
        ("a", 1, 1, "2030-01-01T00:00:00+00:00", "complete"),
        ("b", 1, None, "2026-01-01T00:00:00+00:00", "stopped"),
        ("c", 1, 1, "2026-01-02T00:00:00+00:00", "left"),
        ("d", 2, None, "2026-01-01T00:00:00+00:00", "stopped"),
        ("e", 2, 2, "2020-01-01T00:00:00+00:00", "complete"),
    ]
    for id, person, screening, start, ended in rows:
        db.execute(
            "INSERT INTO session (id, person_id, screening_id, start_utc, ended, language, software, rules_version,"
            " plan) VALUES (?, ?, ?, ?, ?, 'en', '0', '1', '{}')",
            (id, person, screening, start, ended),
        )
        if ended == "stopped":
            db.execute(
                "INSERT INTO stop VALUES (?, 1.0, ?, 'set', 'key', 'pain', 9, NULL, NULL)", (id, start)
            )
    db.commit()
    db.close()
    with History(tmp_path / "h.sqlite") as history:
        assert [s.id for s in history.sessions()] == ["a", "b", "c", "d", "e"]
        assert [s.entry for s in history.sessions()] == [1, 2, 3, 4, 5]
        assert [s.utc_offset_s for s in history.sessions()] == [None] * 5
        assert [o.session for o in history.obligations("owes")] == ["b"]
        assert history.obligations("answered") == ()
        assert history.begin(SessionRecord("f", "owes", "2000-01-01T00:00:00+00:00", "en", "0", "1")) == 6
