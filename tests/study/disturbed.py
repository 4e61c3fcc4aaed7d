"""A study that is disturbed by bad files, killed workers and an interruption, beside one that is not.

    python -m tests.study.disturbed --files 500 --workers 2 --seed 7

ends with 1 where a byte of the tables, documents or manifest differs.
"""

from __future__ import annotations

import argparse
import gzip
import multiprocessing
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import sensortrack

from ..simulated import simulated_set

HEADER = "time_s,acc_x,acc_y,acc_z\n"
ROW = "{:.2f},9.81,0.0,0.0\n"


def _rows(values: str = ROW, n: int = 300) -> str:
    return HEADER + "".join(values.format(k / 100) for k in range(n))


BAD: Mapping[str, Callable[[], bytes]] = {
    "empty.csv": lambda: b"",
    "header_alone.csv": HEADER.encode,
    "words.csv": lambda: b"rubbish\n1,2\n",
    "unknown_header.csv": lambda: _rows().replace("acc_x", "foo").encode(),
    "no_exercise.csv": lambda: _rows().encode(),
    "not_text.csv": lambda: bytes(range(256)) * 20,
    "not_numbers.csv": lambda: (_rows() + "3.00,here,0.0,0.0\n").encode(),
    "cut.csv.gz": lambda: gzip.compress(_rows(n=3000).encode())[:-200],
    "not_a_table.parquet": lambda: b"PAR1 and then nothing",
    "not_a_recording.json.csv": lambda: b'{"schema": "sensortrack.recording/1"}\n',
}
"""Ten files that can't be analysed, each for a reason of its own."""


def make_batch(folder: Path, files: int, seed: int) -> list[Path]:
    """A folder of short simulated recordings among which the bad files stand; their paths."""
    draw = np.random.default_rng(seed)
    (folder / "deeper").mkdir(parents=True)
    for number in range(files - len(BAD)):
        made = simulated_set(
            str(draw.choice(["E6", "E7", "E10"])),
            int(draw.integers(1 << 30)),
            repetitions=int(draw.integers(1, 3)),
            rest_s=1.5,
        )
        where = folder / "deeper" if number % 3 else folder
        sensortrack.write_recording(where / f"{draw.integers(1 << 30):010}_{number}.csv", made)
    for name, content in BAD.items():
        (folder / f"{draw.integers(1 << 30):010}_{name}").write_bytes(content())
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".json")


@dataclass
class Disturber:
    """Kills workers and interrupts, once each count of finished recordings is reached; a study's `progress`."""

    kill_at: list[int]
    """Finished recordings at which one worker is killed; twice the same kills two at once."""
    interrupt_at: list[int]
    killed: int = 0
    interrupted: int = 0
    counts: list[int] = field(default_factory=list)

    def __call__(self, done: int, total: int, failed: int) -> None:
        del total, failed
        self.counts.append(done)
        due = sum(at <= done for at in self.kill_at)
        for worker in multiprocessing.active_children()[:due]:
            worker.kill()
            self.killed += 1
            self.kill_at.remove(min(self.kill_at))
        if self.interrupt_at and self.interrupt_at[0] <= done:
            self.interrupt_at.pop(0)
            self.interrupted += 1
            raise KeyboardInterrupt


def contents(out: Path) -> dict[str, bytes]:
    """All that a study wrote, by name."""
    return {
        str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()
    }


def differing(one: Path, two: Path) -> list[str]:
    """The files that aren't the same to the byte in two studies' folders, or are in one only."""
    a, b = contents(one), contents(two)
    return [name for name in sorted({*a, *b}) if a.get(name) != b.get(name)]


def main() -> int:
    """Make the batch, run it undisturbed and disturbed, and say what differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.study.disturbed", description=__doc__)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    draw = np.random.default_rng(options.seed)
    kill_at, cut = sorted(map(int, draw.integers(1, options.files, 2))), int(draw.integers(1, options.files))
    folder = Path(tempfile.mkdtemp(prefix="sensortrack-study-"))
    made = make_batch(folder / "data", options.files, options.seed)
    disturber = Disturber(list(kill_at), [cut])
    took: dict[str, float] = {}
    for name, progress in (("undisturbed", None), ("disturbed", disturber)):
        began = time.monotonic()
        while True:
            try:
                study = sensortrack.analyse_many(
                    [folder / "data"], out=folder / name, workers=options.workers, progress=progress
                )
            except KeyboardInterrupt:
                if progress is None or not progress.interrupted:
                    raise
            else:
                break
        took[name] = time.monotonic() - began
    differ = differing(folder / "undisturbed", folder / "disturbed")
    print(
        f"{len(made)} files, {len(study.failures)} failures; workers killed: {disturber.killed} (at {kill_at} "
        f"recordings), interrupted: {disturber.interrupted} (at {cut}); undisturbed {took['undisturbed']:.1f} s, "
        f"disturbed {took['disturbed']:.1f} s; files that differ: {', '.join(differ) or 'none'}"
    )
    whole = (disturber.killed, disturber.interrupted, len(study.failures)) == (2, 1, len(BAD))
    if differ or not whole:
        print(f"kept in {folder}", file=sys.stderr)
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
