"""Where a session's samples come from when it is begun at the page: a sensor, or the virtual patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..protocol.catalogue_model import Catalogue
    from ..session.ports import Clock
    from ..session.set_sources import Opened, SetSource
    from ..sources.ble import LinkEvent, Radio

RATE_HZ = 100.0
"""Of the virtual patient."""
GATHER_S = 0.03
"""What a sensor sends within this time is decoded together, in s: the page is to show it within 50 ms."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who exercises, and with what.

    Attributes
    ----------
    virtual : bool
        The virtual patient; with a profile it wears an emulated sensor.
    placement : str or None
        Where it is worn.
    finds_mounting : bool
        Whether it is found how it sits on the body. The virtual patient then wears it anyhow.
    """

    virtual: bool
    profile: str | None = None
    address: str | None = None
    placement: str | None = None
    finds_mounting: bool = False

    @property
    def sensor(self) -> str:
        """What the sensor is known by."""
        return f"{self.profile or 'virtual'} {self.address or ''}".strip()


class Opener(Protocol):
    """Opens the source that was chosen; see `open_source`."""

    def __call__(
        self,
        choice: Choice,
        catalogue: Catalogue,
        clock: Clock,
        tell: Callable[[LinkEvent], None],
        capture: Path,
        /,
    ) -> Opened:
        """The source, running."""
        ...


def open_source(
    choice: Choice,
    catalogue: Catalogue,
    clock: Clock,
    tell: Callable[[LinkEvent], None],
    capture: Path,
    *,
    radio: Radio | None = None,
) -> Opened:
    """Open the source that was chosen.

    Parameters
    ----------
    clock : Clock
        The session's.
    tell : callable
        Gets every change of the link.
    capture : pathlib.Path
        Where a sensor's raw notifications go.
    radio : Radio or None
        The computer's own by default.

    Raises
    ------
    UsageError
        There is no such profile.
    """
    from ..session.emulated_patient import WornAnyhow
    from ..session.listening import ListeningPatient
    from ..session.set_sources import Opened, VirtualPatient

    if choice.profile is None:
        patient = ListeningPatient(clock.now, rate_hz=RATE_HZ)
        return Opened(WornAnyhow(patient) if choice.finds_mounting else patient, hear=patient.hear)
    from ..devices import load_profile
    from ..session.emulated_patient import EmulatedPatient
    from ..session.sensor_source import SensorSource
    from ..sources.ble import BleSource, Radio, Wanted

    profile = load_profile(choice.profile)
    settings = profile.settings()
    if choice.virtual:
        body: SetSource = VirtualPatient(rate_hz=settings.rate_hz, catalogue=catalogue)
        body = WornAnyhow(body) if choice.finds_mounting else body
        worn = EmulatedPatient(body, profile, settings, tell=tell, capture=capture)
        return Opened(worn, worn.wait)
    sensor = SensorSource(
        BleSource(
            profile,
            settings,
            wanted=Wanted(choice.address),
            radio=radio or Radio(),
            gather_s=GATHER_S,
        ),
        frame="sensor",
        placement=choice.placement,
        tell=tell,
        capture=capture,
    )
    return Opened(sensor, sensor.wait)
