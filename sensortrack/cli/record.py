"""`sensortrack record`: a sensor's stream into a recording and a capture, on the disk at least every second."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import LSL_NAME, Calibration_, Catalogue_, FrameName, Lsl_, catalogue_of
from .say import tell
from .sensors import (
    Adapter_,
    Address_,
    Name_,
    Placement_,
    Profile_,
    Rate_,
    SensorFrame_,
    run_source,
    settings_of,
)
from .show import print_result

if TYPE_CHECKING:
    from ..protocol import Catalogue, Exercise
    from ..sources.ble import BleSource

INTERRUPTED = 130


def record(
    output: Annotated[Path, typer.Option("--output", "-o", help="NAME.csv; nothing is ever overwritten.")],
    profile: Profile_,
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", help="Follow this exercise live, and judge it at the end."),
    ] = None,
    duration: Annotated[
        float | None, typer.Option("--duration", help="Stop after so many s; default: until Ctrl-C.")
    ] = None,
    rate: Rate_ = None,
    name: Name_ = None,
    address: Address_ = None,
    frame: SensorFrame_ = FrameName.SENSOR,
    placement: Placement_ = None,
    person: Annotated[str | None, typer.Option("--person", help="A pseudonym; noted.")] = None,
    capture: Annotated[bool, typer.Option(help="Keep the raw notifications, too.")] = True,
    calibration: Calibration_ = None,
    catalogue: Catalogue_ = None,
    adapter: Adapter_ = None,
    lsl: Lsl_ = False,
) -> None:
    """Record a sensor; a lost link is found again, and the gap stands in the recording."""
    from ..devices import load_profile
    from ..files import calibration_of
    from ..sources.ble import BleSource, Radio, Wanted

    known = load_profile(profile)
    chosen = catalogue_of(catalogue)
    entry = None if exercise is None else chosen.exercise(exercise)
    source = BleSource(
        known, settings_of(known, rate), wanted=Wanted(address, name), radio=Radio(adapter=adapter)
    )
    about = {
        "frame": frame.value,
        "placement": placement,
        "person": person,
        "exercise": exercise,
        **calibration_of(calibration),
    }
    interrupted = record_source(source, output, about, entry, chosen, duration, keep_capture=capture, lsl=lsl)
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def record_source(
    source: BleSource,
    output: Path,
    about: dict[str, Any],
    exercise: Exercise | None,
    catalogue: Catalogue,
    duration_s: float | None,
    *,
    keep_capture: bool,
    lsl: bool = False,
) -> bool:
    """Record a source, following `exercise` where one is given, streaming it where `lsl` says so.

    True where Ctrl-C ended it.
    """
    from contextlib import ExitStack

    from ..analysis import Analysis
    from ..recorder import CaptureRecorder, LslOutlet, Recorder, RecordingSink
    from ..records import Block, Description
    from ..session.limits_live import live_limits
    from ..sources.ble import LinkEvent
    from .live import LiveSet
    from .sensors import tell_link

    def described() -> Description:
        return replace(source.description(), **about)

    with ExitStack() as stack:
        outlet = None
        if lsl:
            outlet = stack.enter_context(LslOutlet(LSL_NAME, described(), source.settings.rate_hz))
        recorder = stack.enter_context(Recorder(output, described()))
        raw = None
        if keep_capture:
            beside = output.with_suffix(".capture.jsonl")
            raw = stack.enter_context(CaptureRecorder(beside, source.capture_header))
        write = RecordingSink(recorder, raw, described)
        analysis, live = None, None
        if exercise is not None:
            analysis = Analysis(exercise, catalogue, described(), source.settings.rate_hz)
            live = stack.enter_context(
                LiveSet(f"{exercise.id} {exercise.name}", live_limits(exercise, catalogue))
            )

        def take(item: object) -> None:
            write(item)  # first what must not be lost
            if outlet is not None:
                outlet.take(item)
            if isinstance(item, LinkEvent):
                tell_link(item)
            elif isinstance(item, Block) and analysis is not None and live is not None and len(item):
                emitted = analysis.feed(item)
                live.tell(float(item.time_s[-1]), emitted)
                if outlet is not None:
                    outlet.tell(emitted)

        interrupted = run_source(source, take, duration_s)
        result = None
        if analysis is not None and live is not None:
            emitted, result = analysis.finish()
            live.tell(live.now_s, emitted)
            if outlet is not None:
                outlet.tell(emitted)
    tell(f"wrote {recorder.samples} samples to {output}")
    if result is not None and exercise is not None:
        print_result(result, f"{output.name}: {exercise.id} {exercise.name}")
    return interrupted
