"""`sensortrack import`: a foreign table becomes a recording of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import UsageError
from .options import Calibration_, Format_, Frame_, Part_, open_chosen
from .say import tell
from .show import tell_messages


def import_(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A foreign table (see --list).")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="NAME.csv; NAME.json is written beside it.")
    ] = None,
    format: Format_ = None,
    part: Part_ = None,
    frame: Frame_ = None,
    calibration: Calibration_ = None,
    exercise: Annotated[str | None, typer.Option("--exercise", "-e", help="Noted in the recording.")] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="A pseudonym, noted in the recording.")
    ] = None,
    draft: Annotated[
        bool,
        typer.Option(
            "--draft", help="Print an import profile to begin with: columns, likely units by physics, rate."
        ),
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the formats that are known.")] = False,
) -> None:
    """Turn a foreign table into a recording of ours; nothing is ever overwritten."""
    from ..files import list_formats, write_recording

    if list_:
        for id_, name in list_formats().items():
            print(f"{id_:20} {name}")
        return
    if draft and file is not None:
        from ..files.draft import draft_profile

        print(draft_profile(file), end="")
        tell("check each line: nothing in it is certain, and a '?' has to be filled in")
        return
    if file is None or output is None:
        raise UsageError("import needs a FILE and --output NAME.csv (or --draft, or --list)")
    recording = open_chosen(file, format, frame, part, calibration)
    described = recording.described(
        rate_hz=recording.description.rate_hz or recording.rate_hz,
        exercise=exercise or recording.description.exercise,
        person=person or recording.description.person,
        written_by="sensortrack import",
    )
    write_recording(output, described)
    tell_messages(recording.messages)
    tell(f"wrote {output} and {output.with_suffix('.json').name}")
