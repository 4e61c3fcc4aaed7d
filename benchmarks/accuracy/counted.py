"""Counts, times, holds and amplitudes of simulated sets, both levels, both generators, with baselines and causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sensortrack.records import FloatArray

from .baselines import BASELINES
from .sets import EXERCISES, SMALL, Errors, Generator, Level, Scored, score, sets_of
from .statistics import percentile, percentile_interval, wilson
from .table import Report, Row, Section, markdown, note, share
from .work import Work

IDS = (
    "count-ordinary", "count-hard", "times-ordinary", "times-hard", "hold", "amplitude",
    "count-other", "times-other", "hold-other", "amplitude-other",
)  # fmt: skip
NAMES = {"simulator": "product's simulator", "other": "second generator"}
BOUNDARIES = ("start", "plateau_start", "plateau_end", "end")
TAIL = 0.95


@dataclass(frozen=True, slots=True)
class Group:
    """All sets of a generator and level."""

    generator: Generator
    level: Level
    sets: tuple[Scored, ...]

    @property
    def name(self) -> str:
        """As it stands in the page's headings."""
        return f"{self.level}, {NAMES[self.generator]}"

    def of(self, *exercises: str) -> tuple[Scored, ...]:
        """The sets of some exercises; all where none is named."""
        return tuple(s for s in self.sets if not exercises or s.set.exercise in exercises)


Picked = Callable[[Errors], Sequence[float]]


def boundary_errors(e: Errors) -> Sequence[float]:
    """The four times of a repetition."""
    return (e.start, e.plateau_start, e.plateau_end, e.end)


def hold_errors(e: Errors) -> Sequence[float]:
    """The hold, where there is one."""
    return (e.hold,)


def amplitude_errors(e: Errors) -> Sequence[float]:
    """The amplitude."""
    return (e.amplitude,)


def errors(sets: Sequence[Scored], pick: Picked) -> list[FloatArray]:
    """Errors of each set."""
    return [np.array([v for e in s.errors for v in pick(e)], dtype=np.float64) for s in sets]


def commanded_errors(e: Errors) -> Sequence[float]:
    """The amplitude, held against what was commanded."""
    return (e.commanded,)


def p95(sets: Sequence[Scored], pick: Picked) -> float:
    """95th percentile of the absolute errors over all sets; NaN where there are none."""
    groups = errors(sets, pick)
    return percentile(np.concatenate(groups)) if groups else float("nan")


def worst(group: Group, pick: Picked) -> tuple[str, float]:
    """The exercise with the largest 95th percentile."""
    found = {e: p95(group.of(e), pick) for e in EXERCISES if group.of(e)}
    return max(found.items(), key=lambda item: item[1])


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
        *_other(groups["other", "ordinary"], groups["other", "hard"]),
    ]
    report.sections += [
        Section("Counts by exercise", "\n\n".join(_count_table(g) for g in groups.values())),
        Section(
            "Times, holds and amplitudes by exercise",
            note("times") + "\n\n".join(_time_table(g) for g in groups.values()),
        ),
        Section("Beside the usual ways to count", _baseline_table(list(groups.values()))),
        Section("Where the errors come from", "\n\n".join(_causes(g) for g in groups.values())),
    ]
    from .plots import pictures_of_sets

    report.pictures += pictures_of_sets(list(groups.values()))
    return report


# -- rows ---------------------------------------------------------------------------------------------


def _share_text(count: int, of: int, *, interval: bool = True) -> str:
    low, high = wilson(count, of)
    text = share(count / max(of, 1))
    return f"{text} ({100 * low:.1f}–{100 * high:.1f})" if interval else text


def _exact(sets: Sequence[Scored]) -> int:
    return sum(s.exact for s in sets)


def _within(sets: Sequence[Scored]) -> int:
    return sum(abs(s.found - s.true) <= 1 for s in sets)


def _sample(sets: Sequence[Scored]) -> str:
    return f"{len(sets)} sets, {sum(s.true for s in sets)} repetitions"


def _count_ordinary(g: Group) -> Row:
    n, k, w = len(g.sets), _exact(g.sets), _within(g.sets)
    return Row(
        "count-ordinary",
        "ten-repetition sets counted exactly, each repetition matched / within ±1, ordinary",
        "≥ 99.7 % / 100 %",
        f"{_share_text(k, n)} / {_share_text(w, n, interval=False)}",
        k >= 0.997 * n and w == n,
        "simulated",
        _sample(g.sets),
    )


def _count_hard(g: Group) -> Row:
    clear = [s for s in g.sets if s.set.exercise not in SMALL]
    n, k, w, m = len(g.sets), _exact(g.sets), _within(g.sets), _exact(clear)
    return Row(
        "count-hard",
        "the same, hard; without E3 and E4",
        "≥ 95 % / ≥ 99.5 %; ≥ 98 %",
        f"{_share_text(k, n)} / {_share_text(w, n)}; {_share_text(m, len(clear))}",
        k >= 0.95 * n and w >= 0.995 * n and m >= 0.98 * len(clear),
        "simulated",
        _sample(g.sets),
    )


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f}"


