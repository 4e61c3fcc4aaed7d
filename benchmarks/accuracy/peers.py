"""Other packages, run in an interpreter of their own: `PYTHON peers.py VERB FILE [TARGET]`.

This file imports nothing of sensortrack, so that the environment in which the others are installed needs nothing of it.

* `hdf5 FILE TARGET`: the arrays of an HDF5 file, as .npz.
* `skdh FILE [any]`: sit-to-stand transitions and CPU time of skdh's Sit2Stand for each recording in an .npz, as JSON.
* `mobgap FILE`: turns of mobgap's TdElGohary about the axis that is given instead of the vertical, as JSON.

The .npz holds `names`, and for each name `NAME/rate_hz`, `NAME/acc` (n, 3) in m/s², `NAME/gyr` (n, 3) in deg/s and
`NAME/axis` (3,).
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

SCRIPT = Path(__file__).resolve()
STANDARD_GRAVITY_MS2 = 9.80665


def hdf5(source: str, target: str) -> None:
    """Copy an HDF5 file's arrays, and the sampling rate among its attributes, into an .npz."""
    h5py: Any = import_module("h5py")
    with h5py.File(source) as file:
        arrays: dict[str, Any] = {
            name: np.array(value) for name, value in file.items() if hasattr(value, "shape")
        }
        arrays |= {name: np.array(value) for name, value in file.attrs.items() if np.ndim(value) == 0}
    np.savez(target, **arrays)


def skdh(source: str, stillness: str = "still") -> list[dict[str, float]]:
    """Sit-to-stand transitions of each recording, and the CPU time of finding them; "any" asks for no stillness."""
    module: Any = import_module("skdh.sit2stand")
    found = []
    with np.load(source) as recordings:
        for name in recordings["names"]:
            acc = recordings[f"{name}/acc"] / STANDARD_GRAVITY_MS2
            seconds = 1.6e9 + np.arange(len(acc)) / float(recordings[f"{name}/rate_hz"])
            begun = time.process_time()
            try:
                result = module.Sit2Stand(stillness_constraint=stillness == "still").predict(
                    time=seconds, accel=acc
                )
                count = len(result.get("STS Start", ()))
            except Exception as error:  # its own limits, as on a short recording, are part of its result
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
                count = 0
            found.append({"count": count, "cpu_s": time.process_time() - begun})
    return found


def mobgap(source: str) -> list[dict[str, float]]:
    """Pairs of turns about the given axis: mobgap counts no repetitions, and this is its nearest."""
    turning: Any = import_module("mobgap.turning")
    pd: Any = import_module("pandas")
    found = []
    with np.load(source) as recordings:
        for name in recordings["names"]:
            about = recordings[f"{name}/gyr"] @ recordings[f"{name}/axis"]
            about -= np.median(about)
            none = np.zeros_like(about)
            data = pd.DataFrame(
                {f"{sensor}_{axis}": none for sensor in ("acc", "gyr") for axis in ("is", "ml", "pa")}
            ).assign(gyr_is=about)
            detector = turning.TdElGohary(
                min_peak_angle_velocity_dps=4.0,
                lower_threshold_velocity_dps=2.0,
                allowed_turn_duration_s=(0.3, 10.0),
                allowed_turn_angle_deg=(float(recordings[f"{name}/least_deg"]), np.inf),
            )
            begun = time.process_time()
            detector.detect(data, sampling_rate_hz=float(recordings[f"{name}/rate_hz"]))
            found.append({"count": len(detector.turn_list_) // 2, "cpu_s": time.process_time() - begun})
    return found


def main() -> None:
    """Run a verb; results as JSON on stdout."""
    warnings.simplefilter("ignore")
    verb, *arguments = sys.argv[1:]
    found = {"hdf5": hdf5, "skdh": skdh, "mobgap": mobgap}[verb](*arguments)  # type: ignore[operator]
    if found is not None:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
