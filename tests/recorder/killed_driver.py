"""Recordings that are killed: `record` with an emulated sensor, many children of one warm process.

`python -m tests.recorder.killed_driver FOLDER HOW_MANY SEED`
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from sensortrack.cli.record import record_source
from sensortrack.devices import load_profile
from sensortrack.protocol import load_catalogue
from sensortrack.recorder import Recorder
from sensortrack.records import Block
from sensortrack.sources.ble import BleSource
from sensortrack.sources.emulator import Air, ProfileSensor, SampleSource, emulated_radio
from sensortrack.sources.simulator import ORDINARY, Sensor, plan_for, simulate
from tests.killing import kill_at_random

AT_ONCE = 25
LONGEST_S = 6.0
PROFILE, RATE_HZ = "movella_dot", 60.0
CATALOGUE = load_catalogue()


def record(path: Path, blocks: tuple[Block, ...], duration_s: float | None = None) -> None:
    """What `sensortrack record` does, with a sensor that is worn by a virtual patient."""
    known = load_profile(PROFILE)
    settings = known.settings(rate_hz=RATE_HZ)
    sensor = ProfileSensor(known, settings, SampleSource(blocks))
    source = BleSource(known, settings, radio=emulated_radio(Air([sensor])))
    record_source(source, path, {"frame": "sensor"}, None, CATALOGUE, duration_s, keep_capture=True)


def one_recording(folder: Path, blocks: tuple[Block, ...]) -> None:
    """Record until killed; how many samples the recorder took stands in the log once it took them."""
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    take = Recorder.__call__

    def noted(self: Recorder, block: Block) -> None:
        take(self, block)
        os.write(log, f"{time.monotonic()} {len(block)}\n".encode())

    Recorder.__call__ = noted  # type: ignore[method-assign]
    record(folder / "a.csv", blocks)


def main(folder: Path, how_many: int, seed: int) -> None:
    plan, sensor = plan_for("E6", repetitions=2), Sensor(rate_hz=RATE_HZ)
    blocks = tuple(simulate(plan, sensor=sensor, difficulty=ORDINARY, seed=1).blocks)
    record(folder / "warm.csv", blocks, 0.5)  # imports, caches
    kill_at_random(
        lambda own: one_recording(own, blocks), folder, how_many, seed, at_once=AT_ONCE, longest_s=LONGEST_S
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
