"""How soon a repetition is confirmed after its end, fed live, 20 ms at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sensortrack.analysis import Analysis, Result
from sensortrack.protocol import load_catalogue
from sensortrack.records import Attempt, Recording

from .matching import match
from .sets import Set, repetitions, sets_of, true_repetitions
from .statistics import percentile_interval
from .table import Report, Row, Section, markdown, note
from .work import Work

IDS = ("latency",)
RATES_HZ = (50.0, 100.0, 200.0)
SEED_OFFSET = 20_000
GRAIN_S = 0.02
MOST_WAIT_S = 0.2


@dataclass(frozen=True, slots=True)
class Lived:
    """A set that was followed live, in s: end → confirmed of each repetition, confirmed → final times.

    `confirmed_by_event` says whether an event of its own confirmed each; without one it is the decision's own time.
    """

    rate_hz: float
    confirmed: tuple[float, ...]
    final: tuple[float, ...]
    confirmed_by_event: bool


def live(recording: Recording, exercise: str) -> tuple[Result, dict[int, float], dict[int, float]]:
    """Follow a recording live: the result; by attempt, when its event confirmed it, and when its final times came."""
    catalogue = load_catalogue()
    analysis = Analysis(catalogue.exercise(exercise), catalogue, recording.description, recording.rate_hz)
    confirmed: dict[int, float] = {}
    final: dict[int, float] = {}

    def note(emitted: Sequence[object], now_s: float) -> None:
        for item in emitted:
            if isinstance(item, Attempt):
                final[item.index] = now_s
            elif getattr(item, "type", None) == "repetition" and getattr(item, "attempt", None) is not None:
                confirmed[item.attempt] = now_s  # type: ignore[attr-defined]

    now_s = 0.0
    size = max(1, round(GRAIN_S * recording.rate_hz))
    for block in recording.blocks:
        for piece in block.chunks(size):
            now_s = float(piece.time_s[-1])
            note(analysis.feed(piece), now_s)
    emitted, result = analysis.finish()
    note(emitted, now_s)
    return result, confirmed, final


def follow(task: Set) -> Lived:
    """Follow a set live and time its repetitions."""
    recording = task.recording()
    result, confirmed, final = live(recording, task.exercise)
    pairs = match(repetitions(result), true_repetitions(recording))
    return Lived(
        task.rate_hz,
        tuple(confirmed.get(a.index, a.decided_s) - float(t["end_s"]) for a, t in pairs),
        tuple(final[a.index] - confirmed.get(a.index, a.decided_s) for a, _ in pairs),
        all(a.index in confirmed for a, _ in pairs),
    )


def measure(work: Work) -> Report:
    """Latency at three rates."""
    count = work.share(0.08, 8)
    tasks = [
        s
        for rate in RATES_HZ
        for s in sets_of("simulator", "ordinary", count, offset=SEED_OFFSET, rate_hz=rate)
    ]
    found = work.map(follow, tasks, "latency")
    table, medians, highs = [], [], []
    for rate in RATES_HZ:
        sets = [np.array(f.confirmed) for f in found if f.rate_hz == rate]
        waits = np.concatenate([np.array(f.final) for f in found if f.rate_hz == rate])
        all_ = np.concatenate(sets)
        medians.append(float(np.median(all_)))
        highs.append(float(np.percentile(all_, 95)))
        low, high = percentile_interval(sets)
        table.append(
            [
                f"{rate:g}",
                str(len(sets)),
                str(len(all_)),
                f"{1000 * medians[-1]:.0f}",
                f"{1000 * highs[-1]:.0f} ({1000 * low:.0f}–{1000 * high:.0f})",
                f"{1000 * float(np.median(waits)):.0f}",
                f"{1000 * float(np.percentile(waits, 95)):.0f}",
                f"{1000 * float(waits.max()):.0f}",
            ]
        )
    waits = np.concatenate([np.array(f.final) for f in found])
    late = int(np.count_nonzero(waits > MOST_WAIT_S + GRAIN_S + 1e-9))
    row = Row(
        "latency",
        "repetition's end → confirmed, 50, 100, 200 Hz, ordinary: median / p95; its final times at most 0.2 s later",
        "≤ 110 / ≤ 190 ms; all",
        f"{' '.join(f'{1000 * m:.0f}' for m in medians)} / {' '.join(f'{1000 * h:.0f}' for h in highs)} ms; "
        f"{late} of {len(waits)} later",
        max(medians) <= 0.110 and max(highs) <= 0.190 and not late,
        "simulated",
        f"{count} sets a rate",
    )
    header = [
        "Hz", "sets", "repetitions", "median, ms", "p95, ms (95 %)",
        "final times after, ms: median", "p95", "largest",
    ]  # fmt: skip
    by = (
        "the arrival of the event that tells it"
        if all(f.confirmed_by_event for f in found)
        else "the decision's own time, since no event of its own tells it live"
    )
    text = note("latency", grain_ms=round(1000 * GRAIN_S), by=by)
    return Report([row], [Section("Latency", text + markdown(header, table))])
