"""Branch coverage of each room, from one run of the suite.

    pip install -e ".[coverage]" && python -m scripts.coverage [PYTEST ARGUMENT ...]

Modules that were compiled can't be followed: `SENSORTRACK_PURE=1 pip install -e .` in another environment measures
them, too, in some hours. Ends with 1 where a room, or all of them together, is below its target.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGE = "sensortrack"
ALL = 95.0
"""Share of lines and branches, in %, that all rooms together must reach: what is left are mainly faults of systems that
can't be made here."""
WHOLE = ("protocol", "session", "motion/smoothness", "recorder")
"""Rooms of which nothing may be left out: what they do wrong reaches a patient, or a paper."""
COUNTS = ("num_statements", "covered_lines", "num_branches", "covered_branches")

Totals = Mapping[str, int]


def main(arguments: list[str]) -> int:
    """Run the suite under coverage.py, and print what each room reaches."""
    with tempfile.TemporaryDirectory() as scratch:
        settings, report = Path(scratch, "coveragerc"), Path(scratch, "report.json")
        settings.write_text(_settings(scratch), encoding="utf-8")
        pytest = [sys.executable, "-m", "pytest", "-q", f"--cov={PACKAGE}", "--cov-branch", "--cov-report="]
        ended = subprocess.run(
            [*pytest, f"--cov-config={settings}", f"--cov-report=json:{report}", *arguments]
        )
        if not report.is_file():
            return ended.returncode or 2
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    rooms = by_room(files)
    print("\n".join(lines_of(rooms)))
    return ended.returncode or int(any(_share(t) < target_of(room) for room, t in rooms.items()))


def _settings(scratch: str) -> str:
    compiled = sorted(
        p.with_suffix(".py").relative_to(ROOT).as_posix()
        for p in (ROOT / PACKAGE).rglob("*.pxd")
        if any(p.parent.glob(f"{p.stem}.*.so")) or any(p.parent.glob(f"{p.stem}.*.pyd"))
    )
    omitted = "".join(f"\n    {path}" for path in compiled)
    return (
        f"[run]\nbranch = true\nparallel = true\ndata_file = {scratch}/data\npatch = subprocess\nomit ={omitted}\n"
        "[report]\nexclude_also =\n    if TYPE_CHECKING:\n    @overload\n    @abstractmethod\n    ^\\s*\\.\\.\\.$\n"
    )


def room_of(file: str) -> str:
    """The room of a file: its folder in the package, or the one of `WHOLE` in which it lies."""
    inside = Path(file).as_posix().rpartition(f"{PACKAGE}/")[2]
    whole = next((room for room in WHOLE if inside.startswith(f"{room}/")), None)
    return whole or (inside.partition("/")[0] if "/" in inside else ".")


def by_room(files: Mapping[str, Mapping[str, Any]]) -> dict[str, Totals]:
    """Statements and branches of each room, and of all of them as "all", from coverage.py's report by file."""
    rooms: dict[str, Counter[str]] = {}
    for file, found in sorted(files.items(), key=lambda item: room_of(item[0])):
        for room in (room_of(file), "all"):
            rooms.setdefault(room, Counter()).update({key: found["summary"][key] for key in COUNTS})
    rooms["all"] = rooms.pop("all", Counter())
    return dict(rooms)


def target_of(room: str) -> float:
    """The least share in % that a room must reach; 0 where none is asked of it alone."""
    return 100.0 if room in WHOLE else ALL if room == "all" else 0.0


def lines_of(rooms: Mapping[str, Totals]) -> Iterable[str]:
    """A line for each room: the share of its statements and branches that were run, and what is missing."""
    yield f"{'room':20}{'share':>9}{'lines':>9}{'missed':>9}{'branches':>10}{'missed':>9}"
    for room, t in rooms.items():
        share, target = _share(t), target_of(room)
        missed = t["num_statements"] - t["covered_lines"], t["num_branches"] - t["covered_branches"]
        below = f"   below {target:g} %" if share < target else ""
        yield (
            f"{room:20}{share:8.1f}%{t['num_statements']:9}{missed[0]:9}{t['num_branches']:10}{missed[1]:9}{below}"
        )


def _share(t: Totals) -> float:
    there = t["num_statements"] + t["num_branches"]
    return 100.0 * (t["covered_lines"] + t["covered_branches"]) / there if there else 100.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
