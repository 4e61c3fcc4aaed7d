"""Counts, times, holds and amplitudes of simulated sets: both levels, both generators."""

from __future__ import annotations

from .counted_tables import baseline_table, causes, count_table, time_table
from .groups import (
    NAMES,
    Group,
    amplitude_errors,
    boundary_errors,
    exact_count,
    hold_errors,
    ms,
    p95,
    p95_text,
    sample,
    share_text,
    within_one,
    within_sd,
    worst,
)
from .plots import pictures_of_sets
from .sets import SMALL, Generator, Level, score, sets_of
from .table import Report, Row, Section, note, share
from .work import Work

IDS = (
    "count-ordinary", "count-hard", "times-ordinary", "times-hard", "hold", "amplitude",
    "amplitude-uncertainty", "count-other", "times-other", "hold-other", "amplitude-other",
)  # fmt: skip


def measure(work: Work) -> Report:
    """Score all sets and make rows, tables and plots of them."""
    report = Report()
    groups: dict[tuple[Generator, Level], Group] = {}
    counts: tuple[tuple[Generator, float], ...] = (("simulator", 1.0), ("other", 0.5))
    levels: tuple[Level, ...] = ("ordinary", "hard")
    for generator, part in counts:
        for level in levels:
            tasks = sets_of(generator, level, work.share(part))
            found = work.map(score, tasks, f"sets: {level}, {NAMES[generator]}")
            groups[generator, level] = Group(generator, level, tuple(found))
    ordinary, hard = groups["simulator", "ordinary"], groups["simulator", "hard"]
    report.rows += [
        _count_ordinary(ordinary),
        _count_hard(hard),
        _times_ordinary(ordinary),
        _times_hard(hard),
        _hold(ordinary, hard),
        _amplitude(ordinary, hard),
        _uncertainty(list(groups.values())),
        *_other(groups["other", "ordinary"], groups["other", "hard"]),
    ]
    report.sections += [
        Section("Counts by exercise", "\n\n".join(count_table(g) for g in groups.values())),
        Section(
            "Times, holds and amplitudes by exercise",
            note("times") + "\n\n".join(time_table(g) for g in groups.values()),
        ),
        Section("Beside the usual ways to count", baseline_table(list(groups.values()))),
        Section("Where the errors come from", "\n\n".join(causes(g) for g in groups.values())),
    ]
    report.pictures += pictures_of_sets(list(groups.values()))
    return report


def _count_ordinary(g: Group) -> Row:
    n, k, w = len(g.sets), exact_count(g.sets), within_one(g.sets)
    return Row(
        "count-ordinary",
        "ten-repetition sets counted exactly, each repetition matched / within ±1, ordinary",
        "≥ 99.7 % / 100 %",
        f"{share_text(k, n)} / {share_text(w, n, interval=False)}",
        k >= 0.997 * n and w == n,
        "simulated",
        sample(g.sets),
    )


def _count_hard(g: Group) -> Row:
    clear = [s for s in g.sets if s.set.exercise not in SMALL]
    n, k, w, m = len(g.sets), exact_count(g.sets), within_one(g.sets), exact_count(clear)
    return Row(
        "count-hard",
        "the same, hard; without E3 and E4",
        "≥ 95 % / ≥ 99.5 %; ≥ 98 %",
        f"{share_text(k, n)} / {share_text(w, n)}; {share_text(m, len(clear))}",
        k >= 0.95 * n and w >= 0.995 * n and m >= 0.98 * len(clear),
        "simulated",
        sample(g.sets),
    )


def _times_ordinary(g: Group) -> Row:
    value, (name, high) = p95(g.sets, boundary_errors), worst(g, boundary_errors)
    return Row(
        "times-ordinary",
        "start, plateau start, plateau end, end: p95 of the absolute error, ordinary, pooled / worst exercise",
        "≤ 85 / ≤ 110 ms",
        f"{p95_text(g.sets, boundary_errors, 1000, 0)} / {ms(high)} ms ({name})",
        value <= 0.085 and high <= 0.110,
        "simulated",
        sample(g.sets),
    )


def _times_hard(g: Group) -> Row:
    value = p95(g.sets, boundary_errors)
    return Row(
        "times-hard",
        "the same, hard, pooled",
        "≤ 300 ms",
        f"{p95_text(g.sets, boundary_errors, 1000, 0)} ms",
        value <= 0.300,
        "simulated",
        sample(g.sets),
    )


