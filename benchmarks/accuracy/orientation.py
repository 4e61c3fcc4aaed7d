"""The up direction: slow tilts with a gyroscope bias, and BROAD's slow trials; one setting, causal, for both."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

from sensortrack.motion.orientation.estimate import up_filter
from sensortrack.records import FloatArray
from sensortrack.units import STANDARD_GRAVITY_MS2

from .peers import SCRIPT
from .table import Report, Row, Section, markdown, not_run, note
from .work import Work

IDS = ("tilt-slow", "tilt-broad")
RATES_DPS = (0.3, 0.5, 0.75, 1.0, 1.5, 2.0)
STILL_S, TILTING_S, AFTER_S = 10.0, 20.0, 5.0
BIAS_DPS = 0.4
WAYS = 8
SEED = 590_000
BROAD = (
    "02_undisturbed_slow_rotation_B",
    "05_undisturbed_slow_rotation_with_breaks_B",
    "10_undisturbed_slow_translation_A",
)
VQF_DEFAULT_DEG = (0.43, 0.35, 0.30)
TILT, TRIALS = (
    "slow tilt 0.3–2 °/s for 20 s, 0.4 °/s gyro bias on each axis, after 10 s of stillness: largest error",
    ("inclination RMSE on BROAD 02, 05, 10, causal, the same setting: mean / each"),
)


def angle_deg(a: FloatArray, b: FloatArray) -> FloatArray:
    """Angle (n,) between unit vectors (n, 3)."""
    across = np.cross(a, b)
    angle: FloatArray = np.degrees(
        np.arctan2(np.sqrt(np.sum(across * across, axis=1)), np.sum(a * b, axis=1))
    )
    return angle


@dataclass(frozen=True, slots=True)
class Tilt:
    """One slow tilt: its rate in deg/s, the sampling rate, and the seed of all else."""

    rate_dps: float
    rate_hz: float
    seed: int

    def error_deg(self) -> float:
        """Largest error of the up direction from the beginning of the tilt on."""
        rng = np.random.default_rng(self.seed)
        count = int((STILL_S + TILTING_S + AFTER_S) * self.rate_hz)
        t = np.arange(count) / self.rate_hz
        tilting = (t >= STILL_S) & (t < STILL_S + TILTING_S)
        heading = rng.uniform(0.0, 2.0 * np.pi)
        axis = np.array([np.cos(heading), np.sin(heading), 0.0])
        turned = np.clip(t - STILL_S, 0.0, TILTING_S) * self.rate_dps
        mounting = Rotation.from_quat(rng.standard_normal(4))
        body = Rotation.from_rotvec(np.radians(np.outer(turned, axis)))
        up = mounting.apply(body.apply([0.0, 0.0, 1.0], inverse=True))
        band = np.sqrt(0.5 * self.rate_hz)
        acc = STANDARD_GRAVITY_MS2 * up + 0.003 * band * rng.standard_normal((count, 3))
        gyr = mounting.apply(np.outer(np.where(tilting, self.rate_dps, 0.0), axis))
        gyr += BIAS_DPS * rng.choice([-1.0, 1.0], 3) + 0.02 * band * rng.standard_normal((count, 3))
        found, _ = up_filter(self.rate_hz, has_gyroscope=True).feed(acc, gyr)
        return float(angle_deg(found, up)[t >= STILL_S].max())


def error_of(tilt: Tilt) -> float:
    """For the processes: a method of a task."""
    return tilt.error_deg()


def measure(work: Work) -> Report:
    """Both rows."""
    report = Report()
    _tilts(work, report)
    _broad(work, report)
    return report


def _tilts(work: Work, report: Report) -> None:
    tilts = [
        Tilt(rate, hz, SEED + k) for rate in RATES_DPS for hz in (50.0, 100.0, 200.0) for k in range(WAYS)
    ]
    errors = work.map(error_of, tilts, "slow tilts")
    worst = [max(e for t, e in zip(tilts, errors, strict=True) if t.rate_dps == rate) for rate in RATES_DPS]
    report.rows.append(
        Row(
            "tilt-slow", TILT, "≤ 0.25°", f"{max(worst):.2f}°", max(worst) <= 0.25, "simulated",
            f"{len(tilts)} tilts: {len(RATES_DPS)} rates, {WAYS} directions, mountings and biases, 50, 100 and 200 Hz",
        )
    )  # fmt: skip
    table = [[f"{r:g}", f"{w:.2f}"] for r, w in zip(RATES_DPS, worst, strict=True)]
    report.sections.append(
        Section("Slow tilts", note("tilts") + markdown(["°/s", "largest error, °"], table))
    )


def _broad(work: Work, report: Report) -> None:
    if work.data is None:
        report.rows.append(
            not_run("tilt-broad", TRIALS, "≤ 0.38° / ≤ 0.45°", "others' recordings", "no SENSORTRACK_DATA")
        )
        return
    errors = []
    with tempfile.TemporaryDirectory() as folder:
        for trial in BROAD:
            source, target = work.data / "broad" / f"{trial}.hdf5", Path(folder) / f"{trial}.npz"
            done = subprocess.run(
                [work.peers, str(SCRIPT), "hdf5", str(source), str(target)],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                why = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "it can't be read"
                report.rows.append(
                    not_run(
                        "tilt-broad",
                        TRIALS,
                        "≤ 0.38° / ≤ 0.45°",
                        "others' recordings",
                        f"{why} (see --peers)",
                    )
                )
                return
            errors.append(_rmse(target))
    mean = float(np.mean(errors))
    report.rows.append(
        Row(
            "tilt-broad", TRIALS, "≤ 0.38° / ≤ 0.45°",
            f"{mean:.2f}° / {' '.join(f'{e:.2f}' for e in errors)}° (VQF's default: "
            f"{' '.join(f'{e:.2f}' for e in VQF_DEFAULT_DEG)})",
            mean <= 0.38 and max(errors) <= 0.45, "others' recordings", "3 trials, hand-held, 285.7 Hz",
        )
    )  # fmt: skip


def _rmse(path: Path) -> float:
    """Root mean square of the inclination error in the movement phases of a trial, in deg."""
    trial = np.load(path)
    moves = trial["movement"].astype(bool)
    known = np.isfinite(trial["opt_quat"]).all(axis=1) & moves
    w, x, y, z = trial["opt_quat"].T
    up = np.column_stack((2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)))
    rate_hz = float(trial["sampling_rate"])
    found, _ = up_filter(rate_hz, has_gyroscope=True).feed(trial["imu_acc"], np.degrees(trial["imu_gyr"]))
    errors = angle_deg(found[known], up[known])
    return float(np.sqrt(np.mean(errors * errors)))
