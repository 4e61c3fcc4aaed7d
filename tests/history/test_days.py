"""A day is the person's day: by their clock, as it was when the session began."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.history import History
from sensortrack.history.past import past_session, past_sessions
from sensortrack.local_time import zone_here
from sensortrack.protocol.progression import progress
from sensortrack.records import Code, Finding, Reason, SessionRecord, SetRecord

from ..session.people import CATALOGUE, run_session

PASSED: dict[str, tuple[Finding, ...]] = {
    "E6": (Finding("E6.count", "pass", "measured", Reason(Code.IN_WORDS, text="kept")),)
}


def complete(local: str, offset_s: int | None) -> SessionRecord:
    """A clean session of E6 that began at that time of the person's clock."""
    start = datetime.fromisoformat(local).replace(tzinfo=UTC) - timedelta(seconds=offset_s or 0)
    done = SetRecord("E6", 1, 0.0, 60.0, "done", planned=5)
    return SessionRecord(
        "a", "p1", start.isoformat(), "en", "0", "1", ended="complete", sets=(done,), utc_offset_s=offset_s
    )


def rung(sessions: list[SessionRecord]) -> int:
    return progress([past_session(s, PASSED) for s in sessions], CATALOGUE).stages["E6"]


def test_two_local_days_on_three_utc_dates_do_not_move_the_ladder() -> None:
    offset = 9 * 3600
    two = [complete(t, offset) for t in ("2026-03-01T08:00", "2026-03-01T10:00", "2026-03-02T10:00")]
    three_more = complete("2026-03-02T08:30", offset)
    assert len({s.start_utc[:10] for s in (*two, three_more)}) == 3
    assert rung([*two, three_more]) == 0


def test_three_local_days_on_two_utc_dates_move_the_ladder() -> None:
    offset = -8 * 3600
    three = [complete(t, offset) for t in ("2026-03-01T17:00", "2026-03-02T12:00", "2026-03-03T08:00")]
    assert len({s.start_utc[:10] for s in three}) == 2
    assert rung(three) == 1


def test_a_day_that_comes_twice_on_a_journey_counts_once() -> None:
    east, west = 13 * 3600, -10 * 3600
    days = [("2026-03-01T08:00", east), ("2026-03-02T08:00", east), ("2026-03-01T20:00", west)]
    assert rung([complete(*d) for d in days]) == 0


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 24 * 3600 - 1), st.integers(-12 * 3600, 14 * 3600)),
        min_size=1,
        max_size=5,
    )
)
def test_the_ladder_moves_after_three_days_of_the_persons_clock_wherever_they_are(
    days: list[tuple[int, int, int]],
) -> None:
    sessions = []
    for day, second, offset_s in days:
        local = datetime(2026, 3, 1) + timedelta(days=day, seconds=second)
        sessions.append(complete(local.isoformat(), offset_s))
        assert sessions[-1].day == local.date()
    assert rung(sessions) == min(len({d for d, _, _ in days}) // 3, 1)


@given(
    st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata"]
    ),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)),
)
def test_the_day_is_that_of_the_zone_across_changes_of_the_clock(zone: str, utc: datetime) -> None:
    at = utc.replace(tzinfo=UTC)
    local = at.astimezone(ZoneInfo(zone))
    offset = local.utcoffset()
    assert offset is not None
    record = SessionRecord(
        "a", "p1", at.isoformat(), "en", "0", "1", utc_offset_s=int(offset.total_seconds()), time_zone=zone
    )
    assert record.day == local.date()
    assert record.local(record.start_utc).replace(tzinfo=None) == local.replace(tzinfo=None)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has no TZ")
@pytest.mark.parametrize(
    ("zone", "at", "hours"),
    [
        ("Europe/Berlin", "2026-03-28T12:00:00+00:00", 1),
        ("Europe/Berlin", "2026-03-29T12:00:00+00:00", 2),
        ("Pacific/Auckland", "2026-01-01T12:00:00+00:00", 13),
        ("America/Los_Angeles", "2026-01-01T12:00:00+00:00", -8),
    ],
)
def test_the_zone_of_this_machine_is_kept_with_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, at: str, hours: int
) -> None:
    from sensortrack import local_time

    monkeypatch.setenv("TZ", zone)
    monkeypatch.setattr(local_time, "utc_now", lambda: at)
    time.tzset()
    try:
        assert (zone_here(at).utc_offset_s, zone_here(at).name) == (hours * 3600, zone)
        done = run_session(tmp_path, ["E10"])
    finally:
        monkeypatch.undo()
        time.tzset()
    with History(tmp_path / "history.sqlite") as history:
        (session,) = history.sessions()
        assert past_sessions(history, "p1")[0].date == session.day.isoformat()
    assert session == done.record
    assert (session.utc_offset_s, session.time_zone) == (hours * 3600, zone)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has no TZ")
def test_a_zone_without_a_name_is_kept_by_its_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "XYZ-05:45")
    time.tzset()
    try:
        assert zone_here("2026-01-01T12:00:00+00:00").utc_offset_s == 20700
        assert zone_here("2026-01-01T12:00:00+00:00").name is None
    finally:
        monkeypatch.undo()
        time.tzset()
