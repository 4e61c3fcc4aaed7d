"""Branch coverage of each room, from one run of the suite, or of one room by its own tests.

    pip install -e ".[coverage]" && python -m scripts.coverage [PYTEST ARGUMENT ...]
    python -m scripts.coverage --room motion/smoothness [PYTEST ARGUMENT ...]

Modules that were compiled can't be followed. With `--room` the tests run in a copy of the checkout where that room's
modules are plain Python, and the lines that none of them runs are listed; `SENSORTRACK_PURE=1 pip install -e .` in
another environment measures all rooms so, in some hours. Ends with 1 where a room, or all of them together, is below
its target.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .mutations import copy_to

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
    """Run the suite, or one room's tests, under coverage.py, and print what each room reaches."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--room", help="one room alone, by the tests of its own: recorder, motion/smoothness")
    options, rest = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        if options.room is None:
            ended, files = _measured(ROOT, scratch, rest)
        else:
            copy = Path(scratch, "copy")
            copy_to(copy)
            for compiled in compiled_in(copy / PACKAGE / options.room):
                compiled.unlink()
            tests = (
                [] if any(not a.startswith("-") for a in rest) else [f"tests/{options.room.split('/')[0]}"]
            )
            ended, files = _measured(copy, scratch, ["-n0", *tests, *rest])
    if not files:
        return ended or 2
    rooms = by_room(files)
    if options.room is not None:
        rooms = {room: t for room, t in rooms.items() if room == options.room}
        print("\n".join(missed(files, options.room)))
    print("\n".join(lines_of(rooms)))
    return ended or int(any(_share(t) < target_of(room) for room, t in rooms.items()))


def _measured(root: Path, scratch: str, arguments: Sequence[str]) -> tuple[int, dict[str, Any]]:
    """How pytest ended, and coverage.py's report by file."""
    settings, report = Path(scratch, "coveragerc"), Path(scratch, "report.json")
    settings.write_text(_settings(root, scratch), encoding="utf-8")
    pytest = [sys.executable, "-m", "pytest", "-q", f"--cov={PACKAGE}", "--cov-branch", "--cov-report="]
    ended = subprocess.run(
        [*pytest, f"--cov-config={settings}", f"--cov-report=json:{report}", *arguments], cwd=root
    )
    files = json.loads(report.read_text(encoding="utf-8"))["files"] if report.is_file() else {}
    return ended.returncode, files


def compiled_in(folder: Path) -> list[Path]:
    """The compiled modules in a folder."""
    return sorted(p for kind in ("*.so", "*.pyd") for p in folder.rglob(kind))


def _settings(root: Path, scratch: str) -> str:
    # Whole paths: a program that a test starts elsewhere would take others for its own.
    compiled = sorted(
        p.with_name(f"{p.name.partition('.')[0]}.py").resolve().as_posix()
        for p in compiled_in(root / PACKAGE)
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


def missed(files: Mapping[str, Mapping[str, Any]], room: str) -> Iterable[str]:
    """A line for each file of a room with lines, or ways from one line to another, that no test took."""
    for file, found in sorted(files.items()):
        ways = [f"{a}->{'exit' if b < 0 else b}" for a, b in found.get("missing_branches", ())]
        if room_of(file) == room and (found["missing_lines"] or ways):
            yield f"{file}: {', '.join([*map(str, found['missing_lines']), *ways])}"


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
