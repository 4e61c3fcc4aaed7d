"""Of the smoothness values that are called valid: how many are what an ideal sensor would have given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.signal import butter, sosfiltfilt
from scipy.spatial.transform import Rotation

from sensortrack.analysis import analyse
from sensortrack.motion.smoothness.measures import ldlj, sparc
from sensortrack.records import FloatArray, Recording
from sensortrack.sources.simulator import Sensor, plan_for, simulate
from sensortrack.sources.simulator.exercise_motions import EXERCISES as TRUE_EXERCISES

from .matching import match
from .sets import EXERCISES, LEVELS, Level, Set, repetitions, sets_of, true_repetitions
from .statistics import wilson
from .table import Report, Row, Section, markdown, note, share
from .work import Work

IDS = ("smoothness", "smoothness-sensor")
SEED_OFFSET = 10_000
"""Other seeds than those on which the factors of the full band were set (40000 and 60000 on)."""
MEANT, DONE = ("sparc", "ldlj"), ("sparc_full_band", "ldlj_full_band")
"""The measures of what was meant, and of what was done."""
WITHIN = dict(zip((*MEANT, *DONE), (0.05, 0.3) * 2, strict=True))
"""A value is right that is no further than this from its truth."""


@dataclass(frozen=True, slots=True)
class Value:
    """One measure of one phase: whether it was called valid, its value, and its truth.

    The truth of what was meant is the bare command's; that of what was done is an ideal sensor's on the same person,
    between the edges that were found, so that the sensor's error is all that differs.
    """

    exercise: str
    level: Level
    measure: str
    valid: bool
    value: float
    truth: float

    @property
    def right(self) -> bool:
        """Whether it is near enough to its truth."""
        return abs(self.value - self.truth) <= WITHIN[self.measure]


def speed_dps(recording: Recording, exercise: str) -> tuple[FloatArray, FloatArray]:
    """Times (n,) in s and speed (n,) in deg/s about the exercise's axis, of a recording without gaps."""
    (block,) = recording.blocks
    assert block.gyr is not None
    return block.time_s, block.gyr @ np.array(TRUE_EXERCISES[exercise].axis)


def measures_of(
    time_s: FloatArray, speed: FloatArray, start_s: float, end_s: float, hz: float
) -> tuple[float, float]:
    """SPARC and LDLJ of the phase between two times, by the product's rule for the filter."""
    cutoff = min(max(10.0 / (end_s - start_s), 3.0), 10.0)
    smooth = sosfiltfilt(butter(2, cutoff, fs=hz, output="sos"), speed)
    inside = (time_s >= start_s) & (time_s <= end_s)
    return sparc(speed[inside], hz), ldlj(smooth[inside], hz)


def compare(task: Set) -> list[Value]:
    """Analyse a set, and take the same measures of the same movement without any error of the sensor."""
    plan, level = plan_for(task.exercise, repetitions=10), LEVELS[task.level]
    recording = simulate(plan, sensor=Sensor(rate_hz=task.rate_hz), difficulty=level, seed=task.seed)
    perfect = Sensor(
        rate_hz=task.rate_hz,
        mounting=Rotation.identity(),
        gyr_bias_dps=(0.0, 0.0, 0.0),
        gyr_scale=(0.0, 0.0, 0.0),
        gyr_noise_dps_rthz=0.0,
        acc_offset_ms2=(0.0, 0.0, 0.0),
        acc_noise_ms2_rthz=0.0,
    )
    still = replace(level, sway_deg=0.0, breathing_deg=0.0, tremor_deg=0.0, rest_drift_deg=0.0)
    ideal = speed_dps(simulate(plan, sensor=perfect, difficulty=level, seed=task.seed), task.exercise)
    command = speed_dps(simulate(plan, sensor=perfect, difficulty=still, seed=task.seed), task.exercise)
    out: list[Value] = []
    for attempt, t in match(repetitions(analyse(recording, task.exercise)), true_repetitions(recording)):
        if t["hold_s"] <= 0.0:
            continue  # without a plateau there is no true end of one phase and beginning of the next
        for phase in attempt.phases:
            limits = {"out": ("start_s", "plateau_start_s"), "return": ("plateau_end_s", "end_s")}.get(
                phase.name
            )
            if limits is None:
                continue
            start, end = (float(t[name]) for name in limits)
            sign = float(t["direction"]) * (1.0 if phase.name == "out" else -1.0)
            meant = measures_of(command[0], sign * command[1], start, end, task.rate_hz)
            done = measures_of(ideal[0], sign * ideal[1], phase.start_s, phase.end_s, task.rate_hz)
            for name, truth in zip((*MEANT, *DONE), (*meant, *done), strict=True):
                m = phase.measures.get(name)
                if m is not None and m.value is not None:
                    out.append(Value(task.exercise, task.level, name, m.valid, m.value, truth))
    return out


