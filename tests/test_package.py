"""What the package promises to those who import it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import sensortrack

ROOT = Path(sensortrack.__file__).parent
LOWEST = {
    *("errors", "units", "version", "data_files", "section"),
    *("json_text", "local_time", "private_files", "outside"),
}
ROOMS = {
    "outside": set(),
    # A room imports only from rooms below it.
    "records": set(),
    "files": {"records", "devices"},
    "sources": {
        "records",
        "devices",
        "files",
        "motion",
        "protocol",
    },  # the virtual patient does what a catalogue says
    "devices": {"records"},
    "recorder": {"records", "files", "devices", "sources"},
    "motion": {"records"},
    "protocol": {"records", "motion"},
    "plausibility": {"records"},
    "analysis": {"records", "plausibility", "motion", "protocol", "files", "language"},
    "language": {"records", "protocol"},
    "history": {"records", "protocol", "language", "files"},
    "report": {"records", "motion", "protocol", "analysis", "language"},
    "plot": {"records", "analysis"},
    "study": {"records", "files", "protocol", "analysis"},
    "session": {
        *("records", "protocol", "language", "history", "analysis"),
        *("recorder", "files", "devices", "sources"),
    },
}


def test_every_public_name_is_there() -> None:
    for name in sensortrack.__all__:
        assert getattr(sensortrack, name) is not None
    assert set(sensortrack.__all__) <= set(dir(sensortrack)) | {"__version__"}


def test_nothing_public_needs_pandas_to_be_imported() -> None:
    script = "import sys, sensortrack\nfor name in sensortrack.__all__: getattr(sensortrack, name)\n"
    told = subprocess.run(
        [sys.executable, "-c", script + "print('pandas' in sys.modules)"], capture_output=True, text=True
    )
    assert told.stdout == "False\n", told.stderr


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = sensortrack.nothing


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_no_import_runs_upward(room: str) -> None:
    allowed = ROOMS[room] | {room} | LOWEST
    for file in (ROOT / room).rglob("*.py"):
        depth = len(file.relative_to(ROOT).parts)
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom):
                module = (node.module or "").split(".")
                if node.level == depth:
                    target = module[0]
                elif node.level == 0 and module[0] == "sensortrack":
                    target = module[1] if len(module) > 1 else ""
                else:
                    continue
                assert target in allowed or target == "", f"{file} imports {target}"
