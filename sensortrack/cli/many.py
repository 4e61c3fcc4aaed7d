"""`sensortrack analyse` on many recordings, and `sensortrack compare`: two runs beside each other."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ..errors import UsageError
from ..outside.remote import is_address, without_secrets
from .options import Json_
from .say import tell
from .show import err, out

SAY_EVERY_S = 10.0
MOST_SHOWN = 40


def analyse_study(
    sources: Sequence[str],
    exercise: str | None,
    *,
    participants: Path | None,
    by_markers: bool,
    folder: str,
    format: str | None,
    frame: str | None,
    calibration: Path | None,
    catalogue: Path | None,
    breathing: bool,
    workers: int | None,
    dask: str | None,
    report: Path | None,
) -> None:
    """Analyse them all into a folder, and write their report; exit code 65 where some couldn't be."""
    from ..study import Settings, analyse_many

    shown = without_secrets(folder) if is_address(folder) else folder
    settings = Settings(exercise, format, frame, catalogue, breathing, calibration)
    count = workers or _cores()
    try:
        with _progress() as progress, _executor(dask) as executor:
            study = analyse_many(
                sources,
                participants=participants,
                by_markers=by_markers,
                out=folder,
                settings=settings,
                workers=count,
                executor=executor,
                progress=progress,
                command=["sensortrack", *sys.argv[1:]],
            )
    except KeyboardInterrupt:
        tell(f"interrupted: what was done is kept in {shown}; the same command goes on from there")
        raise
    if report is not None:
        from ..report.research_page import write_report

        write_report(study, report)
    analysed, failed = len(study.tables["summary"]), len(study.failures)
    tell(f"{analysed} analysed, {failed} not; tables in {shown}")
    for row in study.failures.head(MOST_SHOWN).itertuples():
        tell(f"  {row.message}")
    if failed > MOST_SHOWN:
        tell(f"  … and {failed - MOST_SHOWN} more, all in {shown}/failures.csv")
    if failed:
        raise typer.Exit(65)


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _executor(address: str | None) -> Iterator[Executor | None]:
    if address is None:
        yield None
        return
    from ..study.cluster import dask_executor

    with dask_executor(address) as executor:
        yield executor


@contextmanager
def _progress() -> Iterator[Callable[[int, int, int], None]]:
    """Done, rate and time left: a bar on a terminal, else a line now and then."""
    began = time.monotonic()
    if sys.stderr.isatty():
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
        with Progress(*columns, console=err(), transient=True) as bar:
            task = bar.add_task("", total=None)

            def draw(done: int, total: int, failed: int) -> None:
                rate = done / max(time.monotonic() - began, 1e-9)
                bar.update(
                    task, completed=done, total=total, description=f"{rate:.1f}/s, {failed} failed, left:"
                )

            yield draw
        return
    said = began

    def say(done: int, total: int, failed: int) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said >= SAY_EVERY_S:
            said = now
            rate = done / (now - began)
            tell(f"{done} of {total}, {failed} failed, {rate:.1f}/s, {(total - done) / rate:.0f} s left")

    yield say


def compare(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="A folder that `analyse --out` wrote.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="Another one, of a later version say.")],
    json: Json_ = False,
) -> None:
    """Say what changed from one run of a study to another, and why."""
    from rich.table import Table

    from ..json_text import to_json
    from ..outside.showing import escaped
    from ..study import compare as compare_runs

    for run in (run_a, run_b):
        if not run.is_dir():
            raise UsageError(f"{run} is no folder; expected one that `sensortrack analyse --out` wrote")
    found = compare_runs(run_a, run_b)
    if json:
        print(escaped(to_json(found, indent=2)))
        return
    console = out()
    for cause in found["causes"]:
        console.print(f"changed: {cause}")
    for name, files in found["recordings"].items():
        if files:
            console.print(f"{name.replace('_', ' ')}: {len(files)} ({', '.join(str(f) for f in files[:5])})")
    changes = found["changes"]
    by_table = ", ".join(f"{table} {n}" for table, n in Counter(c["table"] for c in changes).items())
    console.print(f"{len(changes)} cells differ{f' ({by_table})' if changes else ''}")
    table = Table("table", "file", "key", "column", "before", "after", "why")
    for change in changes[:MOST_SHOWN]:
        table.add_row(*(str(change[c]) for c in ("table", "file", "key", "column", "before", "after", "why")))
    if changes:
        console.print(table)
    if len(changes) > MOST_SHOWN:
        console.print(f"… and {len(changes) - MOST_SHOWN} more: --json has them all")
