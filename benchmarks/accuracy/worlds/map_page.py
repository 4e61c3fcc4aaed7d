"""docs/validation_map.md: the map of the worlds, and the least extreme ones in which a set is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..page import DOCS, versions
from ..statistics import wilson
from ..table import markdown, note, share
from .draw import EXERCISES, Property, properties
from .map_levels import BEYOND_CHANCE, MAP_SEED, NEARLY_ALL, Cell, Map, Pair, run_about
from .score import Outcome
from .search import SEARCH_SEED, Extreme, distance

PAGE = DOCS / "validation_map.md"
KIND_NAMES = {
    "beginning": "begins", "ending": "ends", "order": "sides", "shape": "shape", "tremor_kind": "tremor"
}  # fmt: skip


def write_map(
    m: Map, worst: Sequence[tuple[Extreme, Outcome]], failed: int, restarts: int, minutes: float
) -> Path:
    """Write the page; its path."""
    PAGE.write_text(page(m, worst, failed, restarts, minutes), encoding="utf-8")
    return PAGE


def page(m: Map, worst: Sequence[tuple[Extreme, Outcome]], failed: int, restarts: int, minutes: float) -> str:
    """The whole page."""
    sets = len(m.ordinary.exact)
    low, high = wilson(sum(m.ordinary.exact), sets)
    least = wilson(sets, sets)[0]
    text = [
        note(
            "map",
            sets=sets,
            exercises=len(EXERCISES),
            ordinary=f"{share(m.ordinary.share)} ({100 * low:.1f}–{100 * high:.1f})",
            chance=f"{100 * BEYOND_CHANCE:.0f} %",
            fewest=_fewest(),
            nearly=f"{100 * NEARLY_ALL:.0f} %",
            least=f"{100 * least:.1f} %",
            inside=_worse(m, inside=True),
            outside=_worse(m, inside=False),
        ),
        "## By property\n\n" + _levels(m),
        "## By beginning, ending, shape and tremor\n\n" + _kinds(m),
        "## The worst properties in pairs\n\n"
        + note("pairs")
        + "\n\n".join(_pair(p, m.ordinary) for p in m.pairs),
        "## The least extreme worlds in which a set is lost\n\n"
        + note("search", restarts=restarts, failed=failed)
        + extremes(worst),
        "## With what this page was made\n\n"
        + markdown(
            ["what", "version or value"],
            [
                *versions(),
                ["sets a level", str(sets)],
                ["seeds of the map", f"from {MAP_SEED} on, the same at each level"],
                ["seeds of the search", f"from {SEARCH_SEED} on"],
                ["time for the whole", f"{minutes:.0f} min"],
            ],
        ),
    ]
    return "\n\n".join(part.strip() for part in text) + "\n"


def _fewest() -> int:
    """The least number of losses, without a gain, that is beyond chance."""
    k = 1
    while 0.5**k >= BEYOND_CHANCE:
        k += 1
    return k


def _worse(m: Map, *, inside: bool) -> str:
    """The levels that are worse than ordinary, inside the restless range or outside."""
    found = []
    for name, cells in m.levels.items():
        low, high = properties()[name].restless
        worse = [v for v, c in cells.items() if (low <= v <= high) == inside and c.worse_than(m.ordinary)]
        if worse:
            found.append(f"{name} {', '.join(f'{v:g}' for v in worse)}")
    return "; ".join(found) or "none"


def _levels(m: Map) -> str:
    def as_ordinary(c: Cell) -> bool:
        return not c.worse_than(m.ordinary)

    def nearly_all(c: Cell) -> bool:
        return c.share >= NEARLY_ALL

    lines = []
    for name, cells in m.levels.items():
        p = properties()[name]
        lines.append(
            [
                name,
                p.unit,
                f"{p.ordinary[0]:g}–{p.ordinary[1]:g}",
                f"{p.restless[0]:g}–{p.restless[1]:g}",
                " · ".join(f"{value:g}: {_cell(c, m.ordinary)}" for value, c in cells.items()),
                _run(p, cells, as_ordinary),
                _run(p, cells, nearly_all),
            ]
        )
    header = ["property", "unit", "ordinary", "restless", "level: % exact", "as ordinary",
              f"≥ {100 * NEARLY_ALL:.0f} % exact"]  # fmt: skip
    return markdown(header, lines)


def _run(p: Property, cells: Mapping[float, Cell], good: Callable[[Cell], bool]) -> str:
    run = run_about(p, cells, good)
    if run is None:
        return "none"
    low, high = run
    first, last = min(cells), max(cells)
    if (low, high) == (first, last):
        return "all"
    if low == first:
        return f"≤ {high:g}"
    return f"≥ {low:g}" if high == last else f"{low:g}–{high:g}"


def _cell(c: Cell, ordinary: Cell) -> str:
    text = share(c.share, 0).removesuffix(" %")
    besides = [f"{n} {word}" for n, word in ((c.untold, "inside out"), (c.not_judged, "not judged")) if n]
    bold = f"**{text}**" if c.worse_than(ordinary) else text
    return bold + (f" ({', '.join(besides)})" if besides else "")


def _kinds(m: Map) -> str:
    lines = [
        [KIND_NAMES[name], " · ".join(f"{value}: {_cell(c, m.ordinary)}" for value, c in cells.items())]
        for name, cells in m.kinds.items()
    ]
    return markdown(["", "% exact"], lines)


def _pair(p: Pair, ordinary: Cell) -> str:
    def named(value: float | None) -> str:
        return "ordinary" if value is None else f"{value:g}"

    header = [f"{p.first} ↓, {p.second} →", *(named(v) for v in p.second_levels)]
    return markdown(
        header,
        [
            [named(v), *(_cell(c, ordinary) for c in row)]
            for v, row in zip(p.first_levels, p.cells, strict=True)
        ],
    )


def extremes(worst: Sequence[tuple[Extreme, Outcome]]) -> str:
    """The least extreme ones as a table: what isn't at its middle, with its position, and how to see it again."""
    lines = []
    for e, o in worst:
        w = e.world
        at = sorted(e.at.items(), key=lambda item: -abs(item[1]))
        off = ", ".join(f"{name} {w.values[name]:g} ({abs(u):.2f})" for name, u in at)
        became = "inside out" if o.inside_out else f"{o.found} of {o.true}"
        reasons = ", ".join(f"{name} {k}" for name, k in o.lost.items())
        show = f"--show {w.seed} --middle" + "".join(f" --set {name}={w.values[name]:g}" for name, _ in at)
        lines.append(
            [
                f"{distance(e.at):.2f}",
                f"{max(map(abs, e.at.values()), default=0.0):.2f}",
                w.exercise,
                f"{w.shape}, tremor {w.tremor}",
                off,
                became + (f"; {reasons}" if reasons else ""),
                f"`{show}`",
            ]
        )
    header = [
        "sum",
        "largest",
        "exercise",
        "family",
        "off the middle (position)",
        "became",
        "to see it again",
    ]
    return markdown(header, lines) if lines else "None was found."
