"""What is fuzzed: every reader, with files that are nearly right for it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sensortrack.data_files import data_folder
from sensortrack.devices import list_profiles
from sensortrack.protocol.catalogue import OURS

from ..outside.readers import READERS
from .builders import Build, document, frames, messages, table, toml
from .foreign import foreign

PACKAGE = OURS.parents[1]


@dataclass(frozen=True, slots=True)
class Target:
    """A reader, the name of a file it reads, and how files for it are built."""

    name: str
    file: str
    read: Callable[[Path], object]
    build: Build


def targets() -> list[Target]:
    """All of them."""
    builds: dict[str, Build] = {
        "recording": table(_tables()),
        "sidecar": document([_SIDECAR], json.dumps),
        "calibration": document([_CALIBRATION], json.dumps),
        "import_profile": document(_toml(PACKAGE / "files" / "import_profiles"), toml),
        "firmware_profile": document(_toml(data_folder("firmware_profiles")), toml),
        "capture": messages(_captures()),
        "sd_file": frames(_sd_frames()),
        "catalogue": document([tomllib.loads(OURS.read_text(encoding="utf-8"))], toml),
        "plan": document([_PLAN], toml),
        "annotations": document([_ANNOTATIONS], toml),
        "answers": document([_ANSWERS], toml),
    }
    doors = [Target(name, file, read, builds[name]) for name, (file, read) in READERS.items()]
    return doors + [Target(name, file, read, build) for name, (file, read, build) in foreign().items()]


def _toml(folder: Path) -> list[dict[str, Any]]:
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]


def _tables() -> list[bytes]:
    own = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
    rows = [f"{i / 100:.6f},9.8,{i % 7},0.5,1,2,3" for i in range(300)]
    whole = [path.read_bytes()[:20_000] for path in sorted(data_folder("recordings").glob("*.csv"))[:2]]
    marked = [
        f"{own},host_time_s,marker",
        *(f"{r},{i / 100},{'mark' * (i == 5)}" for i, r in enumerate(rows)),
    ]
    foreign = []
    for profile in _toml(PACKAGE / "files" / "import_profiles"):
        header = profile["recognise"].get("header")
        if header is not None:
            cell = profile["table"]["delimiter"]
            foreign.append(
                "\n".join([header, *(cell.join(["1"] * len(header.split(cell))) for _ in range(200))])
            )
    return [*whole, *("\n".join(x).encode() for x in ([own, *rows], marked)), *(f.encode() for f in foreign)]


def _captures() -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The test vectors of each profile, sent again and again."""
    found = []
    for profile in list_profiles():
        if profile.transport == "ble":
            sent = [(profile.gatt[char].key, data.hex()) for v in profile.vectors for char, data in v.notify]
            lines = [{"t": k / 50, "char": c, "hex": h} for k, (c, h) in enumerate((sent * 60)[:200])]
            found.append(({"schema": "sensortrack.capture/1", "profile": profile.id, "settings": {}}, lines))
    return found


def _sd_frames() -> list[bytes]:
    profile = next(p for p in list_profiles() if p.id == "witmotion_sd")
    return [data for v in profile.vectors for _, data in v.notify]


_SIDECAR: dict[str, Any] = {
    "schema": "sensortrack.recording/1", "rate_hz": 100, "frame": "body", "placement": "lower back", "exercise": "E6",
    "device": {"name": "x", "settings": {"rate_hz": 100}}, "person": "p", "start_utc": "2026-11-28T10:00:00+00:00",
    "gaps": [{"start_s": 1, "end_s": 2.5}, {"start_s": 3, "end_s": 4}], "loss": "detected",
    "calibration": {"up": [1, 0, 0]}, "truth": {"repetitions": []}, "written_by": "x",
}  # fmt: skip
_CALIBRATION: dict[str, Any] = {
    "schema": "sensortrack.calibration/1", "up": [1.0, 0.0, 0.0], "forward": [0.0, 0.0, 1.0], "exercise": "E10",
}  # fmt: skip
_ANNOTATIONS: dict[str, Any] = {
    "schema": "sensortrack.annotations/1", "recording": "0" * 64,
    "marker": [{"id": 1, "start_s": 1.0, "end_s": 2.5, "label": "talks", "by": "A", "at_utc": "2026-11-28T10:00:00Z"}],
    "correction": [{
        "id": 1, "kind": "moved", "exercise": "E6", "at_s": 5.0, "start_s": 4.0, "end_s": 9.0, "why": "late",
        "by": "A", "at_utc": "2026-11-28T10:00:00Z",
    }],
}  # fmt: skip
_PLAN: dict[str, Any] = {
    "schema": "sensortrack.plan/1",
    "exercises": [
        {"id": "E6", "series": 2, "repetitions": 5, "hold_s": 5.0, "rest_s": 30.0},
        {"id": "E3", "repetitions": 5, "weight_kg": 1.0},
        {"id": "E8", "duration_s": 1200},
    ],
    "exceptions": [{"rule": "E6.count", "limit": 12, "by": "Dr", "why": "so"}],
}
_ANSWERS: dict[str, Any] = {
    "schema": "sensortrack.answers/1", "default": "good",
    "answers": {"E3.bent_leg": "no", "pain_after": [1, 2], "G2": True},
    "stop": {"exercise": "E6", "state": "set", "after_s": 12, "reason": "pain", "pain": 6},
}  # fmt: skip
