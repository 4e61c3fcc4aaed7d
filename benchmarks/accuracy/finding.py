"""Recordings that hold several exercises: is each set found, is its exercise among those named, is a lone name right?

    python -m benchmarks.accuracy.finding --sessions 100

Sessions are sets of the product's simulator, and sets of the worlds, one after the other, with the person getting from
one posture to the next between them. Real recordings are those of people who walk, go about their day and get up from
chairs: what is named there is named wrongly; and seated forward leans (trunkyxl), which E10 should be among.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

from sensortrack.analysis.find import Found, find_exercises
from sensortrack.files import open_recording
from sensortrack.records import FloatArray, Recording
from sensortrack.sources.simulator import HARD, ORDINARY, Sensor, plan_for, simulate
from sensortrack.units import STANDARD_GRAVITY_MS2

from .statistics import wilson
from .table import markdown
from .work import Work
from .worlds.draw import EXERCISES, TABLE_SEED, world
from .worlds.sensor import make

RATE_HZ = 100.0
SETS = (3, 5)
PAUSE_S, TURN_S = (6.0, 30.0), (2.5, 5.0)
"""Between two sets, shortest and longest, in s: both pauses together, and the turn to the next posture between them."""
SEED_OFFSET = 90_000
"""First seed of the simulator's sets."""
SAME = 0.5
"""Least share of a set that a stretch must cover to have found it, and of a stretch that must lie in a set."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A set of a session, as it was."""

    exercise: str
    start_s: float
    end_s: float


@dataclass(slots=True)
class Tally:
    """What became of the sets, and of what was found."""

    sets: int = 0
    found: int = 0
    among: int = 0
    named: int = 0
    named_right: int = 0
    said: int = 0
    false_said: int = 0
    false_named: int = 0
    minutes: float = 0.0
    by_exercise: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Take another one's numbers in."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


def session(kind: str, seed: int) -> tuple[Recording, list[Stretch]]:
    """A session of several exercises, and its sets."""
    rng = np.random.default_rng([seed, 91])
    count = int(rng.integers(SETS[0], SETS[1] + 1))
    chosen = [str(e) for e in rng.choice(EXERCISES, count, replace=False)]
    acc: list[FloatArray] = []
    gyr: list[FloatArray] = []
    truth: list[Stretch] = []
    for k, exercise in enumerate(chosen):
        force, rate, spans = _set(kind, seed * 10 + k, exercise, rng)
        begin = sum(map(len, acc))
        if acc:
            between = _between(acc[-1][-50:].mean(axis=0), force[:50].mean(axis=0), rng)
            acc.append(between[0])
            gyr.append(between[1])
            begin += len(between[0])
        acc.append(force)
        gyr.append(rate)
        if spans:
            at_s = begin / RATE_HZ
            truth.append(Stretch(exercise, at_s + spans[0][0], at_s + spans[-1][1]))
    whole, turns = np.concatenate(acc), np.concatenate(gyr)
    recording = Recording.from_arrays(
        np.arange(len(whole)) / RATE_HZ,
        whole,
        turns,
        units={"acc": "m/s2", "gyr": "deg/s"},
        rate_hz=RATE_HZ,
        frame="body",
    )
    return recording, truth


def _set(
    kind: str, seed: int, exercise: str, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray, list[tuple[float, float]]]:
    """Force, rate and the repetitions' spans of one set in the body's axes."""
    if kind == "worlds":
        fixed = {"declared": 1.0, "rate": RATE_HZ, "loss": 0.0, "beginning": "still", "ending": "still"}
        recording, script = make(world(TABLE_SEED + seed, "ordinary", exercise, fixed))
        spans = [(float(r["start_s"]), float(r["end_s"])) for r in script.repetitions if r["whole"]]
    else:
        level = HARD if kind == "simulator, hard" else ORDINARY
        plan = plan_for(exercise, repetitions=int(rng.integers(5, 11)))
        recording = simulate(plan, sensor=Sensor(rate_hz=RATE_HZ), difficulty=level, seed=SEED_OFFSET + seed)
        attempts = (recording.description.truth or {})["attempts"]
        spans = [(a["start_s"], a["end_s"]) for a in attempts if a["outcome"] == "repetition"]
    time_s = np.concatenate([b.time_s for b in recording.blocks])
    grid = np.arange(time_s[0], time_s[-1], 1.0 / RATE_HZ)
    force, rate = (
        np.column_stack([np.interp(grid, time_s, column) for column in np.concatenate(rows).T])
        for rows in (
            [b.acc for b in recording.blocks],
            [b.gyr for b in recording.blocks if b.gyr is not None],
        )
    )
    return force, rate, [(a - grid[0], b - grid[0]) for a, b in spans]


