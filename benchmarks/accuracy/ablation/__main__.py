"""The command line of the ablation."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from . import __doc__ as about
from .page import table, write_page
from .probe import Counts, probe
from .switches import Case, cases, copy_with_switches, switch_off

SETS = 64
BASE = Case("none", "nothing is switched off", {})
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main(arguments: list[str] | None = None) -> int:
    """Switch off each chosen case, count, and print what it is worth."""
    o = _options(arguments)
    if o.probe is not None:
        chosen = next(case for case in [BASE, *cases()] if case.name == o.probe)
        switch_off(chosen)
        print(json.dumps(probe(o.sets, _data()).as_json()))
        return 0
    chosen_ones = [case for case in cases() if not o.only or any(case.name.startswith(n) for n in o.only)]
    with tempfile.TemporaryDirectory() as made, _bar() as bar:
        copy = Path(made)
        compiled = bar.add_task("compiling a copy with switches", total=None)
        copy_with_switches(copy, cases())
        bar.remove_task(compiled)
        task = bar.add_task("cases", total=len(chosen_ones) + 1)

        def counts_of(case: Case) -> Counts:
            counts = _in_a_process(copy, case, o.sets)
            bar.advance(task)
            return counts

        with ThreadPoolExecutor(o.jobs) as pool:
            base, *without = pool.map(counts_of, [BASE, *chosen_ones])
    worth = list(zip(chosen_ones, without, strict=True))
    print(table(base, worth))
    if o.write:
        print(f"wrote {write_page(base, worth, o.sets)}", file=sys.stderr)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy.ablation",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--sets", type=int, default=SETS, metavar="N", help="worlds a regime; half as many sets a generator"
    )
    parser.add_argument(
        "--only", action="append", default=[], metavar="CASE", help="cases whose name begins so"
    )
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes (%(default)s)")
    parser.add_argument("--write", action="store_true", help="write docs/ablation.md")
    parser.add_argument("--probe", metavar="CASE", help="count once, and print JSON")
    options = parser.parse_args(arguments)
    names = [BASE.name, *(case.name for case in cases())]
    for only in [*options.only, *([options.probe] if options.probe else [])]:
        if not any(name.startswith(only) for name in names):
            parser.error(f"no case '{only}'; there are {', '.join(names)}")
    if options.write and options.only:
        parser.error("--write writes the whole page; leave out --only")
    return options


def _in_a_process(copy: Path, case: Case, sets: int) -> Counts:
    command = [sys.executable, "-m", __package__ or "", "--probe", case.name, "--sets", str(sets)]
    environment = os.environ | ONE_THREAD | {"PYTHONPATH": str(copy)}
    ended = subprocess.run(command, cwd=copy, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return Counts(**json.loads(ended.stdout))


def _data() -> Path | None:
    folder = os.environ.get("SENSORTRACK_DATA")
    return Path(folder) if folder and Path(folder).is_dir() else None


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


if __name__ == "__main__":
    sys.exit(main())
