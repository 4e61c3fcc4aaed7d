"""The peak memory of reading and analysing a day in a logger's own file: Axivity's CWA, ActiGraph's GT3X.

    python -m benchmarks.long_files --hours 24

A simulated set stands in the files over and over, with a noise of its own each time. Each file is opened as a stream
and analysed in a process of its own, whose largest resident size is printed. Goal: at most 1 GB for 24 hours.
"""

from __future__ import annotations

import argparse
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sensortrack.sources.simulator import ORDINARY, Sensor, plan_for, simulate
from sensortrack.units import STANDARD_GRAVITY_MS2 as G

PER_SECTOR = 40
"""Samples of six axes in a sector of a CWA file."""
ANALYSE = """
import resource, sys, time, sensortrack
begun = time.process_time()
recording = sensortrack.open_recording(sys.argv[1])
result = sensortrack.analyse(recording, "E6")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
took = time.process_time() - begun
print(f"{result.recording.duration_s / 3600.0:.2f} h, {result.recording.samples} samples, "
      f"{result.summary.repetitions} repetitions: {peak:.0f} MB at most, {took:.0f} s of processor time")
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=24.0)
    hours = parser.parse_args().hours
    makers: dict[str, Callable[[Path, float], None]] = {"day.cwa": cwa, "day.gt3x": gt3x}
    with tempfile.TemporaryDirectory() as folder:
        for name, make in makers.items():
            path = Path(folder) / name
            make(path, hours)
            done = subprocess.run(
                [sys.executable, "-c", ANALYSE, str(path)], capture_output=True, text=True, check=True
            )
            print(f"{name} ({path.stat().st_size / 1e6:.0f} MB): {done.stdout.strip()}", flush=True)
            path.unlink()
    return 0


def seconds(rate_hz: int, hours: float) -> Iterator[NDArray[np.float64]]:
    """The samples of each second, (rate, 6): m/s² and deg/s."""
    made = simulate(
        plan_for("E6", repetitions=40), sensor=Sensor(rate_hz=float(rate_hz)), difficulty=ORDINARY, seed=3
    )
    (block,) = made.blocks
    assert block.gyr is not None
    x = np.column_stack([block.acc, block.gyr])
    whole = len(x) // rate_hz
    rng = np.random.default_rng(1)
    for second in range(round(3600.0 * hours)):
        at = second % whole * rate_hz
        yield x[at : at + rate_hz] + rng.normal(0.0, 0.01, (rate_hz, 6))


def cwa(path: Path, hours: float) -> None:
    """An AX6's file at 100 Hz, 8 g and 2000 deg/s."""
    begun = datetime(2019, 8, 6, 10, 25, 30)
    waiting, sector = np.empty((0, 6), "<i2"), 0
    with path.open("wb") as file:
        file.write(b"MD\xfc\x03\x64\x39\x30" + bytes(1017))
        for x in seconds(100, hours):
            counts = np.column_stack([x[:, 3:] / 2000.0 * 32768.0, x[:, :3] / G * 4096.0])
            waiting = np.concatenate([waiting, counts.round().clip(-32768, 32767).astype("<i2")])
            while len(waiting) >= PER_SECTOR:
                file.write(cwa_sector(sector, begun, waiting[:PER_SECTOR]))
                waiting, sector = waiting[PER_SECTOR:], sector + 1


def cwa_sector(sector: int, begun: datetime, values: NDArray[np.int16]) -> bytes:
    """A sector of 512 bytes, by openmovement's description."""
    since_s = PER_SECTOR * sector / 100.0
    at = begun + timedelta(seconds=int(since_s))
    stamp = (
        (at.year - 2000) << 26 | at.month << 22 | at.day << 17 | at.hour << 12 | at.minute << 6 | at.second
    )
    fraction = round(since_s % 1.0 * 65536.0) & ~1
    block = bytearray(512)
    struct.pack_into("<2sHHIIIHHBBBBhH", block, 0, b"AX", 508, 0x8000 | fraction >> 1, 0, sector, stamp,
                     4 << 13 | 2 << 10, 0, 0, 0, 0x4A, 0x62, -(fraction * 100 >> 16), PER_SECTOR)  # fmt: skip
    block[30:510] = values.tobytes()
    words = np.frombuffer(bytes(block), "<u2")
    struct.pack_into("<H", block, 510, -int(words.sum()) & 0xFFFF)
    return bytes(block)


def gt3x(path: Path, hours: float) -> None:
    """A Link's file at 60 Hz: an accelerometer only."""
    info = "Serial Number: TAS1\r\nDevice Type: Link\r\nSample Rate: 60\r\nAcceleration Scale: 256,0\r\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("log.bin", "w", force_zip64=True) as log:
            for second, x in enumerate(seconds(60, hours)):
                payload = (x[:, :3] / G * 256.0).round().astype("<i2").tobytes()
                record = struct.pack("<BBIH", 0x1E, 0x1A, 1_600_000_000 + second, len(payload)) + payload
                check = int(np.bitwise_xor.reduce(np.frombuffer(record, np.uint8))) ^ 0xFF
                log.write(record + bytes([check]))
        archive.writestr("info.txt", info)


if __name__ == "__main__":
    sys.exit(main())
