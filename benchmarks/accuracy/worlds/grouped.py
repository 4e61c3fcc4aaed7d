"""Worlds by exercise, beginning, ending, shape and tremor, and why sets aren't exact: as tables in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from ..statistics import wilson
from ..table import markdown, share
from .draw import TWO_SIDED, for_the_table_alone
from .score import Outcome

GROUPS: dict[str, Callable[[Outcome], str]] = {
    "exercise": lambda o: o.world.exercise,
    "axes": lambda o: "declared" if o.world.values["declared"] > 0.5 else "not declared",
    "begins": lambda o: o.world.beginning,
    "ends": lambda o: o.world.ending,
    "sides": lambda o: o.world.order if o.world.exercise in TWO_SIDED else "one way",
    "shape": lambda o: o.world.shape,
    "tremor": lambda o: o.world.tremor,
    "family": lambda o: (
        "the table's alone" if for_the_table_alone(o.world.shape, o.world.tremor) else "others"
    ),
}
MOST_REASONS = 8


def exact_count(outcomes: Sequence[Outcome]) -> int:
    """Sets counted exactly, each repetition at its place."""
    return sum(o.exact for o in outcomes)


def within_one(outcomes: Sequence[Outcome]) -> int:
    """Sets whose count is off by one at most."""
    return sum(abs(o.found - o.true) <= 1 for o in outcomes)


def untold(outcomes: Sequence[Outcome]) -> int:
    """Sets turned inside out that don't say that they may be."""
    return sum(o.inside_out and not o.why_not_judged for o in outcomes)


def not_judged(outcomes: Sequence[Outcome]) -> int:
    """Sets that say that they can't be judged."""
    return sum(bool(o.why_not_judged) for o in outcomes)


def lost(o: Outcome) -> bool:
    """Whether the count is off by more than one, or hold and rest are swapped without a word."""
    return abs(o.found - o.true) > 1 or (o.inside_out and not o.why_not_judged)


def by_group(outcomes: Sequence[Outcome]) -> str:
    """A line for all of them, and one for each group."""
    lines = [_line("all", "", outcomes)]
    for group, key in GROUPS.items():
        names = sorted({key(o) for o in outcomes})
        lines += [_line(group, name, [o for o in outcomes if key(o) == name]) for name in names]
    return markdown(["", "", "sets", "exact (95 %)", "within ±1", "inside out, untold", "not judged"], lines)


def _line(group: str, name: str, outcomes: Sequence[Outcome]) -> list[str]:
    n, exact = len(outcomes), exact_count(outcomes)
    low, high = wilson(exact, n)
    return [
        group,
        name,
        str(n),
        f"{share(exact / n)} ({100 * low:.1f}–{100 * high:.1f})",
        share(within_one(outcomes) / n),
        str(untold(outcomes)),
        str(not_judged(outcomes)),
    ]


def why(outcomes: Sequence[Outcome]) -> str:
    """In which way sets aren't exact, and the reasons that they give for what they didn't count."""
    wrong = [o for o in outcomes if not o.exact]
    ways = Counter(_way(o) for o in wrong)
    sets: Counter[str] = Counter()
    movements: Counter[str] = Counter()
    for o in wrong:
        sets.update(o.lost.keys())
        movements.update(o.lost)
    return "\n\n".join(
        (
            markdown(["the set has", "sets"], [[name, str(k)] for name, k in ways.most_common()]),
            markdown(
                ["reason for what wasn't counted", "movements", "sets"],
                [[name, str(k), str(sets[name])] for name, k in movements.most_common(MOST_REASONS)],
            ),
        )
    )


def _way(o: Outcome) -> str:
    if o.why_not_judged:
        return f"not judged: {o.why_not_judged}"
    if o.inside_out:
        return "been turned inside out"
    if o.found == o.true:
        return "the right count, one at another place"
    return "too few repetitions" if o.found < o.true else "too many repetitions"
