"""The floors of the house: a room imports only from rooms below it, as docs/architecture.md draws them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sensortrack

ROOT = Path(sensortrack.__file__).parent
FLOORS = (
    "errors",
    "units",
    "version",
    "json_text",
    "outside",
    "data_files",
    "private_files",
    "local_time",
    "records",
    "plausibility",
    "motion",
    "devices",
    "files",
    "protocol",
    "sources",
    "language",
    "recorder",
    "analysis",
    "study",
    "history",
    "report",
    "session",
    "home",
    "app",
    "cli",
)
"""Every room, from the ground up."""


def imported(path: Path) -> Iterator[str]:
    """The rooms that a module imports, wherever in it that stands."""
    package = ["sensortrack", *path.relative_to(ROOT).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = base + (node.module.split(".") if node.module else [])
            names = [base] if len(base) > 1 else [[*base, alias.name] for alias in node.names]
        else:
            continue
        yield from (name[1] for name in names if name[0] == "sensortrack" and len(name) > 1)


def rooms() -> list[str]:
    return sorted(
        {p.name if p.is_dir() else p.stem for p in ROOT.iterdir() if p.suffix == ".py" or any(p.glob("*.py"))}
        - {"__init__", "__main__"}
    )


def test_every_room_has_its_floor() -> None:
    assert rooms() == sorted(FLOORS)


@pytest.mark.parametrize("room", rooms())
def test_no_room_imports_from_above(room: str) -> None:
    paths = [ROOT / f"{room}.py"] if (ROOT / f"{room}.py").exists() else sorted((ROOT / room).rglob("*.py"))
    assert paths
    upward = {
        f"{path.relative_to(ROOT)} imports {other}"
        for path in paths
        for other in imported(path)
        if other in FLOORS and other != room and FLOORS.index(other) > FLOORS.index(room)
    }
    assert not upward