def _p95_text(sets: Sequence[Scored], pick: Picked, scale: float, digits: int) -> str:
    groups = errors(sets, pick)
    low, high = percentile_interval(groups)
    value = percentile(np.concatenate(groups))
    return f"{scale * value:.{digits}f} ({scale * low:.{digits}f}–{scale * high:.{digits}f})"


def _times_ordinary(g: Group) -> Row:
    value, (name, high) = p95(g.sets, boundary_errors), worst(g, boundary_errors)
    return Row(
        "times-ordinary",
        "start, plateau start, plateau end, end: p95 of the absolute error, ordinary, pooled / worst exercise",
        "≤ 85 / ≤ 110 ms",
        f"{_p95_text(g.sets, boundary_errors, 1000, 0)} / {_ms(high)} ms ({name})",
        value <= 0.085 and high <= 0.110,
        "simulated",
        _sample(g.sets),
    )


def _times_hard(g: Group) -> Row:
    value = p95(g.sets, boundary_errors)
    return Row(
        "times-hard",
        "the same, hard, pooled",
        "≤ 300 ms",
        f"{_p95_text(g.sets, boundary_errors, 1000, 0)} ms",
        value <= 0.300,
        "simulated",
        _sample(g.sets),
    )


def _hold(ordinary: Group, hard: Group) -> Row:
    pooled, (name, high) = p95(ordinary.sets, hold_errors), worst(ordinary, hold_errors)
    difficult = p95(hard.sets, hold_errors)
    ten = p95(ordinary.of("E3"), hold_errors)
    return Row(
        "hold",
        "hold time p95, ordinary pooled / worst exercise, the 10 s hold (E3) too / hard",
        "≤ 120 / ≤ 150 / ≤ 400 ms",
        f"{_p95_text(ordinary.sets, hold_errors, 1000, 0)} / {_ms(high)} ({name}), E3 {_ms(ten)} / "
        f"{_p95_text(hard.sets, hold_errors, 1000, 0)} ms",
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
        f"{_p95_text(ordinary.sets, amplitude_errors, 1, 2)}° / {high:.2f}° ({name}) / "
        f"{_p95_text(hard.sets, amplitude_errors, 1, 2)}°",
        pooled <= 0.25 and high <= 0.4 and difficult <= 0.6,
        "simulated",
        f"{len(ordinary.sets)} and {len(hard.sets)} sets",
    )


def _other(ordinary: Group, hard: Group) -> list[Row]:
    """The same numbers on the second generator, beside the same values to reach."""
    n, h = len(ordinary.sets), len(hard.sets)
    clear = [s for s in hard.sets if s.set.exercise not in SMALL]
    k, w, kh, wh, m = (
        _exact(ordinary.sets), _within(ordinary.sets), _exact(hard.sets), _within(hard.sets), _exact(clear),
    )  # fmt: skip
    times, times_hard = p95(ordinary.sets, boundary_errors), p95(hard.sets, boundary_errors)
    hold, hold_hard = p95(ordinary.sets, hold_errors), p95(hard.sets, hold_errors)
    size, size_hard = p95(ordinary.sets, amplitude_errors), p95(hard.sets, amplitude_errors)
    sample = f"{n} and {h} sets of the second generator"
    return [
        Row(
            "count-other",
            "second generator: exact / within ±1, steady person; restless person; without E3 and E4",
            "≥ 99.7 % / 100 %; ≥ 95 % / ≥ 99.5 %; ≥ 98 %",
            f"{_share_text(k, n)} / {_share_text(w, n, interval=False)}; {_share_text(kh, h)} / "
            f"{_share_text(wh, h, interval=False)}; {_share_text(m, len(clear))}",
            k >= 0.997 * n and w == n and kh >= 0.95 * h and wh >= 0.995 * h and m >= 0.98 * len(clear),
            "simulated",
            sample,
        ),
        Row(
            "times-other",
            "second generator: the four times, p95, steady / restless person",
            "≤ 85 / ≤ 300 ms",
            f"{_p95_text(ordinary.sets, boundary_errors, 1000, 0)} / "
            f"{_p95_text(hard.sets, boundary_errors, 1000, 0)} ms",
            times <= 0.085 and times_hard <= 0.300,
            "simulated",
            sample,
        ),
        Row(
            "hold-other",
            "second generator: hold time p95, steady / restless person",
            "≤ 120 / ≤ 400 ms",
            f"{_p95_text(ordinary.sets, hold_errors, 1000, 0)} / {_p95_text(hard.sets, hold_errors, 1000, 0)} ms",
            hold <= 0.120 and hold_hard <= 0.400,
            "simulated",
            sample,
        ),
        Row(
            "amplitude-other",
            "second generator: amplitude p95, steady / restless person",
            "≤ 0.25° / ≤ 0.6°",
            f"{_p95_text(ordinary.sets, amplitude_errors, 1, 2)}° / "
            f"{_p95_text(hard.sets, amplitude_errors, 1, 2)}°",
            size <= 0.25 and size_hard <= 0.6,
            "simulated",
            sample,
        ),
    ]


