"""docs/validation.md: the table, what it rests on, how sure it is, and how to run it again."""

from __future__ import annotations

import platform
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import sensortrack

from .sets import FROZEN_SEED
from .table import MARKS, Picture, Report, Row, markdown
from .work import SETS, Work
from .worlds.draw import TABLE_SEED

DOCS = Path(__file__).parents[2] / "docs"
HEAD, FOOT = (Path(__file__).with_name(f"page_{part}.md") for part in ("head", "foot"))
SHORTFALLS = Path(__file__).with_name("shortfalls.toml")
PACKAGES = ("sensortrack", "numpy", "scipy", "pandas", "vqf")


def write_page(reports: list[Report], work: Work, minutes: float) -> list[Path]:
    """Write the page and its pictures; their paths."""
    from .statistics import RESAMPLES

    rows = [row for report in reports for row in report.rows]
    pictures = [picture for report in reports for picture in report.pictures]
    written = [_draw(picture) for picture in pictures]
    text = [
        HEAD.read_text(encoding="utf-8").format(seed=FROZEN_SEED, table_seed=TABLE_SEED, resamples=RESAMPLES),
        "## The table\n\n" + _table(rows),
        "## What falls short, and why\n\n" + _shortfalls(rows),
        *(f"![{picture.caption}](pictures/{picture.name}.png)\n\n{picture.caption}" for picture in pictures),
        *(f"## {section.title}\n\n{section.text}" for report in reports for section in report.sections),
        FOOT.read_text(encoding="utf-8").format(sets=SETS),
        _made_with(work, minutes),
    ]
    page = DOCS / "validation.md"
    page.write_text("\n\n".join(part.strip() for part in text) + "\n", encoding="utf-8")
    return [page, *written]


def _table(rows: list[Row]) -> str:
    lines = [
        [
            row.what,
            row.target,
            row.reached,
            MARKS[row.met],
            f"{row.kind}; {row.sample}".rstrip("; "),
            f"`{row.id}`",
        ]
        for row in rows
    ]
    run = [row for row in rows if row.met is not None]
    met = sum(bool(row.met) for row in run)
    return f"{met} of the {len(run)} rows that were run reach their value.\n\n" + markdown(
        ["what", "to reach", "reached", "met", "rests on", "row"], lines
    )


def _shortfalls(rows: list[Row]) -> str:
    """Each row that isn't met, why, and what was tried."""
    why: dict[str, str] = tomllib.loads(SHORTFALLS.read_text(encoding="utf-8"))
    missed = [row for row in rows if row.met is False]
    lines = [f"- `{row.id}`: {' '.join(why.get(row.id, 'not known yet.').split())}" for row in missed]
    return "\n".join(lines) or "Nothing."


def _draw(picture: Picture) -> Path:
    folder = DOCS / "pictures"
    folder.mkdir(exist_ok=True)
    path = folder / f"{picture.name}.png"
    picture.draw(path)
    return path


def versions() -> list[list[str]]:
    """Python, system, packages, and whether the hot loops are compiled."""
    lines = [["Python", platform.python_version()], ["system", f"{platform.system()} {platform.machine()}"]]
    for name in PACKAGES:
        try:
            lines.append([name, version(name)])
        except PackageNotFoundError:
            lines.append([name, "not installed"])
    compiled = (Path(sensortrack.__file__).parent / "compiled.json").exists()
    return [*lines, ["hot loops", "compiled" if compiled else "plain Python (no C compiler at install)"]]


def _made_with(work: Work, minutes: float) -> str:
    lines = [
        *versions(),
        ["simulated sets a level", str(work.sets)],
        ["seeds", f"from {FROZEN_SEED} on; of worlds from {TABLE_SEED} on"],
        ["processes", str(work.jobs)],
        ["time for the whole", f"{minutes:.0f} min"],
    ]
    return "## With what this page was made\n\n" + markdown(["what", "version or value"], lines)
