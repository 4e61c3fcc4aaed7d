"""A pause, and a sensor that is lost before it or in it: whoever goes on hears whether the sensor is there."""

from __future__ import annotations

import pytest

from sensortrack.language import load_language
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.session.events import Ask, Say, SessionEvent
from sensortrack.session.session import Session
from sensortrack.session.speech import Spoken

from .people import CATALOGUE, screening


def at_the_start_pose() -> tuple[Session, float]:
    """A session in whose first set the start pose is waited for, and its time."""
    plan = Plan((Dose("E10", repetitions=2),))
    session = Session(plan, CATALOGUE, load_language("en"), lambda: "2026-01-01T08:00:00+00:00", screening())
    t_s, events = 0.0, session.start(0.0)
    while session.state != "start_pose":
        t_s += 1.0
        asked = [e for e in events if isinstance(e, Ask)]
        said = [e for e in events if isinstance(e, Say)]
        if asked:
            events = session.answer(t_s, "0" if asked[-1].kind == "score" else "yes")
        elif said:
            events = session.spoken(t_s, Spoken(said[-1].id, "finished"))
        else:
            events = session.ready(t_s)
    return session, t_s


def happen(session: Session, t_s: float, what: str) -> list[SessionEvent]:
    """What comes of it; each line is spoken to its end within a tenth of a second."""
    events = session.pause(t_s) if what == "pause" else session.sensor(t_s, there=what == "back")
    for event in events:
        if isinstance(event, Say):
            session.spoken(t_s + 0.1, Spoken(event.id, "finished"))
    return events


@pytest.mark.parametrize(
    ("before", "state", "said"),
    [
        (["pause"], "start_pose", "session.resumed"),
        (["pause", "lost"], "sensor_lost", "safety.sensor_lost"),
        (["lost", "pause"], "sensor_lost", "safety.sensor_lost"),
        (["pause", "lost", "back"], "start_pose", "session.resumed"),
        (["lost", "pause", "back"], "start_pose", "session.resumed"),
    ],
    ids=" ".join,
)
def test_whoever_goes_on_after_a_pause_hears_whether_the_sensor_is_there(
    before: list[str], state: str, said: str
) -> None:
    session, t_s = at_the_start_pose()
    for n, what in enumerate(before):
        happen(session, t_s + n, what)
    assert str(session.state) == "paused"
    status = session.status(t_s)
    assert status is not None
    assert status.sensor_there is (state == "start_pose")
    t_s += 60.0
    events = happen(session, t_s, "pause")
    while not (heard := [e for e in events if isinstance(e, Say)]):
        t_s += 1.0
        events = session.tick(t_s)
    assert (str(session.state), heard[-1].cue.key) == (state, said)
    if state == "sensor_lost":
        events = happen(session, t_s + 1.0, "back")
        assert str(session.state) == "start_pose"
        assert [e.cue.key for e in events if isinstance(e, Say)] == ["safety.sensor_back"]
