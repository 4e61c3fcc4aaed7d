"""A whole session of the virtual patient: what blocks it, what is coached, STOP, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

import sensortrack
from sensortrack.cli.replay import follow
from sensortrack.history import History
from sensortrack.language import in_english
from sensortrack.protocol.exercise import Exercise
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.records import Block, Cue, Finding, StopReason
from sensortrack.session.events import Ask, Say, SessionEvent, StateChanged, Stopped
from sensortrack.session.ports import Command
from sensortrack.session.set_sources import SetStream, VirtualPatient

from .people import CATALOGUE, FAREWELL, Answering, run_session


def outcomes(findings: tuple[Finding, ...]) -> dict[str, str]:
    return {f.rule: f.outcome for f in findings}


def test_an_obedient_session_is_complete_and_breaks_no_rule(tmp_path: Path) -> None:
    done = run_session(tmp_path, ["E6", "E11"])
    assert done.record.ended == "complete"
    assert [s.ended_by for s in done.record.sets] == ["done", "done"]
    for findings in done.findings.values():
        assert "fail" not in outcomes(findings).values()
    assert outcomes(done.findings["E6"])["E6.count"] == "pass"
    assert outcomes(done.findings["E11"])["E11.hold"] == "pass"


def test_all_eleven_exercises_in_one_session(tmp_path: Path) -> None:
    done = run_session(tmp_path, [e.id for e in CATALOGUE.exercises], otherwise={"E3": {"hold_s": 9.0}})
    assert done.record.ended == "complete"
    assert set(done.findings) == {e.id for e in CATALOGUE.exercises}
    failed = [(e, f.rule, f.why) for e, found in done.findings.items() for f in found if f.outcome == "fail"]
    assert not failed


def test_measured_findings_of_every_exercise_are_the_same_live_replayed_and_analysed(tmp_path: Path) -> None:
    done = run_session(tmp_path, [e.id for e in CATALOGUE.exercises], level="ordinary")
    assert len(done.record.sets) == len(CATALOGUE.exercises)
    for one in done.record.sets:
        assert one.recording is not None
        assert one.result is not None
        recording = sensortrack.read(one.recording)
        exercise = CATALOGUE.exercise(one.exercise)
        replayed = follow(recording, exercise, CATALOGUE, "", speed=None, chunk=4, quiet=True).to_dict()
        for again in (replayed, sensortrack.analyse(recording).to_dict()):
            assert again["findings"] == one.result["findings"]
            assert again["attempts"] == one.result["attempts"]


class Mirrored(VirtualPatient):
    """A patient whose sensor's gyroscope is mirrored."""

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        sound = super().stream(exercise, dose, number)
        items = (
            replace(i, gyr=-i.gyr) if isinstance(i, Block) and i.gyr is not None else i for i in sound.items
        )
        return replace(sound, items=items)


def test_a_sensor_that_contradicts_itself_is_reported_in_the_set_and_judges_nothing(tmp_path: Path) -> None:
    heard: list[SessionEvent] = []
    done = run_session(tmp_path, ["E6"], source=Mirrored(level="clean"), listen=heard.append)
    said = [e.cue for e in heard if isinstance(e, Say)]
    (warning,) = [c for c in said if c.key == "safety.sensor_contradicts"]
    assert warning.t_s < done.record.sets[0].end_s
    corrections = ("safety.slower", "coach.hesitation", "coach.tremor")
    assert not [c for c in said if c.key in corrections and c.t_s > warning.t_s]
    measured = [f for f in done.findings["E6"] if f.method == "measured"]
    assert measured
    assert {f.outcome for f in measured} == {"not_judged"}


@pytest.mark.parametrize(
    ("exercise", "otherwise", "rule"),
    [
        ("E6", {"repetitions": 11}, "E6.count"),
        ("E11", {"repetitions": 7}, "E11.count"),
        ("E11", {"hold_s": 11.0}, "E11.hold"),
        ("E3", {"hold_s": 14.0}, "E3.hold"),
        ("E4", {"hold_s": 9.0}, "E4.effort"),
    ],
)
def test_a_broken_rule_fails_in_the_session_report(
    tmp_path: Path, exercise: str, otherwise: dict[str, object], rule: str
) -> None:
    # Who goes on after the set was ended is recorded until they come to rest.
    done = run_session(tmp_path, [exercise], otherwise={exercise: {"rest_s": 1.0, **otherwise}})
    assert outcomes(done.findings[exercise])[rule] == "fail"