def _between(
    before: FloatArray, after: FloatArray, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Stillness, a turn from one up direction to the next, and stillness."""
    a, b = before / np.linalg.norm(before), after / np.linalg.norm(after)
    axis = np.cross(a, b)
    sine, cosine = float(np.linalg.norm(axis)), float(a @ b)
    axis = axis / sine if sine > 1e-6 else np.array([1.0, 0.0, 0.0])
    angle = float(np.arctan2(sine, cosine))
    still = [int(rng.uniform(*PAUSE_S) * RATE_HZ / 2) for _ in range(2)]
    n = int(rng.uniform(*TURN_S) * RATE_HZ)
    s = np.linspace(0.0, 1.0, n)
    share = np.concatenate([np.zeros(still[0]), s**3 * (10 - 15 * s + 6 * s * s), np.ones(still[1])])
    turned = Rotation.from_rotvec(np.outer(angle * share, axis))
    force = turned.apply(a) * STANDARD_GRAVITY_MS2
    # Gravity turns in the sensor's axes as the sensor turns in the world, but the other way.
    rate = np.outer(-np.degrees(np.gradient(angle * share)) * RATE_HZ, axis)
    return force + rng.normal(0.0, 0.02, force.shape), rate + rng.normal(0.0, 0.05, rate.shape)


def of_session(kind: str, seed: int) -> Tally:
    """What became of one session."""
    recording, truth = session(kind, seed)
    return held_against(find_exercises(recording), truth, _minutes(recording))


def held_against(found: Sequence[Found], truth: Sequence[Stretch], minutes: float) -> Tally:
    """Hold what was found against what was done."""
    tally = Tally(sets=len(truth), minutes=minutes)
    said = [f for f in found if f.could_be]
    for true in truth:
        best = max(said, key=lambda f: _overlap_s(f, true), default=None)
        whole = best is not None and _overlap_s(best, true) >= SAME * (true.end_s - true.start_s)
        among = whole and best is not None and true.exercise in best.could_be
        tally.found += whole
        tally.among += among
        tally.by_exercise[true.exercise, "sets"] += 1
        tally.by_exercise[true.exercise, "among"] += among
        tally.by_exercise[true.exercise, "alone"] += among and best is not None and best.exercise is not None
    for f in said:
        during = [t.exercise for t in truth if _overlap_s(f, t) > SAME * (f.end_s - f.start_s)]
        tally.said += 1
        tally.false_said += not during
        if f.exercise is not None:
            tally.named += 1
            tally.named_right += f.exercise in during
            tally.false_named += f.exercise not in during
    return tally


def _overlap_s(f: Found, t: Stretch) -> float:
    return min(f.end_s, t.end_s) - max(f.start_s, t.start_s)


def _minutes(recording: Recording) -> float:
    ends = [(float(b.time_s[0]), float(b.time_s[-1])) for b in recording.blocks if len(b)]
    return (ends[-1][1] - ends[0][0]) / 60.0


def real(data: Path) -> Iterator[tuple[str, Path, str | None]]:
    """Files of people in which none of the exercises is done, and those of seated forward leans, by their kind."""
    for path in sorted((data / "mobgap_lumbar_gait").glob("data_csv/**/*.csv")):
        yield "walking and daily living (mobgap)", path, None
    for path in sorted((data / "ipol_L5_gait").glob("*_lb.txt.gz"))[:40]:
        yield "walking (ipol)", path, None
    for path in sorted((data / "trunkyxl").glob("*/*/R/Back/Sensor 3.csv")):
        yield "seated forward leans (trunkyxl)", path, "E10"


def of_file(task: tuple[str, Path, str | None]) -> tuple[str, Tally]:
    """What is said of one file."""
    kind, path, exercise = task
    recording = open_recording(path, frame=None if exercise else "body")
    if exercise:
        worn = {"sensor_to_body": [[-1, 0, 0], [0, 1, 0], [0, 0, -1]]}  # upside down, as the study wore it
        recording = recording.described(calibration=worn, frame="sensor")
    minutes = _minutes(recording)
    found = find_exercises(recording)
    tally = held_against(found, [] if exercise is None else [Stretch(exercise, 0.0, 60.0 * minutes)], minutes)
    if exercise is not None:
        # When each lean began isn't known for all: among the names of any stretch will do.
        tally.found = tally.among = int(any(exercise in f.could_be for f in found))
        tally.by_exercise.clear()
    return kind, tally


def _cells(t: Tally) -> list[str]:
    low, high = wilson(t.named_right, t.named) if t.named else (0.0, 1.0)
    right = f"{t.named_right} ({100 * low:.0f}–{100 * high:.0f} %)" if t.named else "–"
    numbers = (f"{t.minutes:.0f}", t.sets, t.found, t.among, t.named)
    return [*map(str, numbers), right, f"{t.false_said}, {t.false_named} alone"]


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.finding", description=__doc__)
    parser.add_argument("--sessions", type=int, default=100, metavar="N", help="sessions of each kind")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the first one")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes")
    o = parser.parse_args(arguments)
    tallies: dict[str, Tally] = {}
    with Work(sets=o.sessions, jobs=o.jobs, quiet=True) as work:
        for kind in ("simulator, ordinary", "simulator, hard", "worlds"):
            seeds = range(o.seed, o.seed + o.sessions)
            for one in work.map(partial(of_session, kind), seeds, kind):
                tallies.setdefault(kind, Tally()).add(one)
        folder = os.environ.get("SENSORTRACK_DATA")
        for kind, one in work.map(
            of_file, list(real(Path(folder))) if folder else [], "recordings of people"
        ):
            tallies.setdefault(kind, Tally()).add(one)
    heads = (
        "of",
        "min",
        "sets",
        "found",
        "exercise among the names",
        "one name alone",
        "right",
        "names where no set was",
    )
    lines = [[kind, *_cells(tally)] for kind, tally in tallies.items()]
    print(markdown(list(heads), lines))
    for kind, t in tallies.items():
        ids = sorted({e for e, _ in t.by_exercise}, key=lambda e: int(e[1:]))
        cells = [
            f"{e} " + "/".join(str(t.by_exercise[e, w]) for w in ("among", "alone", "sets")) for e in ids
        ]
        if cells:
            print(f"{kind}: among / alone / sets: {', '.join(cells)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
