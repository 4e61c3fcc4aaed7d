"""The page as a speech port: its reports, the program's own pace where it gives none, STOP before everything."""

from __future__ import annotations

from dataclasses import dataclass

from sensortrack.app.bridge import Bridge
from sensortrack.app.page_messages import SpokenHere, StopPressed
from sensortrack.app.page_socket import Client
from sensortrack.app.page_speech import BEGINS_WITHIN_S, PageSpeech
from sensortrack.records import Cue
from sensortrack.session.events import Say
from sensortrack.session.speech import Spoken
from sensortrack.session.voice import usual_duration_s

TEXT = "Take the start pose, and keep still."


@dataclass
class Clock:
    s: float = 0.0

    def now(self) -> float:
        return self.s


def line(id: int) -> Say:
    return Say(id, Cue(0.0, "session.take_pose", TEXT))


def with_a_page() -> tuple[Bridge, Client, Clock, PageSpeech]:
    bridge, clock = Bridge(), Clock()
    page = Client("p", "t")
    bridge.joined(page, take=False)
    return bridge, page, clock, PageSpeech(bridge, clock.now)


def test_what_the_page_reports_of_a_line_is_what_became_of_it() -> None:
    bridge, page, _, speech = with_a_page()
    speech.say(line(1))
    bridge.spoke(page, SpokenHere(1, "started"))
    bridge.spoke(page, SpokenHere(7, "finished"))  # of a line that isn't on
    assert speech.reports() == [Spoken(1, "started")]
    bridge.spoke(page, SpokenHere(1, "finished"))
    assert speech.reports() == [Spoken(1, "finished")]


def test_a_line_that_the_page_does_not_begin_takes_the_time_to_be_read() -> None:
    _, _, clock, speech = with_a_page()
    speech.say(line(1))
    clock.s = BEGINS_WITHIN_S + 0.1
    assert speech.reports() == [Spoken(1, "started")]
    clock.s = usual_duration_s(TEXT) + 0.1
    assert speech.reports() == [Spoken(1, "finished")]


def test_a_page_that_goes_in_the_middle_of_a_line_leaves_it_to_the_program() -> None:
    bridge, page, clock, speech = with_a_page()
    speech.say(line(1))
    bridge.spoke(page, SpokenHere(1, "started"))
    speech.reports()
    bridge.left(page)
    clock.s = usual_duration_s(TEXT) + 0.1
    assert speech.reports() == [Spoken(1, "finished")]
    speech.say(line(2))
    assert speech.reports() == [Spoken(2, "started")]


def test_no_report_lets_a_line_begin_before_a_stop_is_taken() -> None:
    bridge, page, _, speech = with_a_page()
    speech.say(line(1))
    bridge.stop_pressed(page, StopPressed("one", "space"))
    bridge.spoke(page, SpokenHere(1, "cut_off"))
    assert speech.reports() == []
    assert bridge.take_stop() is not None
    assert speech.reports() == [Spoken(1, "cut_off")]


def test_a_new_line_and_silence_cut_off_the_one_that_is_on() -> None:
    _, _, _, speech = with_a_page()
    speech.say(line(1))
    speech.say(line(2))
    speech.cut_off()
    speech.cut_off()
    assert speech.reports() == [Spoken(1, "cut_off"), Spoken(2, "cut_off")]
