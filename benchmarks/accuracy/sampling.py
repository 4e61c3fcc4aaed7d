"""The same movement sampled more slowly, or by a sensor mounted another way: do the numbers stay?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.signal import butter, sosfiltfilt
from scipy.spatial.transform import Rotation

from sensortrack.analysis import analyse
from sensortrack.records import Attempt, Block, Frame, Recording

from .matching import match
from .sets import Set, repetitions, sets_of
from .statistics import wilson
from .table import Report, Row, Section, markdown, note, share
from .work import Work

IDS = ("rates", "mounting")
SEED_OFFSET = 50_000
FULL_HZ = 200.0
RATES_HZ = (100.0, 50.0, 25.0)
MOUNTINGS = 2
MARGIN_S = 0.010


@dataclass(frozen=True, slots=True)
class Compared:
    """A variant beside its reference: both counts, and the differences of what was found in both, in s and deg."""

    exercise: str
    variant: str
    counts: tuple[int, int]
    paired: int
    times: tuple[float, ...]
    amplitudes: tuple[float, ...]

    @property
    def same(self) -> bool:
        """Whether the same repetitions were found."""
        return self.counts[0] == self.counts[1] == self.paired


def as_truth(a: Attempt) -> dict[str, Any]:
    """A repetition that was found, as the truth of another analysis."""
    out, back = a.phase("out"), a.phase("return")
    return {
        "start_s": a.start_s,
        "plateau_start_s": a.start_s if out is None else out.end_s,
        "plateau_end_s": a.end_s if back is None else back.start_s,
        "end_s": a.end_s,
        "amplitude_deg": a.amplitude_deg,
    }


def compared(exercise: str, variant: str, found: Sequence[Attempt], reference: Sequence[Attempt]) -> Compared:
    """Hold the repetitions of a variant against those of the reference."""
    pairs = match(found, [as_truth(a) for a in reference])
    times, amplitudes = [], []
    for a, t in pairs:
        mine: Mapping[str, Any] = as_truth(a)
        times += [mine[k] - t[k] for k in ("start_s", "plateau_start_s", "plateau_end_s", "end_s")]
        if a.amplitude_deg is not None and t["amplitude_deg"] is not None:
            amplitudes.append(a.amplitude_deg - t["amplitude_deg"])
    return Compared(
        exercise, variant, (len(found), len(reference)), len(pairs), tuple(times), tuple(amplitudes)
    )


def decimated(recording: Recording, rate_hz: float) -> Recording:
    """Every n-th sample, after a zero-phase low-pass at 40 % of the new rate."""
    step = round(recording.rate_hz / rate_hz)
    sos = butter(6, 0.4 * rate_hz, fs=recording.rate_hz, output="sos")
    blocks = tuple(
        Block(
            b.time_s[::step],
            np.ascontiguousarray(sosfiltfilt(sos, b.acc, axis=0)[::step]),
            None if b.gyr is None else np.ascontiguousarray(sosfiltfilt(sos, b.gyr, axis=0)[::step]),
        )
        for b in recording.blocks
    )
    return replace(recording.described(rate_hz=rate_hz), blocks=blocks, rate_hz=rate_hz)


def turned(recording: Recording, rotation: Rotation, frame: Frame) -> Recording:
    """The same recording from a sensor that is mounted another way."""
    blocks = tuple(
        replace(b, acc=rotation.apply(b.acc), gyr=None if b.gyr is None else rotation.apply(b.gyr))
        for b in recording.blocks
    )
    return replace(recording.described(frame=frame), blocks=blocks)


def at_rates(task: Set) -> list[Compared]:
    """One noise realisation at 200 Hz, and decimated."""
    recording = task.recording()
    reference = repetitions(analyse(recording, task.exercise))
    return [
        compared(
            task.exercise,
            f"{hz:g} Hz",
            repetitions(analyse(decimated(recording, hz), task.exercise)),
            reference,
        )
        for hz in RATES_HZ
    ]


def at_mountings(task: Set) -> list[Compared]:
    """Mountings that nobody declared: beside each other, and beside the declared one."""
    recording = task.recording()
    rng = np.random.default_rng(task.seed)
    declared = repetitions(analyse(recording, task.exercise))
    undeclared = [
        repetitions(analyse(turned(recording, turn, "sensor"), task.exercise))
        for turn in (
            Rotation.identity(),
            *(Rotation.from_quat(rng.standard_normal(4)) for _ in range(MOUNTINGS)),
        )
    ]
    return [
        *(compared(task.exercise, "undeclared, turned", found, undeclared[0]) for found in undeclared[1:]),
        *(compared(task.exercise, "undeclared, beside declared", found, declared) for found in undeclared),
    ]


def measure(work: Work) -> Report:
    """Both rows."""
    rates = sets_of("simulator", "ordinary", work.share(0.06, 8), offset=SEED_OFFSET, rate_hz=FULL_HZ)
    mounts = sets_of("simulator", "ordinary", work.share(0.06, 8), offset=SEED_OFFSET + 10_000)
    slower = [c for of in work.map(at_rates, rates, "decimated") for c in of]
    other = [c for of in work.map(at_mountings, mounts, "mountings") for c in of]
    names = [f"{hz:g} Hz" for hz in RATES_HZ]
    limits = {f"{hz:g} Hz": 1.0 / hz + MARGIN_S for hz in RATES_HZ}
    mounting_names = ["undeclared, turned", "undeclared, beside declared"]
    limits |= dict.fromkeys(mounting_names, 0.01 + MARGIN_S)
    target = "same counts; ≤ one sample + 10 ms; ≤ 0.1°"
    rows = [
        Row(
            "rates",
            "one noise realisation at 200 Hz decimated to 100, 50, 25 Hz: same counts; times p95; amplitude p95",
            target,
            "; ".join(_text(n, slower, limits) for n in names),
            all(_met(n, slower, limits) for n in names),
            "simulated",
            f"{len(rates)} sets",
        ),
        Row(
            "mounting",
            "the same recording, the sensor mounted anyhow, undeclared, 100 Hz: same counts; times p95; amplitude p95",
            target,
            "; ".join(_text(n, other, limits) for n in mounting_names),
            all(_met(n, other, limits) for n in mounting_names),
            "simulated",
            f"{len(mounts)} sets, {MOUNTINGS} random mountings each",
        ),
    ]
    table = [
        _line(n, c, limits) for n, c in [*((n, slower) for n in names), *((n, other) for n in mounting_names)]
    ]
    header = [
        "variant",
        "sets",
        "same repetitions (95 %)",
        "same number",
        "times p95, ms",
        "at most",
        "amplitude p95, °",
    ]
    return Report(rows, [Section("Sampling rate and mounting", note("sampling") + markdown(header, table))])


def _chosen(name: str, all_: Iterable[Compared]) -> tuple[list[Compared], float, float]:
    chosen = [c for c in all_ if c.variant == name]
    times = np.abs([t for c in chosen for t in c.times])
    amplitudes = np.abs([a for c in chosen for a in c.amplitudes])
    p95 = [float(np.percentile(x, 95)) if len(x) else float("nan") for x in (times, amplitudes)]
    return chosen, p95[0], p95[1]


def _text(name: str, all_: Iterable[Compared], limits: Mapping[str, float]) -> str:
    chosen, times, amplitude = _chosen(name, all_)
    same = sum(c.same for c in chosen)
    return f"{name}: {same} of {len(chosen)}, {1000 * times:.0f} ms (≤ {1000 * limits[name]:.0f}), {amplitude:.2f}°"


def _met(name: str, all_: Iterable[Compared], limits: Mapping[str, float]) -> bool:
    chosen, times, amplitude = _chosen(name, all_)
    return all(c.same for c in chosen) and times <= limits[name] and amplitude <= 0.1


def _line(name: str, all_: Iterable[Compared], limits: Mapping[str, float]) -> list[str]:
    chosen, times, amplitude = _chosen(name, all_)
    same = sum(c.same for c in chosen)
    low, high = wilson(same, len(chosen))
    return [
        name, str(len(chosen)), f"{share(same / max(len(chosen), 1))} ({100 * low:.1f}–{100 * high:.1f})",
        str(sum(c.counts[0] == c.counts[1] for c in chosen)), f"{1000 * times:.0f}", f"{1000 * limits[name]:.0f}",
        f"{amplitude:.3f}",
    ]  # fmt: skip
