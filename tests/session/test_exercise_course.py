"""From one exercise to the next, driven by hand: which is named, what is cut off, and what is said of what was left."""

from __future__ import annotations

import pytest

from sensortrack.language import load_language
from sensortrack.protocol.plan import Dose, Plan, PlanException
from sensortrack.records import Event
from sensortrack.session.agenda import Agenda
from sensortrack.session.announcer import Announcer
from sensortrack.session.events import CutOff, Say
from sensortrack.session.explanations import say_end, say_welcome
from sensortrack.session.session import ASK_AGAIN_S, SECOND_STOP_S
from sensortrack.session.speech import Spoken

from ..protocol.hand import rep
from .people import CATALOGUE
from .test_announcer import next_of
from .test_coaches import begun
from .test_course import Course
from .test_out_of_turn import THREE, Slow

TWO = Plan((Dose("E10", repetitions=2), Dose("E6", repetitions=1)))


def test_the_exercise_that_comes_next_is_named_and_explained_and_no_other() -> None:
    course, language = Course(TWO), load_language("en")
    course.until("introduction")
    for exercise, dose in zip(("E10", "E6"), TWO.doses, strict=True):
        of = CATALOGUE.exercise(exercise)
        named = course.texts[len(course.said) - 1 - course.said[::-1].index("session.exercise")]
        assert language.exercise_name(of) in named
        assert set(language.steps(of)) <= set(course.texts)
        assert set(language.dose(dose, each_side=False)) <= set(course.texts)
        assert course.session.coming == (("E6",) if exercise == "E10" else ())
        course.do(course.session.skip)
    assert course.session.state == "ended"


def test_the_rules_of_all_exercises_are_said_once_and_those_of_an_exercise_before_it() -> None:
    course = Course(TWO)
    course.until("introduction")
    assert [key for key in course.said if key.startswith("rule.")] == [
        *(f"rule.{rule.id}" for rule in CATALOGUE.rules if rule.method == "cued"),
        "rule.E10.back_straight",
    ]


def test_the_questions_are_whole_after_the_first_exercise_and_short_after_the_next() -> None:
    course = Course(Plan((Dose("E10", repetitions=1), Dose("E6", repetitions=1))))
    texts = []
    for _ in range(2):
        course.until("start_pose")
        course.do(course.session.skip)
        texts.append(course.texts[-1])
    assert len(texts[1]) < len(texts[0])


def test_who_leaves_an_exercise_out_hears_no_more_of_it() -> None:
    course = Course(TWO).in_a_set()
    course.session.pause(course.t_s + 5.0)  # its line is being spoken
    events = course.session.skip(course.t_s + 6.0)
    assert any(isinstance(e, CutOff) for e in events)
    assert [e.cue.key for e in events if isinstance(e, Say)] == ["session.skipped"]


def test_a_set_that_ended_early_is_named_with_what_was_done_and_one_that_was_done_is_not() -> None:
    course = Course(TWO).in_a_set()
    course.track(rep(course.t_s))
    course.do(course.session.source_ended)
    assert course.texts[course.said.index("session.ended_at")].count("1")
    hang = Plan((Dose("E1", duration_s=20.0),))
    for untold in (Course(TWO).in_a_set(), Course().coming_to_rest(), Course(hang).in_a_set()):
        untold.do(untold.session.source_ended)
        assert "session.ended_at" not in untold.said


def test_only_the_line_that_names_an_exercise_makes_it_one_that_can_be_left_out() -> None:
    slow = Slow(plan=THREE).until("introduction")
    assert isinstance(slow, Slow)
    slow.slow = True
    for after_s, coming in ((1.0, ("E7",)), (5.0, ("E7",)), (5.0, ())):
        slow.t_s += after_s
        slow.take(slow.session.skip(slow.t_s))
        assert slow.session.coming == coming
        slow.hear_out(slow.speaking[0].cue.key)


def test_a_question_is_asked_again_after_so_much_silence() -> None:
    course = Course()
    asked = course.asked[-1].question
    course.tick(ASK_AGAIN_S - 1.0)
    assert course.said.count(f"ask.{asked}") == 1
    course.tick(1.0)
    assert course.said.count(f"ask.{asked}") == 2


def test_who_leaves_after_a_stop_hears_what_is_being_said_to_its_end_and_no_more() -> None:
    session = Course(TWO).in_a_set().session
    (line,) = (e for e in session.press_stop(500.0, "key", "nausea") if isinstance(e, Say))
    assert not [e for e in session.leave(501.0) if isinstance(e, CutOff)]
    assert session.spoken(502.0, Spoken(line.id, "finished")) == []
    assert session.over


def test_who_leaves_twice_is_still_called_back_from_the_movement() -> None:
    course = Course(TWO).in_a_set()
    course.track(Event(course.t_s, "phase", "out"))
    session = course.session
    (line,) = (e for e in session.leave(500.0) if isinstance(e, Say))
    assert line.cue.key == "safety.set_over"
    session.leave(501.0)
    (line,) = (e for e in session.spoken(502.0, Spoken(line.id, "finished")) if isinstance(e, Say))
    assert line.cue.key == "session.left"


def test_the_welcome_names_what_a_clinician_allowed_and_in_the_persons_language_the_rules_of_all() -> None:
    agenda, language = Agenda((), None), load_language("de")
    agenda.exercise, agenda.set_number = "E6", 1
    announcer, beyond = Announcer(language, agenda), PlanException("E6.count", 12.0, "Dr. N.", "an athlete")
    say_welcome(announcer, Plan((), exceptions=(beyond,)), CATALOGUE, 1)
    cues = []
    while events := announcer.take_events(1.0, None):
        for event in events:
            assert isinstance(event, Say)
            cues.append(event.cue)
            announcer.spoken(1.0, Spoken(event.id, "finished"))
    assert [c.text for c in cues if c.key == "session.beyond"] == [
        language.say("session.beyond", text=language.reason(beyond.reason))
    ]
    rules = [rule for rule in CATALOGUE.rules if rule.method == "cued"]
    assert [(c.rule, c.text) for c in cues if c.rule] == [(r.id, language.cue(r)) for r in rules]
    assert {c.exercise for c in cues if c.rule} == {None}


@pytest.mark.parametrize(
    ("done", "whole", "lies", "says"),
    [
        (False, False, False, ["session.nothing_done"]),
        (True, True, False, ["session.all_done"]),
        (True, False, True, ["session.all_over", "safety.get_up"]),
    ],
)
def test_the_end_says_whether_all_was_done_and_to_who_lies_how_to_get_up(
    done: bool, whole: bool, lies: bool, says: list[str]
) -> None:
    dose = Dose("E1", duration_s=20.0)
    agenda = Agenda((dose,), None)
    agenda.add(30.0, begun(dose), "done" if done else "person")
    agenda.whole, agenda.start_up = whole, (0.0, 0.0, 1.0) if lies else (1.0, 0.0, 0.0)
    announcer = Announcer(load_language("en"), agenda)
    say_end(announcer, agenda)
    assert next_of(announcer, 31.0) == says


@pytest.mark.parametrize(("after_s", "asks"), [(SECOND_STOP_S - 0.1, True), (SECOND_STOP_S, False)])
def test_a_second_stop_ends_the_questions_once_it_can_be_no_double_press(after_s: float, asks: bool) -> None:
    course = Course(TWO).in_a_set()
    course.do(lambda t_s: course.session.press_stop(t_s, "key"))
    course.do(lambda t_s: course.session.press_stop(t_s, "key"), after_s)
    assert ("safety.after_stop" not in course.said) is asks
