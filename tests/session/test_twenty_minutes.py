"""The twenty minutes of the walk: ended in time, done whole by a person who may, more only by an exception."""

from __future__ import annotations

from pathlib import Path

from sensortrack.language import in_english
from sensortrack.protocol.plan import Dose, Plan

from .patients import SlowToBegin
from .people import run_session
from .test_rules_kept import LONG_STEP_S, TWENTY_ONE_MINUTES, again, finding, without_exceptions


def test_the_walk_is_ended_before_its_twenty_minutes_are_over(tmp_path: Path) -> None:
    plan = Plan((Dose("E2", series=2, duration_s=630.0, rest_s=30.0),))
    done = run_session(tmp_path, [], plan=plan, rate_hz=25.0, step_s=LONG_STEP_S)
    assert [s.ended_by for s in done.record.sets] == ["done", "time"]
    assert "safety.time_over" in {c.key for c in done.record.cues}
    found = finding(done, "E2", "E2.duration")
    assert found.outcome == "pass"
    assert found.value is not None
    assert 1190.0 < found.value < 1200.0


def test_who_may_do_twenty_minutes_can_do_them(tmp_path: Path) -> None:
    done = run_session(
        tmp_path, [], plan=Plan((Dose("E2", duration_s=1200.0),)), rate_hz=25.0, step_s=LONG_STEP_S
    )
    assert done.record.ended == "complete"
    assert finding(done, "E2", "E2.duration").outcome == "pass"


def test_who_does_what_a_clinicians_exception_allows_breaks_no_rule(tmp_path: Path) -> None:
    done = run_session(tmp_path, [], plan=TWENTY_ONE_MINUTES, rate_hz=25.0, step_s=LONG_STEP_S)
    for found in (finding(done, "E2", "E2.duration"), finding(again(done), "E2", "E2.duration")):
        assert found.outcome == "pass"
        assert found.value is not None
        assert found.at_most == 1270.0
        assert 1255.0 < found.value < found.at_most
        assert "set by Dr. A: “used to it”" in in_english(found.why)
    assert finding(without_exceptions(done), "E2", "E2.duration").outcome == "fail"


def test_getting_into_the_start_pose_takes_nothing_from_the_twenty_minutes(tmp_path: Path) -> None:
    plan = Plan((Dose("E2", duration_s=1200.0),))
    done = run_session(tmp_path, [], plan=plan, source=SlowToBegin(rate_hz=25.0), step_s=LONG_STEP_S)
    assert done.record.ended == "complete"
    found = finding(done, "E2", "E2.duration")
    assert found.outcome == "pass", found.why
    assert found.value is not None
    assert 1190.0 < found.value < 1200.0
