"""Attacks, catches, hesitations and tremors put into simulated phases: which are named, and which smooth ones are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from sensortrack.analysis import Result, analyse
from sensortrack.records import Attempt, Phase
from sensortrack.sources.simulator import Jerk, Sensor, plan_for, simulate

from .matching import match
from .sets import EXERCISES, LEVELS, Set, repetitions, sets_of, true_repetitions
from .statistics import wilson
from .table import Report, Row, Section, markdown, note, share
from .work import Work

IDS = ("faults", "faults-tremor")
SEED_OFFSET = 30_000
IN_A_SET = {"attack": 5, "catch": 5, "hesitation": 2, "tremor": 2}
"""So many of the set's twenty phases have each; the rest are smooth, but for the person's own pauses."""
Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """One phase of the truth: what it was meant to be, whether it was judged, and the faults that were named.

    `steady` says that the person has no tremor of their own.
    """

    exercise: str
    steady: bool
    meant: str
    judged: bool
    named: frozenset[str]


def places(seed: int) -> dict[Place, str]:
    """Which of a set's phases gets which fault."""
    all_ = [(k, phase) for k in range(1, 11) for phase in ("out", "return")]
    order = np.random.default_rng(seed).permutation(len(all_))
    kinds = [kind for kind, n in IN_A_SET.items() for _ in range(n)]
    return {all_[i]: kind for i, kind in zip(order, kinds, strict=False)}


def judge(task: tuple[Set, bool]) -> list[Judged]:
    """Make a set with faults of a person who trembles as usual, or not; say of each phase what became of it."""
    set_, steady = task
    usual = LEVELS[set_.level]
    jerks = tuple(Jerk(k, phase, kind) for (k, phase), kind in places(set_.seed).items())  # type: ignore[arg-type]
    recording = simulate(
        plan_for(set_.exercise, repetitions=10, jerks=jerks),
        sensor=Sensor(rate_hz=set_.rate_hz),
        difficulty=replace(usual, tremor_deg=0.0) if steady else usual,
        seed=set_.seed,
    )
    result = analyse(recording, set_.exercise)
    true = true_repetitions(recording)
    found_of = {id(t): a for a, t in match(repetitions(result), true)}
    out = []
    for t in true:
        kinds = {j["phase"]: j["kind"] for j in t["jerks"]}
        paused = {p["phase"] for p in t["pauses"]}
        for phase in ("out", "return"):
            meant = kinds.get(phase, "paused" if phase in paused else "smooth")
            out.append(_judged(set_.exercise, steady, meant, phase, found_of.get(id(t)), result))
    return out


def _judged(
    exercise: str, steady: bool, meant: str, name: str, attempt: Attempt | None, result: Result
) -> Judged:
    phase: Phase | None = None
    if attempt is not None:
        phase = next((p for p in attempt.phases if p.name == name), None)
    if attempt is None or phase is None:
        return Judged(exercise, steady, meant, False, frozenset())
    ratio = phase.measures.get("attack_ratio")
    named = frozenset(
        str(e.kind)
        for e in result.events
        if e.type == "jerk"
        and e.attempt == attempt.index
        and phase.start_s - 0.05 <= e.t_s <= phase.end_s + 0.05
    )
    return Judged(exercise, steady, meant, ratio is not None and ratio.valid, named)


def measure(work: Work) -> Report:
    """The row, and what was named by exercise."""
    tasks = sets_of("simulator", "ordinary", work.share(0.12, 8), offset=SEED_OFFSET)
    both = [(set_, steady) for steady in (False, True) for set_ in tasks]
    all_ = [p for set_ in work.map(judge, both, "attacks, catches, tremors") for p in set_]
    phases = [p for p in all_ if not p.steady]
    attacks, catches = _of(phases, "attack"), _of(phases, "catch")
    smooth = _of(phases, "smooth")
    found = sum("attack" in p.named for p in attacks)
    caught = sum(bool(p.named) for p in catches)
    accused = sum("attack" in p.named for p in smooth)
    flagged = sum(bool(p.named) for p in smooth)
    row = Row(
        "faults",
        "attacks found / smooth phases falsely flagged as an attack, as anything; catches found as anything",
        "≥ 99 % / ≤ 0.5 %; ≥ 90 %",
        f"{_text(found, len(attacks))} / {_text(accused, len(smooth))}, {_text(flagged, len(smooth))}; "
        f"{_text(caught, len(catches))}",
        found >= 0.99 * len(attacks) and flagged <= 0.005 * len(smooth) and caught >= 0.9 * len(catches),
        "simulated",
        f"{len(tasks)} sets, {len(attacks)} attacks, {len(catches)} catches, {len(smooth)} smooth phases",
    )
    tremors = [_named_tremor([p for p in all_ if p.steady == steady]) for steady in (True, False)]
    of_tremor = Row(
        "faults-tremor",
        "a tremor of 1.5–3 deg/s in a phase named as one: a person without a tremor / one whose own tremor is as large "
        "(0.05° rms at 4–9 Hz, about 2 deg/s)",
        "≥ 90 % / –",
        " / ".join(_text(named, of) for named, of in tremors),
        tremors[0][0] >= 0.9 * tremors[0][1],
        "simulated",
        f"{len(tasks)} sets each, {tremors[0][1]} and {tremors[1][1]} tremors",
    )
    table = [_line(name, [p for p in phases if not name or p.exercise == name]) for name in (*EXERCISES, "")]
    header = ["exercise", "attack → attack", "not judged", "catch → any", "hesitation → any", "tremor → any",
              "smooth → attack", "smooth → any", "not judged", "pause → attack"]  # fmt: skip
    kinds = Counter((p.meant, kind) for p in phases for kind in p.named)
    confusion = [
        [
            meant,
            str(len(_of(phases, meant))),
            *(str(kinds[meant, k]) for k in ("attack", "hesitation", "tremor")),
        ]
        for meant in ("attack", "catch", "hesitation", "tremor", "paused", "smooth")
    ]
    text = note("faults") + markdown(header, table) + "\n\n"
    text += markdown(["meant", "phases", "named attack", "named hesitation", "named tremor"], confusion)
    return Report([row, of_tremor], [Section("Attacks and other faults", text)])


def _of(phases: Iterable[Judged], meant: str) -> list[Judged]:
    return [p for p in phases if p.meant == meant]


def _named_tremor(phases: Iterable[Judged]) -> tuple[int, int]:
    meant = _of(phases, "tremor")
    return sum("tremor" in p.named for p in meant), len(meant)


def _text(count: int, of: int) -> str:
    low, high = wilson(count, of)
    return f"{share(count / max(of, 1), 2)} ({100 * low:.1f}–{100 * high:.1f})"


def _line(name: str, phases: list[Judged]) -> list[str]:
    def part(meant: str, kind: str | None) -> str:
        chosen = _of(phases, meant)
        hit = sum((kind in p.named) if kind else bool(p.named) for p in chosen)
        return f"{hit} of {len(chosen)}"

    def unjudged(meant: str) -> str:
        return str(sum(not p.judged for p in _of(phases, meant)))

    return [
        name or "all", part("attack", "attack"), unjudged("attack"), part("catch", None), part("hesitation", None),
        part("tremor", None), part("smooth", "attack"), part("smooth", None), unjudged("smooth"),
        part("paused", "attack"),
    ]  # fmt: skip
