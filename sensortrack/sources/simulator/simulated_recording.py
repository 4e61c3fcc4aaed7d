"""A simulated recording: the person moves, the sensor reads, some of it arrives."""

from __future__ import annotations

import numpy as np

from sensortrack.errors import UsageError
from sensortrack.records import Block, Description, Gap, Recording

from .difficulty import Difficulty
from .patient import Patient
from .random_streams import Streams
from .set_plan import SetPlan
from .simulated_sensor import Sensor, arrives, read
from .truth import truth_of


def simulate(plan: SetPlan, *, sensor: Sensor, difficulty: Difficulty, seed: int) -> Recording:
    """Make a recording with its truth; the same arguments give the same bytes.

    Parameters
    ----------
    difficulty : Difficulty
        CLEAN, ORDINARY, HARD, or any of them with fields replaced.
    seed : int
        0 or more. The same seed is the same movement at any sampling rate.

    Raises
    ------
    UsageError
        For a seed below 0, or where nothing of the recording arrives.
    """
    if seed < 0:
        raise UsageError(f"a seed of {seed}; expected 0 or more.")
    patient, streams = Patient(plan, difficulty, seed), Streams(seed)
    rate_hz = sensor.rate_hz
    count = int(np.ceil(patient.script.end_s * rate_hz))
    time_s = np.arange(count) / rate_hz
    readings = read(patient.at(rate_hz, count), sensor, difficulty, streams)

    arrived = arrives(time_s, sensor, streams["loss"])
    if not arrived.any():
        raise UsageError("nothing of the simulated recording arrives; expected smaller gaps or fewer losses.")
    turns = np.flatnonzero(np.diff(arrived.astype(np.int8), prepend=0, append=0))
    runs = turns.reshape(-1, 2)
    blocks = tuple(
        Block(
            time_s[start:stop],
            readings.acc[start:stop],
            readings.gyr[start:stop] if sensor.has_gyroscope else None,
            after_gap=k > 0,
        )
        for k, (start, stop) in enumerate(runs)
    )
    lost = turns[1:-1].reshape(-1, 2)
    x, y, z, w = (float(c) for c in readings.mounting.as_quat())
    truth = truth_of(patient, difficulty, seed) | {"mounting_quat_wxyz": [w, x, y, z]}
    description = Description(
        frame=sensor.frame,
        rate_hz=rate_hz,
        placement="lower back",
        exercise=plan.exercise,
        device={
            "name": "virtual patient",
            "simulated": True,
            "acc_range_ms2": sensor.acc_range_ms2,
            "gyr_range_dps": sensor.gyr_range_dps if sensor.has_gyroscope else None,
        },
        gaps=tuple(Gap(float(time_s[a]), float(time_s[b])) for a, b in lost),
        loss="detected",
        truth=truth,
        written_by="sensortrack simulator",
    )
    return Recording(description, rate_hz, blocks)
