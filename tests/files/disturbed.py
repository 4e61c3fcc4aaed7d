"""Files that a logger disturbed: drawn by kind and seed, with what each of their rows truly is.

    python -m tests.files.disturbed [KIND …] [--seeds N]

Each row holds its true number as its first value. So whatever comes of a file can be held against the truth: which
samples are there, in which order, and whether their times are the true ones, up to gaps that were reported.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sensortrack.errors import SensortrackError
from sensortrack.files import read
from sensortrack.records import FloatArray, Recording

OFF_SHARE = 0.04
"""A step that differs from the true one by more than this share is a wrong time."""
NUMBER = 1e-6
"""The first value of a row is its number times this, in m/s²."""
HARM = 1.2
"""Steps in a row whose times are wrong by no more intervals in all do none."""
PROFILE = """schema = "sensortrack.import/1"
id = "drawn"
name = "Drawn"
source = "a test"
[recognise]
header = "t,ax,ay,az"
[table]
delimiter = ","
[time]
column = "t"
unit = "{unit}"
[acc]
unit = "m/s2"
x = "ax"
y = "ay"
z = "az"
[axes]
frame = "sensor"
x = "x"
y = "y"
z = "z"
"""


@dataclass(frozen=True)
class Drawn:
    """A file: true times (s) of the samples by number, and the number and stamp (s) of each row as it is written.

    With a `unit`, the stamps are whole numbers of it, in a table of another maker; they were rounded to `rounded_s`.
    """

    true_s: FloatArray
    numbers: NDArray[np.int64]
    stamps: FloatArray
    unit: str | None = None
    rounded_s: float = 1e-6

    def written(self, folder: Path) -> tuple[Path, Path | None]:
        """The file, and its import profile where it is of another maker."""
        path = folder / "drawn.csv"
        noise = np.random.default_rng(int(self.numbers.sum()) % 2**31).normal(0.0, 0.1, (len(self.true_s), 2))
        pairs = zip(self.numbers.tolist(), self.stamps.tolist(), strict=True)
        if self.unit is None:
            rows = (f"{t:.6f},{n * NUMBER:.6f},{noise[n, 0]:.4f},{9.8 + noise[n, 1]:.4f}\n" for n, t in pairs)
            path.write_text("time_s,acc_x,acc_y,acc_z\n" + "".join(rows))
            return path, None
        rows = (f"{t:.0f},{n * NUMBER:.6f},{noise[n, 0]:.4f},{9.8 + noise[n, 1]:.4f}\n" for n, t in pairs)
        path.write_text("t,ax,ay,az\n" + "".join(rows))
        profile = folder / "drawn.toml"
        profile.write_text(PROFILE.format(unit=self.unit))
        return path, profile

    def read(self, folder: Path) -> Recording:
        path, profile = self.written(folder)
        return read(path, format=None if profile is None else str(profile))


@dataclass(frozen=True)
class Outcome:
    """What came of a file.

    `refused` is the error, or empty; `wrong` are steps whose time isn't the true one, so that it does harm, and no gap;
    `unordered` samples that come after one with a higher number; `missing` that aren't there; `twice` that come again.
    """

    refused: str
    messages: tuple[str, ...] = ()
    wrong: int = 0
    unordered: int = 0
    missing: int = 0
    twice: int = 0
    gaps: int = 0

    def __str__(self) -> str:
        if self.refused:
            return "refused: " + self.refused
        said = " | ".join(self.messages) or "NOTHING SAID"
        return (
            f"wrong {self.wrong} unordered {self.unordered} missing {self.missing} twice {self.twice}"
            f" gaps {self.gaps}: {said}"
        )


def outcome(drawn: Drawn, folder: Path) -> Outcome:
    """What comes of it."""
    try:
        result = drawn.read(folder)
    except SensortrackError as error:
        return Outcome(str(error).partition(": ")[2])
    blocks = list(result.blocks)
    numbers = np.rint(np.concatenate([b.acc[:, 0] for b in blocks]) / NUMBER).astype(int)
    times = np.concatenate([b.time_s for b in blocks])
    after = np.concatenate(
        [np.arange(len(b)) == 0 if b.after_gap else np.zeros(len(b), bool) for b in blocks]
    )
    begins = np.concatenate([np.arange(len(b)) == 0 for b in blocks])
    own = np.concatenate([np.full(len(b), b.rate_hz or result.rate_hz) for b in blocks])
    true = np.diff(drawn.true_s[numbers])
    step = np.diff(times)
    usual = 1.0 / own[1:]
    excused = after[1:]
    off = np.abs(step - true) > OFF_SHARE * true + 1.1 * drawn.rounded_s + 1e-6
    off |= (np.abs(true - usual) > OFF_SHARE * usual) & ~begins[1:]
    off &= ~excused
    edges = np.flatnonzero(np.diff(np.concatenate([[0], off.astype(np.int8), [0]]))).reshape(-1, 2).tolist()
    harm = [
        stop - start
        for start, stop in edges
        if abs(np.sum(true[start:stop] / usual[start:stop] - 1.0)) > HARM
    ]
    return Outcome(
        "",
        tuple(result.messages),
        sum(harm),
        int(np.sum(np.diff(numbers) < 0)),
        len(np.setdiff1d(drawn.numbers, numbers)),
        int(len(numbers) - len(np.unique(numbers))),
        int(after.sum()),
    )


Draw = Callable[[np.random.Generator], Drawn]
RATES = np.array([25.0, 50.0, 51.2, 100.0, 104.0, 128.0, 200.0])
RATIOS = np.array([0.25, 1 / 3, 0.5, 0.6, 0.8, 0.9, 1.1, 1.25, 1.5, 2.0, 3.0, 4.0])


def at_rates(*parts: tuple[int, float]) -> FloatArray:
    """True times of parts of so many samples, each at its rate: the step to a part's first sample is the part's."""
    steps = np.concatenate([np.full(count, 1.0 / hz) for count, hz in parts])
    time_s: FloatArray = np.round(np.cumsum(steps), 6)
    return time_s


def plain(true_s: FloatArray, order: NDArray[np.int64] | None = None) -> Drawn:
    order = np.arange(len(true_s)) if order is None else order
    return Drawn(true_s, order, true_s[order])


def two_rates(rng: np.random.Generator) -> tuple[float, float]:
    hz = float(rng.choice(RATES))
    return hz, hz * float(rng.choice(RATIOS))


def short_part(rng: np.random.Generator) -> Drawn:
    """A part of fewer than 128 samples at another rate, the first rate again after it."""
    hz, other = two_rates(rng)
    at, length = int(rng.integers(200, 12_000)), int(rng.integers(3, 128))
    return plain(at_rates((at, hz), (length, other), (2000, hz)))


def short_parts(rng: np.random.Generator) -> Drawn:
    """Many short parts at other rates."""
    hz = float(rng.choice(RATES))
    parts: list[tuple[int, float]] = []
    for _ in range(8):
        parts += [
            (int(rng.integers(150, 1500)), hz),
            (int(rng.integers(3, 128)), hz * float(rng.choice(RATIOS))),
        ]
    return plain(at_rates(*parts, (700, hz)))


def short_end(rng: np.random.Generator) -> Drawn:
    """The last samples at another rate."""
    hz, other = two_rates(rng)
    return plain(at_rates((int(rng.integers(300, 12_000)), hz), (int(rng.integers(3, 128)), other)))


def short_start(rng: np.random.Generator) -> Drawn:
    """The first samples at another rate."""
    hz, other = two_rates(rng)
    return plain(at_rates((int(rng.integers(3, 128)), other), (int(rng.integers(600, 12_000)), hz)))


def change_and_swaps(rng: np.random.Generator) -> Drawn:
    """The rate changes, and rows near it (and elsewhere) overtook others."""
    hz, other = two_rates(rng)
    at = int(rng.integers(400, 9000))
    true_s = at_rates((at, hz), (3000, other))
    order = np.arange(len(true_s))
    places = [int(p) for p in at + rng.integers(-150, 150, 4)] + [
        int(p) for p in rng.integers(20, len(true_s) - 20, 4)
    ]
    last = -20
    for place in sorted(places):
        if place - last > 12:
            width = int(rng.integers(2, 5))
            order[place : place + width] = np.roll(order[place : place + width], int(rng.integers(1, width)))
            last = place
    return plain(true_s, order)


def change_at_edge(rng: np.random.Generator) -> Drawn:
    """The rate changes at the edge of a piece that is read."""
    hz, other = two_rates(rng)
    edge = int(rng.choice([8192, 8192 + 512, 2 * 8192, 2 * 8192 + 512, 10_000]))
    return plain(
        at_rates((edge + int(rng.integers(-150, 150)), hz), (int(rng.integers(1000, 12_000)), other))
    )


def change_at_edge_and_lost(rng: np.random.Generator) -> Drawn:
    """The same, with some samples lost."""
    drawn = change_at_edge(rng)
    present = rng.random(len(drawn.true_s)) > 0.05
    present[[0, -1]] = True
    return plain(drawn.true_s, np.flatnonzero(present))


def to_and_fro(rng: np.random.Generator) -> Drawn:
    """The rate goes to and fro, little by little, by 3 to 4.5 % either way."""
    hz, count = float(rng.choice(RATES)), int(rng.integers(3000, 12_000))
    by, turn = float(rng.uniform(0.03, 0.045)), float(rng.uniform(300.0, 2000.0))
    return plain(at_rates(*((1, hz * (1.0 + by * math.sin(k / turn))) for k in range(count))))


def each_twice(rng: np.random.Generator) -> Drawn:
    """From somewhere on each row is written twice."""
    hz = float(rng.choice(RATES))
    count = int(rng.integers(1500, 12_000))
    at = int(rng.integers(1, count))
    return plain(at_rates((count, hz)), np.concatenate([np.arange(at), np.repeat(np.arange(at, count), 2)]))


def buffers_twice(rng: np.random.Generator) -> Drawn:
    """From somewhere on each buffer is written twice."""
    hz, size = float(rng.choice(RATES)), int(rng.integers(3, 400))
    count = int(rng.integers(1500, 12_000))
    at = int(rng.integers(1, count))
    order = [np.arange(at)]
    for begin in range(at, count, size):
        order += [np.arange(begin, min(begin + size, count))] * 2
    return plain(at_rates((count, hz)), np.concatenate(order))


def all_again(rng: np.random.Generator) -> Drawn:
    """A logger begins its whole buffer anew in mid-file: what was written is written again, then it goes on."""
    hz, count = float(rng.choice(RATES)), int(rng.integers(1500, 14_000))
    at, first = int(rng.integers(200, count)), int(rng.integers(0, 150))
    return plain(at_rates((count, hz)), np.concatenate([np.arange(at), np.arange(first, count)]))


def chunks_swapped(rng: np.random.Generator) -> Drawn:
    """Buffers of rows exchanged with their neighbours."""
    hz, size = float(rng.choice(RATES)), int(rng.integers(4, 600))
    count = int(rng.integers(max(2000, 5 * size), 12_000))
    order = np.arange(count)
    last = 0
    for begin in sorted(int(b) for b in rng.integers(size, count - 3 * size, int(rng.integers(1, 6)))):
        if begin >= last:
            order[begin : begin + 2 * size] = np.roll(order[begin : begin + 2 * size], size)
            last = begin + 3 * size
    return plain(at_rates((count, hz)), order)


def chunks_shuffled(rng: np.random.Generator) -> Drawn:
    """All buffers in any order."""
    hz, size = float(rng.choice(RATES)), int(rng.integers(20, 1500))
    count = size * int(rng.integers(4, 12))
    chunks = np.arange(count).reshape(-1, size)
    rng.shuffle(chunks)
    return plain(at_rates((count, hz)), chunks.ravel())


def halves_swapped(rng: np.random.Generator) -> Drawn:
    """The end of a recording stands before its beginning, as in a ring buffer."""
    hz, count = float(rng.choice(RATES)), int(rng.integers(1500, 12_000))
    return plain(at_rates((count, hz)), np.roll(np.arange(count), int(rng.integers(100, count - 100))))


def reversed_rows(rng: np.random.Generator) -> Drawn:
    """The last row stands first."""
    hz = float(rng.choice(RATES))
    count = int(rng.integers(300, 12_000))
    return plain(at_rates((count, hz)), np.arange(count)[::-1].copy())


def wraps(rng: np.random.Generator, least: float = 6.0) -> Drawn:
    """A counter that begins anew, in a table of another maker or in seconds; it holds so many intervals at least."""
    unit, seconds = [("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)][int(rng.integers(3))]
    bits = {"ms": [16, 24, 32], "us": [16, 24, 32], "ns": [24, 32]}[unit]
    bit = int(rng.choice(bits))
    hz = float(rng.choice(RATES))
    if 2**bit * seconds < least / hz:
        bit = 32
    count = int(rng.integers(3000, 12_000))
    lost = 0.03 if rng.random() < 0.3 else 0.0
    present = np.flatnonzero(rng.random(count) >= lost)
    true_s = at_rates((count, hz))
    start = (
        int(rng.integers(max(1, 2**bit - int(0.9 * count / hz / seconds)), 2**bit))
        if 2**bit * seconds > count / hz
        else int(rng.integers(2**bit))
    )
    ticks = (start + np.round(true_s / seconds).astype(np.int64)) % 2**bit
    if rng.random() < 0.5 or unit == "ns" or 2**bit * seconds < 1.0:
        return Drawn(true_s, present, ticks[present].astype(float), unit, max(seconds, 1e-6))
    return Drawn(true_s, present, ticks[present] * seconds, rounded_s=max(seconds, 1e-6))


def wraps_and_swaps(rng: np.random.Generator) -> Drawn:
    """The same, with rows that overtook others; of a counter that holds no more these look like its turns."""
    drawn = wraps(rng, least=12.0)
    order = np.arange(len(drawn.numbers))
    for place in sorted({int(p) for p in rng.integers(20, len(order) - 20, 6)}):
        order[[place, place + 1]] = order[[place + 1, place]]
    return Drawn(drawn.true_s, drawn.numbers[order], drawn.stamps[order], drawn.unit, drawn.rounded_s)


def another_unit(rng: np.random.Generator) -> Drawn:
    """Stamps in another unit than the profile says."""
    hz, count = float(rng.choice(RATES)), int(rng.integers(500, 9000))
    units = [("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)]
    true_unit = int(rng.integers(3))
    said = (true_unit + int(rng.integers(1, 3))) % 3
    true_s = at_rates((count, hz)) + float(rng.choice([0.0, 1.7e9]))
    return Drawn(true_s, np.arange(count), np.round(true_s / units[true_unit][1]), units[said][0])


KINDS: dict[str, Draw] = {
    f.__name__: f
    for f in (
        short_part,
        short_parts,
        short_end,
        short_start,
        change_and_swaps,
        change_at_edge,
        change_at_edge_and_lost,
        to_and_fro,
        each_twice,
        buffers_twice,
        all_again,
        chunks_swapped,
        chunks_shuffled,
        halves_swapped,
        reversed_rows,
        wraps,
        wraps_and_swaps,
        another_unit,
    )
}


def main() -> int:
    names = [a for a in sys.argv[1:] if a in KINDS] or list(KINDS)
    seeds = int(sys.argv[sys.argv.index("--seeds") + 1]) if "--seeds" in sys.argv else 5
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            for seed in range(seeds):
                print(f"{name} {seed}: {outcome(KINDS[name](np.random.default_rng(seed)), Path(folder))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
