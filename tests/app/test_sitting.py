"""A session at the page that the program's end leaves, at whatever moment that comes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from sensortrack.app.bridge import Bridge
from sensortrack.app.page_sources import Choice
from sensortrack.app.sitting import SessionOrder, Sitting
from sensortrack.history import History
from sensortrack.home.home_folder import FILE
from sensortrack.language import load_language
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.session.set_sources import Opened, VirtualPatient

CATALOGUE = load_catalogue()
ORDER = SessionOrder("virtual", Choice(True), load_language("en"), lambda history: Plan((Dose("E9"),)))


def test_a_sensor_that_is_found_as_the_program_ends_begins_no_session_that_goes_on(tmp_path: Path) -> None:
    looking = threading.Event()

    def found_too_late(going_on: Callable[[], bool]) -> bool:
        looking.set()
        while going_on():
            threading.Event().wait(0.01)
        return True

    opened = Opened(VirtualPatient(catalogue=CATALOGUE), found_too_late)
    sitting = Sitting(
        tmp_path, CATALOGUE, Bridge(), ORDER, lambda *_: opened, speed=40.0, tell=lambda text: None
    )
    assert looking.wait(60.0)
    sitting.end()
    assert not sitting.on
    with History(tmp_path / FILE) as history:
        assert [s.ended for s in history.sessions("virtual")] == ["left"]
