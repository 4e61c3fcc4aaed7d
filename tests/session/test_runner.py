"""What the runner shows of a session while it runs, and what it does where nothing is kept or the voice hangs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import sensortrack
from sensortrack import local_time
from sensortrack.errors import CannotCreateError
from sensortrack.history import History
from sensortrack.language import load_language
from sensortrack.protocol import Exercise
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.records import Block, Description, SetEnd
from sensortrack.session.appointment import Appointment
from sensortrack.session.clocks import SampleClock
from sensortrack.session.events import BeginSet, Ended, Say, SessionEvent, StateChanged, VoiceFailed
from sensortrack.session.keeping import Archive
from sensortrack.session.open_set import OpenSet
from sensortrack.session.ports import Clock, Command, Ports
from sensortrack.session.runner import LAST_WORDS_S, Runner
from sensortrack.session.set_samples import SetSamples
from sensortrack.session.set_sources import SetItem, SetStream, VirtualPatient
from sensortrack.session.speech import PacedSpeech, Speech, Spoken
from sensortrack.session.voice import HANGS_AFTER_S, usual_duration_s

from .people import CATALOGUE, Answering, run_session, screening

PLAN = Plan((Dose("E10", repetitions=2), Dose("E6", repetitions=1)))


def test_while_it_runs_it_shows_how_far_the_person_is_and_what_comes_next_and_without_a_folder_keeps_no_recording(
    tmp_path: Path,
) -> None:
    away: dict[str, list[float | None]] = {}
    coming: list[tuple[str, ...]] = []
    done_in: list[int] = []
    person, clock = Answering(), SampleClock()

    def hear(event: SessionEvent) -> None:
        person.hear(event)
        if isinstance(event, StateChanged) and event.state == "introduction":
            coming.append(runner.coming)
        away.setdefault(person.state, []).append(runner.away_deg())
        status = runner.status()
        done_in.append(0 if status is None else status.done)

    with History(tmp_path / "history.sqlite") as history:
        runner = Runner(
            Appointment("p1", PLAN, screening()),
            Ports(VirtualPatient(level="clean"), person, clock, PacedSpeech(clock.now), hear),
            Archive(history, None),
            CATALOGUE,
            load_language("en"),
        )
        done = runner.run()
    assert coming == [("E6",), ()]
    assert max(done_in) == 2
    assert set(away["introduction"]) == {None}
    assert max(a for a in away["set"] if a is not None) > 5.0
    assert runner.away_deg() is None
    assert [s.recording for s in done.record.sets] == [None, None]
    assert {p.name for p in tmp_path.iterdir()} <= {
        "history.sqlite",
        "history.sqlite-wal",
        "history.sqlite-shm",
    }


class Hangs:
    """A voice that never comes to the end of a line."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def say(self, say: Say) -> None:
        self.begun.append(say.cue.key)

    def cut_off(self) -> None:
        """It goes on all the same."""

    def reports(self) -> list[Spoken]:
        return []

    def close(self) -> None:
        """Nothing to free."""


def test_a_voice_that_hangs_is_reported_once_and_the_session_goes_on_to_its_end(tmp_path: Path) -> None:
    failed: list[str] = []

    def listen(event: SessionEvent) -> None:
        if isinstance(event, VoiceFailed):
            failed.append(event.why)

    def voice(clock: Clock) -> Speech:
        del clock
        return Hangs()

    plan = Plan((Dose("E10", repetitions=1),))
    done = run_session(tmp_path, [], plan=plan, speech=voice, listen=listen)
    assert done.record.end_utc is not None
    assert failed == ["the speech program doesn't come to the end of a line"]


def test_a_set_that_can_not_be_opened_is_kept_as_one_without_a_recording(tmp_path: Path) -> None:
    plan = Plan((Dose("E10", repetitions=1),))
    with pytest.raises(CannotCreateError, match="No such file"):
        run_session(tmp_path, [], plan=plan, recordings=tmp_path / "none")
    with History(tmp_path / "history.sqlite") as history:
        (session,) = history.sessions()
    (one,) = session.sets
    assert (one.exercise, one.recording, one.ended_by) == ("E10", None, "left")