# -- tables -------------------------------------------------------------------------------------------


def _lines(g: Group) -> list[tuple[str, tuple[Scored, ...]]]:
    return [*((e, g.of(e)) for e in EXERCISES if g.of(e)), ("all", g.sets)]


def _count_table(g: Group) -> str:
    rows = [
        [
            name,
            str(len(sets)),
            _share_text(_exact(sets), len(sets)),
            share(_within(sets) / len(sets)),
            f"{sum(len(s.missed) for s in sets)} of {sum(s.true for s in sets)}",
            str(sum(len(s.extra) for s in sets)),
        ]
        for name, sets in _lines(g)
    ]
    header = ["exercise", "sets", "exact (95 %)", "within ±1", "repetitions not matched", "found besides"]
    return f"**{g.name}** (simulated)\n\n{markdown(header, rows)}"


def _time_table(g: Group) -> str:
    rows = []
    for name, sets in _lines(g):
        median = percentile(np.concatenate(errors(sets, boundary_errors)), 50)
        single = [
            _ms(p95(sets, lambda e, b=b: (getattr(e, b),)))  # type: ignore[misc]
            for b in BOUNDARIES
        ]
        rows.append(
            [
                name,
                str(sum(len(s.errors) for s in sets)),
                *single,
                _p95_text(sets, boundary_errors, 1000, 0),
                _ms(median),
                _p95_text(sets, hold_errors, 1000, 0),
                _p95_text(sets, amplitude_errors, 1, 2),
                f"{percentile(np.array([e for s in sets for e in s.floor])):.2f}",
                f"{p95(sets, commanded_errors):.2f}",
            ]
        )
    header = [
        "exercise", "repetitions", "start", "plateau start", "plateau end", "end",
        "all four (95 %)", "their median", "hold (95 %)", "amplitude ° (95 %)", "with known windows", "of the command",
    ]  # fmt: skip
    return f"**{g.name}** (simulated)\n\n{markdown(header, rows)}"


def _baseline_table(groups: Sequence[Group]) -> str:
    rows = []
    for g in groups:
        n = len(g.sets)
        for name in BASELINES:
            exact_ = sum(s.baselines[name][0] == s.true and s.baselines[name][1] for s in g.sets)
            within = sum(abs(s.baselines[name][0] - s.true) <= 1 for s in g.sets)
            rows.append([g.name, name, _share_text(exact_, n), share(within / n)])
        rows.append(
            [g.name, "**this tracker**, live", _share_text(_exact(g.sets), n), share(_within(g.sets) / n)]
        )
    return note("baselines") + markdown(["sets", "method", "exact (95 %)", "within ±1"], rows)


def _causes(g: Group) -> str:
    """What was special about the repetitions that were missed, and about those in the tail of the times."""
    all_tags = Counter(t for s in g.sets for e in s.errors for t in e.tags)
    all_tags.update(t for s in g.sets for tags in s.missed for t in tags)
    matched = [e for s in g.sets for e in s.errors]
    total = len(matched) + sum(len(s.missed) for s in g.sets)
    if not matched:
        return f"**{g.name}**: nothing was matched."
    limit = p95(g.sets, boundary_errors)
    tail = [e for e in matched if np.nanmax(np.abs(boundary_errors(e))) > limit]
    missed = Counter(t for s in g.sets for tags in s.missed for t in tags)
    late = Counter(t for e in tail for t in e.tags)
    extra = Counter(what for s in g.sets for what in s.extra)
    count_missed = sum(len(s.missed) for s in g.sets)
    rows = [
        [
            tag,
            f"{n} ({share(n / total)})",
            f"{missed[tag]} ({share(missed[tag] / max(count_missed, 1))})",
            f"{late[tag]} ({share(late[tag] / max(len(tail), 1))})",
        ]
        for tag, n in sorted(all_tags.items())
    ]
    header = [
        "the repetition has",
        f"of all {total}",
        f"of {count_missed} not matched",
        f"of {len(tail)} with a time off by more than {_ms(limit)} ms",
    ]
    told = "; ".join(f"{what}: {n}" for what, n in extra.most_common()) or "nothing"
    return (
        f"**{g.name}** (simulated). A repetition can have several of these. "
        f"Found beside the true repetitions: {told}.\n\n{markdown(header, rows)}"
    )
