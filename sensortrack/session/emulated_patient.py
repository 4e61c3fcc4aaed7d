"""The virtual patient with an emulated sensor: bytes, decoder, clock and link work as with a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

from ..devices import Profile, SensorSettings
from ..protocol.exercise import Exercise
from ..protocol.plan import Dose
from ..records import Block, FloatArray, Frame
from ..sources.ble import BleSource, LinkEvent, LinkPolicy
from ..sources.emulator import Air, ProfileSensor, SampleSource, emulated_radio
from .sensor_source import SensorSource
from .set_sources import SetItem, SetSource, SetStream

ANYHOW = Rotation.from_euler("xyz", (25.0, -40.0, 115.0), degrees=True)
"""Rotation from the body's axes to those of a sensor that is worn in an arbitrary orientation."""
AFTERWARDS_S = 10.0
"""How long the patient stays at rest after the last movement, in s, before the set's samples end."""


class WornAnyhow:
    """A patient whose sensor is worn in an arbitrary orientation; the samples are in the sensor's axes.

    Parameters
    ----------
    patient : SetSource
        Its samples are in the body's axes.
    turned : Rotation
        From the body's axes to the sensor's.
    """

    def __init__(self, patient: SetSource, turned: Rotation = ANYHOW) -> None:
        self._patient, self._turned = patient, turned

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        """The patient's set, as the sensor measures it."""
        stream = self._patient.stream(exercise, dose, number)
        description = replace(stream.description, frame="sensor")
        return replace(stream, description=description, items=map(self._felt, stream.items))

    def close(self) -> None:
        """As the patient's."""
        self._patient.close()

    def _felt(self, item: SetItem) -> SetItem:
        if not isinstance(item, Block):
            return item
        gyr = None if item.gyr is None else self._turned.apply(item.gyr)
        return replace(item, acc=self._turned.apply(item.acc), gyr=gyr)


class WornSamples(SampleSource):
    """The readings of the sensor: the patient's current set, then stillness.

    Parameters
    ----------
    blocks : iterable of Block
        The readings before the first set; after the last sample the sensor rests in that position.
    """

    def __init__(self, blocks: Iterable[Block]) -> None:
        super().__init__(blocks)
        self._on = _Set(self._acc, self._gyr)

    def put_on(self, blocks: Iterable[Block]) -> None:
        """From the next sample on, the sensor reads these blocks."""
        read = SampleSource(blocks)
        self._on = _Set(read._acc, read._gyr)  # in one go: the sensor reads in a thread of its own

    def at(self, first: int, stop: int) -> tuple[FloatArray, FloatArray]:
        """Samples `[first, stop)`; after the last one the sensor rests in that position."""
        on = self._on
        if on.begins is None:
            on.begins = first
        wanted, last = np.arange(first, stop) - on.begins, len(on.acc) - 1
        gyr = np.where((wanted > last)[:, None], 0.0, on.gyr[np.minimum(wanted, last)])
        return on.acc[np.minimum(wanted, last)], gyr


@dataclass(slots=True)
class _Set:
    acc: FloatArray
    gyr: FloatArray
    begins: int | None = None


class EmulatedPatient:
    """A source of sets in real time: each one is simulated, then sent by the emulated sensor.

    Parameters
    ----------
    patient : SetSource
        A simulated one, at the sensor's rate.
    tell : callable
        Gets every change of the link.

    Attributes
    ----------
    sensor : ProfileSensor
        For faults: `source.in_its_thread(sensor.vanish)`.
    """

    def __init__(
        self,
        patient: SetSource,
        profile: Profile,
        settings: SensorSettings,
        *,
        tell: Callable[[LinkEvent], None],
        capture: Path | None = None,
        policy: LinkPolicy = LinkPolicy(),  # noqa: B008 - frozen
    ) -> None:
        self._patient, self._rate_hz = patient, settings.rate_hz
        self._frame: Frame = "sensor" if isinstance(patient, WornAnyhow) else "body"
        standing = Block(np.zeros(1), np.array([[9.80665, 0.0, 0.0]]), np.zeros((1, 3)))
        self._worn = WornSamples([standing])
        self.sensor = ProfileSensor(profile, settings, self._worn)
        radio = emulated_radio(Air([self.sensor]))
        self.source = SensorSource(
            BleSource(profile, settings, radio=radio, policy=policy),
            frame=self._frame,
            placement="simulated",
            tell=tell,
            capture=capture,
        )

    def wait(self, going_on: Callable[[], bool]) -> bool:
        """As `SensorSource.wait`."""
        return self.source.wait(going_on)

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        """The simulated set, as the sensor sends it."""
        simulated = self._patient.stream(exercise, dose, number)
        blocks = [item for item in simulated.items if isinstance(item, Block)]
        samples = sum(len(b) for b in blocks) + round(AFTERWARDS_S * self._rate_hz)
        sent = self.source.stream(exercise, dose, number)
        self._worn.put_on(blocks)
        described = replace(sent.description, truth=simulated.description.truth)
        return replace(sent, description=described, items=_first(samples, sent.items))

    def close(self) -> None:
        """Stop the sensor."""
        self.source.close()


def _first(samples: int, items: Iterator[SetItem]) -> Iterator[SetItem]:
    """The items until that many samples have come, however long a busy computer takes to send and read them."""
    for item in items:
        yield item
        samples -= len(item) if isinstance(item, Block) else 0
        if samples <= 0:
            return
