"""`sensortrack decode`: a capture, or a sensor's own file, becomes a recording, by the code of the live path."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import FrameName
from .say import tell
from .show import tell_messages


def decode(
    capture: Annotated[
        Path, typer.Argument(metavar="CAPTURE", help="NAME.capture.jsonl, or a sensor's own file.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="NAME.csv; NAME.json is written beside it.")],
    profile: Annotated[
        str | None, typer.Option("--profile", "-p", help="Id or file; default: what the capture names.")
    ] = None,
    frame: Annotated[
        FrameName, typer.Option("--frame", help="body, where the sensor's axes lay along the body's.")
    ] = FrameName.SENSOR,
    exercise: Annotated[str | None, typer.Option("--exercise", "-e", help="Noted in the recording.")] = None,
) -> None:
    """Turn a capture (the raw notifications), or a file off a sensor's SD card, into a recording."""
    from ..devices import decode_capture, decode_file, load_profile, read_capture
    from ..files import write_recording

    known = None if profile is None else load_profile(profile)
    if known is not None and known.transport == "file":
        recording = decode_file(capture, known)
    else:
        recording = decode_capture(read_capture(capture), known)
    described = recording.described(frame=frame.value, exercise=exercise, written_by="sensortrack decode")
    write_recording(output, described)
    tell_messages(recording.messages)
    samples = sum(len(b) for b in recording.blocks)
    tell(f"wrote {samples} samples at {recording.rate_hz:.2f} Hz to {output}")
