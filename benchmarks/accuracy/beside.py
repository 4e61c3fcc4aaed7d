"""Counts of other packages on the same simulated sets: skdh's Sit2Stand and mobgap's turns are their nearest."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sensortrack.protocol import load_catalogue

from .others import by_profile
from .peers import SCRIPT
from .sets import EXERCISES, Set, sets_of, true_repetitions
from .statistics import wilson
from .table import Report, Row, Section, markdown, note, share
from .work import Work

IDS = ("peers",)
SEED_OFFSET = 90_000
WHAT = "other packages, the same sets: counted exactly by skdh's Sit2Stand / mobgap's TdElGohary"
PACKAGES = ("skdh", "mobgap")
Counts = list[int] | str


def measure(work: Work) -> Report:
    """The row, which has no value to reach, and counts by exercise."""
    sets = sets_of("simulator", "ordinary", work.share(0.064, 8), offset=SEED_OFFSET)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sets.npz"
        true = _pack(sets, path)
        counts = dict(
            zip(PACKAGES, work.map(_Ask(work.peers, path), PACKAGES, "other packages"), strict=True)
        )
        seated = _seated(work, Path(folder) / "sts.npz")
    texts = [_text(counts[name], true) for name in PACKAGES]
    row = Row("peers", WHAT, "–", " / ".join(texts), None, "simulated", f"{len(sets)} sets, ordinary")
    lines = []
    for name in PACKAGES:
        found = counts[name]
        if isinstance(found, str):
            lines.append([name, "all", found, "–"])
            continue
        for exercise in EXERCISES:
            mine = [(n, t) for n, t, s in zip(found, true, sets, strict=True) if s.exercise == exercise]
            middle = float(np.median([n for n, _ in mine]))
            lines.append(
                [name, exercise, f"{sum(n == t for n, t in mine)} of {len(mine)}", f"{middle:g} of 10"]
            )
    table = markdown(["package", "exercise", "exact", "median count"], lines)
    return Report(
        [row],
        [
            Section(
                "Beside other packages",
                note("peers", seated=seated) + table,
            )
        ],
    )


class _Ask:
    """Runs a package over the sets; its counts, or why it can't be run."""

    def __init__(self, python: str, path: Path) -> None:
        self.python, self.path = python, path

    def __call__(self, package: str) -> Counts:
        command = [self.python, str(SCRIPT), package, str(self.path), *(["any"] if package == "skdh" else [])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            return f"not run: {lines[-1] if lines else 'it ended with an error'} (see --peers)"
        return [int(one["count"]) for one in json.loads(done.stdout)]


def _pack(sets: Sequence[Set], path: Path) -> list[int]:
    """Write the sets for the other interpreter; how many repetitions each has."""
    names = [f"{s.exercise}-{s.seed}" for s in sets]
    arrays: dict[str, Any] = {"names": np.array(names)}
    true = []
    for name, s in zip(names, sets, strict=True):
        recording = s.recording()
        (block,) = recording.blocks
        spec = load_catalogue().exercise(s.exercise).movement
        arrays |= {
            f"{name}/rate_hz": s.rate_hz,
            f"{name}/acc": block.acc,
            f"{name}/gyr": block.gyr,
            f"{name}/axis": np.array(spec.axis),
            f"{name}/least_deg": spec.least_amplitude_deg,
        }
        true.append(len(true_repetitions(recording)))
    np.savez(path, **arrays)
    return true


def _text(found: Counts, true: Sequence[int]) -> str:
    if isinstance(found, str):
        return found
    exact = sum(n == t for n, t in zip(found, true, strict=True))
    low, high = wilson(exact, len(true))
    return f"{share(exact / len(true))} ({100 * low:.0f}–{100 * high:.0f})"


def _seated(work: Work, path: Path) -> str:
    """What skdh finds where people do what it looks for: five times sit-to-stand."""
    if work.data is None:
        return ""
    recording = by_profile(work.data / "pi_bench_sts" / "subject_01_5sts_chair_raw_01.csv.gz", "pi_bench")
    acc = np.concatenate([b.acc for b in recording.blocks])
    arrays: dict[str, Any] = {"names": np.array(["sts"]), "sts/rate_hz": recording.rate_hz, "sts/acc": acc}
    np.savez(path, **arrays)
    found = _Ask(work.peers, path)("skdh")
    return "" if isinstance(found, str) else f" On pi_bench_sts, five sit-to-stands, skdh finds {found[0]}."
