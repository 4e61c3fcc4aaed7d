"""Between the last word of a session and its kept report: a STOP is still one of this session."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensortrack.history import History
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.session.events import Ask, Say, SessionEvent
from sensortrack.session.keeping import SessionOutcome
from sensortrack.session.ports import Command
from sensortrack.session.set_sources import VirtualPatient

from .people import FAREWELL, Answering, run_session

PLAN = Plan((Dose("E6", repetitions=1),))


class StopsLate(Answering):
    """Presses STOP once, as soon as `pressed`."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed = False
        self.said: list[str] = []

    def hear(self, event: SessionEvent) -> None:
        super().hear(event)
        if isinstance(event, Say):
            self.said.append(event.cue.key)

    def command(self) -> Command | None:
        pressed, self.pressed = self.pressed, False
        return Command("stop", by="key") if pressed else super().command()

    def answer(self, ask: Ask) -> Command | None:
        if ask.question == "stop_reason":
            return Command("answer", "weakness")
        return super().answer(ask)


class ClosesSlowly(VirtualPatient):
    """A source that takes its time to close: STOP is pressed meanwhile."""

    person: StopsLate

    def close(self) -> None:
        self.person.pressed = True


@pytest.mark.parametrize("moment", ["the sensor is freed", "the report is kept"])
def test_a_stop_between_the_last_word_and_the_kept_report_is_a_stop_like_any_other(
    tmp_path: Path, moment: str
) -> None:
    person, reports, source = StopsLate(), list[SessionOutcome](), VirtualPatient(level="clean")
    if moment == "the sensor is freed":
        source = ClosesSlowly(level="clean")
        source.person = person

    def keep(outcome: SessionOutcome) -> None:
        reports.append(outcome)
        person.pressed |= moment == "the report is kept" and len(reports) == 1

    done = run_session(tmp_path, [], person, plan=PLAN, source=source, keep=keep)
    stop = done.record.stop
    assert stop is not None
    assert (done.record.ended, stop.state, stop.reason) == ("stopped", "ended", "weakness")
    after = person.said[person.said.index("safety.stopped") :]
    assert after[1] == "safety.call_help"
    assert tuple(after[-3:]) == FAREWELL[1:]
    assert reports[-1] == done  # the report that is left is that of the STOP
    with History(tmp_path / "history.sqlite") as history:
        assert history.session(done.record.id) == done.record
        assert history.obligations("p1")


def test_a_session_without_a_stop_keeps_its_report_once(tmp_path: Path) -> None:
    reports: list[SessionOutcome] = []
    done = run_session(tmp_path, [], plan=PLAN, keep=reports.append)
    assert reports == [done]
