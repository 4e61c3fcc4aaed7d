"""Sources for the page's tests: a virtual patient who wears an emulated sensor, one whose sensor gets lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from sensortrack.app.page_sources import Choice, Opener
from sensortrack.devices import load_profile
from sensortrack.protocol.catalogue_model import Catalogue
from sensortrack.protocol.exercise import Exercise
from sensortrack.protocol.plan import Dose
from sensortrack.records import Block, Recording
from sensortrack.session.listening import ListeningPatient, PatientManner
from sensortrack.session.ports import Clock
from sensortrack.session.set_sources import Opened, SetSource, SetStream, VirtualPatient
from sensortrack.sources.ble import LinkEvent
from sensortrack.sources.emulator import SendingManner as Sending
from sensortrack.sources.emulator import over_the_air
from sensortrack.sources.received import as_received

PROFILE = "witmotion_ble5"


class Sent:
    """What the virtual patient does, as bytes that an emulated sensor sends, decoded: faster than a person.

    All of it is made beforehand: making it would take minutes of a session that is so much faster.
    """

    def __init__(self, doses: Iterable[Dose], catalogue: Catalogue, patient: SetSource | None = None) -> None:
        profile = load_profile(PROFILE)
        settings = profile.settings()
        patient = patient or VirtualPatient(rate_hz=settings.rate_hz, level="clean", catalogue=catalogue)
        self._sets: dict[str, SetStream] = {}
        for dose in doses:
            simulated = patient.stream(catalogue.exercise(dose.exercise), dose, 1)
            blocks = [item for item in simulated.items if isinstance(item, Block)]
            recording = Recording(simulated.description, settings.rate_hz, blocks)
            sent = over_the_air(recording, profile, settings, Sending())
            received = as_received(recording, sent, profile, settings)
            self._sets[dose.exercise] = replace(simulated, items=and_stays(list(received.blocks)))

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        """The set, through encoder, notifications, decoder and clock."""
        del dose, number
        return self._sets.pop(exercise.id)

    def close(self) -> None:
        """Nothing to free."""


def and_stays(blocks: list[Block]) -> Iterator[Block]:
    """The set, and from then on its last pose until the coach has ended it.

    A voice that a busy machine holds up takes long, at many times its speed. The last block comes backwards and
    forwards in turn, so that nothing jumps.
    """
    yield from blocks
    last = blocks[-1]
    assert last.gyr is not None
    lasts_s = float(blocks[-1].time_s[-1] - blocks[-2].time_s[-1])
    for n in count(1):
        acc, gyr = (last.acc[::-1], -last.gyr[::-1]) if n % 2 else (last.acc, last.gyr)
        yield replace(last, time_s=last.time_s + n * lasts_s, acc=acc, gyr=gyr)


def wears_an_emulated_sensor(doses: Iterable[Dose], catalogue: Catalogue) -> Opener:
    """A virtual patient who does these doses, each in one set, and wears an emulated sensor."""
    sent = Sent(doses, catalogue)
    return lambda choice, catalogue, clock, tell, capture: Opened(sent)


def listens(
    choice: Choice, catalogue: Catalogue, clock: Clock, tell: Callable[[LinkEvent], None], capture: Path
) -> Opened:
    """A patient whose sensor is lost for a while, ten seconds after each set's beginning."""
    del choice, catalogue, tell, capture
    patient = ListeningPatient(clock.now, PatientManner(lost=((10.0, 40.0),)))
    return Opened(patient, hear=patient.hear)


def never_there(
    choice: Choice, catalogue: Catalogue, clock: Clock, tell: Callable[[LinkEvent], None], capture: Path
) -> Opened:
    """A sensor that is looked for in vain."""
    del choice, capture
    tell(LinkEvent(t_s=0.0, state="scanning", text="looking for the sensor"))

    def wait(going_on: Callable[[], bool]) -> bool:
        while going_on():
            clock.wait(0.05)
        return False

    return Opened(Sent((), catalogue), wait)
