"""One process of the fuzzer: draws files, reads them, and writes down what went wrong.

Its standard output tells the watchdog which case has begun, a line each; what went wrong is a JSON object a line in a
file.
"""

from __future__ import annotations

import gc
import json
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from sensortrack.errors import SensortrackError

from .builders import Draw
from .targets import Target, targets

MOST_MB = 300
"""Resident memory at most, by the promise."""
ROUND = 40
"""Files drawn for a reader before it is the next one's turn."""


def attempt(target: Target, draw: Draw, folder: Path, log: Path, *, aloud: bool = True) -> None:
    """One case: a file is built and read."""
    data = target.build(draw)
    path = folder / target.file
    path.write_bytes(data)
    if aloud:
        print(f"{target.name} {path}", flush=True)
    try:
        target.read(path)
    except SensortrackError as error:
        str(error)
    except BaseException as error:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [f for f in frames if "sensortrack" in f.filename and "tests" not in f.filename] or frames
        where = f"{Path(ours[-1].filename).name}:{ours[-1].name}"
        saved = (
            log.parent / f"{target.name}-{type(error).__name__}-{random.getrandbits(32):08x}-{target.file}"
        )
        saved.write_bytes(data)
        line = {"reader": target.name, "error": f"{type(error).__name__}: {error}"[:300], "where": where}
        with log.open("a") as file:
            file.write(
                json.dumps({**line, "file": str(saved), "trace": traceback.format_exc()[-3000:]}) + "\n"
            )


def bound_memory() -> None:
    """At most `MOST_MB` more of data than there is now: what would need more ends in a MemoryError, which is found."""
    gc.collect()
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    data, resident = (int(status[key].split()[0]) << 10 for key in ("VmData", "VmRSS"))
    most = data - resident + (MOST_MB << 20)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def run_hypothesis(until: float, seed_: int, chosen: list[Target], folder: Path, log: Path) -> None:
    """Rounds of every reader in turn, drawn by hypothesis."""
    rounds = 0
    while time.monotonic() < until:
        _round(chosen[rounds % len(chosen)], seed_ * 1_000_003 + rounds, folder, log)
        rounds += 1


def _round(target: Target, seed_: int, folder: Path, log: Path) -> None:
    @seed(seed_)
    @settings(
        max_examples=ROUND,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def one(data: st.DataObject) -> None:
        attempt(target, lambda n: data.draw(st.integers(0, n - 1)) if n > 1 else 0, folder, log)

    one()


def run_atheris(until: float, chosen: list[Target], folder: Path, log: Path) -> None:
    """Guided by which code of ours a file reaches."""
    import atheris

    atheris.instrument_all()

    def one(data: bytes) -> None:
        provider = atheris.FuzzedDataProvider(data)
        target = chosen[provider.ConsumeIntInRange(0, len(chosen) - 1)]
        attempt(target, lambda n: provider.ConsumeIntInRange(0, n - 1) if n > 1 else 0, folder, log)

    left = max(1, int(until - time.monotonic()))
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={left}", "-max_len=4096", "-len_control=0", "-rss_limit_mb=0"], one
    )
    atheris.Fuzz()


def main(engine: str, until: float, seed_: int, names: str, log: Path) -> None:
    """The process, `until` a time of the monotonic clock; `names` are readers joined by commas, or nothing for all."""
    chosen = [t for t in targets() if not names or t.name in names.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        # Each reader reads a good file once, so that everything is loaded before memory is bounded.
        for target in chosen:
            attempt(target, lambda n: n - 1, Path(folder), log, aloud=False)
        bound_memory()
        if engine == "atheris":
            run_atheris(until, chosen, Path(folder), log)
        else:
            run_hypothesis(until, seed_, chosen, Path(folder), log)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4], Path(sys.argv[5]))
