"""The command line of the worlds."""

from __future__ import annotations

import argparse
import sys
import time

from ..work import Work
from . import __doc__ as about
from .draw import EXERCISES, REGIMES, TABLE_SEED, Regime, properties, world, worlds
from .grouped import by_group, why
from .map_levels import KINDS, MAP_SEED, Surveyor, survey
from .map_page import extremes, write_map
from .score import Outcome, outcome_of
from .search import SEARCH_SEED, Extreme, least_extreme, middle_world, worst

RESTARTS = 200
"""Of the search, where no number is given."""
WORST = 8
"""So many of the least extreme worlds are printed."""


def main(arguments: list[str] | None = None) -> int:
    """Print worlds by group, the map, the least extreme ones that are lost, or one world."""
    o = _options(arguments)
    fixed = dict(_setting(s) for s in o.set)
    if o.show is not None:
        _show(o, fixed)
        return 0
    begun = time.perf_counter()
    with Work(sets=o.sets, jobs=o.jobs, quiet=not sys.stderr.isatty()) as work:
        if o.write:
            m = survey(Surveyor(work, o.sets, o.seed or MAP_SEED, _tell))
            found = _search(o, work)
            minutes = (time.perf_counter() - begun) / 60.0
            failed = sum(e is not None for e in found)
            _tell(f"wrote {write_map(m, worst(found, WORST), failed, len(found), minutes)}")
        elif o.map:
            s = Surveyor(work, o.sets, o.seed or MAP_SEED)
            for name in (*properties(), *KINDS) if o.map == ["all"] else o.map:
                if name in KINDS:
                    s.levels(name, KINDS[name])
                else:
                    s.levels(name, properties()[name].levels)
        elif o.search:
            found = _search(o, work)
            print(f"{sum(e is not None for e in found)} of {len(found)} restarts were lost\n")
            print(extremes(worst(found, WORST)))
        else:
            for regime in o.regime or REGIMES:
                drawn = worlds(o.seed or TABLE_SEED, o.sets, regime, fixed, o.exercise or EXERCISES)
                _print(regime, work.map(outcome_of, drawn, regime), o.failures)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.worlds",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--sets",
        type=int,
        default=200,
        metavar="N",
        help="worlds a regime, or a level of the map (%(default)s)",
    )
    parser.add_argument(
        "--seed",
        type=int,
        metavar="N",
        help="the first one (by default the table's, the map's or the search's)",
    )
    parser.add_argument("--regime", action="append", choices=REGIMES, help="both where none is named")
    parser.add_argument("--exercise", action="append", choices=EXERCISES, help="all where none is named")
    parser.add_argument(
        "--map", action="append", default=[], metavar="PROPERTY", help="the map of a property, or of all"
    )
    parser.add_argument(
        "--search", type=int, metavar="N", help=f"so many restarts of the search ({RESTARTS} with --write)"
    )
    parser.add_argument(
        "--write", action="store_true", help="the whole map and the search, to its page in docs"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="fix a property, beginning, ending …"
    )
    parser.add_argument("--show", type=int, metavar="SEED", help="one world")
    parser.add_argument(
        "--middle", action="store_true", help="with --show: whatever isn't set, as the search has it"
    )
    parser.add_argument(
        "--failures", type=int, default=0, metavar="N", help="print so many worlds that failed"
    )
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes (%(default)s)")
    o = parser.parse_args(arguments)
    known = [*properties(), *KINDS, "all"]
    if unknown := [name for name in o.map if name not in known]:
        parser.error(f"no property {', '.join(unknown)}; there are {', '.join(known)}")
    if o.write and o.map != ["all"]:
        parser.error("--write writes the whole map; say --map all")
    return o


def _setting(text: str) -> tuple[str, float | str]:
    name, value = text.split("=", 1)
    return (name, float(value)) if name in properties() else (name, value)


def _search(o: argparse.Namespace, work: Work) -> list[Extreme | None]:
    first = SEARCH_SEED if o.seed is None or o.write else o.seed
    return work.map(least_extreme, range(first, first + (o.search or RESTARTS)), "search")


def _show(o: argparse.Namespace, fixed: dict[str, float | str]) -> None:
    exercise = o.exercise[0] if o.exercise else None
    if o.middle:
        drawn = [middle_world(o.show, fixed)]
    else:
        drawn = [world(o.show, regime, exercise, fixed) for regime in o.regime or REGIMES]
    for w in drawn:
        print(_told(outcome_of(w)))


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _print(regime: Regime, outcomes: list[Outcome], failures: int) -> None:
    cpu_ms = 1000.0 * sum(o.cpu_s for o in outcomes) / len(outcomes)
    print(f"\n{regime}: {len(outcomes)} worlds from {outcomes[0].world.seed} on, {cpu_ms:.0f} ms each\n")
    print(f"{by_group(outcomes)}\n\n{why(outcomes)}")
    for o in [o for o in outcomes if not o.exact][:failures]:
        print(_told(o))


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
