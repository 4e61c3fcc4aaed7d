"""Other people's recordings: where their files lie, and how each is read. None of them is part of the repository."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import sensortrack
from sensortrack.motion.wearing.mounting import KEY, mounting_in
from sensortrack.records import Block, Description, FloatArray, Frame, Recording
from sensortrack.units import STANDARD_GRAVITY_MS2

HERE = Path(__file__).parent
MOVEMENTS = HERE / "movements.toml"


def by_profile(path: Path, profile: str, frame: Frame | None = None) -> Recording:
    """A table of a format that the product knows."""
    return sensortrack.read(path, format=profile, frame=frame)


def sensortrack_read(path: Path, frame: Frame | None = None) -> Recording:
    """A table that the product reads by itself."""
    return sensortrack.read(path, frame=frame)


def _recording(
    time_s: FloatArray, acc: FloatArray, gyr: FloatArray | None, rate_hz: float, frame: Frame, placement: str
) -> Recording:
    description = Description(frame=frame, rate_hz=rate_hz, placement=placement, loss="not_detectable")
    return Recording(description, rate_hz, (Block(time_s, acc, gyr),))


def trunkyxl(path: Path) -> Recording:
    """A QSense trial of a study that wore its sensors upside down: x down, y right, z backward."""
    worn = mounting_in({KEY: [[-1, 0, 0], [0, 1, 0], [0, 0, -1]]})
    assert worn is not None
    recording = sensortrack.read(path, format="qsense")
    blocks = tuple(worn.to_body(block) for block in recording.blocks)
    return replace(recording.described(frame="body"), blocks=blocks)


def mex(path: Path) -> Recording:
    """A MEx file: no header; a time stamp, then x, y, z in g; the thigh, 100 Hz, no gyroscope."""
    with gzip.open(path, "rt") as file:
        table = pd.read_csv(file, header=None, names=["t", "x", "y", "z"])
    stamps = pd.to_datetime(table["t"], format="ISO8601")
    time_s: FloatArray = np.asarray((stamps - stamps.iloc[0]).dt.total_seconds(), dtype=np.float64)
    acc = table[["x", "y", "z"]].to_numpy(dtype=np.float64) * STANDARD_GRAVITY_MS2
    return _recording(time_s, acc, None, 100.0, "sensor", "thigh")


def sisfall(path: Path) -> Recording:
    """A SisFall file: nine integers a line; ADXL345 and ITG3200 at the front of the waist, 200 Hz, y down."""
    with gzip.open(path, "rt") as file:
        rows = [line.strip().rstrip(";").split(",") for line in file if line.strip()]
    raw = np.array(rows, dtype=np.float64)
    acc = raw[:, :3] * (32.0 / 2.0**13 * STANDARD_GRAVITY_MS2)
    gyr = raw[:, 3:6] * (4000.0 / 2.0**16)
    # The body's x is up (-y of the file), its y right (the file's x), its z forward (the file's z).
    order, sign = [1, 0, 2], np.array([-1.0, 1.0, 1.0])
    time_s: FloatArray = np.arange(len(raw), dtype=np.float64) / 200.0
    return _recording(time_s, acc[:, order] * sign, gyr[:, order] * sign, 200.0, "body", "waist, front")


def tilt_deg(recording: Recording, cutoff_hz: float = 1.0) -> tuple[FloatArray, FloatArray]:
    """Times (n,) and the angle (n,) of the low-passed accelerometer from where it was at first.

    It depends on nothing of the tracker: by it is decided which files are to be counted.
    """
    from scipy.signal import butter, sosfiltfilt

    blocks = list(recording.blocks)
    time_s, acc = np.concatenate([b.time_s for b in blocks]), np.concatenate([b.acc for b in blocks])
    low = sosfiltfilt(butter(2, cutoff_hz, fs=recording.rate_hz, output="sos"), acc, axis=0)
    low /= np.sqrt(np.sum(low * low, axis=1))[:, None]
    start = np.median(low[: max(1, int(recording.rate_hz))], axis=0)
    across = np.cross(low, start / np.sqrt(np.sum(start * start)))
    along = low @ (start / np.sqrt(np.sum(start * start)))
    return time_s, np.degrees(np.arctan2(np.sqrt(np.sum(across * across, axis=1)), along))
