"""People who walk, climb stairs or go about their day, for an exercise they don't do: all repetitions are false."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sensortrack.analysis import analyse
from sensortrack.records import Frame

from .others import by_profile, sensortrack_read
from .sets import EXERCISES, Set, repetitions, score, sets_of
from .statistics import poisson, wilson
from .table import Kind, Report, Row, Section, markdown, not_run, note, share
from .work import Work
from .worlds.stairs import PACES, STAIRS_SEED, climb, recording_of

IDS = ("false-walking", "false-daily", "false-stairs", "false-cost")
SEED_OFFSET = 80_000
NONE = ("E6", "E7", "E10")
"""Exercises of 25° and more in which walking is to give not one."""
WALKING, DAILY = (
    "walking, an exercise declared: false repetitions a minute, E6 E7 E10 / the others",
    ("daily living, the same: false repetitions a minute, each exercise"),
)
STAIRS = "stairs (simulated, worlds), slow, ordinary and running: false repetitions a minute, each exercise"
MOST_A_MINUTE = 0.1
CLIMBS = 0.12
"""Share of the sets of a level: by default 120 climbs, 2.5 h."""
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


def count_climb(seed: int) -> list[Counted]:
    """The same of a person who climbs stairs."""
    out = []
    for frame in FRAMES:
        of = climb(seed, declared=frame == "body")
        recording = recording_of(of)
        for exercise in EXERCISES:
            result = analyse(recording, exercise)
            minutes = result.recording.duration_s / 60.0
            out.append(Counted(f"stairs, {of.pace}", exercise, frame, len(repetitions(result)), minutes))
    return out


def measure(work: Work) -> Report:
    """Walking, daily living, stairs, and what the guard against them may cost."""
    report = Report()
    seeds = range(STAIRS_SEED, STAIRS_SEED + work.share(CLIMBS, len(PACES)))
    climbed = [c for of in work.map(count_climb, seeds, "stairs") for c in of]
    found: list[Counted] = []
    if work.data is None:
        kind, why = "others' recordings", "no SENSORTRACK_DATA"
        report.rows += [
            not_run("false-walking", WALKING, "0 / ≤ 0.03", kind, why),  # type: ignore[arg-type]
            not_run("false-daily", DAILY, "≤ 0.1", kind, why),  # type: ignore[arg-type]
        ]
    else:
        found = [c for of in work.map(count, files(work.data), "walking, daily living") for c in of]
        report.rows += _rows(found)
    report.rows += [
        _each("false-stairs", STAIRS, climbed, "stairs", f"{len(seeds)} climbs of worlds"),
        _cost(work),
    ]
    report.sections.append(Section("False repetitions", _table(found + climbed)))
    return report


def _rate(found: Sequence[Counted], kind: str, exercise: str, frame: Frame) -> tuple[int, float]:
    chosen = [c for c in found if c.kind.startswith(kind) and c.exercise == exercise and c.frame == frame]
    return sum(c.found for c in chosen), sum(c.minutes for c in chosen)


def _rows(found: list[Counted]) -> list[Row]:
    files = {
        kind: sum(c.kind == kind and c.exercise == "E3" and c.frame == "body" for c in found)
        for kind in ("walking", "daily living")
    }
    texts, met = [], []
    for frame in FRAMES:
        large = sum(_rate(found, "walking", e, frame)[0] for e in NONE)
        rates = [_rate(found, "walking", e, frame) for e in EXERCISES if e not in NONE]
        worst = max(rates, key=lambda r: r[0] / r[1])
        texts.append(f"{_axes(frame)}: {large} / ≤ {_a_minute(*worst, 3)}")
        met.append(large == 0 and worst[0] <= 0.03 * worst[1])
    return [
        Row("false-walking", WALKING, "0 / ≤ 0.03", "; ".join(texts), all(met), "others' recordings",
            f"{files['walking']} files of ipol and mobgap, {_rate(found, 'walking', 'E3', 'body')[1]:.0f} min"),
        _each("false-daily", DAILY, found, "daily living", f"{files['daily living']} file of mobgap"),
    ]  # fmt: skip


def _each(id: str, what: str, found: Sequence[Counted], kind: str, sample: str) -> Row:
    """A row of which each exercise is to have few false repetitions a minute."""
    texts, met = [], []
    for frame in FRAMES:
        rates = {e: _rate(found, kind, e, frame) for e in EXERCISES}
        name, (k, m) = max(rates.items(), key=lambda item: item[1][0] / item[1][1])
        texts.append(f"{_axes(frame)}: ≤ {_a_minute(k, m, 2)} ({name})")
        met.append(k <= MOST_A_MINUTE * m)
    minutes = _rate(found, kind, EXERCISES[0], "body")[1]
    rests: Kind = "simulated" if kind == "stairs" else "others' recordings"
    return Row(
        id, what, f"≤ {MOST_A_MINUTE:g}", "; ".join(texts), all(met), rests, f"{sample}, {minutes:.1f} min"
    )


def _axes(frame: Frame) -> str:
    return f"axes {'declared' if frame == 'body' else 'not declared'}"


def _a_minute(count: int, minutes: float, digits: int) -> str:
    """A rate with the 95 % interval of its count."""
    low, high = (k / minutes for k in poisson(count))
    return f"{count / minutes:.{digits}f} [{low:.{digits}f}–{high:.{digits}f}]"


def _table(found: list[Counted]) -> str:
    lines = []
    for kind in dict.fromkeys(c.kind for c in found):
        for frame in FRAMES:
            rates = [_rate(found, kind, e, frame) for e in EXERCISES]
            cells = [f"{k} ({k / m:.3f})" for k, m in rates]
            declared = "declared" if frame == "body" else "not declared"
            lines.append([kind, declared, f"{rates[0][1]:.1f}", *cells])
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
