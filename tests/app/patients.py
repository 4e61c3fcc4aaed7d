"""Sources for the page's tests: a virtual patient who wears an emulated sensor, one whose sensor gets lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sensortrack.app.sources import Choice, Opened, Source
from sensortrack.devices import load_profile
from sensortrack.protocol.model import Catalogue, Exercise
from sensortrack.protocol.plan import Dose
from sensortrack.records import Block, Recording
from sensortrack.session.clocks import WallClock
from sensortrack.session.listening import ListeningPatient, Manner
from sensortrack.session.sources import SetStream, VirtualPatient
from sensortrack.sources.ble import LinkEvent
from sensortrack.sources.emulator import Manner as Sending
from sensortrack.sources.emulator import over_the_air
from sensortrack.sources.received import as_received

PROFILE = "witmotion_ble5"


class Sent:
    """What the virtual patient does, as bytes that an emulated sensor sends, decoded: faster than a person."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._profile = load_profile(PROFILE)
        self._settings = self._profile.settings()
        self._patient = VirtualPatient(rate_hz=self._settings.rate_hz, level="clean", catalogue=catalogue)

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        """The set, through encoder, notifications, decoder and clock."""
        simulated = self._patient.stream(exercise, dose, number)
        blocks = [item for item in simulated.items if isinstance(item, Block)]
        recording = Recording(simulated.description, self._settings.rate_hz, blocks)
        sent = over_the_air(recording, self._profile, self._settings, Sending())
        received = as_received(recording, sent, self._profile, self._settings)
        return replace(simulated, items=iter(list(received.blocks)))

    def close(self) -> None:
        """Nothing to free."""


def wears_an_emulated_sensor(
    choice: Choice, catalogue: Catalogue, clock: WallClock, tell: Callable[[LinkEvent], None], capture: Path
) -> Source:
    del choice, clock, tell, capture
    return Opened(Sent(catalogue))


def listens(
    choice: Choice, catalogue: Catalogue, clock: WallClock, tell: Callable[[LinkEvent], None], capture: Path
) -> Source:
    """A patient whose sensor is lost for a while, ten seconds after each set's beginning."""
    del choice, catalogue, tell, capture
    patient = ListeningPatient(clock.now, Manner(lost=((10.0, 40.0),)))
    return Opened(patient, hears=patient.hear)


def never_there(
    choice: Choice, catalogue: Catalogue, clock: WallClock, tell: Callable[[LinkEvent], None], capture: Path
) -> Source:
    """A sensor that is looked for in vain."""
    del choice, capture
    tell(LinkEvent(t_s=0.0, state="scanning", text="looking for the sensor"))

    def wait(going_on: Callable[[], bool]) -> bool:
        while going_on():
            clock.wait(0.05)
        return False

    return Opened(Sent(catalogue), wait)
