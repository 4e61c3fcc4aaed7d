"""CPU time and memory, each as a ratio to something that anyone can run beside it."""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from .hour import EXERCISE, LIVE_SIZES, RATE_HZ, measured, write_hours
from .peers import SCRIPT
from .table import Report, Row, Section, markdown, note
from .work import Work

IDS = ("cpu", "cpu-skdh", "live", "memory")
RUNS = 3
LONG_HOURS, SHORT_HOURS = 24, 3
"""A quick run takes the shorter; the row says which it was."""
QUICK_SETS = 300
FLAT_MB = 5.0


def measure(work: Work) -> Report:
    """All rows, on one simulated hour of bridges."""
    hours = LONG_HOURS if work.sets >= QUICK_SETS else SHORT_HOURS
    with tempfile.TemporaryDirectory() as folder:
        path, long = Path(folder) / "hour.csv", Path(folder) / "long.csv"
        write_hours(path, 1)
        write_hours(long, hours)
        steps: list[tuple[str, Path, tuple[str, ...]]] = [
            *(("cpu", path, ()) for _ in range(RUNS)),
            ("length", path, (str(hours),)),
            ("live", path, ()),
            ("file", path, ()),
            ("file", long, ()),
            ("tracker", path, (str(hours),)),
        ]
        # One after another, whatever the number of processes: two at a time would disturb each other.
        *runs, length, live, one, many, tracker = work.map(_run, steps, "cost", alone=True)
        skdh = _skdh(work, path)
    return Report(
        [
            _cpu(runs, length, hours),
            _beside_skdh(runs, skdh),
            _live(live),
            _memory(one, many, tracker, hours),
        ],
        [Section("Cost", _table(runs, length, live, skdh, tracker, hours))],
    )


def _run(step: tuple[str, Path, tuple[str, ...]]) -> Any:
    return measured(step[0], step[1], *step[2])


def _ratio(run: dict[str, float]) -> float:
    return run["analysis_s"] / run["pandas_s"]


def _cpu(runs: list[dict[str, float]], length: dict[str, float], hours: int) -> Row:
    ratios = sorted(_ratio(run) for run in runs)
    middle = statistics.median(ratios)
    growth = length["many"] / length["one"] - 1.0
    return Row(
        "cpu",
        "whole analysis after parsing ÷ one-thread pandas reading of the same one-hour CSV, CPU time, one run; "
        f"cost per sample at {hours} h beside 1 h",
        "≤ 1.2; ± 10 %",
        f"{middle:.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f} in {len(ratios)} processes); {100 * growth:+.0f} %",
        middle <= 1.2 and abs(growth) <= 0.1,
        "this computer",
        f"an hour of {EXERCISE} at {RATE_HZ:g} Hz, simulated",
    )


def _skdh(work: Work, path: Path) -> tuple[float, str]:
    """CPU time of skdh's Sit2Stand on the same hour in s, NaN and why where it can't be run."""
    values = np.loadtxt(path, delimiter=",", skiprows=1, usecols=(1, 2, 3, 4, 5, 6))
    names = np.array(["hour"])
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(folder) / "hour.npz"
        arrays: dict[str, Any] = {"names": names, "hour/rate_hz": RATE_HZ, "hour/acc": values[:, :3]}
        np.savez(packed, **arrays)
        done = subprocess.run(
            [work.peers, str(SCRIPT), "skdh", str(packed)], capture_output=True, text=True, check=False
        )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return float("nan"), lines[-1] if lines else "it ended with an error"
    return float(json.loads(done.stdout)[0]["cpu_s"]), ""


def _beside_skdh(runs: list[dict[str, float]], skdh: tuple[float, str]) -> Row:
    what, target = "the same hour ÷ skdh's Sit2Stand, CPU time", "≤ 1/5"
    if np.isnan(skdh[0]):
        return Row("cpu-skdh", what, target, f"not run: {skdh[1]} (see --peers)", None, "this computer")
    ratio = statistics.median(run["analysis_s"] for run in runs) / skdh[0]
    return Row("cpu-skdh", what, target, f"{ratio:.2f}", ratio <= 1 / 5, "this computer", "skdh: one run")


def _live(live: dict[str, float]) -> Row:
    shares = [f"{100 * live[str(size)]:.3f}" for size in LIVE_SIZES]
    return Row(
        "live",
        f"live, 100 Hz, one sensor: CPU of the analysis, {', '.join(map(str, LIVE_SIZES))} samples a notification",
        "≤ 0.1 % of a core",
        f"{' / '.join(shares)} %",
        max(live.values()) <= 1e-3,
        "this computer",
        "ten minutes of the same hour",
    )


def _memory(one: dict[str, float], many: dict[str, float], tracker: list[float], hours: int) -> Row:
    growth = tracker[-1] - tracker[1]
    return Row(
        "memory",
        f"a recording of {hours} h read in blocks: peak memory; growth of the tracker from the second hour to the last",
        "≤ 300 MB; none (≤ 5 MB)",
        f"{many['peak_mb']:.0f} MB (an hour: {one['peak_mb']:.0f}); {growth:.1f} MB",
        many["peak_mb"] <= 300.0 and growth <= FLAT_MB,
        "this computer",
        f"{many['samples'] / 1e6:.1f} million samples",
    )


def _table(
    runs: list[dict[str, float]],
    length: dict[str, float],
    live: dict[str, float],
    skdh: tuple[float, str],
    tracker: list[float],
    hours: int,
) -> str:
    def us(key: str) -> str:
        return f"{1e6 * statistics.median(run[key] / run['samples'] for run in runs):.3f}"

    lines = [
        ["pandas.read_csv, one thread", us("pandas_s")],
        ["`sensortrack.read`", us("read_s")],
        ["`sensortrack.analyse`, the whole of it", us("analysis_s")],
        ["the same, one hour after a warm-up", f"{length['one']:.3f}"],
        [f"the same, {hours} hours", f"{length['many']:.3f}"],
        *([] if np.isnan(skdh[0]) else [["skdh's Sit2Stand", f"{1e6 * skdh[0] / runs[0]['samples']:.3f}"]]),
    ]
    feeds = [[str(size), f"{1e6 * live[str(size)] * size / RATE_HZ:.0f}"] for size in LIVE_SIZES]
    return (
        note("cost")
        + markdown(["", "µs a sample"], lines)
        + "\n\n"
        + markdown(["samples a feed", "µs a feed"], feeds)
        + f"\n\nPeak memory of the tracker alone: {tracker[0]:.0f} MB after 1 h, {tracker[-1]:.0f} MB after {hours} h."
    )
