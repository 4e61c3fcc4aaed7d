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
from sensortrack.session.coach.base import QUIET_S, UNCOUNTED_MOST, UNCOUNTED_MOST_S
from sensortrack.session.coach.paced import PACED_PHASE_S
from sensortrack.session.coach.pause_offer import MOMENT_S, PAUSE_LINE
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
        made = coach(dose)
        assert [made.due(t_s, 60.0) for t_s in (5.0, 6.0)] == [None, None]


def test_a_person_at_rest_who_stays_so_is_at_rest_since_then() -> None:
    made = begun(BRIDGE)
    made.take(20.0, 10.0, [Event(10.0, "phase", "rest")])
    assert made.at_rest_s(25.0) == 15.0
    made.take(26.0, 10.0, [Event(16.0, "phase", "out"), Event(16.5, "phase", "rest")])
    assert made.at_rest_s(27.0) == 1.0
    made.take(28.0, 10.0, [Event(18.0, "phase", "out")])
    assert made.at_rest_s(29.0) == 0.0


@pytest.mark.parametrize(
    ("dose", "ends"), [(BRIDGE, True), (HEAD, False), (WALK, False), (Dose("E2", duration_s=1200.0), False)]
)
def test_a_set_in_which_nothing_counts_is_in_vain_where_it_is_over_by_what_is_counted(
    dose: Dose, ends: bool
) -> None:
    made = begun(dose)
    for n in range(1, UNCOUNTED_MOST + 1):
        assert not made.in_vain(20.0)
        made.take(
            19.0, 10.0, [bare(float(n), "aborted", "too small"), bare(float(n), "interrupted", "a gap")]
        )
        assert made.uncounted == n
    assert made.in_vain(20.0) is ends
    made.take(30.0, 10.0, [rep(14.0)])
    assert (made.uncounted, made.counted_s) == (0, 30.0)
    assert not made.in_vain(30.0 + UNCOUNTED_MOST_S)
    assert made.in_vain(30.1 + UNCOUNTED_MOST_S) is ends
    assert not made.unheeded(60.0)


def test_what_is_planned_of_two_sides_is_both_of_them() -> None:
    doses = (Dose("E3", repetitions=4, hold_s=5.0), BRIDGE, Dose("E2", duration_s=300.0))
    assert [coach(dose).planned for dose in doses] == [8, 3, None]


def test_only_an_exercise_of_two_sides_names_one_with_what_is_to_be_done() -> None:
    for dose, says in (
        (Dose("E3", repetitions=2, hold_s=5.0), "Breathe in, lift the left leg, knee bent."),
        (BRIDGE, load_language("en").cues(CATALOGUE.exercise("E6")).out),
    ):
        made = begun(dose)
        cue = next(due for k in range(30) if (due := made.due(11.0 + k, 1.0 + k)) and due.key == "breath.out")
        assert (cue.text, cue.cool_down_s) == (says, 0.0)


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
    assert made.counts.total == 0
    made.take(29.0, 10.0, [rep(2.0)])  # what the sensor saw of the first one
    assert made.counts.total == 1
    made.suspend(30.0)
    again = made.begin(30.0, 29.0)
    assert again.key == "session.go_on"
    made.said(30.0, again)
    made.heard(31.0, again)
    assert parts(made, 31.0, 3) == ["breath.out", "breath.hold", "breath.back"]
    assert made.done == 2


def test_the_first_paced_repetition_too_begins_anew_where_it_was_broken_off() -> None:
    made = begun(HEAD)
    assert parts(made, 11.0, 2) == ["breath.out", "breath.hold"]
    made.suspend(14.0)
    assert made.due(14.1, 0.1) is None
    again = made.begin(20.0, 19.0)
    assert again.key == "session.begin"  # nothing was done that one could go on with
    made.said(20.0, again)
    made.heard(21.0, again)
    assert parts(made, 21.0, 3) == ["breath.out", "breath.hold", "breath.back"]


def test_without_a_hold_the_way_back_follows_the_way_out() -> None:
    assert parts(begun(Dose("E5", repetitions=1)), 11.0, 2) == ["breath.out", "breath.back"]


def test_each_part_of_a_paced_repetition_takes_its_time_and_the_seconds_of_its_hold_are_counted() -> None:
    made, heard = begun(HEAD), list[tuple[float, str, str]]()
    for t_s in (11.0 + 0.5 * k for k in range(60)):
        if (due := said(made, t_s)) is not None:
            heard.append((t_s, due.key.partition(".")[2], due.text.partition(" ")[0]))
    once = [(0.0, "out"), (2.0, "hold"), (3.0, "hold_second"), (4.0, "hold_second"), (5.0, "back")]
    assert [(t_s, key) for t_s, key, _ in heard] == [(t + s, key) for t in (11.0, 20.0) for s, key in once]
    assert [text for _, key, text in heard if key == "out"] == ["1.", "2."]
    assert [text for _, key, text in heard if key == "hold_second"] == ["1", "2"] * 2
    assert (made.finished, made.done) == ("done", 2)


def test_a_paced_series_rests_a_moment_after_the_pause_that_is_offered_in_it() -> None:
    lines = lines_of(begun(Dose("E5", repetitions=7, hold_s=10.0)), 11.0, 150.0)
    (at,) = (k for k, (_, key, _) in enumerate(lines) if key == PAUSE_LINE)
    assert [key for _, key, _ in lines[:at]].count("breath.out") == 5  # fifty seconds of holding
    assert lines[at + 1] == (lines[at][0] + MOMENT_S, "breath.out", "6.")


