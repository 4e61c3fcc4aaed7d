"""What comes out of turn changes nothing: a press, a report or an answer that doesn't fit the session's state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sensortrack.language import load_language
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.protocol.screening import screening_order
from sensortrack.records import Code, Event, Reason
from sensortrack.session.agenda import Agenda
from sensortrack.session.announcer import Announcer
from sensortrack.session.asking import Asking
from sensortrack.session.events import Ask, CutOff, EndSet, Say, SessionEvent
from sensortrack.session.exercise_course import ExerciseCourse
from sensortrack.session.interview import good_answers
from sensortrack.session.mounting_step import lean_of, mounting_step
from sensortrack.session.session import Session
from sensortrack.session.set_course import START_POSE_WAIT_S
from sensortrack.session.speech import Spoken

from ..protocol.bow import BOW, changed, written
from .people import CATALOGUE, screening

PLAN = Plan((Dose("E10", repetitions=2), Dose("E6", repetitions=1)))


class Played:
    """A session that is driven by hand; each line takes no time."""

    def __init__(
        self, *, asks: bool = False, due: str | None = None, plan: Plan = PLAN, mounts: bool = False
    ) -> None:
        held = None if asks else screening()
        step = mounting_step(CATALOGUE, known=False) if mounts else None
        self.session = Session(
            plan, CATALOGUE, load_language("en"), lambda: "2026-01-01T08:00:00+00:00"  , held, due, step  # type: ignore[arg-type]
        )  # fmt: skip
        self.t_s = 0.0
        self.said: list[str] = []
        self.texts: list[str] = []
        self.asked: list[Ask] = []
        self.take(self.session.start(0.0))

    def take(self, events: list[SessionEvent]) -> None:
        for event in events:
            if isinstance(event, Ask):
                self.asked.append(event)
            elif isinstance(event, Say):
                self.said.append(event.cue.key)
                self.texts.append(event.cue.text)
                self.take(self.session.spoken(self.t_s, Spoken(event.id, "finished")))

    def answer(self, value: str) -> None:
        self.t_s += 1.0
        self.take(self.session.answer(self.t_s, value))

    def until(self, state: str) -> Played:
        """Answer well and be ready, until the session is in that state."""
        good = good_answers(CATALOGUE)
        answered = 0
        for _ in range(300):
            if self.session.state == state:
                return self
            self.t_s += 1.0
            if len(self.asked) > answered:
                answered = len(self.asked)
                self.take(self.session.answer(self.t_s, good[self.asked[-1].question]))
            else:
                self.take(self.session.ready(self.t_s))
        raise AssertionError(f"it never came to {state}")


def test_with_the_good_answers_a_session_comes_from_its_first_question_to_its_first_exercise() -> None:
    played = Played(asks=True).until("start_pose")
    assert "safety.blocked" not in played.said
    assert {a.question for a in played.asked} >= {c.id for c in CATALOGUE.screening}
    assert played.session.coming == ("E6",)


@pytest.mark.parametrize(("due", "says"), [(None, 0), ("never", 0), ("after_stop", 1), ("old", 1)])
def test_why_the_questions_come_again_is_said_and_to_a_new_person_it_is_not(
    due: str | None, says: int
) -> None:
    assert Played(asks=True, due=due).said.count("safety.why_questions") == says


def test_an_answer_cuts_off_its_question_and_what_still_waited_to_be_said() -> None:
    def said(events: list[SessionEvent]) -> list[str]:
        return [e.cue.key for e in events if isinstance(e, Say)]

    session = Played(asks=True).session
    _, second, third = (f"ask.{asked.id}" for asked in screening_order(CATALOGUE)[:3])
    assert said(session.answer(1.0, "no")) == [second]  # it is being spoken
    assert said(session.answer(2.0, "perhaps")) == ["ask.not_understood"]  # and the question waits behind it
    events = session.answer(3.0, "no")
    assert any(isinstance(e, CutOff) for e in events)
    assert said(events) == [third]
    (line,) = (e for e in events if isinstance(e, Say))
    assert session.spoken(9.0, Spoken(line.id, "finished")) == []  # nothing stale comes after it


def test_in_an_emergency_help_is_the_only_thing_that_is_said() -> None:
    played = Played(asks=True)
    before = len(played.said)
    played.answer("yes")
    assert played.said[before:] == ["advice.emergency"]
    assert played.session.over


def test_each_answer_for_which_no_session_begins_is_named_and_then_what_to_do() -> None:
    played, good = Played(asks=True), good_answers(CATALOGUE)
    unfit = ("C1.pregnancy", "C1.kidney")
    while played.session.state == "screening":
        asked = played.asked[-1].question
        played.answer("yes" if asked in unfit else good[asked])
    said = [
        (k, text)
        for k, text in zip(played.said, played.texts, strict=True)
        if k.startswith(("safety.", "advice."))
    ]
    assert [k for k, _ in said[2:]] == ["safety.blocked", "safety.blocked_also", "advice.contraindicated"]
    for (_, text), asked in zip(said[2:], unfit, strict=False):
        (condition,) = (c for c in CATALOGUE.screening if c.id == asked)
        assert f"yes to: {condition.question}" in text
    assert (played.session.state, len(played.asked)) == ("ended", len(screening_order(CATALOGUE)))


def test_what_is_no_answer_is_asked_again_with_what_would_be_one() -> None:
    played = Played()
    asked = played.asked[-1]
    played.answer("rather a lot")
    assert played.said[-2:] == ["ask.not_understood", f"ask.{asked.question}"]
    assert "a number from 0 to 10" in played.texts[-2]
    assert [a.question for a in played.asked] == [asked.question] * 2
    played.answer("0")
    assert len(played.asked) == 3


IN_VAIN: dict[str, Callable[[Session, float], list[SessionEvent]]] = {
    "answer": lambda s, t: s.answer(t, "yes"),
    "a line that nobody said": lambda s, t: s.spoken(t, Spoken(10_000, "finished")),
    "tracked": lambda s, t: s.tracked(t, 0.0, [Event(1.0, "start_pose")]),
    "rejected pose": lambda s, t: s.rejected_pose(t, Reason(Code.UPSIDE_DOWN, expected="upright", away_deg=90.0)),
    "sensor lost": lambda s, t: s.sensor(t, there=False),
    "sensor back": lambda s, t: s.sensor(t, there=True),
    "source ended": lambda s, t: s.source_ended(t),
    "upright": lambda s, t: s.upright(t, 3.0),
    "mounted": lambda s, t: s.mounted(t, None),
    "find mounting": lambda s, t: s.find_mounting(t),
    "ready": lambda s, t: s.ready(t),
    "pause": lambda s, t: s.pause(t),
    "go on": lambda s, t: s.go_on(t),
    "skip": lambda s, t: s.skip(t),
}  # fmt: skip
FITS = {
    "screening": {"answer"},
    "asking": {"answer"},
    "introduction": {"ready", "pause", "skip"},
    "start_pose": {"tracked", "sensor lost", "source ended", "pause", "skip"},
    "paused": {"pause", "go on", "skip"},
    "stopped": {"answer"},
    "ended": set[str](),
}
"""For each state what means something in it."""


def at(state: str) -> Played:
    if state == "screening":
        return Played(asks=True)
    if state in ("paused", "stopped", "ended"):
        played = Played().until("start_pose")
        do = {"paused": played.session.pause, "ended": played.session.leave}
        played.take(do[state](played.t_s) if state in do else played.session.press_stop(played.t_s, "key"))
        return played
    return Played().until(state)


@pytest.mark.parametrize(
    ("state", "what"), [(state, what) for state in FITS for what in IN_VAIN if what not in FITS[state]]
)
def test_what_does_not_fit_the_state_changes_nothing(state: str, what: str) -> None:
    played = at(state)
    assert played.session.state == state
    before = played.session.status(played.t_s)
    events = IN_VAIN[what](played.session, played.t_s + 0.1)
    assert not [e for e in events if not isinstance(e, Say)]
    assert not [e for e in events if isinstance(e, Say) and e.cue.key.startswith("safety.")]
    assert played.session.state == state
    after = played.session.status(played.t_s)
    assert before == after or what == "sensor lost"


def test_an_exercise_whose_start_pose_never_comes_is_left_out_and_asked_about() -> None:
    played = Played().until("start_pose")
    ends_s, events = played.t_s + START_POSE_WAIT_S + 1.0, list[SessionEvent]()
    while played.t_s < ends_s:
        played.t_s += 1.0
        events += (now := played.session.tick(played.t_s))
        played.take(now)
    (ended,) = (e for e in events if isinstance(e, EndSet))
    assert (ended.exercise, ended.number, ended.ended_by) == ("E10", 1, "no_start_pose")
    assert [k for k in played.said if k in ("session.no_pose", "session.skipped")] == [
        "session.no_pose",
        "session.skipped",
    ]
    assert (played.session.state, played.asked[-1].question) == ("asking", "pain_after")


def test_without_a_set_the_course_of_the_exercises_takes_neither_time_nor_what_is_tracked() -> None:
    agenda = Agenda(PLAN.doses, None)
    announcer = Announcer(load_language("en"), agenda)
    course = ExerciseCourse(PLAN, CATALOGUE, agenda, announcer, Asking(announcer))
    course.tick(1.0)
    course.tracked(1.0, 0.0, [Event(1.0, "start_pose")])
    assert announcer.take_events(1.0, course.coach) == []


def test_a_line_that_begins_to_be_spoken_is_not_over() -> None:
    session = Played().session
    assert session.spoken(1.0, Spoken(1, "started")) == []


def test_a_catalogue_without_a_forward_lean_finds_no_mounting(tmp_path: Path) -> None:
    lean = load_catalogue(written(tmp_path, BOW))
    assert mounting_step(lean, known=False) is not None
    faint = load_catalogue(
        written(tmp_path, changed('observability = "clearly"', 'observability = "hardly"'))
    )
    assert lean_of(faint) is None
    assert mounting_step(faint, known=False) is None


class Slow(Played):
    """A session whose lines are spoken to their end only when that is asked for."""

    def __init__(self, *, plan: Plan = PLAN, mounts: bool = False) -> None:
        self.speaking: list[Say] = []
        self.slow = False
        super().__init__(plan=plan, mounts=mounts)

    def take(self, events: list[SessionEvent]) -> None:
        if not self.slow:
            return super().take(events)
        self.speaking += [e for e in events if isinstance(e, Say)]
        self.said += [e.cue.key for e in events if isinstance(e, Say)]
        return None

    def hear_out(self, key: str) -> None:
        """The lines up to that one are spoken to their end."""
        while self.speaking:
            line = self.speaking.pop(0)
            self.take(self.session.spoken(self.t_s, Spoken(line.id, "finished")))
            if line.cue.key == key:
                return


THREE = Plan((Dose("E10", repetitions=1), Dose("E6", repetitions=1), Dose("E7", repetitions=1)))


@pytest.mark.parametrize("what", ["an exercise", "how the sensor sits"])
def test_a_double_press_leaves_out_one_thing_and_the_next_can_be_left_out_once_it_was_named(
    what: str,
) -> None:
    mounts = what == "how the sensor sits"
    slow = Slow(plan=THREE, mounts=mounts).until("mounting" if mounts else "introduction")
    assert isinstance(slow, Slow)
    slow.slow = True
    coming = ("E6", "E7") if mounts else ("E7",)
    for after_s in (1.0, 0.1, 0.3, 1.5):
        slow.t_s += after_s
        slow.take(slow.session.skip(slow.t_s))
        assert slow.session.coming == coming
        assert slow.session.state == "introduction"
    slow.hear_out("session.exercise")
    slow.take(slow.session.skip(slow.t_s))
    assert slow.session.coming == coming[1:]


@pytest.mark.parametrize("state", ["introduction", "start_pose"])
def test_a_double_press_pauses_once_and_goes_on_once(state: str) -> None:
    played = Played().until(state)
    for expected in ("paused", state):
        played.t_s += 5.0
        for k in range(5):  # a key that is held down
            played.take(played.session.pause(played.t_s + 0.2 * k))
            assert played.session.state == expected
        played.t_s += 1.0


def test_a_stop_that_is_pressed_again_at_once_is_the_same_stop_and_its_reason_is_asked() -> None:
    played = Played(plan=PLAN).until("start_pose")
    for after_s in (0.0, 0.2, 1.0, 1.5):
        played.t_s += after_s
        played.take(played.session.press_stop(played.t_s, "key"))
    assert played.said.count("safety.stopped") == 1
    played.answer("pain")
    assert played.session.stop is not None
    assert played.session.stop.reason == "pain"
