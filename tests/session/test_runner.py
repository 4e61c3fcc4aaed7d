"""What the runner shows of a session while it runs, and what it does where nothing is kept or the voice hangs."""

from __future__ import annotations

from pathlib import Path

from sensortrack.history import History
from sensortrack.language import load_language
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.session import Say, SessionEvent, StateChanged, VoiceFailed
from sensortrack.session.appointment import Appointment
from sensortrack.session.clocks import SampleClock
from sensortrack.session.keeping import Archive
from sensortrack.session.ports import Ports
from sensortrack.session.runner import Runner
from sensortrack.session.set_sources import VirtualPatient
from sensortrack.session.speech import PacedSpeech, Speech, Spoken

from .people import CATALOGUE, Answering, run_session, screening

PLAN = Plan((Dose("E10", repetitions=2), Dose("E6", repetitions=1)))


def test_while_it_runs_it_shows_how_far_the_person_is_and_what_comes_next_and_without_a_folder_keeps_no_recording(
    tmp_path: Path,
) -> None:
    away: dict[str, list[float | None]] = {}
    coming: list[tuple[str, ...]] = []
    person, clock = Answering(), SampleClock()

    def hear(event: SessionEvent) -> None:
        person.hear(event)
        if isinstance(event, StateChanged) and event.state == "introduction":
            coming.append(runner.coming)
        away.setdefault(person.state, []).append(runner.away_deg())

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

    def voice(clock: SampleClock) -> Speech:
        del clock
        return Hangs()

    plan = Plan((Dose("E10", repetitions=1),))
    done = run_session(tmp_path, [], plan=plan, speech=voice, listen=listen)
    assert done.record.end_utc is not None
    assert failed == ["the speech program doesn't come to the end of a line"]