def test_a_second_of_a_paced_hold_that_can_not_be_said_in_its_moment_is_left_out() -> None:
    made = begun(HEAD)
    assert parts(made, 11.0, 2) == ["breath.out", "breath.hold"]  # the hold is asked for at 13 s
    assert key(made.due(14.3, 0.3)) == "coach.hold_second"
    assert made.due(14.5, 0.5) is None


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


def test_the_count_of_a_bend_is_said_once_and_for_no_longer_than_it_is_news() -> None:
    made = begun(WALK)
    made.take(16.0, 10.0, [rep(4.0)])
    assert key(made.due(16.0 + LATE_S, 1.0)) == "coach.count"
    assert key(made.due(16.1 + LATE_S, 1.0)) != "coach.count"
    made.said(17.0, line(load_language("en"), "coach.breathe_in"))  # another line leaves it due
    assert key(said(made, 17.0)) == "coach.count"
    assert key(made.due(17.1, 1.0)) != "coach.count"


def test_an_out_breath_that_comes_too_late_is_left_out() -> None:
    made = begun(WALK)
    breathe = line(load_language("en"), "coach.breathe_in")
    made.said(20.0, breathe)
    made.heard(20.0, breathe)
    assert made.due(20.0 + BREATH_OUT_AFTER_S - 0.1, 1.0) is None
    assert key(made.due(20.0 + BREATH_OUT_AFTER_S, 1.0)) == "coach.breathe_out"
    made.take(23.0, 10.0, [Event(13.0, "phase", "out")])  # the back has sunk: the out-breath brings it up
    assert key(made.due(20.0 + BREATH_OUT_AFTER_S, 1.0)) == "breath.back"
    assert key(made.due(20.0 + BREATH_OUT_AFTER_S + LATE_S, 1.0)) == "breath.back"
    late = made.due(20.1 + BREATH_OUT_AFTER_S + LATE_S, 1.0)
    assert key(late) != "coach.breathe_out"


def lines_of(made: Coach, begin_s: float, end_s: float, quiet_s: float = 0.0) -> list[tuple[float, str, str]]:
    """When, after how many seconds, each line was due and said: its key, and its first word or number."""
    lines = list[tuple[float, str, str]]()
    for k in range(round(2.0 * (end_s - begin_s)) + 1):
        if (due := said(made, begin_s + 0.5 * k, quiet_s)) is not None:
            lines.append((0.5 * k, due.key, due.text.partition(" ")[0]))
    return lines


def test_each_fifth_second_of_a_hang_is_said_and_its_end_and_between_them_how_to_hang() -> None:
    first = coach(HANG).begin(10.0, 9.0).text
    assert first.startswith(load_language("en").say("session.begin"))
    assert load_language("en").cues(CATALOGUE.exercise("E1")).out in first
    made = begun(HANG)  # its time runs from 11 s on
    seconds = [(5.0 * k, "coach.hold_second", str(5 * k)) for k in (1, 2, 3)]
    assert lines_of(made, 11.0, 40.0) == [*seconds, (20.0, "breath.back", "Breathe")]
    assert made.finished == "done"
    assert key(begun(HANG).due(12.0, 1.0)) == "breath.hold"
    assert begun(HANG).due(12.0, 0.9) is None


def test_a_hang_that_was_broken_off_goes_on_where_it_was() -> None:
    made = begun(HANG)
    assert [t_s for t_s, *_ in lines_of(made, 11.0, 18.0)] == [5.0]
    made.suspend(18.0)
    assert lines_of(made, 18.0, 30.0) == []
    again = made.begin(30.0, 29.0)
    made.heard(31.0, again)
    assert lines_of(made, 31.0, 60.0)[0] == (3.0, "coach.hold_second", "10")
    assert made.finished == "done"
    assert made.lasted_s(44.0) == 35.0  # the limit of time counts from the first start pose on


@pytest.mark.parametrize(
    ("before_s", "ends_s", "how"), [(700.0, 493.0, "time"), (613.0, 580.0, "done"), (613.5, 579.5, "time")]
)
def test_a_walk_ends_before_the_limit_of_time_and_is_done_where_little_of_it_was_left(
    before_s: float, ends_s: float, how: str
) -> None:
    task = SetTask(Dose("E2", duration_s=600.0), CATALOGUE, load_language("en"), lasted_before_s=before_s)
    made = coach_for(task)
    made.heard(11.0, made.begin(10.0, 9.0))
    assert lines_of(made, 11.0, 620.0)[-1][:2] == (ends_s, "safety.time_over")
    assert made.finished == how


def test_the_first_walk_of_a_session_has_the_whole_limit_of_time() -> None:
    made = begun(Dose("E2", duration_s=1200.0))  # since 9 s, and the time is over 5 s before the limit
    assert lines_of(made, 1190.0, 1210.0)[-1][:2] == (14.0, "safety.time_over")


def test_the_minutes_of_a_walk_that_are_left_are_said_at_ten_five_and_one() -> None:
    made = begun(Dose("E2", duration_s=720.0))
    minutes = [t_s for t_s, key, _ in lines_of(made, 11.0, 730.0) if key == "coach.minutes_left"]
    assert minutes == [120.5, 420.5, 660.5]


def test_in_a_walk_a_deep_breath_is_paced_after_ten_quiet_seconds() -> None:
    made = begun(Dose("E2", duration_s=300.0))
    assert made.due(13.0, 9.9) is None
    assert key(made.due(13.0, 10.0)) == "coach.breathe_in"


def test_an_exercise_without_cues_of_its_own_is_led_by_no_words(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(renamed(), encoding="utf-8")
    made = begun(Dose("side_bend", repetitions=2), load_catalogue(path))
    cue = made.due(15.0, QUIET_S)
    assert cue is not None
    assert cue.key == "breath.out"