def test_an_answer_against_an_asked_rule_fails_it(tmp_path: Path) -> None:
    done = run_session(tmp_path, ["E3"], Answering({"E3.bent_leg": "no"}))
    assert outcomes(done.findings["E3"])["E3.bent_leg"] == "fail"
    assert outcomes(done.findings["E3"])["E3.weight"] == "pass"


@pytest.mark.parametrize("condition", [c.id for c in CATALOGUE.screening if c.kind != "not_recommended"])
def test_a_condition_of_the_screening_blocks_the_session(tmp_path: Path, condition: str) -> None:
    done = run_session(tmp_path, ["E6"], Answering({condition: "yes"}), asks=True)
    assert done.record.ended == "blocked"
    assert not done.record.sets
    kinds = {c.id: c.kind for c in CATALOGUE.screening}
    said = {c.key for c in done.record.cues}
    assert f"advice.{kinds[condition]}" in said


@pytest.mark.parametrize("condition", [c.id for c in CATALOGUE.screening if c.kind == "not_recommended"])
@pytest.mark.parametrize(("agreed", "ended"), [("yes", "complete"), ("no", "blocked")])
def test_a_condition_that_is_not_recommended_needs_a_doctors_word(
    tmp_path: Path, condition: str, agreed: str, ended: str
) -> None:
    person = Answering({condition: "yes", "doctor_agreed": agreed})
    assert run_session(tmp_path, ["E10"], person, asks=True).record.ended == ended


def test_more_pain_than_before_ends_the_session(tmp_path: Path) -> None:
    done = run_session(tmp_path, ["E10", "E6"], Answering({"pain_before": "2", "pain_after": "3"}))
    assert done.record.ended == "stopped"
    assert done.record.stop is not None
    assert (done.record.stop.reason, done.record.stop.pain) == ("pain", 3)
    assert {s.exercise for s in done.record.sets} == {"E10"}


def test_too_much_pain_before_it_starts_no_session(tmp_path: Path) -> None:
    assert run_session(tmp_path, ["E6"], Answering({"pain_before": "5"})).record.ended == "blocked"


STATES = ("screening", "asking", "introduction", "start_pose", "set", "coming_to_rest", "rest")


class StopsIn(Answering):
    """Presses STOP as soon as the session is in a state."""

    def __init__(self, state: str, reason: StopReason | None = "pain", pain: int | None = 3) -> None:
        super().__init__()
        self._wanted, self._now = state, ""
        self._reason, self._pain = reason, pain
        self.heard: list[SessionEvent] = []

    def hear(self, event: SessionEvent) -> None:
        super().hear(event)
        self.heard.append(event)
        if isinstance(event, StateChanged):
            self._now = event.state

    def command(self) -> Command | None:
        stop = Command("stop", by="key", reason=self._reason, pain=self._pain)
        return stop if self._now == self._wanted else super().command()

    def answer(self, ask: Ask) -> Command | None:
        return self.command() or super().answer(ask)


@pytest.mark.parametrize("state", STATES)
def test_stop_ends_every_state_at_once_and_nothing_is_coached_after_it(tmp_path: Path, state: str) -> None:
    person = StopsIn(state)
    plan = Plan((Dose("E9", series=2, repetitions=3, hold_s=1.0, rest_s=30.0),))
    done = run_session(tmp_path, ["E9"], person, plan=plan, asks=state == "screening")
    assert done.record.ended == "stopped"
    assert done.record.stop is not None
    assert (done.record.stop.state, done.record.stop.reason, done.record.stop.pain) == (state, "pain", 3)
    said = [c.key for c in said_from(person.heard, stopped_at(person.heard))]
    assert said == ["safety.stopped_pain", *(f for f in FAREWELL if f in said)]
    assert {"safety.after_stop", "safety.call_help"} < set(said)
    with History(tmp_path / "history.sqlite") as history:
        saved = history.session(done.record.id)
    assert saved == done.record
    for one in saved.sets:
        if one.recording is not None:
            sensortrack.read(one.recording)
        else:  # stopped before the first sample
            assert state == "start_pose"
    if saved.sets and done.findings:
        assert outcomes(done.findings["E9"])["G5"] == "pass"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("reason", [*get_args(StopReason), None])
