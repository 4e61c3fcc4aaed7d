"""What is lost on the air: 5 % of the notifications, gaps of 200 ms, a clock that is 100 ppm off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from sensortrack.analysis import Result, analyse
from sensortrack.records import Recording
from sensortrack.sources.simulator import Sensor, plan_for, simulate

from .matching import exact
from .sets import LEVELS, Set, repetitions, sets_of, true_repetitions
from .table import Report, Row, Section, markdown, note, share
from .work import Work

IDS = ("loss",)
SEED_OFFSET = 70_000
LOST, GAP_S, GAPS, DRIFT = 0.05, 0.2, 8, 1e-4
SMOOTHNESS = ("sparc", "ldlj", "ld_acc", "attack_ratio")


@dataclass(frozen=True, slots=True)
class Survived:
    """A set without and with what was lost, and whether the promises about gaps were kept."""

    variant: str
    whole: int
    found: int
    exact_whole: bool
    exact: bool
    phases_in_gaps: int
    called_valid: int
    made_up: int
    untold: int


def lose(task: Set) -> list[Survived]:
    """The same set whole, with lost notifications, with gaps, and with a clock that drifts."""
    plan, level = plan_for(task.exercise, repetitions=10), LEVELS[task.level]
    whole = simulate(plan, sensor=Sensor(rate_hz=task.rate_hz), difficulty=level, seed=task.seed)
    end_s = float(list(whole.blocks)[-1].time_s[-1])
    # The start pose is left whole: without a still beginning there is nothing to start from.
    starts = np.sort(np.random.default_rng(task.seed).uniform(3.0, end_s - 1.0, GAPS))
    gaps = tuple((float(s), GAP_S) for s in starts)
    lossy = Sensor(rate_hz=task.rate_hz, lost_notification_probability=LOST)
    holed = Sensor(rate_hz=task.rate_hz, gaps=gaps)
    before = analyse(whole, task.exercise)
    variants = {
        "5 % of the notifications lost": simulate(plan, sensor=lossy, difficulty=level, seed=task.seed),
        f"{GAPS} gaps of 200 ms": simulate(plan, sensor=holed, difficulty=level, seed=task.seed),
        "a clock 100 ppm fast": _drifting(whole, DRIFT),
    }
    return [_survived(name, r, analyse(r, task.exercise), whole, before) for name, r in variants.items()]


def _drifting(recording: Recording, share_: float) -> Recording:
    blocks = tuple(replace(b, time_s=b.time_s * (1.0 + share_)) for b in recording.blocks)
    return replace(recording, blocks=blocks, rate_hz=recording.rate_hz / (1.0 + share_))


def _survived(name: str, recording: Recording, result: Result, whole: Recording, before: Result) -> Survived:
    blocks = list(recording.blocks)
    holes = [(float(a.time_s[-1]), float(b.time_s[0])) for a, b in pairwise(blocks)]
    touching = [
        p
        for a in result.attempts
        for p in a.phases
        if p.name != "hold" and any(p.start_s < end and p.end_s > start for start, end in holes)
    ]
    received = sum(len(b) for b in blocks)
    return Survived(
        name,
        len(repetitions(before)),
        len(repetitions(result)),
        exact(repetitions(before), true_repetitions(whole)),
        exact(repetitions(result), true_repetitions(recording)),
        len(touching),
        sum(any(m.valid for n, m in p.measures.items() if n in SMOOTHNESS) for p in touching),
        result.recording.samples - received,
        len(holes) - len(result.recording.gaps),
    )


def measure(work: Work) -> Report:
    """The row, and a line for each kind of loss."""
    tasks = sets_of("simulator", "ordinary", work.share(0.08, 8), offset=SEED_OFFSET)
    found = [s for of_set in work.map(lose, tasks, "losses") for s in of_set]
    changed = sum(s.found != s.whole for s in found)
    valid, in_gaps = sum(s.called_valid for s in found), sum(s.phases_in_gaps for s in found)
    made_up, untold = sum(s.made_up != 0 for s in found), sum(s.untold != 0 for s in found)
    row = Row(
        "loss",
        "5 % of notifications lost, 200 ms gaps, 100 ppm drift: sets whose count changed; phases that touch a gap and "
        "have a valid smoothness; recordings with a sample made up, or a gap untold",
        "0; 0; 0",
        f"{changed} of {len(found)}; {valid} of {in_gaps}; {made_up}, {untold}",
        not (changed or valid or made_up or untold),
        "simulated",
        f"{len(tasks)} sets, each in three ways",
    )
    names = list(dict.fromkeys(s.variant for s in found))
    table = []
    for name in names:
        chosen = [s for s in found if s.variant == name]
        table.append(
            [
                name,
                str(len(chosen)),
                str(sum(s.found != s.whole for s in chosen)),
                f"{share(sum(s.exact_whole for s in chosen) / len(chosen))} → "
                f"{share(sum(s.exact for s in chosen) / len(chosen))}",
                f"{sum(s.called_valid for s in chosen)} of {sum(s.phases_in_gaps for s in chosen)}",
            ]
        )
    header = ["what is lost", "sets", "count changed", "exact: whole → so", "phases in gaps called valid"]
    return Report([row], [Section("Loss on the air", note("loss") + markdown(header, table))])