def block(at_s: float, n: int = 4) -> Block:
    time_s = at_s + np.arange(n) / 100.0
    return Block(time_s, np.tile([9.81, 0.0, 0.0], (n, 1)), np.zeros((n, 3)))


@pytest.mark.parametrize("live", [True, False])
def test_a_pause_is_a_gap_of_the_recording_as_long_as_it_was(tmp_path: Path, live: bool) -> None:
    stream = SetStream(Description(rate_hz=100.0, frame="body"), iter(()), live=live)
    path = tmp_path / "a.csv"
    on = OpenSet(BeginSet(5.0, PLAN.doses[0], 1), stream, CATALOGUE.exercise("E10"), CATALOGUE, path)
    on.pause(5.0)  # nothing has come: there is nothing to pause
    on.resume(6.0)
    assert on.feed(block(100.0, 0), 6.5) == []
    on.feed(block(100.0), 7.0)
    on.pause(8.0)
    on.pause(8.5)
    on.resume(18.0)
    on.resume(19.0)
    # A sensor goes on meanwhile; a recording waits.
    on.feed(block(111.0 if live else 100.04), 18.0)
    on.close(20.0, "done")
    back = sensortrack.read(path)
    (gap,) = back.description.gaps
    assert gap.end_s - gap.start_s == pytest.approx(10.96 if live else 10.0, abs=0.02)
    assert [text for b in back.blocks for _, text in b.markers] == ["pause"]


def test_a_sets_recording_begins_with_its_own_first_sample_and_not_with_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, now_s = datetime(2026, 1, 1, 8, tzinfo=UTC), [0.0]
    monkeypatch.setattr(local_time, "utc_now", lambda: (began + timedelta(seconds=now_s[0])).isoformat())
    source = Description(rate_hz=100.0, frame="body", start_utc=began.isoformat())
    exercise = CATALOGUE.exercise("E10")
    # The sensor streams all along: its own time is 0 as the source began. In the first set it is looked for at first.
    for number, begun_s, first_s in ((1, 5.0, 12.0), (2, 59.0, 59.1)):
        path = tmp_path / f"{number}.csv"
        stream = SetStream(source, iter(()), live=True)
        on = OpenSet(BeginSet(begun_s, PLAN.doses[0], number), stream, exercise, CATALOGUE, path)
        for now_s[0] in (first_s, first_s + 0.5):
            on.feed(block(now_s[0]), now_s[0])
        on.close(first_s + 1.0, "done")
        recording = sensortrack.read(path)
        assert recording.description.start_utc is not None
        assert datetime.fromisoformat(recording.description.start_utc) == began + timedelta(seconds=first_s)
        assert recording.to_frame()["time_s"].iloc[0] == 0.0


class Presses(Answering):
    """In the first set presses what is given, one after another; a pause lasts no longer than that."""

    def __init__(self, *commands: Command, reason: str = "") -> None:
        super().__init__({"stop_reason": reason})
        self._commands = list(commands)

    def command(self) -> Command | None:
        if self._commands and self.state in ("set", "paused"):
            return self._commands.pop(0)
        return super().command()


@pytest.mark.parametrize(
    ("person", "marks"),
    [
        (Presses(), []),
        (Presses(Command("pause"), Command("go_on")), ["pause"]),
        (Presses(Command("stop", by="key", reason="nausea")), ["STOP nausea"]),
        (Presses(Command("stop", by="key"), reason="pain"), ["STOP"]),
    ],
    ids=["nothing", "pause", "STOP", "STOP whose reason is asked"],
)
def test_a_pause_and_a_stop_are_marked_in_the_recording_once(
    tmp_path: Path, person: Presses, marks: list[str]
) -> None:
    done = run_session(tmp_path, [], person, plan=Plan((Dose("E10", repetitions=2),)))
    assert [s.ended_by for s in done.record.sets] == ["done" if done.record.stop is None else "stopped"]
    back = sensortrack.read(next(tmp_path.glob("*.csv")))
    assert [text for b in back.blocks for _, text in b.markers] == marks


