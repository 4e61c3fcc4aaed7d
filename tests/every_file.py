"""Every real recording with every exercise: nothing but results and errors of ours comes out.

    python -m tests.every_file [--every N]

Reads what it finds in the folder that SENSORTRACK_DATA names; `--every N` takes each Nth file only.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from pathlib import Path

import sensortrack
from sensortrack.errors import SensortrackError


def readable(folder: Path) -> list[Path]:
    """Files that may be recordings, in order."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "README")


def escaped(path: Path, exercises: list[str]) -> tuple[int, list[str]]:
    """How many runs a file made, and what left the library that isn't ours: exercise, error and place."""
    try:
        recording = sensortrack.read(path)
    except SensortrackError:
        return 0, []
    except Exception:
        return 0, [f"{path}: reading: {traceback.format_exc(limit=-2)}"]
    found = []
    for exercise in exercises:
        try:
            sensortrack.analyse(recording, exercise=exercise)
        except SensortrackError:
            continue
        except Exception:
            found.append(f"{path} as {exercise}: {traceback.format_exc(limit=-2)}")
    return len(exercises), found


def exercise_ids() -> list[str]:
    """Of the catalogue."""
    return [exercise.id for exercise in sensortrack.load_catalogue().exercises]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--every", type=int, default=1, help="take each Nth file only")
    options = parser.parse_args()
    exercises, runs, failed = exercise_ids(), 0, 0
    for path in readable(Path(os.environ["SENSORTRACK_DATA"]))[:: options.every]:
        made, found = escaped(path, exercises)
        runs, failed = runs + made, failed + len(found)
        for text in found:
            print(text, flush=True)
    print(f"{runs} runs of file and exercise; {failed} ended in an error that isn't ours")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