def measure(work: Work) -> Report:
    """The row, and the shares by exercise."""
    count = work.share(0.08, 8)
    tasks = [s for level in LEVELS for s in sets_of("simulator", level, count, offset=SEED_OFFSET)]
    values = [v for of_set in work.map(compare, tasks, "validity of SPARC and LDLJ") for v in of_set]
    sample = f"{len(tasks)} sets, {len(values) // len(WITHIN)} phases"
    rows = [
        _row(
            "smoothness",
            "of the values called valid: SPARC within .05, LDLJ within .3 of the noise-free value (bare command)",
            [v for v in values if v.measure in MEANT],
            sample,
        ),
        _row(
            "smoothness-sensor",
            "the same of the values in the full band, of an ideal sensor on the same person between the same edges "
            "(sway and tremor are movement, not noise)",
            [v for v in values if v.measure in DONE],
            sample,
        ),
    ]
    header = ["level", "exercise", "measure", "phases", "called valid", "valid and right (95 %)",
              "right of those called not valid", "median bias"]  # fmt: skip
    table = [
        _line(
            level,
            e,
            name,
            [v for v in values if v.level == level and v.measure == name and (not e or v.exercise == e)],
        )
        for level in LEVELS
        for name in WITHIN
        for e in (*EXERCISES, "")
    ]
    return Report(
        rows, [Section("Validity of the smoothness values", note("smoothness") + markdown(header, table))]
    )


def _row(id: str, what: str, values: list[Value], sample: str) -> Row:
    texts, met = [], []
    for level in LEVELS:
        for name in dict.fromkeys(v.measure for v in values):
            of = [v for v in values if v.level == level and v.measure == name]
            valid = [v for v in of if v.valid]
            good = sum(v.right for v in valid)
            low, high = wilson(good, len(valid))
            right = (
                f"{share(good / len(valid))} ({100 * low:.1f}–{100 * high:.1f})" if valid else "none valid"
            )
            texts.append(f"{level} {_short(name)} {right} of {share(len(valid) / max(len(of), 1), 0)} valid")
            met.append(bool(valid) and good >= 0.95 * len(valid))
    return Row(id, what, "≥ 95 %", "; ".join(texts), all(met), "simulated", sample)


def _short(measure: str) -> str:
    return measure.partition("_")[0].upper()


def _line(level: str, exercise: str, name: str, values: list[Value]) -> list[str]:
    valid, rest = [v for v in values if v.valid], [v for v in values if not v.valid]
    good, refused = sum(v.right for v in valid), sum(v.right for v in rest)
    low, high = wilson(good, len(valid))
    bias = float(np.median([v.value - v.truth for v in valid])) if valid else float("nan")
    parts: list[Any] = [
        level, exercise or "all", name, len(values), len(valid),
        f"{share(good / max(len(valid), 1))} ({100 * low:.1f}–{100 * high:.1f})" if valid else "–",
        f"{refused} of {len(rest)}", f"{bias:+.3f}",
    ]  # fmt: skip
    return [str(p) for p in parts]
