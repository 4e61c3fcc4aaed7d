"""Every door by which a file from outside comes in, for tests that must hold at all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sensortrack.cli.answers import load_script
from sensortrack.devices import decode_capture, decode_file, load_profile, read_capture
from sensortrack.files import read, read_annotations, read_calibration, read_sidecar
from sensortrack.files.profiles import load_profile as load_import_profile
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.plan_file import load_plan

Reader = Callable[[Path], object]

READERS: dict[str, tuple[str, Reader]] = {
    "recording": ("r.csv", read),
    "sidecar": ("r.json", lambda path: read_sidecar(path, [])),
    "annotations": (
        "r.csv.annotations.toml",
        lambda path: read_annotations(path.with_name(path.name.removesuffix(".annotations.toml"))),
    ),
    "calibration": ("r.calibration.json", read_calibration),
    "import_profile": ("f.toml", load_import_profile),
    "firmware_profile": ("p.toml", load_profile),
    "capture": ("c.capture.jsonl", lambda path: decode_capture(read_capture(path))),
    "sd_file": ("s.txt", lambda path: decode_file(path, load_profile("witmotion_sd"))),
    "catalogue": ("c.toml", load_catalogue),
    "plan": ("plan.toml", lambda path: load_plan(path, load_catalogue())),
    "answers": ("a.toml", lambda path: load_script(str(path), load_catalogue())),
}
"""By name: what such a file is called, and what reads it."""