def _hold(ordinary: Group, hard: Group) -> Row:
    pooled, (name, high) = p95(ordinary.sets, hold_errors), worst(ordinary, hold_errors)
    difficult = p95(hard.sets, hold_errors)
    ten = p95(ordinary.of("E3"), hold_errors)
    return Row(
        "hold",
        "hold time p95, ordinary pooled / worst exercise, the 10 s hold (E3) too / hard",
        "≤ 120 / ≤ 150 / ≤ 400 ms",
        f"{p95_text(ordinary.sets, hold_errors, 1000, 0)} / {ms(high)} ({name}), E3 {ms(ten)} / "
        f"{p95_text(hard.sets, hold_errors, 1000, 0)} ms",
        pooled <= 0.120 and high <= 0.150 and difficult <= 0.400,
        "simulated",
        f"{len(ordinary.sets)} and {len(hard.sets)} sets",
    )


def _amplitude(ordinary: Group, hard: Group) -> Row:
    pooled, (name, high) = p95(ordinary.sets, amplitude_errors), worst(ordinary, amplitude_errors)
    difficult = p95(hard.sets, amplitude_errors)
    return Row(
        "amplitude",
        "plateau amplitude p95 (of the angle truly there), ordinary pooled / worst exercise / hard",
        "≤ 0.25° / ≤ 0.4° / ≤ 0.6°",
        f"{p95_text(ordinary.sets, amplitude_errors, 1, 2)}° / {high:.2f}° ({name}) / "
        f"{p95_text(hard.sets, amplitude_errors, 1, 2)}°",
        pooled <= 0.25 and high <= 0.4 and difficult <= 0.6,
        "simulated",
        f"{len(ordinary.sets)} and {len(hard.sets)} sets",
    )


def _uncertainty(groups: list[Group]) -> Row:
    shares = [
        [n / max(of, 1) for n, of in (within_sd(g.sets, times) for times in (1.0, 2.0))] for g in groups
    ]
    return Row(
        "amplitude-uncertainty",
        "amplitudes within 1 / 2 of their standard deviations of the angle that was meant, in each group of sets",
        "≥ 68 / ≥ 95 %",
        "; ".join(
            f"{g.level}, {NAMES[g.generator]} {share(one)} / {share(two)}"
            for g, (one, two) in zip(groups, shares, strict=True)
        ),
        all(one >= 0.68 and two >= 0.95 for one, two in shares),
        "simulated",
        f"{sum(len(s.errors) for g in groups for s in g.sets)} repetitions; how the skin moves isn't simulated",
    )


def _other(ordinary: Group, hard: Group) -> list[Row]:
    """The same numbers on the second generator, beside the same values to reach."""
    n, h = len(ordinary.sets), len(hard.sets)
    clear = [s for s in hard.sets if s.set.exercise not in SMALL]
    k, w = exact_count(ordinary.sets), within_one(ordinary.sets)
    kh, wh, m = exact_count(hard.sets), within_one(hard.sets), exact_count(clear)
    times, times_hard = p95(ordinary.sets, boundary_errors), p95(hard.sets, boundary_errors)
    hold, hold_hard = p95(ordinary.sets, hold_errors), p95(hard.sets, hold_errors)
    size, size_hard = p95(ordinary.sets, amplitude_errors), p95(hard.sets, amplitude_errors)
    which = f"{n} and {h} sets of the second generator"
    return [
        Row(
            "count-other",
            "second generator: exact / within ±1, steady person; restless person; without E3 and E4",
            "≥ 99.7 % / 100 %; ≥ 95 % / ≥ 99.5 %; ≥ 98 %",
            f"{share_text(k, n)} / {share_text(w, n, interval=False)}; {share_text(kh, h)} / "
            f"{share_text(wh, h, interval=False)}; {share_text(m, len(clear))}",
            k >= 0.997 * n and w == n and kh >= 0.95 * h and wh >= 0.995 * h and m >= 0.98 * len(clear),
            "simulated",
            which,
        ),
        Row(
            "times-other",
            "second generator: the four times, p95, steady / restless person",
            "≤ 85 / ≤ 300 ms",
            f"{p95_text(ordinary.sets, boundary_errors, 1000, 0)} / "
            f"{p95_text(hard.sets, boundary_errors, 1000, 0)} ms",
            times <= 0.085 and times_hard <= 0.300,
            "simulated",
            which,
        ),
        Row(
            "hold-other",
            "second generator: hold time p95, steady / restless person",
            "≤ 120 / ≤ 400 ms",
            f"{p95_text(ordinary.sets, hold_errors, 1000, 0)} / {p95_text(hard.sets, hold_errors, 1000, 0)} ms",
            hold <= 0.120 and hold_hard <= 0.400,
            "simulated",
            which,
        ),
        Row(
            "amplitude-other",
            "second generator: amplitude p95, steady / restless person",
            "≤ 0.25° / ≤ 0.6°",
            f"{p95_text(ordinary.sets, amplitude_errors, 1, 2)}° / "
            f"{p95_text(hard.sets, amplitude_errors, 1, 2)}°",
            size <= 0.25 and size_hard <= 0.6,
            "simulated",
            which,
        ),
    ]
