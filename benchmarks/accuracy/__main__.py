"""The command line of the benchmark."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .page import write_page
from .table import MARKS, Report, Row
from .work import SETS, Work

FAMILIES = (
    "counted", "worlds.rows", "latency", "orientation", "faults", "smoothness", "sampling", "breathing", "loss",
    "no_exercise", "people", "cost", "size", "beside",
)  # fmt: skip
"""In the order of the table; each is a module with `IDS`, the rows it gives, and `measure`."""


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the table, write the page if asked; 0, or 1 where a row that was run isn't met and `--strict`."""
    options = _options(arguments)
    begun = time.perf_counter()
    reports: list[Report] = []
    with Work(
        sets=options.sets,
        jobs=options.jobs,
        data=_data(),
        peers=options.peers,
        quiet=options.quiet or not sys.stderr.isatty(),
    ) as work:
        for name in FAMILIES:
            family = import_module(f"{__package__}.{name}")
            if any(_wanted(id, options.only) for id in family.IDS):
                reports.append(family.measure(work))
    rows = [row for report in reports for row in report.rows if _wanted(row.id, options.only)]
    if options.json:
        print(json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False))
    else:
        _print(rows)
    if options.write:
        for path in write_page(reports, work, minutes=(time.perf_counter() - begun) / 60.0):
            print(f"wrote {path}", file=sys.stderr)
    return 1 if options.strict and any(row.met is False for row in rows) else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy",
        description=import_module(str(__package__)).__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--sets", type=int, default=SETS, metavar="N", help="simulated sets a level (%(default)s)"
    )
    parser.add_argument("--only", action="append", default=[], metavar="ROW", help="rows whose id begins so")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes (%(default)s)")
    parser.add_argument(
        "--peers", default=sys.executable, metavar="PYTHON", help="interpreter that has skdh, mobgap, h5py"
    )
    parser.add_argument("--write", action="store_true", help="write docs/validation.md and its pictures")
    parser.add_argument("--json", action="store_true", help="the table for machines")
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a row isn't met")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    options = parser.parse_args(arguments)
    known = [id for name in FAMILIES for id in import_module(f"{__package__}.{name}").IDS]
    for only in options.only:
        if not any(_wanted(id, [only]) for id in known):
            parser.error(f"no row '{only}'; there are {', '.join(known)}")
    if options.sets < 1 or options.jobs < 1:
        parser.error("--sets and --jobs take 1 or more")
    if options.write and options.only:
        parser.error("--write writes the whole page; leave out --only")
    return options


def _wanted(id: str, only: list[str]) -> bool:
    return not only or any(id.startswith(name) for name in only)


def _data() -> Path | None:
    folder = os.environ.get("SENSORTRACK_DATA")
    return Path(folder) if folder and Path(folder).is_dir() else None


def _print(rows: list[Row]) -> None:
    table = Table(show_lines=True)
    for name in ("row", "what", "to reach", "reached", "met", "rests on"):
        table.add_column(name, overflow="fold")
    for row in rows:
        rests = f"{row.kind}: {row.sample}" if row.sample else row.kind
        table.add_row(row.id, row.what, row.target, row.reached, MARKS[row.met], rests)
    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    console.print(table)
    run = [row for row in rows if row.met is not None]
    print(f"{sum(bool(row.met) for row in run)} of {len(run)} rows that have a value are met.")


if __name__ == "__main__":
    sys.exit(main())
