"""A recording as BIDS-Motion (motion recordings, specification 1.9 and later): each sample, with its latency."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..json_text import to_json
from ..outside.remote import on_this_machine
from ..private_files import FOLDER_MODE, new_file, not_made
from ..records import Block, Marker, Recording
from ..version import __version__

BIDS_VERSION = "1.9.0"
_LABEL = re.compile(r"[A-Za-z0-9]+")
_AXES = "xyz"


def write_bids(
    folder: str | Path,
    recording: Recording,
    *,
    subject: str,
    task: str,
    session: str | None = None,
    run: int | None = None,
) -> Path:
    """Write a recording into a BIDS dataset, which is begun where there is none; nothing is overwritten.

    The samples are written to the last digit. Their times are a channel of latencies, in s from the first sample on, so
    that a gap stays one. `read` takes the file back. Markers, of people and of the recorder, become `*_events.tsv`.

    Parameters
    ----------
    folder : str or pathlib.Path
        The dataset's.
    recording : Recording
    subject, task, session : str
        Labels of letters and digits; the session's may be None.
    run : int or None
        Number, where there are several of one task.

    Returns
    -------
    pathlib.Path
        The `*_motion.tsv`.

    Raises
    ------
    UsageError
        A label that BIDS doesn't allow.
    CannotCreateError, FileIOError
        The files are there already, or can't be written.
    """
    for name, label in (("subject", subject), ("task", task), ("session", session or "x")):
        if not _LABEL.fullmatch(label):
            raise UsageError(f"the {name} '{label}'; expected letters and digits only, as BIDS has it")
    folder = on_this_machine(folder, "a dataset")
    where = folder / f"sub-{subject}"
    stem = f"sub-{subject}"
    if session is not None:
        where, stem = where / f"ses-{session}", f"{stem}_ses-{session}"
    stem += f"_task-{task}_tracksys-imu" + ("" if run is None else f"_run-{run:02}")
    try:
        (where / "motion").mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    except OSError as error:
        raise not_made(where, error) from error
    _begin(folder)
    base = where / "motion" / stem
    motion = base.with_name(f"{stem}_motion.tsv")
    has_gyroscope = False
    markers = list(recording.annotations.markers)
    first_s: float | None = None
    with new_file(motion) as file:
        for block in recording.blocks:
            if not len(block):
                continue
            first_s = float(block.time_s[0]) if first_s is None else first_s
            has_gyroscope = block.gyr is not None
            markers += [Marker(0, t_s, None, label) for t_s, label in block.markers]
            file.write(_rows(block, first_s).encode())
    with new_file(base.with_name(f"{stem}_channels.tsv")) as file:
        file.write(_channels(recording, has_gyroscope).encode())
    with new_file(base.with_name(f"{stem}_motion.json")) as file:
        file.write((to_json(_sidecar(recording, task, has_gyroscope), indent=2) + "\n").encode())
    if markers:
        with new_file(base.with_name(f"{stem}_events.tsv")) as file:
            file.write(_events(markers, first_s or 0.0).encode())
        with new_file(base.with_name(f"{stem}_events.json")) as file:
            file.write((to_json(_EVENTS, indent=2) + "\n").encode())
    return motion


_EVENTS = {
    "trial_type": {"Description": "what was said of this moment or stretch"},
    "annotator": {"Description": "who said it; n/a where the recording itself holds it"},
    "annotated_utc": {"Description": "when it was said, ISO 8601"},
}
"""What the columns of the events are that BIDS doesn't know; onset and duration are in s from the first sample on."""


def _events(markers: list[Marker], first_s: float) -> str:
    rows = [("onset", "duration", "trial_type", "annotator", "annotated_utc")]
    for m in sorted(markers, key=lambda m: (m.start_s, m.id)):
        duration = "0" if m.end_s is None else f"{m.end_s - m.start_s:.10g}"
        rows.append((f"{m.start_s - first_s:.10g}", duration, m.label, m.by or "n/a", m.at_utc or "n/a"))
    return _table(rows)


def _rows(block: Block, first_s: float) -> str:
    columns = [(block.time_s - first_s).tolist(), *block.acc.T.tolist()]
    columns += [] if block.gyr is None else block.gyr.T.tolist()
    return "".join("\t".join(map(repr, row)) + "\n" for row in zip(*columns, strict=True))


def _channels(recording: Recording, has_gyroscope: bool) -> str:
    point = recording.description.placement or "LowerBack"
    rows = [
        ("name", "component", "type", "tracked_point", "units"),
        ("latency", "n/a", "LATENCY", "n/a", "s"),
    ]
    rows += [(f"acc_{a}", a, "ACCEL", point, "m/s^2") for a in _AXES]
    rows += [(f"gyr_{a}", a, "GYRO", point, "deg/s") for a in _AXES] if has_gyroscope else []
    return _table(rows)


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows of cells, none of which holds a tab or the end of a line."""
    return "".join("\t".join(" ".join(cell.split()) or "n/a" for cell in row) + "\n" for row in rows)


def _sidecar(recording: Recording, task: str, has_gyroscope: bool) -> dict[str, Any]:
    device = recording.description.device or {}
    sidecar: dict[str, Any] = {
        "TaskName": task,
        "SamplingFrequency": recording.rate_hz,
        "TrackingSystemName": "imu",
        "MotionChannelCount": 4 + 3 * has_gyroscope,
        "ACCELChannelCount": 3,
        "GYROChannelCount": 3 * has_gyroscope,
        "LATENCYChannelCount": 1,
        "TrackedPointsCount": 1,
        "SoftwareVersions": f"sensortrack {__version__}",
    }
    if recording.description.rate_hz is not None:
        sidecar["SamplingFrequency"] = recording.description.rate_hz
        sidecar["SamplingFrequencyEffective"] = recording.rate_hz
    for key, name in (("Manufacturer", "vendor"), ("ManufacturersModelName", "model")):
        if isinstance(device.get(name), str):
            sidecar[key] = device[name]
    return sidecar


def _begin(folder: Path) -> None:
    """What every dataset has, where it isn't there yet."""
    description = {
        "Name": folder.name or "recordings",
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "sensortrack", "Version": __version__}],
    }
    path = folder / "dataset_description.json"
    if not path.exists():
        with new_file(path) as file:
            file.write((to_json(description, indent=2) + "\n").encode())
    if not (folder / "README").exists():
        with new_file(folder / "README") as file:
            file.write(b"Recordings of an inertial sensor at the lower back, written by sensortrack.\n")
