"""The course of an exercise, driven by hand: left out, paused, broken off, lost, and what is said meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sensortrack.language import load_language
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.records import Code, Event, Reason, SetEnd
from sensortrack.session.agenda import Agenda
from sensortrack.session.announcer import Announcer
from sensortrack.session.events import EndSet, Say, SessionEvent, VoiceFailed
from sensortrack.session.getting_ready import GET_READY_S, SAME_POSTURE_S, GettingReady
from sensortrack.session.interview import after_exercise, good_answers
from sensortrack.session.session import LONGEST_PAUSE_S, PAUSE_REMINDER_S, SENSOR_WAIT_S
from sensortrack.session.set_course import COMING_TO_REST_S, REMIND_S
from sensortrack.session.speech import Spoken

from ..protocol.hand import rep
from .people import CATALOGUE, FAREWELL
from .test_out_of_turn import Played

TWICE = Plan((Dose("E10", series=2, repetitions=1, rest_s=60.0), Dose("E6", repetitions=1)))


class Course(Played):
    """A session in which something happens, one second after another; the ends of sets are kept."""

    def __init__(self, plan: Plan = TWICE, *, mounts: bool = False) -> None:
        self.ends: list[str] = []
        self.voice_failed: list[str] = []
        super().__init__(plan=plan, mounts=mounts)

    def take(self, events: list[SessionEvent]) -> None:
        self.ends += [e.ended_by for e in events if isinstance(e, EndSet)]
        self.voice_failed += [e.why for e in events if isinstance(e, VoiceFailed)]
        super().take(events)

    def do(self, call: Callable[[float], list[SessionEvent]], after_s: float = 1.0) -> str:
        """Do it, and the state after it."""
        self.t_s += after_s
        self.take(call(self.t_s))
        return str(self.session.state)

    def tick(self, seconds: float) -> str:
        """Let the time pass, second by second."""
        for _ in range(round(seconds)):
            self.do(self.session.tick)
        return str(self.session.state)

    def track(self, *items: object) -> str:
        return self.do(lambda t_s: self.session.tracked(t_s, 0.0, items))  # type: ignore[arg-type]

    def in_a_set(self) -> Course:
        self.until("start_pose")
        assert self.track(Event(self.t_s, "start_pose")) == "set"
        return self

    def coming_to_rest(self) -> Course:
        self.in_a_set()
        assert self.track(Event(self.t_s, "phase", "out"), rep(self.t_s)) == "coming_to_rest"
        return self

    def at_rest(self) -> Course:
        self.coming_to_rest()
        self.track(Event(self.t_s, "phase", "rest"))
        assert self.tick(COMING_TO_REST_S + 1.0) == "rest"
        return self


def test_an_exercise_that_was_not_begun_is_left_out_without_a_question_about_it() -> None:
    course = Course()
    course.until("introduction")
    asked = len(course.asked)
    assert course.do(course.session.skip) == "introduction"
    assert "session.skipped" in course.said
    assert course.session.coming == ()
    assert len(course.asked) == asked
    course.until("start_pose")
    assert course.do(course.session.skip) == "asking"  # of one that was begun it is asked how it went
    assert course.ends == ["person"]


def test_once_the_steps_were_heard_there_is_time_to_lie_down_and_less_of_it_in_the_same_posture() -> None:
    course = Course(Plan((Dose("E6", repetitions=1), Dose("E7", repetitions=1))))
    course.until("introduction")  # each line takes no time: all was heard at once
    assert course.said.count("session.step") >= 2
    assert course.said[-1] == "session.get_ready"
    assert course.tick(9.0) == "introduction"
    assert course.tick(GET_READY_S) == "start_pose"
    assert course.do(course.session.skip) == "asking"
    for value in ("0", "no"):
        course.answer(value)
    assert course.session.state == "introduction"
    assert course.tick(SAME_POSTURE_S + 2.0) == "start_pose"


def test_the_time_to_lie_down_runs_from_when_all_was_heard_and_is_over_to_the_second() -> None:
    agenda, up = Agenda((), None), CATALOGUE.exercise("E6").movement.start_up
    ready = GettingReady(agenda, Announcer(load_language("en"), agenda))
    assert [ready.is_over(5.0 + s, up) for s in (0.0, GET_READY_S - 0.1, GET_READY_S)] == [False, False, True]
    ready.begin()
    agenda.start_up = up
    assert [ready.is_over(50.0 + s, up) for s in (0.0, SAME_POSTURE_S - 0.1, SAME_POSTURE_S)] == [
        False,
        False,
        True,
    ]
    ready.begin()
    ready.press_ready(100.0)  # a key ends the wait
    assert ready.is_over(100.0, up)
    ready.begin()
    assert not ready.is_over(101.0, up)


@pytest.mark.parametrize("code", ["en", "de"])
def test_after_the_first_exercise_the_questions_are_short_and_pain_is_named_in_each(code: str) -> None:
    language, symptoms = load_language(code), CATALOGUE.rule_of("symptoms").id
    for exercise in CATALOGUE.exercises:
        first, later = (
            {q.id: q.text for q in after_exercise(exercise, CATALOGUE, language, first=first)}
            for first in (True, False)
        )
        assert list(first) == list(later)
        assert len(later["pain_after"]) <= len(first["pain_after"]) / 2.0
        assert len(later[symptoms]) < len(first[symptoms])
        word = {"en": "pain", "de": "Schmerzen"}[code]
        assert all(
            word in text or word.capitalize() in text for text in (first["pain_after"], later["pain_after"])
        )


def test_after_a_pause_each_state_goes_on_from_where_nothing_is_presumed() -> None:
    course = Course()
    course.until("introduction")
    introduced = course.said.count("session.exercise")
    assert course.do(course.session.pause) == "paused"
    assert course.do(course.session.pause) == "introduction"
    assert course.said.count("session.exercise") == introduced + 1
    course = Course().at_rest()
    course.tick(30.0)
    assert course.do(course.session.pause) == "paused"
    assert course.do(course.session.pause) == "rest"
    assert course.said[-1] == "session.rest_again"
    assert course.tick(59.0) == "rest"  # the whole of it
    assert course.tick(2.0) == "start_pose"


def test_a_set_that_is_done_when_the_person_pauses_or_the_sensor_is_lost_is_over_after_it() -> None:
    course = Course().coming_to_rest()
    assert course.do(course.session.pause) == "coming_to_rest"  # it is over in a moment
    course.do(lambda t: course.session.sensor(t, there=False))
    assert course.session.state == "sensor_lost"
    assert course.do(course.session.pause) == "paused"
    assert course.do(lambda t: course.session.sensor(t, there=True)) == "paused"
    assert course.do(course.session.pause) == "rest"
    assert course.ends == ["done"]
    course = Course().coming_to_rest()
    course.do(lambda t: course.session.sensor(t, there=False))
    assert course.do(lambda t: course.session.sensor(t, there=True)) == "rest"
    assert course.ends == ["done"]


@pytest.mark.parametrize(
    ("event", "said"),
    [(Event(2.0, "posture"), "session.posture_left"), (Event(2.0, "gap", size=3.0, limit=0.5), "safety.gap")],
)
def test_what_breaks_a_set_off_leads_back_to_the_start_pose_but_for_a_set_that_is_done(
    event: Event, said: str
) -> None:
    course = Course().in_a_set()
    assert course.track(event) == "start_pose"
    assert course.said[-1] == said
    course = Course().coming_to_rest()
    assert course.track(event) == "coming_to_rest"
    assert said not in course.said


def test_a_short_gap_breaks_nothing_off() -> None:
    assert Course().in_a_set().track(Event(2.0, "gap", size=0.3, limit=0.5)) == "set"


def test_while_the_sensor_is_lost_the_person_is_reminded_and_in_the_end_the_session_is_over() -> None:
    course = Course().in_a_set()
    course.do(lambda t: course.session.sensor(t, there=False))
    assert course.tick(REMIND_S - 1.0) == "sensor_lost"
    assert "safety.still_looking" not in course.said
    course.tick(1.0)
    assert course.said[-1] == "safety.still_looking"
    assert course.tick(SENSOR_WAIT_S - REMIND_S) == "sensor_lost"
    assert course.tick(1.0) == "ended"
    assert course.said[-1] == "safety.sensor_gone"
    assert course.ends == ["sensor_lost"]


def test_a_pause_is_recalled_each_minute_and_after_half_an_hour_the_session_is_over() -> None:
    course = Course().in_a_set()
    course.do(course.session.pause)
    course.tick(PAUSE_REMINDER_S - 1.0)
    assert course.said.count("session.paused") == 1
    course.tick(1.0)
    assert course.said.count("session.paused") == 2
    assert course.tick(LONGEST_PAUSE_S - PAUSE_REMINDER_S) == "paused"
    assert course.tick(1.0) == "ended"
    assert course.said[-1] == "session.left"


def stop_at(course: Course) -> str:
    return course.do(lambda t_s: course.session.press_stop(t_s, "key"))


def test_a_stop_while_the_last_words_are_said_is_a_stop_like_any_other() -> None:
    left = Course().in_a_set()
    left.do(left.session.leave)
    done = Course(Plan((Dose("E10", repetitions=1),))).coming_to_rest()
    done.track(Event(done.t_s, "phase", "rest"))
    assert done.tick(COMING_TO_REST_S + 1.0) == "asking"
    done.until("ended")
    assert "session.all_done" in done.said
    for course in (left, done):
        assert stop_at(course) == "stopped"
        assert course.said[-3:] == ["safety.stopped", "safety.call_help", "ask.stop_reason"]
        assert course.session.stop is not None
        assert course.session.stop.state == "ended"
        course.answer("headache")
        assert course.session.stop.reason == "headache"


@pytest.mark.parametrize("where", ["paused", "sensor_lost", "paused without a sensor", "mounting"])
def test_a_stop_ends_a_pause_a_search_for_the_sensor_and_the_mounting_and_nothing_brings_them_back(
    where: str,
) -> None:
    course = Course(mounts=True)
    course.until("mounting")
    if where != "mounting":
        course.do(course.session.skip)
        course.in_a_set()
        if where != "paused":
            course.do(lambda t_s: course.session.sensor(t_s, there=False))
        if where != "sensor_lost":
            course.do(course.session.pause)
    assert course.session.state == where.partition(" ")[0]
    assert stop_at(course) == "stopped"
    at = course.said.index("safety.stopped")
    for call in (
        lambda t_s: course.session.sensor(t_s, there=True),
        lambda t_s: course.session.mounted(t_s, None),
        course.session.pause,
        course.session.ready,
        course.session.skip,
        course.session.source_ended,
    ):
        assert course.do(call) == "stopped"
    course.track(Event(course.t_s, "start_pose"))
    assert course.tick(LONGEST_PAUSE_S + SENSOR_WAIT_S) == "stopped"
    assert course.session.over
    after = [key for key in course.said[at + 1 :] if not key.startswith("ask.stop_")]
    assert after == [key for key in FAREWELL if key in after]
    assert course.ends == ([] if where == "mounting" else ["stopped"])


def test_no_stop_cuts_off_why_no_session_begins_and_where_there_is_help() -> None:
    session = Played(asks=True).session
    said = [e.cue.key for e in session.answer(1.0, "yes") if isinstance(e, Say)]
    assert said == ["advice.emergency"]  # it is being spoken
    assert session.state == "ended"
    assert session.press_stop(2.0, "key") == []
    assert session.stop is None
    assert not session.over


def test_a_voice_that_fails_is_reported_once_and_its_line_is_over() -> None:
    course = Course()
    course.until("introduction")
    said = course.session.pause(course.t_s)  # its line isn't taken: it is being spoken
    (line,) = (e for e in said if isinstance(e, Say))
    course.take(course.session.spoken(course.t_s, Spoken(line.id, "failed", "no sound")))
    assert course.voice_failed == ["no sound"]
    more = course.session.tick(course.t_s + PAUSE_REMINDER_S + 1.0)
    (line,) = (e for e in more if isinstance(e, Say))
    course.take(course.session.spoken(course.t_s + 90.0, Spoken(line.id, "failed", "again")))
    assert course.voice_failed == ["no sound"]


def test_a_posture_that_is_left_on_the_way_to_the_start_pose_is_not_said_again() -> None:
    course = Course()
    course.until("start_pose")
    before = list(course.said)
    assert course.track(Event(2.0, "posture")) == "start_pose"
    assert course.said == before


@pytest.mark.parametrize(("pain", "state"), [("4", "asking"), ("5", "ended")])
def test_no_session_begins_with_more_pain_than_the_catalogue_allows_and_why_is_said(
    pain: str, state: str
) -> None:
    course = Course()
    assert course.asked[-1].question == "pain_before"
    course.answer(pain)
    assert course.session.state == state
    assert course.said.count("safety.pain_too_strong") == (state == "ended")
    assert (len(course.asked) == 1) == (state == "ended")  # and nothing more is asked


@pytest.mark.parametrize(
    ("before", "after", "stops"), [("3", "3", False), ("3", "4", True), ("0", "1", True)]
)
def test_pain_that_has_risen_after_an_exercise_is_a_stop_and_pain_that_has_not_is_none(
    before: str, after: str, stops: bool
) -> None:
    course = Course()
    course.answer(before)
    course.until("start_pose")
    course.do(course.session.skip)
    assert course.asked[-1].question == "pain_after"
    course.answer(after)
    assert course.said.count("safety.pain_rose") == stops
    assert (course.session.state == "stopped") == stops
    if stops:
        stop = course.session.stop
        assert stop is not None
        assert (stop.by, stop.reason, stop.pain) == ("pain score", "pain", int(after))


@pytest.mark.parametrize(("chair", "coming"), [("yes", ("E6",)), ("no", ())])
def test_an_exercise_for_which_a_thing_is_missing_is_left_out(chair: str, coming: tuple[str, ...]) -> None:
    course = Course(Plan((Dose("E9", repetitions=1), Dose("E6", repetitions=1))))
    for value in ("0", good_answers(CATALOGUE)["G6"], "yes"):  # the floor is there
        course.answer(value)
    assert course.asked[-1].question == "chair"
    course.answer(chair)
    course.until("introduction")
    assert course.session.coming == coming


def test_a_bad_sign_after_an_exercise_is_a_stop() -> None:
    course = Course()
    course.until("start_pose")
    course.do(course.session.skip)
    course.answer("0")
    assert course.asked[-1].question == "G5"
    course.answer("yes")
    assert course.session.state == "stopped"
    assert course.session.stop is not None
    assert course.session.stop.by == "answer"


def test_how_the_sensor_sits_is_explained_again_after_a_pause_and_asked_anew_where_it_is_not_known() -> None:
    course = Course(mounts=True)
    course.until("mounting")
    explained = course.said.count("session.mounting")
    assert course.do(course.session.pause) == "paused"
    assert course.do(course.session.pause) == "mounting"
    assert course.said.count("session.mounting") == explained + 1
    assert course.do(course.session.skip) == "introduction"
    assert course.do(course.session.find_mounting) == "mounting"
    assert course.do(course.session.skip) == "introduction"
    course.until("start_pose")
    course.do(
        lambda t: course.session.rejected_pose(t, Reason(Code.UPSIDE_DOWN, expected="upright", away_deg=90.0))
    )
    course.do(course.session.skip)
    assert "mounting" not in {course.session.state}  # nothing was known that could be doubted


def calls_back(course: Course, how: str) -> None:
    """Something after which the person is asked to get into position again."""
    if how == "a rest":
        course.at_rest()
        while course.session.state == "rest":
            course.do(course.session.tick, after_s=0.1)
        return
    course.in_a_set()
    if how == "a gap":
        course.track(Event(course.t_s, "gap", size=2.0, limit=0.5))
    elif how == "another posture":
        course.track(Event(course.t_s, "posture"))
    elif how == "a pause":
        course.do(course.session.pause)
        course.do(course.session.pause)
    else:
        course.do(lambda t_s: course.session.sensor(t_s, there=False))
        course.do(lambda t_s: course.session.sensor(t_s, there=True))


@pytest.mark.parametrize(
    ("how", "needs_s"),
    [
        ("a gap", SAME_POSTURE_S),
        ("a rest", SAME_POSTURE_S),
        ("another posture", GET_READY_S),
        ("a pause", GET_READY_S),
        ("a lost sensor", GET_READY_S),
    ],
)
def test_who_is_called_into_position_again_has_time_to_get_there_before_begin(
    how: str, needs_s: float
) -> None:
    course = Course()
    calls_back(course, how)
    assert course.tick(0) == "start_pose"
    since_s, begun = course.t_s, course.said.count("session.begin")
    # Still at once, and moving after that: the person is on the way, and does no repetition.
    course.do(lambda t_s: course.session.tracked(t_s, 0.0, [Event(t_s, "start_pose")]), after_s=0.1)
    course.track(Event(course.t_s, "phase", "out"), rep(course.t_s), Event(course.t_s, "phase", "rest"))
    assert course.said.count("session.begin") == begun
    while course.do(course.session.tick, after_s=0.1) == "start_pose":
        assert course.said.count("session.begin") == begun
    assert needs_s <= course.t_s - since_s <= needs_s + 1.5
    assert course.said.count("session.begin") == begun + 1
    status = course.session.status(course.t_s)
    assert status is not None
    assert status.done == 0


def test_who_is_still_moving_when_the_time_to_get_ready_is_over_is_waited_for_a_little() -> None:
    course = Course()
    calls_back(course, "a lost sensor")
    since_s = course.t_s
    course.do(lambda t_s: course.session.tracked(t_s, 0.0, [Event(t_s, "start_pose")]), after_s=0.1)
    course.do(lambda t_s: course.session.tracked(t_s, 0.0, [Event(t_s, "phase", "out")]), after_s=0.1)
    while course.do(course.session.tick, after_s=0.1) == "start_pose":
        pass
    assert GET_READY_S + 4.0 <= course.t_s - since_s <= GET_READY_S + 6.5


def test_a_start_pose_that_is_left_before_begin_is_waited_for_anew() -> None:
    course = Course()
    calls_back(course, "a lost sensor")
    course.track(Event(course.t_s, "start_pose"))
    course.track(Event(course.t_s, "posture"))
    assert course.tick(3.0 * GET_READY_S) == "start_pose"
    assert course.track(Event(course.t_s, "start_pose")) == "set"


@pytest.mark.parametrize("where", ["screening", "asking", "after an exercise"])
def test_a_question_that_nobody_answers_ends_the_session_after_half_an_hour_and_one_that_is_answered_does_not(
    where: str,
) -> None:
    course = Course() if where != "screening" else Played(asks=True)
    if where == "after an exercise":
        course.until("start_pose")
        course.take(course.session.skip(course.t_s))
    state = course.session.state
    begun_s = course.t_s
    for number in range(3):
        while course.t_s < begun_s + LONGEST_PAUSE_S - 10.0:
            course.t_s += 10.0
            course.take(course.session.tick(course.t_s))
        assert course.session.state == state
        if number < 2:  # not understood: the question stays, and so does the time
            course.take(course.session.answer(course.t_s, "hm"))
    for _ in range(3):
        course.t_s += 10.0
        course.take(course.session.tick(course.t_s))
    assert course.session.state == "ended"
    assert course.said[-1] == "session.left"
    assert course.session.over


def test_who_answers_is_given_half_an_hour_for_each_question() -> None:
    played = Played(asks=True)
    for _ in range(3):
        for _ in range(int(LONGEST_PAUSE_S // 10.0)):
            played.t_s += 10.0
            played.take(played.session.tick(played.t_s))
        assert played.session.state == "screening"
        played.answer("no")


@pytest.mark.parametrize("exerts", [True, False])
@pytest.mark.parametrize("why", ["person", "left"])
def test_a_session_that_is_left_in_a_movement_calls_the_person_back_from_it(
    why: SetEnd, exerts: bool
) -> None:
    course = Course().in_a_set()
    if exerts:
        course.track(Event(course.t_s, "phase", "out"), Event(course.t_s, "phase", "hold"))
    before = len(course.said)
    assert course.do(lambda t_s: course.session.leave(t_s, why)) == "ended"
    assert course.said[before:] == [*(["safety.set_over"] if exerts else []), "session.left"]


def test_a_session_that_is_left_in_a_hang_says_to_come_down() -> None:
    course = Course(Plan((Dose("E1", duration_s=20.0),))).in_a_set()
    before = len(course.said)
    assert course.do(course.session.leave) == "ended"
    assert course.said[before:] == ["safety.set_over", "session.left"]
