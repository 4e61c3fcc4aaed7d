"""What a session says and shows: of which set, what is cut off, what stays, and what becomes of a voice that hangs."""

from __future__ import annotations

import pytest

from sensortrack.language import load_language
from sensortrack.session.agenda import Agenda
from sensortrack.session.announcer import Announcer
from sensortrack.session.events import CutOff, Say, SessionEvent, VoiceFailed
from sensortrack.session.speech import Spoken
from sensortrack.session.voice import HANGS_AFTER_S, Line, Urgency, usual_duration_s

LONG = Line("long", "This goes on.", rule="G1")
CHAT = Line("chat", "By the way.")
SAFE = Line("safe", "Stop.", Urgency.SAFETY)


def announcer(*lines: Line) -> Announcer:
    """The first of these lines is being spoken, the others wait."""
    agenda = Agenda((), None)
    agenda.exercise, agenda.set_number = "E6", 2
    made = Announcer(load_language("en"), agenda)
    for line in lines:
        made.queue(line)
    return made


def said(events: list[SessionEvent]) -> list[str]:
    return [e.cue.key for e in events if isinstance(e, Say)]


def next_of(made: Announcer, t_s: float) -> list[str]:
    """What is said next, where what is being said is over."""
    spoken, t_s = list[str](), t_s
    while events := made.take_events(t_s, None):
        for event in events:
            if isinstance(event, Say):
                spoken.append(event.cue.key)
                made.spoken(t_s, Spoken(event.id, "finished"))
    return spoken


def test_a_line_belongs_to_the_set_that_is_on_unless_it_keeps_a_rule_for_the_whole_session() -> None:
    (say,) = announcer(CHAT).take_events(1.0, None)
    assert isinstance(say, Say)
    assert (say.cue.exercise, say.cue.set_number) == ("E6", 2)
    (say,) = announcer(Line("G3", "Keep breathing.", of_session=True)).take_events(1.0, None)
    assert isinstance(say, Say)
    assert (say.cue.exercise, say.cue.set_number) == (None, None)


def test_what_is_about_safety_is_shown_as_that() -> None:
    for line, safety in ((SAFE, True), (CHAT, False)):
        (say,) = announcer(line).take_events(1.0, None)
        assert isinstance(say, Say)
        assert say.urgent is safety


@pytest.mark.parametrize(("speaking", "cut"), [(CHAT, True), (LONG, False)])
def test_whoever_is_ready_hears_only_what_keeps_a_rule(speaking: Line, cut: bool) -> None:
    made = announcer(speaking, CHAT, LONG)
    assert said(made.take_events(1.0, None)) == [speaking.key]
    made.hush_all_but_rules(2.0)
    events = made.take_events(2.0, None)
    assert [e for e in events if isinstance(e, CutOff)] == ([CutOff(2.0)] if cut else [])
    assert said(events) == (["long"] if cut else [])


def test_what_waits_is_dropped_but_for_safety_and_that_too_where_it_is_meant() -> None:
    made = announcer(CHAT, SAFE)
    made.drop_waiting()
    assert next_of(made, 1.0) == ["safe"]
    made = announcer(CHAT, SAFE)
    made.drop_waiting(safety_too=True)
    assert made.idle


@pytest.mark.parametrize("line", [CHAT, SAFE])
def test_a_line_whose_end_never_comes_is_given_up_and_what_waits_behind_it_is_said(line: Line) -> None:
    """What waited was dropped with it, be it what to do after a STOP."""
    made = announcer(line, SAFE, LONG)
    made.take_events(0.0, None)
    most_s = 3.0 * usual_duration_s(line.text) + HANGS_AFTER_S
    made.give_up_hanging_line(most_s)
    assert made.take_events(most_s, None) == []
    made.give_up_hanging_line(most_s + 0.1)
    events = made.take_events(most_s + 0.1, None)
    assert [type(e) for e in events] == [CutOff, VoiceFailed, Say]
    assert said(events) == ["safe"]
    made.give_up_hanging_line(3.0 * most_s)
    events = made.take_events(3.0 * most_s, None)
    assert [type(e) for e in events] == [CutOff, Say]  # that the voice failed was said
    assert said(events) == ["long"]