def test_a_recording_is_named_by_its_sessions_begin_to_the_second_and_by_its_set(tmp_path: Path) -> None:
    done = run_session(tmp_path, [], plan=Plan((Dose("E10", repetitions=1),)))
    begun = datetime.fromisoformat(done.record.start_utc)
    (path,) = tmp_path.glob("*.csv")
    assert path.name == f"{begun:%Y%m%dT%H%M%S}_{done.record.id.partition('-')[0]}_E10_1.csv"


@dataclass
class Live(VirtualPatient):
    """A sensor whose clock is slower than the session's by a tenth; now and then nothing comes for a moment."""

    clock: SampleClock = field(default_factory=SampleClock)
    nothing: int = 0

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        of = super().stream(exercise, dose, number)

        def items() -> Iterator[SetItem]:
            for item in of.items:
                assert isinstance(item, Block)
                self.clock.wait(len(item) / 90.0)
                yield item
                yield from [None] * self.nothing

        return SetStream(of.description, items(), live=True)


def hold_seconds_said(folder: Path, nothing: int) -> list[float]:
    clock = SampleClock()
    source = Live(level="clean", clock=clock, nothing=nothing)
    plan = Plan((Dose("E6", repetitions=4, hold_s=5.0),))
    done = run_session(folder, [], plan=plan, source=source, clock=clock)
    return [c.t_s for c in done.record.cues if c.key == "coach.hold_second"]


def test_a_sensor_whose_seconds_are_too_long_has_the_seconds_of_each_hold_said(tmp_path: Path) -> None:
    assert len(hold_seconds_said(tmp_path, 0)) >= 4 * 3


def test_while_a_sensor_sends_nothing_it_waits_by_itself_and_the_session_adds_no_time(tmp_path: Path) -> None:
    (tmp_path / "now and then").mkdir()
    assert hold_seconds_said(tmp_path / "now and then", 3) == hold_seconds_said(tmp_path, 0)


class Stands(VirtualPatient):
    """Stands still where something else was asked for."""

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        return super().stream(CATALOGUE.exercise("E10"), dose, number)


def test_who_stands_where_the_exercise_begins_lying_is_told_what_is_wrong(tmp_path: Path) -> None:
    source = Stands(level="clean", otherwise={"E10": {"lead_in_s": 40.0}})
    done = run_session(tmp_path, [], plan=Plan((Dose("E6", repetitions=1),)), source=source)
    assert "session.wrong_pose" in {cue.key for cue in done.record.cues}
    assert "session.begin" not in {cue.key for cue in done.record.cues}


def test_however_slow_its_voice_is_a_session_ends_a_while_after_its_end_was_reached(tmp_path: Path) -> None:
    """Each line takes nearly as long as a voice may before it is taken to hang."""
    clock, ended_s = SampleClock(), list[float]()

    def slow(clock: Clock) -> Speech:
        return PacedSpeech(clock.now, lambda text: 3.0 * usual_duration_s(text) + HANGS_AFTER_S - 0.2)

    def hear(event: SessionEvent) -> None:
        ended_s.extend([event.t_s] if isinstance(event, Ended) else [])

    unfit = {c.id: "yes" for c in CATALOGUE.screening if c.kind != "emergency"}
    done = run_session(tmp_path, ["E6"], Answering(unfit), asks=True, speech=slow, listen=hear, clock=clock)
    assert done.record.ended == "blocked"
    assert LAST_WORDS_S < clock.now() - ended_s[0] < LAST_WORDS_S + 1.0


def test_a_recording_that_an_interrupt_kept_from_being_closed_has_all_its_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(samples: SetSamples, t_s: float, ended_by: SetEnd) -> None:
        raise KeyboardInterrupt

    for folder in ("whole", "interrupted"):
        (tmp_path / folder).mkdir()
    run_session(tmp_path / "whole", ["E10"])
    monkeypatch.setattr(SetSamples, "end", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_session(tmp_path / "interrupted", ["E10"])
    whole, rescued = (sensortrack.read(next(tmp_path.glob(f"{f}/*.csv"))) for f in ("whole", "interrupted"))
    assert rescued.to_frame()["time_s"].tolist() == whole.to_frame()["time_s"].tolist()
