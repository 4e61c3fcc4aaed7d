"""HDF5 by h5py (extra `formats`): BROAD's files, and the arrays of any other by a mapping."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import RecordingError, SensortrackError
from ...records import Description, Recording
from ...units import ANGULAR_RATE
from ..opening import Options
from .extras import extra, reading
from .look import Look
from .samples import PIECE, Samples, recording_from

MAGIC = b"\x89HDF\r\n\x1a\n"


@contextmanager
def opened_hdf5(path: Path) -> Iterator[Any]:
    """An HDF5 file; what is wrong with it is an error of ours."""
    h5py = extra("h5py", "HDF5", path)
    with reading("an HDF5 file", path), h5py.File(path, "r") as file:
        yield file


@dataclass(frozen=True, slots=True)
class BroadImporter:
    """Reads BROAD's trials."""

    id: str = "broad"
    name: str = "BROAD (HDF5: imu_acc, imu_gyr, sampling_rate)"
    source: str = (
        "the files' own description: m/s², rad/s, Hz in the attribute sampling_rate; the axes of the sensor"
    )

    def fits(self, look: Look) -> bool:
        """Whether it is an HDF5 file with such arrays."""
        if not look.head.startswith(MAGIC):
            return False
        try:
            with opened_hdf5(look.plain()) as file:
                return {"imu_acc", "imu_gyr"} <= set(file) and "sampling_rate" in file.attrs
        except SensortrackError:
            return False

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the arrays."""
        path = look.plain()
        with opened_hdf5(path) as file:
            rate_hz = float(file.attrs["sampling_rate"])
            shapes = {file[name].shape for name in ("imu_acc", "imu_gyr")}
        if (
            len(shapes) != 1
            or len(next(iter(shapes))) != 2
            or next(iter(shapes))[1] != 3
            or not 0.0 < rate_hz < 1e6
        ):
            raise RecordingError(
                f"arrays of the shapes {shapes} at {rate_hz} Hz",
                expected="imu_acc and imu_gyr of one shape (n, 3)",
                hint="Copy the file again.",
                path=look.path,
            )
        return recording_from(
            look.path,
            self.id,
            lambda: _pieces(path),
            options,
            Description(rate_hz=rate_hz, loss="not_detectable"),
            has_gyroscope=True,
            timed=False,
            holds=look.spooled,
        )


def _pieces(path: Path) -> Iterator[Samples]:
    with opened_hdf5(path) as file:
        acc, gyr = file["imu_acc"], file["imu_gyr"]
        for start in range(0, len(acc), PIECE):
            part = slice(start, start + PIECE)
            yield Samples(
                np.asarray(acc[part], np.float64), np.asarray(gyr[part], np.float64) * ANGULAR_RATE["rad/s"]
            )
