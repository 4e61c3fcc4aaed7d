"""`sensortrack demo`: a virtual patient with an emulated sensor, with no hardware and no network.

Bytes, decoder, clock, tracker, judge: all but the radio is what a real sensor's samples go through.
"""

from __future__ import annotations

from typing import Annotated

import typer

from .options import Json_
from .say import tell
from .show import print_document, print_result

PROFILE = "witmotion_ble5"
REPETITIONS = 6
SPEED = 2.5


def demo(
    exercise: Annotated[
        str | None, typer.Option("--exercise", "-e", help="What the virtual patient does.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another virtual patient.")] = 1,
    speed: Annotated[
        str, typer.Option("--speed", help="Times as fast as a person; max: at once.")
    ] = f"{SPEED:g}",
    json: Json_ = False,
) -> None:
    """Watch a virtual patient do a set, with one sharp attack in it, and see what is found."""
    from ..devices import load_profile
    from ..protocol import load_catalogue
    from ..sources.emulator import SendingManner, over_the_air
    from ..sources.received import as_received
    from ..sources.simulator import ORDINARY, Jerk, Sensor, plan_for, simulate
    from .replay import follow, speed_of

    catalogue = load_catalogue()
    entry = catalogue.example if exercise is None else catalogue.exercise(exercise)
    if entry.movement.kind == "repetitions":
        jerks = (Jerk(4, "return", "attack"),)
        plan = plan_for(entry, catalogue, repetitions=REPETITIONS, lead_in_s=2.0, jerks=jerks)
    else:
        plan = plan_for(entry, catalogue)
    profile = load_profile(PROFILE)
    settings = profile.settings()
    worn = Sensor(rate_hz=settings.rate_hz)
    patient = simulate(plan, sensor=worn, difficulty=ORDINARY, seed=seed)
    sent = over_the_air(patient, profile, settings, SendingManner(seed=seed))
    recording = as_received(patient, sent, profile, settings)
    title = f"virtual patient: {entry.id} {entry.name}"
    if not json:
        tell(
            f"A simulated person wears an emulated {profile.name}: {len(sent)} notifications. "
            "Decoder, clock, tracker and judge are those that a real one gets.",
        )
    result = follow(recording, entry, catalogue, title, speed=speed_of(speed), chunk=None, quiet=json)
    if json:
        print_document(result)
    else:
        print_result(result, title)
        tell("The patient's page, with a virtual patient to look around with: `sensortrack app`")
