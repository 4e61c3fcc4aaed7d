"""`sensortrack simulate`: a recording of the virtual patient, with its truth."""

from __future__ import annotations

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..errors import UsageError
from .options import Catalogue_, FrameName, catalogue_of
from .say import tell


class SimulationLevel(StrEnum):
    """How steadily the person moves, and how good the instrument is."""

    CLEAN = "clean"
    ORDINARY = "ordinary"
    HARD = "hard"


def simulate(
    exercise: Annotated[str, typer.Option("--exercise", "-e", help="Its id in the catalogue.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="NAME.csv; NAME.json is written beside it.")],
    rate: Annotated[float, typer.Option("--rate", help="Sampling rate in Hz, 25 to 200.")],
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same recording.")] = 1,
    level: Annotated[
        SimulationLevel, typer.Option("--level", help="Level of difficulty.")
    ] = SimulationLevel.ORDINARY,
    frame: Annotated[
        FrameName, typer.Option("--frame", help="body: worn as it should be; sensor: worn anyhow.")
    ] = FrameName.BODY,
    repetitions: Annotated[int | None, typer.Option("--repetitions", "-n", help="How many.")] = None,
    amplitude: Annotated[float | None, typer.Option("--amplitude", help="Angle in deg.")] = None,
    hold: Annotated[
        str | None, typer.Option("--hold", help="Hold in s; one number, or one for each repetition: 3,3,12.")
    ] = None,
    out: Annotated[float | None, typer.Option("--out", help="Duration of the way out in s.")] = None,
    back: Annotated[float | None, typer.Option("--return", help="Duration of the return in s.")] = None,
    rest: Annotated[float | None, typer.Option("--rest", help="Stillness between repetitions in s.")] = None,
    duration: Annotated[float | None, typer.Option("--duration", help="Of a hang or a walk, in s.")] = None,
    swing: Annotated[float | None, typer.Option("--swing", help="Of a hang, in deg.")] = None,
    jerk: Annotated[
        list[str] | None,
        typer.Option("--jerk", help="KIND@REPETITION:PHASE, say attack@3:out; may be given again."),
    ] = None,
    gap: Annotated[
        list[str] | None, typer.Option("--gap", help="START:DURATION in s; may be given again.")
    ] = None,
    catalogue: Catalogue_ = None,
    no_gyroscope: Annotated[bool, typer.Option("--no-gyroscope", help="Accelerometer only.")] = False,
) -> None:
    """Simulate a set of an exercise, with its truth beside it; it says that it is simulated."""
    from ..files import write_recording
    from ..sources.simulator import CLEAN, HARD, ORDINARY, Sensor, parse_jerk, plan_for
    from ..sources.simulator import simulate as make

    chosen = {
        "repetitions": repetitions,
        "amplitude_deg": amplitude,
        "out_s": out,
        "return_s": back,
        "rest_s": rest,
        "duration_s": duration,
        "swing_deg": swing,
        "hold_s": None if hold is None else _numbers(hold, "--hold"),
        "jerks": tuple(parse_jerk(text) for text in jerk or ()) or None,
    }
    plan = plan_for(
        exercise,
        catalogue_of(catalogue),
        **{name: value for name, value in chosen.items() if value is not None},
    )
    sensor = Sensor(
        rate_hz=rate,
        frame=frame.value,
        has_gyroscope=not no_gyroscope,
        gaps=tuple(_gap(text) for text in gap or ()),
    )
    difficulty = {
        SimulationLevel.CLEAN: CLEAN,
        SimulationLevel.ORDINARY: ORDINARY,
        SimulationLevel.HARD: HARD,
    }[level]
    recording = make(plan, sensor=sensor, difficulty=difficulty, seed=seed)
    command = shlex.join(["sensortrack", *_without_output(sys.argv[1:])])
    write_recording(output, recording.described(written_by=command))
    tell(f"wrote {output} and its truth beside it")


def _numbers(text: str, option: str) -> float | tuple[float, ...]:
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"{option} {text}: expected a number, or numbers with commas between them") from None
    return values[0] if len(values) == 1 else values


def _gap(text: str) -> tuple[float, float]:
    try:
        start, duration = (float(part) for part in text.split(":"))
    except ValueError:
        raise UsageError(f"--gap {text}: expected START:DURATION in s, say 12.5:0.3") from None
    return start, duration


def _without_output(arguments: list[str]) -> list[str]:
    """The command without the name of its file: the same recording may be written anywhere."""
    remaining: list[str] = []
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument in ("-o", "--output"):
            skip = True
        elif not argument.startswith("--output="):
            remaining.append(argument)
    return remaining
