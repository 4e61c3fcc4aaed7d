"""What is gone through in the virtual machine; `run.py` starts it. The exit code is 0 only if all went well."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sensortrack.files import read

BLUETOOTHD = "/usr/libexec/bluetooth/bluetoothd"
ADDRESS = "C0:FF:EE:00:00:01"
PROFILE = "witmotion_ble5"
RATE_HZ, DURATION_S = 50.0, 8.0
RECORDING = Path("/run/back.csv")
DECODED = Path("/run/decoded.csv")
PROBLEM = 69


class FailedError(Exception):
    """A step didn't go as it should."""


def main() -> int:
    print(f"booted after {Path('/proc/uptime').read_text().split()[0]} s", flush=True)
    steps = Steps()
    if asked():
        subprocess.run(["dbus-daemon", "--system", "--fork"], check=True)
        with running(BLUETOOTHD, "-n"):
            steps.take("tests", tests)
        return steps.exit_code()
    steps.take("doctor: no D-Bus", lambda: doctor("D-Bus"))
    subprocess.run(["dbus-daemon", "--system", "--fork"], check=True)
    steps.take("doctor: no bluetoothd", lambda: doctor("BlueZ"))
    with running(BLUETOOTHD, "-n"):
        time.sleep(2.0)
        steps.take("doctor: no adapter", lambda: doctor("adapter"))
        with running(sys.executable, "-m", "tests.ble.vm.sensor", stdout=subprocess.PIPE) as sensor:
            assert sensor.stdout is not None
            sensor.stdout.readline()  # it is on the air by now
            steps.take("doctor", lambda: doctor(None))
            steps.take("scan", scan)
            steps.take("record", record)
            steps.take("decode the capture", decode)
        steps.take("tests", tests)
    return steps.exit_code()


class Steps:
    """What was done, how long it took, and what came of it."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._failed = 0

    def take(self, name: str, step: Callable[[], str]) -> None:
        """Take a step; one that fails doesn't keep the next ones from being taken."""
        print(f"--- {name}", flush=True)
        began = time.monotonic()
        try:
            outcome = f"ok      {step()}"
        except Exception as error:
            self._failed += 1
            outcome = f"FAILED  {error or type(error).__name__}"
        self._lines.append(f"{name:24}{time.monotonic() - began:6.1f} s  {outcome}")
        print(self._lines[-1], flush=True)

    def exit_code(self) -> int:
        """Print the summary; the exit code."""
        print("\n".join(["", "--- summary", *self._lines]), flush=True)
        return min(self._failed, 1)


@contextlib.contextmanager
def running(*command: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs meanwhile."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.terminate()


def sensortrack(*arguments: str, code: int = 0) -> str:
    """Run the program as a person does; what it prints.

    Raises
    ------
    FailedError
        Its exit code is another.
    """
    ended = subprocess.run(
        [sys.executable, "-m", "sensortrack", *arguments], stdout=subprocess.PIPE, text=True, timeout=120.0
    )
    print(ended.stdout, end="", flush=True)
    check(ended.returncode == code, f"exit code {ended.returncode} instead of {code}")
    return ended.stdout


def check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise FailedError(otherwise)


def doctor(problem: str | None) -> str:
    """All is well up to the check called `problem`, which tells what to do."""
    checks = json.loads(sensortrack("doctor", "--json", code=0 if problem is None else PROBLEM))
    found = [c for c in checks if c["outcome"] == "problem"]
    check([c["name"] for c in found] == ([] if problem is None else [problem]), f"found {found}")
    if not found:
        return str(checks[-1]["found"])
    check(bool(found[0]["todo"]), "nothing is said of what to do")
    return f"{found[0]['found']} → {found[0]['todo']}"


def scan() -> str:
    sightings = json.loads(sensortrack("scan", "--duration", "5", "--json"))
    ours = [s for s in sightings if s["address"] == ADDRESS and PROFILE in s["profiles"]]
    check(len(ours) == 1, f"seen: {sightings}")
    return f"{ours[0]['name']}, {ours[0]['rssi_dbm']} dBm"


def record() -> str:
    sensortrack(
        *("record", "-o", str(RECORDING), "-p", PROFILE, "--rate", f"{RATE_HZ:g}"),
        *("--address", ADDRESS, "--duration", f"{DURATION_S:g}"),
    )
    blocks = list(read(RECORDING).blocks)
    samples = sum(map(len, blocks))
    check(len(blocks) == 1, f"{len(blocks)} blocks: there are gaps")
    check(samples > 0.8 * RATE_HZ * DURATION_S, f"{samples} samples")
    return f"{samples} samples at {RATE_HZ:g} Hz in {DURATION_S:g} s, no gap"


def decode() -> str:
    """The capture holds what the recording was made of."""
    capture = RECORDING.with_suffix(".capture.jsonl")
    sensortrack("decode", str(capture), "--profile", PROFILE, "-o", str(DECODED))
    recorded, decoded = (sum(map(len, read(path).blocks)) for path in (RECORDING, DECODED))
    check(recorded == decoded, f"{decoded} samples instead of {recorded}")
    return f"{decoded} samples again"


def asked() -> list[str]:
    """The arguments for pytest that `run.py` was called with."""
    return Path("asked").read_text().split("\n") if Path("asked").stat().st_size else []


def tests() -> str:
    chosen = asked() or ["tests/ble/vm/stream.py"]
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "--durations=0", *chosen]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running_tests:
        assert running_tests.stdout is not None
        last = ""
        for line in running_tests.stdout:
            print(line, end="", flush=True)
            last = line.strip("= \n") or last
    check(running_tests.returncode == 0, last)
    return last


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[3])
    sys.exit(main())
