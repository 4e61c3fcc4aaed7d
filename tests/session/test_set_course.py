"""One set, driven by hand: what begins it, what the person has time for, and when it is over."""

from __future__ import annotations

import pytest

from sensortrack.protocol.plan import Dose, Plan
from sensortrack.records import CONTRADICTED, Code, Event, Reason
from sensortrack.session.coach.base import UNCOUNTED_MOST, UNCOUNTED_MOST_S
from sensortrack.session.events import Say, SessionEvent
from sensortrack.session.getting_ready import GET_READY_S
from sensortrack.session.set_course import COMING_TO_REST_S, LONGEST_TAIL_S, REMIND_S, START_POSE_WAIT_S
from sensortrack.session.speech import Spoken

from ..protocol.hand import bare, rep
from .test_course import Course

TWO = Plan((Dose("E10", repetitions=2), Dose("E6", repetitions=1)))
HANG = Plan((Dose("E1", duration_s=20.0),))
BEGUN = "session.begin"


def line_of(events: list[SessionEvent]) -> Say:
    (said,) = (e for e in events if isinstance(e, Say))
    return said


def test_nothing_but_the_start_pose_begins_a_set_and_it_begins_once() -> None:
    course = Course(TWO)
    course.until("start_pose")
    assert course.track(Event(course.t_s, "phase", "out")) == "start_pose"
    course.in_a_set()
    course.track(rep(course.t_s), Event(course.t_s, "start_pose"))
    assert course.said.count(BEGUN) == 1
    assert "session.go_on" not in course.said


def test_how_the_sensor_sits_is_gathered_from_the_start_pose_on_even_while_it_is_asked_for() -> None:
    course = Course(mounts=True)
    course.until("mounting")
    asked = line_of(course.session.ready(course.t_s))  # it is being spoken
    assert asked.cue.key == "session.take_pose"
    assert course.track(Event(course.t_s, "start_pose")) == "set"


def test_the_time_to_get_ready_runs_from_the_moment_at_which_the_call_was_heard() -> None:
    course = Course().in_a_set()
    session = course.session
    course.do(lambda t_s: session.sensor(t_s, there=False))
    call = line_of(session.sensor(course.t_s + 1.0, there=True))  # it is being spoken
    since_s = course.t_s = course.t_s + 4.0
    assert course.track(Event(course.t_s, "start_pose")) == "start_pose"
    course.tick(2.0)
    course.take(session.spoken(course.t_s, Spoken(call.id, "finished")))
    heard_s = course.t_s
    assert heard_s == since_s + 3.0
    assert course.tick(GET_READY_S - 1.0) == "start_pose"
    assert course.tick(1.0) == "set"


def test_a_gap_that_is_as_long_as_it_may_be_breaks_nothing_off() -> None:
    assert Course().in_a_set().track(Event(2.0, "gap", size=0.5, limit=0.5)) == "set"


def test_a_sensor_that_contradicts_itself_is_named_at_once_and_the_set_goes_on() -> None:
    course = Course().in_a_set()
    assert course.track(Event(course.t_s, "note", CONTRADICTED)) == "set"
    assert course.said[-1] == "safety.sensor_contradicts"


def test_who_is_still_in_another_pose_is_told_what_is_wrong_once_and_then_reminded() -> None:
    course = Course()
    course.until("start_pose")
    why = Reason(Code.UPSIDE_DOWN, expected="upright", away_deg=90.0)
    course.do(lambda t_s: course.session.rejected_pose(t_s, why))
    course.tick(REMIND_S - 2.0)
    assert course.said[-1] == "session.take_pose"
    course.tick(1.0)
    assert course.said[-1] == "session.wrong_pose"
    course.tick(REMIND_S)
    assert course.said[-1] == "session.still_waiting"
    assert course.said.count("session.wrong_pose") == 1


def test_the_start_pose_is_waited_for_to_the_second() -> None:
    course = Course()
    course.until("start_pose")
    assert course.tick(START_POSE_WAIT_S) == "start_pose"
    assert course.tick(1.0) == "asking"


def test_who_does_not_come_to_rest_after_the_last_repetition_is_called_back_and_waited_for_a_minute() -> None:
    course = Course().coming_to_rest()
    assert course.tick(COMING_TO_REST_S) == "coming_to_rest"
    assert "safety.set_over" not in course.said
    assert course.tick(1.0) == "coming_to_rest"
    assert course.said[-1] == "safety.set_over"
    assert course.tick(LONGEST_TAIL_S - COMING_TO_REST_S - 1.0) == "coming_to_rest"
    assert course.tick(1.0) == "rest"


def test_who_is_at_rest_after_the_last_repetition_is_not_called_back() -> None:
    assert "safety.set_over" not in Course().at_rest().said


def test_a_hang_is_over_a_moment_after_its_time_however_the_person_moves() -> None:
    course = Course(HANG).in_a_set()
    course.track(Event(course.t_s, "phase", "out"))
    while course.tick(1.0) == "set":
        pass
    assert course.session.state == "coming_to_rest"
    assert course.tick(COMING_TO_REST_S - 1.0) == "coming_to_rest"
    assert course.tick(1.0) == "asking"
    assert course.ends == ["done"]


@pytest.mark.parametrize("why", ["nothing counts", "nothing comes"])
def test_no_set_in_which_nothing_counts_is_ended_while_the_person_is_in_a_hold(why: str) -> None:
    course = Course(TWO).in_a_set()
    course.track(Event(course.t_s, "phase", "out"), Event(course.t_s, "phase", "hold"))
    if why == "nothing counts":
        course.track(*(bare(course.t_s, "too_small", "small") for _ in range(UNCOUNTED_MOST)))
    else:
        course.t_s += UNCOUNTED_MOST_S
    assert course.do(course.session.tick) == "set"
    assert course.track(Event(course.t_s, "phase", "rest")) == "asking"
    assert "session.not_seen" in course.said
