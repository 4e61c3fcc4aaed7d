"""People who walk and go about their day, with an exercise declared that they don't do: every repetition is false."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sensortrack.analysis import analyse
from sensortrack.records import Frame

from .others import by_profile, sensortrack_read
from .sets import EXERCISES, Set, repetitions, score, sets_of
from .statistics import wilson
from .table import Report, Row, Section, markdown, not_run, note, share
from .work import Work

IDS = ("false-walking", "false-daily", "false-cost")
SEED_OFFSET = 80_000
NONE = ("E6", "E7", "E10")
"""Exercises of 25° and more in which walking is to give not one."""
WALKING, DAILY = (
    "walking, an exercise declared: false repetitions a minute, E6 E7 E10 / the others",
    ("daily living, the same: false repetitions a minute, each exercise"),
)
FRAMES: tuple[Frame, ...] = ("body", "sensor")


@dataclass(frozen=True, slots=True)
class Idle:
    """A file with no exercise in it."""

    path: Path
    kind: str
    profile: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """What was found in it for one exercise, the axes declared or not."""

    kind: str
    exercise: str
    frame: Frame
    found: int
    minutes: float


def files(data: Path) -> list[Idle]:
    """All files: walking of two sets, daily living of one."""
    walks = [Idle(p, "walking", "ipol") for p in sorted((data / "ipol_L5_gait").glob("*_lb.txt.gz"))]
    days = sorted((data / "mobgap_lumbar_gait").glob("data_csv/**/*.csv"))
    return walks + [Idle(p, "daily living" if "Test11" in p.name else "walking", None) for p in days]


def count(idle: Idle) -> list[Counted]:
    """Analyse a file as each exercise, with the axes declared and not."""
    out = []
    for frame in FRAMES:
        read = (
            sensortrack_read(idle.path, frame)
            if idle.profile is None
            else by_profile(idle.path, idle.profile, frame)
        )
        for exercise in EXERCISES:
            result = analyse(read, exercise)
            minutes = result.recording.duration_s / 60.0
            out.append(Counted(idle.kind, exercise, frame, len(repetitions(result)), minutes))
    return out


def measure(work: Work) -> Report:
    """Walking, daily living, and what the guard against them may cost."""
    report = Report()
    if work.data is None:
        kind, why = "others' recordings", "no SENSORTRACK_DATA"
        report.rows += [
            not_run("false-walking", WALKING, "0 / ≤ 0.03", kind, why),  # type: ignore[arg-type]
            not_run("false-daily", DAILY, "≤ 0.1", kind, why),  # type: ignore[arg-type]
        ]
    else:
        found = [c for of in work.map(count, files(work.data), "walking, daily living") for c in of]
        report.rows += _rows(found)
        report.sections.append(Section("False repetitions", _table(found)))
    report.rows.append(_cost(work))
    return report


def _rate(found: Sequence[Counted], kind: str, exercise: str, frame: Frame) -> tuple[int, float]:
    chosen = [c for c in found if c.kind == kind and c.exercise == exercise and c.frame == frame]
    return sum(c.found for c in chosen), sum(c.minutes for c in chosen)


def _rows(found: list[Counted]) -> list[Row]:
    out = []
    minutes = {kind: _rate(found, kind, EXERCISES[0], "body")[1] for kind in ("walking", "daily living")}
    n = {
        kind: sum(c.kind == kind and c.exercise == "E3" and c.frame == "body" for c in found)
        for kind in minutes
    }
    texts, met = [], []
    for frame in FRAMES:
        large = sum(_rate(found, "walking", e, frame)[0] for e in NONE)
        rates = [_rate(found, "walking", e, frame) for e in EXERCISES if e not in NONE]
        worst = max(k / m for k, m in rates)
        texts.append(f"axes {'declared' if frame == 'body' else 'not declared'}: {large} / ≤ {worst:.3f}")
        met.append(large == 0 and worst <= 0.03)
    out.append(
        Row("false-walking", WALKING, "0 / ≤ 0.03", "; ".join(texts), all(met), "others' recordings",
            f"{n['walking']} files of ipol and mobgap, {minutes['walking']:.0f} min")
    )  # fmt: skip
    texts, met = [], []
    for frame in FRAMES:
        daily = [(e, *_rate(found, "daily living", e, frame)) for e in EXERCISES]
        name, k, m = max(daily, key=lambda r: r[1] / r[2])
        texts.append(f"axes {'declared' if frame == 'body' else 'not declared'}: ≤ {k / m:.2f} ({name})")
        met.append(k / m <= 0.1)
    out.append(
        Row("false-daily", DAILY, "≤ 0.1", "; ".join(texts), all(met), "others' recordings",
            f"{n['daily living']} file of mobgap, {minutes['daily living']:.1f} min")
    )  # fmt: skip
    return out


def _table(found: list[Counted]) -> str:
    lines = []
    for kind in ("walking", "daily living"):
        for frame in FRAMES:
            rates = [_rate(found, kind, e, frame) for e in EXERCISES]
            cells = [f"{k} ({k / m:.3f})" for k, m in rates]
            lines.append(
                [kind, "declared" if frame == "body" else "not declared", f"{rates[0][1]:.1f}", *cells]
            )
    return note("no_exercise") + markdown(["people are", "axes", "min", *EXERCISES], lines)


def _cost(work: Work) -> Row:
    """Repetitions missed for whatever reason: the guard can't have cost more."""
    tasks: list[Set] = [
        s
        for level in ("ordinary", "hard")
        for s in sets_of("simulator", level, work.share(0.1, 8), offset=SEED_OFFSET)
    ]
    scored = work.map(score, tasks, "what the guard may cost")
    texts, shares = [], []
    for level in ("ordinary", "hard"):
        sets = [s for s in scored if s.set.level == level]
        missed, true = sum(len(s.missed) for s in sets), sum(s.true for s in sets)
        low, high = wilson(missed, true)
        shares.append(missed / true)
        texts.append(f"{share(missed / true, 2)} ({100 * low:.2f}–{100 * high:.2f})")
    return Row(
        "false-cost",
        "the guard against them may cost, ordinary / hard: true repetitions missed for any reason (an upper bound)",
        "0 / ≤ 5 %",
        " / ".join(texts),
        shares[0] == 0.0 and shares[1] <= 0.05,
        "simulated",
        f"{len(tasks)} sets",
    )
