"""MATLAB files by the standard of Mobilise-D: trials within trials, with the sensor at the lower back in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import RecordingError
from ...records import Description, Recording
from ...units import STANDARD_GRAVITY_MS2
from ..opening import Options
from .arrays import load_mat
from .look import Look
from .samples import Samples, recording_of_arrays

_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class MobilisedImporter:
    """Reads one trial of a data.mat; `part` names it where there are several."""

    id: str = "mobilised_mat"
    name: str = "Mobilise-D data (MATLAB)"
    source: str = (
        "Mobilise-D's standard: the sensor at the lower back, g, deg/s, Hz in Fs; x up, y right, z forward"
    )

    def fits(self, look: Look) -> bool:
        """Whether it is a MATLAB file of version 5 whose variable is called data."""
        if look.packed or not look.head.startswith(b"MATLAB 5.0 MAT-file"):
            return False
        return "data" in _variables(look.path)

    def open(self, look: Look, options: Options) -> Recording:
        """The recording of one trial."""
        trials = dict(_trials(load_mat(look.path).get("data"), (), 0))
        if not trials:
            raise RecordingError(
                "no trial with a sensor at the lower back",
                expected="SU.LowerBack.Acc in a trial",
                hint="Describe the arrays in an import profile: `sensortrack import --draft FILE`.",
                path=look.path,
            )
        if options.part is None and len(trials) > 1:
            raise RecordingError(
                f"{len(trials)} trials",
                expected=f"one, named with --part: {', '.join(trials)}",
                hint="Name the trial.",
                path=look.path,
            )
        name = options.part or next(iter(trials))
        if name not in trials:
            raise RecordingError(
                f"no trial '{name}'",
                expected=f"one of {', '.join(trials)}",
                hint="Name the trial with --part.",
                path=look.path,
            )
        sensor = trials[name]
        acc = _numbers(sensor.get("Acc"), look.path)
        gyr = _numbers(sensor["Gyr"], look.path) if "Gyr" in sensor else None
        rate = np.asarray(sensor.get("Fs", {}).get("Acc", 0.0) if isinstance(sensor.get("Fs"), dict) else 0.0)
        if acc.ndim != 2 or acc.shape[1] != 3 or rate.size != 1 or not float(rate) > 0.0:
            raise RecordingError(
                f"an Acc of the shape {acc.shape} at {rate} Hz",
                expected="(n, 3), and its rate in Fs.Acc",
                hint="Export the trial again.",
                path=look.path,
            )
        if gyr is not None and gyr.shape != acc.shape:
            raise RecordingError(
                f"a Gyr of the shape {gyr.shape} beside an Acc of {acc.shape}",
                expected="as many samples of both",
                hint="Export the trial again.",
                path=look.path,
            )
        return recording_of_arrays(
            look.path,
            self.id,
            Samples(acc * STANDARD_GRAVITY_MS2, gyr),
            options,
            Description(frame="body", placement="lower back", rate_hz=float(rate), loss="not_detectable"),
        )


def _variables(path: Path) -> list[str]:
    from scipy.io import whosmat  # scipy is slow to import: only where a MATLAB file is at hand

    try:
        return [name for name, _, _ in whosmat(path)]
    except Exception:  # its parser raises whatever comes up in a damaged file
        return []


def _trials(value: Any, at: tuple[str, ...], depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each trial's name and its sensor at the lower back."""
    if not isinstance(value, dict) or depth > _DEEPEST:
        return
    unit = value.get("SU")
    if isinstance(unit, dict) and isinstance(unit.get("LowerBack"), dict):
        yield "/".join(at), unit["LowerBack"]
        return
    for key, inside in value.items():
        yield from _trials(inside, (*at, key), depth + 1)


def _numbers(value: Any, path: Path) -> Any:
    found = np.asarray(value)
    if found.dtype.kind not in "fiu":
        raise RecordingError(
            f"an array of {found.dtype}", expected="numbers", hint="Export the trial again.", path=path
        )
    return found.astype(np.float64)
