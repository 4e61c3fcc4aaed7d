"""How a sensor sits is kept with its person, sensor and place, and goes with all else that is theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensortrack.devices import load_profile
from sensortrack.history import History
from sensortrack.history.belongings import belongings_of
from sensortrack.home.mountings import FOLDER, keep_mounting, kept_mounting
from sensortrack.motion.wearing.mounting import Mounting
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.session.emulated_patient import WornAnyhow
from sensortrack.session.events import Mounted, SessionEvent
from sensortrack.session.set_sources import VirtualPatient
from tests.session.people import run_session

from .patients import Sent

CALIBRATION = Mounting(((0.0, 1.0, 0.0), (-1.0, 0.0, 0.0), (0.0, 0.0, 1.0)), "E10", 3, 1.0, 2.0).calibration()


def test_it_is_kept_for_one_person_sensor_and_place_and_the_last_one_holds(tmp_path: Path) -> None:
    keep_mounting(tmp_path, "anna", "w AA", "back", CALIBRATION | {"repetitions": 2})
    keep_mounting(tmp_path, "anna", "w AA", "back", CALIBRATION)
    assert kept_mounting(tmp_path, "anna", "w AA", "back") == CALIBRATION
    for other in (("bert", "w AA", "back"), ("anna", "w BB", "back"), ("anna", "w AA", None)):
        assert kept_mounting(tmp_path, *other) is None
    (path,) = (tmp_path / FOLDER).iterdir()
    assert not path.stat().st_mode & 0o077
    with History(tmp_path / "history.sqlite") as history:
        assert belongings_of(history, "anna").there == (path,)
        assert not belongings_of(history, "bert").there
    keep_mounting(tmp_path, "anna", "w AA", "back", None)
    assert kept_mounting(tmp_path, "anna", "w AA", "back") is None


@pytest.mark.parametrize(
    "damage", ["", "{}", '{"schema": "sensortrack.calibration/1", "person": "anna"}', "\0"]
)
def test_one_that_cannot_be_used_is_none(tmp_path: Path, damage: str) -> None:
    keep_mounting(tmp_path, "anna", "w", None, CALIBRATION)
    (path,) = (tmp_path / FOLDER).iterdir()
    path.write_text(damage)
    assert kept_mounting(tmp_path, "anna", "w", None) is None
    keep_mounting(tmp_path, "anna", "w", None, CALIBRATION)
    assert kept_mounting(tmp_path, "anna", "w", None) == CALIBRATION


def test_the_bytes_of_an_emulated_sensor_that_sits_anyhow_tell_how(tmp_path: Path) -> None:
    catalogue = load_catalogue()
    leans, turns = Dose("E10", repetitions=3, hold_s=2.0), Dose("E7", repetitions=2, hold_s=2.0)
    rate_hz = load_profile("witmotion_ble5").settings().rate_hz
    patient = WornAnyhow(VirtualPatient(rate_hz=rate_hz, level="clean", catalogue=catalogue))
    heard: list[SessionEvent] = []
    sent = Sent((leans, turns), catalogue, patient)
    done = run_session(
        tmp_path, [], plan=Plan((turns,)), source=sent, listen=heard.append, finds_mounting=True
    )
    (found,) = [e.calibration for e in heard if isinstance(e, Mounted)]
    assert found is not None
    result = done.record.sets[0].result
    assert result is not None
    assert [a["side"] for a in result["attempts"]] == ["left", "right", "left", "right"]
