"""docs/ablation.md: one row a special case, with what its loss costs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..page import DOCS
from ..table import markdown
from .probe import OFFSET, WORLD_SEED, Counts
from .switches import Case

HEAD = Path(__file__).with_name("page_head.md")


def write_page(base: Counts, worth: Sequence[tuple[Case, Counts]], sets: int) -> Path:
    """Write the page; its path."""
    page = DOCS / "ablation.md"
    head = HEAD.read_text(encoding="utf-8").format(sets=sets, world_seed=WORLD_SEED, offset=OFFSET)
    page.write_text(f"{head.strip()}\n\n{table(base, worth)}\n", encoding="utf-8")
    return page


def table(base: Counts, worth: Sequence[tuple[Case, Counts]]) -> str:
    """What each case is worth, in Markdown; in the first row what is reached with all of them."""
    kinds, errors = list(base.right), list(base.wrong)
    header = ["without", *kinds, *(f"silent: {kind}" for kind in errors), "hold p95, hard", "times p95, hard"]
    reached = ["nothing: all of it"]
    reached += [f"{sum(base.right[kind])} of {len(base.right[kind])}" for kind in kinds]
    reached += [str(base.wrong[kind]) for kind in errors]
    reached += [f"{1000.0 * base.hold_s:.0f} ms", f"{1000.0 * base.time_s:.0f} ms"]
    return markdown(header, [reached, *(_row(base, case, without) for case, without in worth)])


def _row(base: Counts, case: Case, without: Counts) -> list[str]:
    cells = [f"`{case.name}`: {case.what}"]
    for kind, before in base.right.items():
        pairs = list(zip(before, without.right[kind], strict=True))
        lost, gained = (sum(a and not b for a, b in pairs), sum(b and not a for a, b in pairs))
        cells.append(f"−{lost} +{gained}" if lost or gained else "·")
    cells += [_difference(without.wrong[kind] - count) for kind, count in base.wrong.items()]
    for before_s, after_s in ((base.hold_s, without.hold_s), (base.time_s, without.time_s)):
        cells.append(_difference(round(1000.0 * (after_s - before_s)), " ms"))
    return cells


def _difference(value: int, unit: str = "") -> str:
    return f"{value:+d}{unit}".replace("-", "−") if value else "·"
