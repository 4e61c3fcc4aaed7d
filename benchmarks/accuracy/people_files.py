"""Other people's recordings with movements in them: the files, their references, and how each is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sensortrack.records import Recording

from .others import by_profile, mex, sisfall, trunkyxl


@dataclass(frozen=True, slots=True)
class File:
    """One file, what to read it with, and what its reference says: a count, or times at which it happened."""

    data_set: str
    path: Path
    exercise: str
    count: tuple[int, int]
    moments_s: tuple[float, ...] = ()
    spans_s: tuple[tuple[float, float], ...] = ()
    name: str = ""


def read(file: File) -> Recording:
    """The recording, by the reader of its data set."""
    readers: dict[str, Callable[[Path], Recording]] = {
        "trunkyxl": trunkyxl,
        "mex_lowbackpain": mex,
        "sisfall_waist": sisfall,
        "bowing_chest": lambda path: by_profile(path, "bowing_chest"),
        "pi_bench_sts": lambda path: by_profile(path, "pi_bench"),
    }
    return readers[file.data_set](file.path)


def trunkyxl_files(data: Path) -> list[File]:
    """The trials with reference events."""
    folder = data / "trunkyxl"
    events = pd.read_csv(folder / "reference_events_from_C7_sensor.csv")
    files = []
    for trial, of_trial in events[events.event == "flexion"].groupby("trial"):
        times = tuple(sorted(float(t) for t in of_trial.t_s))
        path = folder / str(trial) / "R" / "Back" / "Sensor 3.csv"
        files.append(File("trunkyxl", path, "E10", (len(times), len(times)), times, name=str(trial)))
    return files


def mex_files(data: Path) -> list[File]:
    """Bridging and knee-rolling of each person."""
    folder = data / "mex_lowbackpain"
    summary, events, cycles = (
        pd.read_csv(folder / f"{name}.csv") for name in ("mex_summary", "mex_events", "knee_rolling_cycles")
    )
    files = []
    for row in summary[summary.exercise == "bridging"].itertuples():
        of = events[
            (events.exercise == "bridging")
            & (events.subject == row.subject)
            & (events.touches_file_edge == 0)
        ]
        spans = tuple(zip(of.half_amp_on_s.astype(float), of.half_amp_off_s.astype(float), strict=True))
        path = folder / "act" / f"{int(str(row.subject)):02d}" / "02_act_1.csv.gz"
        complete, partial = int(str(row.n_complete)), int(str(row.n_partial))
        files.append(
            File("mex_lowbackpain", path, "bridge-thigh", (complete, complete + partial), (), spans,
                 f"person {row.subject}, bridging")
        )  # fmt: skip
    for row in cycles.itertuples():
        path = folder / "act" / f"{int(str(row.subject)):02d}" / "01_act_1.csv.gz"
        n = int(str(row.auto_peaks))
        files.append(
            File(
                "mex_lowbackpain",
                path,
                "knee-rolling-thigh",
                (n, n),
                name=f"person {row.subject}, knee-rolling",
            )
        )
    return files


def bend_files(data: Path) -> list[File]:
    """Bows, forward bends and sit-to-stands."""
    files = [
        File("bowing_chest", p, "bow", (3, 3), name=p.stem)
        for p in sorted((data / "bowing_chest").glob("*.csv"))
    ]
    files += [
        File("sisfall_waist", p, "bow", (1, 1), name=p.name.split(".")[0])
        for p in sorted((data / "sisfall_waist" / "D16").glob("*.txt.gz"))
    ]
    seats = pd.read_csv(data / "pi_bench_sts" / "reference_seat_force_events.csv")
    for name, of in seats.groupby("file"):
        spans = tuple(zip(of.seat_off_s.astype(float), of.seat_on_s.astype(float), strict=True))
        path = data / "pi_bench_sts" / f"{name}.gz"
        files.append(
            File(
                "pi_bench_sts",
                path,
                "sit-to-stand",
                (len(spans), len(spans)),
                (),
                spans,
                path.name.split(".")[0],
            )
        )
    return files
