"""What a STOP asks and says, step by step: its reason once, the pain once, then what to do now, once."""

from __future__ import annotations

import pytest

from sensortrack.language import load_language
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.records import Stop, StopReason
from sensortrack.session.events import Ask, Say, SessionEvent, Stopped
from sensortrack.session.session import Session
from sensortrack.session.speech import Spoken
from sensortrack.session.stop import EXPLAIN_STOP_S

from .people import CATALOGUE, FAREWELL, screening
from .test_pause import at_the_start_pose

PRESSED_S = 200.0
WHAT_TO_DO = tuple(key for key in FAREWELL if key != "safety.get_up")
"""Said after a STOP in E10, in which nobody lies."""
HELP = "advice.get_help"


class Pressed:
    """A session in which STOP was pressed, what it asks, says and keeps; each line takes no time."""

    def __init__(
        self, reason: StopReason | None = None, pain: int | None = None, *, session: Session
    ) -> None:
        self.session = session
        self.asked: list[str] = []
        self.said: list[str] = []
        self.stops: list[Stop] = []
        self.take(PRESSED_S, session.press_stop(PRESSED_S, "key", reason, pain))

    def take(self, t_s: float, events: list[SessionEvent]) -> None:
        for event in events:
            if isinstance(event, Ask):
                self.asked.append(event.question)
            elif isinstance(event, Stopped):
                self.stops.append(event.stop)
            elif isinstance(event, Say):
                if not event.cue.key.startswith("ask."):
                    self.said.append(event.cue.key)
                self.take(t_s, self.session.spoken(t_s, Spoken(event.id, "finished")))

    def answer(self, value: str, t_s: float = PRESSED_S + 1.0) -> None:
        self.take(t_s, self.session.answer(t_s, value))

    def tick(self, t_s: float) -> None:
        self.take(t_s, self.session.tick(t_s))


def in_the_start_pose() -> Session:
    return at_the_start_pose()[0]


def test_a_stop_in_a_set_names_the_set_and_its_state() -> None:
    pressed = Pressed(session=in_the_start_pose())
    (stop,) = pressed.stops
    assert (stop.t_s, stop.state, stop.by) == (PRESSED_S, "start_pose", "key")
    assert (stop.exercise, stop.set_number) == ("E10", 1)
    assert (stop.reason, stop.pain) == (None, None)


def test_a_stop_before_the_first_set_names_none() -> None:
    plan = Plan((Dose("E10", repetitions=2),))
    session = Session(plan, CATALOGUE, load_language("en"), lambda: "2026-01-01T08:00:00+00:00", screening())
    session.start(0.0)
    (stop,) = Pressed(session=session).stops
    assert (stop.exercise, stop.set_number) == (None, None)


def test_reason_and_pain_are_asked_once_each_kept_as_they_come_and_the_farewell_ends_it() -> None:
    pressed = Pressed(session=in_the_start_pose())
    assert pressed.said == ["safety.stopped", "safety.call_help"]
    assert pressed.asked == ["stop_reason"]
    pressed.answer("pain")
    assert pressed.asked == ["stop_reason", "stop_pain"]
    assert pressed.said[2] == "safety.stopped_pain"
    pressed.answer("3")
    assert [(s.reason, s.pain) for s in pressed.stops] == [(None, None), ("pain", None), ("pain", 3)]
    assert tuple(pressed.said[3:]) == WHAT_TO_DO[1:]
    assert pressed.session.over


def test_whoever_says_nothing_of_it_is_asked_once_and_nothing_more_is_kept() -> None:
    pressed = Pressed(session=in_the_start_pose())
    pressed.answer("")
    pressed.answer("")
    assert pressed.asked == ["stop_reason", "stop_pain"]
    assert len(pressed.stops) == 1
    assert tuple(pressed.said[1:]) == WHAT_TO_DO


@pytest.mark.parametrize("pain", [None, 3])
def test_where_the_reason_is_known_nothing_is_asked(pain: int | None) -> None:
    pressed = Pressed("nausea", pain, session=in_the_start_pose())
    assert pressed.asked == []
    assert pressed.said == ["safety.stopped_nausea", *WHAT_TO_DO]
    assert [(s.reason, s.pain) for s in pressed.stops] == [("nausea", pain)]


def test_where_the_pain_is_known_only_the_reason_is_asked() -> None:
    pressed = Pressed(pain=9, session=in_the_start_pose())
    pressed.answer("other")
    assert pressed.asked == ["stop_reason"]
    assert [(s.reason, s.pain) for s in pressed.stops] == [(None, 9), ("other", 9)]
    assert pressed.said[1:] == ["safety.call_help", "safety.stopped_other", HELP, *WHAT_TO_DO[1:]]


def test_the_questions_wait_for_two_minutes_and_then_what_to_do_is_said() -> None:
    pressed = Pressed(session=in_the_start_pose())
    pressed.tick(PRESSED_S + EXPLAIN_STOP_S)
    assert "safety.after_stop" not in pressed.said
    assert not pressed.session.over
    pressed.tick(PRESSED_S + EXPLAIN_STOP_S + 0.1)
    assert tuple(pressed.said[1:]) == WHAT_TO_DO
    pressed.tick(PRESSED_S + 2.0 * EXPLAIN_STOP_S + 1.0)
    assert pressed.said.count("safety.after_stop") == 1
    assert pressed.session.over


def test_pressed_again_it_ends_the_questions_and_says_what_to_do_once() -> None:
    pressed = Pressed(session=in_the_start_pose())
    for t_s in (PRESSED_S + 2.0, PRESSED_S + 3.0, PRESSED_S + 9.0):
        pressed.take(t_s, pressed.session.press_stop(t_s, "key"))
    assert len(pressed.stops) == 1
    assert tuple(pressed.said[1:]) == WHAT_TO_DO
    assert pressed.session.over


@pytest.mark.parametrize("pain", range(11))
@pytest.mark.parametrize("how", ["asked", "known", "unexplained"])
def test_with_pain_that_no_session_starts_with_help_comes_first_and_with_less_it_is_not_named(
    pain: int, how: str
) -> None:
    pressed = Pressed(pain=None if how == "asked" else pain, session=in_the_start_pose())
    if how == "unexplained":
        pressed.take(PRESSED_S + 5.0, pressed.session.press_stop(PRESSED_S + 5.0, "key"))
    else:
        pressed.answer("pain")
    if how == "asked":
        pressed.answer(f"{pain}")
    strong = pain > CATALOGUE.progress.pain_to_start.value
    after = [key for key in pressed.said if key not in ("safety.stopped", "safety.stopped_pain")]
    assert after == ["safety.call_help", *([HELP] if strong else []), *WHAT_TO_DO[1:]]


def test_a_pain_score_that_rose_to_that_much_names_help_too() -> None:
    session, _ = at_the_start_pose()
    session.skip(PRESSED_S)
    said = [e.cue.key for e in session.answer(PRESSED_S + 1.0, "9") if isinstance(e, Say)]
    t_s, waiting = PRESSED_S + 1.0, list(said)
    assert said == ["safety.pain_rose"]
    assert session.stop is not None
    for id in range(1, 400):
        waiting += [e.cue.key for e in session.spoken(t_s, Spoken(id, "finished")) if isinstance(e, Say)]
    assert waiting[1:3] == ["safety.call_help", HELP]