def test_after_a_stop_for_whatever_symptom_in_whatever_state_only_the_stop_is_spoken_of(
    tmp_path: Path, state: str, reason: StopReason | None
) -> None:
    person = StopsIn(state, reason, None)
    plan = Plan((Dose("E9", series=2, repetitions=2, hold_s=1.0, rest_s=20.0),))
    done = run_session(tmp_path, ["E9"], person, plan=plan, asks=state == "screening")
    assert done.record.stop is not None
    assert (done.record.stop.state, done.record.stop.reason) == (state, reason)
    at = stopped_at(person.heard)
    after = person.heard[at:]
    # Only what the STOP itself leads to is asked or said after it.
    assert {e.question for e in after if isinstance(e, Ask)} == (
        set() if reason else {"stop_reason", "stop_pain"}
    )
    said = [c.key for c in said_from(person.heard, at)]
    assert all(key.startswith(("safety.stopped", "ask.stop_")) or key in FAREWELL for key in said)
    assert said[-1] == FAREWELL[-1]


class StopsAndLeaves(StopsIn):
    """Says nothing of the STOP, and leaves."""

    def command(self) -> Command | None:
        return Command("leave") if self._now == "stopped" else super().command()


def test_a_person_who_leaves_after_a_stop_hears_the_stop_to_its_end_and_no_more(tmp_path: Path) -> None:
    person = StopsAndLeaves("set", "pain", 6)
    done = run_session(tmp_path, ["E9"], person)
    assert done.record.ended == "stopped"
    assert [c.key for c in said_from(person.heard, stopped_at(person.heard))] == ["safety.stopped_pain"]


def stopped_at(heard: list[SessionEvent]) -> int:
    """Where STOP is: it is spoken before it is kept, and before anything else."""
    at = next(i for i, e in enumerate(heard) if isinstance(e, Say) and e.cue.key.startswith("safety.stopped"))
    assert not any(isinstance(e, Stopped) for e in heard[:at])
    assert any(isinstance(e, Stopped) for e in heard[at:])
    return at


def said_from(heard: list[SessionEvent], at: int) -> list[Cue]:
    return [e.cue for e in heard[at:] if isinstance(e, Say)]


def test_hold_is_counted_aloud_and_the_limit_announced_before_it_is_passed(tmp_path: Path) -> None:
    done = run_session(tmp_path, ["E3"], otherwise={"E3": {"hold_s": 14.0}})
    holds = [p for p in done.record.cues if p.key == "safety.return_now"]
    assert holds
    assert all(c.rule == "E3.hold" for c in holds)
    seconds = [c.text for c in done.record.cues if c.key == "coach.hold_second"]
    # The first seconds are the word to hold, and a reminder to breathe; the tenth is the word to come back.
    numbers = [int(text.split(",")[0]) for text in seconds]
    assert numbers[:6] == list(range(numbers[0], numbers[0] + 6))
    assert numbers[0] <= 3
    assert any(text.endswith(", breathe.") for text in seconds[:6])
    assert any(c.text == "10. And down, breathe out." for c in done.record.cues)


def test_more_than_ten_is_kept_where_the_plan_has_grown_and_broken_where_it_has_not(tmp_path: Path) -> None:
    plan = Plan((Dose("E9", series=2, repetitions=6, hold_s=1.0, rest_s=30.0),))
    done = run_session(tmp_path, [], plan=plan)
    found = {f.rule: f for f in done.findings["E9"]}
    assert (found["G4"].outcome, found["G4"].value, found["G4"].limit) == ("pass", 12.0, 12.0)
    (tmp_path / "more").mkdir()
    plan = Plan((Dose("E9", series=2, repetitions=5, hold_s=1.0, rest_s=30.0),))
    more = run_session(tmp_path / "more", [], plan=plan, otherwise={"E9": {"repetitions": 6, "rest_s": 1.0}})
    assert outcomes(more.findings["E9"])["G4"] == "fail"


def test_who_stops_before_five_repetitions_has_broken_no_rule(tmp_path: Path) -> None:
    person = Answering()
    heard: list[str] = []
    person.command = lambda: Command("stop", by="key") if "2 done." in heard else None  # type: ignore[method-assign]

    def hear(event: SessionEvent) -> None:
        if isinstance(event, Say):
            heard.append(event.cue.text)

    done = run_session(tmp_path, ["E10"], person, listen=hear)
    assert done.record.stop is not None
    count = next(f for f in done.findings["E10"] if f.rule == "E10.count")
    assert (count.outcome, count.value) == ("not_judged", 2.0)
    assert "stopped before it was completed" in in_english(count.why)


def test_begin_is_said_whatever_is_still_being_said_and_so_is_the_last_repetition(tmp_path: Path) -> None:
    cues = run_session(tmp_path, ["E6"]).record.cues
    begin = next(i for i, c in enumerate(cues) if c.text.startswith("Begin."))
    assert any(c.key == "session.take_pose" for c in cues[:begin])
    assert [c.text.startswith("The last one.") for c in cues].count(True) == 1
