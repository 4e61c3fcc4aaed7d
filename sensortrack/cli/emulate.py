"""`sensortrack emulate`: the virtual patient behind an emulated sensor, the whole way from radio to findings."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from .options import catalogue_of
from .record import INTERRUPTED, record_source
from .say import tell
from .sensors import Rate_, settings_of


def emulate(
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help="Id of a firmware profile, or a file.")],
    exercise: Annotated[
        str | None, typer.Option("--exercise", "-e", help="What the virtual patient does.")
    ] = None,
    repetitions: Annotated[int, typer.Option("--repetitions", "-n", help="How many.")] = 4,
    seed: Annotated[int, typer.Option("--seed", help="Another virtual patient.")] = 1,
    rate: Rate_ = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Keep the recording and its capture: NAME.csv.")
    ] = None,
) -> None:
    """Run the whole way with no hardware: emulated radio, bleak, bytes, decoder, clock, recorder, tracker, judge."""
    from ..devices import load_profile
    from ..sources.ble import BleSource
    from ..sources.emulator import Air, ProfileSensor, SampleSource, emulated_radio
    from ..sources.simulator import ORDINARY, Sensor, plan_for, simulate

    catalogue = catalogue_of(None)
    entry = catalogue.example if exercise is None else catalogue.exercise(exercise)
    known = load_profile(profile)
    settings = settings_of(known, rate)
    count = {"repetitions": repetitions, "lead_in_s": 2.5} if entry.movement.kind == "repetitions" else {}
    patient = simulate(
        plan_for(entry, catalogue, **count),
        sensor=Sensor(rate_hz=settings.rate_hz),
        difficulty=ORDINARY,
        seed=seed,
    )
    length_s = max(float(b.time_s[-1]) for b in patient.blocks)
    tell(f"An emulated {known.name}, worn by a simulated person for {length_s:.0f} s.")
    sensor = ProfileSensor(known, settings, SampleSource(patient.blocks))
    source = BleSource(known, settings, radio=emulated_radio(Air([sensor])))
    about: dict[str, str | None] = {"frame": "body", "exercise": entry.id, "placement": "simulated"}
    with tempfile.TemporaryDirectory() as folder:
        path = output or Path(folder) / "emulated.csv"
        if record_source(source, path, about, entry, catalogue, length_s, keep_capture=True):
            raise typer.Exit(INTERRUPTED)
