"""What a long recording costs: memory for each attempt, and the time of an hour with a gap a second, early and late.

python -m benchmarks.memory --hours 24
"""

from __future__ import annotations

import argparse
import gc
import time
import tracemalloc
from collections.abc import Iterator

import numpy as np

from sensortrack.analysis import Analysis
from sensortrack.protocol import load_catalogue
from sensortrack.records import Attempt, Block, Recording
from sensortrack.sources.simulator import ORDINARY, Sensor, plan_for, simulate

RATE_HZ = 50.0
LOST = 4
"""Samples that are lost of every second, where some are."""


def main() -> None:
    """Print the two."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=int, default=24)
    hours = parser.parse_args().hours
    tracemalloc.start()
    attempts = held = 0
    analysis = _analysis()
    for block in _blocks(hours, lossy=False):
        attempts += sum(isinstance(item, Attempt) for item in analysis.feed(block))
        if not held:
            gc.collect()
            held = tracemalloc.get_traced_memory()[0]
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] - held
    tracemalloc.stop()
    print(f"{hours} h at {RATE_HZ:g} Hz: {attempts} attempts, {held / attempts:.0f} bytes kept for each")
    analysis, spent = _analysis(), [0.0] * hours
    for block in _blocks(hours, lossy=True):
        begun = time.process_time()
        analysis.feed(block)
        spent[min(int(block.time_s[-1] / 3600.0), hours - 1)] += time.process_time() - begun
    print(f"a gap a second: the first hour takes {spent[0]:.2f} s, the last {spent[-1]:.2f} s of CPU")


def _analysis() -> Analysis:
    catalogue = load_catalogue()
    return Analysis(catalogue.exercise("E6"), catalogue, _set().description, RATE_HZ)


def _set() -> Recording:
    plan = plan_for("E6", repetitions=40)
    return simulate(plan, sensor=Sensor(rate_hz=RATE_HZ), difficulty=ORDINARY, seed=3)


def _blocks(hours: int, *, lossy: bool) -> Iterator[Block]:
    """A set over and over; each sample with a noise of its own, so that no two attempts are alike."""
    (block,) = _set().blocks
    assert block.gyr is not None
    rng = np.random.default_rng(1)
    second = round(RATE_HZ)
    begin = 0.0
    while begin < 3600.0 * hours:
        acc = block.acc + rng.normal(0.0, 0.01, block.acc.shape)
        time_s = begin + np.arange(len(block)) / RATE_HZ
        if lossy:
            for k in range(0, len(block), second):
                part = slice(k + LOST, k + second)
                if len(time_s[part]):
                    yield Block(time_s[part], acc[part], block.gyr[part], after_gap=begin > 0.0 or k > 0)
        else:
            yield Block(time_s, acc, block.gyr)
        begin += len(block) / RATE_HZ


if __name__ == "__main__":
    main()
