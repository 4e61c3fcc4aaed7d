"""A session as it is heard, in simulated time, through a voice of realistic speed: nobody waits, nothing is stale."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sensortrack.app.clips import load_clips
from sensortrack.language import Language, load_language
from sensortrack.protocol.plan import Dose, Plan, plan_for_stages
from sensortrack.session.coach import SetTask, coach_for
from sensortrack.session.coach.pause_offer import MOMENT_S, PAUSE_LINE
from sensortrack.session.listening import PatientManner
from sensortrack.session.voice import usual_duration_s

from .people import CATALOGUE, FAREWELL
from .timeline import IN_A_SET, Timeline, page, play, six

MOST_SILENCE_S = 15.0
COUNTED_WITHIN_S = 1.0
TOLD_WITHIN_S = 1.0
LANGUAGES = ("en", "de")


def well_told(timeline: Timeline) -> None:
    """What holds in every session: no silence in a set, one line at a time, none in the wrong place, all with clips."""
    assert not [s.text for s in timeline.spells if not load_clips(timeline.language).say_parts(s.text)]
    silences = [(a, b) for a, b in timeline.silences_in_sets() if b - a > MOST_SILENCE_S]
    assert not silences
    assert not timeline.overlaps()
    asked = [s for s in timeline.spells if s.key.startswith("ask.")]
    assert not [s for s in asked if s.state in IN_A_SET]
    begun = [s for s in timeline.spells if s.key in ("session.begin", "session.go_on")]
    assert begun
    for spell, after in pairwise(timeline.spells):  # "begin" is heard to its end; only safety cuts it off
        assert spell not in begun or spell.fate == "finished" or after.key.startswith("safety.")


def counted_in_time(timeline: Timeline) -> None:
    """Every repetition that the session confirmed was counted aloud within a second of its end."""
    assert timeline.done is not None
    counts = [
        s.begin_s for s in timeline.spells if s.key in ("coach.count", "coach.count_side", "coach.bends_done")
    ]
    for done in timeline.done.record.sets:
        assert done.result is not None
        if CATALOGUE.exercise(done.exercise).observability == "hardly":
            continue
        for attempt in done.result["attempts"]:
            if attempt["outcome"] == "repetition":
                end_s = done.start_s + attempt["end_s"]
                late_s = min((c - end_s for c in counts if c > end_s - 0.5), default=99.0)
                assert late_s <= COUNTED_WITHIN_S, (done.exercise, end_s)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_patients_hour_has_no_silence_no_two_lines_at_once_and_every_count_in_time(
    tmp_path: Path, language: str
) -> None:
    ladder = plan_for_stages(CATALOGUE, {}, [e.id for e in CATALOGUE.exercises])
    timeline = play("hour", [], folder=tmp_path, language=language, plan=ladder, asks=True)
    assert timeline.done is not None
    assert timeline.done.record.ended == "complete"
    well_told(timeline)
    counted_in_time(timeline)
    assert timeline.end_s > 1500.0
    failed = [f for found in timeline.done.findings.values() for f in found if f.outcome == "fail"]
    assert not failed


SAYS = {
    "mounting": ("session.mounting",),
    "introduction": ("session.exercise",),
    "start_pose": ("session.take_pose", "session.resumed", "session.posture_left", "safety."),
    "set": ("session.begin", "session.go_on"),
    "rest": ("session.set_done",),
    "sensor_lost": ("safety.sensor_lost",),
}
"""How the keys of the lines begin that say so when a state begins."""


def told_in_time(timeline: Timeline) -> None:
    """Each change of state is heard: a line is being spoken within a second of it, and its own line comes in it."""
    ends_s = [t_s for t_s, _, _ in timeline.states[1:]] + [timeline.end_s]
    for (t_s, state, exercise), end_s in zip(timeline.states, ends_s, strict=True):
        heard = [
            s for s in timeline.spells if s.begin_s <= t_s + TOLD_WITHIN_S and (s.end_s or s.begin_s) >= t_s
        ]
        assert heard, (t_s, state, exercise)
        own = [s.key for s in timeline.spells if t_s <= s.begin_s <= end_s + TOLD_WITHIN_S]
        if state in SAYS:
            assert any(key.startswith(SAYS[state]) for key in own), (t_s, state, own)


def called_back_in_time(timeline: Timeline, hold_s: float) -> None:
    """Each hold that reached its target was called back within a second of it."""
    assert timeline.done is not None
    calls_s = [s.begin_s for s in timeline.spells if s.key in ("breath.back", "safety.return_now")]
    held = 0
    for done in timeline.done.record.sets:
        assert done.result is not None
        for attempt in done.result["attempts"]:
            hold = next((p for p in attempt["phases"] if p["name"] == "hold"), None)
            if hold is not None and hold["end_s"] - hold["start_s"] > hold_s:
                held += 1
                target_s = done.start_s + hold["start_s"] + hold_s
                assert min(abs(c - target_s) for c in calls_s) <= TOLD_WITHIN_S, (done.exercise, target_s)
    assert held


@pytest.mark.parametrize(
    "manner",
    [PatientManner(), PatientManner(lost=((24.0, 27.0),)), PatientManner(holds_s=20.0)],
    ids=["obeys", "lost", "stays on"],
)
def test_with_closed_eyes_each_change_of_state_and_each_limit_is_heard_within_a_second(
    tmp_path: Path, manner: PatientManner
) -> None:
    plan = Plan((Dose("E6", series=2, repetitions=2, hold_s=5.0), Dose("E3", repetitions=1, hold_s=5.0)))
    timeline = play("closed eyes", [], manner, folder=tmp_path, plan=plan, finds_mounting=True)
    told_in_time(timeline)
    called_back_in_time(timeline, 5.0)
    counted_in_time(timeline)
    assert not timeline.overlaps()
    assert not [(a, b) for a, b in timeline.silences_in_sets() if b - a > MOST_SILENCE_S]


BRIDGES = Plan((Dose("E6", repetitions=3, hold_s=3.0),))


@pytest.mark.parametrize("slower", [0.3, 1.0, 2.0, 4.0])
def test_speech_and_session_share_one_clock_however_slow_the_voice_is(tmp_path: Path, slower: float) -> None:
    plan = Plan((Dose("E6", repetitions=2, hold_s=5.0), Dose("E5", repetitions=3, hold_s=1.0)))
    timeline = play(
        "slow", [], folder=tmp_path, plan=plan, duration_s=lambda text: slower * usual_duration_s(text)
    )
    assert timeline.done is not None
    assert timeline.done.record.ended == "complete"
    assert not timeline.overlaps()
    paced = [s.text[0] for s in timeline.spells if s.exercise == "E5" and s.key == "breath.out"]
    assert paced == ["1", "2", "3"]  # each one was heard
    assert all(
        s.fate == "finished" for s in timeline.spells if s.exercise == "E5" and s.key.startswith("breath.")
    )
    for spell in timeline.spells:
        if spell.key in ("session.take_pose", "session.begin"):
            assert spell.state in IN_A_SET
        if spell.key in ("breath.out", "breath.hold", "coach.hold_second"):
            assert spell.state in ("set", "coming_to_rest")


@pytest.mark.parametrize(
    "manner",
    [
        PatientManner(hesitates_s=70.0),
        PatientManner(holds_s=90.0),
        PatientManner(out_s=6.0, return_s=6.0),
        PatientManner(getting_ready_s=60.0),
        PatientManner(getting_ready_s=50.0, hesitates_s=15.0),
        PatientManner(lost=((3.0, 40.0),)),
        PatientManner(lost=((9.0, 27.0), (50.0, 60.0), (130.0, 5.0))),
    ],
    ids=[
        "waits",
        "holds on",
        "is slow",
        "gets ready slowly",
        "is slow to begin",
        "lost at the start",
        "lost three times",
    ],
)
@pytest.mark.parametrize("exercise", ["E6", "E3", "E7"])
def test_nobody_waits_in_silence(tmp_path: Path, exercise: str, manner: PatientManner) -> None:
    plan = Plan((Dose(exercise, repetitions=2, hold_s=10.0 if exercise == "E3" else 3.0),))
    timeline = play("waits", [], manner, folder=tmp_path, plan=plan)
    assert timeline.done is not None
    well_told(timeline)


@pytest.mark.parametrize("hesitates_s", [0.0, 8.0, 15.0, 30.0])
@pytest.mark.parametrize("getting_ready_s", [5.0, 20.0, 50.0, 80.0])
def test_however_long_a_person_needs_as_many_are_counted_aloud_as_the_plan_has(
    tmp_path: Path, getting_ready_s: float, hesitates_s: float
) -> None:
    """Moving about before the start pose was taken for the exercise: 22 of 5 were counted, and none confirmed."""
    manner = PatientManner(getting_ready_s=getting_ready_s, hesitates_s=hesitates_s)
    timeline = play(
        "needs a while", [], manner, folder=tmp_path, plan=Plan((Dose("E6", repetitions=4, hold_s=3.0),))
    )
    counted = [s.text for s in timeline.spells if s.key == "coach.count"]
    assert counted == [f"{n} done." for n in range(1, 5)]


def test_a_hold_that_goes_on_is_called_back_again_and_firmer(tmp_path: Path) -> None:
    timeline = play("holds", [], PatientManner(holds_s=30.0), folder=tmp_path, plan=BRIDGES)
    back = [s for s in timeline.spells if s.key == "breath.back"]
    assert len(back) >= 4
    assert back[0].text.startswith("3. ")
    assert all(s.text.startswith("Come back now.") for s in back[1:4])
    assert all(b.begin_s - a.begin_s < 8.0 for a, b in pairwise(back[:4]))


def test_after_a_lost_sensor_the_coach_begins_from_the_start_pose_and_goes_on_counting(
    tmp_path: Path,
) -> None:
    timeline = play("lost", [], PatientManner(lost=((24.0, 27.0),)), folder=tmp_path, plan=BRIDGES)
    assert timeline.done is not None
    (done,) = timeline.done.record.sets
    assert done.ended_by == "done"
    keys = [s.key for s in timeline.spells]
    lost = keys.index("safety.sensor_lost")
    assert keys[lost + 1 : lost + 4] == ["safety.still_looking", "safety.sensor_back", "session.go_on"]
    during = [s.key for s in timeline.spells if s.state == "sensor_lost"]
    assert set(during) <= {"safety.sensor_lost", "safety.still_looking"}  # no hold is counted while blind
    assert [s.text for s in timeline.spells if s.key == "coach.count"] == ["1 done.", "2 done.", "3 done."]


def test_a_target_is_counted_to_and_the_alarm_is_for_the_person_who_stays_on(tmp_path: Path) -> None:
    plan = Plan((Dose("E3", repetitions=2, hold_s=10.0),))
    obedient = play("obeys", [], folder=tmp_path, plan=plan)
    assert obedient.done is not None
    assert not [s for s in obedient.spells if s.key == "safety.return_now"]
    assert len([s for s in obedient.spells if s.text.startswith("10. And down")]) == 4
    hold = next(f for f in obedient.done.findings["E3"] if f.rule == "E3.hold")
    assert hold.outcome == "pass"
    (tmp_path / "on").mkdir()
    stays = play("stays", [], PatientManner(holds_s=20.0), folder=tmp_path / "on", plan=plan)
    assert [s for s in stays.spells if s.key == "safety.return_now"]


def test_the_first_lift_is_counted_at_once_and_the_others_with_their_side(tmp_path: Path) -> None:
    timeline = play("legs", [], folder=tmp_path, plan=Plan((Dose("E3", repetitions=2, hold_s=10.0),)))
    counts = [s.text for s in timeline.spells if s.key in ("coach.count", "coach.count_side")]
    assert counts == ["1 done.", "1 done, right.", "2 done, left.", "2 done, right."]
    counted_in_time(timeline)


def test_a_set_in_which_nothing_counts_ends_aloud(tmp_path: Path) -> None:
    timeline = play(
        "in vain",
        [],
        PatientManner(out_s=0.3, return_s=0.3, holds_s=0.0, amplitude=0.15),
        folder=tmp_path,
        plan=BRIDGES,
    )
    assert timeline.done is not None
    (done,) = timeline.done.record.sets
    assert done.ended_by == "person"
    keys = [s.key for s in timeline.spells]
    assert "session.not_seen" in keys
    assert "session.all_done" not in keys  # no repetition is praised that wasn't done


def test_a_person_who_does_not_come_back_is_asked_whether_they_are_all_right_and_the_exercise_ends(
    tmp_path: Path,
) -> None:
    timeline = play("stays", [], PatientManner(holds_s=90.0), folder=tmp_path, plan=BRIDGES)
    keys = [s.key for s in timeline.spells]
    asked, ended = keys.index("safety.all_right"), keys.index("safety.not_back")
    begin_s = [s.begin_s for s in timeline.spells]
    first_back_s = begin_s[keys.index("breath.back")]
    assert 10.0 < begin_s[asked] - first_back_s < 15.0
    assert begin_s[ended] - begin_s[asked] < 15.0
    assert "coach.count" not in keys  # a hold that was never left is no repetition, and nothing praises it
    assert "session.all_done" not in keys
    assert keys.index("ask.pain_after") > ended


def test_a_session_that_does_not_start_names_the_answers_and_whom_to_call_once(tmp_path: Path) -> None:
    yes = [c for c in CATALOGUE.screening if c.kind == "contraindicated"][:2]
    timeline = play("blocked", ["E6"], folder=tmp_path, asks=True, otherwise={c.id: "yes" for c in yes})
    said = [s.text for s in timeline.spells]
    for condition in yes:
        assert (
            sum(
                condition.question in text and "you answered yes" in text.lower().replace("also ", "")
                for text in said
            )
            == 1
        )
    assert sum("The session does not start" in text for text in said) == 1
    assert sum("See a doctor" in text for text in said) == 1


def test_after_a_stop_help_comes_before_any_question_and_how_to_get_up_at_the_end(tmp_path: Path) -> None:
    timeline = play(
        "stop", ["E6"], folder=tmp_path, stops_at="2", otherwise={"stop_reason": "pain", "stop_pain": "9"}
    )
    keys = [s.key for s in timeline.spells]
    stopped = keys.index("safety.stopped")
    assert keys[stopped + 1] == "safety.call_help"  # before any question
    assert tuple(keys[-3:]) == FAREWELL[1:]
    assert all(s.fate == "finished" for s in timeline.spells[stopped:])
    (tmp_path / "standing").mkdir()
    standing = play("stop", ["E3"], folder=tmp_path / "standing", stops_at="2")
    assert "safety.get_up" not in [s.key for s in standing.spells]


def offers(timeline: Timeline) -> list[float]:
    return [s.begin_s for s in timeline.spells if s.key == PAUSE_LINE]


@pytest.mark.parametrize("exercise", ["E6", "E3", "E5"])
def test_in_a_long_series_of_long_holds_a_pause_is_offered_with_a_moment_to_take_it(
    tmp_path: Path, exercise: str
) -> None:
    two_sided = CATALOGUE.exercise(exercise).two_sided
    plan = Plan((Dose(exercise, repetitions=5 if two_sided else 10, hold_s=10.0),))
    timeline = play("long", [], folder=tmp_path, plan=plan)
    assert timeline.done is not None
    assert timeline.done.record.ended == "complete"
    (offered_s,) = offers(timeline)  # once, in the middle
    asked = [s.begin_s for s in timeline.spells if s.key == "breath.out" or s.key == "session.begin"]
    before = [t for t in asked if t < offered_s]
    assert len([t for t in asked if t > offered_s]) >= 4
    assert not two_sided or len(before) % 2 == 0  # after both sides
    heard_s = next(s.end_s for s in timeline.spells if s.key == PAUSE_LINE)
    assert heard_s is not None
    assert min(t for t in asked if t > offered_s) - heard_s >= MOMENT_S
    assert timeline.spells[-1].key != PAUSE_LINE
    well_told(timeline)


def test_whoever_takes_the_pause_that_was_offered_goes_on_where_the_count_was(tmp_path: Path) -> None:
    plan = Plan((Dose("E6", repetitions=10, hold_s=10.0),))
    timeline = play("paused", [], folder=tmp_path, plan=plan, pauses_at="For a longer break")
    assert timeline.done is not None
    assert timeline.done.record.ended == "complete"
    keys = [s.key for s in timeline.spells]
    assert keys.index(PAUSE_LINE) < keys.index("session.paused") < keys.index("session.resumed")
    (go_on,) = (s.text for s in timeline.spells if s.key == "session.go_on")
    assert go_on.startswith("Go on; 5 done.")


def test_a_short_series_or_short_holds_bring_no_offer_but_each_session_names_the_key(tmp_path: Path) -> None:
    plan = Plan((Dose("E6", repetitions=15, hold_s=3.0), Dose("E5", repetitions=4, hold_s=10.0)))
    timeline = play("short", [], folder=tmp_path, plan=plan)
    assert not offers(timeline)
    assert [s.text for s in timeline.spells if s.key == "session.how_to_pause"] == [
        "Press p whenever you want a break."
    ]


def test_the_seconds_of_a_paced_hold_are_counted_too(tmp_path: Path) -> None:
    timeline = play("paced", [], folder=tmp_path, plan=Plan((Dose("E5", repetitions=2, hold_s=6.0),)))
    seconds = [s.text for s in timeline.spells if s.key == "coach.hold_second"]
    assert seconds == ["1", "2", "3", "4", "5"] * 2
    well_told(timeline)


def seconds_of_a_paced_hold(language: Language, *, busy_s: tuple[float, float] = (0.0, 0.0)) -> list[str]:
    """What a voice that takes no time says of the seconds of one hold, while it is busy with other things."""
    coach = coach_for(SetTask(Dose("E5", repetitions=1, hold_s=5.0), CATALOGUE, language))
    coach.heard(0.0, coach.begin(0.0, 0.0))
    said, held_since_s = [], None
    for t_s in np.arange(0.0, 20.0, 0.1):
        if held_since_s is not None and busy_s[0] <= t_s - held_since_s < busy_s[1]:
            continue
        line = coach.due(t_s, 0.0)
        if line is None:
            continue
        coach.said(t_s, line)
        coach.heard(t_s, line)
        if line.key == "breath.hold":
            held_since_s = t_s
        elif line.key == "coach.hold_second":
            said.append(line.text)
    return said


def test_a_second_of_a_paced_hold_that_comes_too_late_is_left_out() -> None:
    assert seconds_of_a_paced_hold(load_language("en"), busy_s=(1.5, 2.7)) == ["1", "3", "4"]


def test_a_language_may_say_more_than_the_number_of_a_second() -> None:
    english = load_language("en")
    wordy = replace(english, lines={**english.lines, "coach.hold_second": "second {n}"})
    assert seconds_of_a_paced_hold(wordy) == ["second 1", "second 2", "second 3", "second 4"]


def test_nobody_who_was_called_back_is_told_how_little_it_was(tmp_path: Path) -> None:
    plan = Plan((Dose("E6", repetitions=2, hold_s=3.0),))
    timeline = play("stays", [], PatientManner(holds_s=40.0), folder=tmp_path, plan=plan)
    assert not [s for s in timeline.spells if s.key == "session.ended_at"]
    assert timeline.spells[-2].key == "session.nothing_done"


def test_a_side_that_is_not_known_yet_is_named_in_words_that_fit() -> None:
    noun = {"en": r"other (side|leg)\b", "de": r"andere Seite\b"}
    for code, fits in noun.items():
        language = load_language(code)
        other = language.say("coach.side_other")
        cues = [language.cues(e).out for e in CATALOGUE.exercises if e.two_sided]
        assert len([cue for cue in cues if "{side}" in cue]) == len(cues)
        for text in (*(cue.format(side=other) for cue in cues), language.say("coach.out_side", side=other)):
            assert re.search(fits, text), text


PAGE = Path(__file__).parents[2] / "docs" / "timelines.md"
ROW = re.compile(r"\| ([\d.]+) \| (.*)")
SAME_MOMENT_S = 0.3
"""Another processor rounds otherwise, which may move a line by a step or two of the session."""


def rows(text: str) -> tuple[list[str], list[float]]:
    """The lines of a page of timelines without their times, and the times in s."""
    found = [(line, ROW.fullmatch(line)) for line in text.splitlines()]
    return [m[2] if m else line for line, m in found], [float(m[1]) for _, m in found if m]


def test_the_page_of_timelines_is_what_a_person_hears_now() -> None:
    """Where it isn't: `python -m tests.session.timeline docs/timelines.md`, and read it as the person."""
    (words, at_s), (now, now_s) = rows(PAGE.read_text(encoding="utf-8")), rows(page(list(six())))
    assert now == words
    assert now_s == pytest.approx(at_s, abs=SAME_MOMENT_S)
