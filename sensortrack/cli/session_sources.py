"""What a session gets its samples from: a sensor, recordings, or the virtual patient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from .options import FrameName
from .sensors import settings_of

if TYPE_CHECKING:
    from ..protocol.catalogue_model import Catalogue
    from ..protocol.plan import Plan
    from ..records import Recording
    from ..session.ports import Clock
    from ..session.set_sources import Opened, VirtualPatient
    from ..sources.ble import LinkEvent

Tell = Callable[["LinkEvent"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """Which source was asked for on the command line."""

    virtual: bool
    recordings: Sequence[Path]
    profile: str | None
    fast: bool
    seed: int
    level: str
    rate_hz: float | None
    name: str | None
    address: str | None
    adapter: str | None
    frame: FrameName
    placement: str | None
    calibration: Path | None

    @property
    def is_sensor(self) -> bool:
        """Whether it takes its time: a sensor, real or emulated."""
        return self.profile is not None

    @property
    def is_person(self) -> bool:
        """Whether somebody exercises now."""
        return not self.virtual and not self.recordings

    def check(self) -> None:
        """Refuse what doesn't go together; raises UsageError where something doesn't."""
        if self.virtual and self.recordings:
            raise UsageError("--virtual and --recording were given; choose one of the two sources.")
        if self.recordings and self.profile is not None:
            raise UsageError("--recording and --profile were given; choose one of the two sources.")
        if self.is_person and self.profile is None:
            raise UsageError(
                "a session needs a source: --profile ID (a sensor; `sensortrack profiles list`), "
                "--recording FILE, or --virtual (the virtual patient)."
            )
        if self.fast and self.is_sensor:
            raise UsageError(
                "--fast is for recordings and the virtual patient without --profile; "
                "a sensor sends as time passes. Leave one of the two out."
            )


def read_recordings(wish: SourceOptions, catalogue: Catalogue, exercises: Sequence[str]) -> list[Recording]:
    """The recordings that were named, each with its exercise: where one names none, the only one that is to be done.

    Raises UsageError where one names no exercise, or none of the catalogue's.
    """
    from ..files import open_recording

    recordings = [open_recording(path) for path in wish.recordings]
    if len(exercises) == 1:
        recordings = [r if r.description.exercise else r.described(exercise=exercises[0]) for r in recordings]
    for recording in recordings:
        exercise = recording.description.exercise
        if exercise is None:
            raise UsageError(
                f"{recording.path} names no exercise, so no set can be it; name the one exercise that is to be done "
                '(--exercise ID), or write it into the JSON beside it ("exercise": "ID").'
            )
        catalogue.exercise(exercise)
        if recording.description.rate_hz is None:
            raise UsageError(
                f"{recording.path} names no sampling rate, and a session needs one; "
                'write it into the JSON beside it ("rate_hz": 100).'
            )
    return recordings


def check_enough(recordings: Sequence[Recording], plan: Plan) -> None:
    """Refuse a plan with a set that has no recording; raises UsageError where there is one."""
    there = Counter(r.description.exercise for r in recordings)
    for dose in plan.doses:
        if there[dose.exercise] < dose.series:
            raise UsageError(
                f"the plan has {dose.series} sets of {dose.exercise}, but {there[dose.exercise]} recordings of it "
                "were given; give one --recording for each set, or a shorter plan."
            )


def open_source(
    wish: SourceOptions,
    recordings: Sequence[Recording],
    catalogue: Catalogue,
    clock: Clock,
    tell: Tell,
    capture: Path | None,
) -> Opened:
    """Open what was asked for."""
    from ..session.set_sources import Opened, Recorded

    if recordings:
        return Opened(Recorded(recordings))
    if wish.profile is None:
        rate_hz = 100.0 if wish.rate_hz is None else wish.rate_hz
        if wish.fast:
            return Opened(_patient(wish, rate_hz, catalogue))
        from ..session.listening import ListeningPatient

        listening = ListeningPatient(
            clock.now, rate_hz=rate_hz, seed=wish.seed, level=wish.level, catalogue=catalogue
        )
        return Opened(listening, hear=listening.hear)
    from ..devices import load_profile
    from ..files import calibration_of
    from ..session.emulated_patient import EmulatedPatient
    from ..session.sensor_source import SensorSource
    from ..sources.ble import BleSource, Radio, Wanted

    known = load_profile(wish.profile)
    settings = settings_of(known, wish.rate_hz)
    if wish.virtual:
        patient = _patient(wish, settings.rate_hz, catalogue)
        worn = EmulatedPatient(patient, known, settings, tell=tell, capture=capture)
        return Opened(worn, worn.wait)
    calibrated = calibration_of(wish.calibration)
    source = BleSource(
        known, settings, wanted=Wanted(wish.address, wish.name), radio=Radio(adapter=wish.adapter)
    )
    sensor = SensorSource(
        source,
        frame=calibrated.get("frame", wish.frame.value),
        placement=wish.placement,
        calibration=calibrated.get("calibration"),
        tell=tell,
        capture=capture,
    )
    return Opened(sensor, sensor.wait)


def _patient(wish: SourceOptions, rate_hz: float, catalogue: Catalogue) -> VirtualPatient:
    from ..session.set_sources import VirtualPatient

    return VirtualPatient(rate_hz=rate_hz, seed=wish.seed, level=wish.level, catalogue=catalogue)
