"""A sensor at 200 Hz through the emulated BlueZ, bleak, decoder, clock, tracker and recorder.

    python -m benchmarks.ble_stream [--minutes 1] [--gather 0.1] [--no-tracker] [--json]

It tells how many samples were lost, how the memory grew, and what our code costs for each notification
beside bleak's own: the same stream with a callback that does nothing. The sensor and BlueZ run in a process
of their own. Goals: nothing lost, memory flat, at most twice what bleak itself takes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bleak import BleakClient, BleakScanner

from sensortrack.devices import LinkLost, Notification, load_profile
from sensortrack.files import read
from sensortrack.motion.tracker import Tracker
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.definitions import movement_rules
from sensortrack.recorder import CaptureRecorder, Recorder, RecordingSink
from sensortrack.records import Block
from sensortrack.sources.ble import BleSource, Radio, SourceItem
from sensortrack.sources.emulator import Air, ProfileSensor, SampleSource, SendingManner
from sensortrack.sources.simulator import ORDINARY, Sensor, plan_for, simulate
from tests.ble.bluez.bluez import BlueZ
from tests.ble.bluez.daemon import ABSENT, DBusDaemon

PROFILE = "witmotion_ble5"
RATE_HZ = 200.0
COUNTS_PER_UNIT = np.array([32768.0 / (16.0 * 9.80665)] * 3 + [32768.0 / 2000.0] * 3)


def patient() -> tuple[Block, ...]:
    """What the sensor reads, over and over: the virtual patient, with an ordinary sensor's noise."""
    plan = plan_for("E6")
    return tuple(simulate(plan, sensor=Sensor(rate_hz=RATE_HZ), difficulty=ORDINARY, seed=1).blocks)


def in_counts(blocks: Iterable[Block]) -> list[bytes]:
    """Each sample as the sensor's own numbers, by which it is known again: noise makes every one unlike."""
    values = np.concatenate([np.column_stack([b.acc, b.gyr]) for b in blocks if b.gyr is not None])
    return [row.tobytes() for row in np.rint(values * COUNTS_PER_UNIT).astype(np.int32)]


def lost_between(sent: list[bytes], got: list[bytes]) -> int:
    """How many samples are missing among those that came; -1 where one came that was never sent."""
    places = {row: place for place, row in enumerate(sent)}
    if not places.keys() >= set(got):
        return -1
    return int(((np.diff([places[row] for row in got]) - 1) % len(sent)).sum())


async def serve(address: str) -> None:
    """The other process: BlueZ and the sensor, until it is ended."""
    profile = load_profile(PROFILE)
    # The connection interval of a Linux central; what is due is sent in one burst.
    sensor = ProfileSensor(
        profile,
        profile.settings(rate_hz=RATE_HZ),
        SampleSource(patient()),
        manner=SendingManner(interval_s=0.045),
    )
    async with BlueZ(address, Air([sensor])):
        print("ready", flush=True)
        await asyncio.Event().wait()


@dataclass
class Cost:
    """CPU time of this process in s, and how many notifications it bought."""

    cpu_s: float
    notifications: int

    @property
    def per_notification_us(self) -> float:
        return 1e6 * self.cpu_s / max(self.notifications, 1)


async def bare(seconds: float) -> Cost:
    """bleak alone, with a callback that does nothing."""
    profile = load_profile(PROFILE)
    device = await BleakScanner.find_device_by_filter(lambda d, _: (d.name or "").startswith("WT"))
    assert device is not None
    count = 0

    def callback(_: object, __: bytearray) -> None:
        nonlocal count
        count += 1

    async with BleakClient(device) as client:
        await client.start_notify(profile.gatt["rx"].uuid, callback)
        await asyncio.sleep(1.0)
        before, start = count, time.process_time()
        await asyncio.sleep(seconds)
        return Cost(time.process_time() - start, count - before)


@dataclass
class Whole:
    """What the whole way gave."""

    cost: Cost
    samples: int
    lost: int
    gaps: int
    memory_mib: tuple[float, ...]


async def whole(seconds: float, folder: Path, gather_s: float, *, tracking: bool) -> Whole:
    """Everything: link, decoder, clock, tracker, recorder, capture."""
    profile = load_profile(PROFILE)
    source = BleSource(profile, profile.settings(rate_hz=RATE_HZ), radio=Radio(), gather_s=gather_s)
    catalogue = load_catalogue()
    bridge = catalogue.exercise("E6")
    tracker = Tracker(bridge.movement, movement_rules(bridge, catalogue), RATE_HZ, mounting_known=False)
    count, losses = 0, 0
    with (
        Recorder(folder / "run.csv", source.description()) as recording,
        CaptureRecorder(folder / "run.capture.jsonl", source.capture_header) as capture,
    ):
        keep = RecordingSink(recording, capture, source.description)

        def sink(item: SourceItem) -> None:
            nonlocal count, losses
            keep(item)
            if isinstance(item, Block):
                if tracking:
                    tracker.feed(item)
            elif isinstance(item, Notification):
                count += 1
            elif isinstance(item, LinkLost):
                losses += 1

        task = asyncio.create_task(source.run(sink))
        while not recording.samples:
            await asyncio.sleep(0.05)
        await asyncio.sleep(min(10.0, seconds / 4.0))
        before, start, memory = count, time.process_time(), [resident_mib()]
        for _ in range(10):
            await asyncio.sleep(seconds / 10.0)
            memory.append(resident_mib())
        cost = Cost(time.process_time() - start, count - before)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    blocks = list(read(folder / "run.csv").blocks)
    got = in_counts(blocks)
    lost = lost_between(in_counts(patient()), got) + losses
    return Whole(cost, len(got), lost, sum(b.after_gap for b in blocks), tuple(memory))


def resident_mib() -> float:
    """Memory of this process that is in use."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--gather", type=float, default=0.1, help="s; what comes within is decoded together")
    parser.add_argument("--no-tracker", dest="tracker", action="store_false", help="link and recorder alone")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", metavar="ADDRESS", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.serve))
        return
    if ABSENT is not None:
        raise SystemExit(ABSENT)
    seconds = 60.0 * options.minutes
    with DBusDaemon() as daemon, tempfile.TemporaryDirectory() as folder:
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = daemon.address
        command = [sys.executable, "-m", "benchmarks.ble_stream", "--serve", daemon.address]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1]) as emulator:
            try:
                assert emulator.stdout is not None
                emulator.stdout.readline()
                before = asyncio.run(bare(min(seconds, 30.0)))
                result = asyncio.run(whole(seconds, Path(folder), options.gather, tracking=options.tracker))
                after = asyncio.run(bare(min(seconds, 30.0)))
            finally:
                emulator.terminate()
    # Before and after: on a machine that others use as well, it drifts.
    alone = Cost(before.cpu_s + after.cpu_s, before.notifications + after.notifications)
    ours_us = result.cost.per_notification_us - alone.per_notification_us
    figures = {
        "minutes": options.minutes,
        "gather_s": options.gather,
        "tracker": options.tracker,
        "samples": result.samples,
        "samples_lost": result.lost,
        "gaps": result.gaps,
        "memory_mib": [round(m, 1) for m in result.memory_mib],
        "memory_growth_mib": round(result.memory_mib[-1] - result.memory_mib[1], 2),
        "bleak_us_per_notification": round(alone.per_notification_us, 1),
        "ours_us_per_notification": round(ours_us, 1),
        "ours_to_bleak": round(ours_us / alone.per_notification_us, 2),
    }
    print(json.dumps(figures) if options.json else "\n".join(f"{k:28} {v}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
