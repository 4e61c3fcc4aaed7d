"""Coaches, driven by hand: what is said of a jerk, what a broken-off repetition, a bend or a late word come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensortrack.language import load_language
from sensortrack.protocol import Catalogue, load_catalogue
from sensortrack.protocol.plan import Dose
from sensortrack.records import CONTRADICTED, Attempt, Code, Event, Reason
from sensortrack.session.agenda import Agenda
from sensortrack.session.announcer import Announcer
from sensortrack.session.coach import Coach, SetTask, coach_for
from sensortrack.session.coach.base import QUIET_S
from sensortrack.session.coach.paced import PACED_PHASE_S
from sensortrack.session.coach.timed import BREATH_OUT_AFTER_S, LATE_S
from sensortrack.session.events import Say
from sensortrack.session.speech import Spoken
from sensortrack.session.voice import Line, Urgency, line

from ..own_catalogue import renamed
from ..protocol.hand import bare, rep
from .people import CATALOGUE


def coach(dose: Dose, catalogue: Catalogue = CATALOGUE) -> Coach:
    return coach_for(SetTask(dose, catalogue, load_language("en")))


def begun(dose: Dose, catalogue: Catalogue = CATALOGUE) -> Coach:
    made = coach(dose, catalogue)
    first = made.begin(10.0, 9.0)
    made.said(10.0, first)
    made.heard(11.0, first)
    return made


def said(coach: Coach, t_s: float, quiet_s: float = 1.0) -> Line | None:
    """The line that is due, spoken in no time."""
    due = coach.due(t_s, quiet_s)
    if due is not None:
        coach.said(t_s, due)
        coach.heard(t_s, due)
    return due


def key(due: Line | None) -> str | None:
    return None if due is None else due.key


BRIDGE = Dose("E6", repetitions=3, hold_s=5.0)
HEAD = Dose("E5", repetitions=2, hold_s=3.0)
WALK = Dose("E2", repetitions=2, duration_s=60.0)
HANG = Dose("E1", duration_s=20.0)


@pytest.mark.parametrize(
    ("dose", "kind", "expected"),
    [
        (BRIDGE, "attack", "safety.slower"),
        (BRIDGE, "hesitation", "coach.hesitation"),
        (BRIDGE, "tremor", "coach.tremor"),
        (HANG, "attack", "safety.passive"),
    ],
)
def test_each_kind_of_jerk_has_its_word_and_a_sensor_that_contradicts_itself_has_none(
    dose: Dose, kind: str, expected: str
) -> None:
    jerk = Event(2.0, "jerk", kind)
    made = begun(dose)
    made.take(12.0, 10.0, [jerk])
    assert key(said(made, 12.1)) == expected
    assert key(made.due(12.2, 0.1)) != expected  # said once
    made.take(13.0, 10.0, [Event(3.0, "note", CONTRADICTED), jerk])
    assert key(made.due(13.1, 0.1)) != expected


def test_a_count_stays_due_until_it_is_said_or_the_person_has_moved_on_and_the_next_one_has_the_right_number() -> (
    None
):
    made = begun(BRIDGE)
    made.take(20.0, 10.0, [rep(4.0)])
    for t_s in (20.1, 20.5, 24.9):  # another line is being spoken
        assert key(made.due(t_s, 0.0)) == "coach.count"
    made.take(25.0, 10.0, [Event(15.0, "phase", "out", size=10.0)])
    assert key(made.due(25.1, 0.0)) != "coach.count"
    made.take(30.0, 10.0, [rep(19.0), Event(20.0, "phase", "rest")])
    count = said(made, 30.1, 0.0)
    assert count is not None
    assert (count.key, count.text) == ("coach.count", "2 done.")
    assert key(made.due(30.2, 0.0)) != "coach.count"
    made.take(40.0, 10.0, [rep(29.0)])
    assert key(made.due(49.0, 0.0)) != "coach.count"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (Code.TOO_SMALL, "coach.further"),
        (Code.TURNED_BACK, "coach.further"),
        (Code.TOO_QUICK, "safety.slower"),
        (Code.ENDED_ELSEWHERE, "coach.all_the_way_back"),
        (Code.NEVER_CAME_BACK, "coach.all_the_way_back"),
        (Code.TOO_LARGE, "coach.not_counted"),
    ],
)
def test_why_something_was_not_counted_is_said(code: Code, says: str) -> None:
    made = begun(BRIDGE)
    made.take(
        20.0, 10.0, [rep(4.0, outcome="aborted", reason=Reason(code, **dict.fromkeys(code.places, 1.0)))]
    )
    assert key(said(made, 20.1)) == says
    assert key(made.due(20.2, 0.1)) != says  # once


def test_a_repetition_on_the_side_of_the_last_one_is_counted_and_the_other_leg_is_asked_for() -> None:
    made = begun(Dose("E3", repetitions=2, hold_s=5.0))
    made.take(20.0, 10.0, [rep(4.0, side="left")])
    assert key(said(made, 20.1)) == "coach.count_side"
    made.take(30.0, 10.0, [rep(14.0, side="left")])
    count, other = said(made, 30.1), said(made, 30.2)
    assert count is not None
    assert other is not None
    assert count.text == "2 done, left."
    assert (other.key, "right" in other.text) == ("coach.other_side", True)


def test_a_count_that_a_line_in_the_queue_goes_before_is_still_due_after_it() -> None:
    announcer = Announcer(load_language("en"), Agenda((BRIDGE,), None))
    made = begun(BRIDGE)
    made.take(20.0, 10.0, [rep(4.0)])
    announcer.say("safety.sensor_contradicts", Urgency.SAFETY)

    def begins(t_s: float) -> list[Say]:
        return [e for e in announcer.take_events(t_s, made) if isinstance(e, Say)]

    (warning,) = begins(20.1)
    assert warning.cue.key == "safety.sensor_contradicts"
    assert begins(20.4) == []
    announcer.spoken(20.6, Spoken(warning.id, "finished"))
    (count,) = begins(20.6)
    assert count.cue.key == "coach.count"
    announcer.spoken(20.8, Spoken(count.id, "finished"))
    assert begins(20.8) == []


def miss() -> Attempt:
    return rep(2.0, outcome="too_small", reason=Reason(Code.TOO_SMALL, peak_deg=1.0, least_deg=6.0))


def moves(coach: Coach, t_s: float) -> list[str]:
    """One movement out and back that looks like a repetition, and what is said of it."""
    out = [Event(t_s, "phase", "out", size=10.0), Event(t_s + 2.0, "phase", "hold", size=10.0)]
    coach.take(t_s, 0.0, out)
    coach.take(t_s + 4.0, 0.0, [Event(t_s + 4.0, "phase", "rest")])
    return [line.text for k in range(1, 9) if (line := said(coach, t_s + 4.0 + 0.1 * k))]


@pytest.mark.parametrize(
    ("reported", "words"),
    [
        ([miss(), rep(2.0)], ["A little further.", "1 done."]),
        ([rep(2.0), miss()], ["A little further.", "1 done."]),
        ([miss(), miss()], ["A little further."]),
        ([rep(2.0)], ["That one didn't count.", "1 done."]),
        ([rep(2.0), rep(8.0)], []),
    ],
    ids=["the first", "the second", "both", "two were one", "none"],
)
def test_where_less_counts_than_was_said_why_is_said_first_and_then_what_counts(
    reported: list[Attempt], words: list[str]
) -> None:
    made = begun(Dose("E6", repetitions=5, hold_s=5.0))
    assert "1 done." in moves(made, 20.0)
    assert "2 done." in moves(made, 30.0)  # neither is confirmed: the axis isn't known yet
    heard = []
    for k in range(30):
        if k < len(reported):  # one after the other, in no time
            made.take(36.0 + 0.1 * k, 0.0, [reported[k]])
        if (line := said(made, 36.0 + 0.1 * k)) is not None:
            heard.append(line)
    texts = [line.text for line in heard if not line.key.startswith("breath.")]
    assert list(dict.fromkeys(texts)) == words  # the voice says none again within its time
    assert made.counts.total == sum(a.outcome == "repetition" for a in reported)


def test_nothing_is_due_before_the_start_pose_is_known() -> None:
    for dose in (BRIDGE, HEAD, WALK, HANG):
        assert coach(dose).due(5.0, 60.0) is None


def test_a_person_at_rest_who_stays_so_is_at_rest_since_then() -> None:
    made = begun(BRIDGE)
    made.take(20.0, 10.0, [Event(10.0, "phase", "rest")])
    assert made.at_rest_s(25.0) == 15.0
    made.take(26.0, 10.0, [Event(16.0, "phase", "out"), Event(16.5, "phase", "rest")])
    assert made.at_rest_s(27.0) == 1.0


def parts(made: Coach, begin_s: float, n: int) -> list[str]:
    """The next parts of a paced exercise that are asked for."""
    asked, t_s = list[str](), begin_s
    while len(asked) < n:
        due = said(made, t_s)
        if due is not None and due.key.startswith("breath."):
            asked.append(due.key)
        t_s += 0.1
        assert t_s < begin_s + 120.0
    return asked


def test_a_paced_repetition_that_was_broken_off_is_asked_for_anew() -> None:
    made = begun(HEAD)
    assert parts(made, 11.0, 4) == ["breath.out", "breath.hold", "breath.back", "breath.out"]
    made.take(28.0, 10.0, [bare(2.0, "aborted", "too small")])
    made.take(29.0, 10.0, [rep(2.0)])  # what the sensor saw of the first one
    made.suspend(30.0)
    again = made.begin(30.0, 29.0)
    assert again.key == "session.go_on"
    made.said(30.0, again)
    made.heard(31.0, again)
    assert parts(made, 31.0, 3) == ["breath.out", "breath.hold", "breath.back"]
    assert made.done == 2


def test_without_a_hold_the_way_back_follows_the_way_out() -> None:
    assert parts(begun(Dose("E5", repetitions=1)), 11.0, 2) == ["breath.out", "breath.back"]


def test_a_word_of_a_paced_exercise_that_something_cut_off_is_said_again() -> None:
    made = begun(HEAD)
    word = made.due(11.0 + PACED_PHASE_S, 1.0)
    assert word is not None
    made.said(14.0, word)  # and it never came to its end
    assert made.due(14.5, 0.5) is None
    assert made.due(14.5 + QUIET_S, QUIET_S) is None
    assert key(made.due(14.6 + QUIET_S, QUIET_S)) == word.key


def test_a_bend_that_was_none_is_not_counted_and_the_last_one_says_that_no_more_are_wanted() -> None:
    made = begun(WALK)
    made.take(15.0, 10.0, [bare(3.0, "aborted", "too small")])
    assert made.done == 0
    for expected in ("coach.count", "coach.bends_done"):
        made.take(16.0, 10.0, [rep(4.0)])
        assert key(said(made, 16.1)) == expected


@pytest.mark.parametrize(("unasked", "asked_s"), [(False, [31.0, 51.0]), (True, [51.0])])
def test_a_bend_that_was_done_unasked_is_not_asked_for(unasked: bool, asked_s: list[float]) -> None:
    """They are asked for at a third and at two thirds of the minute, which begins at 11 s."""
    made = begun(WALK)
    if unasked:
        made.take(13.0, 10.0, [rep(1.0)])
    asked = []
    for t_s in map(float, range(14, 70)):
        due = made.due(t_s, 1.0)
        if due is not None:
            made.said(t_s, due)
            asked += [t_s] * (due.key == "coach.bend_now")
    assert asked == asked_s


def test_an_out_breath_that_comes_too_late_is_left_out() -> None:
    made = begun(WALK)
    breathe = line(load_language("en"), "coach.breathe_in")
    made.said(20.0, breathe)
    made.heard(20.0, breathe)
    assert made.due(20.0 + BREATH_OUT_AFTER_S - 0.1, 1.0) is None
    assert key(made.due(20.0 + BREATH_OUT_AFTER_S, 1.0)) == "coach.breathe_out"
    made.take(23.0, 10.0, [Event(13.0, "phase", "out")])  # the back has sunk: the out-breath brings it up
    assert key(made.due(20.0 + BREATH_OUT_AFTER_S, 1.0)) == "breath.back"
    late = made.due(20.1 + BREATH_OUT_AFTER_S + LATE_S, 1.0)
    assert key(late) != "coach.breathe_out"


def test_an_exercise_without_cues_of_its_own_is_led_by_no_words(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(renamed(), encoding="utf-8")
    made = begun(Dose("side_bend", repetitions=2), load_catalogue(path))
    cue = made.due(15.0, QUIET_S)
    assert cue is not None
    assert cue.key == "breath.out"
