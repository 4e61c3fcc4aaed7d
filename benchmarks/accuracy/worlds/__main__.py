"""The command line of the worlds."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence

from ..statistics import wilson
from ..work import Work
from . import __doc__ as about
from .draw import EXERCISES, REGIMES, TABLE_SEED, Regime, World, properties, world
from .score import Outcome, outcome_of


def main(arguments: list[str] | None = None) -> int:
    """Print the table, the map, or one world."""
    o = _options(arguments)
    fixed = dict(_setting(s) for s in o.set)
    if o.show is not None:
        for regime in o.regime or REGIMES:
            print(
                _told(outcome_of(world(o.show, regime, None if o.exercise is None else o.exercise[0], fixed)))
            )
        return 0
    with Work(sets=o.sets, jobs=o.jobs, quiet=True) as work:
        for regime in o.regime or REGIMES:
            names = [p for p in properties() if o.map == ["all"] or p in o.map]
            if not names:
                _print_table(regime, work.map(outcome_of, _worlds(o, regime, fixed), "worlds"), o.failures)
            for name in names:
                _print_map(o, regime, name, fixed, work)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.worlds",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--sets", type=int, default=200, metavar="N", help="worlds a regime, or a value of the map"
    )
    parser.add_argument(
        "--seed", type=int, default=TABLE_SEED, metavar="N", help="the first one (%(default)s: the table's)"
    )
    parser.add_argument("--regime", action="append", choices=REGIMES, help="both where none is named")
    parser.add_argument("--exercise", action="append", choices=EXERCISES, help="all where none is named")
    parser.add_argument(
        "--map", action="append", default=[], metavar="PROPERTY", help="the map of a property, or of all"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="fix a property, beginning, ending …"
    )
    parser.add_argument("--show", type=int, metavar="SEED", help="one world")
    parser.add_argument(
        "--failures", type=int, default=0, metavar="N", help="print so many worlds that failed"
    )
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes (%(default)s)")
    return parser.parse_args(arguments)


def _setting(text: str) -> tuple[str, float | str]:
    name, value = text.split("=", 1)
    return (name, float(value)) if name in properties() else (name, value)


def _worlds(o: argparse.Namespace, regime: Regime, fixed: dict[str, float | str]) -> list[World]:
    exercises = o.exercise or EXERCISES
    return [world(o.seed + k, regime, exercises[k % len(exercises)], fixed) for k in range(o.sets)]


def _print_table(regime: Regime, outcomes: Sequence[Outcome], failures: int) -> None:
    cpu_ms = 1000.0 * sum(o.cpu_s for o in outcomes) / len(outcomes)
    print(f"{regime}: {len(outcomes)} worlds from {outcomes[0].world.seed} on, {cpu_ms:.0f} ms each")
    print(f"  {'':24s}{'exact':>24s}{'within one':>12s}{'inside out, untold':>20s}{'not judged':>12s}")
    groups: list[tuple[str, Callable[[Outcome], str]]] = [
        ("exercise", lambda o: o.world.exercise),
        ("axes", lambda o: "axes declared" if o.world.values["declared"] > 0.5 else "axes not declared"),
        ("beginning", lambda o: f"begins {o.world.beginning}"),
        ("ending", lambda o: f"ends {o.world.ending}"),
        ("shape", lambda o: o.world.shape),
        ("tremor", lambda o: f"tremor {o.world.tremor}"),
    ]
    _print_line("all", outcomes)
    for _, key in groups:
        for name in sorted({key(o) for o in outcomes}):
            _print_line(name, [o for o in outcomes if key(o) == name])
    lost: Counter[str] = Counter()
    for o in outcomes:
        if not o.exact:
            lost.update(o.lost)
    print("  reasons in sets that aren't exact:", ", ".join(f"{k} {n}" for k, n in lost.most_common(8)))
    for o in [o for o in outcomes if not o.exact][:failures]:
        print(_told(o))


def _print_line(name: str, outcomes: Sequence[Outcome]) -> None:
    n, exact = len(outcomes), sum(o.exact for o in outcomes)
    low, high = wilson(exact, n)
    within = sum(abs(o.found - o.true) <= 1 for o in outcomes)
    untold = sum(o.inside_out and not o.why_not_judged for o in outcomes)
    not_judged = sum(bool(o.why_not_judged) for o in outcomes)
    share = f"{100 * exact / n:.1f} % ({100 * low:.1f}–{100 * high:.1f})"
    print(f"  {name:24s}{share:>24s}{100 * within / n:>11.1f}%{f'{untold} of {n}':>20s}{not_judged:>12d}")


def _print_map(
    o: argparse.Namespace, regime: Regime, name: str, fixed: dict[str, float | str], work: Work
) -> None:
    p = properties()[name]
    cells = []
    for level in p.levels:
        outcomes = work.map(outcome_of, _worlds(o, regime, fixed | {name: level}), name)
        exact = sum(x.exact for x in outcomes)
        untold = sum(x.inside_out and not x.why_not_judged for x in outcomes)
        cells.append(
            f"{level:g}: {100 * exact / len(outcomes):.1f}" + (f" ({untold} inside out)" if untold else "")
        )
    print(f"{regime}, {name} [{p.unit}], % exact of {o.sets}: " + "  ".join(cells), flush=True)


def _told(o: Outcome) -> str:
    lost = ", ".join(f"{k} {n}" for k, n in o.lost.items())
    word = "exact" if o.exact else f"{o.found} of {o.true}"
    about = [
        word,
        *(["inside out"] if o.inside_out else []),
        *([o.why_not_judged] if o.why_not_judged else []),
    ]
    return f"- {', '.join(about)}; [{lost}] {o.world}"


if __name__ == "__main__":
    sys.exit(main())
