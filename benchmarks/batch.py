"""Many recordings: throughput of two processes beside one, and what a study and Dask cost over the analysis.

    python -m benchmarks.batch --recordings 1000 --minutes 5

The recordings are eight simulated sets, each under many names: every one is read, hashed, analysed and written as if it
were another. Costs are processor time of all processes together, taken in turns with what they are held against; the
least of the rounds is reported: it was disturbed least. Dask's worker has the settings of docs/how-to/cluster.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import sensortrack
from sensortrack.sources.simulator import ORDINARY, Sensor, plan_for, simulate

DISTINCT = 8
ROUNDS = 5
FEW, MORE = 8, 40
"""Recordings of a study whose cost is taken, and of a larger one: what any study costs is in both."""
IDLE_S = 5.0
REPETITION_S = 12.5
"""What a repetition of E6 takes with its rest, s."""
WORKER_SETTINGS = {
    "MALLOC_TRIM_THRESHOLD_": "67108864",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
}
"""Those of docs/how-to/cluster.md."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description=__doc__)
    parser.add_argument("--recordings", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=5.0)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sensortrack-batch-"))
    try:
        files = make(folder / "data", options.recordings, options.minutes)
        size = sum(file.stat().st_size for file in files[:DISTINCT]) / DISTINCT / 1e6
        said(f"{len(files)} recordings of {options.minutes:g} min at 100 Hz, {size:.1f} MB each")
        own, analysis = overhead(files, folder, None)
        said(f"analysis alone {analysis:.0f} ms; a study adds {own:.1f} ms a recording (goal: 5)")
        with cluster() as executor:
            idle = idle_ms_per_s()
            dask, _ = overhead(files, folder, executor)
        said(
            f"on Dask a study adds {dask:.1f} ms a recording (goal: 15), with what a cluster takes that does nothing: "
            f"{idle:.0f} ms of processor time in each second that the study lasts"
        )
        alone, both = costs(files, folder)
        said(
            f"in one process {1e3 * alone:.0f} ms of processor time a recording, in two {1e3 * both:.0f} ms: "
            f"× {2.0 * alone / both:.2f} on two cores that do nothing else (goal: 1.8)"
        )
        rates = [throughput(files, folder, workers) for workers in (1, 2)]
        said(f"{rates[0]:.2f} and {rates[1]:.2f} recordings/s: × {rates[1] / rates[0]:.2f} on these")
    finally:
        shutil.rmtree(folder)
    return 0


def said(text: str) -> None:
    """A line of the result, with the load under which it was measured."""
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores" if hasattr(os, "getloadavg") else ""
    print(f"{text}  [{load}]", flush=True)


def make(folder: Path, recordings: int, minutes: float) -> list[Path]:
    """The recordings' paths."""
    folder.mkdir()
    plan = plan_for("E6", repetitions=max(1, round(60.0 * minutes / REPETITION_S)), rest_s=4.5)
    files = [folder / f"{number:05}.csv" for number in range(recordings)]
    for number, file in enumerate(files):
        if number < DISTINCT:
            made = simulate(plan, sensor=Sensor(rate_hz=100.0), difficulty=ORDINARY, seed=number)
            sensortrack.write_recording(file, made)
            continue
        for suffix in (".csv", ".json"):
            os.link(files[number % DISTINCT].with_suffix(suffix), file.with_suffix(suffix))
    return files


def overhead(files: list[Path], folder: Path, executor: Executor | None) -> tuple[float, float]:
    """Processor time that a study adds to the analysis of each further recording, and that of the analysis, ms."""

    def study(count: int) -> None:
        done = sensortrack.analyse_many(files[:count], out=folder / "out", executor=executor)
        assert not len(done.failures)
        shutil.rmtree(folder / "out")

    def analysis(count: int) -> None:
        for file in files[:count]:
            sensortrack.analyse(sensortrack.open_recording(file))

    study(FEW)  # each process imports what it needs
    took = [
        [processor_s(partial(work, count)) for work, count in ((study, FEW), (study, MORE), (analysis, FEW))]
        for _ in range(ROUNDS)
    ]
    few, more, alone = (min(round_[k] for round_ in took) * 1e3 for k in range(3))
    return (more - few) / (MORE - FEW) - alone / FEW, alone / FEW


def costs(files: list[Path], folder: Path) -> tuple[float, float]:
    """Processor time of each further recording of a study in one process, and by two with the one that waits, s."""

    def used(workers: int, count: int) -> float:
        before = sum(os.times()[:4])  # ours, and that of the workers, which have ended
        sensortrack.analyse_many(files[:count], out=folder / "out", workers=workers)
        shutil.rmtree(folder / "out")
        return sum(os.times()[:4]) - before

    turns = [(workers, count) for workers in (1, 2) for count in (FEW, MORE)]
    took = [[used(*turn) for turn in turns] for _ in range(ROUNDS)]
    few_alone, more_alone, few_both, more_both = (min(column) for column in zip(*took, strict=True))
    return (more_alone - few_alone) / (MORE - FEW), (more_both - few_both) / (MORE - FEW)


def processor_s(work: Callable[[], None]) -> float:
    """Processor time of this process and of those that it began, while it works, s."""
    import psutil

    others = psutil.Process().children(recursive=True)

    def used() -> float:  # of others the system counts hundredths of a second
        theirs = sum(t.user + t.system for t in (one.cpu_times() for one in others))
        return float(theirs) + time.process_time()

    before = used()
    work()
    return used() - before


def idle_ms_per_s() -> float:
    """Processor time that this process and those that it began take while none has anything to do, ms in a second."""
    return 1e3 * processor_s(partial(time.sleep, IDLE_S)) / IDLE_S


@contextmanager
def cluster() -> Iterator[Executor]:
    """Dask with one worker process."""
    from sensortrack.study.cluster import dask_executor

    os.environ |= WORKER_SETTINGS
    distributed: Any = import_module("distributed")
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as made,
        dask_executor(made.scheduler_address) as executor,
    ):
        yield executor


def throughput(files: list[Path], folder: Path, workers: int) -> float:
    """Recordings a second, from the first that is done to the last: what the processes take to begin isn't in it."""
    done_at: list[float] = []

    def progress(done: int, total: int, failed: int) -> None:
        del done, total, failed
        done_at.append(time.monotonic())

    study = sensortrack.analyse_many(files, out=folder / f"out{workers}", workers=workers, progress=progress)
    assert len(study.tables["summary"]) == len(files)
    return (len(files) - 1) / (done_at[-1] - done_at[0])


if __name__ == "__main__":
    sys.exit(main())
