"""`sensortrack demo`: a virtual patient through the live path, with no hardware and no network."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .options import Json_
from .show import print_json, print_result

REPETITIONS = 6
SPEED = 2.5


def demo(
    exercise: Annotated[str, typer.Option("--exercise", "-e", help="E1 … E11.")] = "E6",
    seed: Annotated[int, typer.Option("--seed", help="Another virtual patient.")] = 1,
    speed: Annotated[
        str, typer.Option("--speed", help="Times as fast as a person; max: at once.")
    ] = f"{SPEED:g}",
    json: Json_ = False,
) -> None:
    """Watch a virtual patient do a set, with one sharp attack in it, and see what is found."""
    from ..protocol import load_catalogue
    from ..sources.simulator import ORDINARY, Jerk, Sensor, plan_for, simulate
    from .replay import follow, speed_of

    catalogue = load_catalogue()
    entry = catalogue.exercise(exercise)
    if entry.movement.kind == "repetitions":
        jerks = (Jerk(4, "return", "attack"),)
        plan = plan_for(entry.id, repetitions=REPETITIONS, lead_in_s=2.0, jerks=jerks)
    else:
        plan = plan_for(entry.id)
    recording = simulate(plan, sensor=Sensor(rate_hz=100.0), difficulty=ORDINARY, seed=seed)
    title = f"virtual patient: {entry.id} {entry.name}"
    if not json:
        print(
            "A simulated person and a simulated sensor; everything else is what a real one gets.",
            file=sys.stderr,
        )
    result = follow(recording, entry, catalogue, title, speed=speed_of(speed), chunk=4, quiet=json)
    if json:
        print_json(result.to_dict())
    else:
        print_result(result, title)
