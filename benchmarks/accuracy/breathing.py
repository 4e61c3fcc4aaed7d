"""Breathing rate in stillness: how far off, how often not measurable, and how often garbage is taken for breath."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from sensortrack.records import FloatArray

from .statistics import wilson
from .table import Report, Row, Section, markdown, not_run, note, share
from .work import Work

IDS = ("breathing",)
SEED = 591_000
HZ = 50.0
DURATIONS_S = (20.0, 30.0, 60.0)
RATIOS = (2.0, 2.5, 3.5)
"""Amplitude of the breath's tilt, in sway RMS; 0 stands for garbage: no breath at all."""
WHAT, TARGET = (
    "breathing, ≥ 20 s still, tilt ≥ 2 × sway: mean error; garbage accepted",
    "≤ 1 breath a minute; ≤ 5 %",
)
SWAYS: dict[str, Callable[[FloatArray], FloatArray]] = {
    "flat, .1–.6 Hz": lambda f: np.where((f >= 0.1) & (f <= 0.6), 1.0, 0.0),
    "1/f": lambda f: np.where(f < 2.0, np.sqrt(1.0 / np.maximum(f, 0.05)), 0.0),
    "1/f²": lambda f: np.where(f < 2.0, 1.0 / np.maximum(f, 0.05), 0.0),
    "low-passed at .3 Hz": lambda f: 1.0 / np.sqrt(1.0 + (f / 0.3) ** 4),
}


@dataclass(frozen=True, slots=True)
class Still:
    """A stretch of stillness; `ratio` 0 has no breathing in it."""

    duration_s: float
    ratio: float
    sway: str
    seed: int

    def make(self) -> tuple[FloatArray, float]:
        """Tilt (n, 2) in deg, and the true mean rate in 1/min."""
        rng = np.random.default_rng([SEED, self.seed])
        n = int(self.duration_s * HZ)
        sway_deg = rng.uniform(0.1, 0.4)
        frequency: FloatArray = np.asarray(np.fft.rfftfreq(4 * n, 1.0 / HZ), dtype=np.float64)
        shape = SWAYS[self.sway](frequency)
        line = rng.standard_normal((len(shape), 2)) + 1j * rng.standard_normal((len(shape), 2))
        sway = np.fft.irfft(line * shape[:, None], 4 * n, axis=0)
        sway *= sway_deg / np.sqrt(np.mean(sway * sway, axis=0))
        usual_s = 60.0 / rng.uniform(8.0, 24.0)
        lengths = usual_s * np.exp(0.08 * rng.standard_normal(int(2.5 * self.duration_s / usual_s) + 8))
        starts = np.cumsum(lengths) - 2.0 * usual_s
        t = np.arange(n) / HZ
        phase = np.interp(t, starts, np.arange(len(starts)))
        wave = np.cos(2.0 * np.pi * phase) + 0.15 * np.sin(4.0 * np.pi * phase)
        way = rng.uniform(0.0, np.pi)
        breath = self.ratio * sway_deg * np.outer(wave, [np.cos(way), np.sin(way)])
        rate = 60.0 * float(phase[-1] - phase[0]) / float(t[-1])
        return sway[:n] + breath + 0.01 * rng.standard_normal((n, 2)), rate


def ask(still: Still) -> tuple[bool, float]:
    """Whether a rate was reported, and how far off it was."""
    tilt, rate = still.make()
    found = _breathing_rate()(tilt, HZ)
    return bool(found.valid), abs((found.value or 0.0) - rate)


def _breathing_rate() -> Any:
    return import_module("sensortrack.motion.breathing.rate").breathing_rate


def measure(work: Work) -> Report:
    """The row, and a line for each length and size."""
    try:
        _breathing_rate()
    except (ImportError, AttributeError):
        return Report(
            [not_run("breathing", WHAT, TARGET, "simulated", "the product doesn't measure breathing yet")]
        )
    each = work.share(0.02, 2)
    stills = [
        Still(duration, ratio, sway, k)
        for duration in DURATIONS_S
        for ratio in (*RATIOS, 0.0)
        for sway in SWAYS
        for k in range(each * (3 if ratio == 0.0 else 1))
    ]
    answers = list(zip(stills, work.map(ask, stills, "breathing"), strict=True))
    of_breaths = [error for s, (valid, error) in answers if s.ratio and valid]
    breaths = sum(bool(s.ratio) for s in stills)
    garbage = [valid for s, (valid, _) in answers if not s.ratio]
    mean = float(np.mean(of_breaths)) if of_breaths else float("nan")
    low, high = wilson(sum(garbage), len(garbage))
    row = Row(
        "breathing",
        WHAT,
        TARGET,
        f"{mean:.2f} a minute, reported in {share(len(of_breaths) / breaths, 0)}; "
        f"{share(sum(garbage) / len(garbage))} ({100 * low:.1f}–{100 * high:.1f})",
        bool(of_breaths) and mean <= 1.0 and sum(garbage) <= 0.05 * len(garbage),
        "simulated",
        f"{breaths} stretches with breath, {len(garbage)} without",
    )
    table = []
    for duration in DURATIONS_S:
        for ratio in (*RATIOS, 0.0):
            chosen = [a for s, a in answers if s.duration_s == duration and s.ratio == ratio]
            errors = [error for valid, error in chosen if valid]
            table.append(
                [
                    f"{duration:.0f}",
                    f"{ratio:g} × sway" if ratio else "none",
                    str(len(chosen)),
                    str(len(errors)),
                    (f"{np.mean(errors):.2f} / {np.max(errors):.1f}" if errors else "–")
                    if ratio
                    else "garbage",
                ]
            )
    header = ["s", "breath", "stretches", "reported", "error, 1/min: mean / largest"]
    return Report([row], [Section("Breathing", note("breathing") + markdown(header, table))])
