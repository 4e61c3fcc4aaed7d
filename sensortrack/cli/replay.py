"""`sensortrack replay`: a recorded set as it would be live, through the live path."""

from __future__ import annotations

import math
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError
from .options import (
    LSL_NAME,
    Calibration_,
    Catalogue_,
    Exercise_,
    Format_,
    Frame_,
    FrameName,
    Json_,
    Lsl_,
    Recording_,
    catalogue_of,
    open_chosen,
)
from .show import print_document, print_result, tell_messages

if TYPE_CHECKING:
    from ..analysis import Result
    from ..protocol import Catalogue, Exercise
    from ..recorder import LslOutlet
    from ..records import Recording

LIVE_CHUNK_S = 0.04


def replay(
    file: Recording_,
    exercise: Exercise_ = None,
    speed: Annotated[
        str, typer.Option("--speed", help="1: as fast as it was; 2: twice as fast; max: at once.")
    ] = "1",
    chunk: Annotated[
        int | None,
        typer.Option("--chunk", min=1, help="Feed so many samples at a time; the result is the same."),
    ] = None,
    format: Format_ = None,
    frame: Frame_ = None,
    profile: Annotated[
        str | None, typer.Option("--profile", "-p", help="Of a capture: id or file; default: what it names.")
    ] = None,
    calibration: Calibration_ = None,
    catalogue: Catalogue_ = None,
    lsl: Lsl_ = False,
    json: Json_ = False,
) -> None:
    """Show a recorded set, or a capture, as it would be live: count, phase, hold timer, jerks; then the findings."""
    from ..analysis.analyse import exercise_of
    from ..files import calibration_of, is_capture

    factor = speed_of(speed)
    chosen = catalogue_of(catalogue)
    if is_capture(file):
        recording = _open_capture(file, profile, frame).described(**calibration_of(calibration))
    else:
        recording = open_chosen(file, format, frame, None, calibration)
    entry = exercise_of(recording, exercise, chosen)
    if chunk is None and factor is not None:
        chunk = max(1, math.ceil(LIVE_CHUNK_S * recording.rate_hz))
    title = f"{file.name}: {entry.id} {entry.name}"
    with _outlet(recording) if lsl else nullcontext() as outlet:
        result = follow(recording, entry, chosen, title, speed=factor, chunk=chunk, quiet=json, outlet=outlet)
    tell_messages(result.recording.messages)
    if json:
        print_document(result)
    else:
        print_result(result, title)


def _open_capture(file: Path, profile: str | None, frame: FrameName | None) -> Recording:
    """A capture, whose bytes go through the decoder and the clock as they did live."""
    from ..devices import decode_capture, load_profile, read_capture
    from ..devices.to_recording import settings_of
    from ..sources.received import as_received

    capture = read_capture(file)
    named = None if profile is None else load_profile(profile)
    recording = decode_capture(capture, named)
    known = named or load_profile(str(capture.header.profile))
    settings = settings_of(capture.header.settings, known, file)
    received = as_received(recording, capture, known, settings)
    if frame is None:
        return received
    return received.described(frame=frame.value)


def follow(
    recording: Recording,
    exercise: Exercise,
    catalogue: Catalogue,
    title: str,
    *,
    speed: float | None,
    chunk: int | None,
    quiet: bool,
    outlet: LslOutlet | None = None,
) -> Result:
    """Feed a recording through the live path, showing it on stderr unless `quiet`, and streaming it to the outlet."""
    from ..analysis import Analysis
    from ..analysis.analyse import rate_of
    from ..session.limits_live import live_limits
    from .live import LiveSet, cut, paced

    analysis = Analysis(exercise, catalogue, recording.description, rate_of(recording), recording.path)
    with nullcontext() if quiet else LiveSet(title, live_limits(exercise, catalogue)) as live:
        now_s = 0.0
        for block in paced(cut(iter(recording.blocks), chunk), speed):
            emitted = analysis.feed(block)
            if outlet is not None:
                outlet.take(block)
                outlet.tell(emitted)
            now_s = float(block.time_s[-1]) if len(block) else now_s
            if live is not None:
                live.tell(now_s, emitted)
        emitted, result = analysis.finish(tuple(recording.messages))
        if live is not None:
            live.tell(now_s, emitted)
        if outlet is not None:
            outlet.tell(emitted)
    return result


def _outlet(recording: Recording) -> LslOutlet:
    from ..recorder import LslOutlet

    return LslOutlet(LSL_NAME, recording.description, recording.rate_hz)


def speed_of(text: str) -> float | None:
    """The factor of a speed: a number above 0, or None for "max"."""
    if text == "max":
        return None
    try:
        factor = float(text)
    except ValueError:
        factor = math.nan
    if not (math.isfinite(factor) and factor > 0):
        raise UsageError(f"--speed {text}: expected a number above 0, or max")
    return factor
