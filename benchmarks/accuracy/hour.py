"""An hour of exercise to measure cost on, and the measuring itself, each in a process of its own.

python -m benchmarks.accuracy.hour cpu FILE          # reading by pandas, reading by us, analysing: CPU s
python -m benchmarks.accuracy.hour length FILE N     # CPU s per sample of 1 and of N such hours, fed one after another
python -m benchmarks.accuracy.hour gaps FILE N       # CPU s of each of N such hours, a gap each second
python -m benchmarks.accuracy.hour live FILE         # CPU of the analysis, as a share of the recording's time
python -m benchmarks.accuracy.hour file FILE         # analyse a file read in blocks: peak memory in MB
python -m benchmarks.accuracy.hour tracker FILE N    # N hours through the tracker: peak memory in MB after each
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
EXERCISE = "E6"
RATE_HZ = 100.0
HOUR_S = 3600.0
SEED = 592_000
COLUMNS = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
LIVE_SIZES = (4, 10, 20)
LIVE_S = 600.0


def write_hours(path: Path, hours: int) -> None:
    """A CSV of ours with one simulated hour of bridges, ordinary level, again and again; and its JSON."""
    from sensortrack.sources.simulator import ORDINARY, Sensor, plan_for, simulate

    recording = simulate(
        plan_for(EXERCISE, repetitions=480), sensor=Sensor(rate_hz=RATE_HZ), difficulty=ORDINARY, seed=SEED
    )
    (block,) = recording.blocks
    count = int(HOUR_S * RATE_HZ)
    assert block.gyr is not None
    assert len(block) >= count
    values = np.column_stack([block.acc[:count], block.gyr[:count]])
    rows = [",%.6f,%.6f,%.6f,%.6f,%.6f,%.6f\n" % tuple(row) for row in values.tolist()]  # noqa: UP031
    with path.open("w", encoding="utf-8") as file:
        file.write(COLUMNS + "\n")
        for hour in range(hours):
            first = hour * count
            file.write("".join(f"{(first + k) / RATE_HZ:.6f}{row}" for k, row in enumerate(rows)))
    sidecar = {"schema": "sensortrack.recording/1", "frame": "body", "rate_hz": RATE_HZ, "exercise": EXERCISE}
    path.with_suffix(".json").write_text(json.dumps(sidecar), encoding="utf-8")


def measured(verb: str, path: Path, *arguments: str) -> Any:
    """What a verb prints, from a fresh process with one thread."""
    environment = os.environ | {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), environment.get("PYTHONPATH", "")]).rstrip(
        os.pathsep
    )
    command = [sys.executable, "-m", f"{__package__}.hour", verb, str(path), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment, cwd=ROOT)
    return json.loads(done.stdout)


def cpu(path: Path) -> dict[str, float]:
    """One run of each, in the order in which a program would: pandas reads, we read, we analyse."""
    import pandas as pd
    from pandas.errors import OptionError

    import sensortrack

    _imported()
    with suppress(OptionError):  # before pandas 3.1 there was only one thread
        pd.set_option("mode.max_threads", 1)
    times = [time.process_time()]
    frame = pd.read_csv(path)
    times.append(time.process_time())
    recording = sensortrack.read(path)
    times.append(time.process_time())
    result = sensortrack.analyse(recording)
    times.append(time.process_time())
    assert result.recording.samples == len(frame)
    pandas_s, read_s, analysis_s = np.diff(times).tolist()
    return {"pandas_s": pandas_s, "read_s": read_s, "analysis_s": analysis_s, "samples": float(len(frame))}


def length(path: Path, hours: str) -> dict[str, float]:
    """CPU time per sample of one hour, and of many fed one after another, in µs."""
    import sensortrack

    recording = sensortrack.read(path)
    sensortrack.analyse(replace(recording, blocks=[b.cut(0, 6000) for b in recording.blocks][:1]))
    found = {}
    for name, n in (("one", 1), ("many", int(hours))):
        repeated = replace(recording, blocks=_Again(recording.blocks, n))
        begun = time.process_time()
        result = sensortrack.analyse(repeated)
        found[name] = 1e6 * (time.process_time() - begun) / result.recording.samples
    return found


def gaps(path: Path, hours: str) -> list[float]:
    """CPU time of each hour in s, where the last two samples of each second are lost."""
    import sensortrack
    from sensortrack.analysis import Analysis
    from sensortrack.protocol import load_catalogue

    recording = sensortrack.read(path)
    catalogue = load_catalogue()
    analysis = Analysis(catalogue.exercise(EXERCISE), catalogue, recording.description, recording.rate_hz)
    second = round(RATE_HZ)
    seconds = [p for b in recording.blocks for p in b.chunks(second)]
    found = []
    for hour in range(int(hours)):
        begun = time.process_time()
        for k, piece in enumerate(seconds):
            after_gap = hour + k > 0
            part = replace(piece.cut(0, len(piece) - 2), time_s=piece.time_s[:-2] + hour * HOUR_S)
            analysis.feed(replace(part, after_gap=after_gap))
        found.append(time.process_time() - begun)
    return found


class _Again:
    """The blocks of an hour, n times over, each a later hour; made as they are asked for."""

    def __init__(self, blocks: Any, times: int) -> None:
        self._blocks, self._times = list(blocks), times

    def __iter__(self) -> Iterator[Any]:
        for hour in range(self._times):
            for block in self._blocks:
                yield replace(block, time_s=block.time_s + hour * HOUR_S)


def live(path: Path) -> dict[str, float]:
    """CPU time of the analysis by the time recorded, fed so many samples at a time."""
    import sensortrack
    from sensortrack.analysis import Analysis
    from sensortrack.protocol import load_catalogue

    recording = sensortrack.read(path)
    catalogue = load_catalogue()
    found = {}
    for size in LIVE_SIZES:
        analysis = Analysis(catalogue.exercise(EXERCISE), catalogue, recording.description, recording.rate_hz)
        pieces = [p for b in recording.blocks if b.time_s[0] < LIVE_S for p in b.chunks(size)]
        begun = time.process_time()
        for piece in pieces:
            analysis.feed(piece)
        recorded_s = sum(len(piece) for piece in pieces) / recording.rate_hz
        found[str(size)] = (time.process_time() - begun) / recorded_s
    return found


def file(path: Path) -> dict[str, float]:
    """Analyse a file that is read in blocks."""
    import sensortrack

    before = _peak_mb()
    result = sensortrack.analyse(sensortrack.open_recording(path))
    return {"before_mb": before, "peak_mb": _peak_mb(), "samples": float(result.recording.samples)}


def tracker(path: Path, hours: str) -> list[float]:
    """Hours through the tracker alone, whose events nobody keeps."""
    import sensortrack
    from sensortrack.motion.tracker import Tracker
    from sensortrack.protocol import load_catalogue
    from sensortrack.protocol.definitions import movement_rules

    recording = sensortrack.read(path)
    catalogue = load_catalogue()
    exercise = catalogue.exercise(EXERCISE)
    rules = movement_rules(exercise, catalogue)
    follower = Tracker(exercise.movement, rules, recording.rate_hz, mounting_known=True)
    pieces = [p for b in recording.blocks for p in b.chunks(1000)]
    peaks = []
    for hour in range(int(hours)):
        for piece in pieces:
            follower.feed(replace(piece, time_s=piece.time_s + hour * HOUR_S))
        peaks.append(_peak_mb())
    return peaks


def _imported() -> None:
    """Import what an analysis imports, so that its first run isn't charged for it."""
    for name in ("analysis", "motion", "protocol"):
        package = import_module(f"sensortrack.{name}")
        for module in iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")


def _peak_mb() -> float:
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells begins with the peak of the process that started this one
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    import resource  # not there on Windows, where only the memory can't be measured

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


if __name__ == "__main__":
    verbs = {"cpu": cpu, "length": length, "gaps": gaps, "live": live, "file": file, "tracker": tracker}
    print(json.dumps(verbs[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))  # type: ignore[operator]
