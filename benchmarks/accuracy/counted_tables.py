"""The page's tables of the simulated sets: by exercise, beside the baselines, and where errors come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from .baselines import BASELINES
from .groups import (
    BOUNDARIES,
    Group,
    amplitude_errors,
    boundary_errors,
    commanded_errors,
    errors,
    exact_count,
    hold_errors,
    ms,
    p95,
    p95_text,
    share_text,
    within_one,
)
from .sets import EXERCISES, Scored
from .statistics import percentile
from .table import markdown, note, share


def _lines(g: Group) -> list[tuple[str, tuple[Scored, ...]]]:
    return [*((e, g.of(e)) for e in EXERCISES if g.of(e)), ("all", g.sets)]


def count_table(g: Group) -> str:
    """Sets counted exactly, by exercise."""
    rows = [
        [
            name,
            str(len(sets)),
            share_text(exact_count(sets), len(sets)),
            share(within_one(sets) / len(sets)),
            f"{sum(len(s.missed) for s in sets)} of {sum(s.true for s in sets)}",
            str(sum(len(s.extra) for s in sets)),
        ]
        for name, sets in _lines(g)
    ]
    header = ["exercise", "sets", "exact (95 %)", "within ±1", "repetitions not matched", "found besides"]
    return f"**{g.name}** (simulated)\n\n{markdown(header, rows)}"


def time_table(g: Group) -> str:
    """Errors of times, holds and amplitudes, by exercise."""
    rows = []
    for name, sets in _lines(g):
        median = percentile(np.concatenate(errors(sets, boundary_errors)), 50)
        single = [
            ms(p95(sets, lambda e, b=b: (getattr(e, b),)))  # type: ignore[misc]
            for b in BOUNDARIES
        ]
        rows.append(
            [
                name,
                str(sum(len(s.errors) for s in sets)),
                *single,
                p95_text(sets, boundary_errors, 1000, 0),
                ms(median),
                p95_text(sets, hold_errors, 1000, 0),
                p95_text(sets, amplitude_errors, 1, 2),
                f"{percentile(np.array([e for s in sets for e in s.floor])):.2f}",
                f"{p95(sets, commanded_errors):.2f}",
            ]
        )
    header = [
        "exercise", "repetitions", "start", "plateau start", "plateau end", "end",
        "all four (95 %)", "their median", "hold (95 %)", "amplitude ° (95 %)", "with known windows", "of the command",
    ]  # fmt: skip
    return f"**{g.name}** (simulated)\n\n{markdown(header, rows)}"


def baseline_table(groups: Sequence[Group]) -> str:
    """Counts of the baselines and of the tracker on the same sets."""
    rows = []
    for g in groups:
        n = len(g.sets)
        for name in BASELINES:
            exact_ = sum(s.baselines[name][0] == s.true and s.baselines[name][1] for s in g.sets)
            within = sum(abs(s.baselines[name][0] - s.true) <= 1 for s in g.sets)
            rows.append([g.name, name, share_text(exact_, n), share(within / n)])
        rows.append(
            [
                g.name,
                "**this tracker**, live",
                share_text(exact_count(g.sets), n),
                share(within_one(g.sets) / n),
            ]
        )
    return note("baselines") + markdown(["sets", "method", "exact (95 %)", "within ±1"], rows)


def causes(g: Group) -> str:
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
        f"of {len(tail)} with a time off by more than {ms(limit)} ms",
    ]
    listed = "; ".join(f"{what}: {n}" for what, n in extra.most_common()) or "nothing"
    return (
        f"**{g.name}** (simulated). A repetition can have several of these. "
        f"Found beside the true repetitions: {listed}.\n\n{markdown(header, rows)}"
    )
