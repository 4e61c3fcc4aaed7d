"""What reading a recording costs beside pandas' parser on the same file.

    python -m benchmarks.reading [--json] [--pairs N]

In one process both read the same file in turn, so that whatever else the machine does slows both; the CPU time of each
pair gives a ratio, and their median is printed. `read` finds the format, checks every cell, finds rate and gaps,
and makes blocks; `pandas.read_csv` parses. Goal: at most 1.2 for an hour, and nearly the same with many gaps.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import sensortrack

RATE_HZ = 100.0
CASES = {
    "an hour": (360_000, 0, 0.0),
    "a minute": (6_000, 0, 0.0),
    "a set with 671 gaps": (9_054, 671, 0.0),
    "an hour with 20,000 gaps": (360_000, 20_000, 0.0),
    "ten minutes with jitter": (60_000, 0, 0.25),
}
"""Samples, how many single ones of them are lost, and the jitter of the stamps in intervals."""


def written(folder: Path, samples: int, lost: int, jitter: float) -> Path:
    """A recording of noise."""
    rng = np.random.default_rng(1)
    present = np.delete(np.arange(samples), rng.choice(np.arange(5, samples - 5), lost, replace=False))
    time_s = (present + rng.uniform(-jitter, jitter, len(present)) + 1.0) / RATE_HZ
    path = folder / f"{samples}_{lost}_{jitter}.csv"
    rows = np.column_stack([time_s, rng.normal(0.0, 5.0, (len(present), 6))])
    header = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
    np.savetxt(path, rows, fmt="%.6f", delimiter=",", header=header, comments="")
    return path


def cpu_s(call: Callable[[], object]) -> float:
    """Process time of one call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--pairs", type=int, default=15)
    options = parser.parse_args()
    found = {}
    with tempfile.TemporaryDirectory() as name:
        for case, (samples, lost, jitter) in CASES.items():
            path = written(Path(name), samples, lost, jitter)
            sensortrack.read(path)
            pairs = [
                (cpu_s(lambda p=path: sensortrack.read(p)), cpu_s(lambda p=path: pd.read_csv(p)))  # type: ignore[misc]
                for _ in range(options.pairs)
            ]
            found[case] = {
                "ratio": round(statistics.median(ours / theirs for ours, theirs in pairs), 2),
                "ours_ms": round(1e3 * min(ours for ours, _ in pairs), 2),
                "pandas_ms": round(1e3 * min(theirs for _, theirs in pairs), 2),
            }
    if options.json:
        print(json.dumps(found))
    else:
        for case, row in found.items():
            print(
                f"{case:26} {row['ratio']:5.2f} x pandas ({row['ours_ms']:.2f} ms, {row['pandas_ms']:.2f} ms)"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
