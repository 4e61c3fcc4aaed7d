"""How soon a repetition is confirmed after its end, fed live, 20 ms at a time.

In a session the coach asks for the start pose first. Where nobody did, the repetitions themselves must tell which end
of the movement is the rest; the first ones wait for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
MOST_WAIT_S, MOST_LATER = 0.2, 0.01
"""Final times come at most so long after the event, in s; for this share of the repetitions they may come later."""


@dataclass(frozen=True, slots=True)
class Lived:
    """A set that was followed live, in s: end → confirmed of each repetition, confirmed → final times.

    `confirmed_by_event` says whether an event of its own confirmed each; without one it is the decision's own time.
    """

    rate_hz: float
    asked: bool
    confirmed: tuple[float, ...]
    final: tuple[float, ...]
    confirmed_by_event: bool


def live(
    recording: Recording, exercise: str, *, asked: bool
) -> tuple[Result, dict[int, float], dict[int, float]]:
    """Follow a recording live: the result; by attempt, when its event confirmed it, and when its final times came."""
    catalogue = load_catalogue()
    description = replace(recording.description, start_pose_asked=asked)
    analysis = Analysis(catalogue.exercise(exercise), catalogue, description, recording.rate_hz)
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


def follow(task: tuple[Set, bool]) -> Lived:
    """Follow a set live, the start pose asked for or not, and time its repetitions."""
    set_, asked = task
    recording = set_.recording()
    result, confirmed, final = live(recording, set_.exercise, asked=asked)
    pairs = match(repetitions(result), true_repetitions(recording))
    return Lived(
        set_.rate_hz,
        asked,
        tuple(confirmed.get(a.index, a.decided_s) - float(t["end_s"]) for a, t in pairs),
        tuple(final[a.index] - confirmed.get(a.index, a.decided_s) for a, _ in pairs),
        all(a.index in confirmed for a, _ in pairs),
    )


def measure(work: Work) -> Report:
    """Latency at three rates."""
    count = work.share(0.08, 8)
    tasks = [
        (s, asked)
        for asked in (True, False)
        for rate in RATES_HZ
        for s in sets_of("simulator", "ordinary", count, offset=SEED_OFFSET, rate_hz=rate)
    ]
    found = work.map(follow, tasks, "latency")
    table = [
        _line([f for f in found if f.rate_hz == rate and f.asked == asked])
        for asked in (True, False)
        for rate in RATES_HZ
    ]
    in_session = [f for f in found if f.asked]
    ends = [np.concatenate([f.confirmed for f in in_session if f.rate_hz == rate]) for rate in RATES_HZ]
    medians, highs = [float(np.median(e)) for e in ends], [float(np.percentile(e, 95)) for e in ends]
    waits = np.concatenate([f.final for f in in_session])
    later = int(np.count_nonzero(waits > MOST_WAIT_S + GRAIN_S + 1e-9))
    row = Row(
        "latency",
        "repetition's end → confirmed, in a session, 50, 100, 200 Hz, ordinary: median / p95; final > 0.2 s later",
        f"≤ 110 / ≤ 190 ms; ≤ {100 * MOST_LATER:g} %",
        f"{' '.join(f'{1000 * m:.0f}' for m in medians)} / {' '.join(f'{1000 * h:.0f}' for h in highs)} ms; "
        f"{later} of {len(waits)}",
        max(medians) <= 0.110 and max(highs) <= 0.190 and later <= MOST_LATER * len(waits),
        "simulated",
        f"{count} sets a rate",
    )
    header = [
        "start pose", "Hz", "sets", "repetitions", "median, ms", "p95, ms (95 %)",
        "final times after, ms: median", "p95", "largest",
    ]  # fmt: skip
    by = (
        "the arrival of the event that tells it"
        if all(f.confirmed_by_event for f in found)
        else "the decision's own time, since no event of its own tells it live"
    )
    text = note("latency", grain_ms=round(1000 * GRAIN_S), by=by)
    return Report([row], [Section("Latency", text + markdown(header, table))])


def _line(found: Sequence[Lived]) -> list[str]:
    sets = [np.array(f.confirmed) for f in found]
    ends, waits = np.concatenate(sets), np.concatenate([f.final for f in found])
    low, high = percentile_interval(sets)
    return [
        "asked for" if found[0].asked else "not asked for",
        f"{found[0].rate_hz:g}",
        str(len(sets)),
        str(len(ends)),
        f"{1000 * float(np.median(ends)):.0f}",
        f"{1000 * float(np.percentile(ends, 95)):.0f} ({1000 * low:.0f}–{1000 * high:.0f})",
        f"{1000 * float(np.median(waits)):.0f}",
        f"{1000 * float(np.percentile(waits, 95)):.0f}",
        f"{1000 * float(waits.max()):.0f}",
    ]
