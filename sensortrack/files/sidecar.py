"""`NAME.json` beside `NAME.csv`: what is known of a recording beside its samples."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from ..errors import NoInputError, RecordingError
from ..json_text import to_json
from ..outside.document import Kind, read_document
from ..outside.reader import Positive, Text, read
from ..outside.showing import shown
from ..records import Description, Frame, Gap, Loss

SCHEMA = "sensortrack.recording/1"
_KIND = Kind(
    "a recording's description (a .json file)",
    f'a JSON object with "schema": "{SCHEMA}" and "frame"',
    "json",
    RecordingError,
    "Correct the file, or take it away to read the samples alone.",
    most_bytes=16 << 20,  # a gap takes 50 bytes, and bad radio makes 100,000 of them a day
)


class Sidecar(msgspec.Struct, frozen=True, kw_only=True):
    """A description, as its file has it: keys of a later version of the schema may be among them."""

    schema: Literal["sensortrack.recording/1"]
    frame: Frame
    rate_hz: Positive | None = None
    placement: Text | None = None
    exercise: Text | None = None
    device: dict[str, Any] | None = None
    person: Text | None = None
    start_utc: Text | None = None
    gaps: tuple[Gap, ...] | None = None
    loss: Loss | None = None
    calibration: dict[str, Any] | None = None
    truth: dict[str, Any] | None = None
    written_by: Text | None = None
    start_pose_asked: bool = False


def sidecar_path(path: Path) -> Path:
    """`NAME.json` for `NAME.csv` or `NAME.csv.gz`."""
    return path.with_name(path.name.removesuffix(".gz").removesuffix(".csv") + ".json")


def read_sidecar(path: Path, messages: list[str]) -> Description:
    """The description in a JSON file; one whose frame is "sensor" where there is no such file.

    A key of a later version of the schema is left aside, and `messages` says so.

    Raises RecordingError where it isn't JSON, has another schema, or a key of the wrong type; NoInputError or
    FileIOError where it is there, and isn't a regular file or can't be read.
    """
    try:
        document = read_document(path, _KIND)
    except NoInputError:
        if path.exists():
            raise
        return Description()
    parsed = read(document, Sidecar)
    for k, gap in enumerate(parsed.gaps or ()):
        if gap.end_s < gap.start_s:
            raise document.fail(f"gaps[{k}].end_s", shown(gap.end_s), f"a time from {gap.start_s} s on")
    known = msgspec.structs.asdict(parsed)
    messages.extend(
        f"{path.name}: unknown key '{key}' ignored" for key in document.values if key not in known
    )
    del known["schema"]
    return Description(**known | {"gaps": parsed.gaps or ()})


def sidecar_text(description: Description) -> str:
    """The JSON of a description; what isn't known is left out."""
    values: dict[str, Any] = {
        "schema": SCHEMA,
        "rate_hz": description.rate_hz,
        "frame": description.frame,
        "placement": description.placement,
        "exercise": description.exercise,
        "device": None if description.device is None else dict(description.device),
        "person": description.person,
        "start_utc": description.start_utc,
        "gaps": [{"start_s": g.start_s, "end_s": g.end_s} for g in description.gaps] or None,
        "loss": description.loss,
        "calibration": None if description.calibration is None else dict(description.calibration),
        "truth": None if description.truth is None else dict(description.truth),
        "written_by": description.written_by,
        "start_pose_asked": description.start_pose_asked or None,
    }
    known = {key: value for key, value in values.items() if value is not None}
    return to_json(known, indent=2) + "\n"
