"""Could a double tap on the sensor be STOP? How often what is no tap looks like one.

    python -m benchmarks.double_tap FOLDERS…

Goes through every recording in the folders that can be read and through simulated sets of all exercises. It counts
pairs of knocks: two short peaks of the specific force, close together, with nothing of the kind around them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import sensortrack
from sensortrack.errors import SensortrackError
from sensortrack.protocol import load_catalogue
from sensortrack.records import FloatArray, Recording
from sensortrack.sources.simulator import Sensor, plan_for, simulate
from sensortrack.sources.simulator.difficulty import LEVELS

KNOCK_MS2 = 8.0
"""A finger's tap on a sensor that is worn reads more than this above what was there before, in m/s²."""
KNOCK_S = 0.08
"""It is over within this time, in s."""
APART_S = (0.12, 0.5)
"""Two taps of a double tap, in s."""
CALM_S = 0.6
"""Before and after there is none, in s."""
SLOWEST_HZ = 50.0
"""Slower, and a knock falls between two samples."""


def knocks_s(time_s: FloatArray, acc: FloatArray, rate_hz: float) -> FloatArray:
    """When a knock begins, in s."""
    size = np.sqrt(np.sum(acc * acc, axis=1))
    most = max(1, round(KNOCK_S * rate_hz))
    before = np.concatenate([np.full(most, size[0]), size[:-most]])
    high = np.abs(size - before) > KNOCK_MS2
    rises = np.flatnonzero(high & ~np.concatenate([[False], high[:-1]]))
    separate = [k for k in rises if not high[k : k + 2 * most + 1].all()]
    found: list[float] = []
    for k in separate:  # its way down is no second one
        if not found or time_s[k] - found[-1] > APART_S[0]:
            found.append(float(time_s[k]))
    return np.array(found)


def double(knocks: FloatArray) -> int:
    """So many pairs with calm around them."""
    n = 0
    for k in range(len(knocks) - 1):
        gap_s = knocks[k + 1] - knocks[k]
        alone = (k == 0 or knocks[k] - knocks[k - 1] > CALM_S) and (
            k + 2 == len(knocks) or knocks[k + 2] - knocks[k + 1] > CALM_S
        )
        n += bool(APART_S[0] <= gap_s <= APART_S[1] and alone)
    return n


def recordings(folder: Path) -> Iterator[tuple[str, Recording]]:
    """What can be read."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        try:
            recording = sensortrack.read(path)
        except (SensortrackError, ValueError, OSError):
            continue
        if recording.rate_hz >= SLOWEST_HZ:
            yield folder.name, recording


def sessions() -> Iterator[tuple[str, Recording]]:
    """Sets of every exercise, as a person does them and as it comes at worst."""
    for level in ("ordinary", "hard"):
        for exercise in load_catalogue().exercises:
            for seed in range(5):
                made = simulate(
                    plan_for(exercise), sensor=Sensor(rate_hz=100.0), difficulty=LEVELS[level], seed=seed
                )
                yield f"simulated, {level}", made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    wanted = parser.parse_args()
    sources = [sessions(), *map(recordings, wanted.folders)]
    for source in sources:
        found: dict[str, list[float]] = {}
        for name, recording in source:
            row = found.setdefault(name, [0.0, 0.0, 0.0])
            for block in recording.blocks:
                if len(block) > SLOWEST_HZ:
                    knocks = knocks_s(block.time_s, block.acc, recording.rate_hz)
                    row[0] += float(block.time_s[-1] - block.time_s[0])
                    row[1] += len(knocks)
                    row[2] += double(knocks)
        for name, (lasts_s, single, pairs) in found.items():
            print(f"{name:22} {lasts_s / 60.0:6.1f} min {single:6.0f} knocks {pairs:4.0f} double", flush=True)


if __name__ == "__main__":
    main()
